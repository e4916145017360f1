"""How often a method may be called: Slack's tiers, counted on the workspace's clock.

Law: a method is counted by itself; a 429 for one says nothing about another.
Source: docs.slack.dev/apis/web-api/rate-limits
"""

import math
from collections import deque
from datetime import datetime, timedelta

from workspace.spec.slack import LIMITS, Method
from workspace.state.world import World

_WINDOW = timedelta(minutes=1)


class TooOften(Exception):
    """The caller must wait this many whole seconds of the clock."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class RateLimits:
    """The windows of one app in one workspace."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._calls: dict[str, deque[datetime]] = {}
        self._posts: dict[str, tuple[float, datetime]] = {}

    def count(self, method: Method) -> None:
        """One more call of this method; raises TooOften when its minute is full."""
        if not self._world.knobs.rate_limits:
            return
        now = self._world.clock.now()
        window = self._calls.setdefault(method.name, deque())
        while window and window[0] <= now - _WINDOW:
            window.popleft()
        allowed = self._world.knobs.calls_per_min.get(method.name, method.calls_per_min)
        if len(window) >= allowed + self._world.knobs.unknowns.burst_calls:
            raise TooOften(max(1, math.ceil((window[0] + _WINDOW - now).total_seconds())))
        window.append(now)

    def count_post(self, channel_id: str) -> None:
        """One more message into this channel: a bucket that refills by one a second."""
        if not self._world.knobs.rate_limits:
            return
        now = self._world.clock.now()
        bucket = float(self._world.knobs.post_burst_per_channel)
        left, since_at = self._posts.get(channel_id, (bucket, now))
        refilled = (now - since_at).total_seconds() * LIMITS.posts_per_channel_per_s
        left = min(bucket, left + refilled)
        if left < 1:
            raise TooOften(1)
        self._posts[channel_id] = (left - 1, now)
