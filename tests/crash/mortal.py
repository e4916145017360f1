"""The real bot in a process of its own, which dies by SIGKILL at the point it is told.

DIE_AT is a point of `reached`, such as `before commit: start`; DIE_AFTER how many times it is passed before that one.
Every point passed is written to POINTS, a line each.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.run import serve
from bot.settings import Settings


class Mortal:
    def __init__(self, die_at: str, die_after: int, points: Path) -> None:
        self._die_at = die_at
        self._left = die_after
        self._points = points.open("a", buffering=1)

    def reached(self, point: str) -> None:
        self._points.write(f"{point}\n")
        if point == self._die_at:
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1


if __name__ == "__main__":
    told = os.environ
    mortal = Mortal(told.get("DIE_AT", ""), int(told.get("DIE_AFTER", "0")), Path(told["POINTS"]))
    sys.exit(asyncio.run(serve(Settings.from_env(told), reached=mortal.reached)))
