"""Reminders: who hears that a report or an answer is missing, and when.

The ladder is a table; its rungs are climbed by `nag`.

Law: right after `nag` at t is written, `next_due` is later than t or None. A rung is decided once for each due time,
and each rung counts from the delivery of the one below, so that an outage wakes nobody about a person never asked.
Nobody hears twice of one due time, nor more often than three times an hour, over all incidents.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.incident import (
    at_work,
    checks,
    closing,
    follow_ups,
    looking_back,
    marks,
    matters,
    members,
    reports,
    reviews,
    roles,
    tasks,
)
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.parts import Reminder, Role
from bot.incident.policy import CLOSE_ASKED_AFTER_MIN, LEAD, SEVERITY_ASKED_AFTER_MIN, is_group
from bot.incident.replay import as_if
from bot.incident.reports import ReportClock
from bot.incident.state import Case, Incident

REMINDERS_MAX = 3  # to one person, or the channel, within the hour below, of all incidents: more are read less
REMINDERS_PER = timedelta(hours=1)
ANNOUNCED_MAX = 1  # to the announcement channel, within the same hour
RENEWED_EVERY_MIN = 30  # the holder, once nobody is left above them
RENEWED_AMONG_MAX = 2  # within the hour, what is renewed included: one place is left for what nobody asked them yet
RENEWALS_MAX = 8  # who left so many unanswered, four hours at least, is not at their desk
TOGETHER_S = 5  # rungs above the first that follow this closely join the message; a reminder may be off by as much
EVERYBODY = ""  # whoever reads in a channel
# What may make a report due earlier than it was.
_MOVES_CLOCKS = (f.SeveritySet, f.StatusSet, f.CustomerAffected, f.CustomerTold, f.Struck)


@dataclass(frozen=True, slots=True)
class RungRule:
    """A rung: who hears of a role, and how long after the holder, given the interval n.

    Of several companies of hearers the first hears in which anybody is left: who was told already, or holds the role,
    is passed over, and so is a rung without anybody.
    """

    rung: f.Rung
    hears: Callable[[Case, Role], Sequence[Sequence[str]]]
    after: Callable[[timedelta], timedelta]


def _holder(_case: Case, role: Role) -> Sequence[Sequence[str]]:
    return ((role.holder,),) if role.holder else ()


def _lead(case: Case, _role: Role) -> Sequence[Sequence[str]]:
    """Nobody while the lead is asked for a sign of life."""
    lead = case.incident.lead
    is_asked = any(r.is_open and r.rung == "lead silent" for r in case.incident.reminders)
    return ((lead,),) if lead and not is_asked else ()


def _everybody(case: Case, _role: Role) -> Sequence[Sequence[str]]:
    return ((EVERYBODY,),) if case.incident.channel and not case.incident.archived else ()


def _upstairs(case: Case, _role: Role) -> Sequence[Sequence[str]]:
    """Whom the house named, else the declarer, else the announcement channel, where the incident stands in it."""
    incident = case.incident
    named = [who for who in case.policy.escalate_to if is_group(who) or members.may_be_told(incident, who)]
    declarer = [incident.declarer] if incident.declarer in members.insiders(incident) else []
    is_announced = incident.announced is not None and not incident.private
    return (named, declarer, (EVERYBODY,) if is_announced else ())


# Rung by rung, from below.
LADDER = (
    RungRule("due", _holder, lambda _n: timedelta()),
    RungRule("lead", _lead, reports.patience),
    RungRule("channel", _everybody, lambda n: n),  # from then on the role is stale (reports.py)
    RungRule("escalation", _upstairs, lambda n: reports.UNATTENDED_INTERVALS * n),  # and from then on unattended
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
    of_group: str = ""  # through which the person hears of it


def next_due(case: Case) -> datetime | None:
    """When `nag` has something to say next, aware UTC; in the past when it is late, None when nobody owes anything."""
    lapses = [at for name in case.incident.roles if (at := roles.lapses_at(case, name))]
    lapses += [at for at, _ in roles.group_lapses(case)]
    if roles.next_lead(case.incident) is not None:
        lapses.append(case.incident.entries[-1].recorded_at)
    back = [at for at in [_lead_back_at(case)] if at is not None]
    return min([*lapses, *back, *marks.lapses_at(case), *(step.at for step in steps(case))], default=None)


def nag(case: Case) -> list[Saying]:
    """Everything whose time has come: a reminder per person and rung, and the offers and suggestions that lapse.

    It is gone through again until nothing follows: of an offer that lapses now, others may have to hear now.
    """
    decided: list[Saying] = [*_lead_back(case)]
    while said := _due_now(as_if(case, decided)):
        decided += said
    return decided


def _due_now(case: Case) -> list[Saying]:
    """One rung after the other, for what somebody hears now counts for what they may hear next; then what lapses."""
    decided: list[Saying] = []
    while said := _next_said(as_if(case, decided)):
        decided += said
    lapsed = [*decided, *roles.lapse(case), *marks.lapse(case)]
    return [*lapsed, *roles.pass_lead_on(as_if(case, lapsed))]


def _next_said(case: Case) -> list[Saying]:
    """The rung that has waited longest, with all who are to hear on it now; or who of them is to be left in peace."""
    open_steps = sorted(steps(case), key=lambda step: step.at)
    first = next((step for step in open_steps if step.at <= case.now), None)
    if first is None:
        return []
    alike = [step for step in open_steps if step.rung == first.rung and step.at <= _soon(case, first.rung)]
    ripe = [step for step in alike if any(s.at <= case.now for s in alike if _whom(s) == _whom(step))]
    opened = [one for step in ripe for one in _opened(case, step)]
    if empty := {step.person for step in ripe} - {step.of_group or step.person for step in opened}:
        until = case.now + REMINDERS_PER
        return [f.HeldBack(person=group, rung=first.rung, until=until) for group in sorted(empty)]
    together: dict[str, list[DueRung]] = {}
    for step in opened:  # of two tasks one is asked about first, for it counts when the other may be
        about = together.setdefault(step.person, [])
        if not about or about[0].task == step.task:
            about.append(step)
    return [_said(case, about) for about in together.values()]


def _whom(step: DueRung) -> tuple[str, str]:
    return step.person, step.task


def _opened(case: Case, step: DueRung) -> list[DueRung]:
    """A step for each of a group whom this can be told; any other step as it is, unless its person can have no duty."""
    if not is_group(step.person):
        return [step] if step.rung != "escalation" or members.can_answer(case, step.person) else []
    told = {*_told(case.incident, step.role, step.due_at), case.incident.role(step.role).holder}
    return [
        replace(step, person=person, of_group=step.person)
        for person in case.groups.get(step.person, ())
        if person not in told and members.may_be_told(case.incident, person) and not _is_held_back(case, person)
    ]


def _is_held_back(case: Case, person: str) -> bool:
    free_at = _free_at(case.incident, person, "escalation")
    return free_at is not None and free_at > case.now


def _said(case: Case, together: Sequence[DueRung]) -> f.Reminded | f.HeldBack:
    """The reminder; or until when the person is left in peace, who heard enough elsewhere."""
    first = together[0]
    if (
        first.person
        and first.rung in COUNTED
        and (until := _free_elsewhere_at(case, first.person, first.rung)) is not None
    ):
        return f.HeldBack(person=first.person, rung=first.rung, until=until)
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
    return case.now if rung in {"due", "renewal"} else case.now + timedelta(seconds=TOGETHER_S)


def still_true(case: Case, reminder: Reminder) -> bool:
    """Asked again right before the reminder is sent: one of its roles is still late, and it is still theirs to hear."""
    if reminder.rung in QUESTIONS:
        return reminder.is_open and any(_still_asked(case, reminder, step) for step in QUESTIONS[reminder.rung](case))
    if reminder.rung in _ABOUT_LEAD:
        return reminder.is_open and not _is_seen_since(case, reminder)
    return reminder.is_open and any(_still_late(case, reminder, role) for role in reminder.pending)


def _still_asked(case: Case, reminder: Reminder, step: DueRung) -> bool:
    is_its = (step.person, step.task) == (reminder.person, reminder.task)
    is_same = step.due_at == reminder.due_at if step.task else step.role in (reminder.pending or ("",))
    return is_its and is_same and step.at <= case.now


def _still_late(case: Case, reminder: Reminder, name: str) -> bool:
    due_at, role = reports.due_at(case, name), case.incident.role(name)
    return due_at is not None and due_at <= reminder.decided_at and _is_theirs(case, reminder, role)


def _is_theirs(case: Case, reminder: Reminder, role: Role) -> bool:
    """Whoever was told upstairs may hear it whoever else is there now, unless they took the role."""
    match reminder.rung:
        case "due" | "renewal":
            return reminder.person == role.holder
        case "lead":
            return reminder.person == case.incident.lead
        case "channel":
            return not case.incident.archived
        case _:
            return reminder.person != role.holder


def is_aside(incident: Incident, reminder: Reminder) -> bool:
    """Whether the channel reads it in the card's thread: one line an hour is shown to everybody, and no more."""
    shown_at: datetime | None = None
    for known in (r for r in incident.reminders if r.rung == reminder.rung and not r.dropped):
        is_shown = shown_at is None or known.decided_at >= shown_at + REMINDERS_PER
        if known.seq == reminder.seq:
            return not is_shown
        shown_at = known.decided_at if is_shown else shown_at
    return False


