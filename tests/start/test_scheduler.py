"""The alarm clock is stopped in the middle of a tick, and nobody is alarmed; of a slow one they are told, not often."""

import asyncio
import logging

import pytest

from bot.scheduler import Scheduler


async def test_a_tick_that_is_broken_off_at_the_end_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    ticking, broken_off = asyncio.Event(), asyncio.Event()

    async def tick() -> None:
        ticking.set()
        try:
            await asyncio.Event().wait()
        finally:
            broken_off.set()

    scheduler = Scheduler(tick, every_s=0.01)
    with caplog.at_level(logging.WARNING):
        scheduler.start()
        await ticking.wait()
        scheduler.stop()
        await broken_off.wait()
        await asyncio.sleep(0)  # whoever started the tick hears how it ended

    assert [] == caplog.messages


async def test_a_slow_tick_is_told_of_once_a_minute_in_words_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    """Twice a second the log said that the maximum number of running instances was reached."""
    ticking, ended, ticks = asyncio.Event(), asyncio.Event(), 0

    async def tick() -> None:
        nonlocal ticks
        ticks += 1
        ticking.set()
        await ended.wait()

    scheduler = Scheduler(tick)
    scheduler.start()
    await ticking.wait()
    for _ in range(130):  # a minute has 120 alarms
        await scheduler._ring()
    during, told = ticks, caplog.messages.copy()
    ended.set()
    await asyncio.sleep(0)
    await scheduler._ring()
    scheduler.stop()

    assert ["a tick takes longer than 0.5 s; what falls due meanwhile waits for it"] * 2 == told
    assert (1, 2) == (during, ticks)
