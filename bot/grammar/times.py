"""Times as people type them, kept as typed until somebody asks which instant they mean.

Law: reading a time needs neither a clock nor a zone.
"""

import re
from dataclasses import dataclass
from datetime import date

from bot.grammar.clauses import Clause, behind

WHEN_MAX_CHARS = 60
"""Longer than any time people type; it keeps reading a pasted page as fast as reading a line."""

MINUTES_MAX = 60 * 24 * 366
"""A promise or a deadline further away than a year is a slip of the finger."""


@dataclass(frozen=True)
class ClockTime:
    """14:30 today or the nearest day; in the caller's zone unless one was typed."""

    hour: int
    minute: int
    zone: str | None = None


@dataclass(frozen=True)
class InMinutes:
    """So many minutes from now; negative for "20m ago"."""

    minutes: int


@dataclass(frozen=True)
class InDays:
    """Today (0), tomorrow (1), yesterday (-1)."""

    days: int
    hour: int | None = None
    minute: int | None = None
    zone: str | None = None


@dataclass(frozen=True)
class OnWeekday:
    """The nearest such day; 0 is Monday."""

    weekday: int
    hour: int | None = None
    minute: int | None = None
    zone: str | None = None


@dataclass(frozen=True)
class OnDay:
    """A date; without a year, the nearest one."""

    day: int
    month: int
    year: int | None = None
    hour: int | None = None
    minute: int | None = None
    zone: str | None = None


When = ClockTime | InMinutes | InDays | OnWeekday | OnDay

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NEAR_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
# Where an abbreviation has several meanings (CST, IST, BST) it has its most common one; the answer repeats the zone.
OFFSETS_MIN = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "wet": 0,
    "west": 60,
    "bst": 60,
    "cet": 60,
    "cest": 120,
    "eet": 120,
    "eest": 180,
    "msk": 180,
    "ist": 330,
    "sgt": 480,
    "jst": 540,
    "kst": 540,
    "aest": 600,
    "aedt": 660,
    "nzst": 720,
    "nzdt": 780,
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
}
_AREAS = "africa|america|antarctica|arctic|asia|atlantic|australia|europe|indian|pacific|etc"
_ABBREVIATIONS = "|".join(OFFSETS_MIN)
_ZONE = rf"(?P<zone>(?:utc|gmt)?[+-]\d{{1,2}}(?::?\d{{2}})?|{_ABBREVIATIONS}|(?:{_AREAS})/[a-z_/+-]+\d{{0,2}})"
_CLOCK = (
    r"(?P<clock>\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?|\d{4}(?![-\d])|noon|midnight)"
    rf"(?: ?{_ZONE})?"
)
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = (
    rf"(?P<day>{'|'.join(_NEAR_DAYS)}|(?:{'|'.join(_WEEKDAYS)})[a-z]*|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.? {_MONTH}(?:,? \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:, ?\d{{4}})?)"
)
_WHENS = tuple(
    re.compile(shape, re.IGNORECASE | re.ASCII)
    for shape in (_CLOCK, rf"(?:on )?{_DAY}(?:(?:,? |t)(?:at )?{_CLOCK})?", rf"{_CLOCK},? (?:on )?{_DAY}")
)
_FULL_NAMES = (
    *(
        [
            "january",
            "february",
            "march",
            "april",
            "june",
            "july",
            "august",
            "september",
            "sept",
            "october",
            "november",
            "december",
        ]
    ),
    *(["monday", "tuesday", "tues", "wednesday", "thursday", "thur", "thurs", "friday", "saturday", "sunday"]),
    *_MONTHS,
    *_WEEKDAYS,
)
_MINUTES = r"(?P<minutes>\d{1,7}) ?(?:m|mins?|minutes?)"
_HOURS = r"(?P<hours>\d{1,4}(?:[.,]\d)?) ?(?:h|hrs?|hours?)(?: ?(?P<more>\d{1,2}) ?(?:m|mins?|minutes?)?)?"
_DURATION = re.compile(rf"(?:in |about )*(?:{_MINUTES}|{_HOURS})", re.IGNORECASE | re.ASCII)
_UNIT = re.compile(r"\d ?(m|mins?|minutes?|h|hrs?|hours?)$", re.IGNORECASE | re.ASCII)
_CLOCK_PARTS = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})? ?(?:([ap])\.?m\.?)?", re.IGNORECASE | re.ASCII)


def _tidy(text: str) -> str:
    """One line without the punctuation that ends a sentence; "" when it is too long to be a time."""
    text = text.strip(" \t\n,;")
    return " ".join(text.split()).rstrip("?!,;)").removesuffix(".") if len(text) <= WHEN_MAX_CHARS else ""


