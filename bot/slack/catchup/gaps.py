"""What a gap hid: reads again everything that Slack still holds, after a time in which nothing could be heard.

Law: until everything is read the gap is open, also over a restart; and a gap that people could notice is told. What is
done when is decided in bot/slack/hearing/states.py; here it is carried out.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial
from typing import Protocol, TypeAlias, TypeVar

from bot.incident import gaps
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.state import Case, Incident
from bot.slack.catchup.direct_messages import DirectReading, directs
from bot.slack.catchup.history import RETRY_AFTER, ChannelReading, History
from bot.slack.catchup.late_requests import Unheard
from bot.slack.ground import SlackGround
from bot.slack.hearing import states
from bot.slack.hearing.states import Action, Deaf, Gap, Hearing, Uncertain
from bot.slack.hearing.voice import Voice
from bot.slack.inbound.events import Events
from bot.slack.membership import Membership
from bot.slack.moved_channels import UNKNOWN, MovedChannels
from bot.slack.transport.web_api import SlackRefused
from bot.store import catalogue
from bot.store.engine import Unavailable

MARGIN = timedelta(minutes=1)  # Slack's clock and ours, and what was under way when the connection went
SEVERITY_IF_UNJUDGED = 2
RECENT_MAX = 20  # ended ones in whose channels it is looked again who is there; of a private one it is asked anyway

# So much of one place is read before the next one has its turn. Few channels hold more than the thousands of messages
# that are in these pages.
PAGES_A_TURN = 5

log = logging.getLogger(__name__)

AnyReading: TypeAlias = ChannelReading | DirectReading
T = TypeVar("T")


class Turn(Enum):
    """What a turn of reading a place came to: there is more, it was the last, or Slack does not let us read there."""

    ONE_OF_MORE = auto()
    LAST = auto()
    REFUSED = auto()


class SlackConnection(Protocol):
    """The way in from Slack, as far as it matters here."""

    @property
    def connected(self) -> bool:
        """Whether Slack can reach us."""

    def rebuild(self) -> None:
        """Every socket is replaced: they are open, and nothing comes."""


class GapReader:
    """Reads gaps, and new channels from their beginning, whenever `liveness` says so. `tick` comes twice a second."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        ground: SlackGround,
        *,
        events: Events,
        history: History,
        unheard: Unheard,
        connection: SlackConnection,
        membership: Membership,
        moved_channels: MovedChannels,
        voice: Voice,
    ) -> None:
        self._desk = ground.desk
        self._events = events
        self._history = history
        self._unheard = unheard
        self._clock = ground.clock
        self._liveness = ground.liveness
        self._connection = connection
        self._membership = membership
        self._moved_channels = moved_channels
        self._voice = voice
        self._told_until: datetime | None = None
        self._deaf_since: datetime | None = None
        self._reading = False

    @property
    def busy(self) -> bool:
        """Whether it reads at this moment; not while it waits for its share of Slack's limits."""
        return (self._reading or self._liveness.woken.is_set()) and not self._history.is_waiting

    def may_remind(self) -> bool:
        """Whether the answer would be heard, and was not given already."""
        return self._connection.connected and self._liveness.may_remind()

    async def remind(self) -> None:
        """Those who are due are reminded, unless their answer may stand in Slack unread."""
        if self.may_remind():
            await self._desk.sweep(self._clock.now())

    async def speak_while_deaf(self) -> None:
        """While no socket is open, the lead of each open incident is told once since when, after an interval.

        Not while another process hears for us, which notes it every few seconds.
        Only when Slack could be spoken to all that time: after an outage of everything the ears come back a moment
        after the voice, and there is nothing to say.
        """
        if self._connection.connected:
            self._deaf_since = None
            self._voice.rest()
            return
        deaf_since, heard_until = self._deaf_since or self._clock.now(), await self._desk.heard_until()
        since = self._deaf_since = max(deaf_since, heard_until or deaf_since)
        if not await self._untold(self._clock.now()):
            return
        await self._voice.listen()
        for at, number in await self._untold(self._voice.works_since):
            if at <= self._clock.now():
                cause = f"gone deaf:{number}:{since.isoformat()}"
                rule = partial(gaps.gone_deaf, from_at=since, speaks_since=self._voice.works_since)
                with suppress(Refused):  # only a newer version can write into this one
                    await self._desk.act(number, rule, by=BOT, cause=cause)

    async def next_told_at(self) -> datetime | None:
        """When the next lead is told so, or it is asked whether the voice works."""
        if not await self._untold(self._clock.now()):
            return None
        told_at = (at for at, _ in await self._untold(self._voice.works_since))
        return min((self._voice.asked_next_at, *told_at))

    async def _untold(self, speaks_since: datetime | None) -> list[tuple[datetime, int]]:
        """When each lead is to hear it who has not, with the number of their incident."""
        if self._deaf_since is None:
            return []
        rows, now = await self._desk.open_incidents(), self._clock.now()
        cases = [Case(await self._desk.read(row.number), now, BOT) for row in rows]
        told = partial(gaps.told_at, from_at=self._deaf_since, speaks_since=speaks_since)
        times = [(told(case), case.incident.number) for case in cases]
        return [(at, number) for at, number in times if at is not None]

    async def tick(self) -> None:
        """That we hear is noted every now and then, and that we only seem to is noticed."""
        if self._connection.connected:
            await self._do(self._liveness.look())

    async def note(self) -> None:
        """That all was heard until now, or that it was silent, is written down, unless something is yet to be read."""
        match self._liveness.state:
            case Hearing():
                await self._desk.note_hearing(self._clock.now())
            case Deaf(is_mere_silence=True):
                await self._desk.note_listening(self._clock.now())
            case _:
                return
        self._liveness.feed(states.HearingNoted())

    async def run(self) -> None:
        """Gaps and new channels are read whenever there are any, until this is cancelled."""
        while True:
            await self._liveness.woken.wait()
            self._reading = True
            self._liveness.woken.clear()
            try:
                await self._read_new_channels()
                await self._measure()
                await self._read_gap()
            except Exception as failure:  # the gap stays open, and is tried again
                if isinstance(failure, Unavailable):
                    self._liveness.feed(states.DatabaseAway())
                else:
                    log.exception("what was missed could not be read again")
                await self._history.wait(until=self._clock.now() + RETRY_AFTER)
                self._liveness.woken.set()
            finally:
                self._reading = False

    async def _do(self, actions: states.Actions) -> None:
        for action in actions:
            match action:
                case Action.RECONNECT:
                    since = self._liveness.unechoed_since
                    log.warning("no event came back for what was said at %s; the connections are replaced", since)
                    self._connection.rebuild()
                case Action.NOTE:
                    await self.note()
                case Action.REMIND:
                    await self.remind()

    async def _read_new_channels(self) -> None:
        channels = self._liveness.new_channels
        while channels:
            await self._reconcile([row for row in [await self._desk.row(channels[0])] if row is not None])
            places = await self._channels([channels[0]], None)
            await self._hear_rest(await self._hear_news(places))
            channels.popleft()

    async def _measure(self) -> None:
        if isinstance(self._liveness.state, Uncertain):
            measured = states.Measured(await self._desk.heard_until(), await self._desk.listened_until())
            await self._do(self._liveness.feed(measured))

    async def _read_gap(self) -> None:
        """Read the gap that there is.

        1. Tell the open incidents of it, most severe first, if that can be said already.
        2. Read who may see the private ones now, and then of all who is in them: who left meanwhile is told nothing.
        3. Read what is new, in the same order, and answer what people asked of us in it; then reminders go on.
        4. Read the rest: edits, marks, deletions.
        5. Tell it now, if from when or until when it was could not be said before, and close it.
        """
        attempt = states.attempt(self._liveness.state, self._clock.now())
        if attempt is None:
            return
        rows = sorted(await self._desk.open_incidents(), key=_urgency)
        if attempt.tells_first:
            await self._tell(rows, attempt.gap, until=attempt.begun_at)
        await self._reconcile(
            sorted([*rows, *await self._desk.recent_incidents(RECENT_MAX)], key=lambda row: not row.private)
        )
        heard = await self._hear_news(await self._places(rows, attempt.gap.since - MARGIN))
        await self._do(self._liveness.feed(states.NewsRead(attempt)))
        await self._hear_rest(heard)
        gap = states.still_open(self._liveness.state, attempt)
        if attempt.tells_last and gap is not None:
            await self._tell(rows, gap, until=attempt.begun_at)
        await self._do(self._liveness.feed(states.AllRead(attempt)))

    async def _tell(self, rows: Sequence[catalogue.Row], gap: Gap, *, until: datetime) -> None:
        told = states.to_tell(gap.told_from, until, told_until=self._told_until)
        if told is None:
            return
        from_at, until_at = told
        rule = partial(gaps.deafened, from_at=from_at, until_at=until_at)
        for row in rows:
            with suppress(Refused):  # only a newer version can write into this one; the others are told all the same
                await self._desk.act(row.number, rule, by=BOT, cause=f"deaf:{row.number}:{from_at.isoformat()}")
        self._told_until = until_at

    async def _reconcile(self, rows: Sequence[catalogue.Row]) -> None:
        for row in {row.number: row for row in rows if row.channel}.values():
            try:
                await self._membership.reconcile(row, self._history.call)
            except SlackRefused as refusal:
                if refusal.error == UNKNOWN:
                    await self._where_let(self._look_for(row), row.channel, otherwise=None)
                else:
                    log.warning("%s cannot be read again: %s", row.channel, refusal)

    async def _look_for(self, row: catalogue.Row) -> None:
        if not await self._moved_channels.look_for(row.number, row.channel, self._history.call):
            log.warning("%s is gone: Slack does not know it any more", row.channel)

    async def _places(self, rows: Sequence[catalogue.Row], since: datetime) -> list[AnyReading]:
        numbers = [row.number for row in rows]
        channels = await self._channels(numbers, since)
        talks = await directs(
            self._history, desk=self._desk, events=self._events, numbers=numbers, since=since, margin=MARGIN
        )
        return [*channels, *talks]

    async def _hear_news(self, places: Sequence[AnyReading]) -> list[AnyReading]:
        """Hear what is new, so that nobody's request waits for old threads; then answer what was asked of us in it.

        Each place has its turn in every round, and what was asked is answered after each round, in the order in which
        it was said (e.g. of twenty channels one holds 20,000 messages: nineteen are answered before it is read on).
        Gives the places that could be read: of the others nobody knows what was deleted there.
        """
        readable: list[AnyReading] = []
        reading = [(place, place.news()) for place in places]
        while reading:
            turns = [
                await self._where_let(_turn(news), place.channel, otherwise=Turn.REFUSED) for place, news in reading
            ]
            read = [place for (place, _), turn in zip(reading, turns, strict=True) if turn is Turn.LAST]
            reading = [one for one, turn in zip(reading, turns, strict=True) if turn is Turn.ONE_OF_MORE]
            await self._answer(read)
            readable += read
        return readable

    async def _answer(self, places: Sequence[AnyReading]) -> None:
        missed_at = [place.missed_at for place in places if place.missed_at is not None]
        if missed_at:
            self._liveness.feed(states.Found(min(missed_at)))
        await self._unheard.take([one for place in places for one in place.addressed])

    async def _hear_rest(self, places: Sequence[AnyReading]) -> None:
        for place in places:
            await self._where_let(place.rest(), place.channel, otherwise=None)

    async def _where_let(self, reading: Awaitable[T], channel: str, *, otherwise: T) -> T:
        """What came of it where Slack lets us read; that it did not keeps no other channel from being read."""
        try:
            return await reading
        except SlackRefused as refusal:
            log.warning("%s cannot be read again: %s", channel, refusal)
            return otherwise

    async def _channels(self, numbers: Sequence[int], since: datetime | None) -> list[ChannelReading]:
        """The channels of these incidents; None for since their beginning."""
        rows = [(row, await self._desk.read(number)) for number in numbers if (row := await self._desk.row(number))]
        return [
            ChannelReading(
                self._history,
                desk=self._desk,
                events=self._events,
                channel=row.channel,
                begun_at=_begun_at(incident, row.opened_at),
                since=since or row.opened_at - MARGIN,
            )
            for row, incident in rows
            if row.channel and row.opened_at is not None
        ]


def _begun_at(incident: Incident, opened_at: datetime) -> datetime:
    """Of a channel that was adopted, the oldest message that was read back; what is older is nobody's news.

    What is read back is not read here beside it: a mark that stands there would be heard twice, and the second time as
    if it had been put only now.
    """
    if not incident.adopted:
        return opened_at - MARGIN
    return opened_at if incident.history is None else incident.history.from_at - timedelta(microseconds=1)


async def _turn(news: AsyncIterator[None]) -> Turn:
    """Read on, a few pages."""
    pages = 0
    async for _ in news:
        pages += 1
        if pages == PAGES_A_TURN:
            return Turn.ONE_OF_MORE
    return Turn.LAST


def _urgency(row: catalogue.Row) -> tuple[int, int]:
    return row.severity or SEVERITY_IF_UNJUDGED, row.number
