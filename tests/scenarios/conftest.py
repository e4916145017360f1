"""A stage with a cast, and verbs to tell a story with: every test here goes through the local Slack, as people do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import pytest

from bot.cli.groundwork import laid
from bot.cli.replay import replay
from bot.cli.simulation import LOBBY, Stage
from bot.ids import Ids
from bot.incident.effects import QUESTION
from bot.incident.logbook import Entry
from bot.incident.state import Incident
from bot.slack.delivery import key_of
from bot.store.catalogue import Row
from tests import shared
from tests.scenarios.crowd import keep_what_was_read_alone
from tests.scenarios.ended import Ended, Keeper, keep, read
from workspace.people.screen import reader_of, words_of
from workspace.state.records import Channel, Message

MORNING = datetime(2026, 5, 14, 9, tzinfo=UTC)  # 11:00 where most of the cast sits
BERLIN = "Europe/Berlin"
CAST = {
    "leo": {"name": "Leo Torres", "tz": BERLIN},
    "ana": {"name": "Ana Lima", "tz": BERLIN},
    "bo": {"name": "Bo Chen", "tz": "America/New_York"},
    "cleo": {"name": "Cleo Diaz", "tz": BERLIN},
    "eva": {"name": "Eva Ruiz", "tz": BERLIN},
    "kim": {"name": "Kim One", "display_name": "kim", "tz": BERLIN},
    "kim.two": {"name": "kim", "tz": BERLIN},  # shows up as "kim" too
    "gus": {"name": "Gus Guest", "tz": BERLIN, "guest": True},
    "old": {"name": "Old Hand", "tz": BERLIN, "deleted": True},
}

SAYS_EVERY_MIN = 7

F = TypeVar("F")
Played: TypeAlias = Callable[[Path], Path]


class Scene:
    """Leo declares, the others play along. Whoever types is in the incident's channel if they belong to it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people = stage.slack.people
        self._lives = 0

    # What people do.

    async def types(self, who: str, text: str, *, where: str = "", picks: bool = True) -> str:
        """`/incident …`, and what the person reads in answer, be it with Slack's acknowledgement or behind it."""
        place = where or await self.place(who)
        return await self._told(who, self.people.types(who, text, channel=place, picks=picks))

    async def start(self, words: str = "sev2 Documents missing", *, who: str = "leo", where: str = LOBBY) -> str:
        return await self.types(who, f"/incident start {words}", where=where)

    async def staffed(self, words: str = "sev2 Documents missing", **roles: str) -> None:
        """An incident whose roles are held: `logs="ana"` is offered and accepted."""
        pairs = " ".join(f"@{person}:{role}" for role, person in roles.items())
        await self.start(f"{words} {pairs}")
        for person in dict.fromkeys(roles.values()):
            await self.presses(person, "Accept")

    async def says(self, who: str, text: str, *, where: str = "", thread: str | None = None) -> str:
        """The ts of the message."""
        ts = await self.people.says(who, text, channel=where or await self.place(who), thread=thread)
        await self.stage.settle()
        return ts

    async def presses(self, who: str, label: str, *, where: str | None = None) -> str:
        """What the person reads that they did not read before."""
        return await self._told(who, self.people.presses(who, label, channel=where))

    async def picks(self, who: str, menu: str, choice: str) -> str:
        return await self._told(who, self.people.picks(who, menu, choice))

    async def submits(self, who: str, form: str, **fields: Any) -> str:
        """What the form shows as wrong, else what the person reads after it."""
        return await self._told(who, self.people.submits(who, form, fields))

    async def joins(self, who: str) -> None:
        """They join the incident's channel."""
        await self.does("joins", who, (await self.incident()).channel)

    async def shortcut(self, who: str, name: str, message: str | None = None) -> str:
        place = await self.place(who) if message else None
        return await self._told(who, self.people.shortcut(who, name, message, place))

    async def does(self, act: str, who: str, *given: Any, **named: Any) -> None:
        """Any other act of a person: reacts, unreacts, edits, deletes, joins, leaves."""
        await getattr(self.people, act)(who, *given, **named)
        await self.stage.settle()

    async def _told(self, who: str, act: Awaitable[str]) -> str:
        """What Slack answers to an act at once, else what this person has been shown since."""
        before = {message.ts: message.body for message in self._whispered(who)}  # another look is another body
        answer = await act
        await self.stage.settle()
        new = (message for message in self._whispered(who) if before.get(message.ts) is not message.body)
        return answer or "\n".join(map(self._line, new))

    # What time does.

    async def after(self, minutes: float) -> None:
        await self.stage.turn(self.stage.clock.now() + timedelta(minutes=minutes))

    async def while_there(self, minutes: float, *, who: str = "leo") -> None:
        """Time passes, and somebody says a word now and then: a sign of life, and no more."""
        for _ in range(int(minutes // SAYS_EVERY_MIN)):
            await self.after(SAYS_EVERY_MIN)
            await self.says(who, "ok")
        await self.after(minutes % SAYS_EVERY_MIN)

    def turns(self, minutes: float) -> None:
        """Time passes while nobody is running."""
        self.stage.clock.turn(self.stage.clock.now() + timedelta(minutes=minutes))

    async def stops(self) -> None:
        """The bot's process ends; Slack and the clock go on without it."""
        await self.stage.settle()
        await self.stage.app.stop()

    async def starts_again(self, **changed: Any) -> None:
        """A new process on the same database, with these settings changed."""
        self._lives += 1
        settings = replace(self.stage.app._settings, **changed)
        self.stage.app = (await laid(settings, clock=self.stage.clock, ids=Ids(self._lives))).build()
        await self.stage.app.start(ticking=False)
        await self.stage.app.tick()
        await self.stage.settle()

    # What there is.

    async def rows(self) -> list[Row]:
        return await self.stage.app.desk.opened_behind(0)

    async def incident(self, number: int | None = None) -> Incident:
        return await self.stage.app.desk.read(number or (await self.rows())[-1].number)

    async def entries(self) -> list[Entry]:
        """Every entry of every incident."""
        return [entry for row in await self.rows() for entry in await self.stage.app.desk.entries(row.number)]

    async def facts(self, kind: type[F]) -> list[F]:
        return [entry.fact for entry in await self.entries() if isinstance(entry.fact, kind)]

    async def standing(self) -> tuple[int, int]:
        """How much is on record, and how much stands in Slack for more than one person to read."""
        return len(await self.entries()), sum(len(channel.messages) for channel in self._channels())

    async def place(self, who: str) -> str:
        for row in reversed(await self.rows()):
            if row.channel and self.stage.is_member(row.channel, who):
                return row.channel
        return LOBBY

    # What can be seen.

    def id(self, who: str) -> str:
        return self.stage.user_id(who)

    def whispers(self, who: str) -> list[str]:
        """Every line that only this person has been shown, in any channel."""
        return [self._line(message) for message in self._whispered(who)]

    def _whispered(self, who: str) -> list[Message]:
        person, shown = self.id(who), (channel.ephemerals.values() for channel in self._channels())
        return [message for message in chain.from_iterable(shown) if message.ephemeral_to == person]

    def _line(self, message: Message) -> str:
        return f"{message.ts} {self._words(message)}"

    def sees(self, who: str) -> str:
        """The whole screen of a person."""
        return self.stage.slack.screen.person(self.stage._person(who))

    def form(self, who: str) -> str:
        return self.stage.slack.screen.form(self.stage._person(who))

    def dms(self, who: str) -> list[str]:
        """What the bot said to this person alone, as it stands now."""
        return [self._words(message) for message in self._direct(who)]

    def duties(self, who: str) -> list[str]:
        """The same without the questions for the pages, which have tests of their own."""
        return [self._words(m) for m in self._direct(who) if not key_of(m.body).startswith(QUESTION)]

    def asked(self, who: str) -> list[str]:
        """The questions for the pages alone."""
        return [self._words(m) for m in self._direct(who) if key_of(m.body).startswith(QUESTION)]

    def _direct(self, who: str) -> list[Message]:
        bot, person = self.stage.slack.bot_user_id, self.id(who)
        direct = [c for c in self._channels() if c.kind == "im" and set(c.members) == {bot, person}]
        return [message for channel in direct for message in channel.messages.values() if message.author == bot]

    async def said_in_channel(self, number: int | None = None) -> list[str]:
        """Top-level lines of the bot in the incident's channel, broadcast replies and Slack's own lines with them."""
        channel = await self.channel(number)
        bot = self.stage.slack.bot_user_id
        return [
            self._words(message)
            for ts in channel.timeline
            if (message := channel.messages[ts]).author == bot or message.subtype in {"channel_topic", "pinned_item"}
        ]

    async def card_thread(self, number: int | None = None) -> list[str]:
        incident, channel = await self.incident(number), await self.channel(number)
        return [self._words(m) for m in channel.messages.values() if m.root_ts == incident.card_ts]

    async def card(self, number: int | None = None) -> str:
        incident, channel = await self.incident(number), await self.channel(number)
        return self._words(channel.messages[incident.card_ts])

    async def channel(self, number: int | None = None) -> Channel:
        incident = await self.incident(number)
        return self.stage.slack.world.directory.channels[incident.channel]

    def announcements(self) -> list[str]:
        channel = self.stage.slack.world.directory.names["incidents"]
        return [self._words(m) for m in channel.messages.values() if m.author == self.stage.slack.bot_user_id]

    def errors(self) -> list[str]:
        """Calls of the bot that Slack refused."""
        return [f"{call.method}: {call.error}" for call in self.stage.slack.calls if not call.ok]

    def mrkdwn(self) -> list[str]:
        """Every text of the bot in which Slack would read a mention."""
        return [text for call in self.stage.slack.calls for text in _mrkdwn(dict(call.args))]

    def _channels(self) -> list[Channel]:
        return list(self.stage.slack.world.directory.channels.values())

    def _words(self, message: Message) -> str:
        return "\n".join(words_of(message.body, reader_of(self.stage.slack.world, None)))


def _mrkdwn(value: Any) -> Iterator[str]:
    """The texts in an argument that Slack renders; those of type plain_text it shows as they are."""
    if isinstance(value, list):
        for each in value:
            yield from _mrkdwn(each)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            return
        for key, each in value.items():
            if isinstance(each, str) and key in {"text", "topic"}:
                yield each
            yield from _mrkdwn(each)


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Of a story, the folder of what came out of it. Played once for all processes of a run; nobody changes it.

    Beside it stands what `ended` reads.
    """

    @cache
    def once(story: Path) -> Path:
        with shared.place(tmp_path_factory, f"told-{story.stem}") as told:
            if not told.exists():
                out = tmp_path_factory.mktemp(story.stem)
                keepers: list[Keeper] = []
                assert 0 == asyncio.run(replay(story, out=out, watch=lambda player: keepers.append(Keeper(player))))
                keep(told.with_suffix(".ended"), keepers)
                keep_what_was_read_alone(keepers[0].player, told)
                out.rename(told)
        return told

    return once


@pytest.fixture(scope="session")
def ended(play: Played) -> Callable[[Path], Ended]:
    """Of a story, its record and what people said, as values; the same playing as `play` has."""
    return lambda story: read(play(story).with_suffix(".ended"))


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with Stage(people=CAST, opens_at=MORNING, seed=7) as running:
        await running.settle()
        yield running


@pytest.fixture
async def scene(stage: Stage) -> AsyncIterator[Scene]:
    told = Scene(stage)
    yield told
    if told._lives:
        await told.stage.app.stop()
