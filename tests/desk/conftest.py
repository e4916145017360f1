"""A desk on a real database, with a clock that tests turn."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.policy import Policy
from bot.store.engine import Store

NINE = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NINE)


@pytest.fixture
def desk(store: Store, clock: HandClock) -> Desk:
    return Desk(store, clock=clock, ids=Ids(1), policy=Policy())


@pytest.fixture
def another(store: Store, clock: HandClock) -> Callable[[], Desk]:
    """A second desk on the same database, as another replica has it: nothing is shared in memory."""
    return lambda: Desk(store, clock=clock, ids=Ids(2), policy=Policy())
