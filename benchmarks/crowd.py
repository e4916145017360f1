"""Fifty people declare at once: how long each waits for the acknowledgement, beside a listener that does nothing."""

import asyncio
import time
from typing import Any

from benchmarks.rig import REST_S, bot, percentile, slack, until

PEOPLE = 50
ROUND_TRIP_MS = 100


async def measure() -> list[str]:
    floor = await _acknowledgements(command=("-m", "benchmarks.bare_bolt"))
    ours, ready_s = await _acknowledgements_and_ready()
    floor_p99, ours_p99 = percentile(floor, 0.99), percentile(ours, 0.99)
    return [
        f"{PEOPLE} at once: acknowledgement p50 {percentile(ours, 0.5):.0f} ms, p99 {ours_p99:.0f} ms (goal 300)",
        f"a bare Bolt listener in the same run: p99 {floor_p99:.0f} ms; ratio {ours_p99 / floor_p99:.1f}",
        f"all {PEOPLE} incidents ready after {ready_s:.1f} s, every call taking {ROUND_TRIP_MS} ms",
    ]


async def _acknowledgements(*, command: tuple[str, ...]) -> list[float]:
    async with slack(PEOPLE, rate_limits=False) as local, bot(local, command=command):
        await asyncio.sleep(REST_S)
        return await _all_type(local)


async def _acknowledgements_and_ready() -> tuple[list[float], float]:
    async with slack(PEOPLE, rate_limits=False) as local, bot(local):
        await asyncio.sleep(REST_S)
        local.faults.slow(ms=ROUND_TRIP_MS)
        began = time.perf_counter()
        waits = await _all_type(local)
        channels = local.world.directory.names
        await until(lambda: sum(_ready(name, channel) for name, channel in channels.items()) == PEOPLE)
        return waits, time.perf_counter() - began


def _ready(name: str, channel: Any) -> bool:
    return name.startswith("inc-") and bool(channel.pins and channel.topic["value"])


async def _all_type(local) -> list[float]:  # noqa: ANN001 - a LocalSlack
    return await asyncio.gather(*(_timed(local, number) for number in range(PEOPLE)))


async def _timed(local, number: int) -> float:  # noqa: ANN001 - a LocalSlack
    began = time.perf_counter()
    await local.people.types(f"p{number:02}", f"/incident start sev2 Documents missing {number}")
    return (time.perf_counter() - began) * 1000
