"""Moves the memory to another database, and proves that all of it arrived.

Law: the source is only read, and nobody else may be at work on it. The target gets everything in one transaction, its
tables too, and nothing of it is committed before it is proved equal.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from bot.store import catalogue, logbook, migrations
from bot.store.database import urls
from bot.store.database.connections import Connections, PooledConnection
from bot.store.database.errors import NotMoved, in_our_words
from bot.store.database.sqlite import FileLock, tune_reader, tune_writer
from bot.store.tables import incidents, metadata, outbox
from bot.store.transactions import Reading, Writing

ROWS_AT_A_TIME = 1_000  # some hundred kilobytes of memory, however long the record is
LOOKS_MAX = 10  # a bot that was stopped just now takes a moment to leave PostgreSQL
LOOK_AGAIN_S = 0.2

# Everybody else who is connected to this PostgreSQL database; its own workers are no clients.
_OTHERS = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


@dataclass(frozen=True, slots=True)
class Moved:
    """What was proved: rows by table, equal in number and content, and so many chains that are whole on both sides."""

    rows: Mapping[str, int]
    chains: int


async def move(source: str, target: str, *, reached: Callable[[str], None] = lambda _: None) -> Moved:
    """Copy everything from one address to the other, and prove it before it counts.

    Raises NotMoved, BadAddress, InUse or Unavailable. `reached` hears "copied: <table>" and "before commit: move".
    """
    old, new = urls.parse(source), urls.parse(target)
    if old == new:
        raise NotMoved("Both addresses name the same database. Name another one to move to.")
    with in_our_words():
        async with _old(old) as reading, _new(new) as writing:
            moved = await _move(reading, writing, reached)
            reached("before commit: move")
    return moved


async def _move(source: PooledConnection, target: PooledConnection, reached: Callable[[str], None]) -> Moved:
    before = Reading(source)
    numbers = await catalogue.numbers(before)
    await _require_whole(before, numbers, where="here")
    await _make_ready(target)
    for table in metadata.sorted_tables:
        await _copy(table, source, target)
        reached(f"copied: {table.name}")
    rows = {table.name: await _require_equal(table, source, target) for table in metadata.sorted_tables}
    after = Reading(target)
    await _require_whole(after, await catalogue.numbers(after), where="in the copy")
    if await _ends(before) != await _ends(after):
        raise NotMoved("The copied incidents do not end as they do here. Nothing was kept of the copy.")
    return Moved(rows, len(numbers))


async def _make_ready(target: PooledConnection) -> None:
    """Make the tables in the target's transaction, unless it holds something already."""
    await Writing(target).lock("migrate")  # a bot that starts there at this moment waits for us
    there = await target.do(lambda connection: sa.inspect(connection).get_table_names())
    full = [name for name in there if name != "alembic_version" and await _has_rows(target, name)]
    if full:
        raise NotMoved(f"The database to move to is not empty: it has rows in {full[0]}. Name an empty one.")
    await target.do(migrations.upgrade)


async def _has_rows(connection: PooledConnection, name: str) -> bool:
    return await Reading(connection).first(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)) is not None


async def _copy(table: sa.Table, source: PooledConnection, target: PooledConnection) -> None:
    async for some in _rows(_in_order(table), source):
        await Writing(target).run_each(sa.insert(table), [row._asdict() for row in some])
    if table is outbox and target.on_postgres:
        # Positions were given, not drawn; the next one has to follow them.
        drawn_from = sa.func.pg_get_serial_sequence(table.name, "position")
        drawn = sa.select(sa.func.setval(drawn_from, sa.func.max(table.c.position))).select_from(table)
        await Writing(target).first(drawn)


async def _rows(rows: sa.Select[Any], connection: PooledConnection) -> AsyncIterator[Sequence[sa.Row[Any]]]:
    """All of them, some at a time."""
    options = {"yield_per": ROWS_AT_A_TIME}
    parts = await connection.do(lambda there: there.execute(rows, execution_options=options).partitions())
    while some := await connection.do(lambda _: next(parts, None)):
        yield some


