"""What people asked of Sitrep while it could not hear: carried out late, or asked about, and answered in one message.

Law: what adds to the record is carried out as of when it was said. What changes something that others act on meanwhile
is left to its author, who knows whether it still holds. One message to a person and gap, and none about what is over.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot import grammar as g
from bot.incident.errors import Refused
from bot.render.words import Reader, Words
from bot.requests.actions import AnswerOneOf, AnswerReminder
from bot.requests.dispatch import Dispatcher
from bot.requests.reply import TAPPED_CHARS_MAX
from bot.requests.request import Request
from bot.requests.text import name_people
from bot.requests.verbs.waiting import as_report, as_told
from bot.slack.catchup.history import History
from bot.slack.ground import SlackGround
from bot.slack.inbound.events import Events
from bot.slack.inbound.mentions import Addressed
from bot.slack.messages import blocks as b
from bot.slack.messages import message as m
from bot.slack.messages.message import SlackMessage
from bot.slack.messages.mrkdwn import cut, encode_keeping_people
from bot.slack.messages.replies import Replies
from bot.slack.transport.web_api import SlackRefused
from bot.store.catalogue import Row
from bot.store.engine import Unavailable

# As long as a gap that is not told to anybody: what is heard so soon counts as heard, whatever it is.
PROMPT = timedelta(seconds=30)
# Slack gives up an event that it could not deliver for two hours (docs.slack.dev/apis/events-api), and by then people
# have long said it again to each other. What is older is asked about, and nothing is done in anybody's name.
CARRIED_OUT_WITHIN = timedelta(hours=2)
SHOWN_MAX = 10  # answers in one message; Slack takes fifty blocks
BLOCKS_EACH_MAX = 3  # of an answer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What became of one thing that was said; `waits` for its author, or is done."""

    request: Request
    outgoing: SlackMessage
    waits: bool


