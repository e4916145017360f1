"""A channel that people made, which is to become an incident's: asked for, joined where that is open to us, and tried.

Law: we go into no channel but the one in which somebody who is in it asks for us. What Slack refuses is said in words
that this person can act on.
"""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.incident.deliveries import Later
from bot.incident.errors import Refused
from bot.requests.people.adoption import AdoptablePlace, WhyNot, refused
from bot.slack.ground import SlackGround
from bot.slack.messages.mrkdwn import plain
from bot.slack.transport.web_api import SlackRefused

ANSWER_WITHIN_S = 1.8  # of the 2.6 s that an answer may take (bot/slack/inbound/ack_deadline.py); three calls
# Of a response there are tens; a channel of more is a department's, and all of them would read it and could change it.
MANY_PEOPLE = 100
# Slack: conversation objects of channels with other companies (docs.slack.dev/reference/objects/conversation-object).
_WITH_OTHERS = ("is_ext_shared", "is_pending_ext_shared")
# By the method: what its errors mean for whoever asked. Source: docs.slack.dev/reference/methods.
_WHY: Mapping[str, Mapping[str, WhyNot]] = MappingProxyType(
    {
        "conversations.info": {"channel_not_found": "not let in", "missing_scope": "may not read"},
        "conversations.join": {
            "is_archived": "archived",
            "method_not_supported_for_channel_type": "no channel",
            "channel_not_found": "not let in",
        },
        "conversations.history": {"missing_scope": "may not read"},
    }
)
_WHY_ELSE: Mapping[str, WhyNot] = MappingProxyType(
    {
        "conversations.info": "not let in",
        "conversations.join": "may not join",
        "conversations.history": "not let in",
    }
)


class Adoption:
    """Asks Slack for one channel. `announce_channel` is the id or the name of that of the announcements."""

    def __init__(self, ground: SlackGround, *, announce_channel: str) -> None:
        self._wire = ground.wire
        self._users = ground.users
        self._names = ground.names
        self._announce_channel = announce_channel.removeprefix("#")

    async def of(self, channel: str, *, anyway: bool) -> AdoptablePlace:
        """The channel, with us in it. Refused, `not_adopted`, with why; before we go in, if that is our own reason."""
        if not channel or channel.startswith("D"):  # Slack: a direct message's id
            raise refused("no channel")
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await self._let_in(channel, anyway=anyway)
        except (TimeoutError, ConnectionError, Later) as late:
            raise refused("no answer") from late

    async def _let_in(self, channel: str, *, anyway: bool) -> AdoptablePlace:
        shape = (await self._ask("conversations.info", channel=channel, include_num_members=True))["channel"]
        if why := self._why_not(shape):
            raise refused(why)
        people = int(shape.get("num_members") or 0)
        if people > MANY_PEOPLE and not anyway:
            raise refused("many", people=people)
        if not shape.get("is_member"):
            await self._ask("conversations.join", channel=channel)
        await self._ask("conversations.history", channel=channel, limit=1)
        topic = str((shape.get("topic") or {}).get("value") or "")
        return AdoptablePlace(
            id=channel,
            name=str(shape["name"]),
            topic=plain(topic, await self._names.of(topic, channel=channel)),
            team=self._users.team,
            is_private=bool(shape.get("is_private")),
        )

    def _why_not(self, shape: Mapping[str, Any]) -> WhyNot | None:
        if shape.get("is_im") or shape.get("is_mpim"):
            return "no channel"
        if shape.get("is_archived"):
            return "archived"
        if any(shape.get(mark) for mark in _WITH_OTHERS):
            return "shared"
        if shape.get("is_general"):
            return "everybody"
        is_told_there = self._announce_channel and self._announce_channel in {shape["id"], shape["name"]}
        return "announcements" if is_told_there else None

    async def _ask(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        try:
            return await self._wire.call(method, **arguments)
        except SlackRefused as no:
            raise _in_words(method, no.error) from no


def _in_words(method: str, error: str) -> Refused:
    return refused(_WHY[method].get(error, _WHY_ELSE[method]), error=error)
