"""A time without Slack: all that Slack still holds is read again, as of when it was so, and the gap is named."""

from datetime import timedelta

import pytest

from bot.incident.facts import Deafened, Noted
from tests.faults.morning import NINE, Morning

# conversations.replies is of tier 3 (docs.slack.dev/apis/web-api/rate-limits).
SLACK_ALLOWS_PER_MIN = 50

LONG = "the folder of March is empty, and so is that of April"


async def deaf_for(day: Morning, *, minutes: float) -> None:
    day.faults.outage()
    await day.after(minutes=minutes)


async def back(day: Morning) -> None:
    day.faults.over()
    await day.after(minutes=4)


async def test_the_gap_is_a_fact_with_both_its_ends_and_stands_in_the_timeline(day: Morning) -> None:
    await day.after(minutes=5)
    await deaf_for(day, minutes=10)
    await back(day)
    (gap,) = await day.entries(Deafened)

    assert isinstance(gap.fact, Deafened)
    assert gap.at == gap.fact.from_at
    assert NINE + timedelta(minutes=4) <= gap.fact.from_at <= NINE + timedelta(minutes=5)
    assert NINE + timedelta(minutes=15) <= gap.fact.until_at <= gap.recorded_at
    assert "heard or kept nothing of Slack until" in await day.types("leo", "timeline")


async def test_a_gap_that_nobody_could_notice_is_read_and_not_told(day: Morning) -> None:
    day.faults.drop()
    day.faults.cut()
    await day.says("ana", LONG)
    await day.after(minutes=1)

    assert [] == await day.entries(Deafened)
    assert await day.heard() == day.said()


async def test_a_message_of_the_gap_counts_as_said_when_it_was_said(day: Morning) -> None:
    await day.after(minutes=1)
    await deaf_for(day, minutes=1)
    await day.says("ana", LONG)
    await day.after(minutes=7)
    await back(day)
    activity = await day.app.desk.activity(1)

    assert NINE + timedelta(minutes=2) == activity.substance[day.stage.user_id("ana")].replace(microsecond=0)


async def test_what_was_answered_deleted_and_unmarked_meanwhile_is_so(day: Morning) -> None:
    """A reply to an old thread, a deleted reply whose root is deleted too, and a mark that was taken off."""
    old, marked, root = [await day.says("ana", f"{LONG} {number}") for number in range(3)]
    replies = [await day.says("bo", f"reply {number}", thread=root) for number in range(2)]
    await day.slack.people.reacts("leo", "pushpin", marked, day.room.id)
    await day.after(minutes=30)
    await deaf_for(day, minutes=5)
    late = await day.says("bo", "the owner is on her way", thread=old)
    await day.slack.people.deletes("bo", replies[0], day.room.id)
    await day.slack.people.deletes("ana", root, day.room.id)
    await day.slack.people.unreacts("leo", "pushpin", marked, day.room.id)
    await back(day)

    assert {old, marked, replies[1], late} == set(await day.heard())
    assert await day.heard() == day.said()


async def test_the_late_event_of_what_was_read_already_changes_nothing(day: Morning) -> None:
    day.faults.delay(s=600, times=2)
    ts = await day.says("ana", LONG)
    await day.slack.people.reacts("leo", "pushpin", ts, day.room.id)
    await deaf_for(day, minutes=2)
    await back(day)
    once = await day.heard()
    await day.after(minutes=10)

    assert once == await day.heard() == day.said()


async def test_a_restart_finds_the_gap_of_the_life_before(day: Morning) -> None:
    await day.after(minutes=1)
    await day.stops()
    await day.slack.people.says("ana", LONG, day.room.id)
    await day.after(minutes=20)
    await day.starts_again()
    await day.after(minutes=1)
    (gap,) = await day.entries(Deafened)

    assert isinstance(gap.fact, Deafened)
    assert NINE + timedelta(minutes=1) == gap.fact.from_at
    assert await day.heard() == day.said()


async def test_a_quick_restart_is_not_worth_telling(day: Morning) -> None:
    await day.after(minutes=1)
    await day.stops()
    await day.after(minutes=0.2)
    await day.starts_again()
    await day.after(minutes=1)

    assert [] == await day.entries(Deafened)


