"""The listeners: one Bolt app, a listener per kind of payload, and a table behind each.

Law: a listener commits and answers, it calls nobody; what takes longer runs in a tracked task behind the answer.
While the database is away an event gets no acknowledgement, so that Slack sends it again.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeAlias

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.requests.people.directory import NotYet
from bot.requests.request import Request
from bot.slack.ground import SlackGround
from bot.slack.inbound import interactions
from bot.slack.inbound.events import Events
from bot.slack.inbound.kept_starts import KeptStarts
from bot.slack.inbound.responder import Responder
from bot.slack.messages.replies import ShownReply
from bot.slack.transport.line import SlackLine
from bot.slack.transport.web_api import Identity
from bot.store.engine import Unavailable

Listener: TypeAlias = Callable[[AsyncAck, Mapping[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)


class SlackListeners:
    """Receives everything from Slack. `busy` while a handler or a task behind an answer is under way."""

    def __init__(  # noqa: PLR0913 - what answers, each by its kind
        self,
        ground: SlackGround,
        *,
        line: SlackLine,
        responder: Responder,
        events: Events,
        kept_starts: KeptStarts,
        signing_secret: str = "",
    ) -> None:
        self._line = line
        self._directory = ground.directory
        self._users = ground.users
        self._responder = responder
        self._clock = ground.clock
        self._identity: Mapping[str, Any] = {}
        self.identity: Identity | None = None
        self._app_id = ""
        self._events = events
        self._kept_starts = kept_starts
        self._liveness = ground.liveness
        self.bolt = AsyncApp(
            name="sitrep",  # Bolt would read the sources of every caller for one, for a tenth of a second
            client=line.web,
            before_authorize=_Listening(self._hear),  # who we are is known, and who may do what is decided elsewhere
            signing_secret=signing_secret,
            process_before_response=True,
            logger=_bolt_log(),
        )
        self.bolt.error(self._unanswered)
        self._listeners: Mapping[str, Listener] = {
            "command": self._command,  # Slack brings an app its own alone, whatever the manifest calls it
            "event_callback": self._event,  # our own messages too: they tell that events come, and which stand twice
            "block_actions": self._action,
            "view_submission": self._view,
            "view_closed": self._nothing,
            "shortcut": self._shortcut,
            "message_action": self._shortcut,
        }

    @property
    def busy(self) -> bool:
        return self._responder.busy or self._line.busy

    @property
    def connected(self) -> bool:
        """Whether what Slack brings reaches us, and is answered."""
        return bool(self._identity) and self._line.hears

    def know(self, identity: Identity, *, app_id: str) -> None:
        """Who we are, as Slack says; without that nothing can be told apart, and nothing is to be answered."""
        self.identity, self._identity, self._app_id = identity, identity.answer, app_id
        self._users.us, self._users.team = self._identity["user_id"], self._identity["team_id"]
        self._directory.team_url = str(self._identity.get("url", "")).rstrip("/")

    async def answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """What a socket brought, acknowledged through it once it is kept."""
        began_s = self._clock.now().timestamp()
        await send_async_response(client, request, await run_async_bolt_app(self.bolt, request), began_s)

    def rebuild(self) -> None:
        """Replace the sockets: they are open, and nothing comes."""
        self._line.rebuild()

    async def close(self) -> None:
        """Answer what is under way and take nothing more in; then let what runs behind the answers finish."""
        await self._line.hang_up()
        await self._responder.drain()

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

    async def _hear(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """What no listener is to have is acknowledged, so that it does not come again; what none knows is not."""
        listener = self._listeners.get("command" if "command" in body else body.get("type", ""))
        if not self._is_for_a_listener(body):
            await ack()
        elif listener is not None:
            await listener(ack, body)

    async def _command(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        trigger = body["trigger_id"]
        request = Request(
            user=body["user_id"],
            channel=body["channel_id"],
            cause=f"cmd:{trigger}",
            text=await self._events.requests.decoded(body.get("text", ""), channel=body["channel_id"]),
            is_typed_there=True,
        )
        put_off = partial(self._kept_starts.put_off, response_url=body.get("response_url", ""))
        shown = await self._responder.answer(request, trigger=trigger, put_off=put_off)
        outgoing = shown.outgoing
        if outgoing is not None and outgoing.fits_acknowledgement:
            await ack(text=outgoing.text, blocks=outgoing.blocks, response_type="ephemeral")
            return
        await ack()
        self._show(request, shown, body)

    async def _event(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        self._liveness.heard()
        await self._responder.heard(body["event"], self._events.hear)
        await ack()

    async def _action(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
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

    async def _view(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        view = body["view"]
        asked = Request(user=body["user"]["id"], channel="", cause=f"view:{view['id']}:{view['hash']}")
        request = interactions.submitted(asked, view)
        shown = await self._responder.answer(request, view=view)
        if shown.errors:
            await ack(response_action="errors", errors=dict(shown.errors))
            return
        if shown.form is not None:
            await ack(response_action="update", view=dict(shown.form))
            return
        await ack()
        if shown.outgoing is not None:
            self._responder.after(self._responder.tell(request, shown.outgoing))

    async def _shortcut(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
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
        said = "" if message is None else await self._events.kept.read(message, channel=asked.channel)
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

    async def _nothing(self, ack: AsyncAck, _: Mapping[str, Any]) -> None:
        await ack()

    async def _unanswered(self, error: Exception) -> None:
        """Why Bolt gives Slack no acknowledgement; that database or Slack is away stands in the log already."""
        if not isinstance(error, Unavailable | NotYet):
            log.error("a payload could not be answered", exc_info=error)


class _Listening(AsyncMiddleware):
    """Hands on what comes in, in front of all that Bolt has for apps of many workspaces.

    To find a listener of its own Bolt gathers anew, for each that it asks about each payload, thirty arguments that it
    might want: three quarters of what Bolt takes, for which all wait when fifty declare at once.
    """

    def __init__(self, hear: Listener) -> None:
        self._hear = hear

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt hands it in by this name
    ) -> BoltResponse | None:
        if req.body.get("type") == "url_verification":  # which Bolt answers
            return await next()
        await self._hear(req.context.ack, req.body)
        return req.context.ack.response


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
