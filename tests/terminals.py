"""People at terminals: what they type runs in processes of its own, beside the bot's, on the clock of the story."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from types import TracebackType
from typing import Self

from bot.cli.incident import Printed, answer
from bot.clock import Clock, HandClock
from bot.ids import Ids


class Terminals:
    """So many terminals on one database. Use as a context manager; at its end the processes are gone."""

    def __init__(self, database_url: str, *, clock: Clock, count: int = 1) -> None:
        self._database_url = database_url
        self._clock = clock
        context = multiprocessing.get_context("forkserver")
        self._processes = ProcessPoolExecutor(max_workers=count, mp_context=context)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._processes.shutdown()

    async def types(self, words: str, *, who: str = "leo") -> Printed:
        """`sitrep incident <words> --as <who>`, by whichever terminal is free."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._processes, _typed, self._database_url, self._clock.now(), words, who)


def _typed(database_url: str, now: datetime, words: str, who: str) -> Printed:
    clock, ids = HandClock(now), Ids()
    return asyncio.run(answer([words], who=who, zone="", database_url=database_url, clock=clock, ids=ids))
