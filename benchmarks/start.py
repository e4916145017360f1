"""From `/incident start` to the declarer in the channel and to ready, in round trips of a Slack that takes its time."""

import statistics
import time

from benchmarks.rig import bot, slack, until
from workspace.server import LocalSlack

ROUND_TRIP_MS = 100  # added to every call, so that a round trip can be told from our own work
STARTS = 5


async def measure() -> list[str]:
    joined, ready = [], []
    async with slack(STARTS, rate_limits=False) as local, bot(local):
        local.faults.slow(ms=ROUND_TRIP_MS)
        for number in range(STARTS):
            began = time.perf_counter()
            await local.people.types(f"p{number:02}", f"/incident start sev1 Documents missing {number}")
            await until(lambda n=number: _member(local, n))
            joined.append((time.perf_counter() - began) * 1000 / ROUND_TRIP_MS)
            await until(lambda n=number: _ready(local, n))
            ready.append((time.perf_counter() - began) * 1000 / ROUND_TRIP_MS)
    return [
        f"command to declarer in the channel: {statistics.median(joined):.2f} round trips (goal 2.2)",
        f"command to ready (card, pin, topic): {statistics.median(ready):.2f} round trips (goal 3.5)",
    ]


def _channel(local: LocalSlack, number: int):  # noqa: ANN202 - the local Slack's own record
    return next((c for name, c in local.world.directory.names.items() if name.endswith(f"missing-{number}")), None)


def _member(local: LocalSlack, number: int) -> bool:
    channel = _channel(local, number)
    person = local.world.directory.person(f"p{number:02}")
    return channel is not None and person is not None and person.id in channel.members


def _ready(local: LocalSlack, number: int) -> bool:
    channel = _channel(local, number)
    return channel is not None and bool(channel.pins) and bool(channel.topic["value"])
