"""Lets everybody who waits for a transaction share one: what came while the last was under way goes into the next.

Law: each caller gets the result, or the failure, of their own item and of no other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.store.database.errors import Unavailable

MOST = 100  # items in one transaction, which takes less time than Slack waits for an answer
STILL_COMING_S = 0.003  # in a storm what is read takes a millisecond to come here, and others are read meanwhile

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """`work` deals with several items in one transaction and answers for each, in their order; for all or none.

    `gathers` is for work that leaves no time to read what else comes: several who wait, wait for those still coming.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]], *, gathers: bool = False) -> None:
        self._work = work
        self._gathers = gathers
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._working: asyncio.Task[None] | None = None

    @property
    def is_last(self) -> bool:
        """Whether nobody waits behind those who are dealt with now."""
        return not self._waiting

    async def add(self, item: T) -> R:
        """The item's answer, after the commit; raises what working on it alone raises."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work_all())
        return await answer

    async def _work_all(self) -> None:
        try:
            while self._waiting:
                if self._gathers:
                    await self._gathered()
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._commit(batch)
        finally:
            self._working = None

    async def _gathered(self) -> None:
        """Wait while more come; whoever is alone waits for nobody."""
        known = 1
        while known < len(self._waiting) < MOST:
            known = len(self._waiting)
            await asyncio.sleep(STILL_COMING_S)

    async def _commit(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        """All at once; if one of them cannot be dealt with, each by itself, so that it fails alone."""
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as failure:  # noqa: BLE001 - it is handed to whoever waits
            if len(batch) == 1 or isinstance(failure, Unavailable):
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(failure)
                return
            for one in batch:
                await self._commit([one])
        else:
            for (_, answer), result in zip(batch, results, strict=True):
                if not answer.done():  # whoever waited may have gone
                    answer.set_result(result)
