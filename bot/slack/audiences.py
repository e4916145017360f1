"""Audiences: who reads in a channel, by Slack's own lists.

Law: who is not known to be ours is none of us. When Slack does not answer in time, nobody knows who reads there.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.incident.deliveries import Later
from bot.requests.people.audience import Audience
from bot.requests.people.directory import NotYet
from bot.slack.ground import SlackGround
from bot.slack.transport.web_api import PAGE, SlackRefused, next_cursor

ANSWER_WITHIN_S = 1.5  # of the 2.6 s that an answer may take (bot/slack/inbound/ack_deadline.py)
# Slack: conversation objects of channels with other companies (docs.slack.dev/reference/objects/conversation-object).
_WITH_OTHERS = ("is_ext_shared", "is_pending_ext_shared", "is_shared")


class Audiences:
    """Asks Slack for a channel that the bot is in and for its members."""

    def __init__(self, ground: SlackGround) -> None:
        self._wire = ground.wire
        self._directory = ground.directory
        self._users = ground.users

    async def of(self, named: str) -> Audience | None:
        """The readers of the channel of this id or name; None for one that we are not in. Raises NotYet."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                shape = await self._channel(named)
                return None if shape is None else await self._readers(shape)
        except SlackRefused:
            return None
        except (TimeoutError, ConnectionError, Later) as late:
            raise NotYet from late

    async def _channel(self, named: str) -> Mapping[str, Any] | None:
        """Among our own channels, for in no other may we post or see who reads."""
        wanted = named.removeprefix("#")
        async for shape in self._pages("users.conversations", "channels", types="public_channel,private_channel"):
            if wanted in {shape["id"], shape["name"]} and not shape.get("is_archived"):
                return dict(shape)
        return None

    async def _readers(self, shape: Mapping[str, Any]) -> Audience:
        members = [member async for member in self._pages("conversations.members", "members", channel=shape["id"])]
        known = {member: await self._directory.get(member) for member in members if member != self._users.us}
        people = {member: person for member, person in known.items() if person is None or not person.is_bot}
        return Audience(
            place=shape["id"],
            name=shape["name"],
            is_private=bool(shape.get("is_private")),
            members=frozenset(people),
            guests=sum(person is not None and person.is_guest for person in people.values()),
            outsiders=sum(person is None or not person.is_ours for person in people.values()),
            is_shared=any(shape.get(mark) for mark in _WITH_OTHERS),
        )

    async def _pages(self, method: str, items: str, **arguments: str) -> Any:
        cursor = ""
        while True:
            answer = await self._wire.call(method, **arguments, limit=PAGE, cursor=cursor)
            for item in answer[items]:
                yield item
            cursor = next_cursor(answer)
            if not cursor:
                return
