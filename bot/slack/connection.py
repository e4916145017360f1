"""The way in by Socket Mode: two WebSockets, each watched, and replaced when it ends or falls silent.

Law: a line that loses its socket knocks again by itself, ever more slowly, whatever Slack said; nothing loops without
a wait, and no line stops because another one did. What was missed meanwhile is somebody else's to read again.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websockets import SocketModeClient
from websockets.exceptions import ConnectionClosed, WebSocketException

from bot.clock import Clock
from bot.courier import Later
from bot.ids import Ids
from bot.slack.wire import SlackRefused, Wire

# Slack: up to ten an app, each payload to any one of them (docs.slack.dev/apis/events-api/using-socket-mode). With two,
# one hears while the other is replaced; three replicas of two leave room for a deployment that runs both versions.
LINES = 2
BACK_OFF_FIRST = timedelta(seconds=1)
# apps.connections.open: the Java SDK's table of tiers allows one call a minute. Two lines that each wait so long make
# one call a minute together.
BACK_OFF_MOST = timedelta(minutes=2)
STEADY = timedelta(minutes=1)  # a socket that lived so long was a success; the next knock is the first again
# Slack says these when knocking again at once cannot help: Socket Mode is switched off, or all ten places are taken.
TURNED_AWAY = frozenset({"link_disabled", "too_many_websockets"})
TURNED_AWAY_FIRST = timedelta(minutes=1)
TURNED_AWAY_MOST = timedelta(minutes=10)
# Slack replaces every socket after some hours and says so before it closes the old one: nothing is missed.
REFRESHED = frozenset({"warning", "refresh_requested"})
SILENT, FAILED = "silent", "failed"  # our own words beside Slack's: no answer to a ping, no answer to a knock

Hearing: TypeAlias = Callable[[datetime | None], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Real seconds, whatever the clock says: between two pings, for a pong, for Slack's hello, for the last answers."""

    ping_every_s: float = 5.0
    pong_within_s: float = 10.0
    hello_within_s: float = 10.0
    drain_within_s: float = 3.0  # Slack gives up an envelope after three seconds; longer waits are for nobody


class TurnedAway(Exception):  # noqa: N818 - an answer, not an error
    """Slack closed the socket instead of greeting us; the reason is Slack's own word."""


