"""Follow-ups: work for afterwards, each with one owner and one day, and when its owner is reminded of it.

Law: only its owner is reminded: 3 days before, on the day, then weekly, each once and in their working hours. Right
after `remind` at t is written, `next_due` is later than t or None.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.incident import checks
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.parts import FollowUp, Reminder
from bot.incident.state import Case, Incident

BEFORE = timedelta(days=3)
AGAIN = timedelta(weeks=1)
WEEKS_MAX = 26  # whoever left half a year of reminders unanswered reads no more of them; the list still shows it
EARLIEST_ZONE = timedelta(hours=14)  # UTC+14, Kiritimati: where a day begins first
# Days from which to choose where nobody gave one; PagerDuty wants it done within 15 or 30, Atlassian within 28 or 56.
DAYS_OFFERED = (7, 14, 28)
RUNGS: frozenset[f.Rung] = frozenset({"follow-up", "follow-up back"})
_ON_A_DAY: frozenset[f.Rung] = frozenset({"follow-up", "review due"})


# ---- what people say of them -----------------------------------------------------------------------


def raise_(case: Case, *, text: str, owner: str | None = None, due_on: date | None = None) -> list[Saying]:
    """Also in an incident that is over; who does it by when may be said later. Refuses `words_missing`."""
    checks.require(case, "follow_up")
    words = checks.some_words(text, otherwise="words_missing")
    name = case.incident.next_id("F")
    return [f.FollowUpRaised(id=name, text=words, owner=owner, due_on=due_on)]


def assign(case: Case, *, id: str, owner: str | None = None, due_on: date | None = None) -> list[Saying]:  # noqa: A002 - what the record is called by
    """Who does it, or by when; what is not said stays. Refuses `no_such_follow_up`, `follow_up_over`, `already_so`."""
    known = _outstanding(case, id)
    if case.by != known.owner:
        checks.require(case, "follow_up")
    raised = f.FollowUpRaised(id=known.id, text=known.text, owner=known.owner, due_on=known.due_on)
    said = replace(raised, owner=owner or known.owner, due_on=due_on or known.due_on)
    if said == raised:
        raise Refused("already_so", what=known.id)
    return [said]


def end(case: Case, *, id: str, how: f.FollowUpEnd, words: str = "") -> list[Saying]:  # noqa: A002 - as `assign`
    """Done, or not to be done, which wants a reason. Refused as `assign`, and `why_not_missing`."""
    known = _outstanding(case, id)
    if case.by != known.owner:
        checks.require(case, "follow_up")
    why = words.strip()
    if how == "will not do" and not why:
        raise Refused("why_not_missing", id=known.id)
    return [f.FollowUpEnded(id=known.id, how=how, words=why)]


def _outstanding(case: Case, id: str) -> FollowUp:  # noqa: A002 - as `assign`
    known = case.incident.follow_up(id)
    if known is None:
        raise Refused("no_such_follow_up", id=id, incident=case.incident.name)
    if not known.is_outstanding:
        raise Refused("follow_up_over", id=known.id, outcome=known.outcome, at=known.ended_at, by=known.ended_by)
    return known


def returned(incident: Incident, person: str, why: f.GoneWhy) -> list[Saying]:
    """Those of an owner who is gone."""
    theirs = (one for one in outstanding(incident) if one.owner == person and one.gone_why is None)
    return [f.FollowUpReturned(id=one.id, why=why) for one in theirs]


def outstanding(incident: Incident) -> tuple[FollowUp, ...]:
    """The most pressing first; those without a day last."""
    return by_day(one for one in incident.follow_ups if one.is_outstanding)


def by_day(follow_ups: Iterable[FollowUp]) -> tuple[FollowUp, ...]:
    return tuple(sorted(follow_ups, key=lambda one: (one.due_on is None, one.due_on or date.max, one.raised_at)))


# ---- who is reminded when --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Step:
    at: datetime
    rung: f.Rung
    person: str
    id: str


def next_due(case: Case) -> datetime | None:
    """When `remind` has something to say next, aware UTC; in the past when it is late."""
    return min((step.at for step in _steps(case.incident)), default=None)


def remind(case: Case) -> list[Saying]:
    """Everything whose time has come: one reminder for each person of all that is theirs."""
    together: dict[tuple[f.Rung, str], list[_Step]] = {}
    for step in _steps(case.incident):
        if step.at <= case.now:
            together.setdefault((step.rung, step.person), []).append(step)
    return [_reminded(rung, person, steps) for (rung, person), steps in together.items()]


def _reminded(rung: f.Rung, person: str, steps: Sequence[_Step]) -> f.Reminded:
    due_at, ids = max(step.at for step in steps), tuple(step.id for step in steps)
    return f.Reminded(roles=(), person=person, rung=rung, due_at=due_at, follow_ups=ids)


def day_of(reminder: Reminder) -> date:
    """The day from which it may be read, in its person's zone."""
    return (reminder.due_at + EARLIEST_ZONE).date() if reminder.rung in _ON_A_DAY else reminder.due_at.date()


