"""How many may stand at the door, and how long without a word: so that strangers cannot use up the process.

Law: there is always a place for whoever comes with a request. When all are taken, the connection that waited longest
without one makes room; those with a request under way keep theirs. The log has a line a minute for all of them.
"""

import asyncio
import logging
from collections.abc import Callable

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

# A tenth of the 1024 files that a process usually may open; the rest is for Slack and the database. Slack itself comes
# with some dozens at once on its worst day, and each is answered within three seconds.
PLACES = 100
WORDLESS_S = 10.0  # until all headers are there, and between two requests; a request's body has three (http_mode.py)
TOLD_EVERY_S = 60.0

log = logging.getLogger(__name__)


class Doorkeeper:
    """Counts the connections of one port. `marks` is the middleware by which it knows who has a request under way."""

    def __init__(self, places: int = PLACES) -> None:
        self._places = places
        self._waiting: dict[asyncio.BaseTransport, None] = {}  # those without a request, the longest first
        self._served: set[asyncio.BaseTransport] = set()
        self._turned_away = 0
        self._told_at_s = -TOLD_EVERY_S
        self.log = logging.Logger(f"{__name__}.requests")  # noqa: LOG001 - a filter on a shared one would outlive the door
        self.log.parent = log
        self.log.addFilter(self._is_ours)

    def meets(self, server: Callable[[], asyncio.Protocol]) -> Callable[[], asyncio.Protocol]:
        """A factory of protocols, as a server of asyncio wants it, for the connections that are let in."""
        return lambda: _Visit(server(), self)

    @web.middleware
    async def marks(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """While its request is under way, a connection keeps its place."""
        visitor = request.transport
        if visitor is None or visitor not in self._waiting:
            return await handler(request)
        del self._waiting[visitor]
        self._served.add(visitor)
        try:
            return await handler(request)
        finally:
            if visitor in self._served:
                self._served.remove(visitor)
                self._waiting[visitor] = None

    def comes(self, visitor: asyncio.BaseTransport) -> None:
        if len(self._waiting) + len(self._served) >= self._places:
            leaves = next(iter(self._waiting), visitor)
            self._turn_away(leaves)
            if leaves is visitor:
                return
        self._waiting[visitor] = None

    def goes(self, visitor: asyncio.BaseTransport) -> None:
        self._waiting.pop(visitor, None)
        self._served.discard(visitor)

    def _turn_away(self, visitor: asyncio.BaseTransport) -> None:
        self.goes(visitor)
        if isinstance(visitor, asyncio.WriteTransport):
            visitor.abort()
        self._count()

    def _is_ours(self, record: logging.LogRecord) -> bool:
        """Whether the error is ours to see: what nobody can read as HTTP is a stranger's, and is counted only."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError):
            return True
        self._count()
        return False

    def _count(self) -> None:
        self._turned_away += 1
        now_s = asyncio.get_running_loop().time()
        if now_s - self._told_at_s >= TOLD_EVERY_S:
            log.warning("%d requests or connections at the door were none or too many.", self._turned_away)
            self._turned_away, self._told_at_s = 0, now_s


class _Visit(asyncio.Protocol):
    """One connection: aiohttp's protocol, and the doorkeeper who hears of its beginning and its end."""

    def __init__(self, server: asyncio.Protocol, keeper: Doorkeeper) -> None:
        self._server = server
        self._keeper = keeper

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._server.connection_made(transport)
        self._keeper.comes(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._keeper.goes(self._transport)
        self._server.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._server.data_received(data)

    def eof_received(self) -> bool | None:
        return self._server.eof_received()

    def pause_writing(self) -> None:
        self._server.pause_writing()

    def resume_writing(self) -> None:
        self._server.resume_writing()
