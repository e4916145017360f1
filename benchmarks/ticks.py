"""A tick with 100, 10,000 and 100,000 open incidents, with nothing due and with one reminder to decide; and how late
reminders are under load (lateness.py).

Everybody in them was reminded three times within the hour, which is as much as anybody ever is. The best of several
counts, for what else the machine does is no work of ours.
"""

import asyncio
import gc
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from benchmarks.lateness import lateness
from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import lifecycle, roles
from bot.incident.policy import Policy
from bot.store import migrations
from bot.store.engine import Store
from bot.store.tables import incidents, reminded
from tests.postgres import Cluster

OPEN = (100, 10_000, 100_000)
TICKS, DUE = 50, 5
GOAL = 2  # times the tick with a hundred
NINE = datetime(2026, 5, 14, 9, tzinfo=UTC)
LEO, ANA = "U0LEO", "U0ANA"


async def measure() -> list[str]:
    cluster = await asyncio.to_thread(Cluster)
    try:
        with tempfile.TemporaryDirectory(prefix="sitrep-bench-") as folder:
            places = {"SQLite": f"sqlite:///{folder}/ticks.db", "PostgreSQL": cluster.create("ticks")}
            loud = {"SQLite": f"sqlite:///{folder}/loud.db", "PostgreSQL": cluster.create("loud")}
            lines = [line for name, url in places.items() for line in await _on(name, url)]
            return [*lines, *[await lateness(name, url) for name, url in loud.items()]]
    finally:
        await asyncio.to_thread(cluster.stop)


async def _on(name: str, url: str) -> list[str]:
    await asyncio.to_thread(migrations.migrate, url)
    store, clock = await Store.open(url), HandClock(NINE)
    desk = Desk(store, clock=clock, ids=Ids(1), policy=Policy())
    idle, busy, known = [], [], 0
    for total in OPEN:
        await _fill(store, known, total)
        known = total
        idle.append(await _idle(desk, clock))
        busy.append(await _busy(desk, clock, total))
    await store.close()
    return [_line(name, what, took) for what, took in (("nothing due", idle), ("one reminder to decide", busy))]


def _line(name: str, what: str, took_ms: list[float]) -> str:
    shown = ", ".join(f"{ms:.2f} ms with {total:,}" for total, ms in zip(OPEN, took_ms, strict=True))
    return f"{name}, a tick with {what}: {shown} open: {max(took_ms) / took_ms[0]:.1f} times (goal {GOAL})"


async def _fill(store: Store, known: int, total: int) -> None:
    """Incidents that are due tomorrow, as the catalogue has them, each with three reminders to somebody."""
    numbers = range(-total, -known)  # below all numbers, so that the next one is still the first
    words = dict.fromkeys(("title", "declarer", "words_key", "channel", "card_ts", "last_chain"), "")
    row = {**words, "status": "investigating", "is_open": True, "private": False, "drill": False, "last_seq": 1}
    rows = [{**row, "number": n, "opened_at": NINE, "nag_due_at": NINE + timedelta(days=1)} for n in numbers]
    told = [
        {"number": n, "seq": seq, "person": f"U{n}", "at": NINE - timedelta(minutes=seq)}
        for n in numbers
        for seq in (1, 2, 3)
    ]
    async with store.write("fill") as tx:
        await tx.run_each(sa.insert(incidents), rows)
        await tx.run_each(sa.insert(reminded), told)


async def _idle(desk: Desk, clock: HandClock) -> float:
    return await _best([partial(desk.sweep, clock.now())] * TICKS)


async def _busy(desk: Desk, clock: HandClock, total: int) -> float:
    """Each with another holder, who heard enough elsewhere or nothing."""
    took: list[float] = []
    for place in range(DUE):
        title, holder = f"Documents missing {total} {place}", f"U{-1 - place}"
        rule = partial(lifecycle.open_incident, title=title, severity=1, offers=[])
        opened = (await desk.start(rule, title=title, by=f"L{total}-{place}", cause=title)).outcome.incident.number
        await desk.act(opened, partial(roles.take, role="logs"), by=holder, cause=f"{title}: logs")
        clock.turn(clock.now() + timedelta(minutes=5))
        took.append(await _best([partial(desk.sweep, clock.now())]))
        await desk.act(opened, lifecycle.resolve, by=holder, cause=f"{title}: over")
    return min(took)


async def _best(ticks: list[partial[object]]) -> float:
    """Milliseconds."""
    took = []
    for tick in ticks:
        gc.collect()  # what the start of an incident left behind is no work of the tick
        began = time.perf_counter()
        await tick()  # type: ignore[misc]
        took.append((time.perf_counter() - began) * 1000)
    return min(took)
