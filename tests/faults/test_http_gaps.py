"""Gaps without sockets: what Slack sends again, what it gives up, and that all of it is in the record in the end."""

from collections.abc import AsyncIterator

import pytest

from bot.incident import facts as f
from tests.faults.databases import Locked, hasten
from tests.faults.morning import until
from tests.slack.called import Called, called

GIVEN_UP_AFTER_MIN = 6  # Slack: at once, after one minute, after five more


TICK_S = 10


@pytest.fixture
async def day() -> AsyncIterator[Called]:
    async with called() as told:
        yield told


async def locked(day: Called) -> Locked:
    """Another process holds the database; what can be said meanwhile cannot be kept."""
    await hasten(day)
    trouble = Locked()
    await trouble.begins(day)
    day.cannot_keep = True
    return trouble


async def over(day: Called, trouble: Locked) -> None:
    await trouble.ends(day)
    day.cannot_keep = False
    await day.app.tick()
    await day.settle()


async def test_while_the_database_is_away_slack_is_asked_for_every_retry(day: Called) -> None:
    trouble = await locked(day)
    await day.says("bo", "the folder of March is empty")
    await day.after(minutes=GIVEN_UP_AFTER_MIN + 1)
    about = [came for came in day.front.came if "the folder of March" in came.body]
    await over(day, trouble)
    await day.after(minutes=1)

    assert [500] * 4 == [came.status for came in about]
    assert not any("X-Slack-No-Retry" in came.answered for came in about)
    assert [None, "1", "2", "3"] == [came.headers.get("X-Slack-Retry-Num") for came in about]
    assert await day.heard() == day.said()


async def test_what_comes_again_after_the_database_is_back_is_kept_once(day: Called) -> None:
    trouble = await locked(day)
    await day.says("bo", "the folder of March is empty")
    await until(lambda: len(day.front.retries) == 1 and day.slack.idle())
    await over(day, trouble)
    await day.after(minutes=2)

    assert [("1", "http_error"), ("2", "http_error")] == day.front.retries
    assert await day.heard() == day.said()


async def test_a_form_that_could_not_be_kept_stays_open_with_the_reason(day: Called) -> None:
    await day.types("ana", "report")
    trouble = await locked(day)
    shown = await day.slack.people.submits("ana", values={"Conditions": "9 of 14 found"})
    await over(day, trouble)

    assert "was not kept" in shown
    assert [] == await day.entries(f.Reported)


async def test_what_was_said_while_the_process_was_down_and_slack_gave_up_is_read(day: Called) -> None:
    await day.stops()
    await day.says("bo", "the folder of March is empty")
    await day.after(minutes=GIVEN_UP_AFTER_MIN + 4)
    await day.starts_again()
    await day.after(minutes=1)

    assert [] == day.front.retries
    assert await day.heard() == day.said()
    assert 1 == len(await day.entries(f.Deafened))


async def test_a_restart_between_two_retries_keeps_what_comes_again_once(day: Called) -> None:
    await day.stops()
    await day.says("bo", "the folder of March is empty")
    await day.after(minutes=0.3)
    await day.starts_again()
    await day.after(minutes=2)

    assert [("2", "connection_failed")] == day.front.retries
    assert await day.heard() == day.said()
    assert [] == await day.entries(f.Deafened)


async def passes(day: Called, *, minutes: float) -> None:
    """Time passes for a process that looks at the clock often, as it does outside of stories."""
    for _ in range(int(minutes * 60 / TICK_S)):
        await day.after(minutes=TICK_S / 60)


async def test_when_our_own_words_do_not_come_back_what_was_said_before_them_is_read(day: Called) -> None:
    await passes(day, minutes=4.5)
    day.front.is_cut_off = True
    await day.says("bo", "the folder of March is empty")
    before = len(day.own(everywhere=True))
    await passes(day, minutes=3)

    assert len(day.own(everywhere=True)) > before
    assert await day.heard() == day.said()


async def test_what_never_reached_the_process_is_read_although_nobody_else_noticed(day: Called) -> None:
    await passes(day, minutes=12)
    day.front.is_cut_off = True
    await day.says("bo", "the folder of March is empty")
    await passes(day, minutes=GIVEN_UP_AFTER_MIN + 10)
    day.front.is_cut_off = False
    await day.says("ana", "can you hear me?")
    await passes(day, minutes=1)

    assert await day.heard() == day.said()
    assert 1 == len(await day.entries(f.Deafened))


async def test_a_quiet_time_is_not_called_deaf_after_a_restart(day: Called) -> None:
    """Nothing came because nobody said anything, as reading again has shown."""
    await day.types("leo", "sev 4 nobody waits for them")
    await passes(day, minutes=17)
    await day.stops()
    await day.after(minutes=0.2)
    await day.starts_again()
    await day.after(minutes=1)

    assert [] == await day.entries(f.Deafened)


async def test_after_a_quiet_time_the_time_in_which_the_process_was_down_is_told_and_no_more(day: Called) -> None:
    await day.types("leo", "sev 4 nobody waits for them")
    await passes(day, minutes=17)
    stopped_at = day.stage.clock.now()
    await day.stops()
    await day.after(minutes=5)
    await day.starts_again()
    await day.after(minutes=1)

    (told,) = await day.entries(f.Deafened)
    assert stopped_at == told.fact.from_at


async def test_a_silence_that_hid_something_is_told_whole_after_a_restart(day: Called) -> None:
    """It was quiet before, so that nobody has noticed when the process ends; the next look was still to come."""
    await day.types("leo", "sev 4 nobody waits for them")
    await passes(day, minutes=6)
    day.front.is_cut_off = True
    said_at = day.stage.clock.now()
    await day.says("bo", "the folder of March is empty")
    await passes(day, minutes=2)
    await day.stops()
    day.front.is_cut_off = False
    await day.after(minutes=0.2)
    await day.starts_again()
    await day.after(minutes=1)

    assert await day.heard() == day.said()
    (told,) = await day.entries(f.Deafened)
    assert told.fact.from_at < said_at
