"""From a request to its reply: reads what it means, finds the handler, and puts a refusal into words.

Law: every request gets a reply; what is replied is already committed. No call to Slack but look-ups.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache, partial, reduce
from operator import or_
from typing import TypeVar, cast, get_args

from bot import grammar as g
from bot.clock import Clock
from bot.desk import Desk
from bot.incident import corrections, standing
from bot.incident.errors import Refused
from bot.incident.state import Case
from bot.requests import actions, at_typing, forms
from bot.requests.context import Context
from bot.requests.documents import Documents
from bot.requests.offering import groups, pressable
from bot.requests.people.adoption import Adoptable, nowhere
from bot.requests.people.directory import Directory
from bot.requests.permissions import Permissions
from bot.requests.reply import TAPPED_CHARS_MAX, Choice, Reply, offered, refusal
from bot.requests.request import Meaning, Request, Under
from bot.requests.targets import NoOnePerson, Outside, Targets
from bot.requests.text import name_people
from bot.requests.verbs import (
    adopting,
    asking_lead,
    duty,
    fixing,
    follow_ups,
    life,
    past,
    playbooks,
    questions,
    readings,
    records,
    sharing,
    stakes,
    statistics,
    taps,
    tasks,
    waiting,
)
from bot.requests.wording import Wording
from bot.store.catalogue import Row
from bot.store.engine import Unavailable
from bot.store.people import Person
from bot.story.brief import Brief

_BY_TOPIC = (
    *(life, duty, records, stakes, fixing, readings, past, sharing, taps, questions, tasks, follow_ups, asking_lead),
    statistics,
    playbooks,
    adopting,
    waiting,
)
HANDLERS = reduce(or_, (topic.HANDLERS for topic in _BY_TOPIC))

V = TypeVar("V")

OPENS = frozenset({"start", "adopt"})
FOUND_NOTHING = frozenset({"nothing_found", "nothing_alike"})  # then what was looked for is as likely a title
SENTENCE_WORDS_MIN = 3
READ_AT_ONCE = 100  # as many as are kept at once
MAY_BE_A_LINE = frozenset(
    {
        "person_unclear",
        "unknown_role",
        "nobody_called",
        "severity_out_of_range",
        "about_a_plan",
        "name_unclear",
        "question",
    }
)


class Dispatcher:
    """Answers requests. One instance, shared by everything that comes in at a door."""

    def __init__(  # noqa: PLR0913 - what its handlers are given
        self,
        *,
        desk: Desk,
        directory: Directory,
        clock: Clock,
        documents: Documents,
        permissions: Permissions | None = None,
        adoptable: Adoptable = nowhere,
        has_announcements: bool = True,
    ) -> None:
        self._roles = g.spellings(desk.policy.duties)
        # Read more than once on their way: to see whether they declare anything, and to do what they say.
        self._intent = lru_cache(READ_AT_ONCE)(partial(_intent, roles=self._roles))
        permissions = permissions or Permissions(desk=desk, directory=directory)
        self._context = Context(
            desk=desk,
            directory=directory,
            clock=clock,
            documents=documents,
            targets=Targets(desk=desk, directory=directory, permissions=permissions),
            permissions=permissions,
            read=self.read,
            adoptable=adoptable,
            has_announcements=has_announcements,
        )

    def prepare(self) -> None:
        """Have a start read once, for the shapes of names and roles are compiled when they are first looked for.

        That takes as long as ten starts; to be done in a thread, behind the start of the process.
        """
        self.read("start sev2 nothing is wrong @nobody lead")

    async def answer(self, request: Request) -> Reply:
        """The reply; a misreading, a refusal and a form that cannot be taken yet have theirs too."""
        said = _said_again(request)
        try:
            return await self._handled(said)
        except forms.Unfilled as unfilled:
            return Reply(errors=unfilled.errors)
        except (g.Misread, Refused) as no:  # a time or a zone may be read only when it is resolved
            refused = await self.refused(said, no)
            is_form = isinstance(request.meaning, get_args(forms.Filled))
            is_to_choose = bool(refused.choices) and said.meaning is not None
            if not is_form or refused.errors or is_to_choose:
                return refused
            return Reply(errors={forms.line_of(cast("forms.Filled", request.meaning), no.code): refused.lines[0]})

    async def declares(self, request: Request) -> bool:
        """Whether it declares an incident that has a title, by somebody who may."""
        try:
            intent = self.read(request.text)
            if not isinstance(intent, g.Start) or not intent.title:
                return False
            await self._context.permissions.require_ours(request)
            await self._context.permissions.require_start(request)
        except (g.Misread, Refused):
            return False
        return True

    async def note_lead(self, request: Request) -> None:
        """Whatever the lead asks of us is a sign of life, read or misread; what is put on record says so itself.

        To be done behind the answer, which waits for no writing that it does not need.
        """
        desk = self._context.desk
        with suppress(Unavailable):  # then the next one is
            row = await (desk.row(request.incident) if request.incident else desk.in_channel(request.channel))
            if row is None or not row.is_open:
                return
            incident = await desk.read(row.number)
            if request.user == incident.lead and incident.entries[-1].by != request.user:
                await desk.note_seen(row.number, request.user, self._context.now(request))

    async def note_read(self, request: Request, reply: Reply) -> None:
        """What reading a page brings about. To be done behind the answer, as `note_lead`."""
        brief = reply.page.document if reply.page and reply.is_newest else None
        if isinstance(brief, Brief) and reply.incident is not None:
            await readings.note_brief_read(self._context, request, reply.incident, brief)

    async def refused(self, request: Request, no: g.Misread | Refused) -> Reply:
        """Why it was not done; with free words that were typed where no incident is, what they may be meant for."""
        if no.code in {"members_only", "not_known_yet"}:
            return refusal(no, request.text)
        verb = self._verb(request.text)
        if isinstance(no, Outside):
            return offered(no, request.text, once=request.cause, verb=verb)
        if no.code == "moved_on" and request.under is not None:
            return await self._moved_on(request, request.under, no)
        if isinstance(no, NoOnePerson) and (people := await self._context.targets.of_group(no.typed)) is not None:
            return await self._one_of_group(request, no, people)
        if request.corrects is not None and no.code != "edit_not_followed":
            return await self._refused_edit(request, no)
        asked = await self._form_for(request, no)
        if asked is not None:
            return asked
        if not await self._may_be_a_title(request, verb, no):
            reply = refusal(no, request.text)
            return replace(reply, choices=[*reply.choices, *await self._as_a_note(request, no)])
        is_no_verb = no.code == "unknown_verb" and not no.values.get("did_you_mean")
        outside = await self._context.targets.outside(request)
        return offered(outside, request.text, once=request.cause, verb=verb, why=None if is_no_verb else no)

    async def _form_for(self, request: Request, no: g.Misread | Refused) -> Reply | None:
        """The form for a record of which only the verb was typed; beside it how it is written, where none opens."""
        bare = g.verb_without_words(request.text, roles=self._roles) if isinstance(no, g.Misread) else None
        if bare is None or not bare[0].is_record or request.meaning is not None:
            return None
        try:
            row = await self._context.targets.to_change(request, g.number_in(request.text))
        except Refused:
            return None
        verb, typed = bare
        plan = self.read(f"{typed}: x") if f"{forms.RECORD}:{verb.name}" == forms.PLAN else None  # which of the two
        filled = {"plan": plan.which} if isinstance(plan, g.Plan) else {}
        form = forms.blank_for(verb, await self._context.desk.read(row.number), filled)
        return Reply(lines=refusal(no, request.text).lines, form=form, incident=row.number, is_refusal=True)

    async def _moved_on(self, request: Request, under: Under, no: g.Misread | Refused) -> Reply:
        """What is true by now, with what can be pressed now; a form stays open, for words stand in it."""
        if isinstance(request.meaning, forms.SettleForm):
            return Reply(errors={"evidence": Wording("refused/moved_on", no.values)})
        case = await self._context.case(request, await self._context.targets.to_change(request))
        return replace(refusal(no, request.text), choices=pressable.of_subject(case, under.subject))

    async def _one_of_group(self, request: Request, no: NoOnePerson, people: Sequence[Person]) -> Reply:
        """A group was named where one person is wanted: whoever named it says which of them."""
        intent = self.read(request.text)
        request = request.about(intent.incident if isinstance(intent, g.About) else None)
        if isinstance(intent, g.Role) and intent.role:
            row = await self._context.targets.to_change(request)
            incident = await self._context.desk.read(row.number)
            duty = incident.policy.duty(intent.role)
            choices = [
                *groups.for_role(incident, intent.role, duty.title if duty else intent.role, people),
                *groups.all_of_them(incident, intent.role, no.typed.user_id or "", people),
            ]
        else:
            choices = groups.instead(request.text, no.typed, people, incident=request.incident, once=request.cause)
        told = {**no.values, "people": len(people), "choices": bool(choices)}
        return Reply(lines=[Wording("refused/is_a_group", told)], choices=choices, is_refusal=True)

    async def _as_a_note(self, request: Request, no: g.Misread | Refused) -> list[Choice]:
        """Where a role, a severity, a plan or a name was looked for in words that hold none: they may be a line."""
        may_be = no.code in MAY_BE_A_LINE or (isinstance(no, g.Misread) and _is_sentence(request.text, no))
        if request.meaning is not None or not may_be or len(request.text) > TAPPED_CHARS_MAX:
            return []
        try:
            row = await self._context.targets.to_change(request, g.number_in(request.text))
        except Refused:
            return []
        note = actions.SayAgain(f"note {g.behind_address(request.text)}", request.cause)
        return [Choice(label="Add as a note", means=note, incident=row.number)]

    async def _refused_edit(self, request: Request, no: g.Misread | Refused) -> Reply:
        """Why an edit was not followed, and what stands on record meanwhile."""
        try:
            await self._require_correction(request, actions.Newer())
        except Refused as stands:
            return Reply(lines=[*refusal(no, request.text).lines, *refusal(stands, "").lines], is_refusal=True)
        return refusal(no, request.text)

    async def _may_be_a_title(self, request: Request, verb: g.Verb | None, no: g.Misread | Refused) -> bool:
        """Whether it was typed where no incident is, names none, and is no start nor a reading with an answer."""
        is_typed = request.meaning is None and bool(request.text.strip()) and no.code != "line_too_long"
        if not is_typed or g.names_incident(request.text) or not await self._context.targets.is_outside(request):
            return False
        if isinstance(no, g.Misread):
            is_talk = no.code in {"courtesy", "quiet"} or (no.code == "question" and g.asks_the_bot(request.text))
            return no.values.get("verb") not in OPENS and not is_talk
        has_answer = verb is not None and verb.is_reading and no.code not in FOUND_NOTHING
        return verb is not None and verb.name not in OPENS and not has_answer

    def _verb(self, text: str) -> g.Verb | None:
        """The command that the text can be read as."""
        try:
            return g.verb_of(self.read(text))
        except g.Misread:
            return None

    async def about(self, request: Request, intent: g.Intent) -> Row | None:
        """The incident that is meant; None for an intent that is about none. Refused when that is not clear."""
        if not isinstance(intent, g.About) or (isinstance(intent, g.FollowUps) and intent.incident is None):
            return None
        if g.verb_of(intent).is_reading:
            return await self._context.targets.incident(request, intent.incident)
        return await self._context.targets.to_change(request, intent.incident)

    def read(self, text: str) -> g.Intent:
        """The intent, its words plain: mentions that are not names of people stay as "@name". Raises Misread."""
        return self._intent(self._context.directory.names.pick(text))

    async def _handled(self, request: Request) -> Reply:
        await self._context.permissions.require_ours(request)
        if isinstance(request.meaning, get_args(forms.Filled)):
            await self._require_people(cast("forms.Filled", request.meaning))
        meaning = self._meaning(request)
        await self._require_correction(request, meaning)
        handler = HANDLERS.by_kind.get(type(meaning))
        if handler is None:
            raise TypeError(type(meaning).__name__)
        reply = await handler(self._context, request, meaning)
        reply = await at_typing.asked(self._context, request, meaning, reply)
        said = meaning.report if isinstance(meaning, actions.ReportFor) else meaning
        return await self._context.remarked(request, said, reply) if isinstance(said, g.Intent) else reply

    async def _require_people(self, form: forms.Filled) -> None:
        """Unfilled for each line with somebody who can have no duty: no list of Slack's leaves them out."""
        errors: dict[str, Wording] = {}
        for line, person in forms.people_in(form).items():
            try:
                await self._context.targets.person(g.Name(person, ""))
            except Refused as no:
                errors[line] = Wording(f"refused/{no.code}", no.values)
        if errors:
            raise forms.Unfilled(errors)

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
                if (aside := g.aside(request.text)) is not None:
                    return actions.InsteadOfReport(aside, roles)
                intent = self.read(waiting.as_report(request.text))
                if not isinstance(intent, g.Report) or intent.is_empty or intent.role:
                    return intent
                if intent.incident not in {None, request.incident}:
                    return intent
                return actions.ReportFor(intent, roles)
            case actions.AnswerContact(roles=roles) as contact:
                if roles and (aside := g.aside(request.text)) is not None:
                    return actions.InsteadOfReport(aside, roles)
                text = waiting.as_told(request.text, contact)
                return contact if text is None else self.read(text)
            case actions.PickHypothesis(hypothesis, text):
                intent = self.read(text)
                if not isinstance(intent, g.Confirm | g.RuleOut):
                    return actions.Newer()
                return replace(intent, hypothesis=hypothesis)
            case forms.UnfilledForm(errors):
                raise forms.Unfilled(errors)
            case meaning:
                return forms.intent_of(meaning, self.read) if isinstance(meaning, forms.IntentForm) else meaning


