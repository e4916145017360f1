"""The instants that typed times mean, in the zone of the person who typed them.

Law: `now` and the zone are arguments; what comes out is aware and in UTC.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.grammar.misread import Misread
from bot.grammar.times import OFFSETS_MIN, ClockTime, InDays, InMinutes, OnDay, OnWeekday, When, calendar_date

WORKDAY_ENDS_AT = time(18)
"""What "by 28 May" means: the end of the day on which Sitrep still sends reminders (9 to 18)."""


def resolve(when: When, *, now: datetime, zone: str, past: bool = False) -> datetime:
    """The instant meant, in UTC: the next such moment, or with `past` the last one; `zone` is the caller's.

    The running minute still counts as "next", so that "at 14:30" typed at 14:30:20 is not tomorrow. A day without a
    time is the end of its working day, or with `past` its midnight. Raises Misread (unknown_zone).
    """
    if isinstance(when, InMinutes):
        return (now + timedelta(minutes=when.minutes)).astimezone(UTC)
    there = zone_named(when.zone or zone)
    dayless = time(0) if past else WORKDAY_ENDS_AT
    at = dayless if when.hour is None else time(when.hour, when.minute or 0)
    moments = [
        datetime.combine(day, at, there).astimezone(UTC) for day in _days(when, now.astimezone(there).date(), past=past)
    ]
    minute_start = now.astimezone(UTC).replace(second=0, microsecond=0)
    fitting = (at for at in moments if (at <= now if past else at >= minute_start))
    return next(fitting, moments[-1])


def _days(when: ClockTime | InDays | OnWeekday | OnDay, today: date, *, past: bool) -> Iterator[date]:
    """The days on which the time may fall, the nearest first; only one when the person left no choice."""
    step = -1 if past else 1
    match when:
        case ClockTime():
            yield from (today + timedelta(days=step * n) for n in range(2))
        case InDays(days):
            yield today + timedelta(days=days)
        case OnWeekday(weekday):
            near = (today + timedelta(days=step * n) for n in range(8))
            yield from (day for day in near if day.weekday() == weekday)
        case OnDay(day, month, None):
            years = (today.year + step * n for n in range(9))  # a 29 February comes within eight years
            yield from (found for year in years if (found := calendar_date(year, month, day)))
        case OnDay(day, month, year):
            yield date(year or today.year, month, day)


@lru_cache(maxsize=256)
def zone_named(typed: str) -> tzinfo:
    """The zone behind `CEST`, `UTC+2`, `+05:30` or `Europe/Berlin`; raises Misread (unknown_zone)."""
    name = typed.strip().lower()
    offset = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?", name)
    if name in OFFSETS_MIN:
        return timezone(timedelta(minutes=OFFSETS_MIN[name]))
    try:
        if offset:
            minutes = int(offset[2]) * 60 + int(offset[3] or 0)
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
        return ZoneInfo(typed if typed != name else re.sub(r"[a-z]+", lambda word: word[0].capitalize(), name))
    except (ValueError, OSError, KeyError):  # ZoneInfo: a bad key, a folder, or no such zone
        raise Misread("unknown_zone", typed=typed) from None
