"""The time limit of an answer: Slack waits 3 s for an acknowledgement, then its user reads an error of Slack's own.

Three layers lie around every request, composed once in `responder`, the outermost first:

    deadline   gives up waiting, not the work: what takes longer is told when it is done
    retry      asks again while the database is away
    dispatch   puts a refusal into words (bot/requests/dispatch.py)

    0.0 s        0.8 s                                        2.6 s     3.0 s
    ├─ retry ─────┤                                             │         │
    │ every 0.2 s │ an attempt that has begun goes on, for      │         │
    │             │ the 2 s that a transaction has at most      │         │
    ├─ deadline ──┴─────────────────────────────────────────────┤         │
    │                               "I do not know yet"; the    │ answer  │ Slack
    │                               outcome is told later       │ travels │ gives up

Law: nobody reads that something was kept when it was not, nor the other way round.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.slack.transport.line import WAITED_S
from bot.store.engine import Unavailable

# Slack gives 3 s for an answer, and the database is given 2 s for a transaction (bot/store/engine.py).
ANSWER_WITHIN_S = 2.6
AGAIN_WITHIN_S = 0.8
AGAIN_AFTER_S = 0.2

T = TypeVar("T")


async def deadline(work: Awaitable[T], late: Callable[[asyncio.Task[T]], None]) -> T:
    """What comes out of the work while Slack waits for it, which it did before while we started.

    What takes longer goes on; `late` is given it.

    Unavailable, `perhaps_kept`, when time is up.
    """
    task = asyncio.ensure_future(work)
    await asyncio.wait({task}, timeout=ANSWER_WITHIN_S - WAITED_S.get())
    if not task.done():
        late(task)
        raise Unavailable("it takes too long", perhaps_kept=True)
    return task.result()


async def retry(work: Callable[[], Awaitable[T]]) -> T:
    """What comes out of the work, asked again while there is time; its cause keeps it from counting twice.

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
