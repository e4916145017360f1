"""The course of an incident in figures: minutes between its key times, and its reports on time by role.

Law: what is not on record, or contradicts itself, has no figure. No person is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.incident.facts import KeyTime
from bot.incident.state import Incident
from bot.story import punctuality
from bot.story.keytimes import harm_ended_at, moments

Measure: TypeAlias = Literal["lead", "cause", "end", "harm"]
End: TypeAlias = Literal["over", "cancelled", "duplicate"]

# From which key time each measure runs, and to which; None is the end of the harm. The lead is measured from the
# detection: whoever declares an incident leads it, so that from the declaration it is always nothing.
MEASURES: Mapping[Measure, tuple[KeyTime, KeyTime | None]] = {
    "lead": ("detected", "lead present"),
    "cause": ("declared", "cause identified"),
    "end": ("declared", None),
    "harm": ("impact start", None),
}


@dataclass(frozen=True, slots=True)
class OnTime:
    """A role's reports, by whether they came when they were due."""

    role: str
    on_time: int
    late: int
    missed: int


@dataclass(frozen=True, slots=True)
class Course:
    """`minutes` are whole. `entered_later`: it was declared when the harm was over."""

    end: End
    drill: bool
    minutes: Mapping[Measure, int]
    reports: tuple[OnTime, ...] = ()
    entered_later: bool = False


def course_of(incident: Incident) -> Course:
    """The course of one that is over."""
    known = {which: moment.time for which, moment in moments(incident).items()}
    ended_at = harm_ended_at(incident)
    is_later = ended_at is not None and "declared" in known and ended_at < known["declared"]
    spans = {
        measure: _minutes(known.get(begin), ended_at if end is None else known.get(end))
        for measure, (begin, end) in MEASURES.items()
    }
    return Course(
        end="duplicate" if incident.duplicate_of is not None else _end(incident),
        drill=incident.drill,
        minutes={measure: minutes for measure, minutes in spans.items() if minutes is not None},
        reports=() if is_later else _reports(incident),
        entered_later=is_later,
    )


def _end(incident: Incident) -> End:
    return "cancelled" if incident.status == "cancelled" else "over"


def _minutes(begin: datetime | None, end: datetime | None) -> int | None:
    if begin is None or end is None or end < begin:
        return None
    return int((end - begin).total_seconds() // 60)


def _reports(incident: Incident) -> tuple[OnTime, ...]:
    """The duty ended with the incident, so that the time from which one looks does not matter."""
    now = incident.entries[-1].at
    kept = punctuality.of(incident, now=now, policy=incident.policy)
    return tuple(OnTime(one.role, one.on_time, one.late, one.missed) for one in kept if one.due)
