"""Reports on time, per role and never per person: whether the rhythm held is about the room, not about anybody.

Law: a report is measured against the very due time that its reminder was sent for. Nobody is warned ahead of it, so
what comes while only the holder is asked is on time: late is what the lead heard of (docs/decisions/0038-on-time.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from bot.incident.facts import NothingNew, Paused, Reported, Resumed, RoleReleased, RoleTaken, StatusSet
from bot.incident.logbook import Entry
from bot.incident.policy import LEAD, Policy
from bot.incident.replay import apply
from bot.incident.reports import clock_of, patience
from bot.incident.state import Case, Incident


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How a role kept its clock. `missed` fell due and never came; `median_late` counts from the due time.

    `longest_silence` lies between two reports. `undelivered`: so many reminders never reached anybody.
    """

    role: str
    on_time: int
    late: int
    missed: int
    median_late: timedelta | None
    longest_silence: timedelta | None
    undelivered: int = 0

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.missed


@dataclass(frozen=True, slots=True)
class Wait:
    """From one report, or the taking of the role, to the next, or to the end of the duty. `due_at`: None on demand."""

    since: datetime
    until: datetime
    due_at: datetime | None
    patience: timedelta
    reported: bool
    paused: bool = False  # nobody was waited for

    @property
    def is_late(self) -> bool:
        """Whether somebody else had to hear that it was due."""
        return self.late_by > self.patience

    @property
    def late_by(self) -> timedelta:
        return self.until - self.due_at if self.due_at else timedelta(0)


def of(incident: Incident, *, now: datetime, policy: Policy) -> tuple[Punctuality, ...]:
    """Every role that owes reports."""
    return tuple(
        replace(_measured(role, waited), undelivered=_undelivered(incident, role))
        for role, waited in waits(incident, now, policy).items()
    )


def owing(incident: Incident) -> tuple[str, ...]:
    """Every role but the lead that somebody has held, in the order in which they were taken."""
    return tuple(dict.fromkeys(fact.role for _, fact in incident.of(RoleTaken) if fact.role != LEAD))


def _undelivered(incident: Incident, role: str) -> int:
    return sum(r.rung == "due" and role in r.roles and r.undelivered_at is not None for r in incident.reminders)


def _measured(role: str, waits: Sequence[Wait]) -> Punctuality:
    owed = [wait for wait in waits if wait.due_at is not None]
    late = [wait.late_by for wait in owed if wait.reported and wait.is_late]
    given = [wait for wait in owed if wait.reported]
    return Punctuality(
        role=role,
        on_time=len(given) - len(late),
        late=len(late),
        missed=sum(1 for wait in owed if not wait.reported and wait.is_late),
        median_late=timedelta(seconds=median(by.total_seconds() for by in late)) if late else None,
        longest_silence=max((wait.until - wait.since for wait in waits if not wait.paused), default=None),
    )


def waits(incident: Incident, now: datetime, policy: Policy) -> Mapping[str, Sequence[Wait]]:
    """The stretches of silence of every role that owes reports, read along the logbook as it stood by then."""
    before = Incident(incident.number)
    silent_since: dict[str, datetime | None] = dict.fromkeys(owing(incident))
    found: dict[str, list[Wait]] = {role: [] for role in silent_since}
    for entry in incident.entries:
        after = apply(before, entry)
        for role in [role for role in silent_since if _ends(role, entry, before, after)]:
            since = silent_since[role]
            if since is not None:
                found[role].append(_wait(before, role, since, entry.at, policy, reported=_reports(role, entry)))
            silent_since[role] = entry.at if after.is_open and after.role(role).holder else None
        before = after
    for role, since in silent_since.items():
        if since is not None:
            found[role].append(_wait(before, role, since, now, policy, reported=False))
    return found


def _wait(  # noqa: PLR0913 - a stretch of time, whose, and how it ended
    incident: Incident, role: str, since: datetime, until: datetime, policy: Policy, *, reported: bool
) -> Wait:
    clock = clock_of(Case(incident, until, "", policy=policy), role)
    return Wait(
        since,
        until,
        due_at=clock.due_at if clock else None,
        patience=patience(clock.interval) if clock else timedelta(0),
        reported=reported,
        paused=incident.paused is not None,
    )


def _ends(role: str, entry: Entry, before: Incident, after: Incident) -> bool:
    """Whether a wait ends here: with a report, a new holder or none, or with the incident's end or return."""
    match entry.fact:
        case RoleTaken(role=name) | RoleReleased(role=name) | Reported(role=name) | NothingNew(role=name):
            return name == role
        case Paused() | Resumed():
            return before.is_open
        case StatusSet():
            return before.is_open != after.is_open
        case _:
            return False


def _reports(role: str, entry: Entry) -> bool:
    return isinstance(entry.fact, Reported | NothingNew) and entry.fact.role == role
