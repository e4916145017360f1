"""Names for the ids that Slack writes into texts: people, groups and channels.

Law: an id is never shown where a name can be known; a private channel's name is told in that channel alone.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.clock import Clock
from bot.render.dialects import A_CHANNEL
from bot.requests.people.directory import Directory
from bot.slack.messages.mrkdwn import ids_in
from bot.slack.transport.web_api import SlackRefused, Wire

A_PRIVATE_CHANNEL = "a private channel"
ASK_WITHIN_S = 0.5  # as for a person: an acknowledgement may wait for it
KNOWN_FOR = timedelta(minutes=5)  # so long a renamed group or a channel that was made private keeps its old name
CHANNELS_KEPT = 1000
IDS_MAX = 50  # of one text; what is mentioned behind them stays "somebody" or "a channel"

T = TypeVar("T")


class SlackNames:
    """Asks Slack for what is not known yet, and keeps it for a while."""

    def __init__(self, wire: Wire, *, directory: Directory, clock: Clock) -> None:
        self._wire = wire
        self._directory = directory
        self._clock = clock
        self._channels: dict[str, tuple[Mapping[str, Any], datetime]] = {}
        self._groups: dict[str, str] = {}
        self._asking_groups = asyncio.Lock()
        self._groups_asked_at: datetime | None = None

    async def of(self, text: str, *, channel: str) -> dict[str, str]:
        """The names behind the ids in Slack's text that is said in `channel`, as `mrkdwn.plain` takes them."""
        wanted = sorted(ids_in(text))[:IDS_MAX]
        names = await asyncio.gather(*(self._name(mentioned, here=channel) for mentioned in wanted))
        return {mentioned: name for mentioned, name in zip(wanted, names, strict=True) if name}

    async def _name(self, mentioned: str, *, here: str) -> str:
        """Slack: the first letter of an id is its kind."""
        match mentioned[0]:
            case "U" | "W":
                person = await self._directory.get(mentioned)
                return (person.handle or person.name) if person else ""
            case "S":
                return (await self._known_groups()).get(mentioned, "")
            case _:
                return await self._channel(mentioned, here=here)

    async def _known_groups(self) -> Mapping[str, str]:
        async with self._asking_groups:
            now = self._clock.now()
            if self._groups_asked_at is None or now - self._groups_asked_at >= KNOWN_FOR:
                self._groups_asked_at = now
                with suppress(SlackRefused):  # no scope, or a plan without groups
                    answer = await self._asked(self._wire.call("usergroups.list"))
                    groups = answer["usergroups"] if answer else ()
                    self._groups = self._groups | {one["id"]: str(one.get("handle") or one["name"]) for one in groups}
        return self._groups

    async def _channel(self, channel: str, *, here: str) -> str:
        """Its name if anybody may know it, or if it is the channel in which it was said."""
        told, known_until = self._channels.get(channel, (None, None))
        if known_until is None or known_until <= self._clock.now():
            told = await self._asked_channel(channel)
            if told is None:
                return A_CHANNEL
            self._channels[channel] = told, self._clock.now() + KNOWN_FOR
            if len(self._channels) > CHANNELS_KEPT:
                del self._channels[next(iter(self._channels))]
        name = str(told.get("name", "")) if told else ""
        is_private = not told or told.get("is_private") or told.get("is_mpim") or told.get("is_im")
        return A_PRIVATE_CHANNEL if is_private and channel != here else name or A_CHANNEL

    async def _asked_channel(self, channel: str) -> Mapping[str, Any] | None:
        """The channel; empty for one that Slack does not show us, None when it does not say.

        Slack shows a bot every public channel, and of the private ones those that it is in.
        """
        try:
            answer = await self._asked(self._wire.call("conversations.info", channel=channel))
        except SlackRefused as refused:
            return {} if refused.error == "channel_not_found" else None
        found: Mapping[str, Any] | None = answer["channel"] if answer else None
        return found

    async def _asked(self, call: Awaitable[T]) -> T | None:
        """Slack's answer; None when it does not come in time, for a name is a comfort and stops no command."""
        try:
            async with asyncio.timeout(ASK_WITHIN_S):
                return await call
        except SlackRefused:
            raise
        except Exception:  # noqa: BLE001 - whatever keeps Slack from answering
            return None
