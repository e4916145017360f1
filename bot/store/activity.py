"""What is no fact but counts for the reminders: when each person last gave a sign of each kind in an incident."""

from datetime import datetime
from typing import Literal, TypeAlias

import sqlalchemy as sa

from bot.incident.logbook import BOT
from bot.incident.state import Activity
from bot.store.tables import activity
from bot.store.transactions import Reading, Writing

Kind: TypeAlias = Literal["seen", "substance", "form"]
NO_INCIDENT = 0  # what concerns all of them; incidents are numbered from 1
HEARD = "heard"  # until when the bot heard all that Slack sent


async def touch(tx: Writing, number: int, person: str, kind: Kind, at: datetime) -> None:
    """Note the sign; an earlier one that arrives late changes nothing."""
    await _touch(tx, number, person, kind, at)


async def _touch(tx: Writing, number: int, person: str, kind: str, at: datetime) -> None:
    insert = tx.insert(activity).values(number=number, person=person, kind=kind, at=at)
    await tx.run(
        insert.on_conflict_do_update(
            index_elements=["number", "person", "kind"],
            set_={"at": insert.excluded.at},
            where=activity.c.at < insert.excluded.at,
        )
    )


async def hear_until(tx: Writing, at: datetime) -> None:
    """Note that all that Slack sent until then was heard; of several processes the latest counts."""
    await _touch(tx, NO_INCIDENT, BOT, HEARD, at)


async def heard_until(tx: Reading) -> datetime | None:
    """Until when all was heard, aware UTC; None before the first connection ever."""
    found: datetime | None = await tx.value(
        sa.select(activity.c.at).where(activity.c.number == NO_INCIDENT, activity.c.kind == HEARD)
    )
    return found


async def clear(tx: Writing, number: int, person: str, kind: Kind) -> None:
    """Forget the sign: the form was closed."""
    await tx.run(
        sa.delete(activity).where(activity.c.number == number, activity.c.person == person, activity.c.kind == kind)
    )


async def of(tx: Reading, number: int) -> Activity:
    signs: dict[str, dict[str, datetime]] = {"seen": {}, "substance": {}, "form": {}}
    for row in await tx.all(sa.select(activity).where(activity.c.number == number)):
        signs[row.kind][row.person] = row.at
    return Activity(**signs)
