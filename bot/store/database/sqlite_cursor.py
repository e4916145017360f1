"""Runs each statement on SQLite in one visit to the connection's thread.

A cursor of aiosqlite goes there four times for one SELECT: to be made, to execute, to fetch, to be closed. When fifty
people declare at once, these visits take longer than all that is done there.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

import aiosqlite


class SqliteConnection(aiosqlite.Connection):
    """A connection whose cursors answer from memory. SQLAlchemy gets it as its `async_creator_fn`."""

    def cursor(self) -> "Cursor":  # type: ignore[override]  # the driver below only enters and uses it
        return Cursor(self)

    async def rollback(self) -> None:
        """Every connection that comes back to the pool is rolled back; most have nothing open."""
        if self.in_transaction:
            await super().rollback()


class Cursor:
    """What SQLAlchemy's driver uses of a cursor. All rows are fetched at once; statements here end with a LIMIT."""

    arraysize = 1

    def __init__(self, connection: SqliteConnection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        return await self._visit(lambda: self._connection._conn.execute(sql, parameters))  # noqa: SLF001 - our own

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Self:
        return await self._visit(lambda: self._connection._conn.executemany(sql, rows))  # noqa: SLF001 - our own

    async def fetchall(self) -> Sequence[Any]:
        return self._rows

    async def close(self) -> None:
        """It is closed: that was part of the visit."""

    async def _visit(self, run: Callable[[], Any]) -> Self:
        def there() -> tuple[Any, Sequence[Any], int, int | None]:
            cursor = run()
            try:
                rows = cursor.fetchall() if cursor.description else ()
                return cursor.description, rows, cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        seen = await self._connection._execute(there)  # type: ignore[no-untyped-call]  # noqa: SLF001 - our own
        self.description, self._rows, self.rowcount, self.lastrowid = seen
        return self


def connect(database: str, **options: Any) -> SqliteConnection:
    """An awaitable connection. Its thread ends with the process, as SQLAlchemy has it for its own connections."""
    connection = SqliteConnection(lambda: sqlite3.connect(database, **options), iter_chunk_size=1)
    connection._thread.daemon = True  # noqa: SLF001 - there is no other way to say it
    return connection
