"""How a person gets an answer: with the acknowledgement, or behind it when that carries no words.

Law: what a person reads is true. While the database is away they read that nothing was kept; of what takes too long,
that nobody knows yet; of a bug, its number. Nobody is left without an answer while Slack takes one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from bot.clock import Clock
from bot.ids import Ids
from bot.incident.deliveries import Impossible, Later
from bot.render.words import Words
from bot.requests.dispatch import Commands
from bot.requests.people import People
from bot.requests.request import Asked, Reply
from bot.slack.hearing.liveness import Liveness
from bot.slack.inbound import ack_deadline
from bot.slack.messages import message as m
from bot.slack.messages.message import Face
from bot.slack.transport.web_api import SlackRefused, Wire
from bot.store.engine import Unavailable

DRAIN_WITHIN_S = 5.0  # what runs behind answers gets so long to finish when the process stops

log = logging.getLogger(__name__)


class Answers:
    """Works out replies and brings them to people. `busy` while one is under way."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        *,
        wire: Wire,
        people: People,
        commands: Commands,
        words: Words,
        ids: Ids,
        clock: Clock,
        liveness: Liveness,
    ) -> None:
        self._wire = wire
        self._people = people
        self._commands = commands
        self._words = words
        self._ids = ids
        self._clock = clock
        self._tasks: set[asyncio.Task[Any]] = set()
        self._handling = 0
        self._liveness = liveness

    @property
    def busy(self) -> bool:
        return bool(self._handling or self._tasks)

    async def drain(self) -> None:
        """Let what runs behind the answers finish, as far as there is time."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=DRAIN_WITHIN_S)
            for task in late:
                task.cancel()

    async def safely(
        self, work: Callable[[], Awaitable[Reply]], asked: Asked, *, view: Mapping[str, Any] | None = None
    ) -> Reply:
        """The work's reply. A bug is told to the person with its number; a database that is away, in words."""
        self._handling += 1
        try:
            return await self._in_time(work, asked)
        except Unavailable as failure:
            reply = Reply(await self._commands.refusal(asked.user, ack_deadline.code(failure), {}))
            if view is None:
                return reply
            beside = ack_deadline.on_the_form(view, reply)
            if beside is None:
                raise  # unacknowledged, the form stays open as it is, and Slack says that it failed
            return beside
        except Exception:
            number = self._error_number()
            log.exception("%s: %s", number, asked.cause)
            return Reply(m.bug(self._words, number, voice=await self._people.voice(asked.user)))
        finally:
            self._handling -= 1

    async def _in_time(self, work: Callable[[], Awaitable[Reply]], asked: Asked) -> Reply:
        """The work's reply while Slack waits for it. What takes longer goes on, and is told when it is done."""
        task = asyncio.ensure_future(ack_deadline.patiently(work))
        await asyncio.wait({task}, timeout=ack_deadline.ANSWER_WITHIN_S)
        if not task.done():
            self.after(self._tell_late(task, asked))
            raise Unavailable("it takes too long", perhaps_kept=True)
        return task.result()

    async def _tell_late(self, task: asyncio.Task[Reply], asked: Asked) -> None:
        await self.tell(asked, await task)

    async def heard(self, event: Mapping[str, Any], hear: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
        """Hear an event. A bug goes to the log, for nobody asked anything; Unavailable means: no acknowledgement."""
        came_at = self._clock.now()
        self._handling += 1
        try:
            await hear(event)
        except Unavailable:
            self._liveness.lost(came_at)
            raise
        except Exception:
            log.exception("%s: an event", self._error_number())
        finally:
            self._handling -= 1

    def after(self, work: Awaitable[Any]) -> None:
        """Run behind the acknowledgement; failures are logged, for nobody waits for it."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def tell(self, asked: Asked, reply: Reply) -> None:
        """Answer where no acknowledgement carries words: privately, at the place where it was asked.

        What has no place, or one where the bot or the person is not, is answered in their direct message.
        """
        if reply.form is not None and asked.trigger_id:
            await self.open(asked, reply.form)
        if reply.face is None:
            return
        message = {"text": reply.face.text, "blocks": reply.face.blocks}
        thread = {"thread_ts": asked.thread} if asked.thread else {}
        if asked.channel != asked.user:
            with suppress(SlackRefused):
                await self._wire.call("chat.postEphemeral", channel=asked.channel, user=asked.user, **message, **thread)
                return
        direct = await self._wire.call("conversations.open", users=asked.user)
        await self._wire.call("chat.postMessage", channel=direct["channel"]["id"], **message)

    async def open(self, asked: Asked, view: Mapping[str, Any], *, push: bool = False) -> None:
        """Open a form within the trigger's three seconds; if that fails, say what to type instead."""
        try:
            await self._wire.call("views.push" if push else "views.open", trigger_id=asked.trigger_id, view=view)
        except SlackRefused as refused:
            if refused.error == "exchanged_trigger_id":  # it was used: the form is open
                return
            await self._no_form(asked)
        except (Later, ConnectionError, TimeoutError):
            await self._no_form(asked)

    async def _no_form(self, asked: Asked) -> None:
        face = await self._commands.refusal(asked.user, "form_not_opened", {})
        await self.tell(asked, Reply(face))

    async def respond(self, asked: Asked, face: Face, response_url: str) -> None:
        """Answer a button privately, leaving the message as it is."""
        if not response_url:
            await self.tell(asked, Reply(face))
            return
        answer = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": face.text,
            "blocks": face.blocks,
        }
        if asked.thread:
            answer["thread_ts"] = asked.thread
        await self._wire.respond(response_url, answer)

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
