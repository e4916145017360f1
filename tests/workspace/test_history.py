"""Reading back: pages, bounds, threads, counters."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from workspace.server import LocalSlack
from workspace.state.clock import HandClock
from workspace.state.world import Knobs

TEXTS = [f"message {number}" for number in range(7)]


@pytest.fixture
async def said(slack: LocalSlack, room: str) -> list[str]:
    return [await slack.people.says("leo", text, "inc-1") for text in TEXTS]


async def texts(web: AsyncWebClient, **asked: Any) -> list[list[str]]:
    """The texts of every page, as history gives them."""
    return [[m["text"] for m in page["messages"]] async for page in await web.conversations_history(**asked)]


async def test_history_comes_newest_first(web: AsyncWebClient, room: str, said: list[str]) -> None:
    assert (await texts(web, channel=room, limit=2))[:2] == [["message 6", "message 5"], ["message 4", "message 3"]]


async def test_with_only_oldest_the_pages_walk_forward(web: AsyncWebClient, room: str, said: list[str]) -> None:
    pages = await texts(web, channel=room, oldest=said[1], limit=2)

    assert pages == [["message 3", "message 2"], ["message 5", "message 4"], ["message 6"]]


async def test_bounds_are_exclusive(web: AsyncWebClient, room: str, said: list[str]) -> None:
    assert await texts(web, channel=room, oldest=said[1], latest=said[4]) == [["message 3", "message 2"]]


async def test_bounds_are_inclusive_on_demand(web: AsyncWebClient, room: str, said: list[str]) -> None:
    pages = await texts(web, channel=room, oldest=said[1], latest=said[2], inclusive=True)

    assert pages == [["message 2", "message 1"]]


async def test_the_last_page_has_no_cursor(web: AsyncWebClient, room: str, said: list[str]) -> None:
    page = await web.conversations_history(channel=room)

    assert (page["has_more"], "response_metadata" in page.data) == (False, False)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"latest": "now", "oldest": "then"}, "invalid_ts_latest"),
        ({"oldest": "then", "cursor": "?"}, "invalid_ts_oldest"),
        ({"cursor": "?"}, "invalid_cursor"),
    ],
)
async def test_what_cannot_be_read_is_refused(web: AsyncWebClient, room: str, asked: Any, error: str) -> None:
    assert await refused(web.conversations_history(channel=room, **asked)) == error


async def test_a_limit_beyond_the_greatest_is_cut(web: AsyncWebClient, room: str, said: list[str]) -> None:
    assert len((await web.conversations_history(channel=room, limit=5000))["messages"]) == 9


async def test_a_thread_counts_its_replies(web: AsyncWebClient, slack: LocalSlack, room: str, said: list[str]) -> None:
    for who in ("ana", "leo", "ana"):
        latest = await slack.people.says(who, "reply", "inc-1", thread=said[6])
    root = (await web.conversations_history(channel=room, limit=1))["messages"][0]

    assert (root["reply_count"], root["reply_users_count"], root["latest_reply"]) == (3, 2, latest)


async def test_replies_stand_outside_the_channel(web: AsyncWebClient, slack: LocalSlack, room: str, said: Any) -> None:
    await slack.people.says("ana", "reply", "inc-1", thread=said[0])

    assert (await texts(web, channel=room, limit=1))[0] == ["message 6"]


async def test_a_broadcast_stands_in_both(web: AsyncWebClient, slack: LocalSlack, room: str, said: Any) -> None:
    await slack.people.says("ana", "reply", "inc-1", thread=said[0], broadcast=True)

    assert (await texts(web, channel=room, limit=1))[0] == ["reply"]


async def test_the_ts_of_a_reply_finds_that_reply_alone(
    web: AsyncWebClient, slack: LocalSlack, room: str, said: Any
) -> None:
    replies = [await slack.people.says("ana", f"reply {n}", "inc-1", thread=said[0]) for n in range(2)]
    found = await web.conversations_replies(channel=room, ts=replies[1])

    assert [message["text"] for message in found["messages"]] == ["reply 1"]


async def test_the_root_counts_as_one_of_its_page(web: AsyncWebClient, slack: LocalSlack, room: str, said: Any) -> None:
    await slack.people.says("ana", "reply", "inc-1", thread=said[0])
    asked = await web.conversations_replies(channel=room, ts=said[0], limit=1)
    pages = [[message["text"] for message in page["messages"]] async for page in asked]

    assert pages == [["message 0"], ["reply"]]


async def test_what_was_just_posted_may_not_be_there_yet(
    web: AsyncWebClient, slack: LocalSlack, clock: HandClock, room: str, said: Any
) -> None:
    slack.faults.lag(s=3)
    await clock.advance(timedelta(minutes=1))
    ts = await slack.people.says("leo", "too new", "inc-1")
    at_once = await web.conversations_history(channel=room, oldest=ts, inclusive=True)
    await clock.advance(timedelta(seconds=4))
    later = await web.conversations_history(channel=room, oldest=ts, inclusive=True)

    assert ([], ["too new"]) == (at_once["messages"], [message["text"] for message in later["messages"]])


async def test_retention_removes_what_is_old_in_silence(
    web: AsyncWebClient, slack: LocalSlack, clock: HandClock, room: str, said: Any
) -> None:
    told: list[str] = []
    slack.world.told.append(lambda names, *_: told.extend(names))
    await clock.advance(timedelta(days=7))
    reply = await slack.people.says("ana", "much later", "inc-1", thread=said[0])
    told.clear()
    slack.faults.forget("inc-1", older_than_s=86_400)
    history = await web.conversations_history(channel=room)
    thread = await web.conversations_replies(channel=room, ts=said[0])

    assert [message["ts"] for message in history["messages"]] == [said[0]]
    assert [message["ts"] for message in thread["messages"]] == [said[0], reply]
    assert told == []


async def test_a_long_thread_comes_in_pages(web: AsyncWebClient, slack: LocalSlack, room: str, said: Any) -> None:
    for number in range(3):
        await slack.people.says("ana", f"reply {number}", "inc-1", thread=said[0])
    asked = await web.conversations_replies(channel=room, ts=said[0], limit=3)
    pages = [[message["text"] for message in page["messages"]] async for page in asked]

    assert pages == [["message 0", "reply 0", "reply 1"], ["message 0", "reply 2"]]


async def test_a_thread_that_is_not_there_is_not_found(web: AsyncWebClient, room: str) -> None:
    assert await refused(web.conversations_replies(channel=room, ts="1747213200.000001")) == "thread_not_found"


async def test_a_root_stands_alone_once_its_last_reply_goes(
    web: AsyncWebClient, slack: LocalSlack, room: str, said: Any
) -> None:
    reply = await slack.people.says("ana", "reply", "inc-1", thread=said[6])
    await slack.people.deletes("ana", reply)
    root = (await web.conversations_history(channel=room, limit=1))["messages"][0]

    assert "reply_count" not in root


async def test_ten_thousand_messages_are_all_there(clock: HandClock) -> None:
    """Every page costs what it holds, however long the channel is."""
    async with LocalSlack(people={"leo": "Leo Torres"}, clock=clock, knobs=Knobs(rate_limits=False)) as slack:
        for number in range(10_000):
            await slack.people.says("leo", str(number))
        web = AsyncWebClient(token=slack.user_token, base_url=slack.api_url)
        general = slack.world.directory.names["general"].id
        read = [text for page in await texts(web, channel=general, limit=999) for text in page]

    assert read == [str(number) for number in reversed(range(10_000))]
