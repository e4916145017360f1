"""What goes wrong on demand, and that it goes wrong as it does at Slack."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import MORNING, PEOPLE, refused, until
from workspace.server import LocalSlack
from workspace.state.clock import HandClock
from workspace.state.world import Knobs


def slack_ticket(slack: LocalSlack) -> str:
    """The path of a fresh socket."""
    url = slack._socket.ticket_url(debug=False)
    return url.removeprefix(slack.world.origin.replace("http", "ws", 1))


@pytest.fixture
def texts(room: str, bolt: AsyncApp) -> list[str]:
    """The texts that reach the app."""
    got: list[str] = []

    @bolt.event("message")
    async def heard(event: dict[str, Any]) -> None:
        got.append(event["text"])

    return got


async def test_a_lost_answer_hides_a_post_that_happened(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    slack.faults.answer_lost("chat.postMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await web.chat_postMessage(channel=room, text="did it arrive?")

    assert slack.screen.channel(room).endswith("did it arrive?\n")


async def test_a_planted_429_says_when_to_come_back(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    slack.faults.status("chat.postMessage", status=429, retry_after_s=7)
    with pytest.raises(SlackApiError) as no:
        await web.chat_postMessage(channel=room, text="a")

    assert (no.value.response.status_code, no.value.response.headers["Retry-After"]) == (429, "7")


async def test_a_failed_call_has_no_effect(web: AsyncWebClient, slack: LocalSlack) -> None:
    slack.faults.status("conversations.create", status=500)
    with pytest.raises(SlackApiError):
        await web.conversations_create(name="inc-9")

    assert "inc-9" not in slack.world.directory.names


async def test_a_fault_passes(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    slack.faults.error("chat.postMessage", error="internal_error", times=2)
    errors = [await refused(web.chat_postMessage(channel=room, text="a")) for _ in range(2)]

    assert errors == ["internal_error"] * 2
    assert (await web.chat_postMessage(channel=room, text="a"))["ok"]


async def test_a_slow_method_takes_its_time(web: AsyncWebClient, slack: LocalSlack) -> None:
    slack.faults.slow("auth.test", ms=20)
    began_s = asyncio.get_running_loop().time()
    await web.auth_test()

    assert asyncio.get_running_loop().time() - began_s >= 0.02


async def test_a_revoked_token_is_refused_as_such(web: AsyncWebClient, slack: LocalSlack) -> None:
    slack.faults.revoke()

    assert await refused(web.auth_test()) == "token_revoked"


async def test_a_duplicate_has_the_same_event_id(slack: LocalSlack, room: str, bolt: AsyncApp) -> None:
    ids: list[str] = []

    @bolt.event("message")
    async def heard(body: dict[str, Any]) -> None:
        ids.append(body["event_id"])

    slack.faults.duplicate()
    await slack.people.says("leo", "twice", "inc-1")
    await slack.quiet()

    assert (len(ids), len(set(ids))) == (2, 1)


async def test_a_dropped_event_never_comes(slack: LocalSlack, texts: list[str]) -> None:
    slack.faults.drop()
    for text in ("lost", "heard"):
        await slack.people.says("leo", text, "inc-1")
    await slack.quiet()

    assert texts == ["heard"]


async def test_two_events_change_places(slack: LocalSlack, texts: list[str]) -> None:
    slack.faults.reorder(times=2)
    for text in ("first", "second", "third", "fourth", "fifth"):
        await slack.people.says("leo", text, "inc-1")
    await slack.quiet()

    assert texts == ["second", "first", "fourth", "third", "fifth"]


async def test_a_delayed_event_waits_on_the_clock(slack: LocalSlack, clock: HandClock, texts: list[str]) -> None:
    slack.faults.delay(s=60)
    await slack.people.says("leo", "late", "inc-1")
    await slack.quiet()
    before = list(texts)
    await until(lambda: clock.next_wake_at() is not None)
    await clock.advance(timedelta(minutes=1))
    await until(lambda: bool(texts))

    assert (before, texts) == ([], ["late"])


async def test_an_outage_loses_events(slack: LocalSlack, texts: list[str]) -> None:
    slack.faults.outage()
    await slack.people.says("leo", "lost", "inc-1")
    slack.faults.over()
    await until(lambda: slack.connections > 0)
    await slack.people.says("leo", "heard", "inc-1")
    await slack.quiet()

    assert texts == ["heard"]


async def test_an_outage_with_replay_brings_them_later(slack: LocalSlack, texts: list[str]) -> None:
    slack.faults.outage(replay=True)
    await slack.people.says("leo", "kept", "inc-1")
    slack.faults.over()
    await until(lambda: bool(texts))

    assert texts == ["kept"]


async def test_nothing_answers_during_an_outage(web: AsyncWebClient, slack: LocalSlack) -> None:
    slack.faults.outage()
    with pytest.raises(SlackApiError) as no:
        await web.auth_test()

    assert no.value.response.status_code == 503


async def test_a_cut_socket_is_opened_again(slack: LocalSlack, texts: list[str]) -> None:
    slack.faults.cut()
    await until(lambda: slack.connections == 0)
    await until(lambda: slack.connections == 1)
    await slack.people.says("leo", "back", "inc-1")
    await slack.quiet()

    assert texts == ["back"]


async def test_a_refused_handshake_is_tried_again(slack: LocalSlack, texts: list[str]) -> None:
    slack.faults.refuse_handshake()
    slack.faults.cut()
    await until(lambda: slack.connections == 0)
    await until(lambda: slack.connections == 1)

    assert slack.faults.on.refused_handshakes == 0


async def test_a_frame_that_is_no_json_reaches_every_socket(slack: LocalSlack, http: aiohttp.ClientSession) -> None:
    async with http.ws_connect(slack.world.origin + slack_ticket(slack)) as socket:
        await socket.receive_json()
        slack.faults.frame(text="upstream connect error")

        assert await socket.receive_str() == "upstream connect error"


async def test_above_the_cap_an_app_is_told_once_a_minute(
    slack: LocalSlack, http: aiohttp.ClientSession, clock: HandClock, room: str
) -> None:
    async with http.ws_connect(slack.world.origin + slack_ticket(slack)) as socket:
        await socket.receive_json()
        slack.faults.rate_limit_events(minutes=2)
        for text in ("lost", "lost too"):
            await slack.people.says("leo", text, "inc-1")
        await clock.advance(timedelta(minutes=1))
        await slack.people.says("leo", "lost again", "inc-1")
        await clock.advance(timedelta(minutes=1))
        await slack.people.says("leo", "heard", "inc-1")
        told = [(await socket.receive_json())["payload"] for _ in range(3)]

    minute = int(MORNING.timestamp())
    assert [(one["type"], one.get("minute_rate_limited")) for one in told[:2]] == [
        ("app_rate_limited", minute),
        ("app_rate_limited", minute + 60),
    ]
    assert told[2]["event"]["text"] == "heard"


async def test_an_hour_has_so_many_events(http: aiohttp.ClientSession, clock: HandClock) -> None:
    knobs = Knobs(event_deliveries_per_hour=2)
    async with (
        LocalSlack(people=PEOPLE, clock=clock, knobs=knobs) as slack,
        http.ws_connect(slack.world.origin + slack_ticket(slack)) as socket,
    ):
        await socket.receive_json()
        for tz in ("Asia/Tokyo", "Europe/Paris", "Europe/Rome"):
            await slack.people.changes("ana", tz=tz)
        await clock.advance(timedelta(hours=1))
        await slack.people.changes("ana", tz="Asia/Tokyo")
        kinds = [(await socket.receive_json())["payload"]["type"] for _ in range(4)]

    assert kinds == ["event_callback", "event_callback", "app_rate_limited", "event_callback"]


async def test_a_deleted_channel_is_not_found(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    slack.faults.delete("inc-1")

    assert await refused(web.chat_postMessage(channel=room, text="a")) == "channel_not_found"


async def test_an_app_that_was_put_out_cannot_read(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    slack.faults.kick_bot("inc-1")

    assert await refused(web.conversations_history(channel=room)) == "not_in_channel"


async def test_clear_ends_every_fault(web: AsyncWebClient, slack: LocalSlack) -> None:
    slack.faults.error("auth.test", times=9)
    slack.faults.outage()
    slack.faults.clear()

    assert (await web.auth_test())["ok"]


async def test_faults_are_planted_over_http_too(
    web: AsyncWebClient, slack: LocalSlack, http: aiohttp.ClientSession
) -> None:
    async with http.post(f"{slack.page_url}faults/error", json={"method": "auth.test", "error": "fatal_error"}) as done:
        assert done.status == 200

    assert await refused(web.auth_test()) == "fatal_error"
