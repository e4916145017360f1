"""While the database is away: one more try as long as Slack waits for an answer, then words instead of Slack's error.

Law: nobody reads that something was kept when it was not, nor the other way round.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.requests.request import Reply
from bot.slack.messages.mrkdwn import plain
from bot.store.engine import Unavailable

# Slack gives 3 s for an answer, and the database is given 2 s for a transaction (bot/store/engine.py).
ANSWER_WITHIN_S = 2.6
AGAIN_WITHIN_S = 0.8
AGAIN_AFTER_S = 0.2


async def patiently(work: Callable[[], Awaitable[Reply]]) -> Reply:
    """What `work` answers, asked again while there is time; its cause keeps it from counting twice.

    Unavailable says `perhaps_kept` if that is so of any of the tries.
    """
    clock = asyncio.get_running_loop()
    until, perhaps_kept = clock.time() + AGAIN_WITHIN_S, False
    while True:
        try:
            return await work()
        except Unavailable as away:
            perhaps_kept = perhaps_kept or away.perhaps_kept
            if clock.time() >= until:
                raise Unavailable(away.reason, perhaps_kept=perhaps_kept) from away
        await asyncio.sleep(AGAIN_AFTER_S)


def code(away: Unavailable) -> str:
    """The refusal that a person reads."""
    return "perhaps_kept" if away.perhaps_kept else "not_kept"


def on_the_form(view: Mapping[str, Any], reply: Reply) -> Reply | None:
    """The words beside the form's first input, so that it stays open with all that was typed; None without an input."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if not inputs or reply.face is None:
        return None
    return Reply(errors={inputs[0]: plain(reply.face.text, {})})
