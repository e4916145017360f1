"""Where the memory lives: from the address an administrator writes to the one each driver wants."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError


class BadAddress(ValueError):
    """The database address cannot be used; the message says what to write instead."""


def parse(url: str) -> URL:
    """The address as the migrations use it: SQLite with Python's own driver, PostgreSQL with psycopg.

    `sqlite:///sitrep.db` (a path relative to where the process runs), `postgresql://…` and `postgres://…` are
    enough; a driver named in the address is replaced by ours. Raises BadAddress.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadAddress("The database address cannot be read. Write sqlite:///sitrep.db or postgresql://…") from error
    kind = address.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise BadAddress(f"Sitrep keeps its memory in SQLite or PostgreSQL, not in {kind!r}.")
    if address.database in {None, "", ":memory:"}:
        raise BadAddress("A memory that forgets is of no use here: give SQLite a file, such as sqlite:///sitrep.db.")
    return address.set(drivername="sqlite")


def for_async(address: URL) -> URL:
    """The same place, for the running bot."""
    return address.set(drivername="sqlite+aiosqlite") if is_sqlite(address) else address


def is_sqlite(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"


def sqlite_path(address: URL) -> Path:
    """The database file of a SQLite address."""
    return Path(address.database or "")
