"""A statement visits the connection's thread once, and is otherwise what SQLAlchemy's own driver makes of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.database import sqlite_cursor


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{tmp_path / 'one.db'}", connect_args={"async_creator_fn": sqlite_cursor.connect}
    )
    async with engine.connect() as opened:
        await opened.exec_driver_sql("CREATE TABLE room (name TEXT PRIMARY KEY, people INTEGER)")
        await opened.exec_driver_sql("INSERT INTO room VALUES ('attic', 1), ('cellar', 2)")
        await opened.commit()
        yield opened
    await engine.dispose()


async def visits(connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that is done in the connection's thread from now on."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    seen: list[Any] = []
    visit = driver._execute

    async def counted(run: Any, *arguments: Any) -> Any:
        seen.append(run)
        return await visit(run, *arguments)

    monkeypatch.setattr(driver, "_execute", counted)
    return seen


async def test_a_select_is_one_visit(connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = await visits(connection, monkeypatch)
    rows = (await connection.execute(sa.text("SELECT name, people FROM room ORDER BY name"))).all()

    assert [("attic", 1), ("cellar", 2)] == [tuple(row) for row in rows]
    assert 1 == len(seen)


async def test_giving_back_a_connection_with_nothing_open_is_no_visit(
    connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = await visits(connection, monkeypatch)
    await connection.rollback()

    assert [] == seen


async def test_what_is_rolled_back_did_not_happen(connection: AsyncConnection) -> None:
    await connection.exec_driver_sql("DELETE FROM room")
    await connection.rollback()

    assert 2 == (await connection.exec_driver_sql("SELECT count(*) FROM room")).scalar()


async def test_a_refused_statement_leaves_the_connection_usable(connection: AsyncConnection) -> None:
    with pytest.raises(IntegrityError, match="UNIQUE"):
        await connection.exec_driver_sql("INSERT INTO room VALUES ('attic', 3)")

    assert 1 == (await connection.exec_driver_sql("UPDATE room SET people = 4 WHERE name = 'attic'")).rowcount


async def test_many_rows_go_in_with_one_visit(connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = await visits(connection, monkeypatch)
    await connection.execute(
        sa.text("INSERT INTO room VALUES (:name, :people)"), [{"name": f"r{n}", "people": n} for n in range(5)]
    )

    assert 1 == len(seen)
