"""The instants that typed times mean, in the zone of the person who typed them, and what has to be said of them.

Law: `now` and the zone are arguments; what comes out is aware and in UTC.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.grammar.misread import Misread
from bot.grammar.remarks import Remark, remark
from bot.grammar.times import (
    WORKDAY_ENDS_H,
    ClockTime,
    EndOfDay,
    InDays,
    InMinutes,
    NextWeek,
    OnDay,
    OnWeekday,
    When,
    calendar_date,
)
from bot.grammar.zones import PLACES, home_zone, means, place_of, zone_named

OVER_WITHIN = timedelta(days=183)  # half a year: of the two days that a date without a year can mean, the nearer one
JUST_OVER = timedelta(days=31)  # of last year: "31 December" is the one to come for most of the year


def resolve(when: When, *, now: datetime, zone: str, past: bool = False) -> datetime:
    """The instant meant, in UTC: the next such moment, or with `past` the last one; `zone` is the caller's.

    The running minute still counts as "next", so that "at 14:30" typed at 14:30:20 is not tomorrow. A day without a
    time is the end of its working day, or with `past` its midnight. Of an hour that comes twice the nearest is meant;
    one that never comes is read as if the clocks had not been put forward. Raises Misread (unknown_zone, day_unclear).
    """
    if isinstance(when, InMinutes):
        return (now + timedelta(minutes=when.minutes)).astimezone(UTC)
    there = _zone(when.zone, zone)
    today = now.astimezone(there).date()
    moments = sorted(
        {moment for at in _wall_clocks(when, today, past=past) for moment in _instants(at, there, when.zone)},
        reverse=past,
    )
    minute_start = now.astimezone(UTC).replace(second=0, microsecond=0)
    fitting = (at for at in moments if (at <= now if past else at >= minute_start))
    return next(fitting, moments[-1])


def remarks_on(when: When, *, now: datetime, zone: str, past: bool = False) -> Iterator[Remark]:
    """What the person has to be told of how the time was read, beside the instant. Raises as `resolve` does."""
    if isinstance(when, InMinutes):
        return
    if when.zone is None and home_zone(zone) is None:
        yield remark("zone_of_yours_unknown", zone=zone)
    there = _zone(when.zone, zone)
    local = resolve(when, now=now, zone=zone, past=past).astimezone(there)
    shown = {"clock": f"{local:%H:%M}", "zone": local.tzname() or ""}
    if when.zone and when.zone.lower() in PLACES and not means(when.zone, local):
        place = place_of(when.zone, zone).rpartition("/")[2].replace("_", " ")
        yield remark("zone_read_as", typed=when.zone, place=place, **shown)
    if isinstance(when, OnDay) and not when.year and not past and (over := _just_over(local, now=now)):
        yield remark("day_is_over", day=f"{local.day} {local:%B}", year=f"{local.year}", over=f"{over}")
    if past and is_rather_ahead(when, local, now=now):
        yield remark("day_to_come", day=f"{local.day} {local:%B}", year=f"{local.year}", ahead=f"{local.year + 1}")
    asked_minute = getattr(when, "minute", 0) or 0
    if (
        not isinstance(when, EndOfDay)
        and when.hour is not None
        and (local.minute, local.hour % 12) != (asked_minute, when.hour % 12)
    ):
        yield remark("hour_left_out", typed=f"{when.hour:02}:{asked_minute:02}", **shown)
    elif _comes_twice(local) and not means(when.zone, local):
        other = local.replace(fold=1 - local.fold)
        yield remark("hour_comes_twice", other_zone=other.tzname() or "", **shown)


def _just_over(local: datetime, *, now: datetime) -> int | None:
    """The year in which a day that was read as one to come was not long ago."""
    year, today = local.year - 1, now.astimezone(local.tzinfo).date()
    day = calendar_date(year, local.month, local.day)
    within = OVER_WITHIN if year == today.year else JUST_OVER
    return year if day and timedelta(0) <= today - day <= within else None


def is_rather_ahead(when: When, at: datetime, *, now: datetime) -> bool:
    """Whether a day without a year, read as a past one, is nearer as the one to come: "31 Dec" on 30 December."""
    return isinstance(when, OnDay) and not when.year and now - at > OVER_WITHIN


def _comes_twice(local: datetime) -> bool:
    return local.replace(fold=0).astimezone(UTC) < local.replace(fold=1).astimezone(UTC)


def _zone(typed: str | None, home: str) -> tzinfo:
    """The zone that was typed, else the caller's; UTC when this machine does not know it: nothing is lost over it."""
    return zone_named(typed, home) if typed else home_zone(home) or UTC


