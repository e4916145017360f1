"""An older version beside a newer one on one database: what it cannot read it leaves alone, and all else goes on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

import pytest
import sqlalchemy as sa

from bot import desk as desks
from bot.clock import HandClock
from bot.courier import Courier, Performer
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import facts as f
from bot.incident import lifecycle, records, roles
from bot.incident.deliveries import Delivered, Impossible, NotForUs
from bot.incident.effects import TO_CARD, TO_PERSON, Post, Surface
from bot.incident.errors import Refused
from bot.incident.logbook import Entry
from bot.incident.state import Incident
from bot.store import catalogue, logbook, outbox, projection, tables
from bot.store.engine import Store
from bot.store.outbox import Parcel
from bot.store.transcript import Said
from tests.crash.newer import SIREN, AlarmSounded

LEO, ANA = "U0LEO", "U0ANA"
KNOWN = {
    "channel",
    "invite",
    "card",
    "pin",
    "topic",
    "announcement",
    "offer",
    "reminder",
    "noted",
    "role_taken",
    "catchup",
}


async def opens(desk: Desk, title: str = "Documents missing") -> int:
    """An incident whose logs are with Ana."""
    rule = partial(lifecycle.open_incident, title=title, severity=1, offers=[])
    number = (await desk.start(rule, title=title, by=LEO, cause=f"cmd:{title}")).outcome.incident.number
    await desk.act(number, partial(roles.take, role="logs"), by=ANA, cause=f"cmd:{title}:logs")
    return number


async def writes_newer(store: Store, number: int, *, cause: str = "cmd:newer") -> None:
    """What a newer version leaves: a fact that we have no word for, and the row that follows from it."""
    async with store.write("newer") as tx:
        row = await catalogue.lock(tx, number)
        assert row is not None
        seq, at = row.last_seq + 1, row.opened_at
        assert at is not None
        alarm = cast("f.Fact", AlarmSounded(loudness=11))
        chain = await logbook.append(tx, number, [Entry(seq, at, at, LEO, cause, alarm)], ids=Ids(3))
        await catalogue.put(tx, replace(row, last_seq=seq, last_chain=chain))


async def filed(store: Store, number: int) -> catalogue.Row:
    async with store.read() as tx:
        row = await catalogue.get(tx, number)
    assert row is not None
    return row


async def orders(store: Store, number: int, *posts: Post, now: datetime) -> None:
    """As a newer desk does: a name in the outbox is only a name. The id is the message and its place in this order."""
    async with store.write("order") as tx:
        lines = [
            projection.in_line(post, id=f"{post.message}-{place}", number=number) for place, post in enumerate(posts)
        ]
        await outbox.add_posts(tx, number=number, orders=lines, now=now)


class NewerSurface(Surface):
    """One that stands in no list of ours."""

    priority = 9
    waits_for = ""


async def parcel_of(store: Store, name: str) -> Parcel:
    async with store.read() as tx:
        return (await outbox.named(tx, [name]))[name]


async def waiting(store: Store, number: int) -> Sequence[sa.Row[Any]]:
    """What is still to be told of the incident."""
    async with store.read() as tx:
        return await tx.all(sa.select(tables.outbox).where(tables.is_waiting, tables.outbox.c.number == number))


@dataclass
class World:
    """What has been carried out, by whoever knows only so much."""

    known: frozenset[str] | None = frozenset(KNOWN)
    told: list[str] = field(default_factory=list)
    meanwhile: Callable[[Parcel], Awaitable[None]] | None = None

    async def __call__(self, parcel: Parcel, _: Incident) -> Delivered:
        if self.known is not None and parcel.name.partition(":")[0] not in self.known:
            raise NotForUs
        self.told.append(parcel.id if parcel.kind == "post" else parcel.name)
        if self.meanwhile is not None:
            await self.meanwhile(parcel)
        return Delivered(channel="C1", ts=f"{len(self.told)}.0", name="inc-1")


Carry = Callable[[Performer], Awaitable[None]]


@pytest.fixture
def carry(desk: Desk, store: Store, clock: HandClock) -> Carry:
    """Lets a courier of its own carry until nothing more can go out."""

    async def carried(perform: Performer) -> None:
        courier = Courier(desk=desk, store=store, clock=clock, ids=Ids(4), perform=perform)
        running = asyncio.create_task(courier.run())
        for _ in range(3):  # every tick wakes; what is left must not be taken again
            courier.wake()
            await quiet(courier)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    return carried


async def quiet(courier: Courier) -> None:
    async with asyncio.timeout(20):
        while courier.busy:  # noqa: ASYNC110 - nothing tells of quiet
            await asyncio.sleep(0.001)


async def test_nothing_is_decided_on_top_of_what_cannot_be_read(desk: Desk, store: Store) -> None:
    number = await opens(desk)
    await writes_newer(store, number)

    with pytest.raises(Refused, match="written_by_a_newer_version"):
        await desk.act(number, partial(records.note, text="blind"), by=LEO, cause="cmd:2")
    async with store.read() as tx:
        assert await logbook.verify(tx, number) is None


async def test_a_struck_entry_that_cannot_be_read_counts_as_unread_too(desk: Desk, store: Store) -> None:
    """Its id stays taken, and an id never means two things; so nobody may give out the next one."""
    number = await opens(desk)
    await writes_newer(store, number)
    async with store.write("struck by the newer version") as tx:
        row = await catalogue.lock(tx, number)
        assert row is not None
        assert row.opened_at is not None
        struck = Entry(row.last_seq + 1, row.opened_at, row.opened_at, LEO, "cmd:undo", f.Struck(seq=row.last_seq))
        await logbook.append(tx, number, [struck], ids=Ids(5))
        await catalogue.put(tx, catalogue.Row(number=number, last_seq=row.last_seq + 1))

    with pytest.raises(Refused, match="written_by_a_newer_version"):
        await desk.act(number, partial(records.note, text="blind"), by=LEO, cause="cmd:2")


async def test_a_command_that_a_newer_version_carried_out_is_not_answered_as_if_nothing_had_changed(
    desk: Desk, store: Store
) -> None:
    """Its acknowledgement was lost, and Slack delivers it to the older one."""
    number = await opens(desk)
    await writes_newer(store, number, cause="press:7")

    with pytest.raises(Refused, match="written_by_a_newer_version"):
        await desk.act(number, partial(records.note, text="again"), by=LEO, cause="press:7")
    rule = partial(lifecycle.open_incident, title="Again", severity=1, offers=[])
    with pytest.raises(Refused, match="written_by_a_newer_version"):
        await desk.start(rule, title="Again", by=LEO, cause="press:7")


async def test_the_older_version_leaves_the_row_of_what_it_cannot_read_as_it_is(
    desk: Desk, store: Store, clock: HandClock
) -> None:
    """When the next reminder is due, only the version that can read it knows."""
    number = await opens(desk)
    await writes_newer(store, number)
    before = await filed(store, number)
    clock.turn(clock.now() + timedelta(minutes=4))
    await desk.note_form(number, ANA)
    said = Said(channel="C1", ts="1778749440.000100", thread_ts="", author=ANA, text="half of it", edited_ts="")
    await desk.hear(said, number=number, substance=True)
    await desk.refile(number)

    assert before == await filed(store, number)
    assert ANA in (await desk.activity(number)).form


async def test_incidents_that_cannot_be_read_take_nobodys_place_in_the_sweep(
    desk: Desk, store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "DUE_AT_A_TIME", 1)
    unreadable, other = await opens(desk, "first"), await opens(desk, "second")
    await writes_newer(store, unreadable)
    clock.turn(clock.now() + timedelta(minutes=6))
    for _ in range(2):
        await desk.sweep(clock.now())

    assert [ANA] == [fact.person for _, fact in (await desk.read(other)).of(f.Reminded)]


async def test_nothing_goes_out_for_an_incident_that_cannot_be_read(desk: Desk, store: Store, carry: Carry) -> None:
    """Its card would be drawn without what the newer version wrote, and count as shown."""
    unreadable, other = await opens(desk, "first"), await opens(desk, "second")
    await writes_newer(store, unreadable)
    older = World()
    await carry(older)
    left = await waiting(store, unreadable)

    assert "channel" in older.told
    assert [] == await waiting(store, other)
    assert {(0, "", False)} == {(row.attempts, row.last_error, row.given_up) for row in left}


async def test_what_was_under_way_when_the_newer_version_wrote_is_looked_for_by_the_newer_one(
    desk: Desk, store: Store, carry: Carry
) -> None:
    """As if the older one had died with Slack's answer in its hands."""
    number = await opens(desk)

    async def newer_writes(_: Parcel) -> None:
        if not world.told[1:]:
            await writes_newer(store, number)

    world = World(meanwhile=newer_writes)
    await carry(world)
    (channel,) = [row for row in await waiting(store, number) if row.name == "channel"]

    assert ["channel"] == world.told
    assert (1, False, "") == (channel.attempts, channel.given_up, (await filed(store, number)).channel)
    assert 0 == channel.attempts_held_back


