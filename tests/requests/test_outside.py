"""Whatever is typed where no incident is: none changes unless its number was typed."""

import asyncio
import itertools
from functools import partial

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot import grammar as g
from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import lifecycle
from bot.incident.policy import Policy
from bot.render.words import Reader, Words
from bot.requests.dispatch import Dispatcher
from bot.requests.documents import Documents
from bot.requests.people.directory import Directory
from bot.requests.reply import offered
from bot.requests.request import Request
from bot.requests.targets import Outside, Several
from bot.store.engine import Store
from tests.desk.conftest import NINE
from tests.tries import tries

LEO = "U1LEO"
SPELLINGS = [word for verb in g.VERBS for word in (verb.name, *verb.aliases)]
WORDS = [
    "portal",
    "is down",
    "fails for EU",
    "returns 500",
    "1",
    "H1",
    "C1",
    "@bo",
    "logs",
    "because",
    "by 14:30",
    "/",
    "done",
]
POLITE = ["", "please ", "hey, ", "can you ", "@Sitrep ", "/incident "]


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A verb in any of its spellings, words as they stand in titles, and sometimes none of either."""
    spelling = draw(st.sampled_from(SPELLINGS))
    joint = draw(st.sampled_from([" ", ": ", " - "]))
    behind = draw(st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=4))
    line = draw(st.sampled_from(POLITE)) + spelling + joint + " ".join(behind)
    return draw(st.sampled_from([line, line, line, " ".join(behind)]))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What a line is about is settled before any database is asked to change: one of the two shows it."""
    return sqlite_url


def _dispatcher(desk: Desk, clock: HandClock) -> Dispatcher:
    documents = Documents(desk=desk, clock=clock)
    return Dispatcher(desk=desk, directory=Directory(desk=desk, clock=clock), clock=clock, documents=documents)


async def test_no_line_without_a_number_changes_an_incident(store: Store) -> None:
    clock = HandClock(NINE)
    desk = Desk(store, clock=clock, ids=Ids(1), policy=Policy())
    await desk.start(
        lambda case: lifecycle.open_incident(case, title="Documents missing", offers=[(LEO, "logs")]),
        title="Documents missing",
        by=LEO,
        cause="cmd:start",
    )
    dispatcher, before, loop = _dispatcher(desk, clock), await desk.entries(1), asyncio.get_running_loop()
    count = itertools.count()

    async def holds(line: str) -> None:
        request = Request(user=LEO, channel="C0LOBBY", cause=f"cmd:{next(count)}", text=line)
        reply = await dispatcher.answer(request)

        assert before == await desk.entries(1), line
        assert reply.lines or reply.page or reply.form, line

    @settings(max_examples=tries(300), deadline=None, suppress_health_check=list(HealthCheck))
    @given(lines())
    @example("close button does not work")
    @example("status resolved tickets come back")
    @example("I take logs")
    @example("H1 likely")
    @example("logs: two of fourteen")
    def no_line_changes_it(line: str) -> None:
        asyncio.run_coroutine_threadsafe(holds(line), loop).result(timeout=20)

    await asyncio.to_thread(no_line_changes_it)


def test_that_several_may_be_meant_is_asked_by_the_buttons_alone() -> None:
    standing = ((1, "Documents missing"), (2, "Sign-in slow"))
    outside = Outside(standing, more=0, may_start=True)

    reply = offered(outside, "summary of the night", once="cmd:1", verb=None, why=Several(standing))

    assert [said.name for said in reply.lines] == ["outside"]
    assert len(reply.choices) == 1 + len(standing)


async def test_every_verb_is_answered_in_words_where_several_incidents_may_be_meant(store: Store) -> None:
    clock = HandClock(NINE)
    desk = Desk(store, clock=clock, ids=Ids(1), policy=Policy())
    for title in ("Documents missing", "Sign-in slow"):
        rule = partial(lifecycle.open_incident, title=title, offers=[(LEO, "logs")])
        await desk.start(rule, title=title, by=LEO, cause=f"cmd:{title}")
    dispatcher, words, reader = _dispatcher(desk, clock), Words(), Reader({}, "UTC", "", NINE)
    for number, line in enumerate(f"{spelling}{behind}" for spelling in SPELLINGS for behind in ("", " 👍", " @bo x")):
        reply = await dispatcher.answer(Request(user=LEO, channel="C0LOBBY", cause=f"cmd:{number}", text=line))

        assert all(words.slack(said.name, reader=reader, **said.values) for said in reply.lines), line
