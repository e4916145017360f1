"""How often a method may be called, on the workspace's own clock."""

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from workspace.server import LocalSlack
from workspace.state.clock import HandClock


async def retry_after_s(web: AsyncWebClient, method: str, **args: str) -> int:
    with pytest.raises(SlackApiError) as no:
        await web.api_call(method, params=args)
    assert no.value.response.data == {"ok": False, "error": "ratelimited"}
    return int(no.value.response.headers["Retry-After"])


async def test_tier_2_allows_twenty_calls_a_minute(web: AsyncWebClient) -> None:
    for _ in range(20):
        await web.conversations_list()

    assert await retry_after_s(web, "conversations.list") == 60


async def test_waiting_as_told_is_enough(web: AsyncWebClient, clock: HandClock) -> None:
    for _ in range(20):
        await web.conversations_list()
    await clock.advance(timedelta(seconds=await retry_after_s(web, "conversations.list")))

    assert (await web.conversations_list())["ok"]


async def test_one_method_does_not_slow_another(web: AsyncWebClient) -> None:
    for _ in range(20):
        await web.conversations_list()

    assert (await web.users_list())["ok"]


async def test_a_channel_takes_a_short_burst_then_one_post_a_second(
    web: AsyncWebClient, clock: HandClock, room: str
) -> None:
    for number in range(5):
        await web.chat_postMessage(channel=room, text=str(number))
    wait_s = await retry_after_s(web, "chat.postMessage", channel=room, text="6")
    await clock.advance(timedelta(seconds=wait_s))
    await web.chat_postMessage(channel=room, text="6")

    assert await retry_after_s(web, "chat.postMessage", channel=room, text="7") == 1


async def test_another_channel_has_its_own_pace(web: AsyncWebClient, room: str) -> None:
    other = (await web.conversations_create(name="other"))["channel"]["id"]
    for number in range(5):
        await web.chat_postMessage(channel=room, text=str(number))

    assert (await web.chat_postMessage(channel=other, text="a"))["ok"]


async def test_a_refused_post_is_not_posted(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    for number in range(5):
        await web.chat_postMessage(channel=room, text=str(number))
    await retry_after_s(web, "chat.postMessage", channel=room, text="too much")

    assert "too much" not in slack.screen.channel(room)
