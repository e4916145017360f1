"""Starts that were acknowledged before they are opened, because several declared at once.

Law: a row stays until somebody is about to tell what came of it. Whoever took it out tells; nobody else does.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from bot.store.tables import declared
from bot.store.transactions import Reading, Writing


@dataclass(frozen=True, slots=True)
class Declared:
    """The words of a start as they were typed, by whom and where; `cause` as in a request."""

    cause: str
    at: datetime
    person: str
    channel: str
    text: str


async def keep(tx: Writing, starts: Sequence[Declared]) -> None:
    """What is here already, for Slack sent it again, stays as it is."""
    rows = [{name: getattr(start, name) for name in _NAMES} for start in starts]  # `asdict` would copy each value
    tx.put_off(tx.insert(declared).on_conflict_do_nothing(), rows)


_NAMES = tuple(field.name for field in fields(Declared))


async def take_out(tx: Writing, causes: Collection[str]) -> frozenset[str]:
    """Which of them this transaction took out: who comes too late gets none."""
    rows = await tx.all(_TAKE_OUT, {"causes": list(causes)}) if causes else ()
    return frozenset(row.cause for row in rows)


_TAKE_OUT = (
    sa.delete(declared).where(declared.c.cause.in_(sa.bindparam("causes", expanding=True))).returning(declared.c.cause)
)


async def kept_until(tx: Reading, until: datetime) -> list[Declared]:
    """Those that wait since then or longer, in their order."""
    return [Declared(**row._asdict()) for row in await tx.all(_KEPT, {"until": until})]


_KEPT = sa.select(declared).where(declared.c.at <= sa.bindparam("until")).order_by(declared.c.at, declared.c.cause)
