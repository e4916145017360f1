"""The addresses that no Slack has: screens, calls, the clock, what the page in the browser shows."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import MORNING, Posted
from tests.workspace.test_forms import field, form
from workspace.server import LocalSlack
from workspace.state import views
from workspace.state.clock import HandClock


@pytest.fixture
def get(slack: LocalSlack, http: aiohttp.ClientSession) -> Any:
    async def get(path: str) -> tuple[int, Any]:
        async with http.get(slack.page_url + path) as response:
            is_json = response.content_type == "application/json"
            return response.status, await (response.json() if is_json else response.text())

    return get


async def opened(slack: LocalSlack, web: AsyncWebClient) -> None:
    leo = slack.world.directory.handles["leo"].id
    await web.views_open(trigger_id=views.trigger(slack.world, leo), view=form(field("actions", "Actions")))


@pytest.mark.parametrize(
    ("path", "shows"),
    [
        ("people/leo/screen", "11:00 leo: hello"),
        ("people/leo/channels/inc-1", "11:00 leo: hello"),
        ("channels/inc-1", "09:00 leo: hello"),
        ("people/leo/form", "Actions: <>"),
        ("people/leo/home", "Your duties"),
        ("people/leo/dm", "Direct message: app, leo"),
        ("", "<h1>Local Slack</h1>"),
    ],
)
async def test_an_address_shows_its_part(
    slack: LocalSlack, web: AsyncWebClient, room: str, get: Any, path: str, shows: str
) -> None:
    await slack.people.says("leo", "hello", "inc-1")
    await opened(slack, web)
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Your duties"}}]
    await web.views_publish(user_id=slack.world.directory.handles["leo"].id, view={"type": "home", "blocks": blocks})
    status, text = await get(path)

    assert (status, shows in text) == (200, True)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("people/zed/screen", 404),
        ("channels/nowhere", 404),
        ("people/leo/channels/nowhere", 409),
        ("people/leo/window?in=nowhere", 409),
    ],
)
async def test_what_is_not_there_is_not_shown(get: Any, path: str, status: int) -> None:
    assert (await get(path))[0] == status


async def test_people_and_channels_are_listed(slack: LocalSlack, get: Any) -> None:
    _, people = await get("people")
    _, channels = await get("people/leo/channels")

    assert [person["handle"] for person in people] == ["leo", "ana", "bo", "slackbot", "app"]
    assert [channel["name"] for channel in channels] == ["general"]


async def test_calls_are_listed_without_their_token(slack: LocalSlack, post: Posted, get: Any) -> None:
    await post("api.test", data={"token": slack.bot_token, "a": "1"})
    _, calls = await get("calls?after=0")

    assert [(call["method"], call["args"], call["ok"]) for call in calls] == [("api.test", {"a": "1"}, True)]


async def test_moves_answers_at_once_when_something_has_happened(slack: LocalSlack, get: Any) -> None:
    _, told = await get("moves?after=-1")

    assert told == {"moves": slack.moves}


async def test_idle_is_told(get: Any, slack: LocalSlack) -> None:
    assert await get("idle") == (200, {"idle": True, "moves": slack.moves})


async def test_a_hand_turned_clock_turns_over_http(
    slack: LocalSlack, http: aiohttp.ClientSession, clock: HandClock
) -> None:
    async with http.post(f"{slack.page_url}clock", json={"seconds": 90}) as response:
        told = await response.json()

    assert (told["now"], (clock.now() - MORNING).total_seconds()) == ("2026-05-14T09:01:30+00:00", 90)


async def test_the_calls_survive_a_method_that_is_none(slack: LocalSlack, post: Posted, get: Any) -> None:
    await post("no.such", data={"a": "1"})
    status, calls = await get("calls")

    assert (status, calls[0]["method"], calls[0]["error"]) == (200, "no.such", "unknown_method")


async def test_other_apps_and_slackbot_act_over_http(slack: LocalSlack, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{slack.page_url}apps/pager/posts", json={"text": "disk full"}) as response:
        by_app = await response.json()
    async with http.post(f"{slack.page_url}slackbot/says", json={"text": "Reminder", "channel": "general"}) as response:
        by_slackbot = await response.json()
    said = slack.world.directory.names["general"].messages

    assert (said[by_app["answer"]].body["username"], said[by_slackbot["answer"]].author) == ("pager", "USLACKBOT")


@pytest.mark.parametrize("path", ["people/leo/sleeps", "faults/flood", "apps/pager/sleeps", "slackbot/sleeps"])
async def test_what_is_not_offered_is_not_found(slack: LocalSlack, http: aiohttp.ClientSession, path: str) -> None:
    async with http.post(slack.page_url + path, json={}) as response:
        assert response.status == 404
