"""Reads a sum that is still to be reckoned: normal revenue × the share that is hurt × how long.

Law: three factors or none. A factor that was left out is asked for, and never taken to be all or nothing.
"""

import re
from fractions import Fraction

from bot.grammar.clauses import tidy
from bot.grammar.durations import read_span
from bot.grammar.figures import Between, Exact, read_money
from bot.grammar.intents import Product
from bot.grammar.misread import Misread

TIMES = re.compile(r"\s*(?:[×*·]|(?<=[\s\d%a-z])x(?=[\s\d])|\btimes\b)\s*", re.IGNORECASE)
_EACH_MIN = {"minute": 1, "min": 1, "hour": 60, "hr": 60, "h": 60, "day": 24 * 60, "stunde": 60, "tag": 24 * 60}
_EACH = re.compile(
    r"(?:/ ?|(?<!\S)(?:per|pro|an?|each|every) )(?P<each>minute|min|hour|hr|h|day|stunde|tag)$",
    re.IGNORECASE,
)
_EACH_MAX_CHARS = len(" every minute")
_PERCENT = r"(?:%|per ?cent\b|pct\b)"
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_SHARE = re.compile(
    rf"(?:between )?(?P<low>{_NUMBER}) ?{_PERCENT}?(?: ?(?:-|–|—|to|and) ?(?P<high>{_NUMBER}))? ?{_PERCENT}"
    r"(?: of [^×*·]+)?$",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(r"(?:for|about|normal(?:ly)?|revenue|share|hours?|of|:|=|\s)+(?=\S)", re.IGNORECASE)
_HUNDREDTHS_MAX = 100_00


def read_product(text: str) -> tuple[Product, str] | None:
    """The factors in whatever order, with the currency; None when it is no such product.

    Raises Misread (product_incomplete, share_too_large, figure_too_large).
    """
    parts = [_LEAD_IN.sub("", part, count=1) if _LEAD_IN.match(part) else part for part in TIMES.split(tidy(text))]
    shares = [share for part in parts if (share := _share(part))]
    rates = [rate for part in parts if (rate := read_rate(part))]
    spans = [span for part in parts if not _SHARE.match(part) and (span := read_span(part))]
    known = [bool(rates), bool(shares), bool(spans)]
    if len(parts) < 2 or sum(known) < 2:  # noqa: PLR2004 - one factor and something else are somebody's words
        return None
    if not all(known) or len(parts) != len(known):
        raise Misread("product_incomplete", typed=text)
    (rate_low, rate_high, each_min, currency), (low, high), (least, most) = rates[0], shares[0], spans[0]
    return Product(rate_low, rate_high, each_min, low, high, least, most), currency


def read_rate(part: str, *, each_min: int | None = None) -> tuple[int, int, int, str] | None:
    """Low, high, for how many minutes, and the currency; a sum alone is a rate only for `each_min`."""
    found = _EACH.search(part[-_EACH_MAX_CHARS:])
    each = _EACH_MIN[found["each"].lower()] if found else each_min
    if each is None:
        return None
    try:
        read = read_money(part[: len(part) - len(found[0])].rstrip() if found else part)
    except Misread:
        return None
    match read.figure:
        case Exact(count) if not read.rest:
            low, high = count, count
        case Between(low, high) if not read.rest:
            pass
        case _:
            return None
    return low, high, each, read.currency


def _share(part: str) -> tuple[int, int] | None:
    """In hundredths of a percent."""
    found = _SHARE.match(part)
    if found is None:
        return None
    low, high = (_hundredths(found[end] or found["low"]) for end in ("low", "high"))
    if max(low, high) > _HUNDREDTHS_MAX:
        raise Misread("share_too_large", typed=part)
    return min(low, high), max(low, high)


def _hundredths(digits: str) -> int:
    return int(Fraction(digits.replace(",", ".")) * 100)
