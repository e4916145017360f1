"""What every document is made of: sentences that know their words, their values and the records they come from."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from bot.incident.facts import Likelihood, RoleReleased, RoleTaken
from bot.incident.logbook import BOT, Entry, MessageRef
from bot.incident.policy import LEAD
from bot.incident.state import Incident
from bot.incident.vocabulary import kinds

# When a page is too long, the lightest sentence goes first. What must be said, gaps included, never goes.
MUST = 9
STRONG = 6
USEFUL = 4
EXTRA = 2

_ON_CARD = kinds(lambda row: row.read_on_card)

LIKELIEST_FIRST: tuple[Likelihood | None, ...] = (*reversed(get_args(Likelihood)), None)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`words_id` names a macro of the document's `sentences.j2`, `values` fill it, `sources` are seqs of entries."""

    words_id: str
    values: Mapping[str, object] = field(default_factory=dict)
    sources: tuple[int, ...] = ()
    weight: int = MUST


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so and when: `text` as somebody named it, else the role or person that wrote the record."""

    text: str
    role: str
    person: str
    at: datetime


def source(incident: Incident, entry: Entry, named: str = "") -> Source:
    """Where a record comes from; `named` is the source that its author gave."""
    return Source(named, role_of(incident, entry), entry.by, entry.at)


def role_of(incident: Incident, entry: Entry) -> str:
    """The role in which somebody wrote an entry: the one it names, else one held at that time; empty for none."""
    named = getattr(entry.fact, "role", "")
    if named or entry.by == BOT:
        return str(named)
    return _held(itertools.takewhile(lambda earlier: earlier.seq < entry.seq, incident.entries), entry.by)


def role_at(incident: Incident, person: str, at: datetime) -> str:
    """The role that a person held at a time; empty for none."""
    return _held((entry for entry in incident.entries if entry.at <= at), person)


def _held(entries: Iterable[Entry], person: str) -> str:
    """Who leads beside another duty is known by the other duty: that is where the knowledge comes from."""
    holders: dict[str, str] = {}
    for entry in entries:
        match entry.fact:
            case RoleTaken(role=role, person=holder):
                holders[role] = holder
            case RoleReleased(role=role):
                holders.pop(role, None)
            case _:
                pass
    held = [role for role, holder in holders.items() if holder == person]
    return next((role for role in held if role != LEAD), held[0] if held else "")


def refs(incident: Incident) -> dict[int, MessageRef]:
    """Where an entry can be read in Slack: the message it was taken from, else the one that shows it.

    What moves the incident itself is shown on its card, if nowhere else.
    """
    taken = {entry.seq: entry.message for entry in incident.entries if entry.message}
    if not incident.card_ts:
        return {**incident.shown, **taken}
    card = MessageRef(incident.channel, incident.card_ts)
    on_card = {entry.seq: card for entry in incident.entries if isinstance(entry.fact, _ON_CARD)}
    return {**on_card, **incident.shown, **taken}
