"""People as Slack knows them: one looked up when new to us, the whole workspace listed behind everything else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.clock import Clock
from bot.incident.deliveries import Later
from bot.requests.people.directory import NotYet
from bot.slack.transport.web_api import PAGE, SlackRefused, Wire, next_cursor
from bot.store.engine import Unavailable
from bot.store.people import Person

LOOK_UP_BUDGET_S = 0.5  # an acknowledgement may wait for a name, and no longer
UNKNOWN_FOR = timedelta(minutes=1)  # so long Slack is not asked again about an id that it does not know
UNKNOWN_KEPT = 1000
AWAY_WAIT = timedelta(seconds=15)  # before the workspace is listed on, while Slack or the database is away
LISTED_AGAIN_AFTER = timedelta(minutes=5)  # where Slack refuses the list, a person may have to grant something first

Meet: TypeAlias = Callable[[Sequence[Person]], Awaitable[None]]

log = logging.getLogger(__name__)


class SlackUsers:
    """Asks Slack who people are. `us` and `team` are the ids of the bot's own user and workspace, from `auth.test`.

    Whoever was found too late for the one who asked is handed to `met`.
    """

    def __init__(self, wire: Wire, *, clock: Clock, met: Meet) -> None:
        self._wire = wire
        self._clock = clock
        self._met = met
        self._asked: dict[str, asyncio.Task[Person | None]] = {}
        self._unknown: dict[str, datetime] = {}  # until when it is not asked about
        self.us = ""
        self.team = ""

    async def look_up(self, person_id: str, *, patiently: bool = False) -> Person | None:
        """The person; None when Slack does not know them, or not for us. Raises NotYet when it takes too long.

        `patiently`: as long as a call to Slack may take, and whatever it said before.
        """
        unknown_until = self._unknown.get(person_id)
        if not patiently and unknown_until is not None and self._clock.now() < unknown_until:
            return None
        task = self._asked.get(person_id)
        if task is None:
            task = self._asked[person_id] = asyncio.create_task(self._look_up(person_id))
            task.add_done_callback(partial(self._answered, person_id))
        try:
            async with asyncio.timeout(None if patiently else LOOK_UP_BUDGET_S):
                return await asyncio.shield(task)
        except (TimeoutError, ConnectionError, Later) as late:
            raise NotYet from late

    async def _look_up(self, person_id: str) -> Person | None:
        try:
            answer = await self._wire.call("users.info", user=person_id)
        except SlackRefused:
            self._unknown[person_id] = self._clock.now() + UNKNOWN_FOR
            if len(self._unknown) > UNKNOWN_KEPT:
                del self._unknown[next(iter(self._unknown))]
            return None
        person = person_of(answer["user"], team=self.team)
        await self._met([person])
        return person

    def _answered(self, person_id: str, task: asyncio.Task[Person | None]) -> None:
        self._asked.pop(person_id, None)
        if not task.cancelled() and (failure := task.exception()) is not None:
            log.warning("%s could not be looked up: %s", person_id, failure)

    async def list_everybody(self) -> None:
        """Meet the whole workspace page by page, behind everything else; then a typed @name is a person."""
        cursor = ""
        while True:
            try:
                answer = await self._wire.call("users.list", limit=PAGE, cursor=cursor)
                await self._met([person_of(user, team=self.team) for user in answer["members"]])
            except (Later, Unavailable, ConnectionError, SlackRefused) as failure:
                log.warning("not everybody is known by name yet: %s", failure)
                cursor = "" if isinstance(failure, SlackRefused) else cursor  # Slack forgets where a list was left
                await self._clock.sleep_until(self._clock.now() + _wait_after(failure))
                continue
            cursor = next_cursor(answer)
            if not cursor:
                return


def _wait_after(failure: Exception) -> timedelta:
    match failure:
        case Later():
            return failure.wait
        case SlackRefused():
            return LISTED_AGAIN_AFTER
        case _:
            return AWAY_WAIT


def person_of(user: Mapping[str, Any], *, team: str) -> Person:
    """A person from Slack's user object; `team` is our workspace.

    In an organisation of several workspaces a person has one as `team_id` and all as `enterprise_user.teams`
    (docs.slack.dev/reference/objects/user-object). People of other companies are `is_stranger`. Slack's own object
    always names a workspace; a server that names none knows only one.
    """
    profile = user.get("profile") or {}
    also = (user.get("enterprise_user") or {}).get("teams", ())
    teams = {user.get("team_id") or profile.get("team"), *also} - {None}
    return Person(
        id=user["id"],
        name=profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
        display_name=profile.get("display_name") or "",
        handle=user.get("name") or "",
        tz=user.get("tz") or "UTC",
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        deleted=bool(user.get("deleted")),
        is_ours=(not teams or team in teams) and not user.get("is_stranger"),
    )
