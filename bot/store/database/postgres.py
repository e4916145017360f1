"""PostgreSQL's own ways: how long a connection waits for a server, a lock or us before it gives up.

Without these a server that was unplugged is waited for as long as TCP likes, and a replica that was cut off keeps its
locks for two hours (postgresql.org/docs/current/runtime-config-connection.html, tcp_keepalives_idle).
"""

import select
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError

from bot.store.database.errors import Trouble, Unavailable

CONNECT_ARGS = {
    "connect_timeout": 2,  # seconds; the least that libpq takes
    "tcp_user_timeout": 5_000,  # ms until what was sent and never confirmed counts as a broken connection
}
_LIMITS = (
    "lock_timeout = '2s'",  # who waits longer for an incident is to hear of it within Slack's three seconds
    "statement_timeout = '10s'",  # far more than the longest reading takes
    "idle_in_transaction_session_timeout = '10s'",  # the locks of a replica that was cut off are free by then
)


def tune(engine: sa.Engine) -> None:
    """Set the limits on every new connection; not in its address, which some poolers refuse.

    A server that was restarted is noticed when a connection is taken and not in the middle of a command: without asking
    it, which would be one more wait in every transaction. Of one that was unplugged, only a statement could tell.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for limit in _LIMITS:
            cursor.execute(f"SET SESSION {limit}")
        cursor.close()
        connection.commit()  # else the first rollback would take them back

    @event.listens_for(engine, "checkout")
    def taken(connection: Any, _record: object, _proxy: object) -> None:
        if connection.closed or _has_spoken(connection.fileno()):
            raise InvalidatePoolError


def _has_spoken(socket: int) -> bool:
    """Whether a server of which nothing was asked sent something: that it leaves, as a rule."""
    looking = select.poll()
    looking.register(socket, select.POLLIN)
    return bool(looking.poll(0))


def require_writable(connection: sa.Connection) -> None:
    """Raise Unavailable where a server only lets read; a start writes nothing there, and would notice too late."""
    if connection.dialect.name == "postgresql" and _shown(connection, "transaction_read_only") == "on":
        raise Unavailable("transaction_read_only is on", trouble=Trouble.READ_ONLY)


def _shown(connection: sa.Connection, setting: str) -> str:
    return str(connection.exec_driver_sql(f"SHOW {setting}").scalar())
