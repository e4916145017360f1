"""The card, the one message that says where an incident stands, and the two lines made of it: topic and announcement.

Law: a picture of the record and of nothing else, so the same record gives the same card; no running ages, only clock
times. It stays small enough to be edited, whatever people wrote.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from bot.incident import facts as f
from bot.incident.effects import Json
from bot.incident.policy import LEAD
from bot.incident.state import Customer, Hypothesis, Incident, Role
from bot.render.words import Voice, Words
from bot.slack.messages import blocks as b
from bot.slack.messages.message import TEXT_CHARS_MAX, Face, face, keyed, severity_word
from bot.slack.messages.mrkdwn import cut, escape, one_line, parts, with_links

TOPIC_CHARS_MAX = 250  # Slack: conversations.setTopic, `too_long`
# Characters left to each thing people wrote; the next smaller one is taken until the card is small enough.
WIDTHS_CHARS = (280, 140, 70, 30)
WORDS_CHARS_MAX = TEXT_CHARS_MAX - 5 * b.HEADER_CHARS_MAX  # below the heading, of which each "&" may be "&amp;"
CUSTOMERS_MAX = 6
ROLES_MAX = 10
NO_NEED = frozenset({"", "-", "none", "no", "nothing"})  # "none" is an answer, not a need


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clocks:
    """What is computed beside the record: when each role reports, which are stale, when the next update comes."""

    due: Mapping[str, datetime | None]
    stale: Collection[str]
    next_at: datetime | None


def card(  # noqa: PLR0913 - the record, what is computed from it, and how to say it
    incident: Incident,
    *,
    due: Mapping[str, datetime | None],
    words: Words,
    voice: Voice,
    key: str,
    stale: Collection[str] = (),
    next_update_at: datetime | None = None,
) -> Face:
    """The card; `due` and `stale` are by role. The next update is the earliest report due, unless it is given."""
    earliest = min((at for at in due.values() if at), default=None)
    clocks = _Clocks(due=due, stale=stale, next_at=next_update_at or earliest)
    heading = _heading(incident)
    text = _fitting(incident, clocks, words=words, voice=voice)
    sections = [b.section(part) for block in text.split("\n\n") for part in parts(block, b.SECTION_CHARS_MAX)]
    shown = Face(
        cut(f"*{escape(one_line(heading, b.HEADER_CHARS_MAX))}*\n{text}", TEXT_CHARS_MAX),
        [b.header(heading), *sections, b.actions(_buttons(incident, _role_names(incident, voice), voice))],
    )
    return keyed(shown, key)


def topic(incident: Incident, *, words: Words, voice: Voice) -> str:
    """Severity, status, lead and title for the head of the channel, without markup."""
    lead = voice.name(incident.lead) if incident.lead else ""
    line = words.slack(
        "topic",
        voice=voice,
        severity=severity_word(incident.severity),
        status=incident.status,
        lead=lead,
        title=one_line(incident.title, TOPIC_CHARS_MAX),
        drill=incident.drill,
    )
    return cut(line, TOPIC_CHARS_MAX)


def announcement(incident: Incident, *, words: Words, voice: Voice, key: str) -> Face:
    """The one message about the incident outside its channel."""
    text = words.slack(
        "announcement",
        voice=voice,
        severity=severity_word(incident.severity),
        status=incident.status,
        since=incident.status_since,
        title=one_line(incident.title, b.HEADER_CHARS_MAX),
        name=incident.name,
        channel=incident.channel,
        lead=incident.lead,
        drill=incident.drill,
    )
    return face(text, key=key, widgets=[b.actions([b.button("Brief", b.BRIEF, {"incident": incident.number})])])


def _heading(incident: Incident) -> str:
    drill = "DRILL · " if incident.drill else ""
    return f"{drill}{severity_word(incident.severity)} · {incident.title}"


def _fitting(incident: Incident, clocks: _Clocks, *, words: Words, voice: Voice) -> str:
    """The card's words, everything people wrote cut evenly until they fit below the heading."""
    text = ""
    for width in WIDTHS_CHARS:
        text = with_links(words.slack("card", voice=voice, **_values(incident, clocks, voice=voice, width=width)))
        if len(text) <= WORDS_CHARS_MAX:
            break
    return cut(text, WORDS_CHARS_MAX)


