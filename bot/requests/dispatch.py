"""From a request to its reply: reads what it means, finds the handler, and puts a refusal into words.

Law: every request gets a reply; what is replied is already committed. No call to Slack but look-ups of people.
"""

import re
from dataclasses import fields, is_dataclass, replace
from functools import reduce
from operator import or_
from typing import TypeVar, cast

from bot import grammar as g
from bot.clock import Clock
from bot.desk import Desk
from bot.incident import corrections
from bot.incident.errors import Refused
from bot.incident.state import Case
from bot.requests import actions, at_typing, forms
from bot.requests.context import Context
from bot.requests.directory import Directory
from bot.requests.documents import Documents
from bot.requests.permissions import Permissions
from bot.requests.reply import Reply, offered, refusal
from bot.requests.request import Meaning, Request
from bot.requests.targets import Outside, Targets
from bot.requests.text import name_people
from bot.requests.verbs import duty, fixing, life, questions, readings, records, sharing, stakes, taps
from bot.store.catalogue import Row

_BY_TOPIC = (life, duty, records, stakes, fixing, readings, sharing, taps, questions)
HANDLERS = reduce(or_, (topic.HANDLERS for topic in _BY_TOPIC))

V = TypeVar("V")

_REPORT = re.compile(r"report(?=[\s:])", re.IGNORECASE)  # "Reports are empty" is no command