def steps(case: Case) -> Iterator[DueRung]:
    """The open steps of every role's ladder, and the questions that were not asked yet; none within a pause."""
    yield from (_behind_the_pause(case.incident, step) for step in _all_steps(case))


def _behind_the_pause(incident: Incident, step: DueRung) -> DueRung:
    """What one person asks of another reaches them all the same."""
    runs_from = None if step.rung == "task" else incident.clocks_from
    return step if runs_from is None else replace(step, at=max(step.at, runs_from))


def _all_steps(case: Case) -> Iterator[DueRung]:
    for role in case.incident.roles.values():
        clock = reports.clock_of(case, role.name)
        if clock is not None:
            yield from _climb(case, role, clock)
    yield from _of_silent_lead(case)
    for question in QUESTIONS.values():
        yield from (_in_turn(case.incident, step) for step in question(case) if not _was_asked(case.incident, step))


def _in_turn(incident: Incident, step: DueRung) -> DueRung:
    """The question once its person may hear again."""
    free_at = _free_at(incident, step.person, step.rung) if step.rung in COUNTED else None
    return step if free_at is None else replace(step, at=max(step.at, free_at))


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
    """Can it be closed? It is over, and nobody has said whether anything is left to do. A drill leaves nothing.

    Whoever is asked looking back, on the same morning, is asked this in the same message.
    """
    incident = case.incident
    if incident.put_down_later:  # whoever puts down what was has no need to be asked
        return
    if incident.status == "resolved" and not incident.drill and incident.status_since is not None:
        at, person = incident.status_since + timedelta(minutes=CLOSE_ASKED_AFTER_MIN), closing.asked(incident)
        if person is not None and not looking_back.asks_to_close(case, person):
            yield DueRung(at, "close", person, "", at)


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
# What counts for how much somebody hears: all but what one person has another asked or told.
COUNTED: frozenset[f.Rung] = frozenset(
    {*_RUNGS, *QUESTIONS, *matters.COUNTED, "renewal", "lead silent", "who leads"} - {"task", "task back"}
)
# What nobody is woken or kept from their weekend for.
WAITS_FOR_WORK: frozenset[f.Rung] = frozenset({"close", looking_back.RUNG, reviews.RUNG, *follow_ups.RUNGS})


