"""What a start lays first, before anything that answers is imported: the memory, open, and the line to Slack.

Law: whatever hinders a start hinders it here, before Slack can reach us; a bot that cannot work takes nothing in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.ids import Ids
from bot.scheduler import TICK_S
from bot.settings import Settings
from bot.slack.transport.line import SlackLine
from bot.slack.transport.websocket import SocketTimeouts
from bot.store.database.health import Health
from bot.store.engine import Store

if TYPE_CHECKING:
    from bot.app import App
    from bot.courier import Lease, Throttle


@dataclass(frozen=True, slots=True)
class Groundwork:
    """An open memory and a line that can be opened, and whose clock and ids both go by."""

    settings: Settings
    store: Store
    health: Health
    line: SlackLine
    clock: Clock
    ids: Ids

    def build(
        self, *, throttle: "Throttle | None" = None, lease: "Lease | None" = None, tick_s: float = TICK_S
    ) -> "App":
        """All that answers, put together on it. Importing it is most of a start: see `sitrep run`."""
        from bot.app import App

        return App(
            self.settings,
            store=self.store,
            health=self.health,
            line=self.line,
            clock=self.clock,
            ids=self.ids,
            throttle=throttle,
            lease=lease,
            tick_s=tick_s,
        )

    async def close(self) -> None:
        await self.line.close()
        await self.store.close()


async def laid(
    settings: Settings,
    *,
    clock: Clock,
    ids: Ids,
    reached: Callable[[str], None] = lambda _: None,
    timeouts: SocketTimeouts | None = None,
) -> Groundwork:
    """The memory is open, and nothing is connected yet. Raises whatever opening the memory raises.

    `reached` is told every commit and every call to Slack, before and after.
    """
    health = Health(clock)
    store = await Store.open(settings.database_url, reached=reached, health=health)
    line = SlackLine(
        bot_token=settings.slack_bot_token,
        api_url=settings.slack_api_url,
        app_token=settings.slack_app_token,
        sockets=settings.sockets,
        clock=clock,
        ids=ids,
        reached=reached,
        timeouts=timeouts or SocketTimeouts(),
    )
    return Groundwork(settings, store, health, line, clock, ids)
