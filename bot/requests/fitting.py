"""Which commands fit: what works for this person, in this place, at this moment of the incident.

Law: a reading of the record that refuses nothing; whether something may be done, its rule says when it is asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, get_args

from bot import grammar as g
from bot.incident import announcing
from bot.incident.checklists import in_use, to_check
from bot.incident.corrections import FIXABLE
from bot.incident.state import Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Who asks where: `incident` is the one that is meant, if any; `inside` whether they may change it."""

    person: str
    incident: Incident | None = None
    inside: bool = False
    may_start: bool = True


Fits: TypeAlias = Callable[[Incident, str], bool]

_OF_ALL = frozenset({g.FollowUps.verb})  # about all incidents, unless one is named
_ABOUT_ONE = frozenset(kind.verb for kind in get_args(g.Intent) if issubclass(kind, g.About)) - _OF_ALL


def _runs(incident: Incident, _: str) -> bool:
    return incident.is_open


def _is_correctable(incident: Incident, _: str) -> bool:
    return incident.status not in {"closed", "cancelled"}


def _reports(incident: Incident, person: str) -> bool:
    return incident.is_open and bool(incident.held_by(person))


def _cancels(incident: Incident, person: str) -> bool:
    return incident.is_open and person in {incident.lead, incident.declarer}


def _closes(incident: Incident, person: str) -> bool:
    return incident.status == "resolved" and person in {incident.lead, incident.declarer}


def _approves(incident: Incident, person: str) -> bool:
    return incident.status in {"resolved", "closed"} and person in {incident.lead, incident.declarer}


def _archives(incident: Incident, person: str) -> bool:
    is_over = incident.status in {"closed", "cancelled"} and not incident.archived
    return is_over and person in {incident.lead, incident.declarer}


def _has_open_hypothesis(incident: Incident, _: str) -> bool:
    return incident.is_open and any(h.outcome == "open" for h in incident.hypotheses)


def _has_customers(incident: Incident, _: str) -> bool:
    return bool(incident.customers) and _is_correctable(incident, "")


def _has_words_to_remove(incident: Incident, person: str) -> bool:
    return person in {incident.lead, incident.declarer} and incident.last_seq > 0


# What a verb that writes into an incident wants of it and of the caller; those that are not here: that it is not over
# for good.
_FITS: Mapping[str, Fits] = {
    "report": _reports,
    "role": _runs,
    "resolve": _runs,
    "cancel": _cancels,
    "reopen": lambda incident, _: not incident.is_open,
    "close": _closes,
    "look back": lambda incident, _: incident.status in {"resolved", "closed"},
    "reviewer": lambda incident, _: incident.status in {"resolved", "closed"},
    "approve": _approves,
    "archive": _archives,
    "announce": lambda incident, _: announcing.is_open_to(incident),
    "private": lambda incident, _: not incident.private,
    "confirm": _has_open_hypothesis,
    "rule out": _has_open_hypothesis,
    "told": _has_customers,
    "follow-up": lambda _, __: True,
    "redact": _has_words_to_remove,
    "write playbook": lambda incident, _: not incident.is_open,
    "use playbook": _runs,
    "keep playbook": lambda incident, _: bool(to_check(incident)),
    "step": lambda incident, _: _is_correctable(incident, "") and bool(in_use(incident)),
    "fix": lambda incident, _: any(type(entry.fact) in FIXABLE for entry in incident.entries),
}


def fits(verb: g.Verb, situation: Situation) -> bool:
    """Whether the command works for this person here and now."""
    if verb.name == "start":
        return situation.may_start
    if verb.name == "adopt":
        return situation.may_start and situation.incident is None
    if verb.name not in _ABOUT_ONE:
        return True
    if situation.incident is None:
        return False
    if verb.is_reading:
        return True
    return situation.inside and _FITS.get(verb.name, _is_correctable)(situation.incident, situation.person)
