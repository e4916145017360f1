"""People as Slack knows them: one looked up when new to us, the whole workspace listed behind everything else."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.incident.deliveries import Later
from bot.slack.transport.web_api import PAGE, SlackRefused, Wire, next_cursor
from bot.store.engine import Unavailable
from bot.store.people import Person

LOOK_UP_BUDGET_S = 0.5  # an acknowledgement may wait for one look-up, and no longer
AWAY_WAIT = timedelta(seconds=15)  # before the workspace is listed on, while the database is away


class SlackUsers:
    """Asks Slack who people are. `us` is the id of the bot's own user, from `auth.test` at start."""

    def __init__(self, wire: Wire, *, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self.us = ""

    async def look_up(self, person_id: str) -> Person | None:
        """The person; None when Slack does not know them or does not answer in time."""
        try:
            async with asyncio.timeout(LOOK_UP_BUDGET_S):
                answer = await self._wire.call("users.info", user=person_id)
        except SlackRefused:
            return None
        except Exception:  # noqa: BLE001 - a name is a comfort; Slack being slow must not stop a command
            return None
        return person_of(answer["user"])

    async def list_everybody(self, meet: Callable[[Sequence[Person]], Awaitable[None]]) -> None:
        """Meet the whole workspace page by page, behind everything else; then a typed @name is a person."""
        cursor = ""
        while True:
            try:
                answer = await self._wire.call("users.list", limit=PAGE, cursor=cursor)
                await meet([person_of(user) for user in answer["members"]])
            except (Later, Unavailable) as failure:
                wait = failure.wait if isinstance(failure, Later) else AWAY_WAIT
                await self._clock.sleep_until(self._clock.now() + wait)
                continue
            cursor = next_cursor(answer)
            if not cursor:
                return


def person_of(user: Mapping[str, Any]) -> Person:
    """A person from Slack's user object."""
    profile = user.get("profile") or {}
    return Person(
        id=user["id"],
        name=profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
        handle=user.get("name") or "",
        tz=user.get("tz") or "UTC",
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        deleted=bool(user.get("deleted")),
    )