async def test_what_slack_refuses_for_an_incident_that_cannot_be_read_is_for_the_newer_version_to_give_up(
    desk: Desk, store: Store, carry: Carry
) -> None:
    number = await opens(desk)

    async def refuses(_: Parcel) -> None:
        await writes_newer(store, number)
        raise Impossible("restricted_action")

    await carry(World(meanwhile=refuses))

    assert [False] == [row.given_up for row in await waiting(store, number) if row.name == "channel"]


async def test_a_message_of_a_newer_version_waits_for_it_and_keeps_only_its_own_lane_waiting(
    desk: Desk, store: Store, clock: HandClock, carry: Carry, caplog: pytest.LogCaptureFixture
) -> None:
    number = await opens(desk)
    await carry(World())
    unknown, behind = Post("alarm_sounded", f"{TO_PERSON}:{ANA}"), Post("noted", f"{TO_PERSON}:{ANA}")
    await orders(store, number, unknown, behind, Post("noted", TO_CARD), now=clock.now())
    caplog.clear()
    older = World()
    with caplog.at_level(logging.WARNING):
        await carry(older)
    left = await parcel_of(store, "alarm_sounded-0")
    newer = World(known=None)
    await carry(newer)

    assert ["noted-2"] == older.told
    assert (0, None, "") == (left.attempts, left.first_tried_at, left.last_error)
    assert 1 == len(caplog.records)
    assert ["alarm_sounded-0", "noted-1"] == newer.told


