"""Where an axis of time is marked, and with what: whole hours and days of the reader's clock.

Law: every mark is an instant that the reader's clock really shows; on the day that clocks change, one may be missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)  # each of them divides a day
_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Tick:
    """The instant, aware UTC; `local` is the hour on the reader's clock, or the day at its midnight.

    `utc` is the hour in UTC, empty where the reader's clock shows that, or days alone.
    """

    at: datetime
    local: str
    utc: str


def ticks(begin: datetime, end: datetime, *, zone: tzinfo, most: int) -> tuple[Tick, ...]:
    """The marks from `begin` to `end`, at most so many, as close together as that allows."""
    minutes = (end - begin) / timedelta(minutes=1)
    step = next((step for step in _STEPS_MIN if minutes / step < most), 0)
    found = (
        _of_hours(begin, end, zone, step) if step else _of_days(begin, end, zone, int(minutes / _DAY_MIN / most) + 1)
    )
    return tuple(Tick(at, _label(at.astimezone(zone)), _utc(at, zone, step)) for at in found)[:most]


def _of_hours(begin: datetime, end: datetime, zone: tzinfo, step_min: int) -> Iterator[datetime]:
    for day in _days(begin, end, zone):
        hours = (time(minute // 60, minute % 60) for minute in range(0, _DAY_MIN, step_min))
        yield from _shown([datetime.combine(day, hour, zone) for hour in hours], begin, end)


def _of_days(begin: datetime, end: datetime, zone: tzinfo, step: int) -> Iterator[datetime]:
    midnights = [datetime.combine(day, time(), zone) for day in _days(begin, end, zone) if day.toordinal() % step == 0]
    yield from _shown(midnights, begin, end)


def _days(begin: datetime, end: datetime, zone: tzinfo) -> Iterator[date]:
    day, last = begin.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _shown(locals_: Sequence[datetime], begin: datetime, end: datetime) -> Iterator[datetime]:
    """Those that lie between and that no change of the clocks leaves out."""
    for local in locals_:
        at = local.astimezone(UTC)
        if begin <= at <= end and at.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None):
            yield at


def _label(local: datetime) -> str:
    return f"{local:%H:%M}" if local.hour or local.minute else f"{local.day} {local:%b}"


def _utc(at: datetime, zone: tzinfo, step: int) -> str:
    return f"{at:%H:%M}" if step and at.astimezone(zone).utcoffset() else ""
