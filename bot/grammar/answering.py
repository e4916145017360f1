"""What the answer to an intent has to add: how a time or a severity was read, and what was not read as a time.

Law: what was read otherwise than it was typed is told to the one who typed it, whatever verb it was.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import get_args

from bot.grammar.clauses import tidy
from bot.grammar.intents import (
    About,
    Adopt,
    Customer,
    FollowUp,
    ImpactMoney,
    Intent,
    KeyTime,
    Note,
    Pause,
    Plan,
    Report,
    Sev,
    Start,
    StepPlan,
    Summary,
    Timeline,
    Told,
)
from bot.grammar.records import placed, time_in_front
from bot.grammar.remarks import Remark, remark
from bot.grammar.resolve_times import remarks_on, resolve, week_after
from bot.grammar.stakes import second_sum
from bot.grammar.times import InMinutes, OnDay, When, either_day, read_week, read_when
from bot.grammar.zones import home_zone

_ABOUT_THE_PAST = (KeyTime, Note, Summary, Timeline)


def remarks(intent: Intent, *, now: datetime, zone: str) -> tuple[Remark, ...]:
    """In the order in which they are said, each once; `zone` is the caller's. Raises Misread as `resolve` does."""
    found = [*_on_severity(intent), *_on_times(intent, now, zone)]
    if isinstance(intent, Note):
        found += [note for entry in (intent, *intent.more) for note in _on_note(entry, now, zone)]
    elif isinstance(intent, Pause) and intent.unread:
        found.append(remark("pause_lasts", typed=intent.unread))
    elif isinstance(intent, ImpactMoney) and (second := second_sum(intent.what)):
        found.append(remark("second_sum", typed=second))
    elif isinstance(intent, About) and intent.unread:
        found.append(_unread(intent.unread, intent, _today(now, zone)))
    if isinstance(intent, Plan) and intent.unread_eta:
        found.append(remark("unread_span", typed=intent.unread_eta))
    return tuple(dict.fromkeys(found))


# How a time is typed with a verb; with the others it is "by".
_KEYWORD: Mapping[type, str] = {Customer: "deadline", Plan: "at", Told: "next", Report: "next", Note: "note"}
_BEHIND = re.compile(
    r"(?:(?:by|before|until|till|bis|deadline|due|next|update|report|at|on|is|every|(?:no|not) later than)[\s:]+)*",
    re.IGNORECASE,
)
_BARE_HOUR = re.compile(r"(?:.* )?(?:[1-9]|1[0-2])", re.ASCII)
_WITHIN = re.compile(r"(?:in|within)\s+", re.IGNORECASE)


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(home_zone(zone) or UTC).date()


def _unread(typed: str, intent: Intent, today: date) -> Remark:
    """What was not taken for a time, with how one is typed here; of what may be one of two, with both."""
    keyword = _KEYWORD.get(type(intent), "by")
    time = tidy(_BEHIND.sub("", typed, count=1))
    if _BARE_HOUR.fullmatch(time) and read_when(f"{time}am") is not None:
        return remark("half_unclear", typed=typed, morning=f"{keyword} {time}am", evening=f"{keyword} {time}pm")
    days = week_after(today) if read_week(tidy(typed)) else either_day(time)
    if days is not None:
        return remark("day_unclear", typed=typed, one=f"{keyword} {days[0]}", other=f"{keyword} {days[1]}")
    when = read_when(time) if not isinstance(intent, Note) else None
    # "in 20 minutes" may be how long a plan takes.
    if when is not None and not (isinstance(intent, Plan) and isinstance(when, InMinutes)):
        length = _WITHIN.sub("", time)
        how = f"{length} minutes" if length.isdecimal() and length != time else length
        return remark("time_in_words", typed=typed, how=f"{keyword} {how}")
    return remark("unread_time", typed=typed, how=f"{keyword} {'Friday' if isinstance(intent, FollowUp) else '15:00'}")


def _on_severity(intent: Intent) -> Iterator[Remark]:
    match intent:
        case Adopt(opening=opening):
            yield from _on_severity(opening)
        case Sev(in_doubt=True):
            return
        case Start(severity=None, severity_typed=typed) if typed:
            yield remark("severity_not_read", typed=typed)
        case Start(severity=level, severity_typed=typed) | Sev(level=level, typed=typed) if typed:
            yield remark("severity_read_as", typed=typed, severity=str(level))


def _on_times(intent: Intent, now: datetime, zone: str) -> Iterator[Remark]:
    past = isinstance(intent, _ABOUT_THE_PAST) or (isinstance(intent, StepPlan) and intent.stage != "later")
    for field in fields(intent):
        value = getattr(intent, field.name)
        is_time = isinstance(value, get_args(When))
        if is_time and not (isinstance(intent, Note) and placed(intent, now=now, zone=zone)[0] is None):
            yield from remarks_on(value, now=now, zone=zone, past=past)


def _last(day: OnDay, now: datetime, zone: str) -> str:
    """A day with its year, as it is typed where the last one is meant."""
    at = resolve(day, now=now, zone=zone, past=True).astimezone(home_zone(zone) or UTC)
    return f"{at:%d %B %Y}" + (f" {day.hour:02}:{day.minute or 0:02}" if day.hour is not None else "")


def _on_note(note: Note, now: datetime, zone: str) -> Iterator[Remark]:
    if note.unread:
        yield _unread(note.unread, note, _today(now, zone))
    if note.at is not None and placed(note, now=now, zone=zone)[0] is None:
        typed = time_in_front(note)
        yield remark(
            "note_time_ahead",
            typed=typed,
            how=_last(note.at, now, zone) if isinstance(note.at, OnDay) else f"yesterday {typed}",
        )
