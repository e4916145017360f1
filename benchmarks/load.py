"""A loud morning: fifty starts under Slack's own limits, then people who talk far faster than anybody reads.

An event counts as heard when it is acknowledged, which is after its commit. Both databases, beside a Bolt app that does
nothing in the same run: what that one needs is this machine's and not ours.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import sqlalchemy as sa

from benchmarks.rig import bot, percentile, slack, until
from bot.store.engine import Store
from bot.store.tables import versions
from tests.postgres import Cluster
from workspace.server import LocalSlack
from workspace.spec.slack import LIMITS

CHANNELS = 50
GOAL_MS = 300
LOUD = ((100, 60), (500, 10))  # messages a second, for so many seconds
CALM_S = 3  # what fifty starts leave to be posted is not what is measured
STEP_S = 0.02  # whoever is due since the last look speaks together, as people do


class Stopwatch:
    """How long each event waited for its acknowledgement, in ms; one that was sent again counts from the first time."""

    def __init__(self, local: LocalSlack) -> None:
        socket: Any = local._socket  # noqa: SLF001 - when an envelope leaves and comes back, nobody else knows
        self.waits_ms: list[float] = []
        self.again = 0
        self._left_at: dict[str, float] = {}
        self._send: Callable[..., None] = socket._send  # noqa: SLF001 - likewise
        self._acknowledged: Callable[[str], None] = socket._acknowledged  # noqa: SLF001 - likewise
        socket._send, socket._acknowledged = self._leaves, self._returns  # noqa: SLF001 - likewise

    @property
    def never(self) -> int:
        """How many events were given up without an acknowledgement, once all is quiet."""
        return len(self._left_at)

    def _leaves(self, envelope: dict[str, Any], *more: Any, **named: Any) -> None:
        self.again += envelope["envelope_id"] in self._left_at
        self._left_at.setdefault(envelope["envelope_id"], time.perf_counter())
        self._send(envelope, *more, **named)

    def _returns(self, text: str) -> None:
        left_at = self._left_at.pop(json.loads(text).get("envelope_id", ""), None)
        if left_at is not None:
            self.waits_ms.append((time.perf_counter() - left_at) * 1000)
        self._acknowledged(text)

    def reset(self) -> None:
        self.waits_ms.clear()
        self._left_at.clear()
        self.again = 0


async def measure() -> list[str]:
    lines = await _bare()
    async with _databases() as databases:
        for name, (quiet, loud) in databases.items():
            lines += [f"{name}: {line}" for line in (await _limited(quiet), *await _talked(loud))]
    return lines


@asynccontextmanager
async def _databases() -> AsyncIterator[dict[str, tuple[str, str]]]:
    """Two empty databases of each kind."""
    cluster = await asyncio.to_thread(Cluster)
    try:
        with tempfile.TemporaryDirectory(prefix="sitrep-load-") as folder:
            yield {
                "SQLite": (f"sqlite:///{folder}/quiet.db", f"sqlite:///{folder}/loud.db"),
                "PostgreSQL": (cluster.create("quiet"), cluster.create("loud")),
            }
    finally:
        await asyncio.to_thread(cluster.stop)


def talkative() -> AbstractAsyncContextManager[LocalSlack]:
    """Without rate limits, for these are for apps; events are sent again after Slack's own three seconds."""
    return slack(CHANNELS, rate_limits=False, ack_within_s=LIMITS.ack_within_s)


async def _bare() -> list[str]:
    """The floor: the same messages into the same channels, acknowledged by a listener that does nothing."""
    async with talkative() as local, bot(local, command=("-m", "benchmarks.bare_bolt")):
        rooms = [await _room_with_bot(local, number) for number in range(CHANNELS)]
        return [f"a bare Bolt listener: {line}" for line in await _loud(local, rooms)]


async def _room_with_bot(local: LocalSlack, number: int) -> str:
    room = await local.people.creates(f"p{number:02}", f"room-{number}")
    await local.people.invites(f"p{number:02}", local.bot_user_id, room)
    return room


