"""What can go wrong with the memory, in the words of those who use it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.store.turns import StillTaken


class Unavailable(RuntimeError):  # noqa: N818 - what is so, not what went wrong
    """The database cannot be reached or is too busy.

    What was to be written may be tried again: its cause makes that harmless, even if it was written after all.
    """


@contextmanager
def in_our_words() -> Iterator[None]:
    """The errors of two drivers and a pool as the two that a caller can answer; anything else is a bug and stays."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, StillTaken) as error:
        raise Unavailable(f"The database cannot be reached or is too busy: {error}") from error
    except StatementError as error:
        if not isinstance(error, DBAPIError) and isinstance(error.orig, ValueError):
            raise error.orig from error
        raise
