"""The real bot in a process of its own, which dies by SIGKILL at the point it is told, or is stopped there.

DIE_AT is a point of `reached`, such as `before commit: start`, or ANY of them; DIE_AFTER how many such points it passes
before, from the point DIE_FROM on if there is one. While it migrates, each statement is a point too. Every point
passed is written to POINTS, a line each. With ASLEEP it is stopped there once instead, by SIGSTOP, as under a laptop's
closed lid.
With TIMES_FASTER, the lease, its renewal and the tick are over so many times sooner, so that they stay as they are to
each other.
With REPORTS_DUE_S, reports after the first are due every so many seconds; all else is the bot as it is. The first one
keeps its minutes, because an offer lapses after as many, however often the bot is dead meanwhile.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa

from bot.cli.run import serve
from bot.courier import LEASE, Lease
from bot.incident.policy import DEFAULT, REPORT_CADENCE_MIN
from bot.scheduler import TICK_S
from bot.settings import Settings
from bot.store.database.connections import THREADS

ANY = "*"
FIRST_REPORT_MIN = 5


class Mortal:
    def __init__(self, die_at: str, die_after: int, points: Path, *, die_from: str = "", asleep: bool = False) -> None:
        self._die_at = die_at
        self._by = signal.SIGSTOP if asleep else signal.SIGKILL
        self._die_from = die_from
        self._left = die_after
        self._points = points.open("a", buffering=1)

    def reached(self, point: str) -> None:
        self._points.write(f"{point}\n")
        if self._die_from:
            self._die_from = "" if point == self._die_from else self._die_from
        elif self._die_at in {point, ANY}:
            if self._left == 0:
                os.kill(os.getpid(), self._by)
            self._left -= 1

    def stated(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """SQL is about to run; neither in the loop's thread nor in one of the store's it is a migration's."""
        thread = threading.current_thread()
        if thread is not threading.main_thread() and not thread.name.startswith(THREADS):
            self.reached(f"migration: {' '.join(statement.split()[:3])}")


def live(told: Mapping[str, str], log: Path) -> None:
    """One life, in a process that is its own; it ends when the bot stops or dies."""
    with log.open("a") as written:
        os.dup2(written.fileno(), sys.stdout.fileno())
        os.dup2(written.fileno(), sys.stderr.fileno())
    asleep = bool(told["ASLEEP"])
    mortal = Mortal(
        told["DIE_AT"], int(told["DIE_AFTER"]), Path(told["POINTS"]), die_from=told["DIE_FROM"], asleep=asleep
    )
    sa.event.listen(sa.Engine, "before_cursor_execute", mortal.stated)
    settings = Settings.from_env(told)
    if told["REPORTS_DUE_S"]:
        every_min = float(told["REPORTS_DUE_S"]) / 60
        clocks = dict.fromkeys((1, 2, 3), (FIRST_REPORT_MIN, *(every_min,) * 3))
        cast("dict[int, tuple[float, ...]]", REPORT_CADENCE_MIN).update(clocks)  # seconds: no record could hold them
        settings = replace(settings, policy=DEFAULT)
    sys.exit(asyncio.run(_serve(settings, mortal, times_faster=float(told["TIMES_FASTER"]))))


async def _serve(settings: Settings, mortal: Mortal, *, times_faster: float) -> int:
    lease = Lease(lasts=LEASE.lasts / times_faster, renewed_every=LEASE.renewed_every / times_faster)
    return await serve(settings, reached=mortal.reached, lease=lease, tick_s=TICK_S / times_faster)
