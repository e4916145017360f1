"""SQLite's own ways: how a connection is tuned, how a transaction begins, and how a process keeps a file to itself."""

import fcntl
import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from bot.store.addresses import BadAddress

BUSY_TIMEOUT_MS = 2_000  # a backup tool may hold the file that long; a person waits 3 s at most for an answer
_TUNING = (
    f"busy_timeout = {BUSY_TIMEOUT_MS}",  # first, since changing the journal's mode may already have to wait
    "journal_mode = WAL",  # readers and the writer do not wait for each other
    "synchronous = FULL",  # under NORMAL a power cut takes back what was acknowledged (sqlite.org/pragma.html)
    "foreign_keys = ON",
    "recursive_triggers = ON",  # else INSERT OR REPLACE deletes past the delete trigger
)


class InUse(RuntimeError):  # noqa: N818 - an answer to whoever starts the bot
    """Another process has the database file open; the message says which."""


def tune_writer(engine: sa.Engine) -> None:
    """Begin by asking for the right to write: a transaction that reads first and asks later is refused as "locked"."""
    _tune(engine, _TUNING, begin="BEGIN IMMEDIATE")


def tune_reader(engine: sa.Engine) -> None:
    _tune(engine, (*_TUNING, "query_only = ON"), begin="BEGIN")


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


class FileLock:
    """The file beside the database that says whose it is. It is free again when the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises InUse when somebody else has it, BadAddress when there is no such folder."""
        path = database.with_name(f"{database.name}.lock")
        try:
            self._file = path.open("a+")
        except FileNotFoundError as error:
            raise BadAddress(f"There is no folder {database.parent} to keep {database.name} in.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = self._holder()
            self._file.close()
            raise InUse(
                f"{database} is in use by process {holder}. Stop it first, or move to PostgreSQL to run several."
            ) from error
        self._sign()

    def release(self) -> None:
        """Let go. The file stays: removing it would let two processes lock two files of the same name."""
        self._file.close()

    def _holder(self) -> str:
        self._file.seek(0)
        return self._file.read().strip() or "unknown"

    def _sign(self) -> None:
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()
