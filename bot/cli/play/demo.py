"""`sitrep demo` and `sitrep play`: a story, or none, in front of the page; `--terminal` and `--headless` print it."""

import asyncio
import os
import signal
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.cli.play.show import REAL_TIME, Showing
from bot.cli.player import Player
from bot.cli.replay import replay, write
from bot.cli.screen_diff import Look, Watching
from bot.cli.story import BadStory, Step, Story
from bot.clock import RealClock
from workspace.page.site import LOOPBACK

CARTA = "stories/carta.yaml"
MINUTE_S = 60
PAUSE_MAX_S = 4.0  # a quiet half hour of the story is not waited for
STEP_STYLE = "1;36"  # bold cyan
STYLES: dict[Look, str] = {"private": "33", "place": "2", "change": "32"}  # yellow, dim, green


@dataclass(frozen=True, slots=True)
class Door:
    """At which address of this machine the page is, and whether a browser opens it."""

    host: str
    port: int
    opens: bool


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


async def demo_at_page(story_path: Path | None, *, out: Path, speed: float, door: Door) -> int:
    """Play in front of the page until somebody ends it; brief and summary land in `out` when the story is through."""
    try:
        story = Story.read(story_path or carta())
    except BadStory as wrong:
        print(wrong, file=sys.stderr)
        return 2

    async def through(player: Player) -> None:
        await write(player, out)
        print(
            f"The story is over. Its briefs are in {out / 'briefs'}, the summary is {out / 'summary.html'}.\n"
            f"How it went, for the team: {player.stage.slack.page_url}stage/debriefing",
            flush=True,
        )

    print(f"{story.title}\n")
    await _in_front(_showing(story, speed * MINUTE_S, door), through)
    return 0


async def play_at_page(door: Door) -> int:
    """The same without a story: the bot, a Slack and its people, and a clock that one can hurry."""
    people = Story.read(carta()).people
    now = RealClock().now()
    opens_at = now - timedelta(seconds=now.second, microseconds=now.microsecond)
    story = Story("No story: everybody is yours", opens_at, people, ())

    async def through(_: Player) -> None:
        """Nothing ends that has no steps."""

    await _in_front(_showing(story, REAL_TIME, door), through)
    return 0


def _showing(story: Story, speed: float, door: Door) -> Showing:
    return Showing(story, speed=speed, host=door.host, port=door.port, opened=opener(door))


async def _in_front(show: Showing, through: Callable[[Player], object]) -> None:
    until = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, until.set)
    await show.run(until, through)


def opener(door: Door) -> Callable[[str], None]:
    """Tells the address once, and opens it where there is a screen: a browser in a terminal would take it away."""
    told: list[str] = []

    def opened(address: str) -> None:
        if told:
            return
        told.append(address)
        print(f"Open {address} in a browser; Ctrl-C ends it.", flush=True)
        if door.host not in LOOPBACK:
            print(f"Whoever reaches this machine at {door.host} can read and do everything there.", flush=True)
        has_screen = sys.platform in {"darwin", "win32"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
        if door.opens and has_screen:
            webbrowser.open(address)

    return opened


def carta() -> Path:
    """The story that ships with Sitrep."""
    import workspace

    return Path(workspace.__file__).parent / CARTA
