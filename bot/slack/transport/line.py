"""The line to Slack: who we are there, and the sockets. It is opened before anything that answers is imported.

Law: nothing is acknowledged here. What comes before somebody answers waits, in its order, for as long as there is time
to answer it; what waits in vain is left alone, so that Slack sends it again, or tells whoever asked that it failed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import TypeVar

from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.clock import Clock
from bot.ids import Ids
from bot.incident.deliveries import Later
from bot.slack.transport import web_api
from bot.slack.transport.socket_mode import OnHeardAgain, Sockets
from bot.slack.transport.web_api import Identity, SlackRefused, Wire
from bot.slack.transport.websocket import SocketTimeouts, TakeEnvelope

AWAY_WAIT = timedelta(seconds=5)  # between two attempts to start while Slack is away
SLACK_AWAY = (
    "Slack cannot be reached (%s): check this machine's network, names and proxy; Sitrep asks until it answers."
)
# How much of the three seconds what is being answered here has waited already.
WAITED_S: ContextVar[float] = ContextVar("waited_s", default=0.0)

T = TypeVar("T")

log = logging.getLogger(__name__)


class SlackLine:
    """One HTTP session for every call, our identity, and, with an app token, so many sockets.

    `reached` is told before and after each call.
    """

    def __init__(  # noqa: PLR0913 - what it takes to reach Slack
        self,
        *,
        bot_token: str,
        api_url: str,
        app_token: str,
        sockets: int,
        clock: Clock,
        ids: Ids,
        reached: Callable[[str], None],
        timeouts: SocketTimeouts,
    ) -> None:
        self._clock = clock
        self._timeouts = timeouts
        self.http = web_api.session()
        self.web = web_api.client(bot_token, api_url, self.http)
        self.wire = Wire(self.web, self.http, clock=clock, reached=reached)
        self._sockets = (
            Sockets(
                self._answered,
                self.wire,
                app_token=app_token,
                count=sockets,
                clock=clock,
                ids=ids,
                timeouts=timeouts,
                again=self._heard_again,
            )
            if app_token
            else None
        )
        self._answer: asyncio.Future[TakeEnvelope] = asyncio.get_running_loop().create_future()
        self._again: OnHeardAgain | None = None
        self._opening: tuple[asyncio.Task[Identity], asyncio.Task[str], asyncio.Task[None]] | None = None
        self._left_alone = 0
        self._is_closed = False

    def open(self) -> None:
        """Begin to find out who we are, and then to listen. Once; `identified` and `connected` say how it went."""
        if self._opening is None:
            identity = asyncio.create_task(self._asked(self.wire.identity))
            app_id, connected = (
                asyncio.create_task(self._app_id(identity)),
                asyncio.create_task(self._connect(identity)),
            )
            self._opening = identity, app_id, connected

    async def identified(self) -> tuple[Identity, str]:
        """Who we are, and our app's id, waited for as long as Slack is away. SlackRefused when our token is no good.

        The id is empty where Slack does not tell: then only the workspace of what comes in can be compared.
        """
        identity, app_id, _ = self._begun()
        return await asyncio.shield(identity), await asyncio.shield(app_id)

    async def connected(self) -> None:
        """Returns with the first socket, or at once without any. SlackRefused when the app token is no good."""
        await asyncio.shield(self._begun()[2])

    def answered_by(self, answer: TakeEnvelope, *, again: OnHeardAgain) -> None:
        """From now on this answers, first of all what waits. `again` is told when Slack is heard again after a gap."""
        self._again = again
        self._answer.set_result(answer)

    @property
    def hears(self) -> bool:
        """Whether Slack can reach us; without a socket of our own, Slack comes by HTTP whenever it likes."""
        return self._sockets is None or self._sockets.connected

    @property
    def busy(self) -> bool:
        """Whether a socket is knocked for."""
        return self._sockets is not None and self._sockets.busy

    def rebuild(self) -> None:
        """Replace the sockets: they are open, and nothing comes."""
        if self._sockets is not None:
            self._sockets.rebuild()

    async def hang_up(self) -> None:
        """Nothing more is taken in, and what is under way is answered, as far as there is somebody who does."""
        if self._is_closed:
            return
        self._is_closed = True
        self._answer.cancel()
        tasks = self._opening or ()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._sockets is not None:
            await self._sockets.close()

    async def close(self) -> None:
        """The same, and no call can be made any more."""
        await self.hang_up()
        await self.http.close()

    def _begun(self) -> tuple[asyncio.Task[Identity], asyncio.Task[str], asyncio.Task[None]]:
        assert self._opening is not None, "the line was not opened"
        return self._opening

    async def _app_id(self, identified: asyncio.Task[Identity]) -> str:
        identity = await identified
        try:
            answer = await self._asked(lambda: self.wire.call("bots.info", bot=identity.answer.get("bot_id", "")))
            return str(answer.get("bot", {}).get("app_id", ""))
        except SlackRefused:
            return ""

    async def _connect(self, identified: asyncio.Task[Identity]) -> None:
        await identified  # a bot that may say nothing takes nothing in
        if self._sockets is not None:
            await self._sockets.open()

    async def _asked(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Slack's answer, waited for as long as Slack is away: a start during an outage succeeds when it ends.

        Said once for each reason, for it may take hours.
        """
        told = ""
        while True:
            try:
                return await ask()
            except (Later, ConnectionError) as failure:
                if str(failure) != told:
                    log.warning(SLACK_AWAY, failure)
                told = str(failure)
                wait = failure.wait if isinstance(failure, Later) else AWAY_WAIT
            await self._clock.sleep_until(self._clock.now() + wait)

    async def _answered(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = self._answer.result() if self._answer.done() else await self._waited()
        if answer is not None:
            await answer(client, request)

    async def _waited(self) -> TakeEnvelope | None:
        """Whoever answers by now; None when it took too long: what Slack has given up must not be done behind it."""
        loop = asyncio.get_running_loop()
        came_s = loop.time()
        try:
            async with asyncio.timeout(self._timeouts.answerer_within_s):
                answer = await asyncio.shield(self._answer)
        except TimeoutError:
            self._left_alone += 1
            if self._left_alone == 1:
                log.warning("What comes while Sitrep starts waits too long. Slack sends it again, or says it failed.")
            return None
        WAITED_S.set(loop.time() - came_s)
        return answer

    def _heard_again(self, silent_since: datetime | None) -> None:
        if self._again is not None:
            self._again(silent_since)
