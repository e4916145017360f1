"""A local Slack on a clock that stands still, and the ways in: slack_sdk, plain HTTP, a Bolt app."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from workspace.server import LocalSlack
from workspace.spec.slack import METHODS
from workspace.state.clock import HandClock

MORNING = datetime(2026, 5, 14, 9, tzinfo=UTC)
PEOPLE = {"leo": "Leo Torres", "ana": "Ana Lima", "bo": "Bo Chen"}
PLANTED = frozenset({"http_500", "http_503", "internal_error", "unsupported_http_method"})


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MORNING)


@pytest.fixture
async def slack(clock: HandClock) -> AsyncIterator[LocalSlack]:
    """Whatever a test does, each error it met must stand on the page of its method."""
    async with LocalSlack(people=PEOPLE, clock=clock, seed=7) as running:
        yield running
    for call in running.calls:
        if call.error not in {"", *PLANTED} and call.method in METHODS and call.method != "api.test":
            assert call.error in METHODS[call.method].errors, call


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def web(slack: LocalSlack, http: aiohttp.ClientSession) -> AsyncWebClient:
    """The app's client as any app makes it, but for retries: a test counts its calls itself."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=http)
    client.retry_handlers.clear()
    return client


Posted = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def post(slack: LocalSlack, http: aiohttp.ClientSession) -> Posted:
    """`await post("chat.postMessage", json={…})` with the bot's token unless `headers` say otherwise."""

    async def call(method: str, **request: Any) -> dict[str, Any]:
        request.setdefault("headers", {})
        request["headers"].setdefault("Authorization", f"Bearer {slack.bot_token}")
        async with http.post(slack.api_url + method, **request) as response:
            return await response.json()

    return call


@pytest.fixture
async def room(web: AsyncWebClient, slack: LocalSlack) -> str:
    """The id of #inc-1, which the app made and into which it has brought leo and ana."""
    made = await web.conversations_create(name="inc-1")
    channel_id = made["channel"]["id"]
    people = slack.world.directory.handles
    await web.conversations_invite(channel=channel_id, users=[people["leo"].id, people["ana"].id])
    return channel_id


@pytest.fixture
async def bolt(slack: LocalSlack, http: aiohttp.ClientSession) -> AsyncIterator[AsyncApp]:
    """An ordinary Bolt app, connected by Socket Mode; listeners may be added at any time."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=http)
    app = AsyncApp(client=client, process_before_response=True, raise_error_for_unhandled_request=True)

    @app.error
    async def not_of_interest() -> BoltResponse:
        """What no test listens to is acknowledged, so that it does not come again."""
        return BoltResponse(status=200)

    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.1)
    await handler.connect_async()
    yield app
    await handler.close_async()


async def until(so: Callable[[], bool]) -> None:
    """Let everything else go on until it is so; five real seconds are too long."""
    async with asyncio.timeout(5):
        while not so():  # noqa: ASYNC110 -- what is waited for happens in a client that tells nobody
            await asyncio.sleep(0)


async def refused(call: Awaitable[Any]) -> str:
    """Slack's name for why it said no; fails when it said yes."""
    with pytest.raises(SlackApiError) as no:
        await call
    return no.value.response["error"]
