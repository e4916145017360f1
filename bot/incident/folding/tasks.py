"""Tasks between two people."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.reminders import ABOUT_TASKS, task_answered
from bot.incident.logbook import Entry
from bot.incident.parts import Task
from bot.incident.state import Incident

TaskFact: TypeAlias = f.TaskAsked | f.TaskAnswered | f.TaskEnded | f.TaskReturned


def fold(incident: Incident, entry: Entry, fact: TaskFact) -> Incident:
    known = incident.task(fact.id)
    if known is None:
        if not isinstance(fact, f.TaskAsked):
            return incident  # what was asked was taken back
        asked = Task(fact.id, fact.what, fact.person, entry.by, entry.seq, entry.at, entry.at, fact.due_at)
        return replace(incident, tasks=(*incident.tasks, asked))
    task, answer, rungs = _task_after(known, entry, fact)
    settled = replace(incident, tasks=tuple(task if one is known else one for one in incident.tasks))
    return task_answered(settled, entry, task.id, answer, rungs)


def _task_after(task: Task, entry: Entry, fact: TaskFact) -> tuple[Task, str, tuple[f.Rung, ...]]:
    """The task after this, and which of the messages about it wait for nothing any more, because of what."""
    match fact:
        case f.TaskAsked(person=person) if person != task.person:
            asked = Task(task.id, fact.what, person, task.by, task.seq, entry.at, entry.at, fact.due_at)
            return asked, "passed on", ABOUT_TASKS
        case f.TaskAsked(due_at=due_at):
            is_moved = due_at != task.due_at
            return replace(task, what=fact.what, due_at=due_at), "more", ABOUT_TASKS[1:] if is_moved else ()
        case f.TaskAnswered(answer="taken"):
            return replace(task, taken_at=entry.at), "taken", ABOUT_TASKS[:1]
        case f.TaskAnswered(answer="more"):
            more = replace(task, since=entry.at, due_at=fact.due_at or task.due_at, taken_at=task.taken_at or entry.at)
            return more, "more", ABOUT_TASKS
        case f.TaskAnswered():
            return replace(task, outcome="declined", ended_at=entry.at), "declined", ABOUT_TASKS
        case f.TaskEnded():
            ended = replace(task, outcome=fact.how, words=fact.words, ended_at=entry.at)
            return ended, fact.how, ABOUT_TASKS
        case f.TaskReturned():
            gone = replace(task, outcome="returned", gone_why=fact.why, ended_at=entry.at)
            return gone, "returned", ABOUT_TASKS
