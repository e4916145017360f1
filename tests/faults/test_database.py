"""The database is away for a while: nobody is told what is not so, and all goes on by itself when it is back."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from bot.incident import facts as f
from bot.store.database.errors import Unavailable
from tests.faults.database_table import BEFORE, begins_under_way
from tests.faults.databases import Locked, NoWriting, hasten, throw_out
from tests.faults.morning import Morning, morning, until
from tests.postgres import Cluster

WAIT_MAX_S = 3  # Slack: so long somebody waits for an answer


@pytest.fixture
async def on_postgres(postgres_url: str) -> AsyncIterator[Morning]:
    async with morning(database_url=postgres_url) as told:
        yield told


async def locked(day: Morning) -> Locked:
    await hasten(day)
    trouble = Locked()
    await trouble.begins(day)
    day.cannot_keep = True
    return trouble


async def over(day: Morning, trouble: Locked | NoWriting) -> None:
    await trouble.ends(day)
    day.cannot_keep = False
    await day.app.tick()
    await day.settle()


async def notes(day: Morning) -> list[str]:
    return [entry.fact.text for entry in await day.entries(f.Noted) if isinstance(entry.fact, f.Noted)]


async def test_a_file_that_is_free_again_within_the_second_is_waited_for(day: Morning) -> None:
    trouble = await locked(day)
    typing = asyncio.ensure_future(day.slack.people.types("leo", "/incident note the owner was called", day.room.id))
    await until(lambda: bool(day.app._health.unhealthy))
    await trouble.ends(day)
    day.cannot_keep = False

    assert "In the timeline" in await typing
    assert ["the owner was called"] == await notes(day)


async def test_many_who_type_at_once_all_are_answered_in_words_within_three_seconds(day: Morning) -> None:
    trouble = Locked()  # with the patience that the bot has outside of tests
    await trouble.begins(day)
    day.cannot_keep = True
    clock = asyncio.get_running_loop()
    began = clock.time()
    answers = await asyncio.gather(
        *(day.slack.people.types("leo", f"/incident note number {number}", day.room.id) for number in range(6))
    )
    took_s = clock.time() - began
    await over(day, trouble)

    assert all("not kept" in answer or "whether this was kept" in answer for answer in answers)
    assert took_s < WAIT_MAX_S


async def test_a_form_stays_open_and_says_that_nothing_was_kept(day: Morning) -> None:
    await day.types("ana", "report")
    trouble = await locked(day)
    shown = await day.slack.people.submits("ana", values={"Conditions": "9 of 14 found"})
    await over(day, trouble)
    await day.slack.people.submits("ana")
    await day.settle()

    assert "was not kept" in shown
    assert ["9 of 14 found"] == [
        e.fact.conditions for e in await day.entries(f.Reported) if isinstance(e.fact, f.Reported)
    ]


async def test_a_button_is_answered_with_a_sentence(day: Morning) -> None:
    trouble = await locked(day)
    await day.slack.people.presses("bo", "Take code", channel=day.room.id)
    await day.settle()
    told = [line.body["text"] for line in day.room.ephemerals.values()]
    await over(day, trouble)

    assert any("was not kept" in text for text in told)


async def test_what_was_asked_in_a_direct_message_is_told_to_come_later_and_then_answered_once(day: Morning) -> None:
    trouble = await locked(day)
    await day.slack.people.says("leo", "INC-1 note the owner was called", "dm")
    await until(lambda: bool(day.app._health.unhealthy))
    await day.settle()
    await over(day, trouble)
    await until(day.slack.idle)
    await day.settle()
    rooms = day.slack.world.directory.channels.values()
    told = [*day.direct("leo"), *(line.body["text"] for room in rooms for line in room.ephemerals.values())]

    assert 1 == sum("not kept yet" in text for text in told)
    assert 1 == sum("In the timeline" in text for text in told)
    assert 1 == len(await notes(day))


async def test_an_event_of_a_short_lock_comes_again_and_is_kept_once(day: Morning) -> None:
    trouble = await locked(day)
    ts = await day.slack.people.says("bo", "the folder of March is empty", day.room.id)
    await until(lambda: bool(day.app._health.unhealthy))
    await day.settle()
    await over(day, trouble)
    await until(day.slack.idle)
    await day.after(minutes=1)

    assert ts in await day.heard()
    assert [] == await day.entries(f.Deafened)


async def test_the_log_has_a_line_for_the_beginning_and_one_for_the_end(
    day: Morning, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    trouble = await locked(day)
    for number in range(4):
        await day.slack.people.types("leo", f"/incident note number {number}", day.room.id)
    await day.after(minutes=6)
    await until(day.slack.idle)
    await over(day, trouble)
    await day.after(minutes=2)
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]

    assert ["bot.store.database.health"] * 2 == [record.name for record in told]
    assert all(record.exc_info is None for record in told)


async def test_the_health_page_is_green_a_minute_after_the_last_refusal(day: Morning) -> None:
    trouble = await locked(day)
    await day.app.tick()
    await day.settle()
    red = await day.app.unhealthy()
    await over(day, trouble)
    await day.after(minutes=1.1)

    assert ("the database does not take what is to be kept: database is locked",) == red
    assert () == await day.app.unhealthy()


async def test_what_slack_took_is_looked_for_and_not_sent_again(day: Morning) -> None:
    await hasten(day)
    trouble = Locked()
    await begins_under_way(day, trouble)
    day.slack.calls.clear()
    await over(day, trouble)
    await day.after(minutes=1)

    sent = [call for call in day.slack.calls if call.method == "chat.postMessage" and BEFORE in str(call.args)]

    assert [] == sent
    assert 1 == sum(BEFORE in message.body["text"] for message in day.lines())


async def test_a_command_under_way_when_the_server_ends_all_connections_is_kept_once(
    on_postgres: Morning, cluster: Cluster
) -> None:
    typing = asyncio.ensure_future(on_postgres.slack.people.types("leo", "/incident note here", on_postgres.room.id))
    await asyncio.sleep(0)
    throw_out(cluster, on_postgres)

    assert "In the timeline" in await typing
    await on_postgres.settle()
    assert ["here"] == await notes(on_postgres)


async def test_a_commit_whose_answer_is_lost_is_told_as_in_doubt(on_postgres: Morning, cluster: Cluster) -> None:
    store = on_postgres.app._store

    async def ends_at_commit() -> None:
        async with store.write("hearing") as tx:
            await tx.value(sa.select(1))
            throw_out(cluster, on_postgres)

    with pytest.raises(Unavailable) as away:
        await ends_at_commit()

    assert away.value.perhaps_kept


async def test_a_statement_that_fails_is_in_no_doubt(on_postgres: Morning, cluster: Cluster) -> None:
    async def ends_at_a_statement() -> None:
        async with on_postgres.app._store.write("hearing") as tx:
            await tx.value(sa.select(1))
            throw_out(cluster, on_postgres)
            await tx.value(sa.select(1))

    with pytest.raises(Unavailable) as away:
        await ends_at_a_statement()

    assert not away.value.perhaps_kept


async def test_a_refusal_names_the_reason_and_not_what_people_wrote(day: Morning) -> None:
    await hasten(day)
    trouble = NoWriting()
    await trouble.begins(day)
    with pytest.raises(Unavailable) as away:
        await day.app.desk.note_hearing(day.stage.clock.now())
    await trouble.ends(day)

    assert "attempt to write a readonly database" == away.value.reason
    assert "UPDATE" not in str(away.value)