def _climb(case: Case, role: Role, clock: ReportClock) -> Iterator[DueRung]:
    """The rungs that are open on one role's ladder: the lowest undecided one, and the next while a cap holds that back.

    1. The climb begins at the due time, say 13:00 with an interval of 10 minutes: the holder hears at 13:00.
    2. A decided rung counts from when it stood in Slack, or was refused: delivered at 13:00:02, the next opens half an
       interval later, at 13:05:02. One that is still on its way lets nothing above it open.
    3. Whoever is plainly at it puts a rung off once (`_grace`): a form opened at 13:04 makes that 13:10:02.
    4. A rung that would speak to the silent one, to who was told, or to nobody, is passed over: the one above opens
       when it would have anyway, counted from the rung that was delivered last.
    5. Who heard three times within the hour may hear again at 13:20: then others hear instead, or the rung above opens
       at its own time, so that a cap on somebody's reminders never keeps a silence from the others.
    6. Where the ladder ends, the holder is asked again (`_renew`).
    """
    below_at, form_since, below_after = clock.due_at, clock.since, timedelta()
    for rule in LADDER:
        after, decided = rule.after(clock.interval), _decided(case.incident, role.name, rule.rung, clock.due_at)
        companies = _left(case, role, rule, clock.due_at)
        if any(r.undelivered_at is None for r in decided) or (decided and not companies):
            reached_at = _reached_at(decided)
            if reached_at is None:
                return  # on its way; nothing counts until it is there
            below_at = form_since = reached_at
            below_after = after
            continue
        if not companies:
            continue
        below_at += after - below_after
        below_at += _grace(case, role, clock, rung=rule.rung, at=below_at, form_since=form_since)
        free = {who: _free_at(case.incident, who, rule.rung) or below_at for company in companies for who in company}
        hearing = next((some for company in companies if (some := [w for w in company if free[w] <= below_at])), None)
        for person in hearing or companies[0]:
            yield DueRung(max(below_at, free[person]), rule.rung, person, role.name, clock.due_at)
        if hearing:
            return
        below_after = after
    top_after = LADDER[-1].after(clock.interval)
    yield from _renew(case, role, clock, top_at=below_at + max(timedelta(), top_after - below_after))


