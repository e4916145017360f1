"""Starts of several who declare at once: kept, acknowledged, and opened right behind that.

Law: what was kept is carried out until it is told what came of it, be it by another process; its cause keeps it from
counting twice. It is told once, by whoever takes it out. One start alone is opened before it is acknowledged, as
everything else.
"""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot import grammar as g
from bot.requests.actions import SayAgain
from bot.requests.dispatch import Dispatcher
from bot.requests.reply import TAPPED_CHARS_MAX, Choice, Reply, in_words
from bot.requests.request import Request
from bot.requests.wording import Wording
from bot.slack.ground import SlackGround
from bot.slack.inbound.ack_deadline import retry
from bot.slack.inbound.responder import Responder
from bot.store.database.batching import MOST
from bot.store.declared import Declared
from bot.store.engine import Unavailable

# As what is heard late: by then its author has gone another way, and is asked (docs/decisions/0012-said-while-deaf.md).
OPENED_WITHIN = timedelta(seconds=30)

CALM_S = 0.01  # without another one: opening takes ten times as long as keeping, and who comes meanwhile waits for it

LETS_IN_S = 0.003  # what Slack sends at once comes one behind the other; nobody feels it who declares alone

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Begun:
    """A start that this process has to do with; while it is kept or carried out, it is not `over`.

    `is_perhaps_ours`: we took it out, if that came to pass. `is_delayed`: its author was told so.
    """

    start: Declared
    response_url: str = ""  # of those that this process acknowledged
    is_kept: bool = False
    is_perhaps_ours: bool = False
    is_delayed: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def matters(self, now: datetime) -> bool:
        """Whether it is under way, or its command may still come again."""
        return not self.over.is_set() or now - self.start.at <= OPENED_WITHIN

    @property
    def request(self) -> Request:
        start = self.start
        return Request(start.person, start.channel, start.cause, start.text, is_typed_there=True)


class KeptStarts:
    """Keeps them and carries them out; those of a process that died are taken over after `lease`."""

    def __init__(self, ground: SlackGround, *, dispatcher: Dispatcher, responder: Responder, lease: timedelta) -> None:
        self._desk = ground.desk
        self._clock = ground.clock
        self._dispatcher = dispatcher
        self._responder = responder
        self._lease = lease
        self._looked_at: datetime | None = None
        self._coming = 0
        self._begun: dict[str, _Begun] = {}  # by cause, for as long as one may come again
        self._waiting: list[_Begun] = []

    async def put_off(self, request: Request, *, response_url: str) -> bool:
        """Whether it is kept, by now or since before; what else the same person asks waits until theirs is open."""
        begun = self._begun.get(request.cause)
        if begun is None and await self._is_crowded(request) and await self._dispatcher.declares(request):
            start = Declared(request.cause, self._clock.now(), request.user, request.channel, request.text)
            begun = self._begun.setdefault(start.cause, _Begun(start, response_url))
        if begun is None:
            for other in [one for one in self._begun.values() if one.start.person == request.user]:
                await other.over.wait()
            return False
        if not begun.is_kept:  # or nobody was told that it is
            await self._keep(begun)
        return True

    async def _is_crowded(self, request: Request) -> bool:
        """Whether somebody else's start waits for its answer at this moment; one's own, typed again, is none.

        Who declare at once come one behind the other, so the first lets in who comes right behind.
        """
        if not g.begins_with(g.Start, request.text):
            return False
        if not self._others_start(request.user):
            await asyncio.sleep(LETS_IN_S)
        return self._others_start(request.user)

    def _others_start(self, user: str) -> bool:
        return any(other.user != user and g.begins_with(g.Start, other.text) for other in self._responder.awaited)

    async def _keep(self, begun: _Begun) -> None:
        self._coming += 1
        begun.over.clear()
        try:
            await self._desk.keep(begun.start)
        except BaseException:
            begun.over.set()
            raise
        finally:
            self._coming -= 1
        if not begun.is_kept:
            self._go_on(begun)

    async def tick(self) -> None:
        """Carry out what was kept and not told: whoever kept it has died, or had no database since."""
        now = self._clock.now()
        if self._looked_at is not None and now < self._looked_at + self._lease:
            return
        self._looked_at = now
        self._begun = {cause: one for cause, one in self._begun.items() if one.matters(now)}
        for start in await self._desk.kept_until(now - self._lease):
            begun = self._begun.get(start.cause)
            if begun is None or begun.over.is_set():
                begun = self._begun[start.cause] = begun or _Begun(start)
                self._go_on(begun)

    def _go_on(self, begun: _Begun) -> None:
        begun.is_kept = True
        begun.over.clear()
        self._waiting.append(begun)
        if len(self._waiting) == 1:
            self._responder.after(self._carry_out_all())

    async def _carry_out_all(self) -> None:
        """Once no more come in; who were kept together are opened together."""
        known = 0
        while (self._coming or known < len(self._waiting)) and len(self._waiting) < MOST:
            known = len(self._waiting)
            await asyncio.sleep(CALM_S)
        waiting, self._waiting = self._waiting, []
        kept = asyncio.ensure_future(self._causes())
        for failure in await asyncio.gather(*(self._carry_out(one, kept) for one in waiting), return_exceptions=True):
            if isinstance(failure, Exception):
                log.warning("what came of a start that was kept was not told", exc_info=failure)

    async def _causes(self) -> set[str]:
        """Those of all that are still kept."""
        now = self._clock.now()
        return {start.cause for start in await retry(lambda: self._desk.kept_until(now))}

    async def _carry_out(self, begun: _Begun, kept: Awaitable[set[str]]) -> None:
        start, take_out = begun.start, partial(self._take_out, begun)
        is_late = self._clock.now() - start.at > OPENED_WITHIN
        try:
            if start.cause not in await kept:
                return  # somebody else carried it out
            if is_late and await self._desk.written_by(start.cause) is None:
                if await retry(take_out):
                    await self._ask(start)
                return
            shown = await self._responder.carried_out(begun.request)
            is_ours = await retry(take_out)
            begun.over.set()  # what they ask next waits for nothing that Slack does
            if is_ours and shown.outgoing is not None:
                await self._responder.respond(begun.request, shown.outgoing, begun.response_url)
        except Unavailable:  # the next look finds it
            await self._tell_delay(begun)
        finally:
            begun.over.set()

    async def _take_out(self, begun: _Begun) -> bool:
        """Whether to tell is ours: what was perhaps taken out at one try and is gone at the next, we took."""
        try:
            return await self._desk.take_out(begun.start.cause) or begun.is_perhaps_ours
        except Unavailable as away:
            begun.is_perhaps_ours = begun.is_perhaps_ours or away.perhaps_kept
            raise

    async def _tell_delay(self, begun: _Begun) -> None:
        """Whoever reads nothing believes that nothing was heard, and types it again."""
        if begun.response_url and not begun.is_delayed:
            begun.is_delayed = True
            await self._responder.reply(begun.request, in_words("opening_delayed"), response_url=begun.response_url)

    async def _ask(self, start: Declared) -> None:
        """Whoever declared it long ago opens it with one tap."""
        fits = len(start.text) <= TAPPED_CHARS_MAX
        choices = [Choice(label="Start it now", means=SayAgain(start.text))] if fits else []
        words = Wording("not_opened", {"said": start.text, "said_at": start.at, "can_tap": fits})
        direct = Request(start.person, start.person, start.cause)
        await self._responder.reply(direct, Reply(lines=[words], choices=choices))
