"""The courier keeps what it is carrying, also when the memory is busy for a moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from bot.clock import HandClock
from bot.courier import LEASE, Courier
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import lifecycle
from bot.incident.deliveries import Delivered
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.scheduler import TICK_S
from bot.store import outbox
from bot.store.engine import Store, Unavailable, Writing
from bot.store.outbox import Parcel
from tests.desk.conftest import NINE

# docs/decisions/0008-short-leases.md
LASTS, RENEWED_EVERY, PROMISED = timedelta(seconds=5), timedelta(seconds=1.5), timedelta(seconds=10)
STARTS_WITHIN = timedelta(seconds=4)  # a process, on a machine that does other things as well


class BusyStore(Store):
    """Has no time for the first renewal of a lease."""

    renewals = 0

    @asynccontextmanager
    async def write_behind(self, what: str) -> AsyncIterator[Writing]:
        if what == "renew":
            self.renewals += 1
            if self.renewals == 1:
                raise Unavailable("busy")
        async with super().write_behind(what) as tx:
            yield tx


async def never(_parcel: Parcel, _incident: Incident) -> Delivered:
    await asyncio.Event().wait()
    raise AssertionError


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not so():  # noqa: ASYNC110 - what a task does between two turns of the clock tells nobody
            await asyncio.sleep(0)


async def opens(desk: Desk, title: str) -> None:
    rule = partial(lifecycle.open_incident, title=title, severity=1, offers=[])
    await desk.start(rule, title=title, by="U1", cause=f"cmd:{title}")


def test_a_lease_survives_two_lost_renewals_and_leaves_time_to_start_within_the_promise() -> None:
    """The tick after its end takes up the lane."""
    assert (LASTS, RENEWED_EVERY) == (LEASE.lasts, LEASE.renewed_every)
    assert 3 * LEASE.renewed_every < LEASE.lasts
    assert LEASE.lasts + timedelta(seconds=TICK_S) + STARTS_WITHIN <= PROMISED


async def test_leases_are_renewed_together_and_outlive_a_renewal_that_failed(sqlite_url: str) -> None:
    """Otherwise slow calls would be made a second time while the first are still under way."""
    clock, store = HandClock(NINE), await BusyStore.open(sqlite_url)
    desk = Desk(store, clock=clock, ids=Ids(1), policy=Policy())
    courier = Courier(desk=desk, store=store, clock=clock, ids=Ids(2), perform=never)
    await opens(desk, "Lost")
    await opens(desk, "Gone")
    courier.wake()
    running = asyncio.create_task(courier.run())
    for renewals in range(1, 6):
        await until(lambda: clock.next_wake_at() is not None)
        clock.turn(clock.now() + RENEWED_EVERY)
        await until(lambda wanted=renewals: store.renewals >= wanted)
    async with store.read() as tx:
        free = await outbox.count_ready(tx, clock.now())

    assert clock.now() > NINE + LASTS
    assert (5, 0) == (store.renewals, free)
    await ended(running, *courier._carrying)
    await store.close()


async def ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
