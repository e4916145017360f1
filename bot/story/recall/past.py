"""A past incident as it is remembered: what it looked like, what it was, what fixed it, and what did not help."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.story.course import Course


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """What was tried or believed in vain; `minutes` from then until it was given up, None where nobody noted that."""

    text: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class LeftToDo:
    """A follow-up as it stands: `outcome` is empty while it is outstanding, `due_on` as ISO 8601 or empty."""

    text: str
    due_on: str = ""
    outcome: Literal["", "done", "will not do"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An incident that is over, in the words of its record or of an imported report; what is unknown is empty.

    `name` is what it is called by: INC-42, or the id of the report. `summary` is what a report says before it goes into
    parts, or all of it where it has none; `other` is what follows on them. `happened_on` is as it was written there, or
    a date in UTC. `minutes_to_cause` runs from the beginning to the confirmation.
    What does not help is found by a search alone. `course` is of one's own; one that an earlier version kept has none.
    `helped_by` are the past incidents, by name, of which people said in this one that they help.
    """

    name: str
    title: str
    happened_on: str = ""
    summary: str = ""
    symptom: str = ""
    cause: str = ""
    fix: str = ""
    dead_ends: tuple[DeadEnd, ...] = ()
    system: str = ""
    other: str = ""
    minutes_to_cause: int | None = None
    imported: bool = False
    helps: bool = True
    follow_ups: tuple[LeftToDo, ...] = ()
    course: Course | None = None
    helped_by: tuple[str, ...] = ()

    @property
    def parts(self) -> Mapping[str, str]:
        """The words of each part, under the names that `ranking.WEIGHTS` has."""
        return {
            "title": self.title,
            "summary": self.summary,
            "symptom": self.symptom,
            "cause": self.cause,
            "fix": self.fix,
            "dead_ends": "\n".join(end.text for end in self.dead_ends),
            "system": self.system,
            "other": self.other,
        }
