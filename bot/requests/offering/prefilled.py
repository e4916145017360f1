"""What is known already of the lines of a form, as somebody would have typed it into them.

Law: nothing that was typed is asked for again.
"""

from collections.abc import Mapping
from datetime import date

from bot.incident.facts import MoneyStated, Reckoned

_EACH = {1: "minute", 60: "hour", 24 * 60: "day"}


def of_sum(stated: MoneyStated) -> Mapping[str, str]:
    """The lines of a sum that is on record."""
    low = _typed(stated.reckoned, stated.currency) if stated.reckoned else stated.words or f"{stated.low or 0}"
    is_range = not stated.reckoned and not stated.words and stated.high != stated.low
    return {
        "money": stated.kind,
        "low": low,
        "high": f"{stated.high}" if is_range else "",
        "currency": stated.currency,
        "what": stated.what,
        "source": stated.source,
        "marks": "checked" if stated.checked else "",
    }


def _typed(factors: Reckoned, currency: str) -> str:
    rate = f"{_between(factors.rate_low, factors.rate_high)} {currency} per {_EACH[factors.each_min]}"
    lasted = f"{_between(factors.lasted_low_min, factors.lasted_high_min)} min"
    if factors.share_low is None or factors.share_high is None:
        return f"{lasted} × {rate}"
    return f"{rate} × {_between(factors.share_low / 100, factors.share_high / 100)}% × {lasted}"


def _between(low: float, high: float) -> str:
    ends = [f"{end}".removesuffix(".0") for end in (low, high)]
    return ends[0] if low == high else "-".join(ends)


def day(on: date | None) -> str:
    return f"{on.day} {on:%B} {on.year}" if on else ""
