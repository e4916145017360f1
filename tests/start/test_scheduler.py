"""The alarm clock is stopped in the middle of a tick, and nobody is alarmed."""

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
