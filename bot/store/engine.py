"""Opens the memory, and begins and ends every transaction on it.

Law: reading and writing are two types, so what may be done is decided before anything runs; nobody else commits.
One pool of connections writes, another reads: with one for both, a reader delays whoever waits for an acknowledgement.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.store import migrations, outbox
from bot.store.database import postgres, triggers, urls
from bot.store.database.connections import Connections, PooledConnection
from bot.store.database.errors import Unavailable, in_our_words
from bot.store.database.health import Health
from bot.store.database.sqlite import BesideLock, BotLock, InUse, tune_reader, tune_writer, tune_writer_beside
from bot.store.database.urls import BadAddress
from bot.store.database.write_queue import PriorityLock
from bot.store.migrations import NotMigrated
from bot.store.transactions import Reading, Writing

__all__ = ["BadAddress", "InUse", "NestedTransaction", "NotMigrated", "Reading", "Store", "Unavailable", "Writing"]

POOL_TIMEOUT_S = 2  # Slack gives 3 s for an answer; a refusal within them can still be told
SQLITE_READERS = 4
POSTGRES_READERS = 6
POSTGRES_WRITERS = 4  # at once: more get into each other's way

# A reading sees one moment, as on SQLite, however many statements it takes.
_ONLY_READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

T = TypeVar("T")

_log = logging.getLogger(__name__)


class NestedTransaction(RuntimeError):
    """A transaction was opened inside a write of the same task, which on SQLite would wait for itself."""


def _no_one_listens(_what: str) -> None:
    """The default of `reached`."""


class Store:
    """The memory, open. `close` it when done."""

    def __init__(
        self,
        *,
        writer: Connections,
        reader: Connections,
        file: BotLock | BesideLock | None = None,
        reached: Callable[[str], None] = _no_one_listens,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._file = file
        self._reached = reached
        # Who is next is decided here and not by the pool, which knows no persons.
        self._lock = PriorityLock(places=writer.most, patience_s=POOL_TIMEOUT_S)
        self._seats = PriorityLock(places=reader.most, patience_s=POOL_TIMEOUT_S)
        self._writing: dict[asyncio.Task[object] | None, str] = {}
        self._watching: Callable[[], AbstractContextManager[None]] = nullcontext

    @classmethod
    async def open(
        cls, url: str, *, reached: Callable[[str], None] = _no_one_listens, health: Health | None = None
    ) -> "Store":
        """A migrated database, open for a bot. Raises BadAddress, InUse, NotMigrated or Unavailable, saying what to do.

        `reached` hears "before commit: …" and "after commit: …" of every write, so that a test can stop there.
        `health` learns from then on how every transaction ends.
        """
        address = urls.parse(url)
        store = cls._on_sqlite(address, reached) if urls.is_sqlite(address) else cls._on_postgres(address, reached)
        await store._make_ready()  # noqa: SLF001 - a store of this very class
        if health is not None:
            store._watching = health.watching  # noqa: SLF001 - a store of this very class
        return store

    @classmethod
    async def open_beside(cls, url: str) -> "Store":
        """A migrated database, open for a moment, to write beside a bot or others like us, or where no bot runs.

        Nobody's lease is touched. To be closed soon: nobody can migrate meanwhile. Raises BadAddress, InUse while the
        file is migrated or moved, NotMigrated or Unavailable, each saying what to do.
        """
        address = urls.parse(url)
        store = cls._on_sqlite_beside(address) if urls.is_sqlite(address) else cls._on_postgres(address)
        await store._make_ready()  # noqa: SLF001 - a store of this very class
        return store

    @classmethod
    async def open_to_read(cls, url: str) -> "Store":
        """A migrated database, open to look at it, also beside a running bot: nothing is locked, mended or freed.

        Raises BadAddress, NotMigrated or Unavailable, each saying what to do. A write is refused by the database.
        """
        address = urls.parse(url)
        if urls.is_sqlite(address):
            _require_file(address)
            engine = _file_engine(address)
            tune_reader(engine)
        else:
            engine = sa.create_engine(
                address,
                execution_options=_ONLY_READING,
                connect_args=postgres.CONNECT_ARGS,
                pool_size=2,
                max_overflow=0,
            )
            postgres.tune(engine)
        connections = Connections(engine, most=1)
        store = cls(writer=connections, reader=connections)
        try:
            with in_our_words():
                async with connections.reading() as connection:
                    await connection.do(migrations.require_usable)
        except BaseException:
            await store.close()
            raise
        return store

    @classmethod
    async def require_writable(cls, url: str) -> None:
        """Raise Unavailable unless a write could begin; none does, and beside a bot it takes the turn of one."""
        address = urls.parse(url)
        if urls.is_sqlite(address):
            engine = _file_engine(address)
            tune_writer_beside(engine)
        else:
            engine = sa.create_engine(address, connect_args=postgres.CONNECT_ARGS)
        connections = Connections(engine, most=1)
        try:
            with in_our_words():
                async with connections.writing() as connection:
                    await connection.do(postgres.require_writable)
        finally:
            connections.dispose()

    @classmethod
    def _on_sqlite(cls, address: URL, reached: Callable[[str], None]) -> "Store":
        file = BotLock(_require_file(address))
        writer, reader = _file_engine(address), _file_engine(address, connections=SQLITE_READERS)
        tune_writer(writer)
        tune_reader(reader)
        return cls(
            writer=Connections(writer, most=1),
            reader=Connections(reader, most=SQLITE_READERS),
            file=file,
            reached=reached,
        )

    @classmethod
    def _on_sqlite_beside(cls, address: URL) -> "Store":
        file = BesideLock(_require_file(address))
        writer, reader = _file_engine(address), _file_engine(address)
        tune_writer_beside(writer)
        tune_reader(reader)
        return cls(writer=Connections(writer, most=1), reader=Connections(reader, most=1), file=file)

    @classmethod
    def _on_postgres(cls, address: URL, reached: Callable[[str], None] = _no_one_listens) -> "Store":
        writer = sa.create_engine(
            address,
            pool_size=POSTGRES_WRITERS + POSTGRES_READERS,
            max_overflow=0,
            pool_timeout=POOL_TIMEOUT_S,
            connect_args=postgres.CONNECT_ARGS,
        )
        postgres.tune(writer)
        reader = writer.execution_options(**_ONLY_READING)
        return cls(
            writer=Connections(writer, most=POSTGRES_WRITERS),
            reader=Connections(reader, most=POSTGRES_READERS),
            reached=reached,
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """One moment of the memory. Fetch and leave: fold and render when the connection is free again."""
        self._refuse_nesting("a read")
        with self._watching(), in_our_words():
            async with self._seats.of_a_person(), self._reader.reading() as connection:
                yield Reading(connection)

    async def ask(self, question: Callable[[Reading], Coroutine[Any, Any, T]]) -> T:
        """As `read`, in one visit to a thread however much is asked.

        The question runs in that thread: it waits for nothing but the database, and changes nothing that others see.
        """
        self._refuse_nesting("a question")
        with self._watching(), in_our_words():
            async with self._seats.of_a_person():
                return await self._reader.answered(lambda connection: question(Reading(connection)))

    async def triggers_are_whole(self) -> bool:
        """Whether the database itself still keeps the logbook append-only."""
        with in_our_words():
            async with self._reader.reading() as connection:
                return await connection.do(triggers.are_whole)

    @asynccontextmanager
    async def write(self, what: str) -> AsyncIterator[Writing]:
        """One change of the memory that a person waits for: committed at the end, undone by any exception."""
        self._refuse_nesting(f"the write {what!r}")
        with self._watching(), in_our_words():
            async with self._lock.of_a_person(), self._change(what) as tx:
                yield tx
        self._reached(f"after commit: {what}")

    @asynccontextmanager
    async def write_behind(self, *works: str) -> AsyncIterator[Writing]:
        """As `write`, for what nobody waits for, and for several such things at once: people go first."""
        self._refuse_nesting(f"the write {works[0]!r}")
        with self._watching(), in_our_words():
            async with self._lock.of_work_behind(), self._change(*works) as tx:
                yield tx
        for what in works:
            self._reached(f"after commit: {what}")

    @asynccontextmanager
    async def _change(self, *works: str) -> AsyncIterator[Writing]:
        task = asyncio.current_task()
        self._writing[task] = works[0]
        try:
            async with self._writer.writing() as connection:
                yield Writing(connection)
                for what in works:
                    self._reached(f"before commit: {what}")
        finally:
            del self._writing[task]

    async def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()
        if self._file is not None:
            self._file.release()

    async def _make_ready(self) -> None:
        """See that the database is fit to be written to; close it if it is not."""
        try:
            with in_our_words():
                async with self._writer.writing() as connection:
                    await self._prepare(connection)
        except BaseException:
            await self.close()
            raise

    async def _prepare(self, connection: PooledConnection) -> None:
        await connection.do(migrations.require_usable)
        await connection.do(postgres.require_writable)
        await connection.do(_mend_triggers)
        if isinstance(self._file, BotLock):  # we are the only bot: whoever held a lease is gone
            await outbox.void_leases(Writing(connection))

    def _refuse_nesting(self, what: str) -> None:
        outer = self._writing.get(asyncio.current_task())
        if outer is not None:
            raise NestedTransaction(f"{what} was opened inside the write {outer!r}; use that one")


def _file_engine(address: URL, *, connections: int = 1) -> sa.Engine:
    """Its connections go from thread to thread, each in one at a time."""
    threads = {"check_same_thread": False}
    return sa.create_engine(
        address, pool_size=connections, max_overflow=0, pool_timeout=POOL_TIMEOUT_S, connect_args=threads
    )


def _require_file(address: URL) -> Path:
    path = urls.sqlite_path(address)
    if not path.exists():
        raise NotMigrated(f"There is no database at {path} yet. Run `sitrep migrate`.")
    return path


def _mend_triggers(connection: sa.Connection) -> None:
    if not triggers.are_whole(connection):
        _log.warning("The triggers that keep the logbook append-only were missing or changed; they are back.")
        triggers.create(connection)
