"""The responder: how a person gets an answer, with the acknowledgement, or behind it when that carries no words.

Law: what a person reads is true. While the database is away they read that nothing was kept; of what takes too long,
that nobody knows yet; of a bug, its number. Nobody is left without an answer while Slack takes one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from bot.ids import Ids
from bot.incident.deliveries import Impossible, Later
from bot.render.out.file import DocumentFile
from bot.requests.dispatch import Dispatcher
from bot.requests.forms import FIRST_LINE
from bot.requests.people.directory import NotYet
from bot.requests.reply import Reply, in_words
from bot.requests.request import Request
from bot.requests.wording import Wording
from bot.slack.ground import SlackGround
from bot.slack.inbound.ack_deadline import deadline, retry
from bot.slack.messages.message import SlackMessage
from bot.slack.messages.replies import Replies, ShownReply
from bot.slack.transport.web_api import SlackRefused
from bot.store.engine import Unavailable

PutOff: TypeAlias = Callable[[Request], Awaitable[bool]]  # whether the request was kept, to be answered later

DRAIN_WITHIN_S = 5.0  # what runs behind answers gets so long to finish when the process stops

log = logging.getLogger(__name__)


class Responder:
    """Works out replies and brings them to people. `busy` while one is under way."""

    def __init__(self, ground: SlackGround, *, dispatcher: Dispatcher, replies: Replies, ids: Ids) -> None:
        self._wire = ground.wire
        self._dispatcher = dispatcher
        self._replies = replies
        self._ids = ids
        self._clock = ground.clock
        self._tasks: set[asyncio.Task[Any]] = set()
        self._handling = 0
        self.awaited: list[Request] = []  # those whose answer somebody waits for at this moment
        self._liveness = ground.liveness

    @property
    def busy(self) -> bool:
        return bool(self._handling or self._tasks)

    async def drain(self) -> None:
        """Let what runs behind the answers finish, as far as there is time."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=DRAIN_WITHIN_S)
            for task in late:
                task.cancel()

    async def answer(
        self,
        request: Request,
        *,
        trigger: str = "",
        view: Mapping[str, Any] | None = None,
        put_off: PutOff | None = None,
    ) -> ShownReply:
        """What Slack is given for a request, in time: see `ack_deadline` for the layers around it.

        A `trigger` can open a form. `view` is the form that was sent: what cannot be kept is said beside its first
        line. A bug is told with its number. What is `put_off` is kept, and answered later.
        """
        opens_forms = bool(trigger) or view is not None
        work = partial(self._dispatched, request, opens_forms=opens_forms, view=view, put_off=put_off)
        try:
            with self._awaited(request):
                return await self._safely(
                    request, deadline(retry(work), late=partial(self._tell_when_done, request, trigger))
                )
        except Unavailable as away:
            why = Wording("refused/perhaps_kept" if away.perhaps_kept else "refused/not_kept")
            reply = Reply(lines=[why]) if view is None else Reply(errors={FIRST_LINE: why})
            return self._replies.shown(request, reply, view=view)

    async def carried_out(self, request: Request) -> ShownReply:
        """What comes of a request that was kept: nobody waits for it. Raises Unavailable."""
        return await self._safely(request, retry(partial(self._dispatched, request)))

    async def _safely(self, request: Request, work: Awaitable[ShownReply]) -> ShownReply:
        """What comes of the work; a bug is told with its number."""
        try:
            with self._under_way():
                return await work
        except Unavailable:
            raise
        except Exception:
            number = self._error_number()
            log.exception("%s: %s", number, request.cause)
            return self._replies.shown(request, in_words("bug", error_id=number))

    async def _dispatched(
        self,
        request: Request,
        *,
        opens_forms: bool = False,
        view: Mapping[str, Any] | None = None,
        put_off: PutOff | None = None,
    ) -> ShownReply:
        if put_off is not None and await put_off(request):
            return ShownReply()
        reply = await self._dispatcher.answer(request)
        self.after(self._dispatcher.note_lead(request))
        shown = await self._shown(request, reply, opens_forms=opens_forms, view=view)
        if shown.file is not None:
            self.after(self._send(request, shown.file))
        return shown

    async def _shown(
        self, request: Request, reply: Reply, *, opens_forms: bool, view: Mapping[str, Any] | None = None
    ) -> ShownReply:
        """What takes long to render is rendered beside the event loop, so that everybody else is answered."""
        self.after(self._dispatcher.note_read(request, reply))
        if reply.file is not None or (reply.page is not None and reply.page.is_long):
            return await asyncio.to_thread(self._replies.shown, request, reply, opens_forms=opens_forms)
        return self._replies.shown(request, reply, opens_forms=opens_forms, view=view)

    def _tell_when_done(self, request: Request, trigger: str, task: asyncio.Task[ShownReply]) -> None:
        self.after(self._tell_late(request, trigger, task))

    async def _tell_late(self, request: Request, trigger: str, task: asyncio.Task[ShownReply]) -> None:
        shown = await task
        if shown.form is not None and trigger:
            await self.open(request, shown.form, trigger)
        if shown.outgoing is not None:
            await self.tell(request, shown.outgoing)

    @contextmanager
    def _awaited(self, request: Request) -> Iterator[None]:
        self.awaited.append(request)
        try:
            yield
        finally:
            self.awaited.remove(request)

    @contextmanager
    def _under_way(self) -> Iterator[None]:
        self._handling += 1
        try:
            yield
        finally:
            self._handling -= 1

    async def heard(self, event: Mapping[str, Any], hear: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
        """Hear an event. A bug goes to the log, for nobody asked anything.

        Unavailable and NotYet mean: no acknowledgement, so that Slack sends it again.
        """
        came_at = self._clock.now()
        try:
            with self._under_way():
                await hear(event)
        except (Unavailable, NotYet):
            self._liveness.lost(came_at)
            raise
        except Exception:
            log.exception("%s: an event", self._error_number())

    def after(self, work: Awaitable[Any]) -> None:
        """Run behind the acknowledgement; failures are logged, for nobody waits for it."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def reply(self, request: Request, reply: Reply, *, response_url: str = "") -> None:
        """Answer words in a message, where no acknowledgement carries any."""
        shown = await self._shown(request, replace(reply, errors={}), opens_forms=False)
        if shown.outgoing is not None:
            await self.respond(request, shown.outgoing, response_url)
        if shown.file is not None:
            await self._send(request, shown.file)

    async def _send(self, request: Request, file: DocumentFile) -> None:
        """A file into the direct message of whoever asked, in Slack's three steps; why not, where it was asked.

        Before the last step nobody can see it, so that a death in between leaves nothing behind.
        """
        try:
            direct = await self._wire.call("conversations.open", users=request.user)
            given = await self._wire.call("files.getUploadURLExternal", filename=file.name, length=len(file.content))
            await self._wire.upload(given["upload_url"], file.content)
            described = [{"id": given["file_id"], "title": file.name}]
            await self._wire.call("files.completeUploadExternal", files=described, channel_id=direct["channel"]["id"])
        except (SlackRefused, Later, ConnectionError) as failure:
            error = failure.error if isinstance(failure, SlackRefused) else ""
            log.warning("a file was not sent: %s", failure)
            told = self._replies.outgoing(request, in_words("refused/file_not_sent", file=file.name, error=error))
            await self.tell(request, told)

    async def tell(self, request: Request, outgoing: SlackMessage) -> None:
        """Tell a person privately, at the place where they asked.

        What has no place, or one where the bot or the person is not, is answered in their direct message.
        """
        message = {"text": outgoing.text, "blocks": outgoing.blocks}
        thread = {"thread_ts": request.thread} if request.thread else {}
        if request.channel != request.user:
            with suppress(SlackRefused):
                whom = {"channel": request.channel, "user": request.user}
                await self._wire.call("chat.postEphemeral", **whom, **message, **thread)
                return
        direct = await self._wire.call("conversations.open", users=request.user)
        await self._wire.call("chat.postMessage", channel=direct["channel"]["id"], **message)

    async def open(self, request: Request, view: Mapping[str, Any], trigger: str, *, push: bool = False) -> None:
        """Open a form within the trigger's three seconds; if that fails, say what to type instead."""
        try:
            await self._wire.call("views.push" if push else "views.open", trigger_id=trigger, view=view)
        except SlackRefused as refused:
            if refused.error == "exchanged_trigger_id":  # it was used: the form is open
                return
            await self.reply(request, in_words("refused/form_not_opened"))
        except (Later, ConnectionError, TimeoutError):
            await self.reply(request, in_words("refused/form_not_opened"))

    async def respond(self, request: Request, outgoing: SlackMessage, response_url: str) -> None:
        """Answer a button privately, leaving the message as it is; by a call where the address is too old or spent."""
        if not (response_url and outgoing.fits_acknowledgement):
            await self.tell(request, outgoing)
            return
        answer = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": outgoing.text,
            "blocks": outgoing.blocks,
        }
        if request.thread:
            answer["thread_ts"] = request.thread
        try:
            await self._wire.respond(response_url, answer)
        except SlackRefused as refused:
            log.debug("%s; the answer goes out by a call", refused)
            await self.tell(request, outgoing)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        failure = None if task.cancelled() else task.exception()
        if isinstance(failure, Unavailable):
            self._liveness.lost(self._clock.now())
        elif isinstance(failure, SlackRefused | Later | Impossible | ConnectionError):
            log.warning("an answer was not delivered: %s", failure)
        elif failure is not None:
            log.error("a task behind an answer failed", exc_info=failure)

    def _error_number(self) -> str:
        return self._ids.new("E").upper()[:6].replace("_", "-")
