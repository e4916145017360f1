"""The edge to slack_sdk."""

import logging

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.clock import RealClock
from bot.slack.transport import web_api


async def slack(_: web.Request) -> web.Response:
    return web.json_response({"ok": True, "topic": "the folder of March is empty"})


async def test_no_log_holds_what_is_said_to_slack_or_by_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", slack)
    async with TestServer(app) as server, web_api.session() as http:
        wire = web_api.Wire(web_api.client("xoxb-1", str(server.make_url("/")), http), http, clock=RealClock())
        await wire.call("conversations.setTopic", channel="C1", topic="the folder of March is empty")

    assert [] == [record for record in caplog.records if record.name.startswith("slack_sdk")]
