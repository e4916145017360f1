"""How long `sitrep import` of a whole channel of Slack's export takes, and how much it holds in memory meanwhile.

Each size is imported in a process of its own into a new SQLite file: the time is the processor's, all of it, the
memory the most that the process had at once. Flat it is when ten times as many messages do not need ten times as much.
"""

import asyncio
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.cli.past.channel import bring_in
from bot.clock import RealClock
from bot.ids import Ids
from bot.requests.marks import MARK_NAMES
from bot.store.migrations import migrate
from tests.exported import NAME, PEOPLE, export, said, ts

SIZES = (5_000, 50_000)
MINUTES_APART = 0.5  # 2,880 messages a day: fifty thousand are a channel of more than a fortnight
SENTENCE = "<@U0MIA> the printer of pier {} says `E-{}` again, see https://example.com/p?id={}&all=1; 3 of 40 are out"


async def measure() -> list[str]:
    return [_row(size) for size in SIZES]


def _row(messages: int) -> str:
    with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as process:
        path = export(Path(folder) / "export.zip", messages=_talk(messages))
        cpu_s, peak_mb = process.apply(_import, (path, f"sqlite:///{folder}/sitrep.db"))
    return f"{messages} messages: {cpu_s:.1f} s of the processor (goal 60 for 50000), {peak_mb:.0f} MB at most"


def _import(path: Path, url: str) -> tuple[float, float]:
    migrate(url)
    begun_s = time.process_time()
    asyncio.run(
        bring_in([path], channel=NAME, title="", marks=MARK_NAMES, database_url=url, clock=RealClock(), ids=Ids())
    )
    return time.process_time() - begun_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _talk(messages: int) -> Iterator[dict[str, Any]]:
    """As people write: threads, links, code, a mark under every twentieth message, an edit under every tenth."""
    for number in range(messages):
        text = SENTENCE.format(number % 9, number, number)
        more: dict[str, Any] = {
            "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}],
            "thread_ts": ts((number - number % 5) * MINUTES_APART),
        }
        if number % 20 == 0:
            more["reactions"] = [{"name": "pushpin", "users": ["U0MIA"], "count": 1}]
        if number % 10 == 0:
            more["edited"] = {"user": "U0MIA", "ts": ts(number * MINUTES_APART + 1)}
        yield said(number * MINUTES_APART, str(PEOPLE[number % 2]["id"]), text, **more)
