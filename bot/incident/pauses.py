"""Fewer reminders, openly: a report that is put off for a reason, and a pause of them all.

Law: whoever is left in peace is so on the record, with the reason, where the lead reads it: on the card and in its
thread. A pause ends by itself, and no clock counts from before its end.
"""

from datetime import datetime, timedelta

from bot.incident import checks, reports
from bot.incident.errors import Refused
from bot.incident.facts import Paused, Resumed, Snoozed
from bot.incident.logbook import At, Saying
from bot.incident.policy import LEAD, UNJUDGED_SEVERITY
from bot.incident.state import Case

PAUSE = timedelta(minutes=60)  # a call with everybody on it; what lasts longer is somebody's to say again


def snooze(case: Case, *, minutes: int, why: str, role: str | None = None) -> list[Saying]:
    """The report of the named role, else of each that the caller holds and that owes one, so many minutes later.

    Refuses `words_missing`, and what `reports.put_off` refuses.
    """
    why = checks.some_words(why, otherwise="words_missing")
    later = [reports.put_off(case, role=name, minutes=minutes) for name in ([role] if role else _owing(case))]
    return [Snoozed(role=name, until=until, why=why) for name, until in later]


def _owing(case: Case) -> list[str]:
    """The caller's roles that owe a report; where none does, one to say it of."""
    held = case.incident.held_by(case.by)
    if not held:
        raise Refused("no_role", free=checks.free_roles(case))
    reporting = [name for name in held if name != LEAD]
    return [name for name in reporting if reports.due_at(case, name) is not None] or reporting[:1] or [LEAD]


def pause(case: Case, *, why: str) -> list[Saying]:
    """All reminders of the incident stand still for an hour at the longest.

    Refuses `words_missing`, `nothing_to_pause`, `already_paused`, `closed`, and whoever may not.
    """
    checks.not_closed(case)
    checks.require(case, "pause")
    why, incident = checks.some_words(why, otherwise="words_missing"), case.incident
    if not incident.is_open:
        raise Refused("nothing_to_pause", incident=incident.name, status=incident.status)
    if incident.paused is not None and incident.paused.until > case.now:
        raise Refused("already_paused", until=incident.paused.until, person=incident.paused.by)
    return [*end(case), Paused(until=case.now + PAUSE, why=why)]


def resume(case: Case) -> list[Saying]:
    """They run again, each with a whole interval from now. Refuses `already_so`, `closed`, and whoever may not."""
    checks.not_closed(case)
    checks.require(case, "pause")
    if case.incident.paused is None:
        raise Refused("already_so", what="no reminder is paused")
    return end(case) or [Resumed(because="asked")]


def over_when_raised(case: Case, severity: int) -> list[Saying]:
    """A pause was agreed for a lesser trouble."""
    now = case.incident.severity or UNJUDGED_SEVERITY
    return [Resumed(because="severity")] if case.incident.paused is not None and severity < now else []


def ends_at(case: Case) -> datetime | None:
    """When a pause is over by itself, aware UTC; None while there is none."""
    return case.incident.paused.until if case.incident.paused else None


def end(case: Case) -> list[Saying]:
    """The end of a pause whose time is over, at that time."""
    until = ends_at(case)
    return [At(until, Resumed(because="time"))] if until is not None and until <= case.now else []