def _left(case: Case, role: Role, rule: RungRule, due_at: datetime) -> list[list[str]]:
    """Who of each company can still be told on this rung; companies of nobody are left out."""
    told = _told(case.incident, role.name, due_at)
    out = {None if rule is LADDER[0] else role.holder, *(person for person in told if person)}
    was_said = EVERYBODY in {r.person for r in _decided(case.incident, role.name, rule.rung, due_at)}
    companies = [[who for who in some if who not in out and (who or not was_said)] for some in rule.hears(case, role)]
    return [company for company in companies if company]


def _told(incident: Incident, role: str, due_at: datetime) -> set[str]:
    """Everybody who was to hear of the report that was due then, whether they could be reached or not."""
    return {
        r.person
        for r in incident.reminders
        if r.rung in _RUNGS and role in r.roles and r.decided_at >= due_at and not r.dropped
    }


def _reached_at(decided: Sequence[Reminder]) -> datetime | None:
    """When the first of them stood in Slack; if Slack refused all, when it refused the last."""
    delivered = [r.delivered_at for r in decided if r.delivered_at is not None]
    refused = [r.undelivered_at for r in decided if r.undelivered_at is not None]
    return min(delivered, default=None) or (max(refused) if len(refused) == len(decided) else None)


def _renew(case: Case, role: Role, clock: ReportClock, *, top_at: datetime) -> Iterator[DueRung]:
    """The holder once more, an interval after the last time, twice an hour and no oftener; each is a time due."""
    renewed = _decided(case.incident, role.name, "renewal", clock.due_at)
    last_at = _reached_at(renewed[-1:]) if renewed else top_at
    if role.holder is None or last_at is None or len(renewed) >= RENEWALS_MAX:
        return
    at = last_at + max(clock.interval, timedelta(minutes=RENEWED_EVERY_MIN))
    at += _grace(case, role, clock, rung="renewal", at=at, form_since=last_at)
    yield DueRung(max(at, _free_at(case.incident, role.holder, "renewal") or at), "renewal", role.holder, role.name, at)