def _instants(at: datetime, there: tzinfo, typed: str | None) -> Iterator[datetime]:
    """The instants at which the wall clock shows this: two in the hour that comes twice, if no zone tells which."""
    both = [at.replace(tzinfo=there, fold=fold) for fold in (0, 1)]
    if both[0].astimezone(UTC) >= both[1].astimezone(UTC):  # once; or never, then as before the change
        yield both[0].astimezone(UTC)
        return
    meant = [moment for moment in both if means(typed, moment)] or both
    yield from (moment.astimezone(UTC) for moment in meant)


def _wall_clocks(
    when: ClockTime | EndOfDay | InDays | OnWeekday | OnDay | NextWeek, today: date, *, past: bool
) -> Iterator[datetime]:
    """The times of day that may be meant, on the days that may be meant."""
    if isinstance(when, EndOfDay):
        day = date(today.year, today.month, monthrange(today.year, today.month)[1]) if when.of_month else today
        yield datetime.combine(day, time(WORKDAY_ENDS_H))
        yield datetime.combine(day + timedelta(days=1), time(0))
        return
    dayless = time(0) if past else time(WORKDAY_ENDS_H)
    clocks = [dayless if when.hour is None else time(when.hour, when.minute or 0)]
    if isinstance(when, ClockTime) and when.either_half:
        clocks.append(time((when.hour + 12) % 24, when.minute))
    for day in _days(when, today, past=past):
        yield from (datetime.combine(day, clock) for clock in clocks)


def _days(when: ClockTime | InDays | OnWeekday | OnDay | NextWeek, today: date, *, past: bool) -> Iterator[date]:
    """The days on which the time may fall; only one when the person left no choice."""
    step = -1 if past else 1
    match when:
        case ClockTime():
            yield from (today + timedelta(days=step * n) for n in range(2))
        case InDays(days):
            yield today + timedelta(days=days)
        case OnWeekday(which=""):
            near = (today + timedelta(days=step * n) for n in range(8))
            yield from (day for day in near if day.weekday() == when.weekday)
        case OnWeekday():
            yield _named_weekday(when, today)
        case OnDay(day, month, None):
            years = (today.year + step * n for n in range(9))  # a 29 February comes within eight years
            yield from (found for year in years if (found := calendar_date(year, month, day)))
        case OnDay(day, month, year):
            yield date(year or today.year, month, day)
        case NextWeek():
            one, other = week_after(today)
            raise Misread("day_unclear", one=one, other=other)


def week_after(today: date) -> tuple[str, str]:
    """Monday and Friday of next week, as they are typed."""
    monday = today + timedelta(days=7 - today.weekday())
    friday = monday + timedelta(days=4)
    return f"{monday.day} {monday:%B}", f"{friday.day} {friday:%B}"


def _named_weekday(when: OnWeekday, today: date) -> date:
    """The day of "last Friday", or of "next Friday" where all who say so mean the same: not while this week has one."""
    if when.which == "last":
        return today - timedelta(days=(today.weekday() - when.weekday - 1) % 7 + 1)
    coming = today + timedelta(days=(when.weekday - today.weekday() - 1) % 7 + 1)
    if coming.isocalendar()[:2] == today.isocalendar()[:2]:
        later = coming + timedelta(days=7)
        raise Misread("day_unclear", one=f"{coming.day} {coming:%B}", other=f"{later.day} {later:%B}")
    return coming
