"""HTTP mode: the same happenings as signed requests, with Slack's retries, to a Bolt app that listens on a port."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web as server
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import until
from workspace.server import LocalSlack
from workspace.state.clock import HandClock


class Ear:
    """A plain web server that keeps what it is sent; `status` is how it answers."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], str]] = []
        self.asked: list[str] = []
        self.url = ""
        self.status = 200
        self.headers: dict[str, str] = {}

    async def hear(self, request: server.Request) -> server.Response:
        body = await request.text()
        if "url_verification" in body:
            return server.json_response({"challenge": (await request.json())["challenge"]})
        self.heard.append((dict(request.headers), body))
        self.asked.append(request.query_string)
        return server.Response(status=self.status, headers=self.headers)


async def listening(routes: list[server.RouteDef]) -> tuple[server.AppRunner, str]:
    application = server.Application()
    application.add_routes(routes)
    runner = server.AppRunner(application)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"


@pytest.fixture
async def ear(slack: LocalSlack) -> AsyncIterator[Ear]:
    ear = Ear()
    runner, ear.url = await listening([server.post("/slack/events", ear.hear)])
    await slack.delivers_to(ear.url)
    yield ear
    await runner.cleanup()


@pytest.fixture
async def app(slack: LocalSlack, web: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """An ordinary Bolt app behind HTTP; it checks every signature itself."""
    app = AsyncApp(client=web, signing_secret=slack.signing_secret, process_before_response=True)
    routes = app.server(path="/slack/events").web_app.router.routes()
    handlers = [server.route(route.method, "/slack/events", route.handler) for route in routes]
    runner, url = await listening([each for each in handlers if each.method == "POST"])
    assert await slack.delivers_to(url)
    yield app
    await runner.cleanup()


async def test_every_request_is_signed(slack: LocalSlack, ear: Ear) -> None:
    await slack.people.creates("leo", "news")
    await until(lambda: bool(ear.heard))
    headers, body = ear.heard[0]

    assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)


async def test_a_bolt_app_answers_over_http(slack: LocalSlack, app: AsyncApp) -> None:
    @app.command("/incident")
    async def incident(ack: Any, body: dict[str, Any]) -> None:
        await ack(f"understood {body['text']}")

    assert await slack.people.types("leo", "/incident help") == "understood help"


async def test_a_bolt_app_hears_events_over_http(slack: LocalSlack, app: AsyncApp) -> None:
    got: list[str] = []

    @app.event("channel_created")
    async def made(event: dict[str, Any]) -> None:
        got.append(event["channel"]["name"])

    await slack.people.creates("leo", "news")
    await until(lambda: bool(got))

    assert got == ["news"]


async def test_a_failed_event_comes_again_after_one_and_five_minutes(
    slack: LocalSlack, ear: Ear, clock: HandClock
) -> None:
    ear.status = 500
    await slack.people.creates("leo", "news")
    for minutes in (1, 5):
        await until(lambda: clock.next_wake_at() is not None)
        await clock.advance(timedelta(minutes=minutes))
    await until(lambda: len(ear.heard) == 4)

    retries = [(headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")) for headers, _ in ear.heard]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def test_an_app_may_ask_not_to_be_tried_again(slack: LocalSlack, ear: Ear) -> None:
    ear.status, ear.headers = 500, {"X-Slack-No-Retry": "1"}
    await slack.people.creates("leo", "news")
    await until(lambda: len(ear.heard) == 1 and slack.idle())

    assert len(ear.heard) == 1


async def test_a_failed_command_is_not_tried_again(slack: LocalSlack, ear: Ear) -> None:
    ear.status = 500

    assert await slack.people.types("leo", "/incident help") == '/incident failed with the error "dispatch_failed"'
    assert len(ear.heard) == 1


async def test_a_manifest_may_name_an_address_for_each_purpose(ear: Ear, clock: HandClock) -> None:
    manifest = {
        "features": {"slash_commands": [{"command": "/clerk", "url": f"{ear.url}?for=command"}]},
        "settings": {"socket_mode_enabled": False, "event_subscriptions": {"request_url": f"{ear.url}?for=events"}},
    }
    async with LocalSlack(people={"leo": "Leo Torres"}, clock=clock, manifest=manifest) as slack:
        await slack.people.types("leo", "/clerk hello")

    assert ear.asked == ["for=command"]


async def test_an_address_that_does_not_answer_is_not_verified(slack: LocalSlack) -> None:
    assert not await slack.delivers_to("http://127.0.0.1:9/slack/events")