class Unheard:
    """Goes through what a reading found. Whoever was answered already is not answered again."""

    def __init__(  # noqa: PLR0913 - what a person's door needs, once more
        self,
        ground: SlackGround,
        *,
        dispatcher: Dispatcher,
        events: Events,
        words: Words,
        replies: Replies,
        history: History,
    ) -> None:
        self._desk = ground.desk
        self._dispatcher = dispatcher
        self._events = events
        self._words = words
        self._directory = ground.directory
        self._replies = replies
        self._clock = ground.clock
        self._history = history
        self._untold: dict[str, list[_Answer]] = {}  # by person; kept while the database is away in the middle

    async def take(self, found: Sequence[Addressed]) -> None:
        """Go through it in the order in which it was said; then tell everybody at once what became of theirs."""
        for one in sorted(found, key=lambda one: str(one.message["ts"])):
            answer = await self._safely(one)
            if self._events.requests.first_time(one.request.cause) and answer is not None:
                self._untold.setdefault(one.request.user, []).append(answer)
            await self._events.kept.keep(one.message, channel=one.request.channel)
        while self._untold:
            await self._tell(*self._untold.popitem())

    async def _safely(self, one: Addressed) -> _Answer | None:
        """A bug in one keeps no other from being carried out."""
        try:
            return await self._answer(one)
        except Unavailable:
            raise
        except Exception:
            log.exception("%s: heard late", one.request.cause)
            return None

    async def _answer(self, one: Addressed) -> _Answer | None:
        """What is to be told of it; None when that was told, or when it is about something that is over."""
        request = replace(one.request, at=min(one.said_at, self._clock.now()))
        if self._events.requests.has_answered(request.cause):
            return None
        reminded = await self._events.requests.reminded(request, since=one.since if one.is_news else None)
        roles: tuple[str, ...] = ()
        match reminded:
            case number, AnswerReminder(roles) as meaning if g.aside(request.text):
                return await self._asked_which(one, replace(request.about(number), meaning=meaning))
            case number, AnswerReminder(roles):
                request = replace(request.about(number), text=as_report(request.text))
            case number, AnswerOneOf() as several:
                return await self._asked_which(one, replace(request.about(number), meaning=several))
            case number, contact:
                request, text = request.about(number), as_told(request.text, contact)
                if text is None:
                    return await self._asked_which(one, replace(request, meaning=contact))
                request = replace(request, text=text)
        try:
            intent = self._dispatcher.read(request.text)
            row = await self._dispatcher.about(request, intent)
        except (g.Misread, Refused) as no:
            outgoing = self._replies.outgoing(request, await self._dispatcher.refused(request, no))
            return _Answer(request, outgoing, waits=True) if one.is_news else None
        if row is not None and await self._is_written(row, request):
            return None
        answer = await self._judged(one, request, intent, row, roles)
        return None if answer is None or await self._is_over(row) else answer

    async def _asked_which(self, one: Addressed, request: Request) -> _Answer | None:
        """Words that may mean several things are their author's to tell apart, late or not."""
        if not one.is_news:
            return None
        return _Answer(request, self._replies.outgoing(request, await self._dispatcher.answer(request)), waits=True)

    async def _judged(
        self, one: Addressed, request: Request, intent: g.Intent, row: Row | None, roles: Sequence[str]
    ) -> _Answer | None:
        """It is carried out, or its author is asked whether it still holds; None if there is nothing to be said of it.

        What had been heard at the time (no news) was answered then, unless we died over it: it is made up for if it can
        be, and never asked about. `roles` are those of the reminder that it answers.
        """
        if not self._is_carried_out(one, request, intent, row):
            return _Answer(request, await self._again(request, row), waits=True) if one.is_news else None
        reply = await self._dispatcher.answer(replace(request, meaning=AnswerReminder(tuple(roles)) if roles else None))
        is_done = reply.incident is not None
        return _Answer(request, self._replies.outgoing(request, reply), not is_done) if is_done or one.is_news else None

    def _is_carried_out(self, one: Addressed, request: Request, intent: g.Intent, row: Row | None) -> bool:
        """Whether it is done now, as of when it was said.

        1. News is done at once within half a minute, whatever it is: nobody has gone on without it yet.
        2. Later it is done for two hours (e.g. said at 03:10: until 05:10), if its verb allows that.
        3. Said alone to Sitrep, it is not done in an incident that began after it was said: another one was meant.
        4. A file is sent by whoever hears the tap; the one message from here holds none.
        """
        if isinstance(intent, g.Export):
            return False
        age = self._clock.now() - one.said_at
        if one.is_news and age < PROMPT:
            return True
        if age > CARRIED_OUT_WITHIN or not g.verb_of(intent).is_carried_out_late(intent):
            return False
        was_said_alone = request.message is None
        return not (was_said_alone and row is not None and (row.opened_at or one.said_at) > one.said_at)

    async def _is_written(self, row: Row, request: Request) -> bool:
        incident = await self._desk.read(row.number)
        return any(entry.cause == request.cause for entry in incident.logbook)

    async def _is_over(self, row: Row | None) -> bool:
        now = await self._desk.row(row.number) if row is not None else None
        return now is not None and not now.is_open

    async def _again(self, request: Request, row: Row | None) -> SlackMessage:
        """It was not done; one tap does it, as of then."""
        fits = len(request.text) <= TAPPED_CHARS_MAX
        about = {"text": encode_keeping_people(request.text)} | ({"incident": row.number} if row is not None else {})
        tap = [b.button("Do it now", b.action_id(b.FORM, "late"), about)] if fits else []
        reader = self._directory.reader(request.user)
        said = self._words.slack("heard_late/again", reader=reader, can_tap=fits)
        return m.outgoing(said, widgets=[b.actions(tap)] if tap else [])

    async def _tell(self, person: str, answers: Sequence[_Answer]) -> None:
        """One direct message: an ephemeral line reaches only those who look just now, and this was said long ago."""
        shown = sorted(answers, key=lambda answer: not answer.waits)[:SHOWN_MAX]
        reader = self._directory.reader(person)
        head = self._words.slack("heard_late", reader=reader, left_out=len(answers) - len(shown))
        told = [self._told(answer, reader) for answer in shown]
        text = cut("\n".join([head, *(outgoing.text for outgoing in told)]), m.TEXT_CHARS_MAX)
        message = SlackMessage(
            text, b.fitting([b.section(head), *(block for outgoing in told for block in outgoing.blocks)])
        )
        try:
            await self._history.say(person, message)
        except (SlackRefused, ConnectionError) as failure:
            log.warning("%s was not told what became of words heard late: %s", person, failure)

    def _told(self, answer: _Answer, reader: Reader) -> SlackMessage:
        """The words, when they were said and heard, and what became of them."""
        said = self._words.slack(
            "heard_late/said",
            reader=reader,
            text=name_people(answer.request.text, reader.people),
            said_at=answer.request.at,
            heard_at=reader.now,
        )
        return SlackMessage(
            f"{said}\n{answer.outgoing.text}", [b.context(said), *answer.outgoing.blocks[:BLOCKS_EACH_MAX]]
        )
