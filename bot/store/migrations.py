"""Brings a database to the shape this version knows, once, also while others start or are at work on it.

Law: whether it is there is asked cheaply at every start; Alembic is loaded only when there is something to do. There is
no way back: on a database that a newer version brought further, this one goes on as a guest, or not at all.

A revision says in its name who can still work with it. `0004` is for whoever knows it; `0004.0002` only adds to what
`0002` made, so that every version since then can go on (docs/decisions/0011-side-by-side.md).
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from bot.resources import resource
from bot.store.database import postgres, urls
from bot.store.database.connections import Connections
from bot.store.database.errors import in_our_words
from bot.store.database.sqlite import FileLock, tune_writer
from bot.store.transactions import lock_key

if TYPE_CHECKING:
    from alembic.config import Config

# A migration waits no longer for a table than this, and with it all commands behind it; then it makes way and comes
# again. Less than PostgreSQL's deadlock_timeout of 1 s, so that the command of a person is never what is ended.
LOCK_WAIT_MS = 500
LOCK_TRIES = 60
LOCK_PAUSE_S = 0.5
_MADE_WAY = frozenset({"55P03", "40P01"})  # PostgreSQL: lock_not_available, deadlock_detected


log = logging.getLogger(__name__)


class NotMigrated(RuntimeError):
    """The database is of no shape that this version can work with; the message says what to do.

    `needs_newer`: only a newer version can; otherwise it is older, or not there yet.
    """

    def __init__(self, message: str, *, needs_newer: bool = False) -> None:
        super().__init__(message)
        self.needs_newer = needs_newer


@dataclass(frozen=True, slots=True)
class Migrated:
    """Where the database stood before, None if it was empty or not there, and where it stands now."""

    was: str | None
    now: str

    @property
    def told(self) -> str:
        """What was made of it, to be said behind its place."""
        if self.was is None:
            return f", new and empty, made at revision {self.now}"
        if self.was == self.now:
            return f", at revision {self.now} as before"
        return f", brought from revision {self.was} to {self.now}"


def head() -> str:
    """The newest revision: migrations are one line, each file named after its revision, `0001_…` first."""
    return max(path.name.partition("_")[0] for path in (resource("migrations") / "versions").glob("[0-9]*_*.py"))


async def is_current(url: str) -> bool:
    """Whether this version can work with the database as it is. Creates nothing, not even SQLite's file.

    Raises BadAddress or Unavailable.
    """
    address = urls.parse(url)
    if urls.is_sqlite(address) and not urls.sqlite_path(address).exists():
        return False
    limits = {} if urls.is_sqlite(address) else postgres.CONNECT_ARGS
    connections = Connections(sa.create_engine(address, poolclass=NullPool, connect_args=limits), most=1)
    try:
        with in_our_words():
            async with connections.reading() as connection:
                return _is_usable(await connection.do(revision))
    finally:
        connections.dispose()


def revision(connection: sa.Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def require_usable(connection: sa.Connection) -> None:
    """Raise NotMigrated unless this version can work with the database as it is."""
    found = revision(connection)
    if _is_newer(found) and not _is_usable(found):
        raise NotMigrated(
            f"The database is at revision {found}: a newer version of Sitrep has changed it so that this one, which "
            f"knows {head()}, cannot work with it. Start the newer version, or restore the backup from before it.",
            needs_newer=True,
        )
    if not _is_usable(found):
        raise NotMigrated(
            f"The database is at revision {found or 'none'}, this version knows {head()}. Run `sitrep migrate`."
        )


def _is_usable(found: str | None) -> bool:
    """Whether it is our own shape, or a newer one that only adds to a shape we know."""
    since = (found or "").partition(".")[2]
    return found == head() or (_is_newer(found) and "" < since <= _number(head()))


def _is_newer(found: str | None) -> bool:
    return found is not None and _number(found) > _number(head())


def _number(name: str) -> str:
    """The revision's place in the line: four digits, which sort as they count."""
    return name.partition(".")[0]


def migrate(url: str) -> Migrated:
    """Bring the database to the newest revision, all or nothing; to be called outside an event loop's thread.

    Raises BadAddress, Unavailable, NotMigrated for one that only a newer version can work with, and `sqlite.InUse`
    while a bot runs on the SQLite file. On PostgreSQL, replicas that start together wait for the first one.
    """
    address = urls.parse(url)
    with in_our_words(), _alone(address) as engine:
        tries_left = LOCK_TRIES
        while True:
            tries_left -= 1
            try:
                return _migrate(engine)
            except sa.exc.OperationalError as error:
                if not tries_left or getattr(error.orig, "sqlstate", "") not in _MADE_WAY:
                    raise
            time.sleep(LOCK_PAUSE_S)


def _migrate(engine: sa.Engine) -> Migrated:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")
        was = revision(connection)
        upgrade(connection)
        return Migrated(was, revision(connection) or "")


def upgrade(connection: sa.Connection) -> None:
    """Bring the database to the newest revision inside the connection's transaction, which is the caller's to end.

    One that a newer version brought further stays as it is. Raises NotMigrated when this version cannot work with it.
    """
    if _is_newer(revision(connection)):
        require_usable(connection)
        return
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: sa.Connection) -> "Config":
    """What Alembic needs to find our migrations and run them on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))  # % is ConfigParser's own
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(address: URL) -> Iterator[sa.Engine]:
    """An engine, while nobody else migrates this database."""
    if urls.is_sqlite(address):
        with _alone_with_file(address) as engine:
            yield engine
    else:
        with _alone_on_postgres(address) as engine:
            yield engine


@contextmanager
def _alone_with_file(address: URL) -> Iterator[sa.Engine]:
    lock = FileLock(urls.sqlite_path(address))
    engine = sa.create_engine(address, poolclass=NullPool)
    tune_writer(engine)
    try:
        yield engine
    finally:
        engine.dispose()
        lock.release()


@contextmanager
def _alone_on_postgres(address: URL) -> Iterator[sa.Engine]:
    engine = sa.create_engine(address, poolclass=NullPool, connect_args=postgres.CONNECT_ARGS)
    key = lock_key("migrate")
    try:
        # The lock is held by a connection of its own, so that it outlasts the migration's transaction.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as keeper:
            if not keeper.execute(sa.select(sa.func.pg_try_advisory_lock(key))).scalar():
                log.warning("Another bot brings the database up to date; this one waits until that is done.")
                keeper.execute(sa.select(sa.func.pg_advisory_lock(key)))
            try:
                yield engine
            finally:
                keeper.execute(sa.select(sa.func.pg_advisory_unlock(key)))
    finally:
        engine.dispose()
