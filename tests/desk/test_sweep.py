"""The sweep asks about every incident with something due; one that cannot be asked about keeps no other waiting."""

from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from bot.clock import HandClock
from bot.desk import Desk
from bot.incident import facts as f
from bot.incident import lifecycle, roles
from bot.store import catalogue
from bot.store.engine import Store
from bot.store.tables import logbook

LEO, ANA = "U0LEO", "U0ANA"


async def opens(desk: Desk, title: str) -> int:
    """An incident whose logs are with Ana."""
    rule = partial(lifecycle.open_incident, title=title, severity=1, offers=[])
    number = (await desk.start(rule, title=title, by=LEO, cause=f"cmd:{title}")).outcome.incident.number
    await desk.act(number, partial(roles.take, role="logs"), by=ANA, cause=f"cmd:{title}:logs")
    return number


async def from_a_newer_version(store: Store, number: int) -> None:
    async with store.write("newer") as tx:
        last = (await tx.all(sa.select(logbook).where(logbook.c.number == number).order_by(logbook.c.seq.desc())))[0]
        newer = {**last._asdict(), "seq": last.seq + 1, "cause": "cmd:newer", "body": '{"fact":"Teleported"}'}
        row = await catalogue.lock(tx, number)
        assert row is not None
        await tx.run(sa.insert(logbook).values({**newer, "kind": "Teleported"}))


async def test_an_incident_that_cannot_be_read_here_stops_no_other_reminder(
    desk: Desk, store: Store, clock: HandClock
) -> None:
    """After a version was taken back, what the newer one wrote is due for ever; the others must not wait for it."""
    unreadable, other = await opens(desk, "first"), await opens(desk, "second")
    await from_a_newer_version(store, unreadable)
    desk._cache.clear()
    clock.turn(clock.now() + timedelta(minutes=6))

    await desk.sweep(clock.now())

    assert [ANA] == [fact.person for _, fact in (await desk.read(other)).of(f.Reminded)]
