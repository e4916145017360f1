"""Tasks: one thing asked of one person, in a time box, with a duty to say what became of it.

Law: only whoever was asked says that it is done or blocked; whoever asked, or leads, gives more time or drops it. Each
due time is asked about once; without an answer, it is back with whoever asked, and nobody hears of it after the end.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.incident import checks
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.parts import Reminder, Task
from bot.incident.state import Case, Incident

BOX_MIN = 15  # where nobody gave a time; PagerDuty's boxes are of 3 (a task) to 20 minutes (a sub-team)
MORE_MIN = 5  # by a tap of whoever was asked
GIVE_MIN = 10  # by a tap of whoever asked
BACK_AFTER_MAX = timedelta(minutes=10)  # as long as the lead waits for a late report (reminders.py)

# When, who, and the time that it is about; the same time is asked about once.
TaskRung: TypeAlias = tuple[datetime, str, datetime]


def ask(
    case: Case, *, person: str, what: str, minutes: int | None = None, due_at: datetime | None = None
) -> list[Saying]:
    """Somebody is asked, for so many minutes or until a time, else for 15 minutes; what says neither moves no time.

    Refuses `words_missing`, `task_after_end`, `not_ahead`.
    """
    checks.require(case, "ask")
    words = checks.some_words(what, otherwise="words_missing")
    if not case.incident.is_open and not case.corrects:
        raise Refused("task_after_end", incident=case.incident.name, status=case.incident.status)
    known = next(((entry.at, entry.fact) for entry in case.corrects if isinstance(entry.fact, f.TaskAsked)), None)
    if known is not None and due_at is None and _is_same_box(*known, minutes):
        return [replace(known[1], id=case.incident.next_id("T"), what=words, person=person)]
    until = due_at or case.now + timedelta(minutes=BOX_MIN if minutes is None else minutes)
    if until <= case.now:
        raise Refused("not_ahead")
    is_default = due_at is None and minutes is None
    name = case.incident.next_id("T")
    return [f.TaskAsked(id=name, what=words, person=person, due_at=until, by_default=is_default)]


def _is_same_box(at: datetime, known: f.TaskAsked, minutes: int | None) -> bool:
    """An edit of the words alone comes minutes later, and is no reason to wait longer."""
    return minutes is None or known.due_at - at == timedelta(minutes=minutes)


def take(case: Case, *, id: str) -> list[Saying]:  # noqa: A002 - what the record is called by
    """Refuses `no_such_task`, `task_over`, `not_your_task`, `already_so`."""
    task = _own(case, id)
    if task.taken_at is not None:
        raise Refused("already_so", what="taken")
    return [f.TaskAnswered(id=task.id, answer="taken")]


def decline(case: Case, *, id: str) -> list[Saying]:  # noqa: A002 - as `take`
    """Refused as `take`; whoever asked is told."""
    return [f.TaskAnswered(id=_own(case, id).id, answer="declined")]


def extend(case: Case, *, id: str) -> list[Saying]:  # noqa: A002 - as `take`
    """Five minutes more for whoever was asked, ten from whoever asked. Refused as `take`."""
    task = _open(case, id)
    if case.by != task.person:
        _require_say(case, task)
    minutes = MORE_MIN if case.by == task.person else GIVE_MIN
    due_at = max(case.now, task.due_at) + timedelta(minutes=minutes)
    return [f.TaskAnswered(id=task.id, answer="more", due_at=due_at)]


def end(case: Case, *, id: str, how: f.TaskEnd, words: str = "") -> list[Saying]:  # noqa: A002 - as `take`
    """What became of it, in a line that shows it. Refused as `take`, and `evidence_missing`."""
    if how == "dropped":
        task = _open(case, id)
        _require_say(case, task)
        return [f.TaskEnded(id=task.id, how=how)]
    return [f.TaskEnded(id=_own(case, id).id, how=how, words=checks.some_words(words, otherwise="evidence_missing"))]


def returned(incident: Incident, person: str, why: f.GoneWhy) -> list[Saying]:
    """What somebody was asked who can answer no more."""
    theirs = (task for task in incident.tasks if task.is_open and task.person == person)
    return [f.TaskReturned(id=task.id, why=why) for task in theirs]


def _open(case: Case, id: str) -> Task:  # noqa: A002 - as `take`
    checks.not_closed(case)
    task = case.incident.task(id)
    if task is None:
        raise Refused("no_such_task", id=id)
    if not task.is_open or not case.incident.is_open:
        outcome = task.outcome or case.incident.status
        raise Refused("task_over", id=task.id, outcome=outcome, at=task.ended_at or case.incident.status_since)
    return task


def _own(case: Case, id: str) -> Task:  # noqa: A002 - as `take`
    task = _open(case, id)
    if case.by != task.person:
        raise Refused("not_your_task", id=task.id, person=task.person)
    return task


def _require_say(case: Case, task: Task) -> None:
    if case.by not in {task.by, case.incident.lead}:
        raise Refused("not_your_task", id=task.id, person=task.by)


# ---- who hears of it when --------------------------------------------------------------------------


def _asked(_: Incident, task: Task) -> Iterator[TaskRung]:
    if task.is_open and task.taken_at is None and task.person != task.by:
        yield task.asked_at, task.person, task.asked_at


def _due(incident: Incident, task: Task) -> Iterator[TaskRung]:
    """At its time; of one that could be read only after it, once there was time to do it."""
    if not task.is_open:
        return
    if task.person == task.by:
        yield task.due_at, task.person, task.due_at
        return
    first = _told(incident, task, "task", task.asked_at)
    if first is not None and first.delivered_at is not None:
        is_late = first.delivered_at > task.due_at
        yield first.delivered_at + _patience(task) if is_late else task.due_at, task.person, task.due_at


def _back(incident: Incident, task: Task) -> Iterator[TaskRung]:
    """What is declined, blocked or left at once; what is silent, or was never heard of, after a while."""
    hears = asker(incident, task)
    if hears is None or task.outcome in {"done", "dropped"}:
        return
    if task.ended_at is not None:
        yield task.ended_at, hears, task.ended_at
        return
    for rung, about, patience in (("task", task.asked_at, timedelta()), ("task due", task.due_at, _patience(task))):
        told = _told(incident, task, rung, about)
        if told is not None and told.undelivered_at is not None:
            yield told.undelivered_at, hears, task.due_at
            return
        if rung == "task due" and told is not None and told.delivered_at is not None:
            yield told.delivered_at + patience, hears, task.due_at


def _told(incident: Incident, task: Task, rung: str, due_at: datetime) -> Reminder | None:
    about = (task.id, task.person, due_at)
    told = (r for r in incident.reminders if r.rung == rung and (r.task, r.person, r.due_at) == about and not r.dropped)
    return next(told, None)


def _patience(task: Task) -> timedelta:
    return min((task.due_at - task.since) / 2, BACK_AFTER_MAX)


def asker(incident: Incident, task: Task) -> str | None:
    """Who hears what became of it: whoever asked, while they are there, else who leads; nobody of their own silence."""
    gone = {fact.person for _, fact in incident.of(f.Left)}
    hears = incident.lead if task.by in gone - incident.members else task.by
    return None if hears == task.person else hears


RUNGS: Mapping[f.Rung, Callable[[Incident, Task], Iterator[TaskRung]]] = {
    "task": _asked,
    "task due": _due,
    "task back": _back,
}
