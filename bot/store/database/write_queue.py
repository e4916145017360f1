"""The write queue, or who writes next: a person who waits for an answer before what goes on behind it.

Law: nobody is passed over for ever; after `PASSED_MAX` persons one of the others has its turn. Nobody waits for a file
that another process keeps longer than the first who asked for it.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

from sqlalchemy.exc import OperationalError

PASSED_MAX = 64  # a crowd that declares at once is answered first; a flood of messages is not work of persons

PRIMARY = 0xFF  # the bits of SQLite's result code that say what; the others say why (sqlite.org/rescode.html)

Queue: TypeAlias = deque[asyncio.Future[None]]


class StillTaken(Exception):
    """Nobody passed the turn on within the patience there is."""

    def __init__(self) -> None:
        super().__init__("whoever writes now does not come to an end")


class PriorityLock:
    """A lock with two queues, which `places` can hold at once. Waiting ends with StillTaken after `patience_s`."""

    def __init__(self, *, places: int = 1, patience_s: float) -> None:
        self._patience_s = patience_s
        self._free = places
        self._persons: Queue = deque()
        self._behind: Queue = deque()
        self._passed = 0

    @asynccontextmanager
    async def of_a_person(self) -> AsyncIterator[None]:
        async with self._turn(self._persons):
            yield

    @asynccontextmanager
    async def of_work_behind(self) -> AsyncIterator[None]:
        async with self._turn(self._behind):
            yield

    @asynccontextmanager
    async def _turn(self, queue: Queue) -> AsyncIterator[None]:
        if self._free:
            self._free -= 1
        else:
            await self._wait(queue)
        try:
            yield
        except OperationalError as failure:
            if _is_locked(failure):
                self._send_away()
            raise
        finally:
            self._pass_on()

    async def _wait(self, queue: Queue) -> None:
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(called)
        try:
            async with asyncio.timeout(self._patience_s):  # not wait_for, which in 3.11 can swallow a cancellation
                await called
        except TimeoutError:
            raise StillTaken from None
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():  # called at the very moment of giving up
                self._pass_on()
            raise

    def _send_away(self) -> None:
        """Another process has the file: everybody who waits here would wait for it as long again, one by one."""
        for called in (*self._persons, *self._behind):
            if not called.done():
                called.set_exception(StillTaken())

    def _pass_on(self) -> None:
        """Call the next one; the place stays taken in between, so that nobody slips in."""
        while self._persons or self._behind:
            called = self._next().popleft()
            if not called.done():
                called.set_result(None)
                return
        self._free += 1

    def _next(self) -> Queue:
        if self._persons and (not self._behind or self._passed < PASSED_MAX):
            self._passed += 1
            return self._persons
        self._passed = 0
        return self._behind


def _is_locked(failure: OperationalError) -> bool:
    code = getattr(failure.orig, "sqlite_errorcode", 0)
    return bool(code & PRIMARY == sqlite3.SQLITE_BUSY)
