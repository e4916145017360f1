from datetime import timedelta

import pytest

from bot.backoff import delay

FIRST, MOST = timedelta(seconds=1), timedelta(seconds=60)


def test_each_wait_is_twice_the_one_before_up_to_the_longest() -> None:
    waits = [delay(attempt, first=FIRST, most=MOST, share=1).total_seconds() for attempt in range(1, 9)]

    assert [1, 2, 4, 8, 16, 32, 60, 60] == waits


@pytest.mark.parametrize(("share", "seconds"), [(0, 4), (0.5, 6), (1, 8)])
def test_chance_takes_away_up_to_half(share: float, seconds: float) -> None:
    assert timedelta(seconds=seconds) == delay(4, first=FIRST, most=MOST, share=share)


def test_after_any_number_of_failures_the_wait_is_the_longest() -> None:
    assert MOST == delay(1_000_000, first=FIRST, most=MOST, share=1)
