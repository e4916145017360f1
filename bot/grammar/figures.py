"""Figures as people write them: how many are hurt, and what it costs.

Law: a figure is exact, a range, a lower bound or nobody; "about" so many is refused, for a brief may not guess.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.grammar.misread import Misread

FIGURE_MAX = 10**15
"""More than the money of the world in cents, and still exact as a JSON number (2**53)."""


@dataclass(frozen=True)
class Exact:
    count: int


@dataclass(frozen=True)
class Between:
    low: int
    high: int


@dataclass(frozen=True)
class AtLeast:
    low: int


@dataclass(frozen=True)
class Nobody:
    """Looked, and found none: a finding, not a gap."""


Figure = Exact | Between | AtLeast | Nobody

_SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6, "millions": 10**6}
_SCALES |= {"b": 10**9, "bn": 10**9, "billion": 10**9, "billions": 10**9}
_GROUPED = r"[0-9]{1,3}(?:([ ,.'’])[0-9]{3})(?:\1[0-9]{3})*"
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_NO_DIGIT = re.compile(r"[^0-9]")
_WORDS = {"euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD", "pounds": "GBP", "yen": "JPY"}
_CODES = (
    *("EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN"),
    *("TRY", "UAH", "ILS", "AED", "SAR", "BRL", "MXN", "CAD", "AUD", "NZD", "SGD", "HKD", "KRW", "ZAR"),
)
_CURRENCY = rf"(?:[{''.join(_SIGNS)}]|(?:{'|'.join([*_CODES, *_WORDS])})(?![a-z]))"
_SCALE = r"(?: ?(?:thousand|millions?|mio|mn|billions?|bn)|k|m|b)(?![a-z])"
_NUMBER = (
    r"(?:[0-9]{{1,3}}(?P<group{0}>[ ,.'’])[0-9]{{3}}(?:(?P=group{0})[0-9]{{3}})*(?:[.,][0-9]{{1,2}})?(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?)"
)


def _amount(end: str) -> str:
    """A regex for one end of a figure, with its scale and its currency on either side."""
    number = f"(?P<{end}>{_NUMBER.format(end)})(?P<{end}_scale>{_SCALE})?"
    return f"(?P<{end}_before>{_CURRENCY} ?)?{number}(?P<{end}_after> ?{_CURRENCY})?"


_LEAST = r"(?P<least>at least|min(?:imum|\.)?|more than|over|>=?|&gt;=?|≥)"
_FIGURE = re.compile(
    rf"(?:{_LEAST} ?)?(?:between |from )?{_amount('low')}(?:(?: ?[-–—] ?| (?:to|and) ){_amount('high')})?(?P<plus>\+)?"
    rf"(?P<currency> ?{_CURRENCY})?",
    re.IGNORECASE | re.ASCII,
)
_NOBODY = re.compile(r"(?:none|nobody|no one|zero|nothing|no|0)(?![\w.,])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Read:
    """A figure at the front of a text: the figure, its currency code ("" without), and the words that follow."""

    figure: Figure
    currency: str
    rest: str


def read_figure(text: str) -> Read:
    """The figure that the text begins with; raises Misread (figure_unclear, figure_too_large)."""
    text = text.strip()
    if nobody := _NOBODY.match(text):
        return Read(Nobody(), "", text[nobody.end() :].strip())
    found = _FIGURE.match(text)
    if found is None:
        raise Misread("figure_unclear", typed=text)
    low, high = _ends(found)
    if max(low, high) > FIGURE_MAX:
        raise Misread("figure_too_large", typed=found[0], limit=str(FIGURE_MAX))
    return Read(_figure(found, low, high), _currency(found), text[found.end() :].strip())


def _figure(found: re.Match[str], low: int, high: int) -> Figure:
    if found["least"] or found["plus"]:
        return AtLeast(low)
    return Between(min(low, high), max(low, high)) if low != high else Exact(low)


def _ends(found: re.Match[str]) -> tuple[int, int]:
    """Both ends; in "60-180k" the scale of the second is meant for both, in "500-2k" it cannot be."""
    low = _value(found["low"], found["low_scale"])
    if not found["high"]:
        return low, low
    high = _value(found["high"], found["high_scale"])
    scaled = _value(found["low"], found["low_scale"] or found["high_scale"])
    return (scaled if scaled <= high else low), high


def _value(digits: str, scale: str | None) -> int:
    """The whole number meant. "1.200" is grouped, "1.2m" and "0.125k" are decimal; a fraction of one is rounded."""
    factor = _SCALES[scale.strip().lower()] if scale else 1
    grouped = re.fullmatch(_GROUPED, digits)
    if grouped and not (scale and digits.count(grouped[1]) == 1 and grouped[1] in ".,"):
        return round(Decimal(_NO_DIGIT.sub("", digits)) * factor)
    point = max(digits.rfind("."), digits.rfind(","))
    whole, fraction = (digits[:point], digits[point + 1 :]) if point > 0 else (digits, "0")
    return round(Decimal(f"{_NO_DIGIT.sub('', whole)}.{fraction}") * factor)


def _currency(found: re.Match[str]) -> str:
    groups = ("low_before", "low_after", "high_before", "high_after", "currency")
    typed = next((found[name].strip() for name in groups if found[name]), "")
    return _SIGNS.get(typed) or _WORDS.get(typed.lower()) or typed.upper()
