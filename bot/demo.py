"""`sitrep demo`: a story in the terminal as people would see it, live, a minute of the story a second.

What is printed is the local Slack's own view of its channels: what is new or has changed since the last look.
"""

import asyncio
import difflib
import sys
from pathlib import Path

from bot.replay import Player, Step, Story, write
from bot.stage import Stage

CARTA = "stories/carta.yaml"
PAUSE_MAX_S = 4.0  # a quiet half hour of the story is not waited for
PLAIN, BOLD, DIM, CYAN, GREEN, YELLOW = "0", "1", "2", "36", "32", "33"


class Screen:
    """Prints the steps and what they change; without colour and waiting when `headless`."""

    def __init__(self, player: Player, *, headless: bool, speed: float) -> None:
        self._player = player
        self._headless = headless
        self._speed = speed
        self._shown: list[str] = []
        self._minute = 0.0

    async def show(self, step: Step | None) -> None:
        """Called after each turn of the clock (without a step) and after each step."""
        if step is not None:
            await self._wait(step["at_min"])
            self._line(self._told(step), BOLD, CYAN)
        self._changes()

    def _changes(self) -> None:
        now = self._player.stage.transcript().splitlines()
        for line in difflib.ndiff(self._shown, now):
            if line.startswith("+ ") and line[2:].strip():
                self._line(f"      {line[2:]}", YELLOW if "Only visible to" in line else PLAIN)
        self._shown = now

    async def _wait(self, minute: float) -> None:
        if not self._headless:
            await asyncio.sleep(min((minute - self._minute) / self._speed, PAUSE_MAX_S))
        self._minute = minute

    def _told(self, step: Step) -> str:
        """The step as a sentence: who does what."""
        act = next(name for name in step if name not in {"at", "at_min", "who", "as", "in", "to", "with", "on", "raw"})
        return f"\n{step['at']:>5}  {step['who']} {act} {step[act]}"

    def _line(self, text: str, *styles: str) -> None:
        if self._headless or not sys.stdout.isatty():
            print(text)
        else:
            print(f"\x1b[{';'.join(styles)}m{text}\x1b[0m", flush=True)


async def demo(story_path: Path | None, *, out: Path, headless: bool, speed: float) -> int:
    """Play, and leave brief and summary in `out`; 0 only if the whole story played."""
    story = Story.read(story_path or carta())
    async with Stage(people=story.people, opens_at=story.opens_at) as stage:
        player = Player(stage, story, seen=_nothing)
        screen = Screen(player, headless=headless, speed=speed)
        player.seen = screen.show
        print(f"{story.title}\n")
        await player.play()
        await write(player, out)
    print(f"\nThe briefs are in {out / 'briefs'}, the post-incident summary is {out / 'summary.html'}.")
    return 0


def carta() -> Path:
    """The story that ships with Sitrep."""
    import workspace

    return Path(workspace.__file__).parent / CARTA


async def _nothing(_: Step | None) -> None:
    """Replaced before the story begins."""
