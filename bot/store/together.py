"""Lets everybody who waits for a commit share one: what came while the last one was under way goes into the next.

Law: each caller gets the result, or the failure, of their own item and of no other.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.store.failures import Unavailable

MOST = 100  # items in one commit; so many are written in less time than Slack waits for one

T = TypeVar("T")
R = TypeVar("R")


class Together(Generic[T, R]):
    """`write` writes several items at once and answers for each, in their order; all of them or none."""

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, item: T) -> R:
        """Return once the item is committed; raises what writing it alone raises."""
        written: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return await written

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._commit(batch)
        finally:
            self._writing = None

    async def _commit(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        """All at once; if one of them cannot be written, each by itself, so that it fails alone."""
        try:
            results = await self._write([item for item, _ in batch])
        except Exception as failure:  # noqa: BLE001 - it is handed to whoever waits
            if len(batch) == 1 or isinstance(failure, Unavailable):
                for _, written in batch:
                    if not written.done():
                        written.set_exception(failure)
                return
            for one in batch:
                await self._commit([one])
        else:
            for (_, written), result in zip(batch, results, strict=True):
                if not written.done():  # whoever waited may have gone
                    written.set_result(result)
