"""How soon the bot is connected after its start, and what it weighs when idle."""

import asyncio
import statistics

from benchmarks.rig import REST_S, bot, slack, spread

RUNS = 5


async def measure() -> list[str]:
    connected, memory = [], []
    for _ in range(RUNS):
        async with slack(2, rate_limits=False) as local, bot(local) as running:
            connected.append(running.connected_s)
            await asyncio.sleep(REST_S)
            memory.append(running.memory_mb())
    return [
        f"start to connected: {spread(connected)} s (goal 1)",
        f"idle memory: {statistics.median(memory):.0f} MB (goal 90)",
    ]
