"""One at a time of this process, for each incident."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store.engine import Unavailable

TURN_WITHIN_S = 2  # of real time; whoever waits longer is to hear of it within the three seconds that Slack gives


class Locks:
    """Whoever waits for an incident waits here, and holds no connection meanwhile."""

    def __init__(self) -> None:
        self._locks: dict[int, asyncio.Lock] = {}

    @asynccontextmanager
    async def __call__(self, number: int) -> AsyncIterator[None]:
        """Unavailable to whoever waits too long."""
        lock = self._locks.setdefault(number, asyncio.Lock())
        try:
            async with asyncio.timeout(TURN_WITHIN_S):
                await lock.acquire()
        except TimeoutError:
            raise Unavailable(f"INC-{number} is still being written") from None
        try:
            yield
        finally:
            lock.release()
