"""The hand-turned clock, and the program that runs alone."""

import asyncio
import json
import signal
import sys
from datetime import timedelta

from slack_sdk import WebClient

from tests.workspace.conftest import MORNING
from workspace.state.clock import HandClock, RealClock


async def test_sleepers_wake_in_the_order_of_their_instants() -> None:
    clock = HandClock(MORNING)
    woken: list[tuple[int, int]] = []

    async def sleeper(minutes: int) -> None:
        await clock.sleep_until(MORNING + timedelta(minutes=minutes))
        woken.append((minutes, int((clock.now() - MORNING).total_seconds() // 60)))

    tasks = [asyncio.create_task(sleeper(minutes)) for minutes in (3, 1, 2)]
    await asyncio.sleep(0)
    await clock.advance(timedelta(minutes=5))
    await asyncio.gather(*tasks)

    assert woken == [(1, 1), (2, 2), (3, 3)]


async def test_the_clock_never_turns_back() -> None:
    clock = HandClock(MORNING)
    await clock.turn(MORNING - timedelta(hours=1))

    assert clock.now() == MORNING


async def test_a_sleeper_that_gave_up_is_forgotten() -> None:
    clock = HandClock(MORNING)
    task = asyncio.create_task(clock.sleep_until(MORNING + timedelta(minutes=1)))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert clock.next_wake_at() is None


async def test_real_time_has_its_zone() -> None:
    assert RealClock().now().utcoffset() == timedelta(0)


async def test_the_program_says_when_it_is_ready_and_ends_when_told() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "workspace", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told = json.loads(await process.stdout.readline())
    web = WebClient(token=told["bot_token"], base_url=told["api"])
    who = await asyncio.to_thread(web.auth_test)
    process.send_signal(signal.SIGTERM)
    _, errors = await process.communicate()

    assert (who["ok"], set(told["people"]) >= {"leo", "ana"}) == (True, True)
    assert (process.returncode, errors) == (0, b"")
