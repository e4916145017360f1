"""What people ask of us in messages, and its one answer.

Law: a message is answered once, whether we hear it, read it in history, or hear of it again as a mention.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias
from weakref import WeakValueDictionary

from bot import grammar as g
from bot.incident import customers
from bot.incident.parts import Question, Reminder
from bot.incident.state import Incident
from bot.requests.actions import AnswerContact, AnswerOneOf, AnswerReminder, ReplyToQuestion, ReplyToTask
from bot.requests.dispatch import Dispatcher
from bot.requests.reply import Reply, in_words
from bot.requests.request import Request
from bot.slack.ground import SlackGround
from bot.slack.inbound import mentions
from bot.slack.inbound.marks import Event, RunAfter
from bot.slack.inbound.mentions import is_answered_by, is_direct
from bot.slack.messages.mrkdwn import decode_keeping_people
from bot.store import catalogue
from bot.store.engine import Unavailable

IS_NO_COMMAND = frozenset({"unknown_verb", "question", "courtesy", "quiet"})
TELLS_AND_ASKS_NOTHING: frozenset[g.AsideKind] = frozenset({"quiet", "done", "courtesy", "wordless"})
ANSWERS_REMEMBERED = 1000
INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"  # what a paste brings along in front of a command

_FOLLOW_UP_ID = re.compile(r"\s*(F\d{1,4})\b[\s:,]*", re.IGNORECASE | re.ASCII)

Tell: TypeAlias = Callable[[Request, Reply], Awaitable[None]]  # answers where no acknowledgement carries words


class MessageRequests:
    """Requests that came in messages. `tell` answers a person, `after` runs a task behind the acknowledgement."""

    def __init__(
        self,
        ground: SlackGround,
        *,
        dispatcher: Dispatcher,
        tell: Tell,
        after: RunAfter,
        command: str,
    ) -> None:
        self._desk = ground.desk
        self._dispatcher = dispatcher
        self._directory = ground.directory
        self._users = ground.users
        self._names = ground.names
        self._tell = tell
        self._after = after
        bare = re.escape(command.removeprefix("/"))
        self._command_itself = re.compile(rf"[{INVISIBLE}]*(/?){bare}(?:\s+|$)", re.IGNORECASE)
        self._answered: OrderedDict[str, None] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def request_in(self, message: Event, *, channel: str) -> Request | None:
        """What a person asks of us in a message; None when it is a bot's or not addressed to us."""
        us = self._users.us
        request = mentions.request_in(message, channel=channel, us=us)
        if request is None or (message.get("bot_id") and not await self._is_person(request.user)):
            return None
        names = await self._names.of(str(message.get("text", "")), channel=channel)
        asked = mentions.request_in(message, channel=channel, us=us, names=names)
        if asked is None:
            return None
        cause = mentions.cause_of(await self.first_id(channel), message["ts"])
        return replace(asked, text=self._without_command(asked.text), cause=cause)

    async def decoded(self, text: str, *, channel: str) -> str:
        """Slack's text as that of a request which is typed in this channel."""
        return decode_keeping_people(text, await self._names.of(text, channel=channel))

    async def _is_person(self, user: str) -> bool:
        """Whether a message with an app's mark is a person's all the same; who is unknown is none."""
        person = await self._directory.get(user) if user else None
        return person is not None and not person.is_bot

    async def first_id(self, channel: str) -> str:
        """The id by which what is said there is known, for a channel may have had another one when it was heard."""
        row = None if is_direct(channel) else await self._desk.in_channel(channel)
        return channel if row is None else (await self._desk.read(row.number)).first_channel

    def _without_command(self, text: str) -> str:
        """The words behind the slash command, which people also type behind our name, with its slash or without.

        Without it "Incident resolved by the vendor" is a sentence: then only what opens one, reads or adds is meant.
        """
        found = self._command_itself.match(text)
        if found is None:
            return text
        said = text[found.end() :]
        verb = g.verb_named(said.split(maxsplit=1)[0].lower()) if said else None
        is_meant = verb is not None and (verb.name == "start" or verb.is_reading or verb.is_record)
        return said if found[1] or is_meant else text

    def has_answered(self, cause: str) -> bool:
        return cause in self._answered

    def first_time(self, cause: str) -> bool:
        """Whether we have not answered this before: the desk writes once anyway, this keeps from answering twice."""
        if cause in self._answered:
            return False
        self._answered[cause] = None
        if len(self._answered) > ANSWERS_REMEMBERED:
            self._answered.popitem(last=False)
        return True

    async def answer(self, request: Request, *, may_be_answer: bool = False, is_news: bool = True) -> None:
        """Answer once; what is no news only where something comes of it.

        While the database is away that is said, once too, and Slack's next delivery is answered.
        """
        turn = self._turns.setdefault(request.cause, asyncio.Lock())  # a mention may come as a message at the same time
        async with turn:
            if not self.has_answered(request.cause):
                await self._answer(request, may_be_answer=may_be_answer, is_news=is_news)

    async def _answer(self, request: Request, *, may_be_answer: bool, is_news: bool) -> None:
        try:
            meant = await self._as_answer(request) if may_be_answer else request
            reply = await self._dispatcher.answer(meant)
        except Unavailable:
            if self.first_time(f"away:{request.cause}"):
                self._after(self._tell(request, in_words("refused/kept_later")))
            raise
        if self.first_time(request.cause) and (is_news or reply.incident is not None):
            self._after(self._tell(request, reply))

    async def _as_answer(self, request: Request) -> Request:
        """The request as the answer to what waits for one in this DM, if it is one; a reminder comes first."""
        going_on = await self._read(await self._desk.open_incidents())
        if reminded := _reminded(going_on, request):
            number, meaning = reminded
            return replace(request.about(number), meaning=meaning)
        if asked := self._of_question(going_on, request) or self._of_task(going_on, request):
            return asked
        return self._of_follow_up(await self._read(await self._desk.with_duties()), request)

    async def reminded(
        self, request: Request, *, since: datetime | None = None
    ) -> tuple[int, AnswerReminder | AnswerContact | AnswerOneOf] | None:
        """Incident and meaning of what this answers: the thread's reminder, else what waits in the DM.

        Where several wait, of several incidents or a report and a word to a customer, it may be any of them. Heard
        late, it may answer what stood there when it was said and was open at `since`.
        """
        return _reminded(await self._read(await self._desk.open_incidents()), request, since=since)

    async def _read(self, rows: Iterable[catalogue.Row]) -> list[Incident]:
        return await asyncio.gather(*(self._desk.read(row.number) for row in rows))  # at once: they share a transaction

    def _of_question(self, incidents: Iterable[Incident], request: Request) -> Request | None:
        """The request as the answer to the newest question that waits here, unless it is a command. No form waits."""
        if g.aside(request.text) is None and self._is_command(request.text):
            return None
        asked = [(each, q) for each in incidents for q in each.questions if q.name != "form"]
        waiting = [(incident, question) for incident, question in asked if _waits_here(question, request)]
        if not waiting:
            return None
        incident, question = max(waiting, key=lambda one: one[1].asked_at)
        return replace(request.about(incident.number), meaning=ReplyToQuestion(question.seq))

    def _of_task(self, incidents: Iterable[Incident], request: Request) -> Request | None:
        """The request as what became of the newest task that is asked about here, unless it is a command."""
        if g.task_reply(request.text) is None and self._is_command(request.text):
            return None
        asked = [(each, r) for each in incidents for r in each.reminders if r.rung in {"task", "task due"}]
        waiting = [(incident, reminder) for incident, reminder in asked if _waits_here(reminder, request)]
        if not waiting:
            return None
        incident, newest = max(waiting, key=lambda one: one[1].decided_at)
        return replace(request.about(incident.number), meaning=ReplyToTask(newest.task))

    def _is_command(self, text: str) -> bool:
        try:
            self._dispatcher.read(text)
        except g.Misread as no:
            is_slip = len(text.split()) == 1 and g.verb_named(no.values.get("did_you_mean", "")) is not None
            return no.code not in IS_NO_COMMAND or is_slip
        return True

    def _of_follow_up(self, incidents: Iterable[Incident], request: Request) -> Request:
        """The request as what became of the follow-up that the DM asks of, if it says so: its end, or another day."""
        asked = [(each, r) for each in incidents for r in each.reminders if r.rung == "follow-up"]
        waiting = [(incident, reminder) for incident, reminder in asked if _waits_here(reminder, request)]
        if not waiting:
            return request
        incident, newest = max(waiting, key=lambda one: one[1].decided_at)
        named = _FOLLOW_UP_ID.match(request.text)
        one = named[1].upper() if named else newest.pending[0] if len(newest.pending) == 1 else ""
        text = request.text[named.end() :] if named else request.text
        command = f"follow-up {one} {f'by {text}' if g.read_when(text.strip()) else text}"
        with suppress(g.Misread):
            intent = self._dispatcher.read(command)
            if isinstance(intent, g.FollowUp) and intent.number is not None and one in newest.pending:
                return replace(request.about(incident.number), text=command)
        return request


