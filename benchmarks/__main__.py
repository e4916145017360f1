"""`make bench`: every measurement, or those named, printed with its goal. Times are of this machine; ratios travel."""

import asyncio
import gc
import sys

from benchmarks import cost, hostile, imports, load, local_slack, marks, page, pages, recall, start, ticks, ways_out
from benchmarks.chats import playing
from bot.cli.run import COLLECT_EVERY

MEASUREMENTS = {
    "cost": cost.measure,
    "start": start.measure,
    "load": load.measure,
    "hostile": hostile.measure,
    "local_slack": local_slack.measure,
    "marks": marks.measure,
    "ticks": ticks.measure,
    "chats": playing.measure,
    "pages": pages.measure,
    "ways_out": ways_out.measure,
    "recall": recall.measure,
    "imports": imports.measure,
    "page": page.measure,
}


async def main(names: list[str]) -> int:
    gc.set_threshold(COLLECT_EVERY, *gc.get_threshold()[1:])  # as it is where the bot runs
    for name in names or MEASUREMENTS:
        if name not in MEASUREMENTS:
            print(f"There is no measurement {name!r}; there are: {', '.join(MEASUREMENTS)}.", file=sys.stderr)
            return 2
        for line in await MEASUREMENTS[name]():
            print(f"{name}: {line}", flush=True)
    return 0


sys.exit(asyncio.run(main(sys.argv[1:])))
