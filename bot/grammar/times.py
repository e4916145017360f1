"""Times as people type them, kept as typed until somebody asks which instant they mean.

Law: reading a time needs neither a clock nor a zone, and nothing is read that may be something else: a bare number,
"3/4" (April to some, March to others), "10.12." (a day, or a sentence's end), "Friday midnight". What only looks like a
time can be told by `unread`, and what it may be by `either_day`.

Libraries that read dates from English were tried, and guess. To dateparser 1.5 "1430" is a year, "5" is the 14th of a
May, and "EOD" nothing; to parsedatetime 2.6 "an hour and a half" is one hour, "march on" the first of March, and
"10:05 UTC" the caller's 10:05. A deadline may not be guessed, and what was not read must be told.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.grammar.clauses import COURTESY_MAX_CHARS, KEYWORD_MAX_CHARS, TIME_MAX_CHARS, Clause, behind, tidy
from bot.grammar.durations import read_minutes
from bot.grammar.zones import ZONE

LEADING_WORDS_MAX = 9
"""As many words as the longest time has: "the day after tomorrow at quarter past ten pm Europe/Berlin"."""


@dataclass(frozen=True)
class ClockTime:
    """14:30 today or the nearest day; in the caller's zone unless one was typed.

    `either_half`: said by the dial ("quarter past ten"), so that it may be in the morning or in the evening.
    """

    hour: int
    minute: int
    zone: str | None = None
    either_half: bool = False


@dataclass(frozen=True)
class EndOfDay:
    """When today's work ends, or where that is over, when today ends: "EOD", "close of business".

    `of_month`: of the last day of this month.
    """

    zone: str | None = None
    of_month: bool = False


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
    """The nearest such day; 0 is Monday. "last Friday" is past whatever is asked; "next Friday" is not this week's."""

    weekday: int
    hour: int | None = None
    minute: int | None = None
    zone: str | None = None
    which: Literal["", "next", "last"] = ""


@dataclass(frozen=True)
class OnDay:
    """A date; without a year, the nearest one."""

    day: int
    month: int
    year: int | None = None
    hour: int | None = None
    minute: int | None = None
    zone: str | None = None


@dataclass(frozen=True)
class NextWeek:
    """Some day of the week that comes; which one, nobody knows who does not ask."""

    hour: None = None
    zone: None = None


When = ClockTime | EndOfDay | InMinutes | InDays | OnWeekday | OnDay | NextWeek

