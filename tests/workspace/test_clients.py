"""Every client that Slack's own Python kits bring along works here unmodified, sync and async."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler as ByAiohttp
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler as ByWebsockets
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.workspace.conftest import until
from workspace.server import LocalSlack
from workspace.wire import answers


@pytest.mark.parametrize("handler", [ByWebsockets, ByAiohttp])
async def test_an_async_app_answers_a_command(slack: LocalSlack, web: AsyncWebClient, handler: Any) -> None:
    app = AsyncApp(client=web, process_before_response=True)

    @app.command("/incident")
    async def incident(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        made = await client.conversations_create(name="inc-1")
        await ack(f"<#{made['channel']['id']}> is open")

    running = handler(app, slack.app_token)
    await running.connect_async()
    answer = await slack.people.types("leo", "/incident start")
    await running.close_async()

    assert answer == "#inc-1 is open"


async def test_a_sync_app_answers_a_command(slack: LocalSlack) -> None:
    def start() -> SocketModeHandler:
        app = App(client=WebClient(token=slack.bot_token, base_url=slack.api_url), process_before_response=True)

        @app.command("/incident")
        def incident(ack: Any, client: WebClient) -> None:
            made = client.conversations_create(name="inc-1")
            ack(f"<#{made['channel']['id']}> is open")

        running = SocketModeHandler(app, slack.app_token)
        running.connect()
        return running

    running = await asyncio.to_thread(start)
    answer = await slack.people.types("leo", "/incident start")
    await asyncio.to_thread(running.close)

    assert answer == "#inc-1 is open"


async def test_a_sync_client_reads_pages(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    for text in ("one", "two", "three"):
        await slack.people.says("leo", text, "inc-1")

    def read() -> list[str]:
        pages = WebClient(token=slack.bot_token, base_url=slack.api_url).conversations_history(channel=room, limit=2)
        return [message["text"] for page in pages for message in page["messages"]][:3]

    assert await asyncio.to_thread(read) == ["three", "two", "one"]


async def test_the_kits_own_retry_waits_out_a_429(slack: LocalSlack, http: aiohttp.ClientSession, room: str) -> None:
    slack.faults.status("chat.postMessage", status=429, retry_after_s=0)
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=http)
    web.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await web.chat_postMessage(channel=room, text="patience")

    assert [call.error for call in slack.calls[-2:]] == ["ratelimited", ""]


async def test_the_default_client_posts_twice_when_the_answer_is_lost(slack: LocalSlack, room: str) -> None:
    """What Slack does not promise either: a post is a new message however often it was sent."""
    slack.faults.answer_lost("chat.postMessage")
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    await web.chat_postMessage(channel=room, text="once?")

    assert slack.screen.channel(room).count("once?") == 2


async def test_a_webhook_client_answers_by_response_url(slack: LocalSlack) -> None:
    leo, general = slack.world.directory.handles["leo"], slack.world.directory.names["general"]
    url = answers.issue(slack.world, "commands", user_id=leo.id, channel=general)
    sent = await AsyncWebhookClient(url).send(text="later", response_type="in_channel")

    assert (sent.status_code, sent.body) == (200, "ok")
    assert slack.screen.channel(general.id).endswith("app: later\n")


async def hearing(slack: LocalSlack, http: aiohttp.ClientSession, got: list[str]) -> Any:
    """A connected app that keeps the names of new channels."""
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=http)
    app = AsyncApp(client=web, process_before_response=True)

    @app.event("channel_created")
    async def made(event: dict[str, Any]) -> None:
        got.append(event["channel"]["name"])

    handler: Any = ByWebsockets(app, slack.app_token)
    await handler.connect_async()
    return handler


async def test_two_processes_share_the_deliveries(slack: LocalSlack, http: aiohttp.ClientSession) -> None:
    got: list[list[str]] = [[], []]
    handlers = [await hearing(slack, http, names) for names in got]
    for number in range(6):
        await slack.people.creates("leo", f"news-{number}")
    await until(lambda: sum(map(len, got)) == 6)
    for handler in handlers:
        await handler.close_async()

    assert [len(names) for names in got] == [3, 3]
