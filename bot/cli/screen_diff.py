"""What a story shows as it unfolds: after each step, the messages that are new and what is different in the others.

Law: nothing is invented here; it is the difference between two looks at the local Slack's own screens.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Literal, TypeAlias

ShownMessage: TypeAlias = tuple[str, ...]  # its lines, the first with time and author; or the head of a channel
Look: TypeAlias = Literal["plain", "private", "place", "change"]
Sight: TypeAlias = tuple[str, Look]  # a line, and what kind of line it is

_MESSAGE_BEGINS = re.compile(r"^(#|Direct message| *\d\d:\d\d )")
_UNSPOKEN = re.compile(r"has joined the channel$|pinned a message to this channel|set the channel topic|^Topic: ")
_PLACE_CHARS = 60  # so much of an edited message tells which one it is


class Watching:
    """Looks again and again; `changes` is what is new since the last look."""

    def __init__(self) -> None:
        self._seen: list[ShownMessage] = []

    def changes(self, transcript: str) -> list[Sight]:
        now = list(_messages(transcript))
        sights = list(_changes(self._seen, now))
        self._seen = now
        return sights


def _messages(transcript: str) -> Iterator[ShownMessage]:
    """The transcript cut where a message, or a channel, begins."""
    message: list[str] = []
    for line in transcript.splitlines():
        if _MESSAGE_BEGINS.match(line) and message:
            yield tuple(message)
            message = []
        message.append(line)
    if message:
        yield tuple(message)


def _changes(old: Sequence[ShownMessage], new: Sequence[ShownMessage]) -> Iterator[Sight]:
    """Of new messages all lines, of changed ones what is different."""
    for what, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what in {"insert", "replace"}:
            for before, after in zip_longest(old[a:b], new[c:d]):
                if after is not None and not _UNSPOKEN.search(after[0]):
                    yield from _difference(before, after)


def _difference(before: ShownMessage | None, after: ShownMessage) -> Iterator[Sight]:
    if before is None or before[0][:5] != after[0][:5]:
        look: Look = "private" if "Only visible to" in after[0] else "plain"
        yield from ((line, look) for line in after if line.strip())
        return
    changed = [line for line in after if line not in before and line.strip() and not line.strip().startswith("[")]
    if changed:
        yield (after[0] if changed[0] == after[0] else f"{after[0][:_PLACE_CHARS].rstrip()} …"), "place"
        yield from ((f"  ~ {line.strip()}", "change") for line in changed if line != after[0])
