"""What a gap hid: reads again everything that Slack still holds, after a time in which nothing could be heard.

Law: until everything is read the gap is open, also over a restart; and a gap that people could notice is told.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.desk import Desk
from bot.incident import gaps
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.slack.catchup.direct_messages import Direct, directs
from bot.slack.catchup.history import RETRY_AFTER, Channel, History
from bot.slack.catchup.late_requests import Unheard
from bot.slack.inbound.events import Listener
from bot.slack.transport.web_api import SlackRefused
from bot.store import catalogue
from bot.store.engine import Unavailable

MARGIN = timedelta(minutes=1)  # Slack's clock and ours, and what was under way when the connection went
HEARD_EVERY = timedelta(seconds=10)  # how often it is noted that we hear; the most that a gap seems longer than it was
WORTH_TELLING = timedelta(seconds=30)  # a shorter gap is read again and not told: whoever typed saw Slack's own error
# A message of ours comes back to us as an event. When it does not for so long, events do not reach us, although the
# sockets answer; then we look by ourselves from time to time. Without sockets, silence alone is reason enough to look:
# nothing else tells whether Slack can reach us.
ECHO_WITHIN = timedelta(minutes=1)
LOOK_EVERY = timedelta(minutes=5)
# Whoever answered unheard is not asked again, so reminders wait for the reading; but when Slack lets us read slowly,
# those who did not answer are more urgent than those who did.
REMINDERS_WAIT_MAX = timedelta(minutes=2)
REMINDERS_WAIT_SHARE = 4  # of the time in which nothing was heard: the shorter it was, the fewer answered in it
SEVERITY_IF_UNJUDGED = 2

log = logging.getLogger(__name__)


class Rereading:
    """Knows until when Slack was heard, and closes the gaps. `tick` comes once a second."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        *,
        desk: Desk,
        listener: Listener,
        history: History,
        unheard: Unheard,
        clock: Clock,
        last_event_at: Callable[[], datetime | None],
        rebuild: Callable[[], None],
        is_called: bool,
    ) -> None:
        self._desk = desk
        self._listener = listener
        self._clock = clock
        self._last_event_at = last_event_at
        self._rebuild = rebuild
        self._is_called = is_called  # Slack comes to us over HTTP
        self._began_at = clock.now()
        self._history = history
        self._unheard = unheard
        self._woken = asyncio.Event()
        self._uncertain = False  # heard again, and it is still to be found out since when we were not
        self._silent_since: datetime | None = None
        self._behind_since: datetime | None = clock.now()  # until what people asked of us unheard is read
        self.caught_up: Callable[[], Awaitable[None]] = _nothing  # what had to wait for it
        self._since: datetime | None = None  # the gap that is still to be read, and told if it is long
        self._fresh: deque[int] = deque()  # incidents whose channel was just made
        self._told_until: datetime | None = None
        self._noted_at: datetime | None = None
        self._spoke_at: datetime | None = None  # the oldest message of ours that has not come back
        self._looked_at: datetime | None = None  # while events do not come
        self._was_silence = False  # whether the gap is one in which only events were missing
        self._missed = False  # whether a reading found what we should have heard
        self._lost = False  # whether, since the reading began, something was heard and could not be kept
        self._could_not_keep = False  # whether the gap is one in which the database was away
        self._reading = False

    @property
    def busy(self) -> bool:
        """Whether it reads at this moment; not while it waits for its share of Slack's limits."""
        return (self._reading or self._woken.is_set()) and not self._history.is_waiting

    @property
    def reminds_from(self) -> datetime | None:
        """When somebody may be reminded although answers may be still to be read; None when all is read."""
        if self._behind_since is None:
            return None
        if self._since is None:  # how long it was is not known yet
            return self._behind_since + REMINDERS_WAIT_MAX
        return self._behind_since + min(REMINDERS_WAIT_MAX, (self._behind_since - self._since) / REMINDERS_WAIT_SHARE)

    def resume(self, silent_since: datetime | None = None) -> None:
        """Heard again. Everything since the last note is uncertain, or since the last sign of life before a silence."""
        self._uncertain, self._spoke_at = True, None
        self._behind_since = self._behind_since or self._clock.now()
        self._silent_since = min(at for at in (self._silent_since, silent_since, self._clock.now()) if at is not None)
        self._woken.set()

    def channel_ready(self, number: int) -> None:
        """Read a channel that was just made from its beginning: people may have been in it before we knew of it."""
        self._fresh.append(number)
        self._woken.set()

    def lost(self, at: datetime) -> None:
        """What Slack sent then could not be kept. Slack sends it a few times more; after that only reading finds it."""
        self._since, self._lost = min(self._since or at, at), True
        self._could_not_keep_now()
        self._woken.set()

    def spoken(self, at: datetime) -> None:
        """Slack took a message of ours that was sent then; its event must come."""
        self._spoke_at = self._spoke_at or at

    async def tick(self, *, connected: bool) -> None:
        """Note that we hear, every now and then; and notice when we only seem to."""
        if connected and not self._is_deaf_to_events():
            now = self._clock.now()
            if self._noted_at is None or now - self._noted_at >= HEARD_EVERY:
                await self.note()

    async def note(self) -> None:
        """Remember that everything until now was heard, unless something is still to be read."""
        if not self._uncertain and self._since is None:
            now = self._clock.now()
            await self._desk.note_hearing(now)
            self._noted_at = now

    async def run(self) -> None:
        """Read whenever there is something to read; to be cancelled."""
        while True:
            await self._woken.wait()
            self._reading = True
            self._woken.clear()
            try:
                while self._fresh:
                    places = await self._channels([self._fresh[0]], None)
                    await self._hear_rest(await self._hear_news(places))
                    self._fresh.popleft()
                await self._measure_gap()
                await self._close_gap()
            except Exception as failure:  # the gap stays open, and is tried again
                if isinstance(failure, Unavailable):
                    self._could_not_keep_now()
                else:
                    log.exception("what was missed could not be read again")
                await self._history.wait(until=self._clock.now() + RETRY_AFTER)
                self._woken.set()
            finally:
                self._reading = False

    def _could_not_keep_now(self) -> None:
        self._could_not_keep = True
        self._behind_since = self._clock.now()

    async def _measure_gap(self) -> None:
        if not self._uncertain:
            return
        heard_at = await self._desk.heard_until()
        if heard_at is not None:  # else nobody ever heard anything, and nothing can be missing
            times = (self._since, heard_at, self._silent_since)
            self._since = min(at for at in times if at is not None)
        self._uncertain, self._silent_since = False, None
        if self._since is None:
            await self.note()

    def _is_deaf_to_events(self) -> bool:
        """Whether a message of ours did not come back; then look, and look again every few minutes."""
        event_at, now = self._last_event_at() or self._began_at, self._clock.now()
        if self._spoke_at is not None and event_at >= self._spoke_at:
            self._spoke_at = None
        if not self._misses_events(now, event_at):
            was_deaf, self._looked_at = self._looked_at is not None, None
            if was_deaf:
                self._woken.set()
            return was_deaf
        if self._looked_at is None:
            self._was_silence = self._since is None
            if self._spoke_at is not None:
                log.warning("no event came back for what was said at %s; the connections are replaced", self._spoke_at)
                self._rebuild()
        if self._looked_at is None or now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            self._since = min(event_at, self._since or event_at)  # they may have stopped with the last that came
            self._behind_since = now
            self._woken.set()
        return True

    def _misses_events(self, now: datetime, event_at: datetime) -> bool:
        if self._spoke_at is not None and now - self._spoke_at >= ECHO_WITHIN:
            return True
        return self._is_called and now - event_at >= LOOK_EVERY

    async def _close_gap(self) -> None:
        """Tell the open incidents, most severe first, then read them in that order; then all is heard again."""
        since, until = self._since, self._clock.now()
        if since is None:
            await self._catch_up()
            return
        self._lost = False
        rows = sorted(await self._desk.open_incidents(), key=_urgency)
        is_over = self._looked_at is None
        is_ours = self._could_not_keep  # told in the end: before, nobody knows until when it was
        if is_over and not is_ours and (self._missed or not self._was_silence):
            await self._tell(rows, since, until)
        numbers = [row.number for row in rows]
        from_at = since - MARGIN
        channels = await self._channels(numbers, from_at)
        talks = await directs(
            self._history, desk=self._desk, listener=self._listener, numbers=numbers, since=from_at, margin=MARGIN
        )
        places: list[Channel | Direct] = [*channels, *talks]
        heard = await self._hear_news(places)
        await self._catch_up()
        await self._hear_rest(heard)
        if is_over and self._since == since and self._looked_at is None and not self._lost:
            if is_ours:
                await self._tell(rows, since, until)
            self._since, self._missed, self._was_silence, self._could_not_keep = None, False, False, False
            await self.note()

    async def _tell(self, rows: list[catalogue.Row], since: datetime, until: datetime) -> None:
        from_at = max(since, self._told_until or since)
        if until - from_at < WORTH_TELLING:
            return
        rule = partial(gaps.deafened, from_at=from_at, until_at=until)
        for row in rows:
            with suppress(Refused):  # only a newer version can write into this one; the others are told all the same
                await self._desk.act(row.number, rule, by=BOT, cause=f"deaf:{row.number}:{from_at.isoformat()}")
        self._told_until = until

    async def _hear_news(self, places: Sequence[Channel | Direct]) -> list[Channel | Direct]:
        """What is new, so that nobody's request waits for old threads; then what was asked of us in it.

        Gives the places that could be read: of the others nobody knows what was deleted there.
        """
        readable = [place for place in places if await self._apart(place.channel, place.news())]
        self._missed |= any(place.missed for place in places)
        await self._unheard.take([one for place in places for one in place.addressed])
        return readable

    async def _hear_rest(self, places: Sequence[Channel | Direct]) -> None:
        for place in places:
            await self._apart(place.channel, place.rest())

    async def _catch_up(self) -> None:
        was_behind, self._behind_since = self._behind_since is not None, None
        if was_behind:
            await self.caught_up()

    async def _apart(self, channel: str, reading: Awaitable[None]) -> bool:
        """That Slack refuses one of them must not keep another from being read; False when it did."""
        try:
            await reading
        except SlackRefused as refusal:
            log.warning("%s cannot be read again: %s", channel, refusal)
            return False
        return True

    async def _channels(self, numbers: Sequence[int], since: datetime | None) -> list[Channel]:
        """The channels of these incidents; None for since their beginning."""
        rows = [row for number in numbers if (row := await self._desk.row(number))]
        return [
            Channel(
                self._history,
                desk=self._desk,
                listener=self._listener,
                channel=row.channel,
                begun_at=row.opened_at - MARGIN,
                since=since or row.opened_at - MARGIN,
            )
            for row in rows
            if row.channel and row.opened_at is not None
        ]


async def _nothing() -> None:
    """Nothing waits."""


def _urgency(row: catalogue.Row) -> tuple[int, int]:
    return row.severity or SEVERITY_IF_UNJUDGED, row.number
