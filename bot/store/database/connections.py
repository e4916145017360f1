"""Connections as an event loop uses them: whatever may wait, for a server, a lock or a disk, is waited for in a thread.

Law: a connection serves one transaction at a time. Whoever is cancelled leaves at once; the connection follows as soon
as its thread is done with it. Within a write on SQLite nothing waits, from BEGIN IMMEDIATE to COMMIT: such statements
are done where they are asked for. When fifty people declare at once, visits to a thread take longer than all that is
done there; so what is only written goes along with whatever is done next, and at the end with the commit.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from bot.store.database.sqlite import impatient

THREADS = "connection"  # what their names begin with

T = TypeVar("T")


class PooledConnection:
    """A transaction, begun by the first thing that is done in it and undone by `close` unless it was committed."""

    def __init__(self, engine: sa.Engine, threads: ThreadPoolExecutor) -> None:
        self._engine = engine
        self._threads = threads
        self._open: sa.Connection | None = None
        self._under_way: Future[Any] | None = None
        self._waits_for_nobody = False  # be it that nothing waits here, or that this is a thread already
        self._put_off: dict[sa.Executable, list[Mapping[str, Any]]] = {}

    @property
    def on_postgres(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    async def do(self, work: Callable[[sa.Connection], T]) -> T:
        """What the work gives, in the transaction, which has all that was put off before."""
        return self._worked(work) if self._waits_for_nobody else await self._there(work)

    def put_off(self, statement: sa.Executable, rows: Iterable[Mapping[str, Any]]) -> None:
        """The statement is carried out once a row before whatever is done next; one that comes again, all at once."""
        for row in rows:
            self._put_off.setdefault(statement, []).append(row)

    async def begin(self) -> None:
        """Wait for the right to write; on SQLite it is the last that is waited for before the commit.

        On PostgreSQL it is waited for row by row.
        """
        if not self.on_postgres:
            if not self._begun_at_once():
                await self._there(lambda _: None)
            self._waits_for_nobody = True

    async def commit(self) -> None:
        await self._there(sa.Connection.commit)

    async def answered(self, question: Callable[["PooledConnection"], Coroutine[Any, Any, T]]) -> T:
        """All that is asked in one visit to a thread, which leaves the connection when it has the answer."""
        self._waits_for_nobody = True
        return await asyncio.wrap_future(self._threads.submit(self._asked, question))

    def _asked(self, question: Callable[["PooledConnection"], Coroutine[Any, Any, T]]) -> T:
        asking = question(self)
        try:
            asking.send(None)
        except StopIteration as answer:
            return cast("T", answer.value)
        finally:
            asking.close()
            self._close()
        raise RuntimeError("a question waits for the database and for nothing else")

    async def close(self) -> None:
        if self._under_way is not None and not self._under_way.done():
            self._under_way.add_done_callback(lambda _: self._close())
        elif self.on_postgres and self._open is not None and self._open.in_transaction():
            self._put_off = {}  # of a transaction that is given up; what was refused would be refused again
            await self._there(lambda _: self._close())
        else:
            self._close()

    async def _there(self, work: Callable[[sa.Connection], T]) -> T:
        under_way = self._under_way = self._threads.submit(self._worked, work)
        return await asyncio.wrap_future(under_way)

    def _worked(self, work: Callable[[sa.Connection], T]) -> T:
        there = self._begun()
        for statement, rows in self._put_off.items():
            there.execute(statement, rows)
        self._put_off = {}  # not before: what was refused is to be refused at the commit too, and not left out of it
        return work(there)

    def _begun_at_once(self) -> bool:
        """Whether nobody else writes, as hardly ever somebody does: then the visit to the thread is saved.

        Only on a connection that was open already: to open one is a matter of the disk.
        """
        pool = self._engine.pool
        if not (isinstance(pool, QueuePool) and pool.checkedin()):
            return False
        self._open = self._engine.connect()
        with impatient(self._open), suppress(OperationalError):
            self._open.begin()
        return self._open.in_transaction()

    def _begun(self) -> sa.Connection:
        if self._open is None:
            self._open = self._engine.connect()
        if not self._open.in_transaction():
            self._open.begin()
        return self._open

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()


class Connections:
    """As many connections as there are threads, kept open."""

    def __init__(self, engine: sa.Engine, *, most: int) -> None:
        self.most = most
        self._engine = engine
        self._threads = _threads(most)

    async def answered(self, question: Callable[[PooledConnection], Coroutine[Any, Any, T]]) -> T:
        """As `reading`, for whoever only asks the database."""
        return await PooledConnection(self._engine, self._threads).answered(question)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[PooledConnection]:
        """A transaction that leaves nothing behind."""
        connection = PooledConnection(self._engine, self._threads)
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[PooledConnection]:
        """A transaction that is committed at the end, and undone by any exception."""
        async with self.reading() as connection:
            await connection.begin()
            yield connection
            await connection.commit()

    def dispose(self) -> None:
        """Close them. As with SQLAlchemy's engines, whoever asks again gets new ones."""
        self._threads.shutdown(wait=False)
        self._threads = _threads(self.most)
        self._engine.dispose()


def _threads(most: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(most, thread_name_prefix=THREADS)