async def test_a_surface_of_a_newer_version_waits_for_it(
    desk: Desk, store: Store, clock: HandClock, carry: Carry
) -> None:
    number = await opens(desk)
    async with store.write("want") as tx:
        siren = NewerSurface(f"{SIREN}:4")
        await outbox.want(tx, number=number, surfaces=[("siren-4", siren)], seq=9, now=clock.now())
    older, newer = World(), World(known=None)
    await carry(older)
    left = await parcel_of(store, "siren-4")
    await carry(newer)

    assert f"{SIREN}:4" not in older.told
    assert 0 == left.attempts
    assert [f"{SIREN}:4"] == newer.told


async def test_a_message_that_no_newer_version_comes_for_stops_its_lane_for_minutes_and_not_for_ever(
    desk: Desk, store: Store, clock: HandClock, carry: Carry
) -> None:
    """The update was taken back: what it had to say stays, what we have to say goes out."""
    number = await opens(desk)
    await carry(World())
    unknown, behind = Post("alarm_sounded", f"{TO_PERSON}:{ANA}"), Post("noted", f"{TO_PERSON}:{ANA}")
    await orders(store, number, unknown, behind, now=clock.now())
    older, newer = World(), World(known=None)
    clock.turn(clock.now() + timedelta(minutes=10))  # docs/decisions/0011-side-by-side.md
    await carry(older)
    await carry(newer)

    assert (["noted-1"], ["alarm_sounded-0"]) == (older.told, newer.told)
