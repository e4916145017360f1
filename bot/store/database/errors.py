"""What can go wrong with the memory, in the words of those who use it.

Law: `Unavailable` is whatever passes without a change of ours: a lock, a full disk, a server that is away or that only
lets read. Anything else is a bug and stays what it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.store.database.write_queue import StillTaken

# PostgreSQL's codes for a server that only lets read: for a statement, and for a transaction that announces itself as
# one that writes, which a copy that nobody promoted knows as a feature not supported.
# postgresql.org/docs/current/errcodes-appendix.html
READ_ONLY = frozenset({"25006", "0A000"})


class Unavailable(RuntimeError):
    """The database cannot be reached, is too busy, or takes nothing.

    What was to be written may be tried again: its cause makes that harmless, even if it was written after all.
    `perhaps_kept`: it may have been, for the server went away while it was asked to commit. `reason` is the database's
    own word for it, without what was to be written.
    """

    def __init__(self, reason: str = "", *, perhaps_kept: bool = False) -> None:
        super().__init__(f"The database cannot be reached or is too busy: {reason}")
        self.reason = reason
        self.perhaps_kept = perhaps_kept


@contextmanager
def in_our_words() -> Iterator[None]:
    """The errors of two drivers and a pool as the two that a caller can answer; anything else is a bug and stays."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Unavailable(_reason(error), perhaps_kept=_was_committing(error)) from error
    except (PoolTimeout, StillTaken) as error:
        raise Unavailable(str(error)) from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in READ_ONLY:
            raise Unavailable(_reason(error)) from error
        raise
    except StatementError as error:
        if isinstance(error.orig, ValueError):
            raise error.orig from error
        raise


def _reason(error: DBAPIError) -> str:
    """The first line of what the driver says; SQLAlchemy would add the statement, and with it what people wrote."""
    return next(iter(str(error.orig).splitlines()), type(error.orig).__name__)


def _was_committing(error: DBAPIError) -> bool:
    """Whether a connection broke that was open, and not under a statement: then it was at a COMMIT."""
    return error.connection_invalidated and error.statement is None
