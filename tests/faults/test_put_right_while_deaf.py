"""What people put right or took away while Sitrep was deaf counts as if it had been heard: it is followed, or asked."""

import pytest

from bot.incident import facts as f
from tests.faults.morning import Morning
from tests.faults.test_said_while_deaf import alone_with, back, deaf_for, reminded, tells_alone


async def told(day: Morning, who: str) -> list[str]:
    """Whether they are asked if a record still counts, wherever they read it."""
    room = alone_with(day, who)
    return [m.body["text"] for m in room.messages.values() if "Should it still count there?" in m.body["text"]]


async def conditions(day: Morning) -> list[str]:
    return [fact.conditions for _, fact in (await day.incident()).of(f.Reported)]


@pytest.mark.parametrize("in_thread", [False, True])
async def test_an_answer_that_was_edited_in_the_gap_is_put_right(day: Morning, *, in_thread: bool) -> None:
    await reminded(day)
    (question,) = alone_with(day, "ana").timeline
    ts = await tells_alone(day, "ana", "2 of 14 found", thread=question if in_thread else None)
    await day.after(minutes=4)
    await deaf_for(day, minutes=2)
    await day.slack.people.edits("ana", ts, "3 of 14 found", "dm")
    await back(day)

    assert ["2 of 14 found", "3 of 14 found"] == await conditions(day)


async def test_an_answer_said_and_edited_in_the_gap_counts_once_in_its_last_words(day: Morning) -> None:
    await reminded(day)
    await deaf_for(day, minutes=2)
    ts = await tells_alone(day, "ana", "2 of 14 found")
    await day.after(minutes=1)
    await day.slack.people.edits("ana", ts, "3 of 14 found", "dm")
    await back(day)

    assert ["3 of 14 found"] == await conditions(day)


@pytest.mark.parametrize("in_thread", [False, True])
async def test_an_answer_that_was_deleted_in_the_gap_is_asked_about_once(day: Morning, *, in_thread: bool) -> None:
    await reminded(day)
    (question,) = alone_with(day, "ana").timeline
    ts = await tells_alone(day, "ana", "2 of 14 found", thread=question if in_thread else None)
    await day.after(minutes=4)
    await deaf_for(day, minutes=2)
    await day.slack.people.deletes("ana", ts, "dm")
    await back(day)
    await deaf_for(day, minutes=2)
    await back(day)

    assert 1 == len(await told(day, "ana"))
    await day.slack.people.presses("ana", "Strike it", channel="dm")
    await day.settle()
    assert [] == await conditions(day)


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_command_that_was_deleted_in_the_gap_is_asked_about(day: Morning, *, in_thread: bool) -> None:
    root = await day.says("bo", "two are there") if in_thread else None
    ts = await day.says("leo", "@Sitrep decide restore by hand", thread=root)
    await day.after(minutes=1)
    await deaf_for(day, minutes=2)
    await day.slack.people.deletes("leo", ts, day.room.id)
    await back(day)

    assert 1 == len(await told(day, "leo"))
    assert 1 == len(await day.entries(f.Decided))


async def test_chat_that_was_deleted_in_the_gap_is_asked_about_by_nobody(day: Morning) -> None:
    ts = await day.says("leo", "I think the disk is bad")
    await deaf_for(day, minutes=2)
    await day.slack.people.deletes("leo", ts, day.room.id)
    await back(day)

    assert [] == [text for text in day.direct("leo") if "still count" in text]


async def test_what_was_deleted_before_it_was_heard_is_nothing(day: Morning) -> None:
    await reminded(day)
    await deaf_for(day, minutes=2)
    ts = await tells_alone(day, "ana", "2 of 14 found")
    await day.slack.people.deletes("ana", ts, "dm")
    await back(day)

    assert [] == await conditions(day)
    assert [] == await told(day, "ana")


async def test_an_edit_that_was_refused_before_a_restart_is_not_told_a_second_time(day: Morning) -> None:
    await day.after(minutes=1)
    ts = await day.says("leo", "@Sitrep note the owner was called")
    await day.slack.people.edits("leo", ts, "@Sitrep reprot the owner was called", day.room.id)
    alone = await tells_alone(day, "leo", "help")
    await day.slack.people.edits("leo", alone, "reprot 2 found", "dm")
    await day.settle()
    told = len(_answered(day))
    await day.stops()
    await day.starts_again()
    await day.after(minutes=2)

    assert told > 0
    assert told == len(_answered(day))


def _answered(day: Morning) -> list[str]:
    """What Sitrep said to somebody alone, in the channel or by direct message."""
    calls = [call for call in day.slack.calls if call.method in {"chat.postEphemeral", "chat.postMessage"}]
    return [text for call in calls if "reprot" in (text := str(dict(call.args)))]
