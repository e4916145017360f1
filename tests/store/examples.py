"""A morning to remember: times, entries and posts that the tests of the memory share."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.ids import Ids
from bot.incident.effects import TO_CHANNEL, Post, Surface
from bot.incident.facts import Fact, Noted, Opened, Redacted, Reminded
from bot.incident.logbook import Entry
from bot.store import activity, catalogue, codec, declared, logbook, outbox, past, people, reminded, transcript
from bot.store.database import urls
from bot.store.declared import Declared
from bot.store.engine import Store, Writing
from bot.store.outbox import Parcel
from bot.store.people import Person
from bot.store.tables import metadata
from bot.store.transcript import Said
from bot.story.recall.past import Past

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


def redacted(seq: int, rest: Fact | None = None) -> Redacted:
    """That the words of an entry were removed; `rest` is what is left of it."""
    return Redacted(seq=seq, why="it names a patient", rest=codec.encode(rest or Noted(text="[removed]")))


async def want(tx: Writing, name: str, seq: int, *, id: str = "") -> None:  # noqa: A002
    surface = (id or f"{name}-{seq}", Surface(name))
    await outbox.want(tx, number=1, surfaces=[surface], seq=seq, now=MORNING)


async def claim(store: Store, now: datetime = MORNING, *, limit: int = 10, by: str = "token") -> list[Parcel]:
    numbers = itertools.count(1)
    async with store.write("claim") as tx:
        return await outbox.claim(tx, now, token=lambda: f"{by}-{next(numbers)}", limit=limit, lease=LEASE)


async def hear(tx: Writing, said: Said, learnt_at: datetime) -> bool:
    (is_news,) = await transcript.hear_all(tx, [said], learnt_at)
    return is_news


async def latest(tx: Writing, channel: str, ts: str) -> Said | None:
    return next(iter(await transcript.at(tx, [(channel, ts)])), None)


async def filled(url: str) -> None:
    """A row in every table, words that are hard to carry among them."""
    async with opened(url) as store:
        removed = entry(4, redacted(2))
        await write(store, 1, entry(1, Opened(title="Belege fehlen — 🔥 \\ ' \" %s")), entry(2), entry(3), removed)
        await write(store, 2, entry(1, Opened(title="")), entry(2, Noted(text="שלום")))
        async with store.write("the rest") as tx:
            await logbook.redact(tx, 1, 2)
            await post(tx, "p1")
            await want(tx, "card", 3)
            await people.put(tx, Person(id=ANA, name="Ana Lima", handle="ana"))
            await past.bring_in(tx, [Past(name="ferry", title="Fähre “spät”", imported=True)])
            said = Said(channel="C1", ts="1700000000.000100", thread_ts="", author=ANA, text="two\nlines", edited_ts="")
            await hear(tx, said, MORNING)
            event = "1700000001.000100"
            await transcript.react(
                tx, channel="C1", ts=said.ts, person=LEO, name="pushpin", on=True, event_ts=event, learnt_at=MORNING
            )
            await activity.touch(tx, 1, ANA, "seen", MORNING)
            told = Reminded(roles=("logs",), person=ANA, rung="due", due_at=MORNING)
            await reminded.note(tx, 1, [entry(5, told)])
            await declared.keep(tx, [Declared("cmd:1", MORNING, ANA, "C1", "start")])
        await claim(store)


def everything(url: str) -> dict[str, set[tuple[object, ...]]]:
    """Every row of every table; empty for a database without tables."""
    engine = sa.create_engine(urls.parse(url))
    with engine.connect() as connection:
        there = set(sa.inspect(connection).get_table_names()) & set(metadata.tables)
        found = {name: {tuple(row) for row in connection.execute(sa.select(metadata.tables[name]))} for name in there}
    engine.dispose()
    return found
