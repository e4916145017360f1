"""The floor under all that Sitrep costs: a Bolt listener that acknowledges, calls Slack as a started incident does, and
keeps nothing.
"""

import asyncio
import os
import re
from itertools import count

import aiohttp
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

CARD = {"type": "section", "text": {"type": "mrkdwn", "text": "Documents missing\n*lead* somebody"}}


async def main() -> None:
    numbers, behind = count(1), set()
    async with aiohttp.ClientSession() as http:
        web = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"], session=http)
        app = AsyncApp(client=web, process_before_response=True)

        @app.command("/incident")
        async def answer(ack, body) -> None:  # noqa: ANN001 - Bolt hands them in by name
            await ack("heard")
            if not body["text"].startswith("start"):
                return
            task = asyncio.create_task(opened(body["user_id"], next(numbers)))
            behind.add(task)
            task.add_done_callback(behind.discard)

        @app.event(re.compile(".*"))
        async def hear(ack) -> None:  # noqa: ANN001 - likewise
            await ack()

        async def opened(person: str, number: int) -> None:
            """The calls of a start, in the order that Slack dictates and else at once."""
            made = await web.conversations_create(name=f"inc-floor-{number}")
            channel = made["channel"]["id"]
            await asyncio.gather(
                web.conversations_invite(channel=channel, users=person),
                web.conversations_setTopic(channel=channel, topic="SEV2 · investigating"),
                web.conversations_info(channel=channel),
                web.conversations_members(channel=channel),
                carded(channel),
            )
            await web.conversations_history(channel=channel)

        async def carded(channel: str) -> None:
            posted = await web.chat_postMessage(channel=channel, text="Documents missing", blocks=[CARD])
            await web.pins_add(channel=channel, timestamp=posted["ts"])

        handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
        await handler.connect_async()
        await asyncio.Event().wait()


asyncio.run(main())
