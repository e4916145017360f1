"""Membership: who is in an incident's channel, and whether that is private, by Slack itself.

Law: events may be missed or come in another order, so Slack's own list is the truth. What differs is put on record.
While Slack does not answer, nobody is known to be in a private channel.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from bot.backoff import delay
from bot.ids import Ids
from bot.incident import members
from bot.incident.deliveries import Later
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.slack.ground import SlackGround
from bot.slack.transport.web_api import PAGE, SlackRefused, next_cursor
from bot.store.catalogue import Row
from bot.store.engine import Unavailable

KNOWN_FOR = timedelta(minutes=1)  # who was in a channel; an event of coming or going ends it
ANSWER_WITHIN_S = 1.0  # of the 2.6 s that an answer may take (bot/slack/inbound/ack_deadline.py)
ASK_AGAIN_AFTER = timedelta(seconds=10)
# Of a channel that Slack does not let us see, put away by hand or left unheard, until somebody lets us in again.
ASK_AGAIN_MOST = timedelta(minutes=5)
TRIES_MAX = 3  # somebody came or went while the list was read


class SlackCall(Protocol):
    """A way to ask Slack: at once, or patiently."""

    def __call__(self, method: str, **arguments: Any) -> Awaitable[Mapping[str, Any]]:
        """Slack's answer."""


@dataclass(frozen=True, slots=True)
class _Seen:
    people: frozenset[str]
    at: datetime


class Membership:
    """Asks Slack who is in a channel, and keeps the record to it."""

    def __init__(self, ground: SlackGround, *, ids: Ids) -> None:
        self._wire = ground.wire
        self._desk = ground.desk
        self._directory = ground.directory
        self._users = ground.users
        self._clock = ground.clock
        self._ids = ids
        self._seen: dict[str, _Seen] = {}
        self._moves: dict[str, int] = {}
        self._refused: dict[str, int] = {}  # channels that Slack does not let us see: how often it said so in a row

    def moved(self, channel: str) -> None:
        """Somebody came or went: what was read before that no longer counts."""
        self._moves[channel] = self._moves.get(channel, 0) + 1
        self._seen.pop(channel, None)
        self._refused.pop(channel, None)

    async def is_member(self, row: Row, person: str) -> bool:
        """Whether the person is in the incident's channel. Raises Later when Slack does not say so in time."""
        seen = self._seen.get(row.channel)
        if seen is None or self._clock.now() >= seen.at + KNOWN_FOR:
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    people = await self._people(row.channel, self._wire.call)
            except (TimeoutError, ConnectionError, Later) as unknown:
                raise Later(ASK_AGAIN_AFTER, f"who is in the channel is not known: {unknown}") from unknown
            except SlackRefused as refusal:
                raise Later(self._patience(row.channel), f"who is in the channel is not told: {refusal}") from refusal
            self._refused.pop(row.channel, None)
            await self._record(row, people, is_private=row.private)
            seen = self._seen[row.channel]
        return person in seen.people

    def _patience(self, channel: str) -> timedelta:
        """After how long to ask again about a channel that Slack does not let us see: ever longer."""
        times = self._refused[channel] = self._refused.get(channel, 0) + 1
        return delay(times, first=ASK_AGAIN_AFTER, most=ASK_AGAIN_MOST, share=self._ids.share())

    async def look_again(self, row: Row) -> None:
        """Reconcile if Slack answers; if it does not, the next gap or question does."""
        with suppress(ConnectionError, Later, SlackRefused):
            await self.reconcile(row, self._wire.call)

    async def reconcile(self, row: Row, call: SlackCall) -> None:
        """The record is brought to what Slack says. SlackRefused when Slack does not let us see the channel."""
        shape = (await call("conversations.info", channel=row.channel))["channel"]
        if not shape.get("is_archived"):  # nobody is in one that was put away, and everybody may be again
            people = await self._people(row.channel, call)
            await self._record(row, people, is_private=bool(shape.get("is_private")), name=shape["name"])

    async def _people(self, channel: str, call: SlackCall) -> frozenset[str]:
        """Everybody who is in the channel."""
        people: frozenset[str] = frozenset()
        for _ in range(TRIES_MAX):
            moves, people, cursor = self._moves.get(channel, 0), frozenset(), ""
            while True:
                answer = await call("conversations.members", channel=channel, limit=PAGE, cursor=cursor)
                people |= {person for person in answer["members"] if self._is_somebody(person)}
                cursor = next_cursor(answer)
                if not cursor:
                    break
            if moves == self._moves.get(channel, 0):
                break
        return people

    def _is_somebody(self, person: str) -> bool:
        """Not us, and nobody who was deactivated: Slack may go on listing them, and they are not there."""
        known = self._directory.known(person)
        return person != self._users.us and not (known is not None and known.deleted)

    async def _record(self, row: Row, people: frozenset[str], *, is_private: bool, name: str = "") -> None:
        """Without a name the channel keeps its own."""
        incident = await self._desk.read(row.number)
        name = name or incident.channel_name
        rule = partial(members.reconciled, people=people, is_private=is_private, name=name)
        if members.differs(incident, people=people, is_private=is_private, name=name):
            with suppress(Refused, Unavailable):  # a newer version writes there, or the next question tries again
                await self._desk.act(row.number, rule, by=BOT, cause=self._ids.new("members"))
        self._seen[row.channel] = _Seen(people, self._clock.now())
