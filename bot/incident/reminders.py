"""Reminders: who hears that a report or an answer is missing, and when.

The ladder is a table; its rungs are climbed by `nag`.

Law: right after `nag` at t is written, `next_due` is later than t or None. A rung is decided once for each due time,
and each rung counts from the delivery of the one below, so that an outage wakes nobody about a person never asked.
Nobody hears twice of one due time, nor more often than three times an hour of reports that are missing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.incident import at_work, marks, matters, reports, roles, tasks
from bot.incident import facts as f
from bot.incident.logbook import Saying
from bot.incident.policy import CLOSE_ASKED_AFTER_MIN, SEVERITY_ASKED_AFTER_MIN
from bot.incident.reports import ReportClock
from bot.incident.state import Case, Incident, Reminder, Role, as_if

LEAD_WAIT_MAX_MIN = 10  # the lead hears of a silence after half an interval, and never later than this
REMINDERS_MAX = 3  # to one person, or the channel, within the hour below, over all roles: more of them are read less
# What may make a report due earlier than it was.
_MOVES_CLOCKS = (f.SeveritySet, f.StatusSet, f.CustomerAffected, f.CustomerTold, f.Struck)
REMINDERS_PER = timedelta(hours=1)
TOGETHER_S = 5  # rungs above the first that follow this closely join the message; a reminder may be off by as much


@dataclass(frozen=True, slots=True)
class RungRule:
    """A rung: who hears of a role (None for nobody), and how long after the holder, given the interval n."""

    rung: f.Rung
    hears: Callable[[Incident, Role], str | None]
    after: Callable[[timedelta], timedelta]


def _holder(_incident: Incident, role: Role) -> str | None:
    return role.holder


def _lead(incident: Incident, _role: Role) -> str | None:
    return incident.lead


def _everybody(incident: Incident, _role: Role) -> str | None:
    """The channel, which is nobody in particular."""
    return "" if incident.channel and not incident.archived else None


# Rung by rung, from below. One that would speak to the silent one, or to nobody, is passed over.
LADDER = (
    RungRule("due", _holder, lambda _n: timedelta()),
    RungRule("lead", _lead, lambda n: min(n / 2, timedelta(minutes=LEAD_WAIT_MAX_MIN))),
    RungRule("channel", _everybody, lambda n: n),  # from then on the role is stale (reports.py)
)
_RUNGS = frozenset(rule.rung for rule in LADDER)


@dataclass(frozen=True, slots=True)
class DueRung:
    """A rung that is still to be decided: at `at`, `person` is to hear of `role`, whose report was due at `due_at`.

    Of a question, `due_at` is `at`, and `role` is empty when it is about none. `task` is the id of the one it is about.
    """

    at: datetime
    rung: f.Rung
    person: str
    role: str
    due_at: datetime
    task: str = ""


def next_due(case: Case) -> datetime | None:
    """When `nag` has something to say next, aware UTC; in the past when it is late, None when nobody owes anything."""
    lapses = [at for name in case.incident.roles if (at := roles.lapses_at(case, name))]
    lapses += [at for at, _ in roles.group_lapses(case)]
    if roles.next_lead(case.incident) is not None:
        lapses.append(case.incident.entries[-1].recorded_at)
    return min([*lapses, *marks.lapses_at(case), *(step.at for step in _steps(case))], default=None)


def nag(case: Case) -> list[Saying]:
    """Everything whose time has come: a reminder per person and rung, and the offers and suggestions that lapse.

    One after the other, for what somebody hears now counts for what they may hear next.
    """
    decided: list[Saying] = []
    while reminder := _next_reminder(as_if(case, decided)):
        decided.append(reminder)
    lapsed = [*decided, *roles.lapse(case), *marks.lapse(case)]
    return [*lapsed, *roles.pass_lead_on(as_if(case, lapsed))]


def _next_reminder(case: Case) -> f.Reminded | None:
    """The one that has waited longest, with all that the person is to hear beside it."""
    steps = sorted(_steps(case), key=lambda step: step.at)
    first = next((step for step in steps if step.at <= case.now), None)
    if first is None:
        return None
    about = [s for s in steps if (s.rung, s.person, s.task) == (first.rung, first.person, first.task)]
    together = [s for s in about if s.at <= _soon(case, first.rung)]
    due_at, ripe_at = min(step.due_at for step in together), _ripe_at(case.incident, first.at)
    return f.Reminded(
        roles=tuple(step.role for step in together if step.role),
        person=first.person,
        rung=first.rung,
        due_at=due_at,
        ripe_at=ripe_at if ripe_at > due_at else None,
        task=first.task,
    )


def _ripe_at(incident: Incident, at: datetime) -> datetime:
    """When it could be asked at the earliest: at its time, or once somebody said what moved that time into the past."""
    moved_at = [entry.at for entry in incident.entries if isinstance(entry.fact, _MOVES_CLOCKS) and entry.at > at]
    return max([at, *moved_at])


def _soon(case: Case, rung: f.Rung) -> datetime:
    """Nobody is asked before their time; about a silence somebody may be told a moment early, to be told once."""
    return case.now if rung == LADDER[0].rung else case.now + timedelta(seconds=TOGETHER_S)


def still_true(case: Case, reminder: Reminder) -> bool:
    """Asked again right before the reminder is sent: one of its roles is still late, and it is still theirs to hear."""
    if reminder.rung in QUESTIONS:
        return reminder.is_open and any(_still_asked(case, reminder, step) for step in QUESTIONS[reminder.rung](case))
    rule = next(rule for rule in LADDER if rule.rung == reminder.rung)
    return reminder.is_open and any(_still_late(case, reminder, rule, role) for role in reminder.pending)


def _still_asked(case: Case, reminder: Reminder, step: DueRung) -> bool:
    is_its = (step.person, step.task) == (reminder.person, reminder.task)
    is_same = step.due_at == reminder.due_at if step.task else step.role in (reminder.pending or ("",))
    return is_its and is_same and step.at <= case.now


def _still_late(case: Case, reminder: Reminder, rule: RungRule, name: str) -> bool:
    due_at, role = reports.due_at(case, name), case.incident.role(name)
    return due_at is not None and due_at <= reminder.decided_at and reminder.person == rule.hears(case.incident, role)


def is_aside(incident: Incident, reminder: Reminder) -> bool:
    """Whether the channel reads it in the card's thread: one line an hour is shown to everybody, and no more."""
    shown_at: datetime | None = None
    for known in (r for r in incident.reminders if r.rung == reminder.rung and not r.dropped):
        is_shown = shown_at is None or known.decided_at >= shown_at + REMINDERS_PER
        if known.seq == reminder.seq:
            return not is_shown
        shown_at = known.decided_at if is_shown else shown_at
    return False


