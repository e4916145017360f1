"""Figures as people write them: how many are hurt, and what it costs.

Law: a figure is never bent. What is a whole number, a range of them, a lower bound or nobody is read as that; every
other one ("0.5%", "one in three", "about 500", "2k EUR per minute") is kept in the words in which it was typed. Words
without any figure are refused. The words of a figure and the rest of the text, put together, are the text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.grammar.misread import Misread
from bot.incident.currencies import CURRENCY, MINOR_DIGITS, code_of

FIGURE_MAX = 10**15
"""More than the money of the world in cents, and still exact as a JSON number (2**53)."""

WORDS_MAX_CHARS = 120
"""A figure is a few words; what is longer is a story, and belongs into a note."""


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
    """Looked, and found none: a finding, not a gap. `words` is how it was said, unless with a plain "no"."""

    words: str = ""


@dataclass(frozen=True)
class InWords:
    """A figure that is no whole number of things, as it was typed."""

    words: str


Figure = Exact | Between | AtLeast | Nobody | InWords


@dataclass(frozen=True)
class ReadFigure:
    """A figure at the front of a text: the figure, its currency code ("" without), and the words that follow."""

    figure: Figure
    currency: str
    rest: str


_SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6, "millions": 10**6}
_SCALES |= {"b": 10**9, "bn": 10**9, "billion": 10**9, "billions": 10**9}
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_ONES += " eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPELT: Mapping[str, int] = {
    **{word: n for n, word in enumerate(_ONES.split(), start=1)},
    **{word: n for n, word in zip(range(20, 100, 10), _TENS.split(), strict=True)},
}
_NUMBER_WORD = rf"(?:(?:{_TENS.replace(' ', '|')})(?:[ -](?:{'|'.join(_ONES.split()[:9])}))?|{_ONES.replace(' ', '|')})"

# A number in digits: in groups of three, where a leading zero groups nothing, or plain with decimals.
_DIGITS = (
    r"(?:(?!0)[0-9]{{1,3}}(?P<group{0}>[ ,.'’])[0-9]{{3}}(?:(?P=group{0})[0-9]{{3}})*(?:[.,][0-9]{{1,2}})?(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?)"
)
_SCALE = r"(?: ?(?:thousand|millions?|mio\.?|mn\.?|billions?|bn|k)|[mb])(?![a-z])"


def _amount(end: str) -> str:
    """A regex for one end of a figure, with its scale and its currency on either side."""
    number = rf"(?P<{end}>{_DIGITS.format(end)})(?P<{end}_scale>{_SCALE})?"
    return f"(?P<{end}_before>{CURRENCY} ?)?{number}(?P<{end}_after> ?{CURRENCY})?"


_GREATER, _LESS = "(?:>|&gt;)", "(?:<|&lt;)"
_LEAST = rf"(?P<least>at least|min(?:imum|\.)?(?: of)?|no (?:fewer|less) than|not (?:fewer|less) than|{_GREATER}=|≥)"
_PLAIN = re.compile(
    rf"(?:{_LEAST} ?)?(?:exactly |only |just )?(?:between |from )?{_amount('low')}"
    rf"(?:(?: ?[-–—] ?| (?:to|and) ){_amount('high')})?(?P<plus>\+| or more)?(?P<currency> ?{CURRENCY})?",
    re.IGNORECASE | re.ASCII,
)
_SPELT_OUT = re.compile(
    rf"(?:{_LEAST} )?(?P<words>{_NUMBER_WORD})(?P<scale> (?:hundred|thousand|million))?", re.IGNORECASE | re.ASCII
)
_NOBODY = re.compile(
    r"(?:(?P<words>none (?:known )?(?:yet|so far)|none known|none of (?:our|their|its|these|those)"
    r"|nobody|no one|no-one|nothing)"
    r"|none of the|none of|none|no|zero|0)(?=[\s,:;]|$)",
    re.IGNORECASE,
)

_HEDGE = (
    r"about|around|approx(?:imately|\.)?|roughly|circa|ca\.?|c\.|some|almost|nearly|close to|just|only|well|probably"
    r"|maybe|perhaps|possibly|an estimated|estimated|est\.|say|at (?:least|most)|up to|as many as|more than|less than"
    r"|fewer than|no (?:more|less|fewer) than|not (?:more|less|fewer) than|over|under|above|below|in excess of"
    rf"|upwards of|north of|max(?:imum|\.)?(?: of)?|min(?:imum|\.)?(?: of)?|between|from|the|exactly"
    rf"|[~≈±≤≥]|{_GREATER}=?|{_LESS}=?"
)
_FRACTION = r"half(?: an?| the)?|(?:an?|one|two|three|four|five) (?:half|thirds?|quarters?|fifths?|tenths?|hundredths?)"
_ROUND = (
    r"(?:tens|dozens|hundreds|thousands|millions|billions)(?: of (?:hundreds|thousands|millions|billions))?"
    rf"|(?:an?|several|a few|a couple of|a couple|half a|some|many|{_NUMBER_WORD})"
    r" (?:dozen|hundred|thousand|million|billion)(?: (?:thousand|million|billion))?"
    r"|a couple|a handful|a pair|a dozen"
)
_WHOLE = r"all|every|each|everyone|everybody|everything|most|the (?:whole|entire|majority)|a majority|a minority"
_TOKEN = rf"(?:{CURRENCY} ?)?[0-9][^\s]*?(?=[,;:]?(?:\s|$))"
_ATOM = rf"(?:{_TOKEN}|(?:{_ROUND}|{_FRACTION}|{_NUMBER_WORD}|{_WHOLE})(?![\w-]))"
_EACH = r"second|sec|minute|min|hour|day|night|shift|week|month|quarter|year"
_EACH += r"|order|user|customer|request|call|item|piece|seat"
_EACH_GERMAN = r"Sekunde|Minute|Stunde|Std\.?|Tag|Nacht|Schicht|Woche|Monat|Quartal|Jahr"
_PER = (
    rf"(?:/ ?\w+|per[ -][\w-]+|pro (?!forma\b|rata\b|bono\b)[\w-]+|je (?!nach\b)[\w-]+|p\.? ?[ah]\.?(?!\w)"
    rf"|(?:an?|each|every) (?:{_EACH})\b|(?:der|die|das|den|im) (?:{_EACH_GERMAN})(?!\w))"
)
_ADVERB = (
    r"(?:hourly|daily|nightly|weekly|monthly|quarterly|yearly|annually|apiece|each"
    r"|stündlich|täglich|wöchentlich|monatlich|jährlich)(?=\s*(?:[,.;:)]|$))"
)
_TAIL = (
    rf" ?(?:%|‰|per ?cent\b|pct\b|percentage points\b|ppm\b|bps\b)|{_PER}| {_PER}| {_ADVERB}"
    rf"| (?:thousand|million|billion|mio|mn|bn|dozen|hundred|k|and a half|or (?:so|more|less|fewer)|plus|ish)(?![\w-])"
    rf"| ?{CURRENCY}| ?\+| of (?:all|the|our|its|these|those|them|every)(?= [0-9])|(?: of)+(?=\s|$)"
    rf"|(?:,? (?:{_HEDGE}|or|and|to|in|of|von|out of|in every|out of every)){{0,3}} ?{_ATOM}| ?[-–—/] ?{_ATOM}"
)
_IN_WORDS = re.compile(rf"(?:(?:{_HEDGE}) ?){{0,4}}{_ATOM}(?:{_TAIL}){{0,8}}", re.IGNORECASE)
_RATE = re.compile(rf"(?:(?<![\w/])|(?<=\w)(?=/)){_PER}|(?<!\S){_ADVERB}", re.IGNORECASE)

_ENDS = re.compile(r"\s|[,;:)](?=\s|$)|$")
# What stands behind a plain number and makes it a part of another figure: "12 %", "3 of 14", "500 or so".
_GOES_ON = re.compile(
    rf"\s*(?:%|‰|per ?cent|pct|percentage|ppm|{_PER}|{_ADVERB}"
    r"|(?:thousand|million|billion|dozen|hundred|and a half|or so|or less|or fewer|ish|plus)(?![\w-])"
    rf"|(?:[,;(/–—-]|\b(?:and|or|to|in|of|von|out of)\b)?\s*(?:{_HEDGE}|in|of|out of|every|all)?\s*[0-9]"
    rf"|(?:and|or|to|in|out of|in every|out of every) (?:{_NUMBER_WORD})\b"
    rf"|[,(]\s*(?:{_HEDGE})\s)",
    re.IGNORECASE,
)
# Behind these a point is more likely a decimal point than a group, and an m a minute than a million.
_MEASURE = re.compile(
    r"\s*(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|ms|[kmgtp]i?b|bytes?|times|km|kg|x)"
    r"(?![\w-])",
    re.IGNORECASE,
)
_OF_MINUTES = re.compile(
    r"\s*(?:delays?|latency|lag|outages?|downtime|wait|waiting|behind|late|of)(?![\w-])", re.IGNORECASE
)
_STATUS_CODE = re.compile(r"[0-9]{1,3} [45][0-9]{2}$")
_OF_STATUS_CODES = re.compile(r"\s*(?:errors?|responses?|pages?|status|https?|codes?)(?![\w-])", re.IGNORECASE)


def read_figure(text: str) -> ReadFigure:
    """How many: the figure that the text begins with; raises Misread (figure_unclear, figure_too_large).

    Money is no number of things, so a currency stays in the words.
    """
    text = " ".join(text.split())
    plain = _plain(text)
    if plain and not plain.currency:
        return plain
    return _spelt_out(text) or _nobody(text) or _in_words(text)


def read_money(text: str) -> ReadFigure:
    """What it costs: a sum in whole units, or as it was typed, cents and rates too, with its currency.

    Raises Misread (figure_unclear, figure_too_large, currency_missing).
    """
    text = " ".join(text.split())
    plain = _plain(text)
    if plain and plain.currency and not isinstance(plain.figure, AtLeast) and not _RATE.search(plain.rest):
        return plain
    if nothing := _nobody(text):
        return nothing
    read = _in_words(text)
    if rate := _RATE.search(read.rest):
        read = _kept(text, len(text) - len(read.rest) + rate.end())
    words = read.figure.words if isinstance(read.figure, InWords) else ""
    currency = re.search(CURRENCY, words, re.IGNORECASE)
    if currency is None:
        raise Misread("currency_missing", typed=text)
    return ReadFigure(read.figure, code_of(currency[0]), read.rest)


def _plain(text: str) -> ReadFigure | None:
    """The whole numbers in front, with their currency; None when they are only a part of the figure."""
    found = _PLAIN.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    low, high = _ends(found)
    if not _ENDS.match(rest) or _GOES_ON.match(rest) or low is None or high is None or _is_another(found, rest):
        return None
    if max(low, high) > FIGURE_MAX:
        raise Misread("figure_too_large", typed=found[0], limit=str(FIGURE_MAX))
    currencies = {code_of(typed.strip()) for name, typed in found.groupdict().items() if _is_currency(name) and typed}
    currency = next(iter(currencies), "")
    if len(currencies) > 1 or _could_be_decimals(found["low"], currency):
        return None
    return ReadFigure(_figure(found, low, high), currency, _rest(rest))


def _is_currency(group: str) -> bool:
    return group.endswith(("_before", "_after")) or group == "currency"


def _figure(found: re.Match[str], low: int, high: int) -> Figure:
    if found["least"] or found["plus"]:
        return AtLeast(low)
    if low == high == 0:
        return Nobody()
    return Between(min(low, high), max(low, high)) if low != high else Exact(low)


def _is_another(found: re.Match[str], rest: str) -> bool:
    """Whether digits and words together say something else: "1.250 seconds", "5m delay", "3 500 errors"."""
    typed = found[0]
    return bool(
        (re.search(r"[0-9][.,][0-9]{3}$", typed) and _MEASURE.match(rest))
        or (typed[-1:] in "mM" and _OF_MINUTES.match(rest))
        or (_STATUS_CODE.search(typed) and _OF_STATUS_CODES.match(rest))
        or ((found["least"] or found["plus"]) and found["high"])
    )


def _could_be_decimals(digits: str, currency: str) -> bool:
    """Whether "1.250" may be a dinar and a quarter: in money that has three decimals."""
    return MINOR_DIGITS.get(currency) == 3 and bool(re.fullmatch(r"[0-9]+[.,][0-9]{3}", digits))  # noqa: PLR2004


def _ends(found: re.Match[str]) -> tuple[int | None, int | None]:
    """Both ends; in "60-180k" the scale of the second is meant for both, in "500-2k" it cannot be."""
    low = _value(found["low"], found["low_scale"])
    if not found["high"]:
        return low, low
    high = _value(found["high"], found["high_scale"])
    scaled = _value(found["low"], found["low_scale"] or found["high_scale"])
    return (scaled if scaled is not None and high is not None and scaled <= high else low), high


def _value(digits: str, scale: str | None) -> int | None:
    """The whole number meant, or None. "1.200" is grouped, "1.2m" and "0.125k" are decimal."""
    if len(digits) > 2 * len(str(FIGURE_MAX)):
        raise Misread("figure_too_large", typed=digits, limit=str(FIGURE_MAX))
    factor = _SCALES[scale.strip(" .").lower()] if scale else 1
    grouped = re.fullmatch(r"(?!0)[0-9]{1,3}([ ,.'’])[0-9]{3}(?:\1[0-9]{3})*", digits)
    if grouped and not (scale and digits.count(grouped[1]) == 1 and grouped[1] in ".,"):
        return int(re.sub(r"[^0-9]", "", digits)) * factor
    point = max(digits.rfind("."), digits.rfind(","))
    whole, fraction = (digits[:point], digits[point + 1 :]) if point > 0 else (digits, "0")
    value = Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{fraction}") * factor
    is_whole = value == value.to_integral_value() and (scale or point < 0 or fraction == "00")
    return int(value) if is_whole else None


def _spelt_out(text: str) -> ReadFigure | None:
    """`two customers`, `at least twenty-one accounts`; None when the words go on as another figure: "one in three"."""
    found = _SPELT_OUT.match(text)
    rest = text[found.end() :] if found else ""
    if found is None or not _ENDS.match(rest) or _GOES_ON.match(rest) or re.match(_FRACTION, text, re.IGNORECASE):
        return None
    number = sum(_SPELT[word] for word in re.split(r"[ -]", found["words"].lower()))
    number *= (
        {"hundred": 100, "thousand": 10**3, "million": 10**6}[found["scale"].strip().lower()] if found["scale"] else 1
    )
    return ReadFigure(AtLeast(number) if found["least"] else Exact(number), "", _rest(rest))


def _nobody(text: str) -> ReadFigure | None:
    """`none`, `no customers`, `nobody`; None for "no more than 12"."""
    found = _NOBODY.match(text)
    rest = text[found.end() :] if found else ""
    if found is None or _GOES_ON.match(rest) or re.match(r" (?:more|less|fewer) than\b", rest, re.IGNORECASE):
        return None
    return ReadFigure(Nobody(found["words"] or ""), "", _rest(rest))


def _in_words(text: str) -> ReadFigure:
    found = _IN_WORDS.match(text)
    if found is None or found.end() > WORDS_MAX_CHARS:
        raise Misread("figure_unclear", typed=text)
    return _kept(text, found.end())


def _kept(text: str, end: int) -> ReadFigure:
    return ReadFigure(InWords(text[:end].rstrip(" ,;:")), "", text[end:].lstrip(" ,;:"))


def _rest(text: str) -> str:
    return text.lstrip(" ,;:")
