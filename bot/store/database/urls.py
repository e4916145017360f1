"""Where the memory lives: from the address an administrator writes to the one each driver wants.

Law: an address that can be read in two ways is refused before any driver sees it, for a driver's message would take
half of a password for the name of a host and print it. A refusal repeats no part of the address.
"""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

ESCAPED = (
    "write postgresql://user:password@host:5432/name, and in the password %40 for @, %3A for :, %2F for /, %3F for ?, "
    "%23 for # and %25 for %."
)


class BadAddress(ValueError):
    """The database address cannot be used; the message says what to write instead."""


def parse(url: str) -> URL:
    """The address as SQLAlchemy uses it: SQLite with Python's own driver, PostgreSQL with psycopg.

    `sqlite:///sitrep.db` (a path relative to where the process runs), `postgresql://…` and `postgres://…` are
    enough; a driver named in the address is replaced by ours. Raises BadAddress.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadAddress("The database address cannot be read: write sqlite:///sitrep.db or postgresql://….") from error
    except ValueError as error:  # SQLAlchemy reads the port with int()
        raise BadAddress(f"The port in the database address is no number: {ESCAPED}") from error
    kind = address.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        if url.count("@") != (address.username is not None):
            raise BadAddress(f"The database address has an @ too many: {ESCAPED}")
        if "=" in (address.password or "").partition("?")[2]:  # host:5432/name?password=a@b would be on the host "b"
            raise BadAddress(f"The database address can be read in two ways: {ESCAPED}")
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise BadAddress(
            "Sitrep keeps its memory in SQLite or PostgreSQL: write sqlite:///sitrep.db or postgresql://…."
        )
    if address.host or address.username or address.password or address.port:
        raise BadAddress(
            "A SQLite address names a file and nothing else: write three slashes, as in sqlite:///sitrep.db."
        )
    if address.database in {None, "", ":memory:"}:
        raise BadAddress("A memory that forgets is of no use here: give SQLite a file, such as sqlite:///sitrep.db.")
    return address.set(drivername="sqlite")


def described(address: URL) -> str:
    """The place in words, without anything that opens it: no user, no password, no option."""
    if is_sqlite(address):
        return f"SQLite, {sqlite_path(address).absolute()}"
    host = address.host or address.query.get("host") or "this machine"
    return f"PostgreSQL, {address.database or 'the default database'} on {host}"


def is_sqlite(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"


def sqlite_path(address: URL) -> Path:
    """The database file of a SQLite address."""
    return Path(address.database or "")
