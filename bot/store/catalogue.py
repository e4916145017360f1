"""One row per incident for lists, look-ups and due times, rewritten in the transaction that appends to its logbook.

Law: never read to decide. Whoever decides replays the logbook, holding the lock that `lock` takes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.incident.policy import UNJUDGED_SEVERITY
from bot.store.tables import incidents, logbook
from bot.store.transactions import Reading, Upsert, Writing, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the lists show of an incident. Instants are aware UTC; `words_key` is the title as the desk compares it."""

    number: int
    title: str = ""
    severity: int | None = None
    status: str = "investigating"
    is_open: bool = True
    private: bool = False
    drill: bool = False
    declarer: str = ""
    opened_at: datetime | None = None
    resolved_at: datetime | None = None
    words_key: str = ""
    channel: str = ""
    card_ts: str = ""
    nag_due_at: datetime | None = None
    last_seq: int = 0
    last_chain: str = ""


async def next_number(tx: Writing) -> int:
    """The number of the incident that this transaction opens, from 1; it is this transaction's alone."""
    await tx.lock("incident number")
    return max((number for (number,) in await tx.all(_LAST_NUMBERS) if number is not None), default=0) + 1


_LAST_NUMBERS = sa.select(sa.func.max(incidents.c.number)).union_all(sa.select(sa.func.max(logbook.c.number)))


async def put(tx: Writing, row: Row) -> None:
    values = {field.name: getattr(row, field.name) for field in fields(row)}  # `asdict` would copy each of them
    tx.put_off(_putting(on_postgres=tx.on_postgres), [values])


@cache
def _putting(*, on_postgres: bool) -> Upsert:
    """Made once: SQLAlchemy takes longer to build this statement than the database to run it."""
    insert = insert_into(incidents, on_postgres=on_postgres)
    changed = {column.name: insert.excluded[column.name] for column in incidents.c}
    upsert: Upsert = insert.on_conflict_do_update(index_elements=[incidents.c.number], set_=changed)
    return upsert


async def numbers(tx: Reading) -> list[int]:
    """Every incident, in order, also one that only the logbook or only the catalogue knows."""
    known = sa.select(incidents.c.number).union(sa.select(logbook.c.number))
    return sorted(number for (number,) in await tx.all(known))


async def get(tx: Reading, number: int) -> Row | None:
    return next(iter(await _rows(tx, _OF_NUMBERS, {"numbers": [number]})), None)


async def last_seqs(tx: Reading, numbers: Collection[int]) -> dict[int, int]:
    """By number, in order, the seq of the last entry of these incidents; one that is none is left out."""
    rows = await tx.all(_LAST_SEQS, {"numbers": list(numbers)}) if numbers else ()
    return {row.number: row.last_seq for row in rows}


async def lock(tx: Writing, number: int) -> Row | None:
    """The row, which nobody else can lock before this transaction ends."""
    return next(iter(await lock_all(tx, [number])), None)


async def lock_all(tx: Writing, numbers: Collection[int]) -> tuple[Row, ...]:
    """The rows of these incidents, locked as by `lock`, in their order, lest two processes wait crosswise."""
    return await _rows(tx, _LOCKING, {"numbers": list(numbers)})


_OF_NUMBERS = (
    sa.select(incidents)
    .where(incidents.c.number.in_(sa.bindparam("numbers", expanding=True)))
    .order_by(incidents.c.number)
)
_LOCKING = _OF_NUMBERS.with_for_update()
_LAST_SEQS = _OF_NUMBERS.with_only_columns(incidents.c.number, incidents.c.last_seq)


async def by_channels(tx: Reading, channels: Collection[str]) -> dict[str, Row]:
    """The incidents that live in these Slack channels; a channel with none is left out."""
    rows = await _rows(tx, _IN_CHANNELS, {"channels": [channel for channel in channels if channel]})
    return {row.channel: row for row in rows}


_IN_CHANNELS = sa.select(incidents).where(incidents.c.channel.in_(sa.bindparam("channels", expanding=True)))


async def open_rows(tx: Reading) -> tuple[Row, ...]:
    """Every incident that is still open: real ones before drills, of these the most severe first, then the newest.

    Whoever shows some of them filters first and cuts afterwards, so that what is not for a reader hides nothing.
    """
    return await _rows(tx, _OPEN)


URGENCY = (incidents.c.drill, sa.func.coalesce(incidents.c.severity, UNJUDGED_SEVERITY))
_OPEN = (
    sa.select(incidents)
    .where(incidents.c.is_open)
    .order_by(*URGENCY, incidents.c.opened_at.desc(), incidents.c.number.desc())
)


async def behind(tx: Reading, number: int) -> tuple[Row, ...]:
    """Every incident with a higher number, in their order. Numbers are given under a lock: none comes late."""
    return await _rows(tx, _BEHIND, {"number": number})


_BEHIND = sa.select(incidents).where(incidents.c.number > sa.bindparam("number")).order_by(incidents.c.number)


async def ended_rows(tx: Reading) -> tuple[Row, ...]:
    """Every incident that is no longer open, the last to end first."""
    ended_at = sa.func.coalesce(incidents.c.resolved_at, incidents.c.opened_at)
    found = sa.select(incidents).where(~incidents.c.is_open).order_by(ended_at.desc(), incidents.c.number.desc())
    return await _rows(tx, found)


async def recent(tx: Reading, since: datetime, limit: int | None = None) -> tuple[Row, ...]:
    """Incidents that ended at or after `since`, or began and have not ended; the last to do so first.

    By its end, not by its beginning: one that lasted for weeks is as recent as any other on the day it is over.
    """
    last_at = sa.func.coalesce(incidents.c.resolved_at, incidents.c.opened_at)
    found = sa.select(incidents).where(last_at >= since).order_by(last_at.desc(), incidents.c.number.desc())
    return await _rows(tx, found.limit(limit))


async def due(tx: Reading, now: datetime, limit: int) -> dict[int, int]:
    """By number, the seq of the last entry of the incidents that have something to remind of, longest overdue first."""
    return {row.number: row.last_seq for row in await tx.all(_DUE, {"now": now, "most": limit})}


_DUE = (
    sa.select(incidents.c.number, incidents.c.last_seq)
    .where(incidents.c.nag_due_at <= sa.bindparam("now"))
    .order_by(incidents.c.nag_due_at, incidents.c.number)
    .limit(sa.bindparam("most"))
)


_EARLIEST_DUE = sa.select(sa.func.min(incidents.c.nag_due_at)).where(incidents.c.nag_due_at.is_not(None))


async def next_due_at(tx: Reading) -> datetime | None:
    """When the next incident wants to be looked at, be it past or to come."""
    at: datetime | None = await tx.value(_EARLIEST_DUE)
    return at


async def _rows(tx: Reading, statement: sa.Executable, values: Mapping[str, Any] | None = None) -> tuple[Row, ...]:
    return tuple(Row(**row._asdict()) for row in await tx.all(statement, values))
