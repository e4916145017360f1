"""What may be done inside a transaction, as two types: a `Writing` can be read from, a `Reading` cannot be written to.

Law: a transaction is begun and ended by `bot.store.engine` and by nobody else; nothing here commits.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from bot.store.database.connections import PooledConnection

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

Upsert: TypeAlias = "postgresql.Insert | sqlite.Insert"


def insert_into(table: sa.Table, *, on_postgres: bool) -> Upsert:
    """An INSERT that can say what to do about a row that is there already; both databases spell it alike.

    Only the one that is used is loaded: the other would be 4 MB and a tenth of what opening the memory takes.
    """
    if on_postgres:
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


class Reading:
    """A transaction that sees one moment of the memory and changes nothing."""

    def __init__(self, connection: PooledConnection) -> None:
        self._connection = connection

    @property
    def on_postgres(self) -> bool:
        return self._connection.on_postgres

    async def all(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> Sequence[sa.Row[Any]]:
        return await self._connection.do(lambda there: there.execute(statement, values).all())

    async def first(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> sa.Row[Any] | None:
        return await self._connection.do(lambda there: there.execute(statement, values).first())

    async def value(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row; None without a row."""
        return await self._connection.do(lambda there: there.execute(statement, values).scalar())


class Writing(Reading):
    """A transaction whose changes all come true at its end, or none does."""

    async def run(self, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> int:
        """Carry out the statement and answer how many rows it touched."""
        options = {"preserve_rowcount": True}
        return await self._connection.do(
            lambda there: there.execute(statement, values, execution_options=options).rowcount
        )

    async def run_each(self, statement: sa.Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carry out the statement once per row of parameters; without rows, do nothing."""
        if rows:
            await self._connection.do(lambda there: there.execute(statement, rows))

    def put_off(self, statement: sa.Executable, rows: Iterable[Mapping[str, Any]]) -> None:
        """As `run_each`, in one visit to the database with what is done next or with the commit, and unheard till then.

        What the same statement is to do for several incidents is done at once, in the place of the first. So it may not
        matter which of the statements that are put off comes first.
        """
        self._connection.put_off(statement, rows)

    def insert(self, table: sa.Table) -> Upsert:
        """As `insert_into`, for this database."""
        return insert_into(table, on_postgres=self.on_postgres)

    async def lock(self, name: str) -> None:
        """Wait until nobody else is in a transaction that asked for this name.

        On SQLite there is one writer at a time, so the wait is over already.
        """
        if self.on_postgres:
            await self.first(sa.select(sa.func.pg_advisory_xact_lock(lock_key(name))))


def lock_key(name: str) -> int:
    """The name as the 64-bit number by which PostgreSQL knows an advisory lock."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