def _steps(case: Case) -> Iterator[DueRung]:
    """The open steps of every role's ladder, and the questions that were not asked yet."""
    for role in case.incident.roles.values():
        clock = reports.clock_of(case, role.name)
        if clock is not None:
            yield from _climb(case, role, clock)
    for question in QUESTIONS.values():
        yield from (step for step in question(case) if not _was_asked(case.incident, step))


def _was_asked(incident: Incident, step: DueRung) -> bool:
    if step.rung == "offer":
        return roles.question_about(incident, step.role) is not None
    asked = [r for r in incident.reminders if (r.rung, r.task) == (step.rung, step.task) and not r.dropped]
    if step.role:
        return any(step.role in r.roles and r.decided_at >= step.due_at for r in asked)
    if step.task:
        return any((r.person, r.due_at) == (step.person, step.due_at) for r in asked)
    return any(step.rung == "severity" or r.due_at == step.due_at for r in asked)  # each end is an end of its own


def _of_offers(case: Case) -> Iterator[DueRung]:
    """Will anybody take what was offered? Nobody has answered yet."""
    for name in case.incident.roles:
        at, person = roles.unanswered_at(case, name), roles.hears_of_offer(case.incident, name)
        if at is not None and person is not None:
            yield DueRung(at, "offer", person, name, at)


def _of_groups(case: Case) -> Iterator[DueRung]:
    """Who takes it? Several were asked, and none of them did."""
    for offer in roles.not_taken(case.incident):
        if case.incident.lead is not None and offer.ended_at is not None:
            yield DueRung(offer.ended_at, "group", case.incident.lead, offer.role, offer.ended_at)


def _of_severity(case: Case) -> Iterator[DueRung]:
    """How bad is it? Until somebody says, the clocks of an average one run."""
    incident = case.incident
    if incident.is_open and incident.severity is None and incident.lead is not None and incident.open_since is not None:
        at = incident.open_since + timedelta(minutes=SEVERITY_ASKED_AFTER_MIN)
        yield DueRung(at, "severity", incident.lead, "", at)


def _of_closing(case: Case) -> Iterator[DueRung]:
    """Can it be closed? It is over, and nobody has said whether anything is left to do. A drill leaves nothing."""
    incident = case.incident
    if incident.status == "resolved" and not incident.drill and incident.status_since is not None:
        at = incident.status_since + timedelta(minutes=CLOSE_ASKED_AFTER_MIN)
        yield DueRung(at, "close", incident.lead or incident.declarer, "", at)


