"""What the page can do with a story that plays in front of it; whoever plays one says how.

Law: the local Slack alone has no story: it knows this door, and nobody behind it.
"""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from workspace.state.records import Json


@dataclass(frozen=True, slots=True)
class Cast:
    """One of the story's people: whether the browser plays them, and what the story would have them do next."""

    handle: str
    name: str
    taken: bool
    next: str


@dataclass(frozen=True, slots=True)
class Scene:
    """How far the story is. `speed` is in seconds of the story per second; `done` and `all` count its steps."""

    title: str
    playing: bool
    speed: float
    done: int
    all: int
    cast: tuple[Cast, ...]
    last: str
    notes: tuple[str, ...]
    next_at: str


@dataclass(frozen=True, slots=True)
class Debriefing:
    """How a story went, for those who played in it; every text is Markdown.

    `parts` are those of a page as somebody read it at `read_at`, each beside the same part as it would be now; where
    `read_at` is empty nobody read it, and the first of each pair is empty too.
    """

    title: str
    figures: str
    read_at: str
    parts: tuple[tuple[str, str], ...]


class Conductor(Protocol):
    """Whoever plays the story. `orders` are what `order` takes."""

    @property
    def orders(self) -> frozenset[str]: ...

    def scene(self) -> Scene: ...

    async def order(self, order: str, value: str) -> None:
        """Do what a button of the stage says: play, pause, speed, jump, take, give, step, over. Raises Cannot."""

    def still(self) -> AbstractAsyncContextManager[None]:
        """While this is open the story's clock stands: somebody at the page is doing something."""

    async def did(self, who: str, act: str, given: Json, answer: Any) -> None:
        """Somebody at the page did this, so that it can be saved as a story."""

    def saved(self) -> str:
        """What was played, as the file of a story."""

    async def debriefing(self) -> Debriefing | None:
        """How it went so far; None while there is nothing to tell."""
