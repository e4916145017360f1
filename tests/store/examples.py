"""A morning to remember: times, entries and posts that the tests of the memory share."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.ids import Ids
from bot.incident.effects import TO_CHANNEL, Post, Surface
from bot.incident.facts import Fact, Noted
from bot.incident.logbook import Entry
from bot.store import catalogue, logbook, outbox
from bot.store.engine import Store, Writing
from bot.store.outbox import Parcel

MORNING = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
ANA, LEO = "U0ANA", "U0LEO"
LEASE = timedelta(seconds=15)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    """A store of the test's own, closed however the test ends."""
    store = await Store.open(url)
    try:
        yield store
    finally:
        await store.close()


def minutes(count: float) -> datetime:
    """So many minutes into the morning."""
    return MORNING + timedelta(minutes=count)


def entry(seq: int, fact: Fact | None = None, *, cause: str = "") -> Entry:
    fact = fact or Noted(text=f"line {seq}")
    return Entry(seq, minutes(seq), minutes(seq + 1), ANA, cause or f"cmd:{seq}", fact)


async def write(store: Store, number: int, *entries: Entry) -> None:
    """Append as the desk does: logbook and catalogue in one transaction."""
    async with store.write("append") as tx:
        chain = await logbook.append(tx, number, entries, ids=Ids(number))
        row = catalogue.Row(number=number, opened_at=MORNING, last_seq=entries[-1].seq, last_chain=chain)
        await catalogue.put(tx, row)


async def post(tx: Writing, id: str, *, lane: str = "C1", waits_for: str = "", priority: int = 5) -> None:  # noqa: A002
    said = Post("noted", TO_CHANNEL, {"text": f"post {id}"})
    order = outbox.Order(id=id, post=said, lane=lane, waits_for=waits_for, priority=priority)
    await outbox.add_posts(tx, number=1, orders=[order], now=MORNING)


async def want(tx: Writing, name: str, seq: int, *, id: str = "") -> None:  # noqa: A002
    surface = (id or f"{name}-{seq}", Surface(name))
    await outbox.want(tx, number=1, surfaces=[surface], seq=seq, now=MORNING)


async def claim(store: Store, now: datetime = MORNING, *, limit: int = 10, by: str = "token") -> list[Parcel]:
    numbers = itertools.count(1)
    async with store.write("claim") as tx:
        return await outbox.claim(tx, now, token=lambda: f"{by}-{next(numbers)}", limit=limit, lease=LEASE)
