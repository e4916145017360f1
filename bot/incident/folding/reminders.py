"""Reminders: decided, delivered, dropped, and what answers them."""

from collections.abc import Callable, Collection
from typing import TypeAlias, get_args

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.logbook import Entry
from bot.incident.parts import Reminder
from bot.incident.policy import LEAD
from bot.incident.state import Incident

_ASKS_HOLDER: tuple[f.Rung, ...] = ("due", "renewal")
ABOUT_REPORTS: tuple[f.Rung, ...] = (*_ASKS_HOLDER, "lead", "channel", "escalation", "lead silent", "who leads")
ABOUT_OFFERS: tuple[f.Rung, ...] = ("offer", "group")
ABOUT_CLOSING: tuple[f.Rung, ...] = ("close",)
ABOUT_CONTACTS: tuple[f.Rung, ...] = ("contact", "contact late")
ASKS_LEAD: tuple[f.Rung, ...] = ("ask",)
ABOUT_SEVERITY: tuple[f.Rung, ...] = ("severity",)
ABOUT_FOLLOW_UPS: tuple[f.Rung, ...] = ("follow-up", "follow-up back")
_PAUSED: frozenset[f.Rung] = frozenset({*ABOUT_REPORTS, *ABOUT_CONTACTS})
_AFTERWARDS: tuple[f.Rung, ...] = (*ABOUT_FOLLOW_UPS, "look back", "review due", "ask back", "unanswered")
ABOUT_TASKS: tuple[f.Rung, ...] = ("task", "task due", "task back")
WHILE_OPEN: tuple[f.Rung, ...] = tuple(rung for rung in get_args(f.Rung) if rung not in _AFTERWARDS)


def answered(
    incident: Incident, entry: Entry, role: str, answer: str, rungs: Collection[f.Rung] = ABOUT_REPORTS
) -> Incident:
    """Open reminders of these rungs no longer wait for the role; one that waits for nobody is answered.

    `role` is empty for what is about no role.
    """

    def waits(reminder: Reminder) -> bool:
        return reminder.is_open and reminder.rung in rungs and role in (reminder.pending or ("",))

    return _with_reminders(
        incident, tuple(_answer(r, entry, role, answer) if waits(r) else r for r in incident.reminders)
    )


def _with_reminders(incident: Incident, reminders: tuple[Reminder, ...]) -> Incident:
    """To see that nothing changed takes less than another copy, and most facts answer no reminder."""
    return incident if reminders == incident.reminders else replace(incident, reminders=reminders)


def settled(  # noqa: PLR0913 - what is settled, how, and for whom
    incident: Incident, entry: Entry, rung: f.Rung, about: str, answer: str, *, person: str = ""
) -> Incident:
    """Open messages of this rung about this wait for nothing any more; those to the person alone, if one is given."""
    reminders = tuple(
        replace(r, pending=(), answered_at=entry.at, answer=answer)
        if r.is_open and (r.rung, r.about) == (rung, about) and person in {"", r.person}
        else r
        for r in incident.reminders
    )
    return _with_reminders(incident, reminders)


def left_alone(incident: Incident, entry: Entry) -> Incident:
    """Nobody owes an answer to what asks for reports and for word to customers; what stands in Slack says so."""
    return replace(
        incident,
        reminders=tuple(
            replace(r, pending=(), answered_at=entry.at, answer="paused") if r.is_open and r.rung in _PAUSED else r
            for r in incident.reminders
        ),
    )


def _answer(reminder: Reminder, entry: Entry, role: str, answer: str) -> Reminder:
    pending = tuple(name for name in reminder.pending if name != role)
    answered_at = None if pending else entry.at
    return replace(reminder, pending=pending, answered_at=answered_at, answer=answer)


ReminderFact: TypeAlias = f.Reminded | f.ReminderDelivered | f.ReminderDropped | f.HeldBack | f.LeadSeen


def fold(incident: Incident, entry: Entry, fact: ReminderFact) -> Incident:
    match fact:
        case f.Reminded():
            return _decided(incident, entry, fact)
        case f.ReminderDropped():
            return with_reminder(incident, f"{fact.reminder_seq}", lambda r: replace(r, dropped=True))
        case f.ReminderDelivered():
            told = with_reminder(
                incident,
                f"{fact.reminder_seq}",
                lambda r: replace(r, delivered_at=entry.at, channel=fact.channel, ts=fact.ts),
            )
            newest = next((r for r in told.reminders if r.seq == fact.reminder_seq), None)
            return told if newest is None else _asked_again(told, entry, newest)
        case f.HeldBack(person=person, rung=rung, until=until):
            return replace(incident, held_back={**incident.held_back, (person, rung): until})
        case f.LeadSeen():
            return answered(incident, entry, LEAD, "seen")


def _decided(incident: Incident, entry: Entry, fact: f.Reminded) -> Incident:
    """One more reminder; whatever it takes the place of waits no more."""
    reminder = Reminder(
        entry.seq,
        fact.roles,
        fact.person,
        fact.rung,
        fact.due_at,
        entry.at,
        fact.roles or fact.customers or fact.follow_ups,
        ripe_at=fact.ripe_at,
        task=fact.task,
        about=fact.about,
        customers=fact.customers,
        of_group=fact.of_group,
        follow_ups=fact.follow_ups,
    )
    if _was_taken_back(incident, fact):
        reminder = replace(reminder, answered_at=entry.at, answer="struck")
    if fact.rung == "brief":  # it takes the place of the draft before it
        incident = settled(incident, entry, "brief", fact.about, "replaced")
    for role in fact.roles if fact.rung == "renewal" else ():  # one message at a time has the buttons
        incident = answered(incident, entry, role, "asked again", _ASKS_HOLDER)
    incident = _asked_again(incident, entry, reminder)
    for one in fact.follow_ups:
        if incident.follow_up(one) is None:  # it was taken back
            reminder = _answer(reminder, entry, one, "struck")
    return replace(incident, reminders=(*incident.reminders, reminder))


def _was_taken_back(incident: Incident, fact: f.Reminded) -> bool:
    """Whether what it is about, a task, an unknown or its answer, stands no more."""
    match fact.rung:
        case "ask":
            return fact.about not in incident.unknowns
        case "ask back":
            return incident.answered_at.get(fact.about) != fact.due_at
        case _:
            return bool(fact.task) and incident.task(fact.task) is None


def with_reminder(incident: Incident, seq: str, change: Callable[[Reminder], Reminder]) -> Incident:
    return replace(incident, reminders=tuple(change(r) if str(r.seq) == seq else r for r in incident.reminders))


def _asked_again(incident: Incident, entry: Entry, newest: Reminder) -> Incident:
    """One message at a time asks a person of a follow-up: the newest that stands, and none before it that never did."""

    def after(old: Reminder) -> Reminder:
        is_before = (old.rung, old.person) == (newest.rung, newest.person) and old.seq < newest.seq and old.is_open
        if not is_before or (old.delivered_at is not None and newest.delivered_at is None):
            return old
        for one in set(newest.follow_ups) & set(old.pending):
            old = _answer(old, entry, one, "asked again")
        return old

    if not newest.follow_ups:
        return incident
    return replace(incident, reminders=tuple(after(old) for old in incident.reminders))


def task_answered(incident: Incident, entry: Entry, task: str, answer: str, rungs: tuple[f.Rung, ...]) -> Incident:
    reminders = (
        _answer(r, entry, "", answer) if r.is_open and r.task == task and r.rung in rungs else r
        for r in incident.reminders
    )
    return replace(incident, reminders=tuple(reminders))
