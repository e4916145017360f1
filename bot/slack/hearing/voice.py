"""Whether Slack can be spoken to while nothing is heard: asked now and then, for otherwise nobody would know.

Law: it works since the first of an unbroken row of answers. One that stays away begins the row anew.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.incident.deliveries import Later
from bot.slack.transport.web_api import SlackRefused

ASKED_EVERY = timedelta(minutes=1)  # auth.test may be called hundreds of times a minute; less than that says enough
ANSWER_WITHIN_S = 2.0  # the tick that asks has other things to do


class Voice:
    """`works_since`: since when Slack answered whenever it was asked; None while it does not, or was not asked."""

    def __init__(self, clock: Clock, *, ask: Callable[[], Awaitable[object]]) -> None:
        self._clock = clock
        self._ask = ask
        self.works_since: datetime | None = None
        self.asked_next_at = clock.now()

    async def listen(self) -> None:
        """Ask, if it is time to."""
        now = self._clock.now()
        if now < self.asked_next_at:
            return
        self.asked_next_at = now + ASKED_EVERY
        self.works_since = (self.works_since or now) if await self._answers() else None

    def rest(self) -> None:
        """Slack is heard: nothing has to be asked."""
        self.works_since, self.asked_next_at = None, self._clock.now()

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._ask()
        except (SlackRefused, Later, ConnectionError, TimeoutError):
            return False
        return True
