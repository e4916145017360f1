"""The limits and open settings that no single call can stand at: pages, windows, uses, redirects, bursts."""

from typing import Any

import aiohttp
import pytest
from aiohttp import web as server
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused, until
from tests.workspace.stage import Stage
from tests.workspace.test_forms import field, form, text
from workspace.server import LocalSlack
from workspace.spec.slack import LIMITS
from workspace.state import posts, views
from workspace.state.forms import values_of
from workspace.state.refusals import Cannot
from workspace.state.world import Knobs
from workspace.wire.answers import issue


@pytest.fixture
def stage(slack: LocalSlack) -> Stage:
    return Stage(slack)


def says(stage: Stage, number: int, **more: Any) -> str:
    """So many messages at once; the ts of the first."""
    drafts = [posts.Draft(str(n), **more) for n in range(number)]
    first, *_ = [posts.post(stage.world, stage.room_made, stage.leo_user, draft).ts for draft in drafts]
    return first


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({}, LIMITS.history_page_default),
        ({"limit": LIMITS.history_page_max}, LIMITS.history_page_max),
        ({"limit": LIMITS.history_page_max + 1}, LIMITS.history_page_max),
        ({"ts": True}, LIMITS.replies_page_default),
        ({"ts": True, "limit": LIMITS.replies_page_max}, LIMITS.replies_page_max),
    ],
)
async def test_a_page_holds_so_many_and_no_more(
    web: AsyncWebClient, stage: Stage, asked: dict[str, Any], held: int
) -> None:
    root = says(stage, LIMITS.history_page_max + 2)
    says(stage, LIMITS.replies_page_max + 1, root_ts=root)
    method = "conversations.replies" if "ts" in asked else "conversations.history"
    thread = {"ts": root} if "ts" in asked else {}
    page = await web.api_call(method, params={"channel": stage.room, **asked, **thread})

    assert (len(page["messages"]), page["has_more"]) == (held, True)


async def test_the_next_five_minutes_have_room_again(web: AsyncWebClient, stage: Stage) -> None:
    stage.schedules(LIMITS.scheduled_per_channel)
    first = int(stage.post_at)
    within, after = first + LIMITS.scheduled_window_s - 1, first + LIMITS.scheduled_window_s

    assert (
        await refused(web.chat_scheduleMessage(channel=stage.room, post_at=within, text="a")) == "restricted_too_many"
    )
    assert (await web.chat_scheduleMessage(channel=stage.room, post_at=after, text="a"))["ok"]


async def test_an_answer_url_works_five_times(slack: LocalSlack, stage: Stage, http: aiohttp.ClientSession) -> None:
    url = issue(slack.world, "commands", user_id=stage.leo, channel=stage.room_made)
    answers = [(await http.post(url, json={"text": "a"})).status for _ in range(LIMITS.response_url_uses + 1)]

    assert answers == [200] * LIMITS.response_url_uses + [404]


def test_an_answer_is_due_within_three_real_seconds() -> None:
    assert (Knobs().ack_within_s, LIMITS.ack_within_s) == (3, 3)


@pytest.mark.parametrize(("redirects", "reached"), [(2, [0, 1, 2]), (3, [0, 1, 2, 0])])
async def test_an_event_follows_two_redirects(slack: LocalSlack, redirects: int, reached: list[int]) -> None:
    """The address sends on, so often; then somebody hears. A third redirect is a failure, and the event comes again."""
    asked: list[int] = []

    async def hear(request: server.Request) -> server.Response:
        step = int(request.query.get("step", 0))
        asked.append(step)
        if step < redirects:
            return server.Response(status=307, headers={"Location": f"/?step={step + 1}"})
        return server.Response()

    application = server.Application()
    application.add_routes([server.post("/", hear)])
    runner = server.AppRunner(application)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    await slack.delivers_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    asked.clear()
    await slack.people.creates("leo", "news")
    await until(lambda: len(asked) >= len(reached))
    await runner.cleanup()

    assert asked[:4] == reached


async def test_an_app_suggests_a_hundred_options_at_most(
    web: AsyncWebClient, slack: LocalSlack, stage: Stage, bolt: AsyncApp
) -> None:
    @bolt.options("typed")
    async def options(ack: Any, body: dict[str, Any]) -> None:
        """As many as were typed."""
        await ack(options=[{"text": text(str(n)), "value": str(n)} for n in range(int(body["value"]))])

    await web.views_open(
        trigger_id=stage.trigger, view=form(field("inc", "Incident", element={"type": "external_select"}))
    )

    assert (
        len(await slack.people.searches("leo", "Incident", str(LIMITS.suggested_options))) == LIMITS.suggested_options
    )
    with pytest.raises(Cannot, match="more than 100 options"):
        await slack.people.searches("leo", "Incident", str(LIMITS.suggested_options + 1))


async def test_several_choices_of_an_external_menu_are_each_asked_for(
    web: AsyncWebClient, slack: LocalSlack, stage: Stage, bolt: AsyncApp
) -> None:
    @bolt.options("typed")
    async def options(ack: Any, body: dict[str, Any]) -> None:
        """The one that was typed in full, as a search does."""
        await ack(options=[{"text": text(body["value"]), "value": body["value"].lower()}])

    element = {
        "type": "multi_external_select",
        "initial_options": [{"text": text("Rome"), "value": "rome"}],
    }
    await web.views_open(trigger_id=stage.trigger, view=form(field("towns", "Towns", element=element)))
    await slack.people.fills("leo", "Towns", ["Oslo", "Rome", "Bern"])
    view = views.top(slack.world, slack.world.directory.handles["leo"].id)
    assert view is not None
    chosen = next(iter(values_of(view)["towns"].values()))["selected_options"]

    assert ["oslo", "rome", "bern"] == [option["value"] for option in chosen]


async def test_letters_beyond_ascii_are_special(web: AsyncWebClient) -> None:
    assert await refused(web.conversations_create(name="störung")) == "invalid_name_specials"


@pytest.mark.parametrize("name", ["leo", "here", "everyone"])
async def test_a_channel_is_called_like_nobody(web: AsyncWebClient, name: str) -> None:
    assert await refused(web.conversations_create(name=name)) == "name_taken"


async def test_the_same_client_msg_id_twice_is_two_messages(web: AsyncWebClient, stage: Stage) -> None:
    call = {"channel": stage.room, "text": "once", "client_msg_id": "7"}
    stamps = {(await web.api_call("chat.postMessage", json=call))["ts"] for _ in range(2)}

    assert len(stamps) == 2
