"""`sitrep incident …`: the grammar of `/incident` on the command line, for the hours in which there is no Slack.

Law: the same verbs, rules and permissions as in Slack, through the same desk. What Slack should show waits in the
outbox until a bot reaches it; one that is running looks there every second. Nobody is asked, so only people that the
bot has met before can be named.
"""

import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import grammar as g
from bot.clock import Clock
from bot.desk import Desk, Outcome, Rule
from bot.ids import Ids
from bot.incident.errors import Refused
from bot.incident.logbook import MessageRef
from bot.incident.policy import Policy
from bot.render.out import html, json
from bot.render.words import Words
from bot.requests.directory import Directory
from bot.requests.dispatch import Commands
from bot.requests.request import Asked, Reply
from bot.slack.documents import Page, Readings, without_references
from bot.slack.messages import blocks as b
from bot.slack.messages.message import Face
from bot.slack.messages.mrkdwn import plain, storable
from bot.store.engine import Store
from bot.store.people import Person

# The command line is no channel. An incident that has none yet may be changed by whoever may see it: nobody could join.
HERE = ""
KEPT = "On record in INC-{number}. What Slack should show goes out as soon as a bot reaches Slack."
NO_FORM = "No form can be opened here. Write it in one line, for example: sitrep incident {example}"
NO_NAME = "Say who you are with --as and a handle or id: what is recorded has an author."
_CHOICES = frozenset({b.PICK_INCIDENT, b.PICK_HYPOTHESIS})  # buttons whose labels tell what to type
# Permalinks need the workspace's address, which only Slack tells; without it the label is all there is.
_NOWHERE = re.compile(r"<(?:/archives/)[^<>|]*\|([^<>]*)>")
# As Slack shows them: marks at the edge of words, around words.
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*_])")


@dataclass(frozen=True, slots=True)
class Answer:
    """What to print, and the exit code: 0 for what was done or shown, 1 for what was refused."""

    text: str
    code: int = 0


class Verbs(Commands):
    """The verbs, remembering whether they said no."""

    said_no = False

    async def refusal(self, user: str, code: str, values: Mapping[str, object]) -> Face:
        self.said_no = True
        return await super().refusal(user, code, values)

    async def spoken(self, asked: Asked, answer: Awaitable[Reply]) -> Reply:
        return await super().spoken(asked, self._heard(answer))

    async def _heard(self, answer: Awaitable[Reply]) -> Reply:
        try:
            return await answer
        except (g.Misread, Refused):
            self.said_no = True
            raise


class ShortDesk(Desk):
    """A desk that reads an incident before it keeps everybody else from writing.

    A process that has just begun knows no incident yet. To replay a thousand entries takes a third of a second, and
    within a write the bot, and whoever waits for its answer, would wait for that.
    """

    async def act(  # noqa: PLR0913 - as the desk's own
        self,
        number: int,
        rule: Rule,
        *,
        by: str,
        cause: str,
        message: MessageRef | None = None,
        at: datetime | None = None,
    ) -> Outcome:
        await self.read(number)
        return await super().act(number, rule, by=by, cause=cause, message=message, at=at)


