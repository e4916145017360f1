"""The review of the post-incident summary: who approved it, and from when on what is recorded is an addendum.

Law: nothing is kept of the document itself. It is the reading of the record as it was known when it was approved, so
that words which are redacted later are gone from it as well.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.incident import checks
from bot.incident.errors import Refused
from bot.incident.facts import StatusSet, SummaryApproved
from bot.incident.logbook import Saying
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import kinds

_TOLD = kinds(lambda row: row.has_line)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the summary, and when (aware UTC); `seq` is the entry that says so."""

    by: str
    at: datetime
    seq: int


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


def approval(incident: Incident) -> Approval | None:
    """The newest that was not taken back; one from before it was opened again is of another ending."""
    reopened = max((entry.seq for entry, fact in incident.of(StatusSet) if fact.status not in _ENDED), default=0)
    approved = [entry for entry, _ in incident.of(SummaryApproved) if entry.seq > reopened]
    return Approval(approved[-1].by, approved[-1].recorded_at, approved[-1].seq) if approved else None


_ENDED = frozenset({"resolved", "closed"})


def _has_more(incident: Incident, known: Approval) -> bool:
    """Whether anything happened since that a timeline tells; that it was closed changes nothing of what is told."""
    since = (e for e in incident.entries if e.seq > known.seq and isinstance(e.fact, _TOLD))
    return any(not isinstance(entry.fact, StatusSet) for entry in since)
