"""Who was reminded when, of all incidents, so that nobody hears too often from all of them together.

Law: a row stands for a reminder that counts and was not dropped. Whoever decides on more takes the lock first: two who
decide at once, of two incidents or in two processes, would each see the other's too late.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.incident import reminders
from bot.incident.facts import Reminded, ReminderDropped
from bot.incident.logbook import Entry
from bot.store.tables import reminded
from bot.store.transactions import Reading, Writing


async def lock(tx: Writing) -> None:
    """Nobody else decides on reminders before this transaction ends. Take it before any incident's row."""
    await tx.lock("reminders")


async def note(tx: Writing, number: int, written: Sequence[Entry]) -> None:
    """What these entries of the incident say of who is reminded."""
    rows = [
        {"number": number, "seq": entry.seq, "person": entry.fact.person, "at": entry.at}
        for entry in written
        if isinstance(entry.fact, Reminded) and reminders.counts(entry.fact)
    ]
    tx.put_off(_REMINDING, rows)
    dropped = [entry.fact.reminder_seq for entry in written if isinstance(entry.fact, ReminderDropped)]
    if dropped:
        await tx.run(_DROP, {"in_incident": number, "seqs": dropped})


_REMINDING = sa.insert(reminded)
_DROP = sa.delete(reminded).where(
    reminded.c.number == sa.bindparam("in_incident"), reminded.c.seq.in_(sa.bindparam("seqs", expanding=True))
)


async def elsewhere(
    tx: Reading, number: int, persons: Collection[str], *, since: datetime
) -> dict[str, list[datetime]]:
    """When each of them was reminded later than that in other incidents than this one, aware UTC, in order."""
    heard: dict[str, list[datetime]] = {}
    for row in await tx.all(_ELSEWHERE, {"number": number, "persons": sorted(persons), "since": since}):
        heard.setdefault(row.person, []).append(row.at)
    return heard


_ELSEWHERE = (
    sa.select(reminded.c.person, reminded.c.at)
    .where(
        reminded.c.person.in_(sa.bindparam("persons", expanding=True)),
        reminded.c.at > sa.bindparam("since"),
        reminded.c.number != sa.bindparam("number"),
    )
    .order_by(reminded.c.at)
)
