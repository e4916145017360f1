"""One WebSocket of Socket Mode, from Slack's hello to its end, with a watch that asks for signs of life.

Law: it never replaces itself; whoever opened it is told why it ended.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websockets import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient
from websockets.exceptions import ConnectionClosed

from bot.clock import Clock
from bot.slack.transport.web_api import SDK_LOG

# Slack replaces every socket after some hours and says so before it closes the old one: nothing is missed.
REFRESHED = frozenset({"warning", "refresh_requested"})
# The library hangs up on more than 1 MiB, and Slack would send it again, until every socket is closed. The longest
# that people can write, 40,000 emoji, is an event of 2.3 MB.
MESSAGE_BYTES_MAX = 16 * 2**20
SILENT = "silent"  # our own word beside Slack's: no answer to a ping

TakeEnvelope: TypeAlias = Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketTimeouts:
    """Real seconds, whatever the clock says: between two pings, for a pong, for Slack's hello, for the last answers.

    What comes before anybody answers waits for two of Slack's three seconds; the rest is left to answer in
    (bot/slack/inbound/ack_deadline.py).
    """

    ping_every_s: float = 5.0
    pong_within_s: float = 10.0
    hello_within_s: float = 10.0
    drain_within_s: float = 3.0  # Slack gives up an envelope after three seconds; longer waits are for nobody
    answerer_within_s: float = 2.0


class TurnedAway(Exception):
    """Slack closed the socket instead of greeting us; the reason is Slack's own word."""


class Session(SocketModeClient):
    """One WebSocket from hello to its end.

    slack_sdk would replace it by itself, at once and for ever; here a slot does that, in its own time. `answer` is
    given each envelope, and the socket to acknowledge it through.
    """

    def __init__(  # noqa: PLR0913 - one socket's own, and what all share
        self,
        answer: TakeEnvelope,
        *,
        web: AsyncWebClient,
        app_token: str,
        url: str,
        clock: Clock,
        timeouts: SocketTimeouts,
    ) -> None:
        super().__init__(
            app_token,
            logger=SDK_LOG,
            web_client=web,
            auto_reconnect_enabled=False,
            ping_interval=timeouts.ping_every_s,
        )
        self.wss_uri = url
        self._clock = clock
        self._timeouts = timeouts
        self._tasks: set[asyncio.Task[None]] = set()
        self._opened = asyncio.Event()  # greeted, or ended before that
        self._over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._is_closed = False
        self._watching: asyncio.Task[None] | None = None
        self.since_at = self.last_sign_at = clock.now()
        self.socket_mode_request_listeners.append(answer)

    @property
    def lives(self) -> bool:
        """Whether it hears: greeted, and not over; one that Slack refreshes hears until it closes."""
        if not self._opened.is_set() or self._is_closed:
            return False
        return not self._over.done() or self._over.result() in REFRESHED

    async def begin(self) -> None:
        """The socket is opened and greeted. TurnedAway, TimeoutError, OSError and WebSocketException say why not."""
        async with asyncio.timeout(self._timeouts.hello_within_s):
            await self.connect()  # type: ignore[no-untyped-call] # slack_sdk leaves it untyped
            if self.current_session is not None:
                self.current_session.protocol.max_message_size = MESSAGE_BYTES_MAX
            await self._opened.wait()
        if self._over.done():
            raise TurnedAway(self._over.result())
        self._watching = asyncio.create_task(self._watch())

    async def over(self) -> str:
        """Why the socket ended, waited for: a reason of Slack's, SILENT, or nothing at all."""
        return await asyncio.shield(self._over)

    async def receive_messages(self) -> None:
        """Messages are taken in until the socket closes; slack_sdk would go on asking a closed one."""
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
        """The message is answered at once, by a task that is held on to: closing waits for the answers under way.

        Slack was seen to send a text that is no JSON (bolt-js#1495); whatever is no envelope is passed over.
        """
        envelope = _envelope(message)
        if envelope is None:
            log.warning("a socket brought %d characters that are no envelope", len(message))
            return
        task = asyncio.create_task(self.run_message_listeners(envelope, message))
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
        """The socket is closed, once what is under way is answered."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._timeouts.drain_within_s)
        self.end("")
        if self._watching is not None:
            self._watching.cancel()
        socket = self.current_session
        if socket is not None and self._over.result() == SILENT:
            socket.transport.abort()  # the other side would not answer a closing handshake either
        await self.close()  # type: ignore[no-untyped-call] # slack_sdk leaves it untyped

    def end(self, reason: str) -> None:
        """The session is over for this reason; the first one given counts."""
        if not self._over.done():
            self._over.set_result(reason)
            self._opened.set()

    async def _watch(self) -> None:
        """Ask for a sign of life; a half-open connection gives none, and TCP alone would not notice for hours."""
        socket = self.current_session
        assert socket is not None
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(self._timeouts.ping_every_s)
                pong = await socket.ping()
                try:
                    async with asyncio.timeout(self._timeouts.pong_within_s):
                        await pong
                except TimeoutError:
                    self.end(SILENT)
                    return
                self.last_sign_at = self._clock.now()


def _envelope(message: str) -> dict[str, Any] | None:
    try:
        read = json.loads(message)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
