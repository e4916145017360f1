"""What is ready together shares a commit, and each gets the answer of their own and of no other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.clock import HandClock
from bot.desk import Desk, Started
from bot.ids import Ids
from bot.incident import lifecycle
from bot.incident.deliveries import Delivered
from bot.incident.errors import Refused
from bot.incident.policy import Policy
from bot.incident.state import Case
from bot.store import outbox
from bot.store.engine import Store
from bot.store.outbox import Parcel
from tests.store.examples import opened


@pytest.fixture
def points() -> list[str]:
    return []


@pytest.fixture
async def watched(database_url: str, points: list[str]) -> AsyncIterator[Store]:
    store = await Store.open(database_url, reached=points.append)
    yield store
    await store.close()


@pytest.fixture
def desk(watched: Store, clock: HandClock) -> Desk:
    return Desk(watched, clock=clock, ids=Ids(1), policy=Policy())


def opens(desk: Desk, who: str, *, title: str = "", cause: str = "") -> asyncio.Task[Started]:
    words = title or f"Documents of {who} missing"
    rule = partial(lifecycle.open_incident, title=words, severity=1, offers=[])
    return asyncio.create_task(desk.start(rule, title=words, by=who, cause=cause or f"cmd:{who}"))


def refuses(desk: Desk, who: str) -> asyncio.Task[Started]:
    def rule(_: Case) -> list[object]:
        raise Refused("too_many_open")

    return asyncio.create_task(desk.start(rule, title=who, by=who, cause=f"cmd:{who}"))  # type: ignore[arg-type]


async def claimed(store: Store, clock: HandClock) -> list[Parcel]:
    tokens = iter(range(1000))
    async with store.write("claim") as tx:
        return await outbox.claim(
            tx, clock.now(), token=lambda: f"token{next(tokens)}", limit=50, lease=timedelta(seconds=5)
        )


def numbers(started: Sequence[Started]) -> list[int]:
    return [one.outcome.incident.number for one in started]


async def test_who_declare_at_once_share_a_commit_and_get_an_incident_each(desk: Desk, points: list[str]) -> None:
    started = await asyncio.gather(*(opens(desk, f"U{number}") for number in range(20)))

    assert list(range(1, 21)) == sorted(numbers(started))
    assert points.count("before commit: start") <= 2


@pytest.mark.parametrize(("other", "commits"), [(opens, 2), (refuses, 1)])
async def test_the_courier_is_woken_once_nobody_waits_for_a_start(
    database_url: str, clock: HandClock, other: Callable[[Desk, str], asyncio.Task[Started]], commits: int
) -> None:
    """Its calls for the first would otherwise come before the answers to those who waited for the first commit."""
    happened: list[str] = []
    waiting: list[asyncio.Task[Started]] = []

    def reached(point: str) -> None:
        happened.append(point)
        if not waiting:
            waiting.append(other(desk, "U2"))

    store = await Store.open(database_url, reached=reached)
    desk = Desk(store, clock=clock, ids=Ids(1), policy=Policy(), woken=lambda: happened.append("woken"))
    await opens(desk, "U1")
    await asyncio.gather(*waiting, return_exceptions=True)
    await store.close()

    assert ["before commit: start", "after commit: start"] * commits + ["woken"] == happened


async def test_the_same_words_of_the_same_person_at_once_are_one_incident(desk: Desk) -> None:
    started = await asyncio.gather(*(opens(desk, "U1", cause=f"cmd:{number}") for number in range(5)))

    assert {1} == set(numbers(started))
    assert [False, True, True, True, True] == [one.joined for one in started]


async def test_the_same_words_of_others_at_once_are_told_to_all_but_the_first(desk: Desk) -> None:
    started = await asyncio.gather(*(opens(desk, f"U{number}", title="Checkout down") for number in range(3)))

    assert [None, 1, 2] == [one.twin for one in started]


async def test_a_start_that_is_refused_keeps_none_of_the_others_from_theirs(desk: Desk, watched: Store) -> None:
    outcomes = await asyncio.gather(
        opens(desk, "U1"), opens(desk, "U2"), refuses(desk, "U3"), opens(desk, "U4"), return_exceptions=True
    )
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    started = [one for one in outcomes if isinstance(one, Started)]

    assert ["too_many_open"] == [one.code for one in refused if isinstance(one, Refused)]
    assert [1, 2, 3] == sorted(numbers(started))
    for one in started:  # what was undone on the way was not remembered
        assert one.outcome.incident == await desk.read(one.outcome.incident.number)
    async with watched.read() as tx:
        assert {1, 2, 3} == {parcel.number for parcel in (await desk.standing(tx, [1, 2, 3])).values()}


async def test_answers_that_came_home_together_are_facts_after_one_commit(
    desk: Desk, watched: Store, clock: HandClock, points: list[str]
) -> None:
    for number in range(3):
        await opens(desk, f"U{number}")
    channels = await claimed(watched, clock)
    points.clear()
    closed = await desk.settle_all([(each, Delivered(channel=f"C{each.number}", name="x")) for each in channels])

    assert [True] * 3 == closed
    assert ["before commit: settle channel"] * 3 + ["after commit: settle channel"] * 3 == points
    assert ["C1", "C2", "C3"] == [(await desk.read(number)).channel for number in (1, 2, 3)]


async def test_a_lost_lease_among_them_changes_nothing_and_the_others_are_closed(
    desk: Desk, watched: Store, clock: HandClock
) -> None:
    for number in range(2):
        await opens(desk, f"U{number}")
    mine, lost = await claimed(watched, clock)
    arrived = [(each, Delivered(channel=f"C{each.number}", name="x")) for each in (mine, replace(lost, token="old"))]

    assert [True, False] == await desk.settle_all(arrived)
    assert ["C1", ""] == [(await desk.read(number)).channel for number in (1, 2)]


async def test_two_answers_for_one_incident_follow_each_other_in_its_record(
    desk: Desk, watched: Store, clock: HandClock
) -> None:
    await opens(desk, "U1")
    (channel,) = await claimed(watched, clock)
    await desk.settle_all([(channel, Delivered(channel="C1", name="x"))])
    parcels = await claimed(watched, clock)
    closed = await desk.settle_all([(each, Delivered(channel="C1", ts=f"{at}.0")) for at, each in enumerate(parcels)])
    incident = await desk.read(1)

    assert 2 <= len(parcels)
    assert all(closed)
    assert list(range(1, incident.last_seq + 1)) == [entry.seq for entry in incident.entries]
    assert incident.card_ts


async def test_two_processes_that_declare_the_same_crosswise_come_to_an_end(
    postgres_url: str, clock: HandClock
) -> None:
    async with opened(postgres_url) as first, opened(postgres_url) as second:
        desks = [
            Desk(store, clock=clock, ids=Ids(n), policy=Policy()) for n, store in enumerate((first, second), start=1)
        ]
        names = [f"U{number}" for number in range(10)]
        started = await asyncio.gather(
            *(opens(desks[0], who, cause=f"cmd:1:{who}") for who in names),
            *(opens(desks[1], who, cause=f"cmd:2:{who}") for who in reversed(names)),
        )

    assert set(range(1, 11)) == set(numbers(started))
    assert 10 == sum(one.joined for one in started)