async def _require_equal(table: sa.Table, source: PooledConnection, target: PooledConnection) -> int:
    """How many rows the table has, on both sides alike."""
    here, there = await _fingerprint(table, source), await _fingerprint(table, target)
    if here != there:
        raise NotMoved(
            f"The copy of {table.name} differs: {here[0]} rows here, {there[0]} there. Nothing was kept of the copy."
        )
    return here[0]


async def _fingerprint(table: sa.Table, connection: PooledConnection) -> tuple[int, int]:
    """The number of rows and the sum of their hashes: two databases sort texts differently, a sum does not mind."""
    count = total = 0
    async for some in _rows(sa.select(table), connection):
        count += len(some)
        total += sum(int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest(), "big") for row in some)
    return count, total


async def _require_whole(tx: Reading, numbers: list[int], *, where: str) -> None:
    for number in numbers:
        damage = await logbook.verify(tx, number)
        if damage is not None:
            raise NotMoved(f"A logbook {where} is not as it was written: {damage} Run `sitrep doctor --verify`.")


async def _ends(tx: Reading) -> list[tuple[int, int, str]]:
    """Where the catalogue says that each incident ends."""
    ends = sa.select(incidents.c.number, incidents.c.last_seq, incidents.c.last_chain).order_by(incidents.c.number)
    return [(row.number, row.last_seq, row.last_chain) for row in await tx.all(ends)]


def _in_order(table: sa.Table) -> sa.Select[Any]:
    return sa.select(table).order_by(*table.primary_key.columns)


@asynccontextmanager
async def _old(address: URL) -> AsyncIterator[PooledConnection]:
    """One moment of the source, while nobody else works on it. Raises InUse or NotMoved."""
    if urls.is_sqlite(address) and not urls.sqlite_path(address).exists():
        raise NotMoved(f"There is no database at {urls.sqlite_path(address)} to move from.")
    async with _alone(address, tune_reader, {"postgresql_readonly": True}) as connection:
        found = await connection.do(migrations.revision)
        if found != migrations.head():  # a newer one too: what we do not know of it would stay behind
            raise NotMoved(
                f"The database to move from is at revision {found or 'none'}, this version knows {migrations.head()}. "
                "Run `sitrep migrate` on it first, or move it with the version that runs on it."
            )
        yield connection


@asynccontextmanager
async def _new(address: URL) -> AsyncIterator[PooledConnection]:
    """The one transaction of the target. Raises InUse or NotMoved."""
    async with _alone(address, tune_writer, {}) as connection:
        yield connection


@asynccontextmanager
async def _alone(
    address: URL, tune: Callable[[sa.Engine], None], on_postgres: Mapping[str, object]
) -> AsyncIterator[PooledConnection]:
    """A transaction that sees one moment of the database, which nobody else has open. `on_postgres` are its options."""
    on_sqlite = urls.is_sqlite(address)
    lock = FileLock(urls.sqlite_path(address)) if on_sqlite else None
    limits = {"check_same_thread": False} if on_sqlite else {}
    engine = sa.create_engine(address, poolclass=NullPool, connect_args=limits)
    if on_sqlite:
        tune(engine)
    else:
        engine = engine.execution_options(isolation_level="REPEATABLE READ", **on_postgres)
    connections = Connections(engine, most=1)
    try:
        async with connections.writing() as connection:
            if not on_sqlite:
                await _require_nobody_else(connection, str(address.database))
            yield connection
    finally:
        connections.dispose()
        if lock is not None:
            lock.release()


async def _require_nobody_else(connection: PooledConnection, name: str) -> None:
    for _ in range(LOOKS_MAX):
        # Within a transaction PostgreSQL answers each look from its first one, unless that is forgotten.
        await Reading(connection).first(sa.text("SELECT pg_stat_clear_snapshot()"))
        if not await Reading(connection).value(_OTHERS):
            return
        await asyncio.sleep(LOOK_AGAIN_S)
    raise NotMoved(f"Somebody else is connected to the database {name}. Stop every bot and tool that uses it first.")