def _decided(incident: Incident, role: str, rung: f.Rung, due_at: datetime) -> list[Reminder]:
    """The reminders that were decided for this rung since the report fell due; a dropped one never was."""
    return [
        r for r in incident.reminders if r.rung == rung and role in r.roles and r.decided_at >= due_at and not r.dropped
    ]


def _grace(  # noqa: PLR0913 - all that puts a rung off
    case: Case, role: Role, clock: ReportClock, *, rung: f.Rung, at: datetime, form_since: datetime
) -> timedelta:
    """How long a rung is put off, once, for a holder who is plainly at it.

    Before the first rung that is any sign of work that is not on record; what is recorded has moved the due time. A
    later one waits five minutes for a form that was opened since the one below was delivered: once they were asked,
    only a report answers.
    """
    if rung == LADDER[0].rung:
        return max((seen.grace for seen in at_work.before_due(case, role, clock)), default=timedelta())
    opened_at = case.activity.form.get(role.holder or "")
    is_writing = opened_at is not None and form_since <= opened_at <= at + at_work.FORM_GRACE
    return at_work.FORM_GRACE if is_writing else timedelta()


# ---- how much somebody hears ---------------------------------------------------------------------


def _free_at(incident: Incident, person: str, rung: f.Rung) -> datetime | None:
    """When the person, or everybody on this rung, may hear again by what is on record; None when nothing is against it.

    On record are all that they heard of this incident, and until when others keep them in peace.
    """
    at_most = _at_most(person, rung)
    heard = _heard(incident, person, rung)
    until = [heard[-at_most] + REMINDERS_PER] if len(heard) >= at_most else []
    held = incident.held_back.get((person, rung))
    return max([*until, *([held] if held else [])], default=None)


def _heard(incident: Incident, person: str, rung: f.Rung) -> list[datetime]:
    """When the person was reminded of something in this incident; for everybody, on this rung."""
    counted = COUNTED if person else {rung}
    return [r.decided_at for r in incident.reminders if r.person == person and r.rung in counted and not r.dropped]


def _at_most(person: str, rung: f.Rung) -> int:
    """How many reminders within the hour there may be, this one included."""
    if rung == "renewal":
        return RENEWED_AMONG_MAX
    return ANNOUNCED_MAX if (person, rung) == (EVERYBODY, "escalation") else REMINDERS_MAX


def _free_elsewhere_at(case: Case, person: str, rung: f.Rung) -> datetime | None:
    """Until when other incidents keep the person from hearing now; None when nothing does."""
    heard, at_most = (
        [*_heard(case.incident, person, rung), *case.heard_elsewhere.get(person, ())],
        _at_most(person, rung),
    )
    until = sorted(heard)[-at_most] + REMINDERS_PER if len(heard) >= at_most else case.now
    return until if until > case.now else None


def counts(reminded: f.Reminded) -> bool:
    """Whether it counts for how much its person hears."""
    return bool(reminded.person) and reminded.rung in COUNTED


def hearers(case: Case) -> frozenset[str]:
    """Everybody who may be reminded of something in this incident."""
    incident = case.incident
    holders = {person for role in incident.roles.values() for person in (role.holder, role.offered_to) if person}
    asked = {person for task in incident.tasks for person in (task.person, task.by)}
    named = (*case.policy.escalate_to, *(one for ids in case.policy.offered_to.values() for one in ids))
    outside = {who for one in named for who in (one, *case.groups.get(one, ()))}
    return frozenset(holders | asked | outside | {incident.declarer})


# ---- the silent lead -------------------------------------------------------------------------------