def _of_tasks(rung: f.Rung, case: Case) -> Iterator[DueRung]:
    """The ladder of each task: it is asked, it is due, it goes back to whoever asked. Nothing once it is over."""
    incident = case.incident
    running = (t for t in incident.tasks if incident.is_open and t.asked_at >= (incident.open_since or t.asked_at))
    for task in running:
        for at, person, due_at in tasks.RUNGS[rung](incident, task):
            yield DueRung(at, rung, person, "", due_at, task.id)


# What is asked once beside the ladder of the reports; each gives the steps of its rung, whether they were asked or not.
QUESTIONS: Mapping[f.Rung, Callable[[Case], Iterator[DueRung]]] = {
    "offer": _of_offers,
    "group": _of_groups,
    "severity": _of_severity,
    "close": _of_closing,
    **{rung: partial(_of_tasks, rung) for rung in tasks.RUNGS},
}
WAITS_FOR_WORK: frozenset[f.Rung] = frozenset({"close"})  # what nobody is woken or kept from their weekend for


def _climb(case: Case, role: Role, clock: ReportClock) -> Iterator[DueRung]:
    """The rungs that are open on one role's ladder: the lowest undecided one, and the next while a cap holds that back.

    1. The climb begins at the due time, say 13:00 with an interval of 10 minutes: the holder hears at 13:00.
    2. A decided rung counts from when it stood in Slack, or was refused: delivered at 13:00:02, the next opens half an
       interval later, at 13:05:02. One that is still on its way lets nothing above it open.
    3. Whoever is plainly at it puts a rung off once (`_grace`): a form opened at 13:04 makes that 13:10:02.
    4. A rung that would speak to the silent one, or to nobody, is passed over: the one above opens when it would have
       anyway, counted from the rung that was delivered last.
    5. Who heard three times within the hour may hear again at 13:20: then the rung above opens at its own time, so
       that a cap on somebody's reminders never keeps a silence from the others.
    """
    below_at, form_since, below_after = clock.due_at, clock.since, timedelta()
    for rule in LADDER:
        after, person = rule.after(clock.interval), rule.hears(case.incident, role)
        decided = _decided(case.incident, role.name, rule.rung, clock.due_at)
        if decided is not None:
            reached_at = decided.delivered_at or decided.undelivered_at
            if reached_at is None:
                return  # on its way; nothing counts until it is there
            below_at = form_since = reached_at
            below_after = after
            continue
        if person is None or (rule is not LADDER[0] and person == role.holder):
            continue
        below_at += after - below_after
        below_at += _grace(case, role, clock, rule=rule, at=below_at, form_since=form_since)
        free_at = _free_at(case.incident, person)
        yield DueRung(max(below_at, free_at or below_at), rule.rung, person, role.name, clock.due_at)
        if free_at is None or free_at <= below_at:
            return
        below_after = after


def _decided(incident: Incident, role: str, rung: f.Rung, due_at: datetime) -> Reminder | None:
    """The reminder that was decided for this rung since the report fell due; a dropped one never was."""
    found = (
        r
        for r in reversed(incident.reminders)
        if r.rung == rung and role in r.roles and r.decided_at >= due_at and not r.dropped
    )
    return next(found, None)


def _grace(  # noqa: PLR0913 - all that puts a rung off
    case: Case, role: Role, clock: ReportClock, *, rule: RungRule, at: datetime, form_since: datetime
) -> timedelta:
    """How long a rung is put off, once, for a holder who is plainly at it.

    Before the first rung that is any sign of work that is not on record; what is recorded has moved the due time. A
    later one waits five minutes for a form that was opened since the one below was delivered: once they were asked,
    only a report answers.
    """
    if rule is LADDER[0]:
        return max((seen.grace for seen in at_work.before_due(case, role, clock)), default=timedelta())
    opened_at = case.activity.form.get(role.holder or "")
    is_writing = opened_at is not None and form_since <= opened_at <= at + at_work.FORM_GRACE
    return at_work.FORM_GRACE if is_writing else timedelta()


def _free_at(incident: Incident, person: str) -> datetime | None:
    """When the person may hear again; None when the cap is not reached by all that they ever heard."""
    asked = [
        r.decided_at
        for r in incident.reminders
        if r.rung in _RUNGS | matters.COUNTED and r.person == person and not r.dropped
    ]
    return asked[-REMINDERS_MAX] + REMINDERS_PER if len(asked) >= REMINDERS_MAX else None
