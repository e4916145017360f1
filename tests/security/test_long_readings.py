"""Whoever reads an incident of very many records keeps nobody else waiting."""

import asyncio
import time
from functools import partial

from bot.incident import records
from tests.scenarios.conftest import Scene

NOTES = 1500


async def _longest_pause(stop: asyncio.Event) -> float:
    """For how long, in seconds, nothing else of this process had its turn."""
    longest = 0.0
    while not stop.is_set():
        began = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - began)
    return longest


async def test_the_others_have_their_turn_while_a_long_page_is_made(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    notes = partial(records.notes, entries=[(f"{number} {'word ' * 20}", None) for number in range(NOTES)])
    await scene.stage.app.desk.act(1, notes, by=scene.id("leo"), cause="cmd:many")
    await scene.stage.app.stop()  # what would be posted of them is not what is measured
    await scene.starts_again()
    await scene.stage.app.desk.read(1)
    room = (await scene.channel()).id
    for reading in ("timeline", "review", "timeline at 11:00"):
        assert await _others_have_their_turn(scene, f"/incident {reading}", room), reading


async def _others_have_their_turn(scene: Scene, typed: str, room: str) -> bool:
    """At least once of three times: what else the machine does is no long page."""
    for _ in range(3):
        if await _longest_share(scene, typed, room) < 1 / 2:
            return True
    return False


async def _longest_share(scene: Scene, typed: str, room: str) -> float:
    """The longest pause of everybody else, as a part of the time that the answer took."""
    stop = asyncio.Event()
    pause = asyncio.create_task(_longest_pause(stop))
    began = time.perf_counter()
    await scene.people.types("leo", typed, channel=room)
    took = time.perf_counter() - began
    stop.set()
    await scene.stage.settle()
    return await pause / took
