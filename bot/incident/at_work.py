"""Signs of work: whoever has the report form open, or just wrote something of substance, is not asked for a while.

Law: each sign puts a report off once, and is recorded when it does, so that card, reminder and review name the same
due time. It is no report: the clock goes on counting from the last one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.incident import facts as f
from bot.incident import reports
from bot.incident.logbook import Saying
from bot.incident.parts import Role
from bot.incident.reports import ReportClock
from bot.incident.state import Case

FORM_GRACE = timedelta(minutes=5)  # somebody with the form open is reporting already


@dataclass(frozen=True, slots=True)
class Sign:
    """What the holder was seen to do at `at`, and how much longer that leaves them in peace."""

    sign: f.WorkSign
    at: datetime
    grace: timedelta


def next_at(case: Case) -> datetime | None:
    """When the earliest sign was given that is still to be recorded; in the past, for it counts at once."""
    return min((seen.seen_at for seen in _unrecorded(case)), default=None)


def see(case: Case) -> list[Saying]:
    """Every sign that puts a report off, or shows that one is on its way, and is not on record yet."""
    return list(_unrecorded(case))


def before_due(case: Case, role: Role, clock: ReportClock) -> Iterator[Sign]:
    """The signs that put the due time off and are not on record.

    A form opened since the clock began, and a message of substance within the last half interval. Either may come as
    late as the time that it gives.
    """
    holder, half = role.holder or "", clock.interval / 2
    known = {seen.sign for seen in role.seen_at_work}
    opened_at, wrote_at = case.activity.form.get(holder), case.activity.substance.get(holder)
    if opened_at and "writing" not in known and clock.since <= opened_at <= clock.due_at + FORM_GRACE:
        yield Sign("writing", opened_at, FORM_GRACE)
    if wrote_at and "wrote" not in known and max(clock.since, clock.due_at - half) <= wrote_at <= clock.due_at + half:
        yield Sign("wrote", wrote_at, half)


def _unrecorded(case: Case) -> Iterator[f.SeenAtWork]:
    for role in case.incident.roles.values():
        clock = reports.clock_of(case, role.name)
        if clock is None:
            continue
        asked_at = _asked_at(case, role, clock)
        if asked_at is not None:
            yield from _after_asking(case, role, clock, asked_at)
            continue
        for seen in before_due(case, role, clock):
            until = clock.due_at + seen.grace
            yield f.SeenAtWork(role=role.name, sign=seen.sign, seen_at=seen.at, until=until)


def _asked_at(case: Case, role: Role, clock: ReportClock) -> datetime | None:
    """When the holder was asked for the report that is due."""
    asked = (r for r in case.incident.reminders if r.rung == "due" and role.name in r.roles and not r.dropped)
    return next((r.decided_at for r in asked if r.decided_at >= clock.due_at), None)


def _after_asking(case: Case, role: Role, clock: ReportClock, asked_at: datetime) -> Iterator[f.SeenAtWork]:
    """The form that answers the reminder, and so is opened later, moves nothing; the card says that a report comes."""
    opened_at = case.activity.form.get(role.holder or "")
    is_known = any(seen.sign == "writing" and seen.seen_at >= asked_at for seen in role.seen_at_work)
    if opened_at is not None and opened_at > asked_at and not is_known:
        yield f.SeenAtWork(role=role.name, sign="writing", seen_at=opened_at, until=clock.due_at)
