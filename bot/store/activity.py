"""What is no fact but counts for the reminders: when each person last gave a sign of each kind in an incident."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Literal, TypeAlias, get_args

import sqlalchemy as sa

from bot.incident.logbook import BOT
from bot.incident.state import Activity
from bot.store.tables import activity
from bot.store.transactions import Reading, Upsert, Writing, insert_into

SignKind: TypeAlias = Literal["seen", "substance", "form", "brief"]
NO_INCIDENT = 0  # what concerns all of them; incidents are numbered from 1
HEARD = "heard"  # until when the bot heard all that Slack sent
LISTENED = "listened"  # until when nothing came, and nothing was known to be missing


async def touch(tx: Writing, number: int, person: str, kind: SignKind, at: datetime) -> None:
    """The sign is noted; an earlier one that arrives late changes nothing."""
    await touch_all(tx, {(number, person, kind): at})


async def touch_all(tx: Writing, signs: Mapping[tuple[int, str, SignKind], datetime]) -> None:
    """Each sign is noted, by incident, person and kind, in that order, lest two processes wait crosswise."""
    rows = [(number, person, kind, at) for (number, person, kind), at in sorted(signs.items())]
    await _note(tx, rows)


async def _note(tx: Writing, rows: Sequence[tuple[int, str, str, datetime]]) -> None:
    names = ("number", "person", "kind", "at")
    tx.put_off(_noting(on_postgres=tx.on_postgres), [dict(zip(names, row, strict=True)) for row in rows])


@cache
def _noting(*, on_postgres: bool) -> Upsert:
    """Made once: SQLAlchemy takes longer to build this statement than the database to run it."""
    insert = insert_into(activity, on_postgres=on_postgres)
    upsert: Upsert = insert.on_conflict_do_update(
        index_elements=["number", "person", "kind"],
        set_={"at": insert.excluded.at},
        where=activity.c.at < insert.excluded.at,
    )
    return upsert


async def hear_until(tx: Writing, at: datetime) -> None:
    """All that Slack sent until then was heard, and that is noted; of several processes the latest counts."""
    await _note(tx, [(NO_INCIDENT, BOT, HEARD, at)])


async def heard_until(tx: Reading) -> datetime | None:
    """Until when all was heard, aware UTC; None before the first connection ever."""
    return await _noted(tx, HEARD)


async def listen_until(tx: Writing, at: datetime) -> None:
    """Note that Slack sent nothing for a while until then, and may have had nothing to send."""
    await _note(tx, [(NO_INCIDENT, BOT, LISTENED, at)])


async def listened_until(tx: Reading) -> datetime | None:
    """Until when nothing but silence says that anything was missed, aware UTC; None if that was never noted."""
    return await _noted(tx, LISTENED)


async def _noted(tx: Reading, kind: str) -> datetime | None:
    found: datetime | None = await tx.value(
        sa.select(activity.c.at).where(activity.c.number == NO_INCIDENT, activity.c.kind == kind)
    )
    return found


async def of(tx: Reading, number: int) -> Activity:
    return (await of_all(tx, [number]))[number]


async def of_all(tx: Reading, numbers: Collection[int]) -> dict[int, Activity]:
    """The signs in each of these incidents; a newer version may have noted others."""
    signs: dict[int, dict[str, dict[str, datetime]]] = {n: {kind: {} for kind in get_args(SignKind)} for n in numbers}
    for row in await tx.all(_OF_NUMBERS, {"numbers": list(numbers)}):
        if row.kind in signs[row.number]:
            signs[row.number][row.kind][row.person] = row.at
    return {number: Activity(**kinds) for number, kinds in signs.items()}


_OF_NUMBERS = sa.select(activity).where(activity.c.number.in_(sa.bindparam("numbers", expanding=True)))
