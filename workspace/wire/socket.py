"""Socket Mode: tickets, up to ten connections, envelopes, acknowledgements, resending.

Law: each envelope goes to any one connection and is open until it is acknowledged or given up.
Source: docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from aiohttp import WSMsgType, web

from workspace.spec.slack import LIMITS
from workspace.state.records import Json
from workspace.state.world import World
from workspace.wire.faults import Faults

EVENTS = "events_api"
COMMANDS = "slash_commands"
INTERACTIVE = "interactive"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a delivery. `error` is empty when it was acknowledged."""

    payload: Json = field(default_factory=dict)
    error: str = ""


@dataclass(slots=True, eq=False)
class Connection:
    """One open WebSocket; what is sent waits in `outgoing` so that order is kept."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    outgoing: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    timers: list[asyncio.TimerHandle] = field(default_factory=list)

    def abort(self) -> None:
        """The TCP connection is gone without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(slots=True)
class Pending:
    """An envelope that waits for its acknowledgement."""

    envelope: Json
    attempt: int
    answer: asyncio.Future[Answer] | None
    timer: asyncio.TimerHandle | None = None

    def close(self, answer: Answer) -> None:
        """Nobody waits any longer."""
        if self.timer is not None:
            self.timer.cancel()
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(answer)


class SocketMode:
    """The sockets of the one app."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._tickets: dict[str, tuple[datetime, bool]] = {}
        self._connections: list[Connection] = []
        self._pending: dict[str, Pending] = {}
        self._kept: deque[tuple[Json, datetime | None]] = deque()
        self._numbers = count(1)
        self._turn = 0

    @property
    def connections(self) -> int:
        return len(self._connections)

    @property
    def open_envelopes(self) -> int:
        return len(self._pending)

    def ticket_url(self, *, debug: bool) -> str:
        """A fresh address for one WebSocket."""
        ticket = self._world.ids.uuid("ticket")
        life = timedelta(seconds=self._world.knobs.ticket_life_s)
        self._tickets[ticket] = (self._world.clock.now() + life, debug)
        app_hash = self._world.ids.hexadecimal("app_hash", chars=32)
        origin = self._world.origin.replace("http", "ws", 1)
        return f"{origin}/link/?ticket={ticket}&app_id={app_hash}" + ("&debug_reconnects=true" if debug else "")

    def send_event(self, payload: Json) -> None:
        """An event, resent while nobody acknowledges it; without a socket it is lost or kept as the knobs say."""
        if self._connections and not self._faults.on.away:
            self._send(self._envelope(EVENTS, payload, accepts=False), answer=None)
        elif self._faults.on.away and self._faults.on.replay:
            self._kept.append((payload, None))
        elif wait_s := self._world.knobs.unknowns.events_wait_for_connection_s:
            self._kept.append((payload, self._world.clock.now() + timedelta(seconds=wait_s)))

    async def ask(self, kind: str, payload: Json, *, accepts: bool) -> Answer:
        """A command or an interaction: one try, three seconds."""
        if not self._connections or self._faults.on.away:
            return Answer(error="dispatch_failed")
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._send(self._envelope(kind, payload, accepts=accepts), answer=answer)
        return await answer

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket's whole life."""
        life_s = self._admit(request)
        socket = web.WebSocketResponse(
            autoping=False, max_msg_size=0, compress=self._world.knobs.unknowns.sockets_compress
        )
        await socket.prepare(request)
        connection = Connection(next(self._numbers), socket, request)
        if len(self._connections) >= self._world.knobs.connections_max:
            await socket.send_str(self._disconnect("too_many_websockets"))
            await socket.close()
            return socket
        writer = asyncio.create_task(self._write(connection))
        self._connections.append(connection)
        self._greet(connection, life_s)
        try:
            await self._read(connection)
        finally:
            self._forget(connection)
            connection.outgoing.put_nowait(None)
            await writer
        return socket

    def apply_faults(self) -> None:
        """Carry out the cuts, disconnects and odd frames that were asked for since the last look."""
        while self._faults.frames:
            text = self._faults.frames.popleft()
            for connection in self._connections:
                connection.outgoing.put_nowait(text)
        while self._faults.disconnects:
            reason = self._faults.disconnects.popleft()
            for connection in tuple(self._connections):
                if reason:
                    connection.outgoing.put_nowait(self._disconnect(reason))
                    if reason != "warning":
                        self._end(connection)
                else:
                    self._forget(connection)
                    connection.abort()
        if not self._faults.on.away:
            self._send_kept()

    async def close(self) -> None:
        for pending in self._pending.values():
            pending.close(Answer(error="dispatch_failed"))
        self._pending.clear()
        for connection in tuple(self._connections):
            self._forget(connection)
            await connection.socket.close()

    def _admit(self, request: web.Request) -> float:
        ticket = request.query.get("ticket", "")
        valid_until, debug = self._tickets.get(ticket, (None, False))
        if self._world.knobs.unknowns.socket_ticket_works_once:
            self._tickets.pop(ticket, None)
        if self._faults.on.refused_handshakes > 0:
            self._faults.on.refused_handshakes -= 1
            raise web.HTTPServiceUnavailable
        if self._faults.on.away:
            raise web.HTTPServiceUnavailable
        if valid_until is None or valid_until < self._world.clock.now():
            raise web.HTTPForbidden
        return LIMITS.socket_debug_life_s if debug else self._world.knobs.socket_life_s

    def _greet(self, connection: Connection, life_s: float) -> None:
        hello = {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": f"applink-{connection.number}",
                "build_number": 54,
                "approximate_connection_time": int(life_s),
            },
            "connection_info": {"app_id": self._world.app.id},
        }
        connection.outgoing.put_nowait(json.dumps(hello))
        loop = asyncio.get_running_loop()
        warning = self._disconnect("warning")
        connection.timers = [
            loop.call_later(life_s - LIMITS.socket_warning_before_close_s, connection.outgoing.put_nowait, warning),
            loop.call_later(life_s, self._refresh, connection),
        ]
        self._ping(connection)
        self._world.move()
        self._send_kept()

    def _refresh(self, connection: Connection) -> None:
        connection.outgoing.put_nowait(self._disconnect("refresh_requested"))
        self._end(connection)

    def _end(self, connection: Connection) -> None:
        """Nothing more goes to this socket; it closes once what is queued has left."""
        self._forget(connection)
        connection.outgoing.put_nowait(None)

    def _ping(self, connection: Connection) -> None:
        if not self._faults.on.deaf:
            connection.outgoing.put_nowait("")
        every_s = self._world.knobs.ping_every_s
        connection.timers.append(asyncio.get_running_loop().call_later(every_s, self._ping, connection))
        del connection.timers[2:-1]

    def _send_kept(self) -> None:
        while self._kept and self._connections:
            payload, until_at = self._kept.popleft()
            if until_at is None or self._world.clock.now() <= until_at:
                self._send(self._envelope(EVENTS, payload, accepts=False), answer=None)

    def _envelope(self, kind: str, payload: Json, *, accepts: bool) -> Json:
        envelope: Json = {"envelope_id": self._world.ids.uuid("envelope"), "payload": payload, "type": kind}
        envelope["accepts_response_payload"] = accepts
        return envelope | {"retry_attempt": 0, "retry_reason": ""} if kind == EVENTS else envelope

    def _send(self, envelope: Json, answer: asyncio.Future[Answer] | None, attempt: int = 0) -> None:
        pending = Pending(envelope, attempt, answer)
        envelope_id = envelope["envelope_id"]
        self._pending[envelope_id] = pending
        wait_s = self._world.knobs.ack_within_s
        pending.timer = asyncio.get_running_loop().call_later(wait_s, self._late, envelope_id)
        if self._connections and not self._faults.on.deaf:
            self._turn += 1
            connection = self._connections[self._turn % len(self._connections)]
            connection.outgoing.put_nowait(json.dumps(envelope))

    def _late(self, envelope_id: str) -> None:
        """Nobody acknowledged in time: an event goes out again, a person is told that the app did not answer."""
        pending = self._pending.pop(envelope_id)
        if pending.answer is not None:
            pending.close(Answer(error="operation_timeout"))
        elif pending.attempt < self._world.knobs.event_retries:
            attempt = pending.attempt + 1
            again = pending.envelope | {"retry_attempt": attempt, "retry_reason": "timeout"}
            self._send(again, None, attempt)
        self._world.move()

    async def _write(self, connection: Connection) -> None:
        while (line := await connection.outgoing.get()) is not None:
            try:
                await (connection.socket.send_str(line) if line else connection.socket.ping(b"applink"))
            except ConnectionError:
                break
        if not connection.socket.closed:
            await connection.socket.close()

    async def _read(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledged(message.data)
            elif message.type is WSMsgType.PING and not self._faults.on.deaf:
                await connection.socket.pong(message.data)

    def _acknowledged(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        pending = self._pending.pop(said.get("envelope_id", ""), None) if isinstance(said, dict) else None
        if pending is None:
            return
        payload = said.get("payload") if pending.envelope["accepts_response_payload"] else None
        pending.close(Answer(payload=payload if isinstance(payload, dict) else {}))
        self._world.move()

    def _forget(self, connection: Connection) -> None:
        for timer in connection.timers:
            timer.cancel()
        if connection in self._connections:
            self._connections.remove(connection)
            self._world.move()

    def _disconnect(self, reason: str) -> str:
        return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})
