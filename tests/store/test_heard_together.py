"""Many messages heard in one transaction are each treated as if they had come alone."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.policy import Policy
from bot.store import transcript
from bot.store.engine import Store
from bot.store.transcript import Reaction, Said
from tests.store.examples import latest

NINE = datetime(2026, 5, 14, 9, tzinfo=UTC)
FIRST = Said(channel="C1", ts="1778749200.000100", author="U0ANA", text="two of fourteen")
SECOND = replace(FIRST, ts="1778749201.000100", text="nine of fourteen")


async def test_of_the_same_words_heard_twice_at_once_only_the_first_is_news(store: Store) -> None:
    async with store.write("hear") as tx:
        assert [True, True, False] == await transcript.hear_all(tx, [SECOND, FIRST, SECOND], NINE)


async def test_an_edit_beside_its_first_wording_is_news_too(store: Store) -> None:
    edited = replace(FIRST, text="three of fourteen", edited_ts="1778749260.000000")
    async with store.write("hear") as tx:
        assert [True, True] == await transcript.hear_all(tx, [edited, FIRST], NINE)
        assert edited == await latest(tx, "C1", FIRST.ts)


async def test_of_an_erased_message_nothing_is_kept_among_others_either(store: Store) -> None:
    async with store.write("hear") as tx:
        await transcript.erase(tx, "C1", FIRST.ts, event_ts="1778749300.000000", learnt_at=NINE)
        assert [False, True] == await transcript.hear_all(tx, [FIRST, SECOND], NINE)
        assert await latest(tx, "C1", FIRST.ts) is None


async def test_a_message_that_cannot_be_heard_costs_no_other(store: Store) -> None:
    """Its time is none, which shows only when its sign of life is noted."""
    desk = Desk(store, clock=HandClock(NINE), ids=Ids(1), policy=Policy())
    spoilt = replace(SECOND, ts="yesterday")

    heard = [desk.hear(said, number=1, substance=False) for said in (FIRST, spoilt, SECOND)]
    first, bad, second = await asyncio.gather(*heard, return_exceptions=True)

    assert (True, True) == (first, second)
    assert isinstance(bad, ValueError)


@pytest.mark.parametrize("several", [1, 250])
async def test_everybody_who_speaks_at_once_is_heard(store: Store, several: int) -> None:
    desk = Desk(store, clock=HandClock(NINE), ids=Ids(1), policy=Policy())
    spoken = [replace(FIRST, ts=f"1778749200.{number:06}") for number in range(several)]

    assert {True} == set(await asyncio.gather(*(desk.hear(said, number=None, substance=True) for said in spoken)))
    assert several == len((await desk.known("C1", names=("pushpin",))).messages)


async def test_in_a_storm_of_marks_each_counts_as_if_it_had_come_alone(store: Store) -> None:
    desk = Desk(store, clock=HandClock(NINE), ids=Ids(1), policy=Policy())
    first = Reaction(channel="C1", ts=FIRST.ts, person="U0ANA", name="pushpin", event_ts="1778749210.000000", on=True)
    off = replace(first, event_ts="1778749211.000000", on=False)
    others = [replace(first, ts=f"1778749300.{number:06}") for number in range(250)]

    heard = await asyncio.gather(*(desk.hear_reaction(change) for change in (off, first, first, *others)))
    known = await desk.known("C1", names=("pushpin",))

    assert [True, True, False, *([True] * 250)] == list(heard)
    assert known.marks == {(change.ts, "U0ANA", "pushpin") for change in others}
