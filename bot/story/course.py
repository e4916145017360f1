"""The course of an incident in figures: minutes between its key times, and its reports on time by role.

Law: what is not on record, or contradicts itself, has no figure; of what was over when it was put on record, only times
that somebody stated are measured, for its acts are of the day on which it was put down. No person is in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from bot.incident.facts import KeyTime
from bot.incident.state import Incident
from bot.story import punctuality
from bot.story.keytimes import Moment, harm_ended_at, moments

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
    """`minutes` are whole. `entered_later`: it was declared when the harm was over; `imported`: it is of an export."""

    end: End
    drill: bool
    minutes: Mapping[Measure, int]
    reports: tuple[OnTime, ...] = ()
    entered_later: bool = False
    imported: bool = False


def course_of(incident: Incident) -> Course:
    """The course of one that is over."""
    found, imported = moments(incident), incident.imported is not None
    is_later = not imported and _is_entered_later(incident, found)
    only_stated = imported or is_later
    known = {which: moment.time for which, moment in found.items() if moment.stated or not only_stated}
    ended_at = (known.get("mitigated") or known.get("resolved")) if only_stated else harm_ended_at(incident)
    spans = {
        measure: _minutes(known.get(begin), ended_at if end is None else known.get(end))
        for measure, (begin, end) in MEASURES.items()
    }
    return Course(
        end="duplicate" if incident.duplicate_of is not None else _end(incident),
        drill=incident.drill,
        minutes={measure: minutes for measure, minutes in spans.items() if minutes is not None},
        reports=() if only_stated else _reports(incident),
        entered_later=is_later,
        imported=imported,
    )


def _is_entered_later(incident: Incident, known: Mapping[KeyTime, Moment]) -> bool:
    ended_at, declared = harm_ended_at(incident), known.get("declared")
    return incident.put_down_later or (ended_at is not None and declared is not None and ended_at < declared.time)


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
