"""What was kept to be opened later waits once, and one alone takes it out, whoever asks and however often."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.policy import Policy
from bot.store.declared import Declared
from bot.store.engine import Store

CAUSE, ELSE = "cmd:kept", "cmd:else"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await Store.open(database_url)
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


async def test_kept_twice_it_waits_once_in_its_first_words(desk: Desk, clock: HandClock) -> None:
    await desk.keep(Declared(CAUSE, clock.now(), "U1", "C1", "sent again"))
    (waits,) = await desk.kept_until(clock.now())

    assert (CAUSE, "start sev1 Documents missing") == (waits.cause, waits.text)


async def test_of_all_who_take_it_out_at_once_one_answers(desk: Desk, other: Desk, clock: HandClock) -> None:
    await desk.keep(Declared(ELSE, clock.now(), "U2", "C1", "start"))
    ours, both, theirs = await asyncio.gather(desk.take_out(CAUSE), desk.take_out(ELSE), other.take_out(CAUSE))

    assert (True, [False, True]) == (both, sorted([ours, theirs]))
    assert [] == await desk.kept_until(clock.now())
