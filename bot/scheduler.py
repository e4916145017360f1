"""APScheduler as an alarm clock: a tick each half second, and the truth about what is due stays in the tables."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_S = 0.5  # what fell due waits for it: with one a second, one reminder in a hundred was later than a second
SLOW_TOLD_EVERY_S = 60.0
ALARMS_AT_ONCE = 100  # behind a slow tick each ends at once; with one alone APScheduler would warn at every alarm

log = logging.getLogger(__name__)


class Scheduler:
    """Calls `tick` every `every_s` seconds. A late tick is run once, never dropped: a pause makes it forget nothing."""

    def __init__(self, tick: Callable[[], Awaitable[None]], *, every_s: float = TICK_S) -> None:
        self._tick = tick
        self._failed = ""
        self._every_s = every_s
        self._is_ticking = False
        self._rang = 0
        self._slow_told_until = 0.0  # as a number of alarms
        self._alarm: AsyncIOScheduler | None = None

    def start(self) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # by now Slack can reach us

        self._alarm = AsyncIOScheduler(timezone="UTC")
        self._alarm.add_job(
            self._ring,
            "interval",
            seconds=self._every_s,
            coalesce=True,
            max_instances=ALARMS_AT_ONCE,
            misfire_grace_time=None,
        )
        self._alarm.start()

    def stop(self) -> None:
        if self._alarm is not None:
            self._alarm.shutdown(wait=False)

    async def _ring(self) -> None:
        """A tick, unless the one before is still under way: then that is told."""
        self._rang += 1
        if self._is_ticking:
            self._tell_slow()
            return
        self._is_ticking = True
        try:
            await self._safely()
        finally:
            self._is_ticking = False

    def _tell_slow(self) -> None:
        if self._rang >= self._slow_told_until:
            self._slow_told_until = self._rang + SLOW_TOLD_EVERY_S / self._every_s
            log.warning("a tick takes longer than %s s; what falls due meanwhile waits for it", self._every_s)

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