def _is_sentence(text: str, no: g.Misread) -> bool:
    """Whether it is a line that begins with no command, nor with a slip for one; "share of …" is no slip."""
    is_slip = bool(no.values.get("did_you_mean")) and not set("<@") & set(no.values["did_you_mean"])
    return no.code == "unknown_verb" and not is_slip and len(g.behind_address(text).split()) >= SENTENCE_WORDS_MIN


def _puts_on_record(meaning: Meaning) -> bool:
    """Whether it is a record with words, which may put an earlier one right."""
    if isinstance(meaning, actions.ReportFor):
        return True
    is_record = isinstance(meaning, g.Intent) and g.verb_of(meaning).is_record
    return is_record and not (isinstance(meaning, g.Report) and meaning.is_empty)


def _said_again(request: Request) -> Request:
    """A tap that says a command once more is the request with those words."""
    match request.meaning:
        case actions.SayAgain(text, once):
            cause = f"once:{once}" if once else request.cause
            return replace(request, meaning=None, text=text, cause=cause)
        case actions.Entrust(role=role, seen=int(seen)):
            return replace(request, under=Under(f"{standing.ROLE}{role}", seen))
        case actions.SayWhile(text, subject, seen):
            return replace(request, meaning=None, text=text, under=Under(subject, seen))
        case forms.WordsForm(means=actions.SayVerb(verb), words=words):
            return replace(request, meaning=None, text=f"{verb} {words}")
        case forms.SettleForm() as form:
            return replace(request, under=Under(f"H{form.hypothesis}", form.seen))
        case actions.OpenAnyway(text):
            return replace(request, meaning=None, text=text, incident=None, anyway=True)
        case actions.PickHypothesis(text=text):
            return replace(request, text=text)
        case _:
            return request


def _intent(text: str, *, roles: g.Roles) -> g.Intent:
    """A correction keeps its mentions: its new words are read once more, as the kind of record that they are for."""
    intent = g.parse(text, roles=roles)
    return intent if isinstance(intent, g.Fix) else _plain(intent)


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
