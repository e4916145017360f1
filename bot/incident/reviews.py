"""The review of the post-incident summary: whose it is and by when, how far it is, and what came after its approval.

Law: how far it is follows from what else is on record; nobody sets it. Nothing is kept of the document itself: it is
the reading of the record as it was known when it was approved, so that words which are redacted later are gone from it
as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from bot.incident import checks
from bot.incident.errors import Refused
from bot.incident.facts import ReviewAssigned, Rung, StatusSet, SummaryApproved
from bot.incident.follow_ups import EARLIEST_ZONE, begins_at
from bot.incident.logbook import Saying
from bot.incident.matters import Matter
from bot.incident.policy import UNJUDGED_SEVERITY
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import kinds

RUNG: Rung = "review due"
_TOLD = kinds(lambda row: row.has_line)
_ENDED = frozenset({"resolved", "closed"})

# Days within which it is held, by severity: three of the calendar, five of work
# (https://response.pagerduty.com/after/post_mortem_process/). Of milder ones nobody says, so neither do we.
CALENDAR_DAYS = {1: 3}
WORKING_DAYS = {2: 5}
SATURDAY = 5  # of date.weekday

ReviewState: TypeAlias = Literal["draft", "in review", "reviewed", "closed"]


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the summary, and when (aware UTC); `seq` is the entry that says so."""

    by: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far the review is. `owner` took it or was given it, `due_on` is its day; `falls_to` it where nobody was.

    It is "in review" from when somebody has it, "reviewed" from the approval, "closed" with the incident.
    """

    state: ReviewState
    owner: str | None
    due_on: date | None
    falls_to: str


def review(incident: Incident) -> ReviewProgress:
    """As the record has it; where nobody has it, it falls to whoever led, else to who declared it."""
    assigned = [fact for entry, fact in incident.of(ReviewAssigned) if entry.seq > _reopened(incident)]
    owner, due_on = (assigned[-1].owner, assigned[-1].due_on) if assigned else (None, None)
    return ReviewProgress(_state(incident, owner), owner, due_on, incident.lead or incident.declarer)


def _state(incident: Incident, owner: str | None) -> ReviewState:
    if incident.status == "closed":
        return "closed"
    if approval(incident) is not None:
        return "reviewed"
    return "in review" if owner and not incident.is_open else "draft"


def assign(case: Case, *, owner: str | None = None, due_on: date | None = None, today: date) -> list[Saying]:
    """Whose review it is, and by when; what is not said stays as it is, or is the caller's and the day it is due by.

    `today` is the caller's. Refuses `review_too_early`, `already_so`.
    """
    incident = case.incident
    if incident.status not in _ENDED:
        raise Refused("review_too_early", incident=incident.name, status=incident.status)
    checks.require(case, "review")
    known = review(incident)
    said = ReviewAssigned(
        owner=owner or known.owner or case.by,
        due_on=due_on or known.due_on or due_by(incident.severity, today),
    )
    if (said.owner, said.due_on) == (known.owner, known.due_on):
        raise Refused("already_so", what="the same owner and day")
    return [said]


def matters(case: Case) -> Iterator[Matter]:
    """Whoever has it hears on its day, once, that it is due; not where they set that very day themselves."""
    incident = case.incident
    assigned = incident.of(ReviewAssigned)
    if not assigned or incident.drill or review(incident).state != "in review":
        return
    entry, fact = assigned[-1]
    if fact.due_on is not None and (at := begins_at(fact.due_on)) + EARLIEST_ZONE > entry.recorded_at:
        yield Matter(at=at, person=fact.owner, due_at=at, since=entry.recorded_at)


def due_by(severity: int | None, today: date) -> date | None:
    """The day by which a review is held; None for what nobody is told to hurry with. A weekend is nobody's day."""
    level = severity or UNJUDGED_SEVERITY
    if level in CALENDAR_DAYS:
        return _at_work(today + timedelta(days=CALENDAR_DAYS[level]))
    day, left = today, WORKING_DAYS.get(level, 0)
    if not left:
        return None
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def _at_work(day: date) -> date:
    """The Friday before, for a day of the weekend: three days are three days."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def approve(case: Case) -> list[Saying]:
    """Lead or declarer approve the summary as it stands; again, once something was recorded that is not on it.

    Refuses `approve_too_early`, `lead_or_declarer_only`, `already_so`.
    """
    incident = case.incident
    if incident.status not in {"resolved", "closed"}:
        raise Refused("approve_too_early", incident=incident.name, status=incident.status)
    checks.require(case, "approve")
    known = approval(incident)
    if known is not None and not _has_more(incident, known):
        raise Refused("already_so", what="approved")
    return [SummaryApproved()]


def may_approve(case: Case) -> bool:
    """Whether the caller could approve it as it stands."""
    try:
        approve(case)
    except Refused:
        return False
    return True


def approval(incident: Incident) -> Approval | None:
    """The newest that was not taken back; one from before it was opened again is of another ending."""
    approved = [entry for entry, _ in incident.of(SummaryApproved) if entry.seq > _reopened(incident)]
    return Approval(approved[-1].by, approved[-1].recorded_at, approved[-1].seq) if approved else None


def _reopened(incident: Incident) -> int:
    """The entry by which it was last open; what was said of an earlier ending does not count for this one."""
    return max((entry.seq for entry, fact in incident.of(StatusSet) if fact.status not in _ENDED), default=0)


def _has_more(incident: Incident, known: Approval) -> bool:
    """Whether anything happened since that a timeline tells; that it was closed changes nothing of what is told."""
    since = (e for e in incident.entries if e.seq > known.seq and type(e.fact) in _TOLD)
    return any(not isinstance(entry.fact, StatusSet) for entry in since)