class Counter:
    """Where somebody without Slack asks: an open store, and everything that the verbs need."""

    def __init__(self, store: Store, *, clock: Clock, ids: Ids, zone: str) -> None:
        words = Words()
        self._ids = ids
        self._desk = ShortDesk(store, clock=clock, ids=ids, policy=Policy())
        self._directory = directory = Directory(desk=self._desk, clock=clock, zone=zone)
        self._readings = Readings(desk=self._desk, words=words, directory=directory, clock=clock)
        self._verbs = Verbs(desk=self._desk, words=words, directory=directory, clock=clock, readings=self._readings)

    async def answer(self, typed: str, intent: g.Intent | g.Misread, *, who: str) -> Answer:
        await self._directory.load()
        found = await self._known(who) if who else []
        if who and len(found) != 1:
            return Answer(_nobody(who, found), code=1)
        user = found[0].id if found else ""
        asked = Asked(user=user, channel=HERE, cause=f"cli:{self._ids.new('line')}", text=typed)
        if isinstance(intent, g.Misread):
            return await self._told(await self._verbs.refusal(user, intent.code, intent.values))
        if isinstance(intent, g.Export):
            return await self._export(asked, intent)
        return await self._answer(asked, intent)

    async def _answer(self, asked: Asked, intent: g.Intent) -> Answer:
        if not asked.user and not g.verb_of(intent).is_reading:
            return Answer(NO_NAME, code=1)
        if _asks_for_a_form(intent):
            return Answer(NO_FORM.format(example=g.verb_of(intent).example), code=1)
        reply = await self._verbs.wanted(asked, intent)
        told = await self._told(reply.face)
        if told.code or g.verb_of(intent).is_reading:
            return told
        return replace(told, text=f"{told.text}\n\n{KEPT.format(number=reply.incident)}")

    async def _export(self, asked: Asked, intent: g.Export) -> Answer:
        """The post-incident summary as a file's text, for whoever may see its incident."""
        if intent.form == "pdf":
            return Answer("No PDF is made here. Export html, open it in a browser and print it.", code=1)
        seen = await self._verbs.wanted(asked, g.Card(incident=intent.incident))
        if self._verbs.said_no or seen.incident is None:
            return await self._told(seen.face)
        page = await self._readings.summary_page(seen.incident, reader=asked.user)
        return Answer(_exported(page, intent.form, title=f"INC-{seen.incident}"))

    async def _told(self, face: Face | None) -> Answer:
        names = self._directory.voice().people
        return Answer(as_text(face, names) if face else "", code=int(self._verbs.said_no))

    async def _known(self, who: str) -> list[Person]:
        by_id = await self._desk.person(who)
        called = [by_id] if by_id else await self._desk.people_called(who)
        return [person for person in called if not (person.deleted or person.is_bot)]


async def answer(  # noqa: PLR0913 - what was typed, by whom, and where the record lives
    typed: Sequence[str], *, who: str, zone: str, database_url: str, clock: Clock, ids: Ids
) -> Answer:
    """Carry out what was typed, or read what was asked for; `who` is a handle, a name or an id, or empty for readings.

    Both work beside a running bot; a reading opens the database only to read. Raises BadAddress, InUse while the file
    is migrated or moved, NotMigrated or Unavailable.
    """
    said = storable(" ".join(typed))
    intent = _intent(said)
    is_reading = isinstance(intent, g.Misread) or g.verb_of(intent).is_reading
    store = await (Store.open_to_read(database_url) if is_reading else Store.open_beside(database_url))
    try:
        return await Counter(store, clock=clock, ids=ids, zone=zone).answer(said, intent, who=who)
    finally:
        await store.close()


def _intent(said: str) -> g.Intent | g.Misread:
    try:
        return g.parse(said, roles=[duty.name for duty in Policy().duties])
    except g.Misread as misread:
        return misread


def _asks_for_a_form(intent: g.Intent) -> bool:
    return (isinstance(intent, g.Start) and not intent.title) or (isinstance(intent, g.Report) and intent.is_empty)


def _nobody(who: str, found: Sequence[Person]) -> str:
    if not found:
        return f"Sitrep has met nobody called {who} who could act here. Give --as a handle or an id that it knows."
    ids = ", ".join(f"{person.id} ({person.name})" for person in found)
    return f"Several people are called {who}. Give --as one of these ids: {ids}."


def _exported(page: Page, form: str, *, title: str) -> str:
    if form == "json":
        return json.document(page.source)
    markdown = without_references(page.markdown)
    return html.page(markdown, title) if form == "html" else markdown


def as_text(face: Face, names: Mapping[str, str]) -> str:
    """The face for a terminal: its words without Slack's markup, and of its buttons those that are an answer.

    `names` gives the name behind a person's id.
    """
    return "\n\n".join(words for block in face.blocks if (words := _words_of(block, names)))


def _words_of(block: Mapping[str, Any], names: Mapping[str, str]) -> str:
    match block["type"]:
        case "header":
            return str(block["text"]["text"])
        case "section":
            return _unmarked(block["text"]["text"], names)
        case "context":
            return "\n".join(_unmarked(element["text"], names) for element in block["elements"])
        case "markdown":
            return str(block["text"])
        case "actions":
            choices = [one for one in block["elements"] if b.verb_of(one["action_id"]) in _CHOICES]
            return "\n".join(f"· {one['text']['text']}" for one in choices)
        case _:
            return ""


def _unmarked(mrkdwn: str, names: Mapping[str, str]) -> str:
    return plain(_EMPHASIS.sub(r"\2", _NOWHERE.sub(r"\1", mrkdwn)), names)
