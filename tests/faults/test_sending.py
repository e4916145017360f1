"""Towards Slack: what was refused, lost or answered too late is tried again with care, and nothing stands twice."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.incident.facts import Noted, Undelivered
from bot.slack.delivery import key_of
from bot.slack.transport.web_api_errors import COMMON, Verdict, verdict
from tests.faults.morning import Morning
from tests.faults.table import gone_before_invited
from workspace.state import posts


def posted(day: Morning, words: str) -> int:
    return sum(words in message.body["text"] for message in day.lines())


async def lost(day: Morning) -> list[str]:
    return [entry.fact.effect for entry in await day.entries(Undelivered) if isinstance(entry.fact, Undelivered)]


async def reasons(day: Morning) -> set[str]:
    return {entry.fact.reason for entry in await day.entries(Undelivered) if isinstance(entry.fact, Undelivered)}


async def test_a_429_for_one_method_keeps_no_other_from_going_on(day: Morning) -> None:
    day.faults.status("chat.postMessage", status=429, retry_after_s=50)
    await day.types("leo", "note the owner was called")
    await day.types("leo", "severity 2")

    assert 0 == posted(day, "the owner was called")
    assert day.room.topic["value"].startswith("SEV2")


async def test_what_a_429_held_back_goes_out_when_it_said(day: Morning) -> None:
    day.faults.status("chat.postMessage", status=429, retry_after_s=50)
    await day.types("leo", "note the owner was called")
    await day.after(minutes=49 / 60)
    early = posted(day, "the owner was called")
    await day.after(minutes=2 / 60)

    assert (0, 1) == (early, posted(day, "the owner was called"))


async def test_what_is_held_back_is_not_looked_for_before_it_is_sent(day: Morning) -> None:
    day.slack.calls.clear()
    day.faults.status("chat.postMessage", status=429, retry_after_s=5, times=3)
    await day.types("leo", "note the owner was called")
    await day.after(minutes=1)

    assert "conversations.replies" not in {call.method for call in day.slack.calls}


async def test_a_lost_answer_is_looked_for_even_when_the_look_is_held_back(day: Morning) -> None:
    day.faults.answer_lost("chat.postMessage")
    day.faults.status("conversations.replies", status=429, retry_after_s=5, times=2)
    await day.types("leo", "note the owner was called")
    await day.after(minutes=2)

    assert 1 == posted(day, "the owner was called")


async def test_a_crowd_of_messages_keeps_to_a_second_each(day: Morning) -> None:
    day.slack.calls.clear()
    for number in range(12):
        await day.slack.people.types("leo", f"/incident INC-1 note line {number}", day.room.id)
    await day.after(minutes=1)
    at = [call.at for call in day.slack.calls if call.method == "chat.postMessage"]

    assert 12 == posted(day, "notes: line")
    assert at[-1] - at[0] >= timedelta(seconds=6)
    assert not [call for call in day.slack.calls if call.error == "ratelimited"]


async def test_a_failure_is_tried_again_ever_later(day: Morning) -> None:
    day.slack.calls.clear()
    day.faults.error("chat.postMessage", error="internal_error", times=4)
    await day.types("leo", "note the owner was called")
    await day.after(minutes=3)
    at = [call.at for call in day.slack.calls if call.method == "chat.postMessage"]
    waits = [later - earlier for earlier, later in pairwise(at)]

    assert 1 == posted(day, "the owner was called")
    assert waits[3] > waits[2] > waits[0] >= timedelta(seconds=0.5)


async def test_a_call_that_never_ends_is_given_up_and_looked_for(day: Morning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day.app._line.wire.web, "timeout", 0.2)
    monkeypatch.setattr(day.app._line.http, "_timeout", type(day.app._line.http._timeout)(total=0.2))
    day.faults.slow("chat.postMessage", ms=400)
    await day.types("leo", "note the owner was called")
    day.faults.slow("chat.postMessage", ms=0)
    await day.after(minutes=1)

    assert 1 == posted(day, "the owner was called")


async def test_a_revoked_token_loses_nothing_and_the_health_page_says_so(day: Morning) -> None:
    day.faults.error("chat.postMessage", error="token_revoked", times=3)
    await day.types("leo", "note the owner was called")
    unhealthy = await day.app.unhealthy()
    await day.after(minutes=5)

    assert ("Slack refuses chat.postMessage: token_revoked",) == unhealthy
    assert () == await day.app.unhealthy()
    assert 1 == posted(day, "the owner was called")


async def test_what_can_never_be_delivered_is_told_once(day: Morning) -> None:
    day.faults.archive(day.room.id)
    for number in range(3):
        await day.slack.people.types("leo", f"/incident INC-1 note line {number}")
        await day.after(minutes=1)

    assert 3 == (await lost(day)).count("noted")
    assert 3 == len(await day.entries(Noted))
    assert 1 == sum("no longer takes" in text for text in day.direct("leo"))


async def test_an_archived_channel_is_told_once_though_slack_has_three_words_for_it(day: Morning) -> None:
    day.faults.archive(day.room.id)
    for typed in ("severity 2", "note the owner was called", "resolve it works", "reopen it is back"):
        await day.slack.people.types("leo", f"/incident INC-1 {typed}")
        await day.after(minutes=1)
    told = [text for text in day.direct("leo") if "no longer takes" in text]

    assert {"is_inactive", "is_archived", "not_in_channel"} == await reasons(day)
    assert 1 == len(told)
    assert "Unarchive channel" in told[0]


async def test_that_it_is_open_again_without_us_is_told_also_when_that_was_missed(day: Morning) -> None:
    day.faults.archive(day.room.id)
    await day.slack.people.types("leo", "/incident INC-1 note the owner was called")
    await day.after(minutes=1)
    day.faults.drop()
    await day.slack.people.unarchives("leo", day.room.id)
    for typed in ("note the owner was called again", "severity 3", "severity 2"):
        await day.slack.people.types("leo", f"/incident INC-1 {typed}")
        await day.after(minutes=1)

    assert 1 == sum("no longer takes" in text for text in day.direct("leo"))
    assert 1 == sum("Let me in again with" in text for text in day.direct("leo"))


async def test_a_channel_that_is_opened_again_gets_its_card_back(day: Morning) -> None:
    day.faults.archive(day.room.id)
    await day.slack.people.types("leo", "/incident INC-1 severity 2")
    await day.after(minutes=1)
    await day.slack.people.unarchives("leo", day.room.id)
    await day.slack.people.invites("leo", day.slack.world.bot.handle, day.room.id)
    await day.types("leo", "severity 3")

    assert day.room.topic["value"].startswith("SEV3")


async def test_the_lead_reads_that_a_channel_opened_again_is_without_sitrep(day: Morning) -> None:
    day.faults.archive(day.room.id)
    await day.slack.people.unarchives("leo", day.room.id)
    await day.after(minutes=1)

    assert 1 == sum("Let me in again with" in text for text in day.direct("leo"))


async def test_the_lead_hears_of_a_person_who_cannot_be_invited(day: Morning) -> None:
    await gone_before_invited(day)
    await day.after(minutes=1)

    assert [f"invite:{day.stage.user_id('eve')}"] == await lost(day)
    assert 1 == sum("cannot reach" in text for text in day.direct("leo"))


async def test_a_holder_who_is_gone_is_not_waited_for(day: Morning) -> None:
    await day.slack.people.deactivates("ana")
    await day.after(minutes=20)

    assert not any(effect.startswith("reminder:") for effect in await lost(day))
    assert any("is no longer in this workspace, so *logs* is free" in text for text in day.direct("leo"))


async def test_a_second_copy_of_our_message_is_taken_away_when_it_is_heard(day: Morning) -> None:
    await day.types("leo", "note the owner was called")
    note = next(message for message in day.lines() if "the owner was called" in message.body["text"])
    again(day, note.body)
    await day.settle()

    assert 1 == posted(day, "the owner was called")


async def test_a_second_copy_that_stands_in_history_is_taken_away_when_it_is_read(day: Morning) -> None:
    await day.types("leo", "note the owner was called")
    note = next(message for message in day.lines() if "the owner was called" in message.body["text"])
    day.faults.outage()
    again(day, note.body)
    await day.after(minutes=1)
    day.faults.over()
    await day.after(minutes=4)

    assert 1 == posted(day, "the owner was called")
    assert {1} == set(day.copies().values())


def again(day: Morning, body: dict[str, object]) -> None:
    """Slack shows late what an attempt of ours left there."""
    draft = posts.Draft(str(body["text"]), {"blocks": body["blocks"]}, root_ts=str(body.get("thread_ts", "")) or None)
    posts.post(day.slack.world, day.room, day.slack.world.bot, draft)


def test_what_slack_calls_done_is_fine_where_it_says_so_and_nowhere_else() -> None:
    assert Verdict.FINE is verdict("pins.add", "already_pinned")
    assert Verdict.PERMANENT is verdict("chat.postMessage", "already_pinned")


def test_the_table_of_errors_holds_no_word_as_fine_for_every_method() -> None:
    assert Verdict.FINE not in COMMON.values()


async def test_every_message_of_ours_carries_its_key(day: Morning) -> None:
    await day.types("leo", "note the owner was called")

    assert all("_" in key_of(message.body) for message in day.lines())


async def test_slackbots_word_that_sitrep_was_put_out_is_no_command(day: Morning) -> None:
    day.slack.calls.clear()
    day.faults.kick_bot(day.room.id)
    await day.after(minutes=1)

    assert all("USLACKBOT" not in str(call.args) for call in day.slack.calls)
    assert 1 == sum("I was put out" in text for text in day.direct("leo"))
    assert [] == day.direct("slackbot")
