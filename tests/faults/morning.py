"""A morning with an incident, into which a fault can be put, and how to tell what came of it.

What Slack shows is read from the local Slack's own state, never from the bot's; what the record says, from the bot's.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.app import App
from bot.cli.groundwork import laid
from bot.cli.simulation import LOBBY, Stage
from bot.ids import Ids
from bot.incident import facts as f
from bot.incident.effects import CARD, QUESTION
from bot.incident.logbook import Entry
from bot.incident.state import Incident
from bot.requests.marks import PIN_NAMES
from bot.slack.delivery import key_of
from bot.slack.inbound.message_words import PEOPLES
from bot.slack.transport.websocket import SocketTimeouts
from bot.store.tables import versions
from bot.store.transcript import instant_of
from workspace.server import LocalSlack
from workspace.state.records import Channel, Message
from workspace.wire.faults import Faults

NINE = datetime(2026, 5, 14, 9, tzinfo=UTC)
CAST = {"leo": "Leo Varga", "ana": "Ana Brandt", "bo": "Bo Lindqvist", "eve": "Eve Okafor"}
LATE = timedelta(minutes=2)
TICK = timedelta(seconds=15)  # of the clock, while the database is away
LOOKS = 2000
LOOK_EVERY_S = 0.005
FAST = SocketTimeouts(ping_every_s=0.05, pong_within_s=0.1, hello_within_s=0.5)


class Morning:
    """INC-1, which Leo declared at nine; Ana holds the logs."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._lives = 0
        self._room: Channel | None = None
        self._is_down = False
        self.cannot_keep = False  # the database is away: nothing comes to rest, only to a standstill

    @property
    def slack(self) -> LocalSlack:
        return self.stage.slack

    @property
    def faults(self) -> Faults:
        return self.slack.faults

    @property
    def app(self) -> App:
        return self.stage.app

    @property
    def room(self) -> Channel:
        """The incident's channel, whatever became of it."""
        assert self._room is not None
        return self._room

    async def begins(self) -> None:
        await self.slack.people.types("leo", "/incident start sev1 Documents missing @ana:logs")
        await self.settle()
        self._room = self.slack.world.directory.channels[(await self.incident()).channel]
        await self.slack.people.presses("ana", "Accept", channel=self.room.id)
        await self.slack.people.joins("bo", self.room.id)
        await self.settle()

    async def says(self, who: str, text: str, *, thread: str | None = None) -> str:
        ts = await self.slack.people.says(who, text, self.room.id, thread=thread)
        await self.settle()
        return ts

    async def types(self, who: str, text: str) -> str:
        """What the person reads in answer; from outside the room they name the incident."""
        is_there = not self.room.archived and self.room.id in self.slack.world.directory.channels
        place = self.room.id if is_there else LOBBY
        named = text if is_there else f"INC-1 {text}"
        answer = await self.slack.people.types(who, f"/incident {named}", place)
        await self.settle()
        return answer

    async def settle(self) -> None:
        if self.cannot_keep:
            await self._standstill()
        elif not self._is_down:
            await self.stage.settle()

    async def after(self, *, minutes: float) -> None:
        at = self.stage.clock.now() + timedelta(minutes=minutes)
        if self.cannot_keep:
            await self._endures(at)
        elif self._is_down:
            self.stage.clock.turn(at)
        else:
            await self.stage.turn(at)

    async def _endures(self, at: datetime) -> None:
        """Turn the clock tick by tick: what is due stays due, so that one cannot go from one due time to the next."""
        while self.stage.clock.now() < at:
            self.stage.clock.turn(min(at, self.stage.clock.now() + TICK))
            await self.app.tick()
            await self._standstill()

    async def _standstill(self) -> None:
        """Wait, in real time, until nobody is being answered and nothing is carried."""
        await until(lambda: self.app.attentive and not self.app.courier.busy)

    async def stops(self) -> None:
        await self.settle()
        await self.app.stop()
        self._is_down = True

    async def moves_to(self, database_url: str) -> None:
        """The same morning on another, empty database; before anything happened."""
        await self.app.stop()
        settings = replace(self.app._settings, database_url=database_url)
        self.stage.app = (await laid(settings, clock=self.stage.clock, ids=Ids(self._lives))).build()
        await self.app.start(ticking=False)

    async def listens(self, timeouts: SocketTimeouts | None = None) -> None:
        """A new process on the same database that Slack can reach already, and in which nobody answers yet."""
        await self._built(timeouts)
        self.app._line.open()
        await self.app._line.connected()

    @property
    def waiting(self) -> int:
        """How much of what Slack brought waits for somebody who answers."""
        return len(self.app._line._answer._callbacks or ())

    async def answers(self) -> None:
        """The same process, once all of it is there."""
        await self.app.start(ticking=False)
        self._is_down = False
        await self.app.tick()
        await self.settle()

    async def starts_again(self, timeouts: SocketTimeouts | None = None) -> None:
        """A new process on the same database."""
        await self._built(timeouts)
        await self.answers()

    async def _built(self, timeouts: SocketTimeouts | None) -> None:
        self._lives += 1
        settings = self.app._settings
        self.stage.app = (await laid(settings, clock=self.stage.clock, ids=Ids(self._lives), timeouts=timeouts)).build()

    # What Slack shows.

    def said(self) -> dict[str, tuple[str, frozenset[str]]]:
        """The messages of people in the channel: ts -> words and who pinned them."""
        people = [m for m in self.room.messages.values() if self._is_of_people(m)]
        return {m.ts: (m.body["text"], frozenset(self._pinned_by(m))) for m in people}

    def _pinned_by(self, message: Message) -> list[str]:
        by = (person for name in PIN_NAMES for person in message.reactions.get(name, ()))
        return [person for person in by if person != self.slack.bot_user_id]  # which only suggests it

    def own(self, *, everywhere: bool = False) -> list[Message]:
        """The bot's messages in the channel, or in every channel."""
        channels = self.slack.world.directory.channels.values() if everywhere else [self.room]
        return [
            m
            for channel in channels
            for m in channel.messages.values()
            if m.author == self.slack.bot_user_id and (m.subtype or "") in PEOPLES
        ]

    def lines(self) -> list[Message]:
        """The bot's messages in the channel but for the card, which repeats the newest finding."""
        return [message for message in self.own() if not key_of(message.body).startswith(CARD)]

    def copies(self) -> Counter[str]:
        """How often each message of the bot stands in Slack, by its key."""
        return Counter(key_of(m.body) for m in self.own(everywhere=True))

    def direct(self, who: str) -> list[str]:
        """What the bot told a person alone."""
        return [message.body["text"] for message in self._direct(who)]

    def duties(self, who: str) -> list[str]:
        """The same without the questions for the pages, which have tests of their own."""
        return [m.body["text"] for m in self._direct(who) if not key_of(m.body).startswith(QUESTION)]

    def _direct(self, who: str) -> list[Message]:
        person = self.stage.user_id(who)
        rooms = [c for c in self.slack.world.directory.channels.values() if c.kind == "im" and person in c.members]
        return [m for c in rooms for m in c.messages.values() if m.author == self.slack.bot_user_id]

    def _is_of_people(self, message: Message) -> bool:
        return message.author != self.slack.bot_user_id and (message.subtype or "") in PEOPLES

    # What the record says.

    async def incident(self) -> Incident:
        return await self.app.desk.read(1)

    async def entries(self, *kinds: type[f.Fact]) -> list[Entry]:
        return [entry for entry in await self.app.desk.entries(1) if isinstance(entry.fact, kinds)]

    async def heard(self) -> dict[str, tuple[str, frozenset[str]]]:
        """The transcript in the shape of `said`."""
        known = await self.app.desk.known(self.room.id, names=PIN_NAMES)
        words = {ts: await self.app.desk.message(self.room.id, ts) for ts in known.messages}
        return {
            ts: (said.text, frozenset(person for marked, person, _ in known.marks if marked == ts))
            for ts, said in words.items()
            if said is not None
        }

    async def learnt_late(self) -> int:
        """How many wordings were learnt well after they were written."""
        async with self.app._store.read() as tx:
            rows = await tx.all(sa.select(versions).where(versions.c.channel == self.room.id))
        return sum(row.learnt_at - instant_of(row.edited_ts or row.ts) > LATE for row in rows)


@asynccontextmanager
async def morning(seed: int = 0, *, database_url: str = "") -> AsyncIterator[Morning]:
    """On a database file of its own, or on an empty database at this address."""
    async with Stage(people=CAST, opens_at=NINE, seed=seed) as stage:
        told = Morning(stage)
        if database_url:
            await told.moves_to(database_url)
        await told.begins()
        try:
            yield told
        finally:
            await told.app.stop()  # of several lives, the stage knows the first


async def caught(so: Callable[[], bool]) -> None:
    """Wait for what may last for less than a look of `until`: look at every turn of the loop."""
    async with asyncio.timeout(LOOKS * LOOK_EVERY_S):
        while not so():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)


async def until(so: Callable[[], bool]) -> None:
    """Wait in real time for what happens in it."""
    for _ in range(LOOKS):
        if so():
            return
        await asyncio.sleep(LOOK_EVERY_S)
    raise TimeoutError("it does not come to pass")
