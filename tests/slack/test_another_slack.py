"""The bot serves whatever speaks the Web API and Socket Mode: here a few lines that know nothing of our local Slack."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from bot.cli.groundwork import laid
from bot.clock import RealClock
from bot.ids import Ids
from bot.settings import Settings

PATIENCE_S = 10
ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T0", "url": "https://elsewhere.slack.com/"},
    "users.list": {"members": [{"id": "U0LEO", "name": "leo", "real_name": "Leo Varga", "tz": "Europe/Berlin"}]},
    "users.info": {"user": {"id": "U0LEO", "name": "leo", "real_name": "Leo Varga", "tz": "Europe/Berlin"}},
    "conversations.create": {"channel": {"id": "C0INC", "name": "inc-1-documents-missing"}},
    "conversations.history": {"messages": [], "has_more": False},
    "chat.postMessage": {"channel": "C0INC", "ts": "1778749200.000100"},
}
COMMAND = {
    "envelope_id": "e1",
    "type": "slash_commands",
    "accepts_response_payload": True,
    "payload": {
        "command": "/incident",
        "text": "start sev1 Documents missing",
        "user_id": "U0LEO",
        "user_name": "leo",
        "channel_id": "C0GEN",
        "channel_name": "general",
        "team_id": "T0",
        "trigger_id": "1.2.abc",
        "response_url": "http://127.0.0.1:1/none",
    },
}


class Elsewhere:
    """Takes every call, says yes, and has one person type one command."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.pinned = asyncio.Event()
        self.url = ""

    async def method(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        self.called.append(name)
        if name == "pins.add":
            self.pinned.set()
        told = {"url": self.url.replace("http", "ws") + "/socket"} if name == "apps.connections.open" else {}
        return web.json_response({"ok": True, **ANSWERS.get(name, {}), **told})

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        if not self.answered.done():
            await socket.send_json(COMMAND)
        async for message in socket:
            if message.type is WSMsgType.TEXT and not self.answered.done():
                self.answered.set_result(message.json())
        return socket


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    server, there = web.Application(), Elsewhere()
    server.add_routes([web.route("*", "/api/{method}", there.method), web.get("/socket", there.socket)])
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield there
    await runner.cleanup()


async def test_a_slack_that_is_not_ours_is_served_unchanged(elsewhere: Elsewhere, sqlite_url: str) -> None:
    settings = Settings(
        slack_bot_token="xoxb-1",
        slack_app_token="xapp-1",
        slack_api_url=f"{elsewhere.url}/api/",
        database_url=sqlite_url,
        http_port=0,
    )
    app = (await laid(settings, clock=RealClock(), ids=Ids())).build()
    await app.start()
    try:
        async with asyncio.timeout(PATIENCE_S):
            answer = await elsewhere.answered
            await elsewhere.pinned.wait()
    finally:
        await app.stop()

    assert "e1" == answer["envelope_id"]
    assert "*SEV1* · public · real" in answer["payload"]["text"]
    order = [elsewhere.called.index(name) for name in ("conversations.create", "conversations.invite", "pins.add")]
    assert sorted(order) == order
