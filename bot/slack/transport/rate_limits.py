"""Rate limits: how fast Slack takes messages, kept to before Slack has to say so.

The rate limits of reading history are kept in `bot/slack/catchup/history.py`, which alone reads so much. What Slack
answers to whoever was too fast all the same (429, `Retry-After`) is Later, in `web_api.py`.
"""

from collections import deque
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.incident.deliveries import Later

BURST = 5  # Slack: about one message a second and channel, short bursts allowed
PER_S = 1.0  # docs.slack.dev/apis/web-api/rate-limits
# Of the 50 a minute of tier 3 (conversations.open), half for two bots together: the rest is for whoever is waited for.
OPENED_FOR_PAGES_PER_MIN = 25
MINUTE = timedelta(minutes=1)


class MessageRate:
    """Slack takes about one message a second and channel, with short bursts; we keep to it before being told."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, datetime]] = {}

    def take(self, channel: str) -> None:
        """Take a place in the channel's bucket, or Later with the wait for the next one."""
        now = self._clock.now()
        left, at = self._buckets.get(channel, (float(BURST), now))
        left = min(BURST, left + (now - at).total_seconds() * PER_S)
        if left < 1:
            raise Later(timedelta(seconds=(1 - left) / PER_S), "pace")
        self._buckets[channel] = (left - 1, now)


class OpeningRate:
    """How many direct messages are opened for pages that go to many, so that no reminder waits behind fifty readers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._opened_at: deque[datetime] = deque()

    def take(self) -> None:
        """Take a place in this minute, or Later with the wait for the next one."""
        now = self._clock.now()
        while self._opened_at and self._opened_at[0] <= now - MINUTE:
            self._opened_at.popleft()
        if len(self._opened_at) >= OPENED_FOR_PAGES_PER_MIN:
            raise Later(self._opened_at[0] + MINUTE - now, "pace")
        self._opened_at.append(now)
