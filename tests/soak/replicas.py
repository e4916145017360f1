"""Several processes of one bot on one PostgreSQL, of which one is killed every few seconds and replaced at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.ids import Ids
from tests.crash.lives import Life, Lives


class Replicas:
    """`deaths` counts the processes that were killed so far, `crashes` those that ended without it."""

    def __init__(self, lives: Lives, *, seed: int) -> None:
        self._lives = lives
        self._ids = Ids(seed)
        self._living: list[Life] = []
        self.deaths = 0
        self.crashes = 0

    @asynccontextmanager
    async def running(self, count: int, *, killed_every_s: float) -> AsyncIterator[None]:
        self._living = [self._lives.begun() for _ in range(count)]
        killing = asyncio.create_task(self._kill_every(killed_every_s))
        try:
            yield
        finally:
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
            for life in self._living:
                await self._end(life)

    async def _kill_every(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            place = int(self._ids.share() * len(self._living))
            await self._end(self._living[place])
            self._living[place] = self._lives.begun()
            self.deaths += 1

    async def _end(self, life: Life) -> None:
        self.crashes += life.is_over
        await life.end()
