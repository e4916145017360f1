"""APScheduler as an alarm clock: a tick each half second, and the truth about what is due stays in the tables."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_S = 0.5  # what fell due waits for it: with one a second, one reminder in a hundred was later than a second

log = logging.getLogger(__name__)


class Scheduler:
    """Calls `tick` every `every_s` seconds. A late tick is run once, never dropped: a pause makes it forget nothing."""

    def __init__(self, tick: Callable[[], Awaitable[None]], *, every_s: float = TICK_S) -> None:
        self._tick = tick
        self._failed = ""
        self._every_s = every_s
        self._alarm: AsyncIOScheduler | None = None

    def start(self) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # by now Slack can reach us

        self._alarm = AsyncIOScheduler(timezone="UTC")
        self._alarm.add_job(
            self._safely, "interval", seconds=self._every_s, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._alarm.start()

    def stop(self) -> None:
        if self._alarm is not None:
            self._alarm.shutdown(wait=False)

    async def _safely(self) -> None:
        try:
            await self._tick()
        except asyncio.CancelledError:  # `stop` broke it off; APScheduler would log that as a failure, with a traceback
            return
        except Exception as failure:  # one bad tick must not end the ticking; one that fails each time is told once
            if repr(failure) != self._failed:
                log.exception("a tick failed")
            self._failed = repr(failure)
        else:
            self._failed = ""
