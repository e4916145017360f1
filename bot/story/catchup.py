"""Where an incident stands, for whoever joins late: what is known, who has what, what was tried, and what is open.

Law: it says nothing that the brief does not say, but for who has what and which idea was answered; one line for each
part, ten at most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from bot.incident import vocabulary
from bot.incident.facts import Status, StatusSet
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.story.brief import Brief
from bot.story.onrecord import answered
from bot.story.quotation import quoted
from bot.story.sentences import MUST, USEFUL, Sentence
from bot.story.statements import statements
from bot.story.timeline import PinnedMessage

PartName: TypeAlias = Literal["known", "cause", "tried", "doing", "who", "open", "newest"]

LINES_MAX = 10  # what fits on a phone without turning it over; the head, the foot and a greeting are among them
WORDS_MAX = 170  # of all parts: so much is read in a minute
ANSWERED_MAX = 2  # ideas that a line denied; the newest, since the older ones are behind those

# Which part of it a sentence of the brief belongs to; any other is for the executive.
PART_OF: Mapping[str, PartName] = {
    **dict.fromkeys(("harm_customer", "harm_more", "harm_figure", "affected", "at_least_registered"), "known"),
    **dict.fromkeys(
        ("first_on_record", "from_outside", "liaison", "marked_harm", "lead_says", "marked_told", "holding_figure"),
        "known",
    ),
    **dict.fromkeys(
        (
            "cause_confirmed",
            "cause_confirmed_earlier",
            "cause_believed",
            "not_confirmed",
            "said_confirmed",
            "marked_why",
        ),
        "cause",
    ),
    **dict.fromkeys(
        ("before_identified", "found_since", "found_after_the_end", "told_after_the_end", "newest_finding"),
        "cause",
    ),
    **dict.fromkeys(("unjudged_idea", "same_time"), "cause"),
    "answered": "known",
    "ruled_out": "tried",
    **dict.fromkeys(
        (
            "plan_a",
            "plan_begun",
            "plan_done",
            "plan_not_needed",
            "plan_a_takes",
            "plan_a_done",
            "plan_a_over",
            "plan_a_earlier",
            "fix_applied",
            "decided",
            "doing",
        ),
        "doing",
    ),
    **dict.fromkeys(
        ("newest_on_record", "last_before_mitigated", "marked_done", "marked_done_earlier", "plan_b", "plan_b_after"),
        "doing",
    ),
    **dict.fromkeys(("since_estimate", "expected", "agreed"), "doing"),
    **dict.fromkeys(("unknown", "part_unknown", "decision", "proposed", "still_needed", "asked_from_outside"), "open"),
    **dict.fromkeys(("risk_judged", "deadline", "lacking", "task_asked"), "open"),
    **dict.fromkeys(("since_then", "since_mitigated", "marked_over", "news"), "newest"),
}
_NEWS = vocabulary.kinds(lambda row: bool(row.statement or row.subject) or row.kind is StatusSet)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of it."""

    name: PartName
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Catchup:
    """It before it is worded; a part of which nothing is on record is not among them. `since` is of the status."""

    incident: str
    title: str
    severity: int | None
    status: Status
    since: datetime | None
    private: bool
    drill: bool
    as_of: datetime
    parts: tuple[Part, ...]


def has_news(incident: Incident, pinned: Sequence[PinnedMessage]) -> bool:
    """Whether anything is on record but that it was opened, who has which role and where the call is."""
    return bool(incident.of(*_NEWS)) or any(message.deleted_at is None for message in pinned)


def of(brief: Brief, incident: Incident, pinned: Sequence[PinnedMessage] = (), *, policy: Policy) -> Catchup:
    """The lines of this page of the incident; `pinned` are the messages of its timeline."""
    found: dict[PartName, list[Sentence]] = {name: [] for name in get_args(PartName)}
    for section in brief.sections:
        for sentence in section.sentences:
            if sentence.words_id in PART_OF:
                found[PART_OF[sentence.words_id]].append(sentence)
    found["tried"].extend(_answered(incident, pinned, until=brief.as_of))
    found["who"].append(who_has_what(incident, policy))
    return Catchup(
        incident=brief.incident,
        title=brief.title,
        severity=brief.severity,
        status=brief.status,
        since=incident.status_since,
        private=brief.private,
        drill=brief.drill,
        as_of=brief.as_of,
        parts=tuple(Part(name, tuple(sentences)) for name, sentences in found.items() if sentences),
    )


def _answered(incident: Incident, pinned: Sequence[PinnedMessage], *, until: datetime) -> list[Sentence]:
    """The newest ideas that a line denied and nobody settled: they are dead ends too."""
    said = [line for line in statements(incident, pinned) if line.at <= until]
    settled = {h.seq for h in incident.hypotheses if h.outcome != "open"}
    denied = answered(said)
    ideas = [line for line in said if line.label in denied and line.label not in settled]
    return [
        Sentence(
            "answered_idea",
            {"idea": quoted(idea), "answer": quoted(denied[idea.label])},
            (idea.label, denied[idea.label].label),
            USEFUL,
        )
        for idea in ideas[-ANSWERED_MAX:]
    ]


def who_has_what(incident: Incident, policy: Policy) -> Sentence:
    """Every role of the house and any other: its holder, or that nobody holds it."""
    house = [duty.name for duty in policy.duties]
    roles = [incident.role(name) for name in dict.fromkeys([*house, *incident.roles])]
    held = tuple((role.name, role.holder) for role in roles if role.holder)
    vacant = tuple(role.name for role in roles if role.holder is None and role.name in house)
    return Sentence("who_has_what", {"held": held, "vacant": vacant}, (), MUST)
