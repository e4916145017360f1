"""Whether the database takes what it is given, as every transaction of this process finds out.

Law: trouble is logged when it begins and when it is over, and not once for each of the many who run into it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.store.database.errors import Unavailable

QUIET_FOR = timedelta(minutes=1)  # a full disk lets the smaller things through: one success alone proves nothing

log = logging.getLogger(__name__)


class Health:
    """In trouble from the first refusal until something worked after a minute without another."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ill_since: datetime | None = None
        self._refused_at = clock.now()
        self._reason = ""

    @property
    def unhealthy(self) -> str:
        """What is wrong, in words; empty when all is well."""
        return f"the database does not take what is to be kept: {self._reason}" if self._ill_since else ""

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Learn from a transaction; what else it raises says nothing about the database."""
        try:
            yield
        except Unavailable as away:
            self._refused(away.reason)
            raise
        self._worked()

    def _refused(self, reason: str) -> None:
        self._refused_at, self._reason = self._clock.now(), reason
        if self._ill_since is None:
            self._ill_since = self._refused_at
            log.error("the database is away: %s. Commands are refused, events are read again when it is back.", reason)

    def _worked(self) -> None:
        if self._ill_since is not None and self._clock.now() - self._refused_at >= QUIET_FOR:
            log.warning("the database is back; it was first away at %s", self._ill_since)
            self._ill_since = None