async def test_reading_again_takes_at_most_half_of_what_slack_allows(day: Morning) -> None:
    for number in range(30):
        root = await day.says("ana", f"thread {number}")
        await day.slack.people.says("bo", "seen", day.room.id, thread=root)
        await day.after(minutes=0.1)
    await deaf_for(day, minutes=2)
    day.slack.calls.clear()
    await back(day)
    read_at = [call.at for call in day.slack.calls if call.method == "conversations.replies"]
    first_minute = [at for at in read_at if at < read_at[0] + timedelta(minutes=1)]

    assert SLACK_ALLOWS_PER_MIN // 2 == len(first_minute) < len(read_at)


async def test_the_most_severe_incident_is_read_first(day: Morning) -> None:
    await day.slack.people.types("eve", "/incident start sev3 Printer jammed")
    await day.settle()
    await day.types("leo", "severity 4")
    await deaf_for(day, minutes=2)
    day.slack.calls.clear()
    await back(day)
    read = [call.args["channel"] for call in day.slack.calls if call.method == "conversations.history"]
    printer = (await day.app.desk.read(2)).channel

    assert [printer, day.room.id] == read[:2]  # then direct messages


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel"])
async def test_a_channel_that_cannot_be_read_keeps_no_other_from_it(day: Morning, error: str) -> None:
    await day.slack.people.types("eve", "/incident start sev1 Printer jammed")
    await day.settle()
    other = (await day.app.desk.read(2)).channel
    await deaf_for(day, minutes=2)
    ts = await day.slack.people.says("eve", LONG, other)
    day.faults.error("conversations.history", error=error)
    await back(day)

    assert await day.app.desk.message(other, ts) is not None


async def test_of_a_channel_that_cannot_be_read_nothing_is_taken_for_deleted(day: Morning) -> None:
    await day.says("ana", LONG)
    await deaf_for(day, minutes=2)
    day.faults.error("conversations.history", error="not_in_channel")
    await back(day)

    assert await day.heard() == day.said()


async def test_hours_without_events_leave_nothing_out(day: Morning) -> None:
    """Sixteen of them, with nothing said, stand in the table of faults."""
    day.faults.drop(times=100_000)
    for hour in range(4):
        await day.slack.people.says("ana", f"hour {hour}: {LONG}", day.room.id)
        await day.after(minutes=60)
    missing = day.said().keys() - (await day.heard()).keys()
    day.faults.clear()
    await day.says("ana", "do you hear me again?")
    await day.after(minutes=5)

    assert set() == missing
    assert await day.heard() == day.said()
    assert 1 == len(await day.entries(Deafened))


async def test_a_channel_just_made_is_read_from_its_beginning(day: Morning) -> None:
    day.slack.calls.clear()
    await day.slack.people.types("eve", "/incident start sev1 Printer jammed")
    await day.settle()
    channel = (await day.app.desk.read(2)).channel

    assert channel in [c.args["channel"] for c in day.slack.calls if c.method == "conversations.history"]


async def test_a_command_of_the_gap_is_not_made_up(day: Morning) -> None:
    await deaf_for(day, minutes=2)
    answer = await day.types("leo", "note the owner was called")
    await back(day)

    assert "failed" in answer
    assert [] == await day.entries(Noted)


async def test_what_slack_withheld_above_its_cap_is_read(day: Morning) -> None:
    """Above 30,000 events an hour Slack drops them, and tells the app once for each minute."""
    day.faults.rate_limit_events(minutes=2)
    await day.says("ana", LONG)
    await day.after(minutes=0.5)
    await day.says("bo", "in the same minute, and nobody is told of this one")
    await day.after(minutes=4)

    assert await day.heard() == day.said()


async def test_that_events_are_withheld_is_taken_and_does_not_come_again(
    day: Morning, caplog: pytest.LogCaptureFixture
) -> None:
    day.faults.rate_limit_events(minutes=1)
    await day.says("ana", LONG)
    await day.after(minutes=7)  # Slack sends again at once, after one minute and after five

    assert 1 == sum("Slack drops events" in record.message for record in caplog.records)
