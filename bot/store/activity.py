"""What is no fact but counts for the reminders: when each person last gave a sign of each kind in an incident."""

from datetime import datetime
from typing import Literal, TypeAlias

import sqlalchemy as sa

from bot.incident.state import Activity
from bot.store.tables import activity
from bot.store.transactions import Reading, Writing

Kind: TypeAlias = Literal["seen", "substance", "form"]


async def touch(tx: Writing, number: int, person: str, kind: Kind, at: datetime) -> None:
    """Note the sign; an earlier one that arrives late changes nothing."""
    insert = tx.insert(activity).values(number=number, person=person, kind=kind, at=at)
    await tx.run(
        insert.on_conflict_do_update(
            index_elements=["number", "person", "kind"],
            set_={"at": insert.excluded.at},
            where=activity.c.at < insert.excluded.at,
        )
    )


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
