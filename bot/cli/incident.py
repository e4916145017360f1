"""`sitrep incident …`: the grammar of `/incident` on the command line, for the hours in which there is no Slack.

Law: the same verbs, rules and permissions as in Slack, through the same desk. What Slack should show waits in the
outbox until a bot reaches it; one that is running looks there every second. Nobody is asked, so only people that the
bot has met before can be named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from bot import grammar as g
from bot.cli.plain_text import text_of
from bot.clock import Clock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.policy import DEFAULT, Policy
from bot.render.glossary import Glossary
from bot.render.out.file import exported
from bot.render.out.pdf import NoTypeSetter
from bot.render.plain import storable
from bot.render.words import NO_GLOSSARY, Told, Words
from bot.requests.dispatch import Dispatcher
from bot.requests.documents import Documents, Page
from bot.requests.marks import MARK_NAMES, MarkNames
from bot.requests.people.directory import Directory
from bot.requests.reply import Reply, in_words, refusal
from bot.requests.request import Request
from bot.requests.wording import Wording
from bot.store.engine import Store
from bot.store.people import Person

# The command line is no channel. An incident that has none yet may be changed by whoever may see it: nobody could join.
HERE = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """What to print, and the exit code: 0 for what was done or shown, 1 for what was refused.

    The bytes of a `file` are printed as they are, instead of the text.
    """

    text: str
    code: int = 0
    file: bytes = b""


class Counter:
    """Where somebody without Slack asks: an open store, and everything that a request needs."""

    def __init__(  # noqa: PLR0913 - what an answer depends on
        self, store: Store, *, clock: Clock, ids: Ids, zone: str, marks: MarkNames, policy: Policy, glossary: Glossary
    ) -> None:
        self._words = Words(glossary=glossary)
        self._ids = ids
        self._desk = Desk(store, clock=clock, ids=ids, policy=policy, reads_first=True)
        self._directory = Directory(desk=self._desk, clock=clock, zone=zone)
        self._documents = Documents(desk=self._desk, clock=clock, marks=marks)
        self._dispatcher = Dispatcher(
            desk=self._desk, directory=self._directory, clock=clock, documents=self._documents
        )

    async def answer(self, typed: str, intent: g.Intent | g.Misread, *, who: str) -> Printed:
        await self._directory.load()
        found = await self._known(who) if who else []
        if who and len(found) != 1:
            return self._told(_nobody(who, found))
        user = found[0].id if found else ""
        if isinstance(intent, g.Misread):
            return self._told(refusal(intent, typed), user)
        if not user and not g.verb_of(intent).is_reading:
            return self._told(_refused("author_missing"))
        request = Request(user=user, channel=HERE, cause=f"cli:{self._ids.new('line')}", text=typed, meaning=intent)
        return await self._answer(request, intent)

    async def _answer(self, request: Request, intent: g.Intent) -> Printed:
        if _wants_a_form(intent):
            return self._told(_refused("form_not_here", example=g.verb_of(intent).example))
        reply = await self._dispatcher.answer(request)
        if reply.file is not None:
            return self._file(request, reply, reply.file)
        told = self._told(reply, request.user)
        if told.code or g.verb_of(intent).is_reading:
            return told
        kept = self._told(in_words("kept", number=reply.incident))
        return replace(told, text=f"{told.text}\n\n{kept.text}")

    def _file(self, request: Request, reply: Reply, form: g.ExportForm) -> Printed:
        """A file goes out as its bytes, for whoever lets the shell keep them."""
        told = reply.playbook or cast("Page[Told]", reply.page).document
        try:
            reader = self._directory.reader(request.user)
            made = exported(told, form, words=self._words, reader=reader, glance=reply.glance, stand_in=reply.stand_in)
        except NoTypeSetter:
            return self._told(_refused("no_pdf"))
        return Printed("", file=made.content)

    def _told(self, reply: Reply, reader: str = "") -> Printed:
        text = text_of(reply, words=self._words, reader=self._directory.reader(reader))
        return Printed(text, code=int(reply.is_refusal))

    async def _known(self, who: str) -> list[Person]:
        by_id = await self._desk.person(who)
        called = [by_id] if by_id else self._directory.names.called(who)
        return [person for person in called if not (person.deleted or person.is_bot)]


async def answer(  # noqa: PLR0913 - what was typed, by whom, and where the record lives
    typed: Sequence[str],
    *,
    who: str,
    zone: str,
    database_url: str,
    clock: Clock,
    ids: Ids,
    marks: MarkNames = MARK_NAMES,
    policy: Policy = DEFAULT,
    glossary: Glossary = NO_GLOSSARY,
) -> Printed:
    """Carry out what was typed, or read what was asked for; `who` is a handle, a name or an id, or empty for readings.

    Both work beside a running bot; a reading opens the database only to read. Raises BadAddress, InUse while the file
    is migrated or moved, NotMigrated or Unavailable.
    """
    said = storable(" ".join(typed))
    intent = _intent(said, g.spellings(policy.duties))
    is_reading = isinstance(intent, g.Misread) or g.verb_of(intent).is_reading
    store = await (Store.open_to_read(database_url) if is_reading else Store.open_beside(database_url))
    try:
        return await Counter(
            store, clock=clock, ids=ids, zone=zone, marks=marks, policy=policy, glossary=glossary
        ).answer(said, intent, who=who)
    finally:
        await store.close()


def _intent(said: str, roles: g.Roles) -> g.Intent | g.Misread:
    try:
        return g.parse(said, roles=roles)
    except g.Misread as misread:
        return misread


def _wants_a_form(intent: g.Intent) -> bool:
    match intent:
        case g.Start():
            return not intent.title
        case g.Report():
            return intent.is_empty
        case g.AnswerUnknown():
            return not intent.words
        case _:
            return False


def _refused(code: str, **values: object) -> Reply:
    return Reply(lines=[Wording(f"refused/{code}", values)], is_refusal=True)


def _nobody(who: str, found: Sequence[Person]) -> Reply:
    if not found:
        return _refused("author_unknown", who=who)
    return _refused("author_unclear", who=who, people=[(person.id, person.name) for person in found])