async def _limited(url: str) -> str:
    """Fifty starts with Slack's tiers: the answers must not wait for Slack; the channels follow, twenty a minute."""
    async with slack(CHANNELS, rate_limits=True) as local, bot(local, database_url=url) as running:
        await running.rested()
        began = time.perf_counter()
        waits = await asyncio.gather(*(declares(local, number) for number in range(CHANNELS)))
        await until(lambda: len(rooms_ready(local)) == CHANNELS)
        told = f"{CHANNELS} starts at once under Slack's limits: acknowledgement p99 {percentile(waits, 0.99):.0f} ms"
        return f"{told} (goal {GOAL_MS}), all ready after {time.perf_counter() - began:.0f} s"


async def _talked(url: str) -> list[str]:
    """Fifty incidents, whose leads then talk; every word must be in the transcript afterwards."""
    async with talkative() as local, bot(local, database_url=url) as running:
        await asyncio.gather(*(declares(local, number) for number in range(CHANNELS)))
        await until(lambda: len(rooms_ready(local)) == CHANNELS)
        await asyncio.sleep(CALM_S)
        before_mb = running.memory_mb()
        lines = await _loud(local, rooms_ready(local))
        said = sum(rate * seconds for rate, seconds in LOUD)
        lost = said - await _heard(url)
        memory = f"memory {before_mb:.0f} MB before, {running.memory_mb():.0f} MB after"
        return [*lines, f"{said} messages said, {lost} lost; {memory}"]


async def _loud(local: LocalSlack, rooms: list[str]) -> list[str]:
    stopwatch, lines = Stopwatch(local), []
    for rate, seconds in LOUD:
        await local.quiet()
        stopwatch.reset()
        took_s = await all_say(local, rooms, rate=rate, count=rate * seconds)
        await local.quiet()
        p50, p99 = percentile(stopwatch.waits_ms, 0.5), percentile(stopwatch.waits_ms, 0.99)
        told = f"{rate} messages a second for {seconds} s (said in {took_s:.1f} s): acknowledgement p50 {p50:.0f} ms"
        lines.append(
            f"{told}, p99 {p99:.0f} ms (goal {GOAL_MS}), sent again {stopwatch.again}, never {stopwatch.never}"
        )
    return lines


async def all_say(local: LocalSlack, rooms: list[str], *, rate: int, count: int) -> float:
    """Each person speaks in their own room, in turn; seconds until all is said."""
    began, said = time.perf_counter(), 0
    while said < count:
        due = min(count, int((time.perf_counter() - began) * rate) + 1)
        for number in range(said, due):
            place = number % CHANNELS
            await local.people.says(f"p{place:02}", f"line {number}: nothing yet in the second archive", rooms[place])
        said = due
        await asyncio.sleep(STEP_S)
    return time.perf_counter() - began


async def declares(local: LocalSlack, number: int) -> float:
    """How long the declarer waited, in ms."""
    began = time.perf_counter()
    await local.people.types(f"p{number:02}", f"/incident start sev2 Documents missing {number}")
    return (time.perf_counter() - began) * 1000


def rooms_ready(local: LocalSlack) -> list[str]:
    """The channel of each person's incident, once it is ready and the person in it."""
    names = {name.rpartition("-")[2]: channel for name, channel in local.world.directory.names.items()}
    people = [(str(number), local.world.directory.person(f"p{number:02}")) for number in range(CHANNELS)]
    ready = [(names[number], person) for number, person in people if number in names]
    return [room.id for room, person in ready if room.pins and person is not None and person.id in room.members]


async def _heard(url: str) -> int:
    """How many wordings of people the transcript holds."""
    store = await Store.open_to_read(url)
    try:
        async with store.read() as tx:
            return int(await tx.value(sa.select(sa.func.count()).where(versions.c.text.like("line %"))))
    finally:
        await store.close()
