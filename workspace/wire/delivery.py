"""The one way from the workspace to the app: events in order, interactions with an answer, over sockets or HTTP.

Law: both transports carry the same payloads from the same log of happenings; faults act here, before either.
"""

import asyncio
from datetime import timedelta

from workspace.state.records import Json
from workspace.state.world import World
from workspace.wire.faults import Faults
from workspace.wire.request_url import RequestUrl
from workspace.wire.socket import Answer, SocketMode


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

    @property
    def under_way(self) -> int:
        """Deliveries that are neither answered nor given up; one held back for its time on the clock is not counted."""
        return self._socket.open_envelopes + self._request_url.open_requests + self._asking

    def event(self, payload: Json) -> None:
        """One event, once, in order, unless a fault says otherwise."""
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
