"""From when to when something lasted that may be over: "yesterday 22:00-23:30", "from 22:00 to 23:30".

Law: a title is not bent. A stretch is read only at the end of the words, and only behind a day, or behind *from* or
*between* with clock times that can be no figures: "from 1200 to 1800" is as likely a latency.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.grammar.clauses import one_line
from bot.grammar.resolve_times import resolve
from bot.grammar.times import ClockTime, InDays, OnDay, OnWeekday, When, read_when

WORDS_MAX = 12  # "from the day before yesterday at 22:00 CET to 23:30 CET"
_FROM = re.compile(r"(?:,\s*)?(?:from|between)\s+", re.IGNORECASE)
_TO = re.compile(r"\s*[–—]\s*|\s*-\s*(?=\d{1,2}[:h])|\s+(?:-|to|until|till|and)\s+", re.IGNORECASE)
_FROM_BEHIND_DAY = re.compile(r"\s+(?:from|between)\s+", re.IGNORECASE)
_NO_FIGURE = re.compile(r"\d[:h]\d|\d ?[ap]\.?m|noon|midday|midnight", re.IGNORECASE)
_DATED = (InDays, OnWeekday, OnDay)


@dataclass(frozen=True)
class Stretch:
    """Its begin and its end as typed; the end is the next such moment behind the begin."""

    begin: When
    end: When
    typed: str


def read_stretch(text: str) -> Stretch | None:
    """The stretch that the whole text is, also without *from*; None for anything else."""
    words = one_line(text)
    behind = _FROM.sub("", words, count=1) if _FROM.match(words) else words
    return next(_stretches(_FROM_BEHIND_DAY.sub(" ", behind, count=1), words), None)


def stretch_behind(text: str) -> tuple[str, Stretch | None]:
    """Takes the longest stretch off the end of a title, if it can be nothing else."""
    begins = [found.start() for found in re.finditer(r"\S+", text)][-WORDS_MAX:]
    for begin in begins:
        tail = text[begin:]
        stretch = read_stretch(tail)
        if stretch is not None and _is_none_else(stretch):
            return text[:begin].rstrip(" ,;:–—-"), stretch
    return text, None


def resolve_stretch(stretch: Stretch, *, now: datetime, zone: str) -> tuple[datetime, datetime] | None:
    """The instants, in UTC, if it is over; None for one that goes on or is to come. Raises as `resolve` does."""
    begin = resolve(stretch.begin, now=now, zone=zone, past=True)
    is_dated = isinstance(stretch.end, _DATED)
    end = resolve(stretch.end, now=now if is_dated else begin + timedelta(minutes=1), zone=zone, past=is_dated)
    return (begin, end) if begin < end <= now else None


def _stretches(text: str, typed: str) -> Iterator[Stretch]:
    for found in _TO.finditer(text):
        begin, end = read_when(text[: found.start()]), read_when(text[found.end() :])
        if _has_hour(begin) and _has_hour(end) and begin is not None and end is not None:
            yield Stretch(_in_zone_of(begin, end), end, typed)


def _has_hour(when: When | None) -> bool:
    return isinstance(when, ClockTime) or (isinstance(when, _DATED) and when.hour is not None)


def _in_zone_of(begin: When, end: When) -> When:
    """The zone is often said once, behind both: 22:00-23:30 CET."""
    if isinstance(begin, ClockTime | InDays | OnWeekday | OnDay) and begin.zone is None:
        return replace(begin, zone=getattr(end, "zone", None))
    return begin


def _is_none_else(stretch: Stretch) -> bool:
    if isinstance(stretch.begin, _DATED):
        return True
    return bool(_FROM.match(stretch.typed)) and len(_NO_FIGURE.findall(stretch.typed)) > 1
