"""Nights on a holder's own wall clock, the hour that comes twice and the one that is left out among them."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident import nights
from tests.incident.given import minute

NIGHT = (time(22), time(7))
PLAIN, LONGER = timedelta(minutes=15), timedelta(minutes=60)
BERLIN = "Europe/Berlin"


def due(at: str, *, zone: str = BERLIN, night: tuple[time, time] = NIGHT) -> str:
    since = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return f"{since + nights.stretched(since, PLAIN, LONGER, zone=zone, night=night):%H:%M}"


@pytest.mark.parametrize(
    ("since", "due_at"),
    [
        ("2026-05-14 19:59", "20:14"),  # 21:59 in Berlin: still day
        ("2026-05-14 20:00", "21:00"),
        ("2026-05-14 23:30", "00:30"),
        ("2026-05-15 04:40", "05:15"),  # the night ends at 05:00
        ("2026-05-15 05:00", "05:15"),
        ("2026-10-25 00:30", "01:30"),  # the hour that comes twice begins
        ("2026-10-25 05:30", "06:15"),  # and the night ends an hour later by UTC
        ("2026-03-29 00:30", "01:30"),  # an hour is left out
        ("2026-03-29 04:30", "05:15"),
    ],
)
def test_in_the_night_an_interval_is_longer_and_ends_an_ordinary_one_after_it(since: str, due_at: str) -> None:
    assert due_at == due(since)


def test_a_night_within_one_day_and_a_zone_that_nobody_knows() -> None:
    assert "01:00" == due("2026-05-14 00:00", zone="UTC", night=(time(0), time(5)))
    assert "00:15" == due("2026-05-14 00:00", zone="Europe/Atlantis")


@given(
    st.integers(0, 365 * 24 * 60).map(minute),
    st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
    st.times(),
    st.times(),
    st.integers(1, 6),
)
def test_no_night_makes_anything_sooner_or_later_than_so_many_times(
    at: datetime, zone: str, begins: time, ends: time, times: int
) -> None:
    told = nights.stretched(at, PLAIN, times * PLAIN, zone=zone, night=(begins, ends))

    assert PLAIN <= told <= times * PLAIN
