"""What comes due in an incident by itself: reminders, offers that lapse, and questions for the pages."""

from datetime import datetime

from bot.incident import at_work, questions, reminders
from bot.incident.logbook import Saying
from bot.incident.state import Case, as_if


def next_at(case: Case) -> datetime | None:
    """When something comes due next, aware UTC; in the past when it is late."""
    times = (at_work.next_at(case), reminders.next_due(case), questions.next_due(case))
    return min((at for at in times if at is not None), default=None)


def sweep(case: Case) -> list[Saying]:
    """Everything whose time has come. Whoever is reminded now is asked nothing else, now."""
    seen = at_work.see(case)
    reminded = [*seen, *reminders.nag(as_if(case, seen))]
    return [*reminded, *questions.ask(as_if(case, reminded))]