def _steps(incident: Incident) -> Iterator[_Step]:
    for one in outstanding(incident):
        yield from _of_owner(incident, one)
        yield from _back(incident, one)


def _of_owner(incident: Incident, one: FollowUp) -> Iterator[_Step]:
    """The next day on which the owner is reminded, from when that day begins anywhere on earth.

    It is sent in their working hours, wherever they are then. A day on which the follow-up was only set is left out;
    of days on which nobody was there to remind, the first stands for all.
    """
    if one.owner is None or one.due_on is None or not _can_hear(incident, one):
        return
    told = [r.decided_at for r in _told(incident, one, "follow-up", one.owner) if r.decided_at >= one.set_at]
    for day in _days(one.due_on):
        at = begins_at(day)
        if at + EARLIEST_ZONE > one.set_at and (not told or at > max(told)):
            yield _Step(at, "follow-up", one.owner, one.id)
            return


def _days(due_on: date) -> Iterator[date]:
    yield due_on - BEFORE
    yield from (due_on + week * AGAIN for week in range(WEEKS_MAX + 1))


def begins_at(day: date) -> datetime:
    """When that day begins anywhere on earth, aware UTC."""
    return datetime.combine(day, time(0), tzinfo=UTC) - EARLIEST_ZONE


def _can_hear(incident: Incident, one: FollowUp) -> bool:
    """Who only left the channel of a public one is still there to do it."""
    return one.gone_why is None or (one.gone_why == "left" and not incident.private)


def _back(incident: Incident, one: FollowUp) -> Iterator[_Step]:
    """Whose owner is gone, or was never reached: whoever led hears it once."""
    since, person = _gone_at(incident, one), _hears(incident, one)
    if since is None or person is None:
        return
    if not any(r.decided_at >= since for r in _told(incident, one, "follow-up back", person)):
        yield _Step(since, "follow-up back", person, one.id)


def _gone_at(incident: Incident, one: FollowUp) -> datetime | None:
    told = _told(incident, one, "follow-up", one.owner or "")
    unreached = [r.undelivered_at for r in told if r.undelivered_at is not None and r.undelivered_at >= one.set_at]
    return one.gone_at or min(unreached, default=None)


def _hears(incident: Incident, one: FollowUp) -> str | None:
    """The lead, else whoever declared it; of a private one, who is in its channel."""
    first = [person for person in (incident.lead, incident.declarer) if person and person != one.owner]
    there = [person for person in first if person in incident.members]
    return next(iter(there if incident.private else [*there, *first]), None)


def _told(incident: Incident, one: FollowUp, rung: f.Rung, person: str) -> list[Reminder]:
    return [r for r in incident.reminders if (r.rung, r.person) == (rung, person) and one.id in r.follow_ups]


def still_true(case: Case, reminder: Reminder) -> bool:
    """Asked again right before it is sent: one of them is outstanding, and its owner, or their absence, is the same."""
    if not reminder.is_open:
        return False
    left = [one for name in reminder.pending if (one := case.incident.follow_up(name)) is not None]
    if reminder.rung == "follow-up":
        return any(one.is_outstanding and one.owner == reminder.person for one in left)
    return any(one.is_outstanding and _gone_at(case.incident, one) is not None for one in left)


def state_of(one: FollowUp, today: date) -> str:
    """One of "outstanding", "overdue", "done" and "will not do"."""
    if one.outcome:
        return one.outcome
    return "overdue" if one.due_on is not None and one.due_on < today else "outstanding"