WORKDAY_ENDS_H = 18
"""What "EOD" and "by 28 May" mean: the end of the day on which Sitrep still sends reminders (9 to 18)."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEXT_WEEK = re.compile(r"(?:\w+:? )?(?:the )?next week", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY_NAME = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_NEAR_DAYS = {
    "today": 0,
    "tomorrow": 1,
    "tmrw": 1,
    "tmr": 1,
    "tomorow": 1,
    "yesterday": -1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "the day before yesterday": -2,
    "day before yesterday": -2,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "last night": -1,
    "yesterday evening": -1,
    "yesterday morning": -1,
    "yesterday afternoon": -1,
    "tomorrow morning": 1,
    "tomorrow afternoon": 1,
    "tomorrow evening": 1,
}
_NEAR_DAY = "|".join(sorted(_NEAR_DAYS, key=len, reverse=True))
_END_OF_DAY = (
    r"(?:eod|cob|eob|eop|end-of-day|close-of-business"
    r"|(?:the )?(?:end|close) of (?:the )?(?:day|(?:business|work|working|play)(?: day)?))"
)
_DIAL_MINUTE = {"quarter": 15, "half": 30, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25, "twenty five": 25}
_DIAL_HOURS = "one two three four five six seven eight nine ten eleven twelve"
_DIAL_HOUR = {word: hour for hour, word in enumerate(_DIAL_HOURS.split(), start=1)}
_HOUR_WORD = rf"(?:{_DIAL_HOURS.replace(' ', '|')}|1[0-2]|[1-9])"
_DIAL = (
    r"(?:(?P<off>(?:a )?quarter|half|twenty[ -]five|twenty|ten|five|[1-5]?[0-9])(?: minutes?)?"
    rf" (?P<side>past|to|after|before) (?P<dial>{_HOUR_WORD})|(?P<sharp>{_HOUR_WORD}) ?o['’]?clock)"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?"
)
_CLOCK = (
    r"(?P<clock>\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?|\d{1,2}(?= ?uhr)|\d{4}(?![-\d])"
    r"|(?:12 )?noon|midday|midnight)(?: ?(?:uhr|hrs))?"
    rf"(?: ?\(?{ZONE}\)?)?(?: (?:local|my) time)?"
)
_CLOCK_TIME = r"\d{1,2}:\d{2}(?: ?[ap]\.?m\b\.?)?"
_DOTTED = r"\d{1,2}\.\d{1,2}\."
_SLASHED = r"(?!24/7(?![\d/]))\d{1,2}/\d{1,2}(?:/\d{4})?"  # "24/7" is round the clock
_DAY = (
    rf"(?P<day>{_NEAR_DAY}|(?:(?:next|this|last|coming|past) )?{_WEEKDAY_NAME}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|{_DOTTED}(?:\d{{4}})?|{_SLASHED}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.?(?: of)? {_MONTH_NAME}(?:,? \d{{4}})?"
    rf"|{_MONTH_NAME} \d{{1,2}}(?:st|nd|rd|th)?(?:, ?\d{{4}}| \d{{4}})?)"
)
_EOD = rf"(?P<eod>{_END_OF_DAY})(?: ?\(?{ZONE}\)?)?"
_WHENS = tuple(
    re.compile(shape, re.IGNORECASE | re.ASCII)
    for shape in (
        _CLOCK,
        rf"(?:on )?{_DAY}(?:(?:,? |t)(?:at |@ ?|by |um )?{_CLOCK})?",
        rf"{_CLOCK},? (?:on )?{_DAY}",
        _EOD,
        rf"(?:on )?{_DAY},? (?:at |by )?{_EOD}",
        rf"{_EOD},? (?:on |of )?{_DAY}",
        _DIAL,
    )
)
_END_OF_MONTH = re.compile(r"(?:eom|(?:the )?end of (?:the |this )?month)", re.IGNORECASE)
_END_OF_WEEK = re.compile(r"(?:eow|(?:the )?end of (?:the |this )?week)", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"(?:(?:(?:at|on|by|is|was|before|due|until|till|bis|am|um|no later than|not later than)\b|[:=@])\s*)+(?=[\w(])",
    re.IGNORECASE,
)
_AGO = re.compile(r" (?:ago|earlier|back)$", re.IGNORECASE)
_CLOCK_PARTS = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})? ?(?:([ap])\.?m\.?)?", re.IGNORECASE | re.ASCII)
_NOW = re.compile(r"(?:right |just )?now|immediately|at once", re.IGNORECASE)

_VAGUE = (
    r"asap|now|soon(?:est)?|later|noon|midday|midnight|lunch(?:time)?|dinner|breakfast|mornings?|afternoon|evening|nights?"
    r"|tonight|today|tomorrow|yesterday|weekend|weeks?|months?|quarter|eod|cob|eob|eow|eom|whenever|sometime|days?|hours?"
    r"|minutes?|mins?|stand-?up|sprint|business|january|february|april|june|july|august|september|october"
    rf"|november|december|half (?:past|an?|{_HOUR_WORD})|{_HOUR_WORD} ?o['’]?clock"
    r"|heute|morgen|übermorgen|mittags?|abends?|nachts?|woche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
)
_ROUGHLY = (
    r"the|about|around|approx|roughly|in|at|on|by|an?|next|this|last|end of|close of|early|late|mid|within"
    r"|am|um|ca\.?|gegen|nächste[rn]?|ende"
)
_NUMBER = r"(?:\d{1,2}(?:[:.h]\d{1,2})?|\d{4})"
_DATE = rf"{_MONTH_NAME}(?: \d|$)|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH_NAME}|\d{{4}}-\d{{2}}"
_NAMED = rf"(?:{_VAGUE}|{_WEEKDAY_NAME}|{_DATE})"
_SHAPES = (
    r"\d{1,2}[:h]\d{2}(?!\w)",  # 25:00
    _DOTTED,
    rf"{_NUMBER}\s?(?:[ap]\.?m?\.?|uhr|o['’]?clock|-?ish|\?)(?!\w)",  # 5ish, 13pm
    rf"{_NUMBER}[:./-]\d",  # 5/28
    rf"{_NUMBER}(?: (?-i:[A-Z]{{2,5}}(?:[+-]\d{{1,2}})?|[A-Z][a-z]+/[A-Z]\w+))?$",  # 5, 3 XYZ, 5 UTC+2
    r"\d{1,7}(?:[.,]\d+)?\s?(?:m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|secs?|seconds?|s)(?!\w)",
    rf"(?:{_NUMBER} (?:on |last |next |this |the ){{0,2}})?{_NAMED}(?!['’]s|[^\W\d])",  # lunch, 5 tomorrow, 31 Feb
)
_LOOKS_LIKE_A_TIME = re.compile(rf"(?:(?:{_ROUGHLY})[ -]+|~ ?){{0,4}}(?:{'|'.join(_SHAPES)})", re.IGNORECASE)
UNREAD_MAX_CHARS = TIME_MAX_CHARS


def read_when(text: str) -> When | None:
    """The time that the whole text is, or None: `14:30 CEST`, `2:30pm`, `1430`, `tomorrow 10:00`, `in 25m`, `EOD`."""
    dotted = re.fullmatch(rf"(?:(?:by|on|due|bis|am)\s+)?({_DOTTED})", text.strip(" ,;"), re.IGNORECASE | re.ASCII)
    if dotted is not None and not _is_clock_with_a_stop(dotted[1]):
        return _on_day(dotted[1], None, None) if not _could_be_a_clock(dotted[1]) else None
    text = tidy(text)
    if lead := _LEAD_IN.match(text):
        text = text[lead.end() :]
    if _NOW.fullmatch(text):
        return InMinutes(0)
    if ago := _AGO.search(text):
        minutes = read_minutes(text[: ago.start()]) if not text[: ago.start()].isdecimal() else None
        return InMinutes(-minutes) if minutes is not None else None
    if _END_OF_WEEK.fullmatch(text):
        return OnWeekday(4, WORKDAY_ENDS_H, 0)
    if _END_OF_MONTH.fullmatch(text):
        return EndOfDay(of_month=True)
    for shape in _WHENS:
        if found := shape.fullmatch(text):
            return None if _is_span(found) else _assembled(found.groupdict())
    # "2h" may be two hours or, in French, two o'clock: it needs its "in".
    needs_in = re.fullmatch(r"\d+ ?h?", text, re.IGNORECASE | re.ASCII)
    minutes = None if needs_in else read_minutes(text)
    return InMinutes(minutes) if minutes is not None else None


def _could_be_a_clock(dotted: str) -> bool:
    """Whether "22.05." may be five past ten at the end of a sentence."""
    hour, minute, _ = dotted.split(".")
    return len(minute) == 2 and int(hour) < 24 and int(minute) < 60  # noqa: PLR2004  # as a clock shows it


def _is_clock_with_a_stop(dotted: str) -> bool:
    """Whether it can be nothing else, for no year has so many months."""
    return _could_be_a_clock(dotted) and int(dotted.split(".")[1]) > len(_MONTHS)


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _is_span(found: re.Match[str]) -> bool:
    """Whether an offset only ends a span: "10:30-10:45", "14:00-16"; behind an ISO date "-05:00" is one."""
    zone = found.groupdict().get("zone") or ""
    if not zone.startswith("-") or _ISO_DATE.search(found[0]):
        return False
    return ":" in zone or found[0][found.start("zone") - found.start() - 1] not in " ("


SPAN = rf"(?:(?:from|between) )?(?P<begins>{_CLOCK_TIME}) ?(?:-|–|—|to|and|until|till) ?{_CLOCK_TIME}(?!\w|:\d)"
"""A regex for "10:30-10:45" and "between 10:30 and 10:45", of which `begins` is when."""

ROUGHLY = (
    rf"(?:[~≈] ?|(?:about|around|approx(?:imately|\.)?|circa|ca\.?|roughly) )(?P<roughly>{_CLOCK_TIME})(?!\w|:\d|~)"
)
"""A regex for "~10:40" and "around 10:40"; "~10:40~" is struck out."""
STRUCK = rf"(?:~{_CLOCK_TIME}~\s*)+"

# Before more text "10:20 mon" and "13:40 west" begin a word of the text, not the end of the time.
_A_WORD_AT_ITS_END = re.compile(r"\d\S* (?:(?i:mon|tue|wed|thu|fri|sat|sun)|west|wet|et|ct|mt|pt|ist|mst|z)$")


def when_in_front(text: str) -> tuple[When | None, str]:
    """Takes the longest time off the front of the text: "28 May 10:00 write the test"."""
    head = text[: TIME_MAX_CHARS + 1]
    words = [found.end() for _, found in zip(range(LEADING_WORDS_MAX), re.finditer(r"\S+", head), strict=False)]
    for end in reversed(words):
        when = read_when(text[:end].rstrip(":")) if text[end - 1] not in "?!" else None
        if when is not None and not _A_WORD_AT_ITS_END.search(text[:end]):
            return when, text[end:].lstrip(" \t\n:,-–—")
    return None, text


def unread(text: str, keywords: str) -> str:
    """What stands at the end behind the last keyword (a regex) and looks like a time, though none is read; or ""."""
    text = text.rstrip()[-UNREAD_MAX_CHARS - KEYWORD_MAX_CHARS - COURTESY_MAX_CHARS :]
    found = list(re.finditer(rf"(?<!\S)(?:{keywords})(?:\s*:\s*|\s+)", text, re.IGNORECASE))
    tail = text[found[-1].start() :].strip() if found else ""
    return tail if looks_like_a_time(text[found[-1].end() :] if found else "") else ""


def unread_in(text: str) -> str:
    """A length of time behind a last "in", which may be when something is wanted or how long it takes; or ""."""
    rest, when = _in(text)
    return text[len(rest) :].strip(" ,;") if when is not None else ""


def unread_in_front(text: str, keywords: str) -> str:
    """The same at the beginning, as far as it looks like a time: "by next week write the test"."""
    keyword = re.match(rf"\s*(?:{keywords})\s+", text, re.IGNORECASE)
    found = _LOOKS_LIKE_A_TIME.match(text, keyword.end()) if keyword else None
    rest = re.compile(r"\S*").match(text, found.end()) if found else None  # "31.12" and not its beginning
    return text[: rest.end()].strip(" \n,;:") if rest else ""


def looks_like_a_time(text: str) -> bool:
    """Whether somebody may have meant a time: "5", "whenever", "the end of next week"."""
    text = tidy(text)
    return len(text) <= UNREAD_MAX_CHARS and bool(_LOOKS_LIKE_A_TIME.match(text))


def _assembled(parts: dict[str, str | None]) -> When | None:
    zone = parts.get("zone")
    day = " ".join((parts.get("day") or "").lower().split())
    if parts.get("eod"):
        return _on_day(day, (WORKDAY_ENDS_H, 0), zone) if day else EndOfDay(zone)
    if parts.get("dial") or parts.get("sharp"):
        return _on_the_dial(parts)
    typed = (parts.get("clock") or "").lower()
    clock = _clock(typed) if typed else None
    if typed and clock is None:
        return None
    if day:
        # Midnight is where two days meet: "Friday midnight" is the start of it to some and its end to others.
        return None if typed == "midnight" else _on_day(day, clock, zone, has_half=bool(re.search("[ap]", typed)))
    return ClockTime(*clock, zone) if clock else None


def _clock(typed: str) -> tuple[int, int] | None:
    """Hour and minute of `14:30`, `2:30pm`, `14h30`, `1430`, `noon`; None for 25:00."""
    if typed in {"noon", "12 noon", "midday", "midnight"}:
        return (0, 0) if typed == "midnight" else (12, 0)
    found = _CLOCK_PARTS.fullmatch(f"{typed[:2]}:{typed[2:]}" if len(typed) == 4 and typed.isdecimal() else typed)  # noqa: PLR2004  # 1430
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:  # noqa: PLR2004  # the dial of a clock
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return (hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004  # hours of a day, minutes of an hour


def _on_the_dial(parts: dict[str, str | None]) -> ClockTime | None:
    """`quarter past ten`, `five to six pm`, `ten o'clock`."""
    typed = (parts.get("dial") or parts.get("sharp") or "").lower()
    hour = _DIAL_HOUR.get(typed) or int(typed)
    off = (parts.get("off") or "0").lower().removeprefix("a ")
    minutes = _DIAL_MINUTE.get(off.replace("-", " ")) if not off.isdecimal() else int(off)
    if minutes is None or (off == "half" and parts.get("side") not in {"past", "after"}):
        return None
    total = hour % 12 * 60 + (minutes if parts.get("side") in {"past", "after", None} else -minutes)
    half = (parts.get("half") or "").lower()
    total += 12 * 60 if half == "p" else 0
    return ClockTime(*divmod(total % (24 * 60), 60), either_half=not half)


def _on_day(day: str, clock: tuple[int, int] | None, zone: str | None, *, has_half: bool = False) -> When | None:
    hour, minute = clock or (None, None)
    if day in _NEAR_DAYS:
        return _near(day, hour, minute, zone, has_half=has_half)
    which, _, weekday = day.rpartition(" ")
    if weekday[:3] in _WEEKDAYS and re.fullmatch(_WEEKDAY_NAME, weekday, re.IGNORECASE):
        return OnWeekday(_WEEKDAYS.index(weekday[:3]), hour, minute, zone, _WHICH.get(which, ""))
    if "/" in day and len(set(_slashed(day))) != 1:
        return None
    number, month, year = _date_parts(day)
    if calendar_date(year or 2000, month, number) is None:  # 2000 was a leap year: 29 February is a date
        return None
    return OnDay(number, month, year, hour, minute, zone)


_WHICH: dict[str, Literal["", "next", "last"]] = {"next": "next", "last": "last", "past": "last"}


def _near(day: str, hour: int | None, minute: int | None, zone: str | None, *, has_half: bool) -> InDays | None:
    """`tomorrow 10:00`; in the evening 8:30 is 20:30, and the small hours of a night belong to the next day."""
    days, part = _NEAR_DAYS[day], day.rsplit(" ", 1)[-1]
    if hour is None:
        return (
            InDays(days, None, None, zone)
            if day in {"today", "tomorrow", "tmrw", "tmr", "yesterday"} or ("day after" in day or "day before" in day)
            else None
        )
    if part in {"night", "tonight"} and hour < _SMALL_HOURS_END:
        return InDays(days + 1, hour, minute, zone)
    if part in {"night", "tonight", "evening", "afternoon"} and not has_half and 1 <= hour < 12:  # noqa: PLR2004  # of the dial
        hour += 12
    return InDays(days, hour, minute, zone)


_SMALL_HOURS_END = 6
"""A night is over at six."""


def _date_parts(day: str) -> tuple[int, int, int | None]:
    """Day, month and year of `2026-05-28`, `28.05.2026`, `28.5.`, `28 May`, or `May 28, 2026`."""
    numbers = [int(digits) for digits in re.findall(r"\d+", day)]
    name = re.search(rf"(?:{'|'.join(_MONTHS)})", day)
    if "/" in day:
        month, number = _slashed(day)[0]
        return number, month, numbers[2] if len(numbers) > 2 else None  # noqa: PLR2004  # day and month
    if name is None:
        year = numbers[2] if len(numbers) > 2 else None  # noqa: PLR2004  # day and month
        return (numbers[2], numbers[1], numbers[0]) if "-" in day else (numbers[0], numbers[1], year)
    return numbers[0], _MONTHS.index(name[0]) + 1, numbers[1] if len(numbers) > 1 else None


def _slashed(day: str) -> list[tuple[int, int]]:
    """Month and day, in each of the two orders that there is such a day."""
    first, second = (int(part) for part in day.split("/")[:2])
    return [order for order in ((second, first), (first, second)) if calendar_date(2000, *order)]


def read_week(text: str) -> NextWeek | None:
    """A week where a day is wanted, so that it is asked which day of it."""
    return NextWeek() if _NEXT_WEEK.fullmatch(text) else None


def either_day(text: str) -> tuple[str, str] | None:
    """The two times that are meant by a time with a day in figures, each as it is typed to be clear; None for others.

    "3/4 18:00" is "3 April 18:00" or "4 March 18:00", and "22.05." the 22nd of May, or five past ten.
    """
    slashed = re.match(_SLASHED, text, re.ASCII)
    if slashed is not None:
        days = [f"{number} {_month_name(month)}{text[slashed.end() :]}" for month, number in _slashed(slashed[0])]
        return (days[0], days[1]) if len(set(days)) == 2 and read_when(days[0]) is not None else None  # noqa: PLR2004
    if re.fullmatch(_DOTTED, f"{text}.", re.ASCII) and _could_be_a_clock(f"{text}."):
        number, month = (int(part) for part in text.split("."))
        return (
            (f"{number} {_month_name(month)}", text.replace(".", ":")) if calendar_date(2000, month, number) else None
        )
    return None


def _month_name(month: int) -> str:
    return f"{date(2000, month, 1):%B}"


def calendar_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 2000 <= year < 2100 else None  # noqa: PLR2004  # our century
    except ValueError:
        return None


def time_behind(keywords: str, read: Callable[[str], When | None]) -> Clause[When]:
    """A clause that is a time, and so a short one; of one that is only about so, the text keeps the words as well."""
    exactly: Clause[When] = behind(keywords, read, value_max_chars=TIME_MAX_CHARS)
    about: Clause[When] = behind(keywords, _read_roughly, value_max_chars=TIME_MAX_CHARS)

    def take(text: str) -> tuple[str, When | None]:
        rest, when = exactly(text)
        if when is None:
            _, when = about(text)
        return rest, when

    return take


_ABOUT = re.compile(r"(?:[~≈]\s*|(?:about|around|approx(?:imately|\.)?|circa|ca\.?|roughly|gegen)\s+)", re.IGNORECASE)


def _read_roughly(text: str) -> When | None:
    """The time of day, or the minutes, behind a word that says they are only about so: "~14:00", "about 2pm"."""
    lead = _LEAD_IN.match(text)
    text = text[lead.end() :] if lead else text
    about = _ABOUT.match(text)
    when = read_when(text[about.end() :]) if about else None
    return when if isinstance(when, ClockTime | InMinutes) else None


_CUT_OFF = re.compile(r"(?:(?:the|our|their|its) )?(?P<time>\S.*) (?:cut-?off|deadline)(?: time)?[.!]?", re.IGNORECASE)
# What a cutoff is for; any other word before it may be a place or a zone: "the 3pm Berlin cutoff".
_PURPOSE = re.compile(
    r" (?:(?!morning|evening|beijing)[a-z]{3,}ing|orders?|customers?|payments?|payroll|tax|settlement|delivery"
    r"|submission|regulatory|legal|daily)$",
    re.IGNORECASE,
)


def read_due(text: str) -> When | None:
    """A time until which something is wanted, and may be said to be: "the 3pm cutoff", "our 18:00 filing deadline"."""
    if (when := read_when(text)) is not None:
        return when
    cut_off = _CUT_OFF.fullmatch(" ".join(text[: TIME_MAX_CHARS * 2].split()))
    return read_when(_PURPOSE.sub("", cut_off["time"])) if cut_off else None


def _read_cut_off(text: str) -> When | None:
    return read_due(text) if read_when(text) is None else None


def _minutes_in_words(text: str) -> int | None:
    return None if text.strip().isdecimal() else read_minutes(text)


_in: Clause[int] = behind("in", _minutes_in_words, value_max_chars=TIME_MAX_CHARS)
BY = "by|no later than|not later than|bis(?: spätestens)?"
by: Clause[When] = time_behind(BY, read_due)
at: Clause[When] = behind("at", read_when, value_max_chars=TIME_MAX_CHARS)
DEADLINE = r"(?:with (?:an? )?)?deadline(?: (?:is|at|on|by))?|due(?: (?:at|on|by))?"
_deadline: Clause[When] = time_behind(DEADLINE, read_when)
_no_later: Clause[When] = time_behind("by|no later than|not later than", read_due)
_before: Clause[When] = time_behind("before|until|till|ahead of|in time for", _read_cut_off)


def deadline(text: str) -> tuple[str, When | None]:
    """Takes a deadline off the end: "deadline 18:00", "cannot file by 10:00", "cannot ship before the 3pm cutoff".

    "cannot file before 10:00", "until noon" and "bis 10 Uhr" may as well say how long the harm lasts; and "orders
    placed by 10:00" are those of before.
    """
    rest, when = _deadline(text)
    if when is not None:
        return rest, when
    for clause in (_no_later, _before):
        rest, when = clause(text)
        if when is not None and not _WAS_DONE.search(rest):
            return rest, when
    return text, None


_WAS_DONE = re.compile(
    r"\b(?:[a-z]{2,}ed|taken|sent|done|made|bought|sold|paid|written|given|got|seen|built|begun|drawn|shown)$", re.ASCII
)


_NEXT_WHAT = r"next(?: (?:report|update|contact|call|word))?"
NEXT = rf"{_NEXT_WHAT}(?: (?:in|at|by))?"


def _promised(text: str) -> When | None:
    minutes = read_minutes(text)
    return InMinutes(minutes) if minutes is not None else read_when(text)


# "next 20" is minutes; "next at 12" is an hour, and no bare number is read as one.
promise: Clause[When] = time_behind(rf"{_NEXT_WHAT}(?: in)?", _promised)


_MORE = r"(?:(?!\b(?:not|never|that|whether|if)\b)[^.;!?]){0,40}?"
_WILL_CALL = re.compile(
    rf"(?:(?:\b(?:will|shall|(?<!not )going to)|['’]ll)\b{_MORE}"
    r"\b(?:call|phone|ring|write|ping|update|report|get back|come back|be back|be in touch|follow up|hear)\b"
    rf"|\bwe (?:call|phone|ring)\b){_MORE}"
    r"\b(?P<when>(?:in|within|by|at|before|around)\s.{1,40})$"
    r"|\bupdates?\s+(?P<every>every\s.{1,30})$",
    re.IGNORECASE,
)


def promised_in_words(text: str) -> str:
    """The time at the end of a sentence that promises a word: "we will call again in 20 minutes"; "" without one."""
    found = _WILL_CALL.search(text.rstrip(" .!")[-TIME_MAX_CHARS * 3 :])
    if found is None:
        return ""
    typed = found["when"] or found["every"]
    return typed if read_when(typed.removeprefix("every ")) is not None or looks_like_a_time(typed) else ""


def minutes_or_time(promised: When | None) -> tuple[int | None, When | None]:
    """What is promised as minutes from now, or as a time."""
    return (promised.minutes, None) if isinstance(promised, InMinutes) else (None, promised)
