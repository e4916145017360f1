"""A channel that goes on under another id: Slack gives a private one a new id when it is shared with another company.

Law: the old id is unknown from then on, for good (docs.slack.dev/reference/events/channel_id_changed). The event may be
missed, so whoever is told that there is no such channel looks for it; and only what holds our card is taken for it.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bot.incident.errors import Refused
from bot.incident.state import Incident
from bot.slack.ground import SlackGround
from bot.slack.membership import SlackCall
from bot.slack.transport.web_api import PAGE, SlackRefused, next_cursor

UNKNOWN = "channel_not_found"
MADE_WITHIN = timedelta(minutes=1)  # before the incident was opened: Slack's clock and ours


class MovedChannels:
    """Lets incidents follow their channels; what was said meanwhile is read."""

    def __init__(self, ground: SlackGround) -> None:
        self._desk = ground.desk
        self._users = ground.users
        self._liveness = ground.liveness

    async def follow(self, number: int, *, channel: str) -> None:
        """From now on the incident's channel is this one, and everything in it is read once more."""
        with suppress(Refused):  # only a newer version can write into this one, and hears of it too
            await self._desk.move_channel(number, channel=channel, cause=f"moved:{number}:{channel}")
            self._liveness.opened(number)

    async def look_for(self, number: int, channel: str, call: SlackCall) -> bool:
        """Whether the incident has another channel than this one, which Slack does not know; it is followed then."""
        incident = await self._desk.read(number)
        if incident.channel != channel:
            return True
        async for found in self._without_incident(incident, call):
            if await self._is_it(incident, found, call):
                await self.follow(number, channel=found["id"])
                return True
        return False

    async def _without_incident(self, incident: Incident, call: SlackCall) -> AsyncIterator[Mapping[str, Any]]:
        """Private channels that no incident lives in: only those get another id. One not adopted we made ourselves."""
        if incident.opened_at is None:
            return
        since_s, cursor = (incident.opened_at - MADE_WITHIN).timestamp(), ""
        while True:
            answer = await call("users.conversations", types="private_channel", limit=PAGE, cursor=cursor)
            for channel in answer["channels"]:
                made_by_us = channel.get("creator") == self._users.us and int(channel.get("created", 0)) >= since_s
                if (made_by_us or incident.adopted) and await self._desk.in_channel(channel["id"]) is None:
                    yield channel
            cursor = next_cursor(answer)
            if not cursor:
                return

    async def _is_it(self, incident: Incident, channel: Mapping[str, Any], call: SlackCall) -> bool:
        """Whether our card stands there; before there was one, the name has to do."""
        if not incident.card_ts:
            return bool(channel.get("name") == incident.channel_name)
        ts = incident.card_ts
        with suppress(SlackRefused):
            answer = await call("conversations.history", channel=channel["id"], latest=ts, inclusive=True, limit=1)
            return any(said["ts"] == ts and said.get("user") == self._users.us for said in answer["messages"])
        return False
