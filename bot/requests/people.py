"""Whom we know: names, time zones, who has left. Kept in the database, asked of Slack one person at a time."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from bot.clock import Clock
from bot.desk import Desk
from bot.incident.deliveries import Later
from bot.render.words import Voice
from bot.slack.transport.web_api import PAGE, SlackRefused, next_cursor
from bot.store.engine import Unavailable
from bot.store.people import Person

LOOK_UP_BUDGET_S = 0.5  # an acknowledgement may wait for one look-up, and no longer
AWAY_WAIT = timedelta(seconds=15)  # before the workspace is listed on, while the database is away


class Calls(Protocol):
    """The part of the wire that people are asked through."""

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Slack's answer; raises SlackRefused when there is none to be had."""


class People:
    """The cache. `bot_user_id` and `team_url` come from `auth.test` at start."""

    def __init__(self, *, desk: Desk, wire: Calls, clock: Clock) -> None:
        self._desk = desk
        self._wire = wire
        self._clock = clock
        self._known: dict[str, Person] = {}
        self._names: dict[str, str] = {}
        self.bot_user_id = ""
        self.team_url = ""

    async def load(self) -> None:
        self._remember(await self._desk.everyone())

    async def voice(self, reader: str = "") -> Voice:
        """How to speak to this reader: every name we know, and the reader's zone (UTC for everybody at once)."""
        person = self._known.get(reader)
        return Voice(
            people=self._names,
            zone=person.tz if person else "UTC",
            team_url=self.team_url,
            now=self._clock.now(),
        )

    async def get(self, person_id: str) -> Person | None:
        """The person, asked of Slack if new to us; None when Slack does not know them or does not answer in time."""
        if person_id in self._known:
            return self._known[person_id]
        try:
            async with asyncio.timeout(LOOK_UP_BUDGET_S):
                answer = await self._wire.call("users.info", user=person_id)
        except SlackRefused:
            return None
        except Exception:  # noqa: BLE001 - a name is a comfort; Slack being slow must not stop a command
            return None
        return await self.learn(answer["user"])

    async def list_everybody(self) -> None:
        """Learn the whole workspace page by page, behind everything else; then a typed @name is a person."""
        cursor = ""
        while True:
            try:
                answer = await self._wire.call("users.list", limit=PAGE, cursor=cursor)
                await self._meet([_person(user) for user in answer["members"]])
            except (Later, Unavailable) as failure:
                wait = failure.wait if isinstance(failure, Later) else AWAY_WAIT
                await self._clock.sleep_until(self._clock.now() + wait)
                continue
            cursor = next_cursor(answer)
            if not cursor:
                return

    async def called(self, handle: str) -> list[Person]:
        """Everybody whose handle or display name is exactly this, whatever the case."""
        return await self._desk.people_called(handle)

    async def learn(self, user: Mapping[str, Any]) -> Person:
        """Take over what Slack says of a user."""
        person = _person(user)
        await self._meet([person])
        return person

    async def _meet(self, persons: Sequence[Person]) -> None:
        changed = [person for person in persons if self._known.get(person.id) != person]
        if changed:
            await self._desk.meet(changed)
            self._remember({person.id: person for person in changed})

    def _remember(self, persons: Mapping[str, Person]) -> None:
        self._known |= persons
        self._names |= {person_id: person.name for person_id, person in persons.items()}


def _person(user: Mapping[str, Any]) -> Person:
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
