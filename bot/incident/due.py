"""What comes due in an incident by itself: reminders, offers that lapse, all else that is told, and the questions."""

from datetime import datetime

from bot.incident import at_work, help, matters, questions, reminders  # noqa: A004 - the room's word for it
from bot.incident.logbook import Saying
from bot.incident.matters import MatterRule
from bot.incident.state import Case, Reminder, as_if

# What is told beside the reports, the most pressing first.
MATTERS: tuple[MatterRule, ...] = (MatterRule("help", help.matters),)
_RUNGS = frozenset(rule.rung for rule in MATTERS)


def next_at(case: Case) -> datetime | None:
    """When something comes due next, aware UTC; in the past when it is late."""
    times = (at_work.next_at(case), reminders.next_due(case), matters.next_at(case, MATTERS), questions.next_due(case))
    return min((at for at in times if at is not None), default=None)


def sweep(case: Case) -> list[Saying]:
    """Everything whose time has come. Whoever is reminded now is asked nothing else, now."""
    said = at_work.see(case)
    said = [*said, *reminders.nag(as_if(case, said))]
    said = [*said, *matters.decide(as_if(case, said), MATTERS)]
    return [*said, *questions.ask(as_if(case, said))]


def still_true(case: Case, reminder: Reminder) -> bool:
    """Asked again right before it is sent: what it says is so, and still its person's to hear."""
    if reminder.rung in _RUNGS:
        return matters.still_true(case, MATTERS, reminder)
    return reminders.still_true(case, reminder)
