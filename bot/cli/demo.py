"""`sitrep demo`: a story in the terminal as people would see it, live, a minute of the story a second."""

import asyncio
import sys
from pathlib import Path

from bot.cli.player import Player
from bot.cli.replay import replay
from bot.cli.screen_diff import Look, Watching
from bot.cli.story import Step

CARTA = "stories/carta.yaml"
PAUSE_MAX_S = 4.0  # a quiet half hour of the story is not waited for
STEP_STYLE = "1;36"  # bold cyan
STYLES: dict[Look, str] = {"private": "33", "place": "2", "change": "32"}  # yellow, dim, green


class Terminal:
    """Prints the steps and what they change; without colour and waiting when `headless`."""

    def __init__(self, player: Player, *, headless: bool, speed: float) -> None:
        self._player = player
        self._headless = headless
        self._colour = not headless and sys.stdout.isatty()
        self._speed = speed
        self._watching = Watching()
        self._minute = 0.0

    async def show(self, step: Step | None) -> None:
        """Called after each turn of the clock (without a step) and after each step."""
        if step is not None:
            await self._wait(step.after.total_seconds() / 60)
            self._line(f"\n{self._player.told(step)}", STEP_STYLE)
        for line, look in self._watching.changes(self._player.stage.transcript()):
            self._line(f"         {line}", STYLES.get(look, ""))

    async def _wait(self, minute: float) -> None:
        if not self._headless:
            await asyncio.sleep(min((minute - self._minute) / self._speed, PAUSE_MAX_S))
        self._minute = minute

    def _line(self, text: str, style: str) -> None:
        print(f"\x1b[{style}m{text}\x1b[0m" if self._colour and style else text, flush=True)


async def demo(story_path: Path | None, *, out: Path, headless: bool, speed: float) -> int:
    """Play, and leave brief and summary in `out`; 0 only if the whole story played."""

    def watch(player: Player) -> None:
        player.watchers.append(Terminal(player, headless=headless, speed=speed).show)
        print(player.story.title)

    code = await replay(story_path or carta(), out=out, watch=watch)
    if code == 0:
        print(f"\nThe briefs are in {out / 'briefs'}, the post-incident summary is {out / 'summary.html'}.")
    return code


def carta() -> Path:
    """The story that ships with Sitrep."""
    import workspace

    return Path(workspace.__file__).parent / CARTA
