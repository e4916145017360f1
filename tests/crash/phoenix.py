"""A bot that is killed again and again while people work with it, each time at a point drawn from a seed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.ids import Ids
from tests.crash.lives import Lives
from tests.crash.mortal import ANY

KILLS = 4
POINTS_MOST = 90  # about as many points as the whole course passes when nothing is killed


class DiedByItself(RuntimeError):
    """A life ended otherwise than by our SIGKILL: the bot crashed."""


def deaths(seed: int) -> list[int]:
    """How many points each life passes before it dies: one in its first moments, the others anywhere."""
    ids = Ids(seed)
    first = int(ids.share() ** 2 * POINTS_MOST)
    return [first, *(int(ids.share() * POINTS_MOST) for _ in range(KILLS - 1))]


@asynccontextmanager
async def phoenix(lives: Lives, dies_after: Sequence[int]) -> AsyncIterator[list[int]]:
    """Rises at once after every death, until those that were told are over. Yields the deaths so far."""
    over: list[int] = []
    rising = asyncio.create_task(_rise(lives, dies_after, over))
    try:
        yield over
    finally:
        crashed = rising.done() and rising.exception()
        rising.cancel()
        await asyncio.gather(rising, return_exceptions=True)
        if crashed:
            raise crashed


async def _rise(lives: Lives, dies_after: Sequence[int], over: list[int]) -> None:
    for points in dies_after:
        await _live(lives, die_at=ANY, die_after=points)
        over.append(points)
    await _live(lives)


async def _live(lives: Lives, *, die_at: str = "", die_after: int = 0) -> None:
    life = lives.begun(die_at=die_at, die_after=die_after)
    try:
        await life.over()
        if not life.was_killed:
            raise DiedByItself(lives.log())
    finally:
        await life.end()
