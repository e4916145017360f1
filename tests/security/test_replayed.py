"""Whoever overheard what Slack sent, signatures and all, does nothing twice by sending it again while it is fresh."""

from collections.abc import AsyncIterator

import pytest

from bot.grammar import VERBS
from tests.slack.called import Called, called

SIGNED = ("content-type", "x-slack-signature", "x-slack-request-timestamp")


@pytest.fixture
async def day() -> AsyncIterator[Called]:
    async with called() as told:
        yield told


async def standing(day: Called) -> tuple[list[int], int]:
    """How much is on record of each incident, and how much stands in Slack."""
    desk = day.app.desk
    rows = {row.number: row for row in [*await desk.open_incidents(), *await desk.ended_incidents()]}
    channels = day.slack.world.directory.channels.values()
    return [len(await desk.entries(number)) for number in sorted(rows)], sum(len(c.messages) for c in channels)


async def happens(day: Called) -> None:
    """A command of every verb, and the same as a mention; a press, a form, words, and a mark."""
    people = day.slack.people
    await people.presses("bo", "Take code", channel=day.room.id)
    await day.types("ana", "report")
    await people.submits("ana", values={"Conditions": "9 of 14 found"})
    ts = await day.says("bo", "the archive holds all of them")
    await people.reacts("bo", "pushpin", ts, day.room.id)
    for verb in sorted(VERBS, key=lambda verb: verb.name in {"resolve", "cancel", "close", "archive", "private"}):
        await day.types("leo", verb.example)
        await day.says("bo", f"@sitrep {verb.example}")
    await day.settle()


async def test_a_genuine_request_that_is_sent_again_changes_nothing(day: Called) -> None:
    await happens(day)
    genuine, before = list(day.front.came), await standing(day)
    statuses = set()
    for came in genuine:
        headers = {name: value for name, value in came.headers.items() if name.lower() in SIGNED}
        statuses.add((await day.front.sends(came.body, headers)).status)
    await day.settle()

    assert len(genuine) > 2 * len(VERBS)
    assert {200} == statuses
    assert before == await standing(day)
