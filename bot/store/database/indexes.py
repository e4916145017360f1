"""The tables with all their indexes: here are those that hold some of the rows alone.

To name a condition for PostgreSQL loads its dialect, 2 MB that a bot on SQLite has no use for. So only who makes or
compares tables imports this.
"""

import sqlalchemy as sa

from bot.store.tables import incidents, is_behind, metadata, outbox

__all__ = ["metadata"]


def _of_some(name: str, *columns: sa.Column[object], where: sa.ColumnElement[bool], unique: bool = False) -> None:
    sa.Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


_of_some("ix_incidents_due", incidents.c.nag_due_at, where=incidents.c.nag_due_at.is_not(None))
_of_some("uq_outbox_surface", outbox.c.number, outbox.c.name, where=outbox.c.kind == "surface", unique=True)
_of_some("ix_outbox_waiting", outbox.c.lane, outbox.c.position, where=is_behind)
