"""What Slack refuses: only what is final is given up, the right thing is said of it, and the card stands again."""

import pytest

from bot.incident import facts as f
from bot.incident.effects import CARD
from bot.slack.transport.web_api_errors import COMMON, FINE, Verdict, verdict
from tests.faults.morning import Morning
from workspace.state import posts

TEMPORARY = ["external_channel_migrating", "message_limit_exceeded", "messages_tab_disabled", "a_word_of_next_year"]


def test_what_is_fine_for_one_method_is_final_for_all_others() -> None:
    assert set() == {error for _, error in FINE if COMMON[error] is not Verdict.PERMANENT}


def test_a_name_that_nobody_knows_yet_is_kept_for_later() -> None:
    assert Verdict.MENDABLE is verdict("chat.postMessage", "a_word_of_next_year")


@pytest.mark.parametrize("error", TEMPORARY)
async def test_what_passes_or_can_be_mended_is_delivered_in_the_end_and_once(day: Morning, error: str) -> None:
    day.faults.error("chat.postMessage", error=error, times=3)
    await day.types("leo", "note the owner was called")
    await day.after(minutes=5)

    assert 1 == sum("the owner was called" in m.body["text"] for m in day.lines())
    assert [] == await day.entries(f.Undelivered)


async def test_a_card_that_was_deleted_is_posted_and_pinned_anew_once(day: Morning) -> None:
    before = (await day.incident()).card_ts
    posts.remove(day.slack.world, day.room, day.room.messages[before])
    await day.types("leo", "sev 2 fewer than thought")
    await day.types("leo", "title Orders are missing since March")
    await day.after(minutes=2)
    card_ts = (await day.incident()).card_ts
    cards = [message for message in day.own() if message.body["blocks"][0].get("block_id", "").startswith(CARD)]

    assert card_ts != before
    assert [card_ts] == [card.ts for card in cards]
    assert "Orders are missing since March" in cards[0].body["text"]
    assert card_ts in day.room.pins
    assert [] == await day.entries(f.Undelivered)


async def test_an_announcement_that_was_deleted_stands_again(day: Morning) -> None:
    lobby = day.slack.world.directory.names["incidents"]
    (announcement,) = [m for m in lobby.messages.values() if m.author == day.slack.bot_user_id]
    posts.remove(day.slack.world, lobby, announcement)
    await day.types("leo", "sev 2 fewer than thought")
    await day.after(minutes=2)

    assert 1 == sum(m.author == day.slack.bot_user_id and "SEV2" in m.body["text"] for m in lobby.messages.values())


@pytest.mark.parametrize(
    ("method", "error", "typed", "said", "unsaid"),
    [
        ("pins.add", "too_many_pins", "sev 2", "does not let me pin the card", "no longer takes"),
        ("conversations.setTopic", "restricted_action", "sev 2", "does not let me set the topic", "no longer takes"),
        ("conversations.invite", "restricted_action", "role code @eve", "Somebody in the channel can", "cannot reach"),
        ("conversations.invite", "user_not_found", "role code @eve", "cannot reach", "Somebody in the channel can"),
        ("conversations.invite", "ura_max_channels", "role code @eve", "cannot reach", "no longer takes"),
    ],
)
async def test_what_was_refused_is_told_for_what_it_is(
    day: Morning, method: str, error: str, typed: str, said: str, unsaid: str
) -> None:
    day.faults.error(method, error=error, times=50)
    if method == "pins.add":  # a card is pinned when it is posted
        posts.remove(day.slack.world, day.room, day.room.messages[(await day.incident()).card_ts])
    await day.types("leo", typed)
    await day.after(minutes=2)
    told = day.direct("leo")

    assert 1 == sum(said in text for text in told)
    assert 0 == sum(unsaid in text for text in told)
