"""What was kept to be opened later is opened once and answered by one, whoever carries it out, and however it ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest

from bot.clock import HandClock
from bot.desk import Desk, OpenedElsewhere, Started
from bot.ids import Ids
from bot.incident import lifecycle
from bot.incident.errors import Refused
from bot.incident.policy import Policy
from bot.store.declared import Declared
from bot.store.engine import Store, Unavailable

CAUSE = "cmd:kept"


@pytest.fixture
def reached() -> list[Callable[[str], None]]:
    """What is told of each commit; empty for nobody."""
    return []


@pytest.fixture
async def store(database_url: str, reached: list[Callable[[str], None]]) -> AsyncIterator[Store]:
    store = await Store.open(database_url, reached=lambda point: [tell(point) for tell in reached] and None)
    yield store
    await store.close()


@pytest.fixture
async def desk(store: Store, clock: HandClock) -> Desk:
    desk = Desk(store, clock=clock, ids=Ids(1), policy=Policy())
    await desk.keep(Declared(CAUSE, clock.now(), "U1", "C1", "start sev1 Documents missing"))
    return desk


@pytest.fixture
def other(store: Store, clock: HandClock) -> Desk:
    """Another process on the same memory."""
    return Desk(store, clock=clock, ids=Ids(2), policy=Policy())


async def opens(desk: Desk, *, cause: str = CAUSE, has_room: bool = True) -> Started:
    def room(_: object) -> None:
        if not has_room:
            raise Refused("too_many_open")

    rule = partial(lifecycle.open_incident, title="Documents missing", severity=1, offers=[])
    return await desk.start(rule, title="Documents missing", by="U1", cause=cause, room=room, is_kept=True)


async def waiting(desk: Desk, clock: HandClock) -> list[str]:
    return [start.cause for start in await desk.kept_until(clock.now())]


async def test_kept_twice_it_waits_once_until_it_is_opened(desk: Desk, clock: HandClock) -> None:
    await desk.keep(Declared(CAUSE, clock.now(), "U1", "C1", "sent again"))
    before = await waiting(desk, clock)
    started = await opens(desk)

    assert [CAUSE] == before
    assert (1, []) == (started.outcome.incident.number, await waiting(desk, clock))


async def test_of_two_who_carry_it_out_at_once_one_opens_and_answers(desk: Desk, other: Desk) -> None:
    first, second = await asyncio.gather(opens(desk), opens(other), return_exceptions=True)
    answers = [await desk.take_out(CAUSE), await other.take_out(CAUSE)]

    assert [True, False] == sorted(answers, reverse=True)
    assert {Started, OpenedElsewhere} == {type(first), type(second)}
    assert [1] == [row.number for row in await desk.opened_behind(0)]


async def test_what_is_refused_stays_until_one_of_them_tells_it_and_nobody_opens_it_then(
    desk: Desk, other: Desk, clock: HandClock
) -> None:
    with pytest.raises(Refused):
        await opens(desk, has_room=False)
    after_refusal = await waiting(desk, clock)
    answers = [await desk.take_out(CAUSE), await other.take_out(CAUSE)]
    for one in (desk, other):
        with pytest.raises(OpenedElsewhere):
            await opens(one)

    assert ([CAUSE], [True, False]) == (after_refusal, answers)
    assert [] == await desk.opened_behind(0)


async def test_who_was_not_told_of_their_commit_finds_it_and_answers(
    desk: Desk, reached: list[Callable[[str], None]]
) -> None:
    def lost(point: str) -> None:
        if point == "after commit: start":
            reached.clear()
            raise Unavailable("gone", perhaps_kept=True)

    reached.append(lost)
    with pytest.raises(Unavailable):
        await opens(desk)
    again = await opens(desk)

    assert (1, False) == (again.outcome.incident.number, again.outcome.fresh)
    assert await desk.take_out(CAUSE)


async def test_one_that_cannot_be_opened_keeps_none_of_its_crowd_from_it(
    desk: Desk, other: Desk, clock: HandClock
) -> None:
    await desk.keep(Declared("cmd:else", clock.now(), "U2", "C1", "start"))
    await other.take_out("cmd:else")
    started, gone = await asyncio.gather(opens(desk), opens(desk, cause="cmd:else"), return_exceptions=True)

    assert {Started, OpenedElsewhere} == {type(started), type(gone)}
