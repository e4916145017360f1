"""The listeners: one Bolt app with a listener per kind of payload, and a table behind each.

Law: a listener commits and answers, it calls nobody; what takes longer runs in a tracked task behind the answer.
While the database is away an event gets no acknowledgement, so that Slack sends it again.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.ids import Ids
from bot.incident.deliveries import Later
from bot.requests.people.directory import Directory, NotYet
from bot.requests.request import Request
from bot.slack.directory import SlackUsers
from bot.slack.hearing.liveness import Liveness
from bot.slack.inbound import interactions
from bot.slack.inbound.events import Events
from bot.slack.inbound.responder import Responder
from bot.slack.messages.replies import ShownReply
from bot.slack.transport.socket_mode import OnHeardAgain, Sockets
from bot.slack.transport.web_api import Identity, SlackRefused, Wire
from bot.slack.transport.websocket import SocketTimeouts
from bot.store.engine import Unavailable

AWAY_WAIT = timedelta(seconds=5)  # between two attempts to start while Slack is away
SLACK_AWAY = (
    "Slack cannot be reached (%s): check this machine's network, names and proxy; Sitrep asks until it answers."
)
ANYTHING = re.compile(".*", re.DOTALL)

T = TypeVar("T")

log = logging.getLogger(__name__)


class SlackListeners:
    """Receives everything from Slack. `busy` while a handler or a task behind an answer is under way."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        *,
        web: AsyncWebClient,
        wire: Wire,
        directory: Directory,
        users: SlackUsers,
        responder: Responder,
        events: Events,
        liveness: Liveness,
        ids: Ids,
        clock: Clock,
        timeouts: SocketTimeouts,
        signing_secret: str = "",
    ) -> None:
        self._wire = wire
        self._directory = directory
        self._users = users
        self._responder = responder
        self._ids = ids
        self._clock = clock
        self._timeouts = timeouts
        self._identity: Mapping[str, Any] = {}
        self.identity: Identity | None = None
        self._app_id = ""
        self._sockets: Sockets | None = None
        self._events = events
        self._liveness = liveness
        self.bolt = AsyncApp(
            name="sitrep",  # Bolt would read the sources of every caller for one, for a tenth of a second
            client=web,
            authorize=lambda context: self._authorize(context),  # noqa: PLW0108 - Bolt looks at the argument's name
            signing_secret=signing_secret,
            process_before_response=True,
            ignoring_self_events_enabled=False,  # our own messages tell that events come, and which stand twice
            logger=_bolt_log(),
        )
        self.bolt.middleware(_Gate(self._is_for_a_listener))
        self.bolt.event(ANYTHING)(self._event)  # first, for Bolt asks one after the other and most of it is events
        self.bolt.command(ANYTHING)(self._command)  # Slack brings an app its own alone, whatever the manifest calls it
        self.bolt.action(ANYTHING)(self._action)
        self.bolt.view(ANYTHING)(self._view)
        self.bolt.view_closed(ANYTHING)(self._nothing)
        self.bolt.shortcut(ANYTHING)(self._shortcut)
        self.bolt.error(self._unanswered)

    @property
    def busy(self) -> bool:
        return self._responder.busy or (self._sockets is not None and self._sockets.busy)

    @property
    def connected(self) -> bool:
        """Whether Slack can reach us; without a socket of our own, Slack comes by HTTP whenever it likes."""
        return bool(self._identity) if self._sockets is None else self._sockets.connected

    async def identify(self) -> None:
        """Ask Slack who we are; without that nothing can be told apart. SlackRefused when our token is no good."""
        self.identity = await self._answered(self._wire.identity)
        self._identity = self.identity.answer
        self._users.us, self._users.team = self._identity["user_id"], self._identity["team_id"]
        self._app_id = await self._own_app_id(self._identity.get("bot_id", ""))
        self._directory.team_url = str(self._identity.get("url", "")).rstrip("/")

    async def connect(self, app_token: str, *, sockets: int, again: OnHeardAgain) -> None:
        """Open so many sockets; returns with the first. `again` is told when Slack is heard again after a gap."""
        self._sockets = Sockets(
            self.bolt,
            self._wire,
            app_token=app_token,
            count=sockets,
            clock=self._clock,
            ids=self._ids,
            timeouts=self._timeouts,
            again=again,
        )
        await self._sockets.open()

    def rebuild(self) -> None:
        """Replace the sockets: they are open, and nothing comes."""
        if self._sockets is not None:
            self._sockets.rebuild()

    async def close(self) -> None:
        """Answer what is under way and take nothing more in; then let what runs behind the answers finish."""
        if self._sockets is not None:
            await self._sockets.close()
        await self._responder.drain()

    async def _own_app_id(self, bot_id: str) -> str:
        """Empty where Slack does not tell: then only the workspace of what comes in is compared."""
        try:
            answer = await self._answered(lambda: self._wire.call("bots.info", bot=bot_id))
            return str(answer.get("bot", {}).get("app_id", ""))
        except SlackRefused:
            return ""

    async def _answered(self, ask: Callable[[], Awaitable[T]]) -> T:
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

    def _is_for_a_listener(self, body: Mapping[str, Any]) -> bool:
        """Not what is meant for another app or another workspace, and not what tells that events are withheld.

        Above 30,000 events an hour Slack drops them, and says so in a payload that is no event.
        Source: docs.slack.dev/apis/events-api, "Rate limiting".
        """
        if not is_for(body, team=self._users.team, app_id=self._app_id):
            log.warning("a payload for another workspace or app is left alone")
            return False
        if body.get("type") == "app_rate_limited":
            log.warning("Slack drops events: there are more than it delivers to an app in an hour")
            self._liveness.withheld(datetime.fromtimestamp(int(body["minute_rate_limited"]), UTC))
            return False
        return True

    async def _authorize(self, _: Any) -> AuthorizeResult:
        known = self._identity
        return AuthorizeResult(
            enterprise_id=known.get("enterprise_id"),
            team_id=known.get("team_id"),
            bot_user_id=known.get("user_id"),
            bot_id=known.get("bot_id"),
            bot_token=self._wire.web.token,
        )

    async def _command(self, ack: Any, body: Mapping[str, Any]) -> None:
        trigger = body["trigger_id"]
        request = Request(
            user=body["user_id"],
            channel=body["channel_id"],
            cause=f"cmd:{trigger}",
            text=await self._events.decoded(body.get("text", ""), channel=body["channel_id"]),
            is_typed_there=True,
        )
        shown = await self._responder.answer(request, trigger=trigger)
        outgoing = shown.outgoing
        if outgoing is not None and outgoing.fits_acknowledgement:
            await ack(text=outgoing.text, blocks=outgoing.blocks, response_type="ephemeral")
            return
        await ack()
        self._show(request, shown, body)

    async def _event(self, ack: Any, event: Mapping[str, Any]) -> None:
        self._liveness.heard()
        await self._responder.heard(event, self._events.hear)
        await ack()

    async def _action(self, ack: Any, body: Mapping[str, Any]) -> None:
        container, trigger = body.get("container") or {}, body["trigger_id"]
        request = Request(
            user=body["user"]["id"],
            channel=container.get("channel_id") or (body.get("channel") or {}).get("id", ""),
            cause=f"press:{trigger}",
            thread=container.get("thread_ts") or "",
        )
        shown = ShownReply()
        for action in body["actions"]:
            shown = await self._responder.answer(interactions.pressed(request, action), trigger=trigger)
        await ack()
        self._show(request, shown, body, push=container.get("type") == "view")

    async def _view(self, ack: Any, body: Mapping[str, Any]) -> None:
        view = body["view"]
        asked = Request(user=body["user"]["id"], channel="", cause=f"view:{view['id']}:{view['hash']}")
        request = interactions.submitted(asked, view)
        shown = await self._responder.answer(request, view=view)
        if shown.errors:
            await ack(response_action="errors", errors=dict(shown.errors))
            return
        if shown.form is not None:
            await ack(response_action="update", view=shown.form)
            return
        await ack()
        if shown.outgoing is not None:
            self._responder.after(self._responder.tell(request, shown.outgoing))

    async def _shortcut(self, ack: Any, body: Mapping[str, Any]) -> None:
        trigger = body["trigger_id"]
        asked = Request(
            user=body["user"]["id"],
            channel=(body.get("channel") or {}).get("id", ""),
            cause=f"press:{trigger}",
        )
        message = body.get("message")
        if body["callback_id"] == "add_to_timeline" and message is not None:
            with suppress(Unavailable):  # then the answer says so
                await self._events.hear_marked(message, channel=asked.channel)
        said = "" if message is None else await self._events.read(message, channel=asked.channel)
        request = interactions.shortcut(asked, body, said)
        shown = await self._responder.answer(request, trigger=trigger)
        await ack()
        self._show(request, shown, body)

    def _show(self, request: Request, shown: ShownReply, body: Mapping[str, Any], *, push: bool = False) -> None:
        """Behind the acknowledgement: open the form, or answer where it was pressed."""
        if shown.form is not None:
            self._responder.after(self._responder.open(request, shown.form, body["trigger_id"], push=push))
        elif shown.outgoing is not None:
            self._responder.after(self._responder.respond(request, shown.outgoing, body.get("response_url", "")))

    async def _nothing(self, ack: Any) -> None:
        await ack()

    async def _unanswered(self, error: Exception) -> None:
        """Why Bolt gives Slack no acknowledgement; that database or Slack is away stands in the log already."""
        if not isinstance(error, Unavailable | NotYet):
            log.error("a payload could not be answered", exc_info=error)


