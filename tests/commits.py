"""A database that goes away at a commit, as in the store's own tests: by what it tells before and after each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.app import App
from bot.store.engine import Unavailable


@contextmanager
def watched(app: App, tell: Callable[[str], None]) -> Iterator[None]:
    """While it lasts, `tell` hears of every commit, and can keep it from coming to pass or from being known."""
    store = app._store
    was, store._reached = store._reached, tell
    try:
        yield
    finally:
        store._reached = was


@contextmanager
def refused(app: App, what: str) -> Iterator[None]:
    """No commit of this name comes to pass."""

    def tell(point: str) -> None:
        if point == f"before commit: {what}":
            raise Unavailable("gone")

    with watched(app, tell):
        yield


@contextmanager
def untold(app: App, *commits: str) -> Iterator[set[str]]:
    """Nobody learns that the next commit of each of these names came to pass; which of them there were not yet."""
    left = set(commits)

    def tell(point: str) -> None:
        what = point.removeprefix("after commit: ")
        if what in left:
            left.remove(what)
            raise Unavailable("gone", perhaps_kept=True)

    with watched(app, tell):
        yield left
