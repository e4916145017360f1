"""How far back: what people type for it, and the first day that it means."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.periods import ALL_TIME, USUAL, Period, read_period


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("", USUAL),
        ("last 90 days", Period(90)),
        ("90d", Period(90)),
        ("the past 12 weeks", Period(12, "week")),
        ("last month", Period(1, "month")),
        ("for the last quarter", Period(3, "month")),
        ("a year", Period(1, "year")),
        ("all time", ALL_TIME),
        ("12m", None),
        ("0 days", None),
        ("since the flood", None),
    ],
)
def test_a_period_is_read(typed: str, period: Period | None) -> None:
    assert period == read_period(typed)


@pytest.mark.parametrize(
    ("period", "since"),
    [
        (Period(90), date(2025, 12, 31)),
        (Period(1, "month"), date(2026, 2, 28)),
        (Period(2, "year"), date(2024, 3, 31)),
        (Period(4000, "year"), None),
        (ALL_TIME, None),
    ],
)
def test_it_begins_on_a_day_of_the_calendar(period: Period, since: date | None) -> None:
    assert since == period.since(date(2026, 3, 31))


@given(st.text(max_size=40))
def test_anything_is_read_or_refused(typed: str) -> None:
    period = read_period(typed)

    assert period is None or period.since(date(2026, 3, 31)) is None or period.count > 0