class Session(SocketModeClient):
    """One WebSocket from hello to its end.

    slack_sdk would replace it by itself, at once and for ever; here a line does that, in its own time.
    """

    def __init__(self, bolt: AsyncApp, *, app_token: str, url: str, clock: Clock, patience: Patience) -> None:
        super().__init__(
            app_token,
            logger=log,
            web_client=bolt.client,
            auto_reconnect_enabled=False,
            ping_interval=patience.ping_every_s,
        )
        self.wss_uri = url
        self._bolt = bolt
        self._clock = clock
        self._patience = patience
        self._tasks: set[asyncio.Task[None]] = set()
        self._opened = asyncio.Event()  # greeted, or ended before that
        self._over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._is_closed = False
        self._watching: asyncio.Task[None] | None = None
        self.since_at = self.last_sign_at = clock.now()
        self.socket_mode_request_listeners.append(self._answer)

    @property
    def lives(self) -> bool:
        """Whether it hears: greeted, and not over; one that Slack refreshes hears until it closes."""
        if not self._opened.is_set() or self._is_closed:
            return False
        return not self._over.done() or self._over.result() in REFRESHED

    async def begin(self) -> None:
        """Shake hands and be greeted. TurnedAway, TimeoutError, OSError and WebSocketException say why not."""
        async with asyncio.timeout(self._patience.hello_within_s):
            await self.connect()  # type: ignore[no-untyped-call] # slack_sdk leaves it untyped
            await self._opened.wait()
        if self._over.done():
            raise TurnedAway(self._over.result())
        self._watching = asyncio.create_task(self._watch())

    async def over(self) -> str:
        """Wait for the end; why: a reason of Slack's, SILENT, or nothing at all."""
        return await asyncio.shield(self._over)

    async def receive_messages(self) -> None:
        """Take in what comes until the socket closes; slack_sdk would go on asking a closed one."""
        session = self.current_session
        assert session is not None
        with suppress(ConnectionClosed):
            async for raw in session:
                self.last_sign_at = self._clock.now()
                if isinstance(raw, str):
                    await self.enqueue_message(raw)
        self._is_closed = True
        self.end("")

    async def enqueue_message(self, message: str) -> None:
        """Begin at once, and hold on to the task: closing waits for the answers under way."""
        task = asyncio.create_task(self.run_message_listeners(json.loads(message), message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        match message.get("type"):
            case "hello":
                self._opened.set()
            case "disconnect":
                self.end(str(message.get("reason", "")))
            case _:
                await super().run_message_listeners(message, raw_message)

    async def retire(self) -> None:
        """Let what is under way be answered, then close."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._patience.drain_within_s)
        self.end("")
        if self._watching is not None:
            self._watching.cancel()
        socket = self.current_session
        if socket is not None and self._over.result() == SILENT:
            socket.transport.abort()  # the other side would not answer a closing handshake either
        await self.close()  # type: ignore[no-untyped-call] # likewise

    def end(self, reason: str) -> None:
        """It is over for this reason; the first one given counts."""
        if not self._over.done():
            self._over.set_result(reason)
            self._opened.set()

    async def _watch(self) -> None:
        """Ask for a sign of life; a half-open connection gives none, and TCP alone would not notice for hours."""
        socket = self.current_session
        assert socket is not None
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(self._patience.ping_every_s)
                pong = await socket.ping()
                try:
                    async with asyncio.timeout(self._patience.pong_within_s):
                        await pong
                except TimeoutError:
                    self.end(SILENT)
                    return
                self.last_sign_at = self._clock.now()

    async def _answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        began_s = self._clock.now().timestamp()
        await send_async_response(client, request, await run_async_bolt_app(self._bolt, request), began_s)


class Line:
    """One of the places in Slack's list of sockets: as soon as its session ends, the next is opened."""

    def __init__(
        self,
        open_session: Callable[[], Awaitable[Session]],
        *,
        clock: Clock,
        ids: Ids,
        changed: Callable[["Line", str], None],
    ) -> None:
        self._open_session = open_session
        self._clock = clock
        self._ids = ids
        self._changed = changed
        self._failures = 0
        self._turned_away = 0
        self._retiring: set[asyncio.Task[None]] = set()
        self.session: Session | None = None
        self.busy = False  # whether it is knocking; not while it waits before the next knock

    @property
    def lives(self) -> bool:
        return self.session is not None and self.session.lives

    async def run(self) -> None:
        """Never returns; to be cancelled."""
        while True:
            previous, self.session = self.session, await self._next()
            self._changed(self, "")
            self._retire(previous)
            reason = await self.session.over()
            self.busy = True
            self._changed(self, reason)
            await self._judge(self.session, reason)

    async def close(self) -> None:
        if self.session is not None:
            self._retire(self.session)
        await asyncio.gather(*self._retiring, return_exceptions=True)

    async def _next(self) -> Session:
        """The next session that was greeted."""
        while True:
            self.busy = True
            try:
                return await self._open_session()
            except TurnedAway as away:
                await self._stay_away(str(away))
            except Later as later:
                await self._sleep(later.wait)
            except (SlackRefused, OSError, TimeoutError, WebSocketException) as failure:
                await self._back_off(repr(failure))
            finally:
                self.busy = False

    async def _judge(self, ended: Session, reason: str) -> None:
        """Wait before the next knock if its end says so: sent away, or knocked lately for nothing that lasted."""
        if reason in TURNED_AWAY:
            self._retire(ended)
            await self._stay_away(reason)
            return
        self._turned_away = 0
        if self._clock.now() - ended.since_at >= STEADY:
            self._failures = 0
        if self._failures:
            await self._back_off(reason or "closed at once")
        self._failures = max(self._failures, 1)

    async def _stay_away(self, reason: str) -> None:
        """Knocking at once would be refused at once; said once, for an administrator must help."""
        if self._turned_away == 0:
            log.warning("Slack turned a connection away: %s. It will be tried again, ever less often.", reason)
        wait = TURNED_AWAY_FIRST * float(2 ** min(self._turned_away, 10))
        self._turned_away += 1
        await self._sleep(self._with_jitter(min(wait, TURNED_AWAY_MOST)))

    async def _back_off(self, why: str) -> None:
        if self._failures <= 1:
            log.warning("a connection to Slack could not be kept: %s. It will be tried again.", why)
        wait = BACK_OFF_FIRST * float(2 ** min(max(self._failures - 1, 0), 10))
        self._failures += 1
        await self._sleep(self._with_jitter(min(wait, BACK_OFF_MOST)))

    def _with_jitter(self, wait: timedelta) -> timedelta:
        return wait * (0.5 + self._ids.share() / 2)

    async def _sleep(self, wait: timedelta) -> None:
        self._changed(self, FAILED)
        self.busy = False
        await self._clock.sleep_until(self._clock.now() + wait)

    def _retire(self, session: Session | None) -> None:
        if session is not None:
            task = asyncio.create_task(session.retire())
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)


class Sockets:
    """All lines of this process.

    `again` is told when hearing resumed after nothing could be heard, or after a silence, then with the last sign of
    life before it. A mere refresh is neither.
    """

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        bolt: AsyncApp,
        wire: Wire,
        *,
        app_token: str,
        clock: Clock,
        ids: Ids,
        patience: Patience,
        again: Hearing,
    ) -> None:
        self._bolt = bolt
        self._wire = wire
        self._app_token = app_token
        self._clock = clock
        self._patience = patience
        self._again = again
        self._ever = asyncio.Event()
        self._is_deaf = False
        self._silent_since: datetime | None = None
        self._lines = [Line(self._open, clock=clock, ids=ids, changed=self._changed) for _ in range(LINES)]
        self._running: list[asyncio.Task[None]] = []

    @property
    def connected(self) -> bool:
        return any(line.lives for line in self._lines)

    @property
    def busy(self) -> bool:
        return any(line.busy for line in self._lines)

    async def open(self) -> None:
        """Open all lines; returns with the first that lives, however long Slack takes."""
        self._running = [asyncio.create_task(line.run()) for line in self._lines]
        await self._ever.wait()

    async def close(self) -> None:
        """Answer what is under way, then close every line."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.gather(*(line.close() for line in self._lines))

    def rebuild(self) -> None:
        """Replace every session: they answer pings, and yet nothing comes."""
        for line in self._lines:
            if line.session is not None:
                line.session.end("refresh_requested")  # as Slack would ask for it

    async def _open(self) -> Session:
        answer = await self._wire.call("apps.connections.open", app_token=self._app_token)
        session = Session(
            self._bolt, app_token=self._app_token, url=answer["url"], clock=self._clock, patience=self._patience
        )
        try:
            await session.begin()
        except BaseException:
            await session.retire()
            raise
        return session

    def _changed(self, line: Line, reason: str) -> None:
        if reason == SILENT and line.session is not None:
            earlier = self._silent_since or line.session.last_sign_at
            self._silent_since = min(earlier, line.session.last_sign_at)
        if not self.connected:
            self._is_deaf |= reason not in REFRESHED
            return
        is_news = self._ever.is_set() and (self._is_deaf or self._silent_since is not None)
        since, self._is_deaf, self._silent_since = self._silent_since, False, None
        self._ever.set()
        if is_news:
            self._again(since)
