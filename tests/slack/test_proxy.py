"""Behind a proxy, as companies have them: whatever leaves the machine by HTTP goes through it."""

import os
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import RealClock
from bot.slack.transport import web_api

SLACK = "http://slack.invalid"  # RFC 2606: a name that leads nowhere but through the proxy


class Proxy:
    """Takes every request for anywhere, and answers as Slack does to what it likes."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def take(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.host}{request.path}")
        return web.json_response({"ok": True})


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    standing, app = Proxy(), web.Application()
    app.router.add_route("*", "/{any:.*}", standing.take)
    async with TestServer(app) as server:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, str(server.make_url("")))
        yield standing


async def test_calls_and_answers_to_buttons_go_through_it(proxy: Proxy) -> None:
    async with web_api.session() as http:
        wire = web_api.Wire(web_api.client("xoxb-1", f"{SLACK}/api/", http), http, clock=RealClock())
        await wire.call("api.test")
        await wire.respond(f"{SLACK}/actions/1", {"text": "done"})

    assert ["slack.invalid/api/api.test", "slack.invalid/actions/1"] == proxy.asked


async def test_where_none_is_named_no_call_looks_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    async with web_api.session() as http:
        assert not http.trust_env
