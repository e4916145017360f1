"""Every button, form and command, by its type, pressed by people of other companies, by guests, by nobody known."""

import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, NewType, get_args, get_origin, get_type_hints

import pytest

from bot.clock import HandClock
from bot.desk import Desk
from bot.grammar import Intent
from bot.ids import Ids
from bot.incident import lifecycle
from bot.incident.policy import Policy
from bot.render.words import Reader, Words
from bot.requests.actions import SayVerb, Tap
from bot.requests.dispatch import Dispatcher
from bot.requests.documents import Documents
from bot.requests.forms import Filled, UnfilledForm
from bot.requests.people.directory import Directory
from bot.requests.reply import Reply
from bot.requests.request import Request
from bot.store.engine import Store
from bot.store.people import Person
from tests.desk.conftest import NINE

LEO, TITLE = "U1LEO", "Payroll is wrong"
STRANGER = Person(id="U2MAL", name="Mal Client", is_ours=False, tz="UTC")
GUEST = Person(
    id="U3GUS", name="Gus Visitor", is_ours=True, is_guest=True, tz="UTC"
)  # single-channel guests are such, too
# Without those that are never handed in alone: a form that another version drew, and whose words a form asks for.
KINDS = sorted(
    {*get_args(Intent), *get_args(Tap), *get_args(Filled)} - {UnfilledForm, SayVerb}, key=lambda kind: kind.__name__
)
WORDS = "sev 1"  # that are a command wherever words are read as one


def _least(kind: Any) -> Any:
    """A value of the type, as small as it may be."""
    if isinstance(kind, NewType):
        return _least(kind.__supertype__)
    if is_dataclass(kind):
        hints, needed = get_type_hints(kind), [one for one in fields(kind) if one.default is MISSING]
        least = {one.name: _least(hints[one.name]) for one in needed if one.default_factory is MISSING}
        return kind(**least | ({"known_at": ""} if "known_at" in least else {}))
    match get_origin(kind):
        case typing.Literal:
            return get_args(kind)[0]
        case None:
            return {str: WORDS, int: 1, bool: False, date: NINE.date(), datetime: NINE}.get(kind)
        case types.UnionType | typing.Union:
            return _least(get_args(kind)[0])
        case origin:
            return () if origin is tuple else {}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Who may ask is settled before any database is asked to change: one of the two shows it."""
    return sqlite_url


async def tried(store: Store, who: str, holds: Callable[[str, Reply], None]) -> None:
    """One open public incident, and somebody who is not in its channel hands in all that there is, about it."""
    clock = HandClock(NINE)
    desk = Desk(store, clock=clock, ids=Ids(1), policy=Policy())
    await desk.start(
        partial(lifecycle.open_incident, title=TITLE, offers=[(LEO, "logs")]), title=TITLE, by=LEO, cause="cmd:start"
    )
    directory = Directory(desk=desk, clock=clock)
    await directory.meet([STRANGER, GUEST, Person(id=LEO, name="Leo Torres", is_ours=True)])
    documents = Documents(desk=desk, clock=clock)
    dispatcher = Dispatcher(desk=desk, directory=directory, clock=clock, documents=documents)
    before = await desk.entries(1)
    for kind in KINDS:
        request = Request(user=who, channel="C0LOBBY", cause=f"press:{kind}", meaning=_least(kind), incident=1)
        holds(kind.__name__, await dispatcher.answer(request))

        assert before == await desk.entries(1), kind
    assert [1] == [row.number for row in await desk.open_incidents()]


def _is_one_sentence(code: str, kind: str, reply: Reply) -> None:
    said = [*reply.lines, *reply.errors.values()]
    assert [f"refused/{code}"] == [line.name for line in said], kind
    assert (None, None, []) == (reply.form, reply.page, list(reply.choices)), kind


async def test_somebody_of_another_company_and_somebody_unknown_read_one_sentence_whatever_they_press(
    store: Store,
) -> None:
    for who in (STRANGER.id, "U9WHO"):
        await tried(store, who, partial(_is_one_sentence, "members_only"))


async def test_a_guest_who_is_not_in_its_channel_reads_nothing_of_it_and_changes_nothing(store: Store) -> None:
    words, reader = Words(), Reader({}, "UTC", "", NINE)

    def tells_nothing(kind: str, reply: Reply) -> None:
        lines = [
            words.slack(said.name, reader=reader, **said.values) for said in (*reply.lines, *reply.errors.values())
        ]
        assert TITLE not in "".join(lines), kind
        assert reply.page is None, kind

    await tried(store, GUEST.id, tells_nothing)
