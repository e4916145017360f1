"""Brings a database to the shape this version knows, once, also when several replicas start together.

Law: whether it is there is asked cheaply at every start; Alembic is loaded only when there is something to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.resources import resource
from bot.store import addresses
from bot.store.failures import in_our_words
from bot.store.sqlite import FileLock, tune_writer
from bot.store.transactions import lock_key


def head() -> str:
    """The newest revision: migrations are one line, each file named after its revision, `0001_…` first."""
    return max(path.name.partition("_")[0] for path in (resource("migrations") / "versions").glob("[0-9]*_*.py"))


async def is_current(url: str) -> bool:
    """Whether the database has the shape that this version knows. Creates nothing, not even SQLite's file.

    Raises BadAddress or Unavailable.
    """
    address = addresses.parse(url)
    if addresses.is_sqlite(address) and not addresses.sqlite_path(address).exists():
        return False
    engine = create_async_engine(addresses.for_async(address), poolclass=NullPool)
    try:
        with in_our_words():
            async with engine.connect() as connection:
                return await connection.run_sync(revision) == head()
    finally:
        await engine.dispose()


def revision(connection: sa.Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def migrate(url: str) -> None:
    """Bring the database to the newest revision, all or nothing; to be called outside an event loop's thread.

    Raises BadAddress, Unavailable, and `sqlite.InUse` while a bot runs on the SQLite file. On PostgreSQL, replicas
    that start together wait for the first one.
    """
    address = addresses.parse(url)
    with in_our_words(), _alone(address) as engine, engine.begin() as connection:
        upgrade(connection)


def upgrade(connection: sa.Connection) -> None:
    """Bring the database to the newest revision inside the connection's transaction, which is the caller's to end."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))  # % is ConfigParser's own
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _alone(address: URL) -> Iterator[sa.Engine]:
    """An engine, while nobody else migrates this database."""
    if addresses.is_sqlite(address):
        with _alone_with_file(address) as engine:
            yield engine
    else:
        with _alone_on_postgres(address) as engine:
            yield engine


@contextmanager
def _alone_with_file(address: URL) -> Iterator[sa.Engine]:
    lock = FileLock(addresses.sqlite_path(address))
    engine = sa.create_engine(address, poolclass=NullPool)
    tune_writer(engine)
    try:
        yield engine
    finally:
        engine.dispose()
        lock.release()


@contextmanager
def _alone_on_postgres(address: URL) -> Iterator[sa.Engine]:
    engine = sa.create_engine(address, poolclass=NullPool)
    key = lock_key("migrate")
    try:
        # The lock is held by a connection of its own, so that it outlasts the migration's transaction.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as keeper:
            keeper.execute(sa.select(sa.func.pg_advisory_lock(key)))
            try:
                yield engine
            finally:
                keeper.execute(sa.select(sa.func.pg_advisory_unlock(key)))
    finally:
        engine.dispose()
