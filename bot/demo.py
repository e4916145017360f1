"""`sitrep demo`: a story in the terminal as people would see it, live, a minute of the story a second.

What is printed is the local Slack's own view of its channels: messages that are new, and of those that were edited
what is different now.
"""

import asyncio
import difflib
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.replay import Player, Step, Story, write
from bot.stage import Stage

CARTA = "stories/carta.yaml"
ZONE = "Europe/Berlin"  # where the people of the stories sit, unless a story says otherwise
PAUSE_MAX_S = 4.0  # a quiet half hour of the story is not waited for
BOLD, DIM, CYAN, GREEN, YELLOW = "1", "2", "36", "32", "33"

Message: TypeAlias = tuple[str, ...]  # its lines, the first with time and author; or the head of a channel

_MESSAGE_BEGINS = re.compile(r"^(#|Direct message| *\d\d:\d\d )")
_UNSPOKEN = re.compile(r"has joined the channel$|pinned a message to this channel|set the channel topic|^Topic: ")
_ACTS = {
    "types": "types",
    "says": "says",
    "presses": "presses",
    "submits": "fills the form",
    "reacts": "puts",
    "unreacts": "takes off",
    "edits": "edits a message:",
    "deletes": "deletes a message",
}


class Screen:
    """Prints the steps and what they change; without colour and waiting when `headless`."""

    def __init__(self, player: Player, *, headless: bool, speed: float) -> None:
        self._player = player
        self._headless = headless
        self._colour = not headless and sys.stdout.isatty()
        self._speed = speed
        self._shown: list[Message] = []
        self._minute = 0.0

    async def show(self, step: Step | None) -> None:
        """Called after each turn of the clock (without a step) and after each step."""
        if step is not None:
            await self._wait(step["at_min"])
            self._line(self._told(step), BOLD, CYAN)
        now = list(_messages(self._player.stage.transcript()))
        for line, styles in _changes(self._shown, now):
            self._line(f"         {line}", *styles)
        self._shown = now

    async def _wait(self, minute: float) -> None:
        if not self._headless:
            await asyncio.sleep(min((minute - self._minute) / self._speed, PAUSE_MAX_S))
        self._minute = minute

    def _told(self, step: Step) -> str:
        """The step as a sentence: when, who, what."""
        story = self._player.story
        at = (story.opens_at + timedelta(minutes=step["at_min"])).astimezone(ZoneInfo(ZONE))
        act = next(name for name in _ACTS if name in step and not (name == "says" and "edits" in step))
        what = step["says"] if act == "edits" else "" if act == "deletes" else step[act]
        return f"\n{at:%H:%M}  {_name(story.people[step['who']])} {_ACTS[act]} {what}".rstrip()

    def _line(self, text: str, *styles: str) -> None:
        print(f"\x1b[{';'.join(styles)}m{text}\x1b[0m" if self._colour and styles else text, flush=True)


def _name(person: object) -> str:
    return str(person["name"] if isinstance(person, dict) else person)


def _messages(transcript: str) -> Iterator[Message]:
    """The transcript cut where a message, or a channel, begins."""
    message: list[str] = []
    for line in transcript.splitlines():
        if _MESSAGE_BEGINS.match(line) and message:
            yield tuple(message)
            message = []
        message.append(line)
    if message:
        yield tuple(message)


def _changes(old: Sequence[Message], new: Sequence[Message]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Lines with their styles: of new messages all, of changed ones what is different."""
    for what, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what in {"insert", "replace"}:
            for before, after in zip_longest(old[a:b], new[c:d]):
                if after is not None and not _UNSPOKEN.search(after[0]):
                    yield from _difference(before, after)


def _difference(before: Message | None, after: Message) -> Iterator[tuple[str, tuple[str, ...]]]:
    if before is None or before[0][:5] != after[0][:5]:
        private = "Only visible to" in after[0]
        yield from ((line, (YELLOW,) if private else ()) for line in after if line.strip())
        return
    changed = [line for line in after if line not in before and line.strip() and not line.strip().startswith("[")]
    if changed:
        yield f"{after[0][:60].rstrip()} …" if changed[0] != after[0] else after[0], (DIM,)
        yield from ((f"  ~ {line.strip()}", (GREEN,)) for line in changed if line != after[0])


async def demo(story_path: Path | None, *, out: Path, headless: bool, speed: float) -> int:
    """Play, and leave brief and summary in `out`; 0 only if the whole story played."""
    story = Story.read(story_path or carta())
    async with Stage(people=story.people, opens_at=story.opens_at) as stage:
        player = Player(stage, story)
        player.seen = Screen(player, headless=headless, speed=speed).show
        print(story.title)
        await player.play()
        await write(player, out)
    print(f"\nThe briefs are in {out / 'briefs'}, the post-incident summary is {out / 'summary.html'}.")
    return 0


def carta() -> Path:
    """The story that ships with Sitrep."""
    import workspace

    return Path(workspace.__file__).parent / CARTA
