"""The one way from the workspace to the app: events in order, interactions with an answer, over sockets or HTTP.

Law: both transports carry the same payloads from the same log of happenings; faults act here, before either.
"""

import asyncio
from collections import deque
from datetime import datetime, timedelta

from workspace.state.records import Json
from workspace.state.world import TOKEN, World
from workspace.wire.faults import Faults
from workspace.wire.request_url import RequestUrl
from workspace.wire.socket import Answer, SocketMode

_HOUR = timedelta(hours=1)


class Delivery:
    """Carries payloads to the app and knows what is still under way."""

    def __init__(self, world: World, faults: Faults, socket: SocketMode, request_url: RequestUrl) -> None:
        self._world = world
        self._faults = faults
        self._socket = socket
        self._request_url = request_url
        self._swapped: Json | None = None
        self._late: set[asyncio.Task[None]] = set()
        self._asking = 0
        self._sent_at: deque[datetime] = deque()
        self._told_of_minute = 0

    @property
    def under_way(self) -> int:
        """Deliveries that are neither answered nor given up; one held back for its time on the clock is not counted."""
        return self._socket.open_envelopes + self._request_url.open_requests + self._asking

    def event(self, payload: Json) -> None:
        """One event, once, in order, unless a fault says otherwise or the hour has had its share."""
        if self._is_above_cap():
            return
        if self._faults.on.dropped > 0:
            self._faults.on.dropped -= 1
            return
        if self._faults.on.late_s:
            self._hold(payload, self._faults.on.late_s.popleft())
            return
        if self._faults.on.swapped > 0 and self._swapped is None:
            self._faults.on.swapped -= 1
            self._swapped = payload
            return
        self._send(payload)
        if self._swapped is not None:
            held, self._swapped = self._swapped, None
            self._send(held)

    async def ask(self, kind: str, payload: Json, accepts: bool) -> Answer:  # noqa: FBT001 -- the socket's own word
        """A command or an interaction, and what the app answered within three seconds."""
        self._asking += 1
        try:
            if self._request_url.used:
                return await self._request_url.ask(kind, payload)
            return await self._socket.ask(kind, payload, accepts=accepts)
        finally:
            self._asking -= 1
            self._world.move()

    async def close(self) -> None:
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)

    def _is_above_cap(self) -> bool:
        """Whether this event is lost to the cap; the app is told so once a minute.

        Source: docs.slack.dev/apis/events-api, reference/events/app_rate_limited.
        """
        now = self._world.clock.now()
        while self._sent_at and now - self._sent_at[0] >= _HOUR:
            self._sent_at.popleft()
        until_at = self._faults.on.limited_until_at
        limited = until_at is not None and now < until_at
        if not limited and len(self._sent_at) < self._world.knobs.event_deliveries_per_hour:
            self._sent_at.append(now)
            return False
        minute = int(now.timestamp()) // 60 * 60
        if minute != self._told_of_minute:
            self._told_of_minute = minute
            world = self._world
            told = {"token": TOKEN, "type": "app_rate_limited", "minute_rate_limited": minute}
            self._send(told | {"team_id": world.directory.team.id, "api_app_id": world.app.id})
        return True

    def _send(self, payload: Json) -> None:
        times = 1
        if self._faults.on.duplicated > 0:
            self._faults.on.duplicated -= 1
            times = 2
        for _ in range(times):
            if self._request_url.used:
                self._request_url.send_event(payload)
            else:
                self._socket.send_event(payload)

    def _hold(self, payload: Json, late_s: float) -> None:
        due_at = self._world.clock.now() + timedelta(seconds=late_s)

        async def later() -> None:
            await self._world.clock.sleep_until(due_at)
            self._send(payload)

        task = asyncio.create_task(later())
        self._late.add(task)
        task.add_done_callback(self._late.discard)
