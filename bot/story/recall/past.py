"""A past incident as it is remembered: what it looked like, what it was, what fixed it, and what did not help."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.incident.meanings import Mark
from bot.story.course import Course

QUOTED_MAX = 40  # messages of one incident: more are no sign of it, and each counts in every question
QUOTED_CHARS_MAX = 500  # of each, as many as a long paragraph has
# Under which part a message counts by its mark. A pin, and what others were told, say nothing of what it was.
_PART_OF: Mapping[str, str] = {"harm": "symptom", "why": "cause", "done": "fix", "over": "fix"}


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


@dataclass(frozen=True, slots=True)
class PastPlaybook:
    """The steps that were distilled from it, a line each, as they read last, and for what they are."""

    title: str
    looks_like: str
    steps: str
    version: int
    link: str = ""


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """A marked or pinned message: its Slack `ts`, its words, and what it was meant to be, empty for a pin alone."""

    ts: str
    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(_PART_OF.get(mark, "other") for mark in self.marks or ("pin",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An incident that is over, in the words of its record or of an imported report; what is unknown is empty.

    `name` is what it is called by: INC-42, or the id of the report. `summary` is what a report says before it goes into
    parts, or all of it where it has none; `other` is what follows on them. `happened_on` is as it was written there, or
    a date in UTC. `minutes_to_cause` runs from the beginning to the confirmation.
    What does not help is found by a search alone. `course` is of one's own; one that an earlier version kept has none.
    `helped_by` are the past incidents, by name, of which people said in this one that they help.
    `quoted` are messages of a channel that was imported: nobody confirmed what their marks say.
    `playbook` is what somebody distilled from it for the next team; one that was imported is a past incident by itself.
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
    quoted: tuple[MarkedWords, ...] = ()
    playbook: PastPlaybook | None = None

    @property
    def is_playbook(self) -> bool:
        """Whether there is no incident behind it that we know of, but steps that were written elsewhere."""
        return self.imported and self.playbook is not None

    def said_of(self, part: str) -> str:
        """The words of the messages that count under this part, one a line."""
        return "\n".join(one.text for one in self.quoted if part in one.parts)

    @property
    def parts(self) -> Mapping[str, str]:
        """The words of each part, under the names that `ranking.WEIGHTS` has."""
        parts = self._recorded | self._with_playbook
        return {part: "\n".join((text, self.said_of(part))) for part, text in parts.items()} if self.quoted else parts

    @property
    def _with_playbook(self) -> dict[str, str]:
        """The parts that a playbook has words of: for what it is, is what it looked like; its steps fixed it."""
        if self.playbook is None:
            return {}
        looks_like = (self.symptom, self.playbook.title, self.playbook.looks_like)
        return {"symptom": "\n".join(looks_like), "fix": f"{self.fix}\n{self.playbook.steps}"}

    @property
    def _recorded(self) -> dict[str, str]:
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
