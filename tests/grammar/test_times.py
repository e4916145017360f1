"""Times as people type them, and the instants they mean in the zone of the person."""

from datetime import UTC, datetime

import pytest

from bot.grammar import ClockTime, InDays, InMinutes, Misread, OnDay, OnWeekday, Unknown, When, parse, resolve

THURSDAY_NOON = datetime(2026, 5, 14, 12, 0, 20, tzinfo=UTC)  # 14:00:20 in Berlin


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("14:30", ClockTime(14, 30)),
        ("14:30?", ClockTime(14, 30)),
        ("1430", ClockTime(14, 30)),
        ("14h30", ClockTime(14, 30)),
        ("2:30pm", ClockTime(14, 30)),
        ("2 p.m.", ClockTime(14, 0)),
        ("12am", ClockTime(0, 0)),
        ("noon", ClockTime(12, 0)),
        ("14:30 CEST", ClockTime(14, 30, "CEST")),
        ("14:30 Europe/Berlin", ClockTime(14, 30, "Europe/Berlin")),
        ("14:30 UTC+2", ClockTime(14, 30, "UTC+2")),
        ("in 25m", InMinutes(25)),
        ("in 2 hours", InMinutes(120)),
        ("in 1h30", InMinutes(90)),
        ("tomorrow", InDays(1)),
        ("tomorrow at 10:00", InDays(1, 10, 0)),
        ("10:00 tomorrow", InDays(1, 10, 0)),
        ("Friday 10am", OnWeekday(4, 10, 0)),
        ("28 May", OnDay(28, 5)),
        ("28th May 2027 18:00", OnDay(28, 5, 2027, 18, 0)),
        ("May 28", OnDay(28, 5)),
        ("2026-05-28T18:00Z", OnDay(28, 5, 2026, 18, 0, "Z")),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, when: When) -> None:
    assert Unknown("how many", by=when) == parse(f"unknown how many by {typed}")


@pytest.mark.parametrize(
    "typed", ["accident", "25:00", "14:75", "13pm", "31 Feb", "28 marbles", "12", "Sundry", "in 9999999m"]
)
def test_what_is_no_time_stays_text(typed: str) -> None:
    assert Unknown(f"how many by {typed}") == parse(f"unknown how many by {typed}")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (ClockTime(14, 30), datetime(2026, 5, 14, 12, 30, tzinfo=UTC)),
        (ClockTime(14, 0), datetime(2026, 5, 14, 12, 0, tzinfo=UTC)),
        (ClockTime(13, 59), datetime(2026, 5, 15, 11, 59, tzinfo=UTC)),
        (ClockTime(14, 30, "UTC"), datetime(2026, 5, 14, 14, 30, tzinfo=UTC)),
        (ClockTime(9, 0, "america/new_york"), datetime(2026, 5, 14, 13, 0, tzinfo=UTC)),
        (ClockTime(14, 30, "+05:30"), datetime(2026, 5, 15, 9, 0, tzinfo=UTC)),
        (InMinutes(25), datetime(2026, 5, 14, 12, 25, 20, tzinfo=UTC)),
        (InDays(1, 10, 0), datetime(2026, 5, 15, 8, 0, tzinfo=UTC)),
        (OnWeekday(3), datetime(2026, 5, 14, 16, 0, tzinfo=UTC)),
        (OnWeekday(3, 10, 0), datetime(2026, 5, 21, 8, 0, tzinfo=UTC)),
        (OnDay(28, 5), datetime(2026, 5, 28, 16, 0, tzinfo=UTC)),
        (OnDay(2, 1), datetime(2027, 1, 2, 17, 0, tzinfo=UTC)),
        (OnDay(29, 2), datetime(2028, 2, 29, 17, 0, tzinfo=UTC)),
    ],
)
def test_a_time_means_the_next_such_moment(when: When, expected: datetime) -> None:
    assert expected == resolve(when, now=THURSDAY_NOON, zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (ClockTime(13, 40), datetime(2026, 5, 14, 11, 40, tzinfo=UTC)),
        (ClockTime(14, 30), datetime(2026, 5, 13, 12, 30, tzinfo=UTC)),
        (InMinutes(-20), datetime(2026, 5, 14, 11, 40, 20, tzinfo=UTC)),
        (OnWeekday(0, 9, 0), datetime(2026, 5, 11, 7, 0, tzinfo=UTC)),
        (OnDay(28, 5, hour=9, minute=0), datetime(2025, 5, 28, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_past_time_means_the_last_such_moment(when: When, expected: datetime) -> None:
    assert expected == resolve(when, now=THURSDAY_NOON, zone="Europe/Berlin", past=True)


def test_the_hour_that_summer_time_takes_away_still_resolves() -> None:
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) == resolve(ClockTime(2, 30), now=before, zone="Europe/Berlin")


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Misread) as refused:
        resolve(ClockTime(9, 0, "Europe/Atlantis"), now=THURSDAY_NOON, zone="UTC")

    assert refused.value.code == "unknown_zone"
