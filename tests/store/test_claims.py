"""Many carriers at one outbox: nothing is lost, nothing is carried twice at a time, no lane is overtaken."""

import asyncio
from contextlib import AsyncExitStack

import sqlalchemy as sa

from bot.incident.deliveries import Delivered
from bot.incident.effects import Surface
from bot.store import catalogue, outbox, tables
from bot.store.catalogue import Row
from bot.store.engine import Store
from tests.store.examples import MORNING, claim, opened, post, want

LANES, POSTS_A_LANE, CARRIERS = 6, 8, 4
WAITED_TOO_LONG_S = 10
ROUNDS_MAX = 500  # a lane that is never freed must fail the test, not hang it


async def carry(store: Store, by: str, out: list[str]) -> None:
    """Claim and settle until the outbox is empty, letting the others in between."""
    for _ in range(ROUNDS_MAX):
        if not await remaining(store):
            return
        for parcel in await claim(store, by=by, limit=2):
            out.append(parcel.id)
            await asyncio.sleep(0)
            async with store.write("done") as tx:
                assert await outbox.done_all(tx, [(parcel, Delivered())])


async def remaining(store: Store) -> int:
    async with store.read() as tx:
        count: int = await tx.value(sa.select(sa.func.count()).select_from(tables.outbox).where(tables.is_waiting))
        return count


async def fill(store: Store) -> None:
    async with store.write("add") as tx:
        for number in range(POSTS_A_LANE):
            for lane in range(LANES):
                await post(tx, f"{lane}:{number}", lane=f"C{lane}")


def order_of_lane(out: list[str], lane: int) -> list[int]:
    return [int(number) for of, number in (id.split(":") for id in out) if int(of) == lane]  # noqa: A001


async def test_carriers_of_one_process_carry_each_post_once_and_in_order(store: Store) -> None:
    await fill(store)
    out: list[str] = []
    async with asyncio.TaskGroup() as carriers:
        for number in range(CARRIERS):
            carriers.create_task(carry(store, f"carrier {number}", out))

    assert [list(range(POSTS_A_LANE))] * LANES == [order_of_lane(out, lane) for lane in range(LANES)]


async def test_replicas_carry_each_post_once_and_in_order(postgres_url: str) -> None:
    out: list[str] = []
    async with AsyncExitStack() as stack:
        replicas = [await stack.enter_async_context(opened(postgres_url)) for _ in range(CARRIERS)]
        await fill(replicas[0])
        async with asyncio.TaskGroup() as carriers:
            for number, replica in enumerate(replicas):
                carriers.create_task(carry(replica, f"replica {number}", out))

    assert [list(range(POSTS_A_LANE))] * LANES == [order_of_lane(out, lane) for lane in range(LANES)]


async def test_a_surface_is_in_one_pair_of_hands_and_ends_at_the_newest(store: Store) -> None:
    shown: list[int] = []
    in_hand = 0

    async def keep_shown() -> None:
        nonlocal in_hand
        for _ in range(20):
            for parcel in await claim(store):
                in_hand += 1
                assert 1 == in_hand
                shown.append(parcel.claimed_seq)
                await asyncio.sleep(0)
                in_hand -= 1
                async with store.write("done") as tx:
                    await outbox.done_all(tx, [(parcel, Delivered())])

    async def move_on() -> None:
        for seq in range(1, 30):
            async with store.write("want") as tx:
                await want(tx, "channel", seq, id=f"s{seq}")

    async with asyncio.TaskGroup() as hands:
        hands.create_task(move_on())
        for _ in range(3):
            hands.create_task(keep_shown())
    await keep_shown()

    assert (sorted(set(shown)), 29) == (shown, shown[-1])


async def test_a_claim_passes_over_a_surface_that_is_just_being_changed(postgres_url: str) -> None:
    """Had it waited, the desk, which settles another parcel next, could have waited for the claim."""
    async with opened(postgres_url) as store, asyncio.timeout(WAITED_TOO_LONG_S):
        async with store.write("want") as tx:
            await want(tx, "channel", 1)
        async with store.write("want more") as tx:
            await want(tx, "channel", 2)
            await outbox.named(tx, ["channel-1"])  # what was put off is done before anything is asked
            meanwhile = await asyncio.create_task(claim(store, MORNING))
        later = await claim(store, MORNING)

    assert ([], ["channel-1"]) == (meanwhile, [parcel.id for parcel in later])


async def test_a_claim_finds_the_waiting_rows_by_their_index(sqlite_url: str) -> None:
    """The outbox keeps everything that ever went out; a tick must not read it all."""
    heads = outbox._ready(sa.select(tables.outbox.c.id), outbox._LAID_LANES).params(now=MORNING)
    async with opened(sqlite_url) as store, store.read() as tx:
        plan = await tx.all(sa.text("EXPLAIN QUERY PLAN " + literal(heads)))

    steps = [row.detail for row in plan]
    assert [] == [step for step in steps if step.startswith("SCAN") and "ix_outbox_waiting" not in step]


def literal(statement: sa.Select[tuple[str]]) -> str:
    from sqlalchemy.dialects import sqlite

    return str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


async def test_what_is_worst_goes_out_before_what_was_asked_for_first(store: Store) -> None:
    rows = (
        Row(number=1, severity=4),
        Row(number=2, severity=1, drill=True),
        Row(number=3),
        Row(number=4, severity=1),
        Row(number=5, severity=4),
    )
    async with store.write("flood") as tx:
        for row in rows:
            await catalogue.put(tx, row)
            wanted = (f"channel-{row.number}", Surface("channel"))
            await outbox.want(tx, number=row.number, surfaces=[wanted], seq=1, now=MORNING)

    assert [4, 3, 1, 5, 2] == [parcel.number for parcel in await claim(store, by="one", limit=9)]