def read_minutes(text: str) -> int | None:
    """Minutes from `25m`, `25 min`, `in 25`, `1h30` or a bare `25`; None when it is no duration."""
    text = _tidy(text)
    bare = text.lower().removeprefix("in ")
    found = _DURATION.fullmatch(f"{bare}m" if bare.isdecimal() else text)
    if found is None:
        return None
    hours = float((found["hours"] or "0").replace(",", "."))
    minutes = int(found["minutes"] or 0) + round(hours * 60) + int(found["more"] or 0)
    return minutes if minutes <= MINUTES_MAX else None


def read_span(text: str) -> tuple[int, int] | None:
    """Low and high minutes from `20-40m`, `20 to 40 min`, `1-2h` or a single duration."""
    ends = re.split(r" ?(?:-|–|—| to ) ?", _tidy(text))
    unit = _UNIT.search(ends[-1])
    low = read_minutes(f"{ends[0]} {unit[1]}" if unit and ends[0].isdecimal() else ends[0])
    high = read_minutes(ends[-1])
    if low is None or high is None or len(ends) > 2:  # noqa: PLR2004  # a span has two ends
        return None
    return min(low, high), max(low, high)


def read_when(text: str) -> When | None:
    """The time that the whole text is, or None: `14:30 CEST`, `2:30pm`, `1430`, `tomorrow 10:00`, `in 25m`."""
    text = _tidy(text)
    if text.lower() == "now":
        return InMinutes(0)
    if text.lower().endswith(" ago"):
        ago = read_minutes(text[:-4])
        return InMinutes(-ago) if ago is not None else None
    found = next((match for shape in _WHENS if (match := shape.fullmatch(text))), None)
    if found:
        return _assembled(found.groupdict())
    # "2h" may be two hours or, in French, two o'clock: it needs its "in".
    needs_in = re.fullmatch(r"\d+ ?h?", text, re.IGNORECASE | re.ASCII)
    minutes = None if needs_in else read_minutes(text)
    return InMinutes(minutes) if minutes is not None else None


def when_in_front(text: str) -> tuple[When | None, str]:
    """Takes the longest time off the front of the text: "28 May 10:00 write the test"."""
    starts = [found.end() for found in re.finditer(r"\S+", text[: WHEN_MAX_CHARS + 1])]
    for end in reversed(starts):
        when = read_when(text[:end].rstrip(":"))
        if when is not None:
            return when, text[end:].lstrip(" \t\n:,-–—")
    return None, text


def _assembled(parts: dict[str, str | None]) -> When | None:
    clock = _clock(parts["clock"]) if parts.get("clock") else None
    if parts.get("clock") and clock is None:
        return None
    hour, minute = clock or (None, None)
    zone = parts.get("zone")
    day = parts.get("day")
    if day is not None:
        return _on_day(day.lower(), hour, minute, zone)
    return ClockTime(hour, minute, zone) if hour is not None and minute is not None else None


def _clock(typed: str | None) -> tuple[int, int] | None:
    """Hour and minute of `14:30`, `2:30pm`, `14h30`, `1430`, `noon`; None for 25:00."""
    typed = (typed or "").lower()
    if typed in {"noon", "midnight"}:
        return (12, 0) if typed == "noon" else (0, 0)
    found = _CLOCK_PARTS.fullmatch(f"{typed[:2]}:{typed[2:]}" if len(typed) == 4 and typed.isdecimal() else typed)  # noqa: PLR2004  # 1430
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:  # noqa: PLR2004  # the dial of a clock
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return (hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004  # hours of a day, minutes of an hour


def _on_day(day: str, hour: int | None, minute: int | None, zone: str | None) -> When | None:
    if day in _NEAR_DAYS:
        return InDays(_NEAR_DAYS[day], hour, minute, zone)
    if any(name not in _FULL_NAMES for name in re.findall(r"[a-z]{3,}", day)):
        return None  # "28 marbles", "sundries"
    if day[:3] in _WEEKDAYS:
        return OnWeekday(_WEEKDAYS.index(day[:3]), hour, minute, zone)
    number, month, year = _date_parts(day)
    if calendar_date(year or 2000, month, number) is None:  # 2000 was a leap year: 29 February is a date
        return None
    return OnDay(number, month, year, hour, minute, zone)


def _date_parts(day: str) -> tuple[int, int, int | None]:
    """Day, month and year of `2026-05-28`, `28 May`, or `May 28, 2026`."""
    numbers = [int(digits) for digits in re.findall(r"\d+", day)]
    name = re.search(r"[a-z]{3,}", day)
    if name is None:
        return numbers[2], numbers[1], numbers[0]
    return numbers[0], _MONTHS.index(name[0][:3]) + 1, numbers[1] if len(numbers) > 1 else None


def calendar_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 2000 <= year < 2100 else None  # noqa: PLR2004  # our century
    except ValueError:
        return None


by: Clause[When] = behind("by", read_when)
at: Clause[When] = behind("at", read_when)
deadline: Clause[When] = behind("deadline", read_when)
promise = behind(r"next(?: (?:report|update|contact))?(?: in)?", read_minutes)
eta = behind("eta", read_span)
