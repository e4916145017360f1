"""The only source of the time. Everything else is told what time it is.

`RealClock` is the world's; `HandClock` is turned by a story or a test and stands still in between.
"""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta
from typing import Protocol

# A lease lasts so long; what waits for a time is late by less than that, and a time service that keeps a clock right
# corrects it by less.
SET_BACK_LEAST = timedelta(seconds=5)
LOOKED_AT_EVERY_S = 1.0


class Clock(Protocol):
    def now(self) -> datetime:
        """The time in UTC, aware."""

    async def sleep_until(self, at: datetime) -> None:
        """Return once `now()` is at or after `at`."""


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is where the time comes from

    async def sleep_until(self, at: datetime) -> None:
        left_s = (at - self.now()).total_seconds()
        if left_s > 0:
            await asyncio.sleep(left_s)


async def set_back(clock: Clock, *, every_s: float = LOOKED_AT_EVERY_S) -> timedelta:
    """By how much the clock was set back, at least SET_BACK_LEAST; returns once it was.

    What waits here waits by the loop's clock, which nobody can set.
    """
    before = now = clock.now()
    while before - now < SET_BACK_LEAST:
        await asyncio.sleep(every_s)
        before, now = now, clock.now()
    return before - now


class HandClock:
    """Stands still until it is turned, then wakes those whose time has come, earliest first."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        return self._now

    async def sleep_until(self, at: datetime) -> None:
        if at <= self._now:
            return
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (at, next(self._order), wake))
        await wake

    def next_wake_at(self) -> datetime | None:
        """When the earliest sleeper wants to be woken; None when nobody sleeps."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def turn(self, to: datetime) -> None:
        """Set the clock to `to`, never backwards."""
        self._now = max(self._now, to.astimezone(UTC))
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, wake = heapq.heappop(self._sleepers)
            if not wake.done():
                wake.set_result(None)
