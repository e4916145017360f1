"""What a gap hid: reads again everything that Slack still holds, after a time in which nothing could be heard.

Law: until everything is read the gap is open, also over a restart; and a gap that people could notice is told.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.desk import Desk
from bot.incident import deafness
from bot.incident.logbook import BOT
from bot.slack.history import RETRY_AFTER, Channel, History
from bot.slack.listener import Listener
from bot.slack.wire import SlackRefused, Wire
from bot.store import catalogue

MARGIN = timedelta(minutes=1)  # Slack's clock and ours, and what was under way when the connection went
HEARD_EVERY = timedelta(seconds=10)  # how often it is noted that we hear; the most that a gap seems longer than it was
WORTH_TELLING = timedelta(seconds=30)  # a shorter gap is read again and not told: whoever typed saw Slack's own error
# A message of ours comes back to us as an event. When it does not for so long, events do not reach us, although the
# sockets answer; then we look by ourselves from time to time.
ECHO_WITHIN = timedelta(minutes=1)
LOOK_EVERY = timedelta(minutes=5)
SEVERITY_IF_UNJUDGED = 2

log = logging.getLogger(__name__)


class Rereading:
    """Knows until when Slack was heard, and closes the gaps. `tick` comes once a second."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        *,
        desk: Desk,
        listener: Listener,
        wire: Wire,
        clock: Clock,
        last_event_at: Callable[[], datetime | None],
        rebuild: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._listener = listener
        self._clock = clock
        self._last_event_at = last_event_at
        self._rebuild = rebuild
        self._history = History(wire=wire, clock=clock)
        self._woken = asyncio.Event()
        self._uncertain = False  # heard again, and it is still to be found out since when we were not
        self._silent_since: datetime | None = None
        self._since: datetime | None = None  # the gap that is still to be read, and told if it is long
        self._fresh: deque[int] = deque()  # incidents whose channel was just made
        self._told_until: datetime | None = None
        self._noted_at: datetime | None = None
        self._spoke_at: datetime | None = None  # the oldest message of ours that has not come back
        self._looked_at: datetime | None = None  # while events do not come
        self._was_silence = False  # whether the gap is one in which only events were missing
        self._missed = False  # whether a reading found what we should have heard
        self._reading = False

    @property
    def busy(self) -> bool:
        """Whether it reads at this moment; not while it waits for its share of Slack's limits."""
        return (self._reading or self._woken.is_set()) and not self._history.is_waiting

    def resume(self, silent_since: datetime | None = None) -> None:
        """Heard again. Everything since the last note is uncertain, or since the last sign of life before a silence."""
        self._uncertain, self._spoke_at = True, None
        self._silent_since = min(at for at in (self._silent_since, silent_since, self._clock.now()) if at is not None)
        self._woken.set()

    def channel_ready(self, number: int) -> None:
        """Read a channel that was just made from its beginning: people may have been in it before we knew of it."""
        self._fresh.append(number)
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
            self._noted_at = self._clock.now()
            await self._desk.note_hearing(self._noted_at)

    async def run(self) -> None:
        """Read whenever there is something to read; to be cancelled."""
        while True:
            await self._woken.wait()
            self._reading = True
            self._woken.clear()
            try:
                while self._fresh:
                    await self._apart(self._fresh.popleft(), None)
                await self._measure_gap()
                await self._close_gap()
            except Exception:  # a bug, or the database away: the gap stays open, and is tried again
                log.exception("what was missed could not be read again")
                await self._history.wait(until=self._clock.now() + RETRY_AFTER)
                self._woken.set()
            finally:
                self._reading = False

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
        event_at, now = self._last_event_at(), self._clock.now()
        if self._spoke_at is None:
            return False
        if event_at is not None and event_at >= self._spoke_at:
            was_deaf, self._spoke_at, self._looked_at = self._looked_at is not None, None, None
            if was_deaf:
                self._woken.set()
            return was_deaf
        if now - self._spoke_at < ECHO_WITHIN:
            return False
        if self._looked_at is None:
            log.warning("no event came back for what was said at %s; the connections are replaced", self._spoke_at)
            self._was_silence = self._since is None
            self._rebuild()
        if self._looked_at is None or now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            self._since = min(at for at in (self._since, self._noted_at, self._spoke_at) if at is not None)
            self._woken.set()
        return True

    async def _close_gap(self) -> None:
        """Tell the open incidents, most severe first, then read them in that order; then all is heard again."""
        since, until = self._since, self._clock.now()
        if since is None:
            return
        rows = sorted(await self._desk.open_incidents(), key=_urgency)
        is_over = self._looked_at is None
        if is_over and (self._missed or not self._was_silence):
            await self._tell(rows, since, until)
        for row in rows:
            await self._apart(row.number, since - MARGIN)
        if is_over and self._since == since and self._looked_at is None:
            self._since, self._missed, self._was_silence = None, False, False
            await self.note()

    async def _tell(self, rows: list[catalogue.Row], since: datetime, until: datetime) -> None:
        from_at = max(since, self._told_until or since)
        if until - from_at < WORTH_TELLING:
            return
        rule = partial(deafness.deafened, from_at=from_at, until_at=until)
        for row in rows:
            await self._desk.act(row.number, rule, by=BOT, cause=f"deaf:{row.number}:{from_at.isoformat()}")
        self._told_until = until

    async def _apart(self, number: int, since: datetime | None) -> None:
        """Read one incident; that Slack refuses one of them must not keep another from being read."""
        row = await self._desk.row(number)
        if row is None or not row.channel or row.opened_at is None:
            return
        begun_at = row.opened_at - MARGIN
        channel = Channel(
            self._history, desk=self._desk, listener=self._listener, channel=row.channel, begun_at=begun_at
        )
        try:
            self._missed |= await channel.read(since or begun_at)
        except SlackRefused as refusal:
            log.warning("the channel of INC-%s cannot be read again: %s", number, refusal)


def _urgency(row: catalogue.Row) -> tuple[int, int]:
    return row.severity or SEVERITY_IF_UNJUDGED, row.number