def _values(incident: Incident, clocks: _Clocks, *, voice: Voice, width: int) -> dict[str, Any]:
    customers = [customer for customer in incident.customers if not customer.done]
    return {
        "severity": severity_word(incident.severity),
        "status": incident.status,
        "since": incident.status_since,
        "name": incident.name,
        "private": incident.private,
        "drill": incident.drill,
        "is_open": incident.is_open,
        "known": _known(incident, width),
        "hypothesis": _hypothesis(incident, width),
        "customers": [_customer(customer, width) for customer in customers[:CUSTOMERS_MAX]],
        "customers_more": max(0, len(customers) - CUSTOMERS_MAX),
        "roles": [_role(incident.role(name), clocks, width) for name in _role_names(incident, voice)],
        "plans": {name: _plan(incident.plans.get(name), width) for name in ("a", "b")},
        "next_at": clocks.next_at if incident.is_open else None,
        "unknowns": len({fact.id for _, fact in incident.of(f.UnknownRaised)}),
    }


def _role_names(incident: Incident, voice: Voice) -> list[str]:
    """The roles of the house in its order, then any other that somebody was given."""
    return list(dict.fromkeys([*voice.titles, *incident.roles]))[:ROLES_MAX]


def _known(incident: Incident, width: int) -> dict[str, Any] | None:
    """The lead's report is what we know, in one sentence."""
    lead = incident.role(LEAD)
    if lead.last_finding is None:
        return None
    return {
        "text": one_line(lead.last_finding.conditions, width),
        "by": lead.last_finding_by,
        "at": lead.last_finding_at,
    }


def _hypothesis(incident: Incident, width: int) -> dict[str, Any] | None:
    """The leading hypothesis: a confirmed one, else the likeliest open one, of equals the latest."""
    standing = [h for h in incident.hypotheses if h.outcome != "ruled out"]
    if not standing:
        return None
    leading = max(standing, key=_standing)
    return {
        "id": leading.id,
        "text": one_line(leading.text, width),
        "likelihood": leading.likelihood,
        "confirmed": leading.outcome == "confirmed",
        "others": len(standing) - 1,
        "ruled_out": len(incident.hypotheses) - len(standing),
    }


_LIKELIHOOD_ORDER = (None, *get_args(f.Likelihood))


def _standing(hypothesis: Hypothesis) -> tuple[bool, int, int]:
    return hypothesis.outcome == "confirmed", _LIKELIHOOD_ORDER.index(hypothesis.likelihood), hypothesis.seq


def _customer(customer: Customer, width: int) -> dict[str, Any]:
    last = customer.contacts[-1] if customer.contacts else None
    return {
        "id": customer.id,
        "name": one_line(customer.name, width),
        "cannot": one_line(customer.cannot, width),
        "deadline_at": customer.deadline_at,
        "told_at": last.at if last else None,
        "promised_at": last.promised_at if last else None,
    }


def _role(role: Role, clocks: _Clocks, width: int) -> dict[str, Any]:
    finding = role.last_finding
    needs = one_line(finding.needs, width) if finding else ""
    return {
        "name": role.name,
        "holder": role.holder,
        "offered_to": role.offered_to,
        "is_lead": role.name == LEAD,
        "finding": one_line(finding.conditions or finding.actions, width) if finding else "",
        "finding_at": role.last_finding_at,
        "finding_by": role.last_finding_by,
        "needs": "" if needs.strip(" .!").casefold() in NO_NEED else needs,
        "nothing_new_at": role.last_report_at if role.nothing_new_in_a_row else None,
        "nothing_new_times": role.nothing_new_in_a_row,
        "due_at": clocks.due.get(role.name),
        "stale": role.name in clocks.stale,
    }


def _plan(plan: f.Planned | None, width: int) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {
        "what": one_line(plan.what, width),
        "eta_low_min": plan.eta_low_min,
        "eta_high_min": plan.eta_high_min,
        "trigger_at": plan.trigger_at,
    }


def _buttons(incident: Incident, role_names: list[str], voice: Voice) -> list[b.Block]:
    about: dict[str, Json] = {"incident": incident.number}
    brief = b.button("Brief", b.BRIEF, about)
    if not incident.is_open:
        return [brief]
    free = [name for name in role_names if incident.role(name).holder is None]
    return [
        b.button("Report", b.REPORT, about, style="primary"),
        b.button("Nothing new", b.NOTHING_NEW, about),
        *(
            b.button(f"Take {voice.titles.get(name, name)}", b.action_id(b.TAKE, name), {**about, "role": name})
            for name in free
        ),
        b.button("Record…", b.RECORD, about),
        brief,
    ]
