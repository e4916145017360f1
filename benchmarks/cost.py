"""What Sitrep costs beside the floor, a listener that calls Slack likewise and keeps nothing, when fifty declare.

Floor and Sitrep take turns in one run, so that whatever else this machine does slows all of them; ratios travel.

Connected is a socket that Slack greeted: from then on Slack has somebody to bring things to, and with Sitrep they wait
there until they can be kept. Answered is the acknowledgement of the first command that gets one, of those that somebody
types from then on, every 50 ms: Sitrep gives none before it can keep things.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from typing import Any

from benchmarks.rig import bot, percentile, slack, until
from tests.postgres import Cluster
from workspace.server import LocalSlack

PEOPLE = 50
ROUND_TRIP_MS = 100  # added to every call once all are connected
ROUNDS = 3
CALM_S = 1.5  # what follows ready, such as reading the channel's history, counts as well
AGAIN_AFTER_S = 0.05
FLOOR = ("-m", "benchmarks.bare_bolt")
BOT = ("-m", "bot", "run")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took."""

    connected_s: float
    connected_cpu_s: float
    answered_s: float
    answered_cpu_s: float
    idle_mb: float
    cpu_ms_per_start: float
    ready_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


GOALS = {"connected_s": 1.6, "idle_mb": 1.6, "cpu_ms_per_start": 3, "ready_s": 3, "p95_ms": 2}


async def measure() -> list[str]:
    costs: dict[str, list[Cost]] = {"floor": [], "SQLite": [], "PostgreSQL": []}
    async with _databases() as new_url:
        for _ in range(ROUNDS):
            costs["floor"].append(await _cost(FLOOR, ""))
            costs["SQLite"].append(await _cost(BOT, ""))
            costs["PostgreSQL"].append(await _cost(BOT, await new_url()))
    return [_line(field.name, costs) for field in fields(Cost)]


def _line(name: str, costs: dict[str, list[Cost]]) -> str:
    """The medians, and behind each of ours the median of its ratios to the floor of the same round."""
    floor = [getattr(cost, name) for cost in costs["floor"]]
    told = [f"{name}: floor {statistics.median(floor):.2f}"]
    for who in ("SQLite", "PostgreSQL"):
        ours = [getattr(cost, name) for cost in costs[who]]
        ratio = statistics.median(one / other for one, other in zip(ours, floor, strict=True))
        told.append(f"{who} {statistics.median(ours):.2f}, ratio {ratio:.1f}")
    return "; ".join(told) + (f" (goal {GOALS[name]})" if name in GOALS else "")


@asynccontextmanager
async def _databases() -> AsyncIterator[Callable[[], Any]]:
    """Gives out empty databases of PostgreSQL; each SQLite file is the rig's own."""
    cluster, numbers = await asyncio.to_thread(Cluster), iter(range(ROUNDS))
    try:
        yield lambda: asyncio.to_thread(cluster.create, f"cost{next(numbers)}")
    finally:
        await asyncio.to_thread(cluster.stop)


async def _cost(command: Sequence[str], url: str) -> Cost:
    async with slack(PEOPLE, rate_limits=False) as local, bot(local, database_url=url, command=command) as running:
        connected_cpu_s = running.worked_s()
        await _first_answer(local)
        answered_s, answered_cpu_s = running.age_s(), running.worked_s()
        await running.rested()
        idle_mb, worked_s = running.memory_mb(), running.worked_s()
        local.faults.slow(ms=ROUND_TRIP_MS)
        began = time.perf_counter()
        waits = await asyncio.gather(*(_declared(local, number) for number in range(PEOPLE)))
        await until(lambda: _ready(local) == PEOPLE)
        ready_s = time.perf_counter() - began
        await asyncio.sleep(CALM_S)
        await local.quiet()
        return Cost(
            connected_s=running.connected_s,
            connected_cpu_s=connected_cpu_s,
            answered_s=answered_s,
            answered_cpu_s=answered_cpu_s,
            idle_mb=idle_mb,
            cpu_ms_per_start=(running.worked_s() - worked_s) * 1000 / PEOPLE,
            ready_s=ready_s,
            p50_ms=percentile(waits, 0.5),
            p95_ms=percentile(waits, 0.95),
            p99_ms=percentile(waits, 0.99),
        )


async def _first_answer(local: LocalSlack) -> None:
    """Somebody types until they are answered."""
    waiting: set[asyncio.Task[str]] = set()
    is_answered = False
    while not is_answered:
        waiting.add(asyncio.create_task(local.people.types("p00", "/incident list")))
        told, waiting = await asyncio.wait(waiting, timeout=AGAIN_AFTER_S, return_when=asyncio.FIRST_COMPLETED)
        is_answered = any("failed" not in task.result() for task in told)
    for task in waiting:
        task.cancel()


async def _declared(local: LocalSlack, number: int) -> float:
    """How long the declarer waited for the acknowledgement, in ms."""
    began = time.perf_counter()
    await local.people.types(f"p{number:02}", f"/incident start sev2 Documents missing {number}")
    return (time.perf_counter() - began) * 1000


def _ready(local: LocalSlack) -> int:
    """In how many channels the card is pinned and the topic set."""
    channels = local.world.directory.names.items()
    return sum(name.startswith("inc-") and bool(each.pins and each.topic["value"]) for name, each in channels)