_ABOUT_LEAD: tuple[f.Rung, ...] = ("lead silent", "who leads")
LEAD_ASKED_INTERVALS = 2  # without a sign of life; after `roles.LEAD_SILENT_INTERVALS` the channel is asked who leads


def _of_silent_lead(case: Case) -> Iterator[DueRung]:
    """The lead owes no report, but a sign of life: theirs is the first rung, the channel's the second and last."""
    incident, seen_at, n = case.incident, roles.lead_seen_at(case), reports.phase_interval(case)
    since = roles.lead_silent_since(case)
    if incident.lead is None or seen_at is None or since is None or n is None or not incident.is_open:
        return
    told = [r for r in incident.reminders if r.rung in _ABOUT_LEAD and r.decided_at > since and not r.dropped]
    asked = [r for r in told if r.rung == "lead silent"]
    at = since + LEAD_ASKED_INTERVALS * n
    reached_at = _reached_at(asked) if asked else None
    if not told:
        free_at = _free_at(incident, incident.lead, "lead silent") or at
        heard = _heard(incident, incident.lead, "lead silent")[-1:]  # who was just asked something else has a moment
        yield DueRung(
            max(at, free_at, *(heard_at + n / 2 for heard_at in heard)), "lead silent", incident.lead, LEAD, seen_at
        )
        reached_at = at if free_at > at else None  # the others need not wait until the lead may hear again
    if len(asked) == len(told) and reached_at is not None and incident.channel and not incident.archived:
        open_at = reached_at + (roles.LEAD_SILENT_INTERVALS - LEAD_ASKED_INTERVALS) * n
        free_at = _free_at(incident, EVERYBODY, "who leads") or open_at
        yield DueRung(max(open_at, free_at), "who leads", EVERYBODY, LEAD, seen_at)


def asks_for_sign(incident: Incident, person: str) -> bool:
    """Whether a sign of life of this person is waited for."""
    return person == incident.lead and any(r.is_open and r.rung in _ABOUT_LEAD for r in incident.reminders)


def _lead_back_at(case: Case) -> datetime | None:
    """Since when the lead was seen again who is still asked for a sign of life; None for anything else."""
    asked = [r for r in case.incident.reminders if r.is_open and r.rung in _ABOUT_LEAD and _is_seen_since(case, r)]
    return roles.lead_seen_at(case) if asked else None


def _is_seen_since(case: Case, reminder: Reminder) -> bool:
    seen_at = roles.lead_seen_at(case)
    return seen_at is not None and seen_at > reminder.decided_at


def _lead_back(case: Case) -> list[Saying]:
    seen_at, lead = _lead_back_at(case), case.incident.lead
    return [f.LeadSeen(person=lead, seen_at=seen_at)] if lead is not None and seen_at is not None else []


def is_here(case: Case) -> list[Saying]:
    """The lead says so. Refuses `not_holder` to anybody else."""
    if not checks.leads(case):
        raise Refused("not_holder", role=LEAD, holder=case.incident.lead or "")
    return [f.LeadSeen(person=case.by, seen_at=case.now)]


# ---- whoever was told upstairs ---------------------------------------------------------------------

LOOKS_AFTER_MIN = 10  # at least as long as a report may be put off by a tap


def look_after(case: Case, *, role: str) -> list[Saying]:
    """Whoever was told that nobody hears from the role sees to it: its holder is asked again an interval from now.

    Refuses `silence_over`, and `not_holder` to who was not told.
    """
    told = (r for r in case.incident.reminders if r.rung == "escalation" and role in r.roles and not r.dropped)
    if case.by not in {r.person for r in told}:
        raise Refused("not_holder", role=role, holder=case.incident.role(role).holder or "")
    clock = reports.clock_of(case, role)
    if clock is None or clock.due_at > case.now:
        raise Refused("silence_over", role=role)
    until = case.now + max(clock.interval, timedelta(minutes=LOOKS_AFTER_MIN))
    return [f.Postponed(role=role, until=until, looks_after=case.by)]