class Dispatcher:
    """Answers requests. One instance, shared by everything that comes in at a door."""

    def __init__(
        self,
        *,
        desk: Desk,
        directory: Directory,
        clock: Clock,
        documents: Documents,
        permissions: Permissions | None = None,
    ) -> None:
        self._roles = [known.name for known in desk.policy.duties]
        permissions = permissions or Permissions(desk=desk, directory=directory)
        self._context = Context(
            desk=desk,
            directory=directory,
            clock=clock,
            documents=documents,
            targets=Targets(desk=desk, directory=directory, permissions=permissions),
            permissions=permissions,
            read=self.read,
        )

    async def answer(self, request: Request) -> Reply:
        """The reply; a misreading, a refusal and a form that cannot be taken yet have theirs too."""
        request = _said_again(request)
        try:
            return await self._handled(request)
        except forms.Unfilled as unfilled:
            return Reply(errors=unfilled.errors)
        except (g.Misread, Refused) as no:  # a time or a zone may be read only when it is resolved
            return await self.refused(request, no)

    async def refused(self, request: Request, no: g.Misread | Refused) -> Reply:
        """Why it was not done; with free words that were typed where no incident is, what they may be meant for."""
        verb = self._verb(request.text)
        if isinstance(no, Outside):
            return offered(no, request.text, verb=verb)
        if request.corrects is not None and no.code != "edit_not_followed":
            return await self._refused_edit(request, no)
        if not await self._may_be_a_title(request, verb, no):
            return refusal(no, request.text)
        is_no_verb = no.code == "unknown_verb" and not no.values.get("did_you_mean")
        outside = await self._context.targets.outside(request)
        return offered(outside, request.text, verb=verb, why=None if is_no_verb else no)

    async def _refused_edit(self, request: Request, no: g.Misread | Refused) -> Reply:
        """Why an edit was not followed, and what stands on record meanwhile."""
        try:
            await self._require_correction(request, actions.Newer())
        except Refused as stands:
            return Reply(lines=[*refusal(no, request.text).lines, *refusal(stands, "").lines], is_refusal=True)
        return refusal(no, request.text)

    async def _may_be_a_title(self, request: Request, verb: g.Verb | None, no: g.Misread | Refused) -> bool:
        """Whether it was typed where no incident is, names none, and is neither a start nor a reading that works."""
        is_typed = request.meaning is None and bool(request.text.strip()) and no.code != "line_too_long"
        if not is_typed or g.names_incident(request.text) or not await self._context.targets.is_outside(request):
            return False
        if isinstance(no, g.Misread):
            return no.values.get("verb") != "start"
        return verb is not None and verb.name != "start" and not (verb.is_reading and verb.here)

    def _verb(self, text: str) -> g.Verb | None:
        """The command that the text can be read as."""
        try:
            return g.verb_of(self.read(text))
        except g.Misread:
            return None

    async def about(self, request: Request, intent: g.Intent) -> Row | None:
        """The incident that is meant; None for an intent that is about none. Refused when that is not clear."""
        if not isinstance(intent, g.About):
            return None
        if g.verb_of(intent).is_reading:
            return await self._context.targets.incident(request, intent.incident)
        return await self._context.targets.to_change(request, intent.incident)

    def read(self, text: str) -> g.Intent:
        """The intent, its words plain: mentions that are not names of people stay as "@name". Raises Misread.

        A correction keeps its mentions: its new words are read once more, as the kind of record that they are for.
        """
        intent = g.parse(self._context.directory.names.pick(text), roles=self._roles)
        return intent if isinstance(intent, g.Fix) else _plain(intent)

    async def _handled(self, request: Request) -> Reply:
        await self._context.permissions.require_ours(request)
        meaning = self._meaning(request)
        await self._require_correction(request, meaning)
        handler = HANDLERS.by_kind.get(type(meaning))
        if isinstance(meaning, g.Intent):
            verb = g.verb_of(meaning)
            if handler is None or not verb.here:
                raise Refused("not_there_yet", verb=verb.name, instead=verb.instead)
        if handler is None:
            raise TypeError(type(meaning).__name__)
        reply = await handler(self._context, request, meaning)
        reply = await at_typing.asked(self._context, request, meaning, reply)
        return await self._context.remarked(request, meaning, reply) if isinstance(meaning, g.Intent) else reply

    async def _require_correction(self, request: Request, meaning: Meaning) -> None:
        """Refused, `edit_not_followed`, for an edited message that is on record and now asks for something else."""
        recorded = request.corrects
        if recorded is None or _puts_on_record(meaning):
            return
        incident = await self._context.desk.read(recorded.number)
        case = Case(incident, self._context.clock.now(), request.user)
        raise corrections.not_followed(case, recorded.entries)

    def _meaning(self, request: Request) -> Meaning:
        """What the request means once its text and its lines are read. Raises Misread and Unfilled."""
        match request.meaning:
            case None:
                return self.read(request.text)
            case actions.AnswerReminder(roles):
                intent = self.read(as_report(request.text))
                if not isinstance(intent, g.Report) or intent.is_empty or intent.role:
                    return intent
                return actions.ReportFor(intent, roles)
            case actions.PickHypothesis(hypothesis, text):
                intent = self.read(text)
                if not isinstance(intent, g.Confirm | g.RuleOut):
                    return actions.Newer()
                return replace(intent, hypothesis=hypothesis)
            case forms.UnfilledForm(errors):
                raise forms.Unfilled(errors)
            case meaning:
                return forms.intent_of(meaning) if isinstance(meaning, forms.IntentForm) else meaning


def _puts_on_record(meaning: Meaning) -> bool:
    """Whether it is a record with words, which may put an earlier one right."""
    if isinstance(meaning, actions.ReportFor):
        return True
    is_record = isinstance(meaning, g.Intent) and g.verb_of(meaning).is_record
    return is_record and not (isinstance(meaning, g.Report) and meaning.is_empty)


def as_report(text: str) -> str:
    """Words that answer a reminder, as the command that they stand for."""
    return text if _REPORT.match(text) else f"report {text}"


def _said_again(request: Request) -> Request:
    """A tap that says a command once more is the request with those words."""
    match request.meaning:
        case actions.SayAgain(text):
            return replace(request, meaning=None, text=text)
        case actions.OpenAnyway(text):
            return replace(request, meaning=None, text=text, incident=None, anyway=True)
        case actions.PickHypothesis(text=text):
            return replace(request, text=text)
        case _:
            return request


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
