"""Reconnecting by Socket Mode: one or two WebSockets, each watched, and replaced when it ends or falls silent.

Law: a slot that loses its socket knocks again by itself, ever more slowly, whatever Slack said; nothing loops without
a wait, and no slot stops because another one did. What was missed meanwhile is somebody else's to read again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from websockets.exceptions import WebSocketException

from bot.backoff import delay
from bot.clock import Clock
from bot.ids import Ids
from bot.incident.deliveries import Later
from bot.slack.transport.web_api import SlackRefused, Wire
from bot.slack.transport.web_api_errors import TOKEN_REFUSED
from bot.slack.transport.websocket import REFRESHED, SILENT, Session, SocketTimeouts, TakeEnvelope, TurnedAway

BACK_OFF_FIRST = timedelta(seconds=1)
# apps.connections.open: the Java SDK's table of tiers allows one call a minute. Two slots that each wait so long make
# one call a minute together.
BACK_OFF_MOST = timedelta(minutes=2)
STEADY = timedelta(minutes=1)  # a socket that lived so long was a success; the next knock is the first again
# Slack says these when knocking again at once cannot help: Socket Mode is switched off, or all ten places are taken.
TURNED_AWAY = frozenset({"link_disabled", "too_many_websockets"})
TURNED_AWAY_FIRST = timedelta(minutes=1)
TURNED_AWAY_MOST = timedelta(minutes=10)
FAILED = "failed"  # our own word beside Slack's: no answer to a knock

OnHeardAgain: TypeAlias = Callable[[datetime | None], None]

log = logging.getLogger(__name__)


class SocketSlot:
    """One of the places in Slack's list of sockets: as soon as its session ends, the next is opened."""

    def __init__(
        self,
        open_session: Callable[[], Awaitable[Session]],
        *,
        clock: Clock,
        ids: Ids,
        changed: Callable[["SocketSlot", str], None],
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
        """The slot is kept filled until this is cancelled; it never returns."""
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
            except (SlackRefused, OSError, TimeoutError, WebSocketException, ImportError) as failure:
                # ImportError: websockets reads the proxies of the environment, and has no library for SOCKS
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
        self._turned_away += 1
        share = self._ids.share()
        await self._sleep(delay(self._turned_away, first=TURNED_AWAY_FIRST, most=TURNED_AWAY_MOST, share=share))

    async def _back_off(self, why: str) -> None:
        if self._failures <= 1:
            log.warning("a connection to Slack could not be kept: %s. It will be tried again.", why)
        knocks = max(self._failures, 1)  # after a greeting that did not last the count begins at one as well
        self._failures += 1
        await self._sleep(delay(knocks, first=BACK_OFF_FIRST, most=BACK_OFF_MOST, share=self._ids.share()))

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
    """All slots of this process, `count` of them.

    Slack takes ten an app and gives each payload to any one of them (docs.slack.dev/apis/events-api/using-socket-mode).
    With two, one hears while the other is opened again.

    `again` is told when hearing resumed after nothing could be heard, or after a silence, then with the last sign of
    life before it. A mere refresh is neither.
    """

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        answer: TakeEnvelope,
        wire: Wire,
        *,
        app_token: str,
        count: int,
        clock: Clock,
        ids: Ids,
        timeouts: SocketTimeouts,
        again: OnHeardAgain,
    ) -> None:
        self._answer = answer
        self._wire = wire
        self._app_token = app_token
        self._clock = clock
        self._timeouts = timeouts
        self._again = again
        self._first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._is_deaf = False
        self._silent_since: datetime | None = None
        self._slots = [SocketSlot(self._open, clock=clock, ids=ids, changed=self._changed) for _ in range(count)]
        self._running: list[asyncio.Task[None]] = []

    @property
    def connected(self) -> bool:
        return any(slot.lives for slot in self._slots)

    @property
    def busy(self) -> bool:
        return any(slot.busy for slot in self._slots)

    async def open(self) -> None:
        """The slots are opened one behind the other; returns once the first lives, however long Slack takes.

        SlackRefused when Slack does not take the token: then nobody need wait. Later on it waits even so, for a token
        that was good may be let in again.
        """
        first, *others = self._slots
        self._running = [asyncio.create_task(first.run())]
        await asyncio.shield(self._first)
        self._running += [asyncio.create_task(slot.run()) for slot in others]

    async def close(self) -> None:
        """Every slot is closed, once what is under way is answered."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.gather(*(slot.close() for slot in self._slots))

    def rebuild(self) -> None:
        """Every session is replaced: they answer pings, and yet nothing comes."""
        for slot in self._slots:
            if slot.session is not None:
                slot.session.end("refresh_requested")  # as Slack would ask for it

    async def _open(self) -> Session:
        answer = await self._address()
        session = Session(
            self._answer,
            web=self._wire.web,
            app_token=self._app_token,
            url=answer["url"],
            clock=self._clock,
            timeouts=self._timeouts,
        )
        try:
            await session.begin()
        except BaseException:
            await session.retire()
            raise
        return session

    async def _address(self) -> Mapping[str, Any]:
        try:
            return await self._wire.call("apps.connections.open", app_token=self._app_token)
        except SlackRefused as refusal:
            if refusal.error in TOKEN_REFUSED and not self._first.done():
                self._first.set_exception(refusal)
            raise

    def _changed(self, slot: SocketSlot, reason: str) -> None:
        """A slot has a session now (the reason is empty), or lost the one it had, or did not get one.

        While no slot has one we are deaf, unless Slack is only refreshing the last: until that is gone it hears.
        """
        if reason == SILENT and slot.session is not None:
            self._note_silence(slot.session.last_sign_at)
        if self.connected:
            self._hears()
        elif reason not in REFRESHED:
            self._is_deaf = True

    def _note_silence(self, last_sign_at: datetime) -> None:
        """Of several sockets that fell silent the one counts that did so first: Slack may have used any of them."""
        self._silent_since = min(last_sign_at, self._silent_since or last_sign_at)

    def _hears(self) -> None:
        """Some slot hears. That is news after deafness or silence, but not the first time."""
        is_news = self._is_deaf or self._silent_since is not None
        silent_since, self._is_deaf, self._silent_since = self._silent_since, False, None
        if not self._first.done():
            self._first.set_result(None)
        elif is_news:
            self._again(silent_since)
