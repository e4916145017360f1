"""Reads what the response itself costs: hours of work, times what an hour of it costs, or hours alone.

Law: it is work, and so has no share of a revenue; a factor that is half said is asked for. A day of work is no 24
hours, so days go with what a day costs.
"""

import re

from bot.grammar.clauses import tidy
from bot.grammar.durations import read_span
from bot.grammar.intents import Product
from bot.grammar.misread import Misread
from bot.grammar.products import TIMES, read_rate

_AT = re.compile(r"\s+(?:at|@|à)\s+", re.IGNORECASE)
_WORK = re.compile(
    r"\b(?:person|people|working|work|man|staff|engineering|engineer)[- ]?(?=(?:hours?|hrs?|h|days?)\b)", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"(?P<count>\d{1,4}) (?:people|persons?|engineers?|colleagues?|developers?|of us|staff)", re.IGNORECASE
)
_ROUGHLY = re.compile(r"(?:about|around|roughly|approx(?:imately|\.)?|some|circa|ca\.?|~|≈)\s*", re.IGNORECASE)
_BY_THE_DAY = re.compile(r"\d ?(?:d|days?|w|weeks?)$", re.IGNORECASE)
_NUMBER = r"\d{1,5}(?:[.,]\d{1,2})?"
_ALONE = re.compile(
    rf"(?:(?:about|around|roughly|at least|up to|some|circa|ca\.|~|≈) ?)?{_NUMBER}(?: ?(?:-|–|to) ?{_NUMBER})?"
    r" ?(?:(?:person|people|working|man|staff|engineering)[- ])?(?:hours?|hrs?|h|days?)(?![\w×*])",
    re.IGNORECASE,
)
_HOUR_MIN, _DAY_MIN = 60, 24 * 60


def read_effort(text: str) -> tuple[Product, str, str] | None:
    """The hours and what one costs, its currency, and who did it; None when it is no such product.

    Raises Misread (effort_unclear, figure_too_large).
    """
    parts = [part for whole in TIMES.split(tidy(text)) for part in _AT.split(whole)]
    if len(parts) < 2:  # noqa: PLR2004  # hours, and what one costs
        return None
    people = [found for part in parts if (found := _PEOPLE.fullmatch(part))]
    lasted = [(part, span) for part in parts if (span := read_span(_ROUGHLY.sub("", _WORK.sub("", part), count=1)))]
    lasted = [(part, span) for part, span in lasted if not part.isdecimal()]
    typed_rates = [part for part in parts if part not in {one for one, _ in lasted} and not _PEOPLE.fullmatch(part)]
    rate = next((read for part in typed_rates if (read := read_rate(part, each_min=_HOUR_MIN))), None)
    if rate is None or len(lasted) != 1 or len(parts) != len(people) + 2 or len(people) > 1:
        raise Misread("effort_unclear", typed=text)
    low, high, each_min, currency = rate
    (typed, (least, most)), heads = lasted[0], int(people[0]["count"]) if people else 1
    if bool(_BY_THE_DAY.search(typed)) != (each_min == _DAY_MIN):
        raise Misread("effort_unclear", typed=text)
    done_by = f"{people[0][0]} × {typed}" if people else ""
    return Product(low, high, each_min, None, None, least * heads, most * heads), currency, done_by


def hours_alone(text: str) -> tuple[str, str] | None:
    """The hours as they were typed, and the words behind them."""
    found = _ALONE.match(text)
    if found is None:
        return None
    return found[0], re.sub(r"^(?:[\s,;:]+(?:of|by)?\s*)", "", text[found.end() :]).strip()
