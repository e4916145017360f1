"""A loud morning: fifty starts under Slack's own limits, then people who talk far faster than anybody reads.

An event counts as heard when it is acknowledged, which is after its commit. Both databases, beside a Bolt app that does
nothing in the same run: what that one needs is this machine's and not ours.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa

from benchmarks.rig import Running, bot, percentile, slack, until
from bot.store.engine import Store
from bot.store.tables import versions
from tests.postgres import Cluster
from workspace.server import LocalSlack

CHANNELS = 50
LOUD = ((100, 20), (500, 5))  # messages a second, for so many seconds
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
    def open(self) -> int:
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
        self.again = 0


async def measure() -> list[str]:
    lines = await _bare()
    async with _databases() as urls:
        for name, url in urls.items():
            lines += [f"{name}: {line}" for line in [await _limited(f"{url}_limited"), *await _talked(url)]]
    return lines


@asynccontextmanager
async def _databases() -> AsyncIterator[dict[str, str]]:
    """Two empty databases of each kind; the second is called `…_limited`."""
    cluster = await asyncio.to_thread(Cluster)
    place = cluster._folder  # noqa: SLF001 - a folder that goes with the server
    try:
        for name in ("load", "load_limited"):
            await asyncio.to_thread(cluster.create, name)
        host = cluster.url("load").partition("?")[2]
        yield {"SQLite": f"sqlite:///{place}/load.db", "PostgreSQL": f"postgresql://postgres@/load?{host}"}
    finally:
        await asyncio.to_thread(cluster.stop)
