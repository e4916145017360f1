"""Rate limits: how fast Slack takes messages, kept to before Slack has to say so.

The rate limits of reading history are kept in `bot/slack/catchup/history.py`, which alone reads so much. What Slack
answers to whoever was too fast all the same (429, `Retry-After`) is Later, in `web_api.py`.
"""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.incident.deliveries import Later

BURST = 5  # Slack: about one message a second and channel, short bursts allowed
PER_S = 1.0  # docs.slack.dev/apis/web-api/rate-limits


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
