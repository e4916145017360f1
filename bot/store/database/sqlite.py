"""SQLite's own ways: how a connection is tuned, how a transaction begins, and who may write to the file at a time.

Law: one bot; beside it any number of command lines, each for a moment; nobody while the file is migrated or moved
(docs/decisions/0013-beside-the-bot.md).
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Literal

import sqlalchemy as sa
from sqlalchemy import event

from bot.store.database.urls import BadAddress

BUSY_TIMEOUT_MS = 2_000  # a backup tool may hold the file that long; a person waits 3 s at most for an answer
BUSY_BESIDE_TIMEOUT_MS = 10_000  # at a terminal nobody counts three seconds, and a flood of messages is to be outlasted
ALONE_WITHIN_S = 5  # many times what a command line needs from its first instruction to its last
LOOK_EVERY_S = 0.05
# First, since changing the journal's mode may already have to wait.
_PATIENCE, _PATIENCE_BESIDE = f"busy_timeout = {BUSY_TIMEOUT_MS}", f"busy_timeout = {BUSY_BESIDE_TIMEOUT_MS}"
_TUNING = (
    "journal_mode = WAL",  # readers and the writer do not wait for each other
    "synchronous = FULL",  # under NORMAL a power cut takes back what was acknowledged (sqlite.org/pragma.html)
    "foreign_keys = ON",
    "recursive_triggers = ON",  # else INSERT OR REPLACE deletes past the delete trigger
)


class InUse(RuntimeError):
    """Other processes have the database file; the message says who, and what to do."""


def tune_writer(engine: sa.Engine) -> None:
    """Begin by asking for the right to write: a transaction that reads first and asks later is refused as "locked"."""
    _tune(engine, (_PATIENCE, *_TUNING), begin="BEGIN IMMEDIATE")


def tune_writer_beside(engine: sa.Engine) -> None:
    """As a writer, and more patient; carrying the log into the file is left to the bot.

    Before SQLite 3.51.3 a write could be lost when somebody did that again at once (sqlite.org/wal.html#walresetbug);
    the fewer do it, the rarer. Whoever closes the file last does it too, and is alone then.
    """
    _tune(engine, (_PATIENCE_BESIDE, *_TUNING, "wal_autocheckpoint = 0"), begin="BEGIN IMMEDIATE")


def tune_reader(engine: sa.Engine) -> None:
    _tune(engine, (_PATIENCE, *_TUNING, "query_only = ON"), begin="BEGIN")


def _tune(engine: sa.Engine, pragmas: tuple[str, ...], *, begin: str) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must begin nothing by itself
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)


@contextmanager
def impatient(connection: sa.Connection) -> Iterator[None]:
    """Within, what somebody else holds is refused at once."""
    driver: Any = connection.connection.driver_connection
    [patience_ms] = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout = {patience_ms}")


class BotLock:
    """That we are the one bot of this file. It is free again when the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises InUse when somebody else has it, BadAddress when it cannot be had here at all."""
        self._file = _opened(_of_bot(database), "a+")
        if not _is_taken(self._file, fcntl.LOCK_EX):
            self._file.close()
            raise InUse(
                f"{database} is in use by process {_holder(database)}. Stop it first, or move to PostgreSQL to run "
                "several."
            )
        self._sign()

    def release(self) -> None:
        """Let go. The file stays: removing it would let two processes lock two files of the same name."""
        self._file.close()

    def _sign(self) -> None:
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()


class BesideLock:
    """That the file keeps its shape and its place for a moment, shared by all who write beside the bot."""

    def __init__(self, database: Path) -> None:
        """Take a share. Raises InUse while somebody has the file alone, BadAddress as for a bot."""
        self._file = _opened(_of_those_beside(database), "r")
        if not _is_taken(self._file, fcntl.LOCK_SH):
            self._file.close()
            raise InUse(
                f"{database} is being migrated or moved by process {_holder(database)}. Try again when that is done."
            )

    def release(self) -> None:
        self._file.close()


class FileLock:
    """The file for us alone, without a bot or a command line beside: to migrate it, or to move it."""

    def __init__(self, database: Path) -> None:
        """Take both locks, and wait for those beside to end. Raises InUse or BadAddress, as the other two do."""
        with ExitStack() as held:
            held.callback(BotLock(database).release)
            beside = held.enter_context(_opened(_of_those_beside(database), "r"))
            _wait_for_those_beside(database, beside)
            self._held = held.pop_all()

    def release(self) -> None:
        self._held.close()


def _wait_for_those_beside(database: Path, beside: IO[str]) -> None:
    """A bot that brings its file up to date is not to fail because somebody has just typed something."""
    for _ in range(int(ALONE_WITHIN_S / LOOK_EVERY_S)):
        if _is_taken(beside, fcntl.LOCK_EX):
            return
        time.sleep(LOOK_EVERY_S)
    raise InUse(f"{database} is being written to by `sitrep incident`. Try again when that is done.")


def _of_bot(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")


def _of_those_beside(database: Path) -> Path:
    return database.with_name(f"{database.name}-beside.lock")


def _opened(path: Path, mode: Literal["r", "a+"]) -> IO[str]:
    """The file, made for its owner alone if it is not there: whoever can open it can take the lock, and keep it."""
    access = os.O_RDONLY if mode == "r" else os.O_RDWR | os.O_APPEND
    try:
        return os.fdopen(os.open(path, access | os.O_CREAT, 0o600), mode)
    except FileNotFoundError as error:
        raise BadAddress(
            f"There is no folder {path.parent.absolute()}: make it, or mount the disk that has it."
        ) from error
    except OSError as error:
        raise BadAddress(f"{path} cannot be opened ({error.strerror}). Use the account that the bot uses.") from error


def _is_taken(file: IO[str], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(database: Path) -> str:
    """The process that signed last."""
    return _of_bot(database).read_text().strip() or "unknown"
