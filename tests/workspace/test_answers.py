"""Response URLs: how often, how long, and what they may do."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from workspace.server import LocalSlack
from workspace.state import posts
from workspace.state.clock import HandClock
from workspace.wire import answers

Answer = Any


@pytest.fixture
def answer(slack: LocalSlack, http: aiohttp.ClientSession) -> Answer:
    async def answer(url: str, body: Any) -> tuple[int, str]:
        async with http.post(url, json=body) as response:
            return response.status, await response.text()

    return answer


@pytest.fixture
def url(slack: LocalSlack, room: str) -> str:
    """The response URL of a command that leo typed into the room."""
    leo = slack.world.directory.handles["leo"].id
    return answers.issue(slack.world, "commands", user_id=leo, channel=slack.world.directory.channels[room])


async def test_an_answer_is_for_one_reader_by_default(slack: LocalSlack, answer: Answer, url: str, room: str) -> None:
    told = await answer(url, {"text": "psst"})
    handles = slack.world.directory.handles

    assert told == (200, "ok")
    assert "psst" in slack.screen.channel(room, viewer=handles["leo"])
    assert "psst" not in slack.screen.channel(room, viewer=handles["ana"])


async def test_an_answer_may_be_for_the_channel(slack: LocalSlack, answer: Answer, url: str, room: str) -> None:
    await answer(url, {"text": "all of you", "response_type": "in_channel"})

    assert slack.screen.channel(room).endswith("app: all of you\n")


async def test_an_answer_takes_no_markdown_block(answer: Answer, url: str) -> None:
    told = await answer(url, {"text": "# Review", "blocks": [{"type": "markdown", "text": "# Review"}]})

    assert 400 == told[0]
    assert "invalid_blocks" in told[1]


async def test_a_commands_answer_replaces_none(slack: LocalSlack, answer: Answer, url: str, room: str) -> None:
    leo = slack.world.directory.handles["leo"]
    await answer(url, {"text": "working"})
    await answer(url, {"text": "done", "replace_original": True})
    screen = slack.screen.channel(room, viewer=leo)

    assert ("working" in screen, "done" in screen) == (True, True)


async def test_an_answer_to_a_press_replaces_what_was_pressed(slack: LocalSlack, answer: Answer, room: str) -> None:
    leo = slack.world.directory.handles["leo"]
    channel = slack.world.directory.channels[room]
    message = posts.show_only_to(slack.world, channel, slack.world.bot, leo, posts.Draft("working"))
    url = answers.issue(slack.world, "actions", user_id=leo.id, channel=channel, message=message)
    await answer(url, {"text": "done", "replace_original": True})
    screen = slack.screen.channel(room, viewer=leo)

    assert ("working" in screen, "done" in screen) == (False, True)


async def test_an_answer_may_take_the_message_away(
    slack: LocalSlack, web: AsyncWebClient, answer: Answer, room: str
) -> None:
    channel = slack.world.directory.channels[room]
    ts = (await web.chat_postMessage(channel=room, text="card"))["ts"]
    leo = slack.world.directory.handles["leo"].id
    url = answers.issue(slack.world, "actions", user_id=leo, channel=channel, message=channel.messages[ts])
    await answer(url, {"delete_original": True})

    assert ts not in channel.messages


async def test_an_answer_may_take_an_ephemeral_away(slack: LocalSlack, answer: Answer, room: str) -> None:
    leo = slack.world.directory.handles["leo"]
    channel = slack.world.directory.channels[room]
    message = posts.show_only_to(slack.world, channel, slack.world.bot, leo, posts.Draft("psst"))
    url = answers.issue(slack.world, "actions", user_id=leo.id, channel=channel, message=message)
    await answer(url, {"delete_original": True})

    assert "psst" not in slack.screen.channel(room, viewer=leo)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({}, 400, "no_text"),
        ([], 400, "invalid_payload"),
        ({"text": "a", "blocks": [{"type": "nonsense"}]}, 400, "invalid_blocks"),
        ({"text": "a", "blocks": {}}, 200, "ok"),
        ({"text": "a", "blocks": {"type": "divider"}}, 400, "invalid_blocks_format"),
        ({"delete_original": True}, 400, "no_text"),
    ],
)
async def test_an_answer_is_checked(answer: Answer, url: str, body: Any, status: int, error: str) -> None:
    told_status, text = await answer(url, body)

    assert (told_status, error in text) == (status, True)


async def test_an_answer_comes_too_late_after_half_an_hour(answer: Answer, url: str, clock: HandClock) -> None:
    await clock.advance(timedelta(minutes=31))
    status, text = await answer(url, {"text": "late"})

    assert (status, "expired_url" in text) == (404, True)


async def test_a_url_of_ones_own_making_is_invalid(slack: LocalSlack, answer: Answer) -> None:
    status, text = await answer(f"{slack.page_url}commands/{slack.team_id}/1/2", {"text": "a"})

    assert (status, "invalid_url" in text) == (404, True)


async def test_what_is_no_json_is_an_invalid_payload(http: aiohttp.ClientSession, url: str) -> None:
    async with http.post(url, data=b"{") as response:
        assert (response.status, await response.text()) == (400, "invalid_payload")
