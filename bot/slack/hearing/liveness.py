"""Whether Slack is heard, as all parts of its door know it: who hears, speaks or loses says so here.

Law: it is made before every part and handed to each, so that none has to be told later whom to tell.
"""

import asyncio
from collections import deque
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.slack.hearing.states import (
    LOOK_EVERY,
    Action,
    Actions,
    EventsCome,
    EventsMissing,
    HeardAgain,
    HearingEvent,
    HearingState,
    Lost,
    advance,
    begun,
    reminds_from,
)

# A message of ours comes back to us as an event. When it does not for so long, events do not reach us, although the
# sockets answer.
ECHO_WITHIN = timedelta(minutes=1)
# Slack names the minute in which it dropped events: docs.slack.dev/reference/events/app_rate_limited.
WITHHELD_FOR = timedelta(minutes=1)


class Liveness:
    """The last event, the last message of ours that no event followed, the state of hearing, and from when to remind.

    `is_called`: Slack comes to us over HTTP. `woken` is set while something waits to be read: a gap, or `new_channels`,
    the incidents whose channel was just made or is open to us again.
    """

    def __init__(self, clock: Clock, *, is_called: bool) -> None:
        self._clock = clock
        self._is_called = is_called
        self.last_event_at = clock.now()
        self.spoke_at: datetime | None = None
        self.state: HearingState = begun(clock.now())
        self.new_channels: deque[int] = deque()
        self._withheld: deque[datetime] = deque()
        self.woken = asyncio.Event()

    def heard(self) -> None:
        """An event came."""
        self.last_event_at = self._clock.now()

    def spoken(self, at: datetime) -> None:
        """Slack took a message of ours that was sent then; its event must come."""
        if self.unechoed_since is None:
            self.spoke_at = at

    @property
    def unechoed_since(self) -> datetime | None:
        """When the oldest message of ours was sent that no event came after; None when one came after each."""
        return self.spoke_at if self.spoke_at is not None and self.last_event_at < self.spoke_at else None

    def heard_again(self, silent_since: datetime | None = None) -> None:
        """A connection was made after there was none, or after a silence, then with its last sign of life.

        The event of what we said last may have gone with the connection before; the reading makes up for it.
        """
        self.spoke_at = None
        self.feed(HeardAgain(silent_since))

    def lost(self, at: datetime) -> None:
        """What Slack sent then could not be kept."""
        self.feed(Lost(at))

    def withheld(self, minute_at: datetime) -> None:
        """Slack drops what happens in this minute. It is read when the minute is over, for Slack says so only once."""
        self._withheld.append(minute_at)

    def opened(self, number: int) -> None:
        """A channel was just made, or we are in it again: people may have been in it before we heard of it."""
        self.new_channels.append(number)
        self.woken.set()

    def look(self) -> Actions:
        """Twice a second while connected: whether events come that should; what is to be done about it."""
        while self._withheld and self._clock.now() >= self._withheld[0] + WITHHELD_FOR:
            self.lost(self._withheld.popleft())
        missing = self._missing(self._clock.now())
        return self.feed(missing or EventsCome())

    def feed(self, event: HearingEvent) -> Actions:
        """Take the event in; what is to be done beyond reading, which is woken here."""
        self.state, actions = advance(self.state, event, self._clock.now())
        if Action.READ in actions:
            self.woken.set()
        return tuple(action for action in actions if action is not Action.READ)

    def may_remind(self) -> bool:
        """Whether nobody is reminded whose answer may stand in Slack and be still to be read."""
        from_at = self.reminds_from
        return from_at is None or self._clock.now() >= from_at

    @property
    def reminds_from(self) -> datetime | None:
        """When somebody may be reminded although answers may be still to be read; None when all is read."""
        return reminds_from(self.state)

    def _missing(self, now: datetime) -> EventsMissing | None:
        """Without sockets silence alone is reason to look, for nothing else tells whether Slack can reach us."""
        echo_is_missing = self.unechoed_since is not None and now - self.unechoed_since >= ECHO_WITHIN
        is_silent = self._is_called and now - self.last_event_at >= LOOK_EVERY
        return EventsMissing(self.last_event_at, echo_is_missing) if echo_is_missing or is_silent else None
