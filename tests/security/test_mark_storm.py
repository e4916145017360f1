"""Whoever marks hundreds of messages keeps nobody waiting: a mark costs the same, however many stand there already."""

import time
from datetime import UTC, datetime

import pytest

from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import facts as f
from bot.incident import lifecycle
from bot.incident.policy import Policy
from bot.store import transcript
from bot.store.engine import Store
from bot.store.transcript import Reaction, Said

NINE = datetime(2026, 5, 14, 9, tzinfo=UTC)
ROOM, LEO, PIN = "C0ROOM", "U0LEO", ("pushpin",)
FEW, MANY = 20, 400
GROWS_TIMES = 4  # of twenty times as many; one that reads all of them grows some twelve times


def _ts(number: int) -> str:
    return f"1778749200.{number:06}"


async def _pinned_up_to(store: Store, number: int, *, since: int = 0) -> None:
    """Said and marked in two statements, where a commit for each would be most of the test."""
    marked = [_ts(place) for place in range(since, number)]
    words = "nothing in the archive " * 100
    async with store.write("marks") as tx:
        said = [Said(channel=ROOM, ts=ts, author=LEO, text=words, edited_ts="") for ts in marked]
        await transcript.hear_all(tx, said, NINE)
        pins = [Reaction(channel=ROOM, ts=ts, person=LEO, name="pushpin", event_ts=ts, on=True) for ts in marked]
        await transcript.react_all(tx, pins, NINE)


async def _seconds(desk: Desk) -> float:
    """The best of many looks at one message."""
    took = []
    for _ in range(20):
        began = time.perf_counter()
        await desk.is_pinned(1, _ts(3), pin_names=PIN)
        took.append(time.perf_counter() - began)
    return min(took)


@pytest.fixture
async def desk(store: Store) -> Desk:
    desk = Desk(store, clock=HandClock(NINE), ids=Ids(1), policy=Policy())
    await desk.start(
        lambda case: lifecycle.open_incident(case, title="Documents missing", offers=[]),
        title="Documents missing",
        by=LEO,
        cause="cmd:start",
    )
    await desk.act(1, lambda _: [f.ChannelReady(channel=ROOM, name="inc-1")], by=LEO, cause="effect:channel")
    return desk


async def test_to_look_at_one_mark_takes_no_longer_among_many(store: Store, desk: Desk) -> None:
    await _pinned_up_to(store, FEW)
    among_few_s = await _seconds(desk)
    await _pinned_up_to(store, MANY, since=FEW)

    assert await desk.is_pinned(1, _ts(3), pin_names=PIN)
    assert await _seconds(desk) < GROWS_TIMES * among_few_s
