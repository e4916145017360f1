"""Where money is looked for: in every text that names some, and in few others."""

import pytest

from bot.incident.currencies import MINOR_DIGITS, is_currency, may_name_one

NAMED = ("€", "us$", "CN¥", "Swiss francs", "zł", "kč", "New Zealand Dollars", "quid")


@pytest.mark.parametrize("named", [*MINOR_DIGITS, *NAMED])
def test_a_text_that_names_a_currency_is_looked_at_however_it_stands_there(named: str) -> None:
    assert is_currency(named)
    assert all(map(may_name_one, (f"about 20k {named.upper()}, so far", f"20.000{named.lower()}", f"{named} 20000")))


def test_a_text_that_names_none_is_not() -> None:
    assert not may_name_one("queue 2000 holds 41,200 documents of 14 offices; none of them moves")