class _Gate(AsyncMiddleware):
    """What no listener is to have is taken, so that it does not come again.

    For a plain function in this place Bolt would gather anew, for each event, thirty arguments that it might ask for.
    """

    def __init__(self, lets_in: Callable[[Mapping[str, Any]], bool]) -> None:
        self._lets_in = lets_in

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt hands it in by this name
    ) -> BoltResponse | None:
        return await next() if self._lets_in(req.body) else await req.context.ack()


def is_for(body: Mapping[str, Any], *, team: str, app_id: str) -> bool:
    """Whether a payload is for this installation of this app.

    An event names the installations that may hear it, beside the workspace in which it happened
    (docs.slack.dev/apis/events-api, `authorizations`); everything else names the workspace alone, or none.
    """
    installed = {each.get("team_id") for each in body.get("authorizations") or ()}
    teams = installed or {body.get("team_id") or (body.get("team") or {}).get("id")}
    app = body.get("api_app_id")
    return bool(teams & {team, None}) and (not app or not app_id or app == app_id)


def _bolt_log() -> logging.Logger:
    """Bolt's own log: its errors only. It would warn at every start that the token goes another way than it thinks."""
    bolt = logging.getLogger("bot.slack.bolt")
    bolt.setLevel(logging.ERROR)
    return bolt
