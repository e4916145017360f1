"""While a start imports what answers, Slack can reach it already: what comes then waits, or is left to Slack."""

import asyncio

import pytest

from bot.incident.facts import Noted
from bot.slack.inbound.ack_deadline import ANSWER_WITHIN_S, deadline
from bot.slack.transport.line import WAITED_S
from bot.slack.transport.websocket import SocketTimeouts
from bot.store.engine import Unavailable
from tests.faults.morning import Morning, until

AT_ONCE = SocketTimeouts(answerer_within_s=0)


async def test_what_is_typed_then_is_acknowledged_once_it_is_kept_and_in_the_order_in_which_it_came(
    day: Morning,
) -> None:
    await day.stops()
    await day.listens()
    typed = []
    for number, text in enumerate(("first", "second"), start=1):
        typed.append(asyncio.create_task(day.slack.people.types("ana", f"/incident note {text}", day.room.id)))
        await until(lambda many=number: day.waiting == many)
    before = [task.done() for task in typed]
    await day.answers()
    answers = await asyncio.gather(*typed)

    assert [False, False] == before
    assert ["“first”" in answers[0], "“second”" in answers[1]] == [True, True], answers
    assert ["first", "second"] == [entry.fact.text for entry in await day.entries(Noted)]


async def test_what_waits_in_vain_is_not_acknowledged_and_heard_all_the_same(day: Morning) -> None:
    await day.stops()
    await day.listens(AT_ONCE)
    await day.slack.people.says("ana", "can you hear me?", day.room.id)
    await until(lambda: day.app._line._left_alone > 0)
    await day.answers()

    assert await day.heard() == day.said()


async def test_what_waited_has_less_time_to_be_answered_in() -> None:
    WAITED_S.set(ANSWER_WITHIN_S)

    with pytest.raises(Unavailable):
        await deadline(asyncio.Event().wait(), late=lambda task: task.cancel())
