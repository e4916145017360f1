"""The time of the local Slack: the machine's own, or one that a test turns by hand.

Law: nothing else in this package reads a clock. Protocol deadlines (three seconds for an acknowledgement) are real
time and belong to the event loop; everything that a person could see on a clock comes from here.
"""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever tells the time and can wait for it; the bot's own clock fits too."""

    def now(self) -> datetime:
        """The instant, aware and in UTC."""

    async def sleep_until(self, at: datetime) -> None:
        """Return once `now()` has reached `at`."""


class RealClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 -- the one place where the local Slack reads the machine's clock

    async def sleep_until(self, at: datetime) -> None:
        while (wait_s := (at - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 -- a sleep may end early
            await asyncio.sleep(wait_s)


class HandClock:
    """A clock that stands still until it is turned; sleepers wake in the order of their instants."""

    def __init__(self, at: datetime) -> None:
        self._now_at = at.astimezone(UTC)
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._slept = 0

    def now(self) -> datetime:
        return self._now_at

    async def sleep_until(self, at: datetime) -> None:
        if at <= self._now_at:
            return
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._slept += 1
        heapq.heappush(self._sleepers, (at, self._slept, waking))
        await waking

    def next_wake_at(self) -> datetime | None:
        """When the first sleeper wants to wake; None when nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    async def turn(self, to: datetime) -> None:
        """Move forward to `to`, stopping at every sleeper's instant so that it sees its own time."""
        while (wake_at := self.next_wake_at()) is not None and wake_at <= to:
            self._now_at = max(self._now_at, wake_at)
            heapq.heappop(self._sleepers)[2].set_result(None)
            await asyncio.sleep(0)
        self._now_at = max(self._now_at, to.astimezone(UTC))
        await asyncio.sleep(0)

    async def advance(self, by: timedelta) -> None:
        await self.turn(self._now_at + by)
