"""Starts of several who declare at once: kept, acknowledged, and opened right behind that.

Law: what was kept is answered once, by whoever takes it out of the memory, and until then carried out again, be it by
another process. One start alone is opened before it is acknowledged, as everything else.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import grammar as g
from bot.desk import OpenedElsewhere
from bot.requests.actions import SayAgain
from bot.requests.dispatch import Dispatcher
from bot.requests.reply import TAPPED_CHARS_MAX, Choice, Reply
from bot.requests.request import Request
from bot.requests.wording import Wording
from bot.slack.ground import SlackGround
from bot.slack.inbound.responder import Responder
from bot.store.database.batching import MOST
from bot.store.declared import Declared
from bot.store.engine import Unavailable

# As what is heard late: by then its author has gone another way, and is asked (docs/decisions/0012-said-while-deaf.md).
OPENED_WITHIN = timedelta(seconds=30)

CALM_S = 0.01  # without another one: opening takes ten times as long as keeping, and who comes meanwhile waits for it

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Begun:
    """A start that this process carries out; it is `over` when it is open or refused, or left to the next look."""

    start: Declared
    response_url: str = ""  # of those that this process acknowledged
    over: asyncio.Event = field(default_factory=asyncio.Event)


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
        self._begun: dict[str, _Begun] = {}  # by cause
        self._waiting: list[_Begun] = []

    async def put_off(self, request: Request, *, response_url: str) -> bool:
        """Whether it was kept; what else the same person asks waits until theirs is opened."""
        is_one = self._is_crowded(request) and await self._dispatcher.declares(request)
        if not is_one or request.cause in self._begun:  # then Slack sends it again
            for begun in [one for one in self._begun.values() if one.start.person == request.user]:
                await begun.over.wait()
            return False
        start = Declared(request.cause, self._clock.now(), request.user, request.channel, request.text)
        begun = self._begun[start.cause] = _Begun(start, response_url)
        self._coming += 1
        try:
            await self._desk.keep(start)
        except BaseException:
            self._end(begun)
            raise
        finally:
            self._coming -= 1
        self._go_on(begun)
        return True

    def _is_crowded(self, request: Request) -> bool:
        """Whether somebody else's start waits for its answer at this moment; one's own, typed again, is none."""
        others = [other for other in self._responder.awaited if other.user != request.user]
        return any(g.begins_with(g.Start, other.text) for other in others)

    async def tick(self) -> None:
        """Take over what was kept and not opened: whoever kept it has died, or had no database since."""
        now = self._clock.now()
        if self._looked_at is not None and now < self._looked_at + self._lease:
            return
        self._looked_at = now
        for start in await self._desk.kept_until(now - self._lease):
            if start.cause not in self._begun:
                begun = self._begun[start.cause] = _Begun(start)
                self._go_on(begun)

    def _end(self, begun: _Begun) -> None:
        del self._begun[begun.start.cause]
        begun.over.set()

    def _go_on(self, begun: _Begun) -> None:
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
        for failure in await asyncio.gather(*map(self._carry_out, waiting), return_exceptions=True):
            if isinstance(failure, Exception):
                log.warning("a start that was kept was not answered", exc_info=failure)

    async def _carry_out(self, begun: _Begun) -> None:
        start = begun.start
        request = Request(start.person, start.channel, start.cause, start.text, is_typed_there=True, is_kept=True)
        try:
            if self._clock.now() - start.at > OPENED_WITHIN:
                await self._ask(start)
                return
            shown = await self._responder.carried_out(request)
            is_ours = await self._desk.take_out(start.cause)
        except (Unavailable, OpenedElsewhere):
            return  # the next look finds it, or somebody else answers
        finally:
            self._end(begun)
        if is_ours and shown.outgoing is not None:
            await self._responder.respond(request, shown.outgoing, begun.response_url)

    async def _ask(self, start: Declared) -> None:
        """Whoever declared it long ago opens it with one tap."""
        if await self._desk.take_out(start.cause):
            fits = len(start.text) <= TAPPED_CHARS_MAX
            choices = [Choice(label="Start it now", means=SayAgain(start.text))] if fits else []
            words = Wording("not_opened", {"said": start.text, "said_at": start.at, "can_tap": fits})
            direct = Request(start.person, start.person, start.cause)
            await self._responder.reply(direct, Reply(lines=[words], choices=choices))
