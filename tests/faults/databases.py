"""What befalls a database, by its own means: each fault is answered by SQLite or PostgreSQL itself and by no double.

Law: what is shortened is only how long somebody waits, never what is answered in the end.
"""

import asyncio
import sqlite3
from dataclasses import dataclass, replace
from typing import Protocol

from bot.store.tables import metadata
from tests.faults.morning import Morning
from tests.postgres import Cluster

BUSY_TIMEOUT_MS = 20  # instead of two seconds
ACK_WITHIN_S = 1.5  # instead of three; it must stay longer than the bot tries again for a person
PAGES_MAX = 4_294_967_294  # sqlite.org/pragma.html: no limit of ours
FILLING = 200_000  # characters of ballast at a time


class Trouble(Protocol):
    """A fault that begins and ends."""

    async def begins(self, day: Morning) -> None:
        """From now on it is so."""

    async def ends(self, day: Morning) -> None:
        """It is over, and nothing else is done about it."""


async def hasten(day: Morning) -> None:
    """Short waits, so that a test of an outage does not take as long as one."""
    day.slack.world.knobs = replace(day.slack.world.knobs, ack_within_s=ACK_WITHIN_S, event_retries=1)
    if _is_sqlite(day):
        await pragma(day, f"busy_timeout = {BUSY_TIMEOUT_MS}")


class Locked:
    """Another process writes, and does not come to an end: a backup, or somebody with a shell."""

    async def begins(self, day: Morning) -> None:
        self._other = sqlite3.connect(database_file(day), isolation_level=None)
        self._other.execute("BEGIN EXCLUSIVE")

    async def ends(self, day: Morning) -> None:
        self._other.execute("ROLLBACK")
        self._other.close()


class NoWriting:
    """SQLite answers SQLITE_READONLY, as it does on a volume that was mounted again to be read only."""

    async def begins(self, day: Morning) -> None:
        await pragma(day, "query_only = ON")

    async def ends(self, day: Morning) -> None:
        await pragma(day, "query_only = OFF")


class NoSpace:
    """SQLite answers SQLITE_FULL to whatever needs another page; all there are were filled before."""

    async def begins(self, day: Morning) -> None:
        with sqlite3.connect(database_file(day)) as other:
            other.execute("CREATE TABLE ballast (of TEXT)")
            other.execute("INSERT INTO ballast VALUES (?)", ("x" * FILLING,))
        other.close()
        await pragma(day, "max_page_count = 1")  # SQLite makes it as many as there are

    async def ends(self, day: Morning) -> None:
        await pragma(day, f"max_page_count = {PAGES_MAX}")


@dataclass(frozen=True, slots=True)
class Away:
    """The server is shut down, and started again."""

    cluster: Cluster

    async def begins(self, day: Morning) -> None:
        self.cluster.goes()

    async def ends(self, day: Morning) -> None:
        self.cluster.comes_back()


@dataclass(frozen=True, slots=True)
class ThrownOut:
    """Every connection is ended by the server, which goes on: a failover, or an administrator."""

    cluster: Cluster

    async def begins(self, day: Morning) -> None:
        throw_out(self.cluster, day)

    async def ends(self, day: Morning) -> None:
        """It was over at once."""


@dataclass(frozen=True, slots=True)
class OnlyReading:
    """Behind the same address there is only the copy that follows the server, and nobody has promoted it yet."""

    cluster: Cluster

    async def begins(self, day: Morning) -> None:
        self.cluster.goes()
        self.cluster.comes_back_as_copy()

    async def ends(self, day: Morning) -> None:
        self.cluster.promote()


@dataclass(frozen=True, slots=True)
class NoDisk:
    """Every row is answered with SQLSTATE 53100, disk_full. A trigger says it, where a full disk would."""

    cluster: Cluster

    async def begins(self, day: Morning) -> None:
        self._run(
            day,
            "CREATE FUNCTION no_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$",
        )
        for table in metadata.tables:
            self._run(day, f"CREATE TRIGGER a_no_disk BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION no_disk()")

    async def ends(self, day: Morning) -> None:
        self._run(day, "DROP FUNCTION no_disk() CASCADE")

    def _run(self, day: Morning, statement: str) -> None:
        self.cluster.run_sql(statement, database=name(day))


def throw_out(cluster: Cluster, day: Morning) -> None:
    cluster.run_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name(day)}'")


def name(day: Morning) -> str:
    """The database's name on its server."""
    return day.app._settings.database_url.partition("?")[0].rpartition("/")[2]


def database_file(day: Morning) -> str:
    return day.app._settings.database_url.removeprefix("sqlite:///")


async def pragma(day: Morning, text: str) -> None:
    """Set something of the one connection that writes, past every transaction."""
    pooled = await asyncio.to_thread(day.app._store._writer._engine.raw_connection)
    pooled.cursor().execute(f"PRAGMA {text}")
    pooled.close()


def _is_sqlite(day: Morning) -> bool:
    return day.app._settings.database_url.startswith("sqlite")
