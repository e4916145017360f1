"""What is asked of whom until when: a line of section 5 of the brief, while it is waited for."""

from bot.incident.parts import Task
from bot.incident.state import Case, Incident
from bot.story.phase import phase_of
from bot.story.sentences import USEFUL, Sentence

TASKS_MAX = 2  # the most pressing; the card has more


def tasks(case: Case) -> tuple[Sentence, ...]:
    """The open ones, by when they are due: said in our voice, for they were typed or tapped."""
    waiting = sorted((task for task in case.incident.tasks if task.is_open), key=lambda task: task.due_at)
    if phase_of(case.incident) != "during":
        return ()
    return tuple(Sentence("task_asked", _values(case, task), (task.seq,), USEFUL) for task in waiting[:TASKS_MAX])


def _values(case: Case, task: Task) -> dict[str, object]:
    return {"what": task.what, "role": _role(case.incident, task.person), "due_at": task.due_at, "now": case.now}


def _role(incident: Incident, person: str) -> str:
    """A page for executives names roles, not people."""
    return next(iter(incident.held_by(person)), "")
