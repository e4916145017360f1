"""A Bolt listener that does nothing but answer: the floor under every acknowledgement."""

import asyncio
import os
import re

import aiohttp
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def main() -> None:
    async with aiohttp.ClientSession() as http:
        web = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"], session=http)
        app = AsyncApp(client=web, process_before_response=True)

        @app.command("/incident")
        async def answer(ack) -> None:  # noqa: ANN001 - Bolt hands it in by name
            await ack("heard")

        @app.event(re.compile(".*"))
        async def hear(ack) -> None:  # noqa: ANN001 - likewise
            await ack()

        handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
        await handler.connect_async()
        await asyncio.Event().wait()


asyncio.run(main())
