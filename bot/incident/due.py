"""What comes due in an incident by itself: reminders, offers that lapse, all else that is told, and the questions."""

from datetime import datetime

from bot.incident import (
    ask_lead,
    at_work,
    briefs,
    contacts,
    follow_ups,
    help,  # noqa: A004 - the room's word for it
    looking_back,
    matters,
    pauses,
    plans,
    prompts,
    questions,
    reminders,
    reviews,
)
from bot.incident.logbook import Saying
from bot.incident.matters import MatterRule
from bot.incident.parts import Reminder
from bot.incident.replay import as_if
from bot.incident.state import Case

# What is told beside the reports, the most pressing first.
MATTERS: tuple[MatterRule, ...] = (
    MatterRule("contact late", contacts.late, is_counted=False, is_joined=True),  # a broken promise waits for nothing
    MatterRule("contact", contacts.waiting, is_joined=True),
    MatterRule("plan b", plans.matters),
    MatterRule("help", help.matters, is_paused=False, among=help.among),
    MatterRule("ask", ask_lead.matters, is_paused=False),
    MatterRule("ask back", ask_lead.answers, is_counted=False, is_paused=False),  # they asked for it
    MatterRule("unanswered", ask_lead.unanswered, is_counted=False, is_paused=False),
    MatterRule("brief", briefs.matters, is_counted=False),  # it comes on its clock, in place of the one before
    MatterRule("review due", reviews.matters, is_counted=False, is_paused=False),  # once, on its day
    MatterRule("look back", looking_back.matters, is_counted=False, is_paused=False),  # once, when all else is over
)
QUIETEST: tuple[MatterRule, ...] = (MatterRule("prompt", prompts.matters, free_at=prompts.free_at),)
_RULES = (*MATTERS, *QUIETEST)
_RUNGS = frozenset(rule.rung for rule in _RULES)


def next_at(case: Case) -> datetime | None:
    """When something comes due next, aware UTC; in the past when it is late. Nobody is reminded of an imported one."""
    if case.incident.imported is not None:
        return None
    over_at, asks_at = pauses.ends_at(case), questions.next_due(case)
    if over_at is not None and asks_at is not None:
        asks_at = max(over_at, asks_at)
    reminded_at = (reminders.next_due(case), matters.next_at(case, _RULES), follow_ups.next_due(case))
    times = (over_at, at_work.next_at(case), *reminded_at, asks_at)
    return min((at for at in times if at is not None), default=None)


def sweep(case: Case) -> list[Saying]:
    """Everything whose time has come. Whoever is reminded now is asked nothing else, now; prompts wait for all else.

    It is gone through again until nothing follows: who has heard enough by now is passed over, and others hear at once.
    """
    said = pauses.end(case)
    said = [*said, *at_work.see(as_if(case, said))]
    while more := _told(as_if(case, said)):
        said = [*said, *more]
    return said


def _told(case: Case) -> list[Saying]:
    said = reminders.nag(case)
    said = [*said, *matters.decide(as_if(case, said), MATTERS)]
    said = [*said, *follow_ups.remind(as_if(case, said))]
    if as_if(case, said).incident.paused is None:
        said = [*said, *questions.ask(as_if(case, said))]
    return [*said, *matters.decide(as_if(case, said), QUIETEST)]


def still_true(case: Case, reminder: Reminder) -> bool:
    """Asked again right before it is sent: what it says is so, and still its person's to hear."""
    if reminder.rung in _RUNGS:
        return matters.still_true(case, _RULES, reminder)
    if reminder.rung in follow_ups.RUNGS:
        return follow_ups.still_true(case, reminder)
    return reminders.still_true(case, reminder)
