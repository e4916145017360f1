"""What can go wrong with the memory, in the words of those who use it.

Law: `Unavailable` is whatever passes without a change of ours: a lock, a full disk, a server that is away or that only
lets read, a file that is damaged. Anything else is a bug and stays what it is.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.store.database.write_queue import PRIMARY, StillTaken


class Trouble(Enum):
    """What is the matter with a database, as whoever runs it has to know it; the value is what to do."""

    AWAY = "The database cannot be reached ({reason}): check that it runs, and that DATABASE_URL names it."
    BUSY = "The database is too busy ({reason}): try again, and end what holds it if that does not help."
    FULL = "The database takes nothing more ({reason}): make room on its disk."
    READ_ONLY = "The database can only be read ({reason}): let Sitrep's account write, or name the primary server."
    DAMAGED = "The database is damaged, or is none of SQLite's ({reason}): restore the last backup (docs/operate.md)."
    ADDRESS = "The database's address cannot be used ({reason}): correct DATABASE_URL."
    NOT_OURS = "The database does not let its user in ({reason}): make the user of DATABASE_URL its owner."


# By the primary code; sqlite.org/rescode.html. Every other code is that of a database that is away.
_ON_SQLITE: Mapping[int, Trouble] = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_PERM: Trouble.NOT_OURS,
}
# By SQLSTATE; postgresql.org/docs/current/errcodes-appendix.html. A server that only lets read has two codes: for a
# statement, and for a transaction that announces itself as one that writes, which a copy that nobody promoted knows as
# a feature not supported.
_ON_POSTGRES: Mapping[str, Trouble] = {
    "25006": Trouble.READ_ONLY,
    "0A000": Trouble.READ_ONLY,
    "53100": Trouble.FULL,
    "53300": Trouble.BUSY,
    "55P03": Trouble.BUSY,
    "57014": Trouble.BUSY,
    "42501": Trouble.NOT_OURS,
}


class Unavailable(RuntimeError):
    """The database cannot be reached, is too busy, or takes nothing; the message says what to do.

    What was to be written may be tried again: its cause makes that harmless, even if it was written after all.
    `perhaps_kept`: it may have been, for the server went away while it was asked to commit. `reason` is the database's
    own word for it, without what was to be written.
    """

    def __init__(self, reason: str = "", *, trouble: Trouble = Trouble.BUSY, perhaps_kept: bool = False) -> None:
        super().__init__(trouble.value.format(reason=reason))
        self.reason = reason
        self.trouble = trouble
        self.perhaps_kept = perhaps_kept


class NotMoved(RuntimeError):
    """The memory was not moved, and the target is as it was before; the message says why and what to do."""


@contextmanager
def in_our_words() -> Iterator[None]:
    """The errors of two drivers and a pool as the two that a caller can answer; anything else is a bug and stays."""
    try:
        yield
    except (PoolTimeout, StillTaken) as error:
        raise Unavailable(str(error)) from error
    except DBAPIError as error:
        trouble = _trouble(error)
        if trouble is None:
            raise
        raise Unavailable(_reason(error), trouble=trouble, perhaps_kept=_was_committing(error)) from error
    except StatementError as error:
        if isinstance(error.orig, ValueError):
            raise error.orig from error
        raise


def _trouble(error: DBAPIError) -> Trouble | None:
    """What the driver's code says; what it says before any statement is about the address. None for a bug."""
    on_sqlite = getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY
    known = _ON_SQLITE.get(on_sqlite) or _ON_POSTGRES.get(getattr(error.orig, "sqlstate", None) or "")
    if known is None and isinstance(error, OperationalError | InterfaceError):
        return Trouble.AWAY
    return known or (Trouble.ADDRESS if isinstance(error, ProgrammingError) and error.statement is None else None)


def _reason(error: DBAPIError) -> str:
    """The first line of what the driver says; SQLAlchemy would add the statement, and with it what people wrote."""
    return next(iter(str(error.orig).splitlines()), type(error.orig).__name__)


def _was_committing(error: DBAPIError) -> bool:
    """Whether a connection broke that was open, and not under a statement: then it was at a COMMIT."""
    return error.connection_invalidated and error.statement is None
