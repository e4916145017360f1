"""Figures over many incidents: how many there were, how long what took, and whether reports and follow-ups came.

Law: no mean, for durations are skewed and one long night makes it; and no figure of a person. What cannot be counted
(drills, false alarms, what is still open, hours that nobody knows) is counted apart and never mixed in.
J. Davidovič, "Incident Metrics in SRE" (Google, 2021), and the VOID report of 2022 say what such figures cannot tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import quantiles

from bot.story.course import MEASURES, Course, Measure, OnTime
from bot.story.recall.past import LeftToDo

# Quartiles of fewer are not figures but a drawing of chance: each is told instead. M. Krzywinski and N. Altman,
# "Visualizing samples with box plots", Nature Methods 11 (2014), https://doi.org/10.1038/nmeth.2813.
QUARTILES_FROM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """An incident that is over, as far as it is counted."""

    course: Course
    follow_ups: tuple[LeftToDo, ...] = ()


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The middle, and between `low` and `high` half of all; in whole minutes."""

    low: int
    median: int
    high: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took in `known` incidents, `quartiles` of it or, where they are too few, `each`, ascending."""

    known: int
    quartiles: Quartiles | None = None
    each: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleOnTime:
    """How many reports of a role fell due in how many incidents, and how many came on time."""

    role: str
    on_time: int
    due: int
    incidents: int


@dataclass(frozen=True, slots=True)
class FollowUpsLeft:
    """`outstanding` are neither done nor dropped; `overdue` are those of them whose day is past."""

    done: int
    outstanding: int
    overdue: int
    dropped: int

    @property
    def raised(self) -> int:
        return self.done + self.outstanding + self.dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedReports:
    """Reports of the past that were imported: those of the period, and those whose day cannot be read."""

    of_period: int = 0
    undated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """`since` is the first day of the period, None for all time; everything else is of incidents declared since then.

    `counted` is how many the spreads, reports and follow-ups are of, `entered_later` how many of those were declared
    when the harm was over, `from_exports` how many were read out of an export of their channel. Of `unread` ones nobody
    here can tell: a newer version wrote into them.
    """

    since: date | None
    as_of: datetime
    counted: int
    entered_later: int
    from_exports: int
    still_open: int
    drills: int
    cancelled: int
    duplicates: int
    unread: int
    imported: ImportedReports
    spreads: Mapping[Measure, Spread]
    reports: tuple[RoleOnTime, ...]
    follow_ups: FollowUpsLeft


def of(  # noqa: PLR0913 - what is counted, and what is counted apart
    over: Sequence[Counted],
    *,
    open_drills: Sequence[bool],
    unread: int,
    imported: ImportedReports,
    since: date | None,
    as_of: datetime,
    today: date,
) -> Statistics:
    """The figures. `open_drills` says of each that is still open whether it is a drill; `today` is the reader's day."""
    real = [one for one in over if not one.course.drill]
    counted = [one for one in real if one.course.end == "over"]
    return Statistics(
        since=since,
        as_of=as_of,
        counted=len(counted),
        entered_later=sum(one.course.entered_later for one in counted),
        from_exports=sum(one.course.imported for one in counted),
        still_open=open_drills.count(False),
        drills=len(over) - len(real) + open_drills.count(True),
        cancelled=sum(one.course.end == "cancelled" for one in real),
        duplicates=sum(one.course.end == "duplicate" for one in real),
        unread=unread,
        imported=imported,
        spreads={measure: spread(_known(counted, measure)) for measure in MEASURES},
        reports=_on_time(one for each in counted for one in each.course.reports),
        follow_ups=_left([one for each in counted for one in each.follow_ups], today),
    )


def spread(minutes: Iterable[int]) -> Spread:
    """Of so few that no middle tells anything, each."""
    known = sorted(minutes)
    if len(known) < QUARTILES_FROM:
        return Spread(len(known), each=tuple(known))
    low, median, high = quantiles(known, n=4, method="inclusive")  # these are all there were, and no sample of them
    return Spread(len(known), Quartiles(round(low), round(median), round(high)))


def _known(counted: Iterable[Counted], measure: Measure) -> Iterable[int]:
    return (one.course.minutes[measure] for one in counted if measure in one.course.minutes)


def _on_time(reports: Iterable[OnTime]) -> tuple[RoleOnTime, ...]:
    """By role, in the order of their names: an order by figures would be a ranking."""
    by_role: dict[str, list[OnTime]] = {}
    for one in reports:
        by_role.setdefault(one.role, []).append(one)
    return tuple(
        RoleOnTime(
            role,
            sum(one.on_time for one in ones),
            sum(one.on_time + one.late + one.missed for one in ones),
            len(ones),
        )
        for role, ones in sorted(by_role.items())
    )


def _left(follow_ups: Sequence[LeftToDo], today: date) -> FollowUpsLeft:
    outstanding = [one for one in follow_ups if not one.outcome]
    return FollowUpsLeft(
        done=sum(one.outcome == "done" for one in follow_ups),
        outstanding=len(outstanding),
        overdue=sum(bool(one.due_on) and date.fromisoformat(one.due_on) < today for one in outstanding),
        dropped=sum(one.outcome == "will not do" for one in follow_ups),
    )
