"""A clock that somebody sets while a bot runs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.clock import set_back

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


class SetByHand:
    """Shows one time after the other, so many seconds past eight; nobody sleeps by it."""

    def __init__(self, *shows_s: float) -> None:
        self._shows: Iterator[float] = iter(shows_s)

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=next(self._shows))

    async def sleep_until(self, at: datetime) -> None:
        raise AssertionError(at)


async def test_what_a_clock_is_set_back_by_is_told_and_forward_or_by_a_little_is_nothing() -> None:
    clock = SetByHand(0, 1, 7201, 7198, 7199, -1)

    assert timedelta(hours=2) == await set_back(clock, every_s=0)
