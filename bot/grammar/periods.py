"""How far back: `last 90 days`, `12 weeks`, `this year`, `all`, as whole days of the reader's calendar."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

Unit: TypeAlias = Literal["day", "week", "month", "year"]

COUNT_MAX = 4000  # of any unit; what is longer ago than the calendar is all there is
_UNITS: dict[str, Unit] = {"d": "day", "w": "week", "m": "month", "y": "year"}
_PERIOD = re.compile(
    r"(?:(?:of|in|for|over|from|since) )?(?:the )?(?:(?:last|past|previous) )?"
    r"(?P<count>\d{1,4}|a|an|one)? ?(?P<unit>days?|d|weeks?|w|months?|mo|years?|y|quarter)(?: back)?",
    re.IGNORECASE | re.ASCII,
)
_ALL = re.compile(r"(?:of )?(?:all(?: time)?|ever|everything|all incidents)", re.IGNORECASE)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Period:
    """So many units back from today; none is all time."""

    count: int
    unit: Unit = "day"

    def since(self, today: date) -> date | None:
        """Its first day; None for all time, and for what the calendar does not reach."""
        if not self.count:
            return None
        try:
            match self.unit:
                case "day" | "week":
                    return today - timedelta(days=self.count * (7 if self.unit == "week" else 1))
                case "month" | "year":
                    return _months_before(today, self.count * (_MONTHS if self.unit == "year" else 1))
        except (OverflowError, ValueError):
            return None


USUAL = Period(90)  # a quarter, which is what is looked back upon
ALL_TIME = Period(0)


def read_period(text: str) -> Period | None:
    """The period that was typed, 90 days where nothing was; None when it is none."""
    typed = " ".join(text.split()).rstrip(".!?")
    if not typed:
        return USUAL
    if _ALL.fullmatch(typed):
        return ALL_TIME
    found = _PERIOD.fullmatch(typed)
    if found is None:
        return None
    count = int(found["count"]) if (found["count"] or "").isdigit() else 1
    if found["unit"].lower() == "quarter":
        count, unit = count * 3, "m"
    else:
        unit = found["unit"][0].lower()
    return Period(count, _UNITS[unit]) if 0 < count <= COUNT_MAX else None


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 - months, _MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
