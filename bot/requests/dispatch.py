"""From words to an answer: finds the verb behind an intent, and answers what cannot be read or is refused as well.

Law: no call to Slack here but one look-up of a person; what is answered is already committed.
"""

import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Protocol, TypeVar, cast

from bot import grammar as g
from bot.clock import Clock
from bot.desk import Desk
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.state import Case
from bot.render.words import Words
from bot.requests.context import Clerk, P, Rule
from bot.requests.people import People
from bot.requests.request import Asked, Reply
from bot.requests.targets import Meant, Several
from bot.requests.verbs import duty, life, readings, records, stakes
from bot.slack.documents import Readings
from bot.slack.messages import message as m
from bot.slack.messages.message import Face
from bot.slack.messages.mrkdwn import decode_keeping_people, name_people
from bot.store.catalogue import Row

HANDLERS = life.HANDLERS | duty.HANDLERS | records.HANDLERS | stakes.HANDLERS | readings.HANDLERS

V = TypeVar("V")

_REPORT = re.compile(r"report(?=[\s:])", re.IGNORECASE)  # "Reports are empty" is no command


class Entrusting(Protocol):
    """A rule that offers a role to a person."""

    def __call__(self, case: Case, *, role: str, person: str) -> list[Saying]: ...


class Commands:
    """Answers intents. One instance, shared by commands, mentions, buttons and forms."""

    def __init__(self, *, desk: Desk, words: Words, people: People, clock: Clock, readings: Readings) -> None:
        self._desk = desk
        self._words = words
        self._people = people
        self._clerk = Clerk(
            desk=desk,
            words=words,
            people=people,
            clock=clock,
            readings=readings,
            meant=Meant(desk=desk, people=people),
        )

    async def typed(self, asked: Asked) -> Reply:
        """Answer what somebody typed."""
        return await self.spoken(asked, self._typed(asked))

    async def _typed(self, asked: Asked) -> Reply:
        return await self.wanted(asked, self.read(asked.text))

    async def spoken(self, asked: Asked, answer: Awaitable[Reply]) -> Reply:
        """The answer; a misreading or a refusal is one too."""
        try:
            return await answer
        except (g.Misread, Refused) as no:  # a time or a zone may be read only when it is resolved
            return Reply(await self.no(asked, no))

    async def wanted(self, asked: Asked, intent: g.Intent) -> Reply:
        """Answer an intent, wherever it was read."""
        verb = g.verb_of(intent)
        handler = HANDLERS.by_kind.get(type(intent))
        if handler is None or not verb.here:
            return Reply(await self.refusal(asked.user, "not_there_yet", {"verb": verb.name, "instead": verb.instead}))
        return await self.spoken(asked, self._remarked(asked, intent, handler(self._clerk, asked, intent)))

    async def _remarked(self, asked: Asked, intent: g.Intent, answer: Awaitable[Reply]) -> Reply:
        """The answer, and what has to be told of how the words were read. A refusal passes without."""
        reply = await answer
        remarks = g.remarks(intent, now=self._clerk.now(asked), zone=await self._clerk.zone(asked))
        if not remarks or reply.face is None:
            return reply
        voice = await self._people.voice(asked.user)
        return replace(reply, face=m.remarked(self._words, reply.face, remarks, voice=voice))

    async def refusal(self, user: str, code: str, values: Mapping[str, object]) -> Face:
        """The words for a refusal, or for another short answer that has a code."""
        return m.refusal(self._words, code, values, voice=await self._people.voice(user))

    async def act(self, asked: Asked, rule: Rule[P], /, *args: P.args, **kwargs: P.kwargs) -> Reply:
        """Ask a rule about the incident that was meant, and repeat what was understood. Refused as the rule says."""
        return await self._clerk.act(asked, rule, *args, **kwargs)

    async def answered(self, asked: Asked, names: Sequence[str]) -> Reply:
        """The words that answer a reminder are the report of its roles, unless they name one themselves."""
        return await self.spoken(asked, self._answered(asked, names))

    async def _answered(self, asked: Asked, names: Sequence[str]) -> Reply:
        intent = self.read(as_report(asked.text))
        if not isinstance(intent, g.Report) or intent.is_empty or intent.role:
            return await self.wanted(asked, intent)
        return await duty.report_of(self._clerk, asked, intent, names)

    async def about(self, asked: Asked, intent: g.Intent) -> Row | None:
        """The incident that is meant; None for an intent that is about none. Refused when that is not clear."""
        return await self._clerk.meant.incident(asked, intent.incident) if isinstance(intent, g.About) else None

    async def entrust(self, asked: Asked, rule: Entrusting, *, role: str, person: str) -> Reply:
        """A role for a person who was picked, by a rule that offers it."""
        known = await self._clerk.meant.whom(g.Name(person, ""))
        return await self._clerk.act(asked, rule, role=role, person=known.id)

    async def join(self, asked: Asked) -> Reply:
        """Let the caller into the channel of an incident that they may see."""
        return await self._clerk.join(asked)

    def read(self, text: str) -> g.Intent:
        """The intent, its words plain: mentions that are not names of people stay as "@name". Raises Misread."""
        intent = g.parse(decode_keeping_people(text), roles=[known.name for known in self._desk.policy.duties])
        return _plain(intent)

    async def no(self, asked: Asked, no: g.Misread | Refused) -> Face:
        """Why it was not done, in words."""
        if isinstance(no, g.Misread):
            return await self.refusal(asked.user, no.code, no.values)
        return await self.refused(asked, no)

    async def refused(self, asked: Asked, refused: Refused) -> Face:
        """What a rule refused, in words; where it only asks which one is meant, with a button for each."""
        voice = await self._people.voice(asked.user)
        if isinstance(refused, Several):
            rows = [row for number in refused.numbers if (row := await self._desk.row(number))]
            choices = [(row.number, row.title) for row in rows]
            return m.which_incident(self._words, choices, asked.text, voice=voice)
        if refused.code == "which_hypothesis":
            return m.which_hypothesis(self._words, refused.values, asked.text, voice=voice)
        return m.refusal(self._words, refused.code, refused.values, voice=voice)


def as_report(text: str) -> str:
    """Words that answer a reminder, as the command that they stand for."""
    return text if _REPORT.match(text) else f"report {text}"


def _plain(value: V) -> V:
    """The value with every text in it made plain; people who were picked stay with their id in `Name`."""
    plain: object = value
    if isinstance(value, str):
        plain = name_people(value, {})
    elif is_dataclass(value) and not isinstance(value, type):
        plain = replace(value, **{field.name: _plain(getattr(value, field.name)) for field in fields(value)})
    elif isinstance(value, tuple):
        plain = tuple(_plain(item) for item in value)
    return cast("V", plain)
