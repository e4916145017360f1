"""Fewer reminders, openly: a report that is put off for a reason.

Law: whoever is left in peace is so on the record, with the reason, where the lead reads it: on the card and in its
thread.
"""

from bot.incident import checks, reports
from bot.incident.errors import Refused
from bot.incident.facts import Snoozed
from bot.incident.logbook import Saying
from bot.incident.policy import LEAD
from bot.incident.state import Case


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