def _reminded(
    incidents: Iterable[Incident], request: Request, *, since: datetime | None = None
) -> tuple[int, AnswerReminder | AnswerContact | AnswerOneOf] | None:
    standing = [(each, reminder) for each in incidents for reminder in each.reminders]
    found = [(each, reminder) for each, reminder in standing if is_answered_by(reminder, request, since=since)]
    if not found:
        return None
    newest, _ = max(found, key=lambda one: one[1].decided_at)
    asking = {of.number: of for of, _ in sorted(found, key=lambda one: one[1].decided_at, reverse=True)}
    meant = {number: _meant(of, [r for one, r in found if one is of], request.text) for number, of in asking.items()}
    named = g.number_in(request.text)
    if named in meant:
        return named, meant[named]
    said = g.aside(request.text)
    is_empty = said is not None and said.kind in TELLS_AND_ASKS_NOTHING
    is_clear = len(meant) == 1 or g.asks_to_read(request.text) or is_empty
    return newest.number, meant[newest.number] if is_clear else AnswerOneOf(tuple(meant.items()))


def _meant(incident: Incident, asked: Sequence[Reminder], text: str) -> AnswerReminder | AnswerContact:
    """What words mean that answer these reminders of the incident: of each kind, the newest."""
    newest = {reminder.rung == "contact": reminder for reminder in sorted(asked, key=lambda one: one.decided_at)}
    report, contact = newest.get(False), newest.get(True)
    roles = (report.pending or report.roles) if report else ()
    if contact is None:
        return AnswerReminder(roles)
    waiting = [one for one in incident.customers if one.id in (contact.pending or contact.customers)]
    named = customers.begin(text, waiting)  # whoever names one of several has said which
    return AnswerContact(tuple(one.id for one in (named if len(named) == 1 else waiting)), () if named else roles)


def _waits_here(asked: Question | Reminder, request: Request) -> bool:
    """Whether it stands in this DM without an answer; in a thread, the one that it begins with."""
    is_here = asked.channel == request.channel and request.thread in {"", asked.ts}
    return asked.is_open and bool(asked.ts) and is_here
