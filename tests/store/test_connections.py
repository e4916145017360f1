"""What waits is waited for in a thread; within a write on SQLite nothing waits."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.store.database.connections import Connections, PooledConnection
from bot.store.database.sqlite import tune_reader, tune_writer
from tests.store.examples import opened


@pytest.fixture
async def rooms(tmp_path: Path) -> AsyncIterator[Connections]:
    engine = file(tmp_path)
    tune_writer(engine)
    connections = Connections(engine, most=1)
    async with connections.writing() as connection:
        await said(connection, "CREATE TABLE room (name TEXT PRIMARY KEY)")
        await said(connection, "INSERT INTO room VALUES ('attic'), ('cellar')")
    yield connections
    connections.dispose()


def file(folder: Path) -> sa.Engine:
    return sa.create_engine(f"sqlite:///{folder / 'one.db'}", connect_args={"check_same_thread": False})


async def said(connection: PooledConnection, sql: str) -> int:
    return await connection.do(lambda there: there.exec_driver_sql(sql).rowcount)


async def names(connections: Connections) -> list[str]:
    async with connections.reading() as connection:
        return await connection.do(lambda there: list(there.exec_driver_sql("SELECT name FROM room").scalars()))


async def where(connection: PooledConnection) -> threading.Thread:
    return await connection.do(lambda _: threading.current_thread())


async def test_within_a_write_on_sqlite_a_statement_is_done_where_it_is_asked_for(rooms: Connections) -> None:
    async with rooms.writing() as connection:
        assert threading.current_thread() is await where(connection)


async def test_a_write_on_sqlite_begins_at_once_where_nobody_else_writes(rooms: Connections) -> None:
    others: list[str] = []
    asyncio.get_running_loop().call_soon(others.append, "had their turn")
    async with rooms.writing():
        assert not others


async def test_who_waits_for_somebody_else_to_write_holds_up_nobody_and_has_their_turn(
    tmp_path: Path, rooms: Connections
) -> None:
    engine = file(tmp_path)
    tune_writer(engine)
    beside = Connections(engine, most=1)

    async def clear() -> None:
        async with rooms.writing() as connection:
            await said(connection, "DELETE FROM room")

    async with beside.writing() as connection:
        clearing = asyncio.create_task(clear())
        await asyncio.sleep(0)
        assert 2 == await said(connection, "UPDATE room SET name = name || '!'")
        assert not clearing.done()
    await clearing

    assert [] == await names(rooms)
    beside.dispose()


async def test_a_reading_leaves_the_loop_to_others(tmp_path: Path, rooms: Connections) -> None:
    assert ["attic", "cellar"] == await names(rooms)  # the file is there
    engine = file(tmp_path)
    tune_reader(engine)
    readers = Connections(engine, most=1)
    async with readers.reading() as connection:
        assert threading.current_thread() is not await where(connection)
    readers.dispose()


async def test_on_postgres_every_statement_leaves_the_loop_to_others(postgres_url: str) -> None:
    async with opened(postgres_url) as store, store._writer.writing() as connection:
        assert threading.current_thread() is not await where(connection)


async def test_what_is_not_committed_did_not_happen(rooms: Connections) -> None:
    async def clear_and_fail() -> None:
        async with rooms.writing() as connection:
            await said(connection, "DELETE FROM room")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await clear_and_fail()

    assert ["attic", "cellar"] == await names(rooms)


async def test_what_is_put_off_is_there_for_whatever_is_asked_next(rooms: Connections) -> None:
    adding = sa.text("INSERT INTO room VALUES (:name)")
    async with rooms.writing() as connection:
        connection.put_off(adding, [{"name": "loft"}])
        connection.put_off(adding, [{"name": "yard"}, {"name": "shed"}])

        assert 5 == await said(connection, "UPDATE room SET name = name")


async def test_what_is_put_off_is_committed_with_the_rest(rooms: Connections) -> None:
    async with rooms.writing() as connection:
        connection.put_off(sa.text("DELETE FROM room WHERE name = :name"), [{"name": "attic"}])

    assert ["cellar"] == await names(rooms)


async def test_what_is_put_off_and_refused_takes_everything_with_it(rooms: Connections) -> None:
    async def add_twice() -> None:
        async with rooms.writing() as connection:
            await said(connection, "DELETE FROM room WHERE name = 'attic'")
            connection.put_off(sa.text("INSERT INTO room VALUES (:name)"), [{"name": "cellar"}])

    with pytest.raises(IntegrityError, match="UNIQUE"):
        await add_twice()

    assert ["attic", "cellar"] == await names(rooms)


async def test_what_is_put_off_and_refused_is_left_out_of_no_commit(rooms: Connections) -> None:
    async def add_twice_and_go_on() -> None:
        async with rooms.writing() as connection:
            connection.put_off(sa.text("INSERT INTO room VALUES (:name)"), [{"name": "cellar"}])
            with suppress(IntegrityError):
                await said(connection, "DELETE FROM room WHERE name = 'attic'")

    with pytest.raises(IntegrityError, match="UNIQUE"):
        await add_twice_and_go_on()

    assert ["attic", "cellar"] == await names(rooms)


async def test_a_refused_statement_leaves_the_transaction_usable(rooms: Connections) -> None:
    async with rooms.writing() as connection:
        with pytest.raises(IntegrityError, match="UNIQUE"):
            await said(connection, "INSERT INTO room VALUES ('attic')")
        assert 1 == await said(connection, "UPDATE room SET name = 'loft' WHERE name = 'attic'")

    assert {"cellar", "loft"} == set(await names(rooms))


async def test_who_is_cancelled_leaves_at_once_and_the_connection_follows(rooms: Connections) -> None:
    is_there, goes_on = threading.Event(), threading.Event()

    def hang(there: sa.Connection) -> None:
        there.exec_driver_sql("DELETE FROM room")
        is_there.set()
        goes_on.wait()

    async def wait() -> None:
        async with rooms.reading() as connection:
            await connection.do(hang)

    waiting = asyncio.create_task(wait())
    await asyncio.to_thread(is_there.wait)
    waiting.cancel()
    await asyncio.wait({waiting})  # while the thread hangs still
    goes_on.set()

    assert ["attic", "cellar"] == await names(rooms)


async def test_a_file_that_somebody_else_holds_is_waited_for_without_holding_up_the_loop(
    tmp_path: Path, rooms: Connections
) -> None:
    other = Connections(file(tmp_path), most=1)
    async with rooms.writing(), other.reading() as connection:
        await connection.do(lambda there: there.exec_driver_sql("PRAGMA busy_timeout = 20"))
        asked = asyncio.create_task(said(connection, "DELETE FROM room"))
        await asyncio.sleep(0)
        assert not asked.done()
        with pytest.raises(OperationalError, match="locked"):
            await asked
    other.dispose()
