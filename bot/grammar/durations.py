"""How long: minutes as people say them.

Law: a duration is read when it comes to whole minutes, and not at all when it does not.
"""

import re
from fractions import Fraction

from bot.grammar.clauses import tidy

MINUTES_MAX = 60 * 24 * 366
"""A promise or a deadline further away than a year is a slip of the finger."""

_UNIT_MIN = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60, "s": 60, "t": 24 * 60}  # no seconds, but Stunden, Tage
_UNIT = r"m|mins?|minute[sn]?|minutos?|h|hrs?|hours?|horas?|heures?|std|stunden?|d|days?|tage?n?|w|weeks?|wochen?"
_SMALL = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_ROUND = {"twenty": 20, "twenty-five": 25, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60}
_COUNT_WORDS = (
    {word: number for number, word in enumerate(_SMALL.split(), start=1)}
    | _ROUND
    | dict.fromkeys(("a", "an", "eine", "una", "une"), 1)
)
_SHARES = {"half": Fraction(1, 2), "quarter": Fraction(1, 4), "½": Fraction(1, 2), "1/2": Fraction(1, 2)}
_COUNT = rf"\d{{1,7}}(?:[.,]\d{{1,2}})?|{'|'.join(sorted(_COUNT_WORDS, key=len, reverse=True))}"
_PART = re.compile(
    rf"(?:(?P<count>{_COUNT})(?P<share> and a half| ?½| 1/2)? ?(?P<unit>{_UNIT})(?![a-z])"
    r"(?P<behind> and a (?:half|quarter))?"
    r"|(?P<piece>half|(?:a |three )?quarters?) (?:of )?(?:an? )?(?P<of>hour|day)"
    r"|(?P<rest>\d{1,2})$)(?:,? and |, ?| )?",
    re.IGNORECASE | re.ASCII,
)
_IN = re.compile(r"(?:in|within|for|about|another|the next)\s+", re.IGNORECASE)
_FROM_NOW = re.compile(r"(?:'s|’s|s['’])? (?:from now|time)$", re.IGNORECASE)
_LAST_UNIT = re.compile(rf"(?<![a-z])({_UNIT})$", re.IGNORECASE | re.ASCII)
_SPAN = re.compile(r" ?(?:-|–|—|\bto\b|\bor\b|\band\b) ?")


def read_minutes(text: str) -> int | None:
    """Minutes from `25m`, `in 25`, `1h30`, `half an hour`, `an hour and a half`; None when it is no duration."""
    text = _FROM_NOW.sub("", tidy(text))
    while lead := _IN.match(text):
        text = text[lead.end() :]
    minutes = Fraction(int(text)) if re.fullmatch(r"[0-9]{1,7}", text) else _sum(text)
    whole = minutes is not None and minutes.denominator == 1 and minutes <= MINUTES_MAX
    return int(minutes) if minutes is not None and whole else None


def _sum(text: str) -> Fraction | None:
    """The minutes of all parts; None when anything is left that is no part."""
    minutes, at, unit = Fraction(0), 0, ""
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or (part["rest"] and unit != "h"):  # "1h 30" is half past an hour, "2 days 30" is nothing
            return None
        unit = (part["unit"] or part["of"] or "m")[0].lower()
        minutes += _count(part) * _UNIT_MIN[unit]
        at = part.end()
    return minutes if at else None


def _count(part: re.Match[str]) -> Fraction:
    if piece := part["piece"]:
        return {"h": Fraction(1, 2), "t": Fraction(3, 4)}.get(piece[0].lower(), Fraction(1, 4))
    typed = (part["count"] or part["rest"]).lower()
    count = Fraction(_COUNT_WORDS.get(typed) or typed.replace(",", "."))
    more = (part["share"] or "") + (part["behind"] or "")
    return count + sum(share for word, share in _SHARES.items() if more.endswith(word))


def read_span(text: str) -> tuple[int, int] | None:
    """Low and high minutes from `20-40m`, `20 to 40 min`, `1-2h`, `an hour or two`, or a single duration."""
    text = re.sub(r"^between ", "", tidy(text))
    if (single := read_minutes(text)) is not None:
        return single, single
    ends = _SPAN.split(text)
    if len(ends) != 2:  # noqa: PLR2004  # a span has two ends
        return None
    low, high = _with_unit_of(ends[1], ends[0]), _with_unit_of(ends[0], ends[1])
    return (min(low, high), max(low, high)) if low is not None and high is not None else None


def _with_unit_of(other: str, end: str) -> int | None:
    """The minutes of one end; a bare number has the unit of the other end: "1-2h", "an hour or two"."""
    unit = _LAST_UNIT.search(other)
    return read_minutes(f"{end} {unit[1]}" if unit and re.fullmatch(_COUNT, end, re.IGNORECASE | re.ASCII) else end)
