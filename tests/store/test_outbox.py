from dataclasses import replace
from datetime import timedelta

import pytest

from bot.incident.deliveries import Delivered
from bot.incident.effects import TO_PERSON, Post
from bot.store import catalogue, outbox
from bot.store.catalogue import Row
from bot.store.engine import Store
from bot.store.outbox import Order, Parcel
from tests.store.examples import LEASE, MORNING, claim, minutes, post, want


async def settle(store: Store, parcel: Parcel, *, channel: str = "", ts: str = "") -> bool:
    async with store.write("settle") as tx:
        return bool(await outbox.done_all(tx, [(parcel, Delivered(channel=channel, ts=ts))]))


async def ready(store: Store, now: object = MORNING) -> int:
    async with store.read() as tx:
        return await outbox.count_ready(tx, now)  # type: ignore[arg-type]


async def ids(store: Store, now: object = MORNING) -> list[str]:
    return [parcel.id for parcel in await claim(store, now)]  # type: ignore[arg-type]


async def test_a_claimed_post_is_all_that_was_asked_for(store: Store) -> None:
    said = Post("reminder", f"{TO_PERSON}:U0ANA", {"minutes": 5, "roles": ["logs"]}, 7, also_in_channel=True)
    async with store.write("add") as tx:
        order = Order(id="p1", post=said, lane="U0ANA", waits_for="", priority=2)
        await outbox.add_posts(tx, number=3, orders=[order], now=MORNING)

    assert [
        Parcel(
            id="p1",
            number=3,
            kind="post",
            name="reminder",
            to="person:U0ANA",
            values={"minutes": 5, "roles": ["logs"]},
            shows_seq=7,
            also_in_channel=True,
            lane="U0ANA",
            priority=2,
            wanted_seq=1,
            shown_seq=0,
            attempts=1,
            attempts_held_back=0,
            first_tried_at=MORNING,
            last_error="",
            token="token-1",
            claimed_seq=1,
        )
    ] == await claim(store)


async def test_posts_of_a_lane_go_out_in_order(store: Store) -> None:
    async with store.write("add") as tx:
        for number in (1, 2, 3):
            await post(tx, f"p{number}", priority=-number)

    order = []
    while parcels := await claim(store):
        order += [parcel.id for parcel in parcels]
        await settle(store, parcels[0])
    assert ["p1", "p2", "p3"] == order


async def test_a_lane_that_is_being_carried_from_gives_nothing_out(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
        await post(tx, "p2")
    await claim(store)

    assert (0, []) == (await ready(store), await claim(store))


async def test_different_lanes_go_out_side_by_side_most_urgent_first_then_oldest(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "late", lane="C1", priority=6)
        await post(tx, "urgent", lane="C2", priority=1)
        await post(tx, "later", lane="C3", priority=6)

    assert ["urgent", "late", "later"] == await ids(store)


async def test_no_more_are_claimed_than_asked_for(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1", lane="C1")
        await post(tx, "p2", lane="C2")

    assert (2, 1) == (await ready(store), len(await claim(store, limit=1)))


@pytest.mark.parametrize(
    ("waits_for", "row", "expected"),
    [
        ("channel", Row(number=1), []),
        ("channel", Row(number=1, channel="C1"), ["p1"]),
        ("card", Row(number=1, channel="C1"), []),
        ("card", Row(number=1, channel="C1", card_ts="1.1"), ["p1"]),
        ("", Row(number=2), ["p1"]),
    ],
)
async def test_a_post_waits_for_what_it_stands_in(store: Store, waits_for: str, row: Row, expected: list[str]) -> None:
    async with store.write("add") as tx:
        await catalogue.put(tx, row)
        await post(tx, "p1", waits_for=waits_for)

    assert expected == await ids(store)


async def test_a_post_that_waits_holds_up_its_lane(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1", waits_for="channel")
        await post(tx, "p2")

    assert [] == await ids(store)


async def test_wanting_a_surface_again_is_one_showing(store: Store) -> None:
    async with store.write("want") as tx:
        await catalogue.put(tx, Row(number=1, channel="C1"))
        for seq in (3, 5, 4):
            await want(tx, "card", seq)

    assert [("card-3", 5)] == [(parcel.id, parcel.claimed_seq) for parcel in await claim(store)]


async def test_incidents_are_found_by_a_kind_of_surface_whether_it_is_shown_or_not(store: Store) -> None:
    async with store.write("want") as tx:
        await catalogue.put(tx, Row(number=1, channel="C1", last_seq=9))
        for seq, name in enumerate(("issue:F1", "issue:F2", "issues"), start=1):
            await want(tx, name.replace("issues", "card"), seq)

        assert {1: 9} == await outbox.with_surfaces(tx, "issue")
        assert {} == await outbox.with_surfaces(tx, "offer")


async def test_a_surface_that_shows_all_is_left_alone(store: Store) -> None:
    async with store.write("want") as tx:
        await want(tx, "channel", 3)
    await settle(store, (await claim(store))[0])

    assert [] == await ids(store)


async def test_a_surface_is_shown_again_when_the_record_moved_on_meanwhile(store: Store) -> None:
    async with store.write("want") as tx:
        await want(tx, "channel", 3)
    (parcel,) = await claim(store)
    async with store.write("want") as tx:
        await want(tx, "channel", 4)
    await settle(store, parcel)

    assert [(3, 4)] == [(again.shown_seq, again.claimed_seq) for again in await claim(store)]


async def test_each_surface_is_a_lane_of_its_own(store: Store) -> None:
    async with store.write("want") as tx:
        await catalogue.put(tx, Row(number=1, channel="C1"))
        for name in ("announcement", "card", "invite:U0ANA", "invite:U0LEO"):
            await want(tx, name, 1)

    names = [parcel.name for parcel in await claim(store)]
    assert ["invite:U0ANA", "invite:U0LEO", "card", "announcement"] == names


async def test_the_next_showing_of_a_surface_counts_its_attempts_anew(store: Store) -> None:
    async with store.write("want") as tx:
        await want(tx, "channel", 1)
    await settle(store, (await claim(store))[0], channel="C1", ts="1.1")
    async with store.write("want") as tx:
        await want(tx, "channel", 2)

    (again,) = await claim(store, minutes(9))
    assert (1, minutes(9), "C1", "1.1") == (again.attempts, again.first_tried_at, again.channel, again.ts)


async def test_what_failed_is_tried_again_when_its_time_has_come(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    (parcel,) = await claim(store)
    async with store.write("again") as tx:
        assert await outbox.again(tx, parcel, not_before=minutes(1), error="ratelimited")

    assert [] == await ids(store, minutes(0.9))
    (again,) = await claim(store, minutes(1))
    assert (2, MORNING, "ratelimited") == (again.attempts, again.first_tried_at, again.last_error)


async def held_back(store: Store, parcel: Parcel, *, until: float) -> None:
    async with store.write("again") as tx:
        await outbox.again(tx, parcel, not_before=minutes(until), error="ratelimited", was_held_back=True)


async def test_what_was_held_back_every_time_cannot_have_arrived(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    may_have_arrived = []
    for minute in (0, 1, 2):
        (parcel,) = await claim(store, minutes(minute))
        may_have_arrived.append(parcel.may_have_arrived)
        await held_back(store, parcel, until=minute + 1)

    assert [False, False, False] == may_have_arrived


async def test_what_failed_once_may_have_arrived_however_often_it_is_held_back_afterwards(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    (parcel,) = await claim(store)
    async with store.write("again") as tx:
        await outbox.again(tx, parcel, not_before=minutes(1), error="ConnectionError()")
    await held_back(store, (await claim(store, minutes(1)))[0], until=2)

    assert (await claim(store, minutes(2)))[0].may_have_arrived


async def test_an_attempt_whose_carrier_died_may_have_arrived_although_the_one_before_was_held_back(
    store: Store,
) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    await held_back(store, (await claim(store))[0], until=1)
    (dying,) = await claim(store, minutes(1))

    assert not dying.may_have_arrived
    assert (await claim(store, minutes(2)))[0].may_have_arrived


async def test_what_was_left_to_a_newer_version_is_no_attempt(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    await held_back(store, (await claim(store))[0], until=1)
    (parcel,) = await claim(store, minutes(1))
    async with store.write("leave") as tx:
        await outbox.leave(tx, parcel)

    assert not (await claim(store, minutes(2)))[0].may_have_arrived


async def test_the_next_showing_of_a_surface_that_was_held_back_cannot_have_arrived(store: Store) -> None:
    async with store.write("want") as tx:
        await want(tx, "channel", 1)
    await held_back(store, (await claim(store))[0], until=1)
    await settle(store, (await claim(store, minutes(1)))[0], channel="C1", ts="1.1")
    async with store.write("want") as tx:
        await want(tx, "channel", 2)

    assert not (await claim(store, minutes(2)))[0].may_have_arrived


async def test_a_post_that_waits_for_its_time_holds_up_its_lane(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
        await post(tx, "p2")
    (parcel,) = await claim(store)
    async with store.write("again") as tx:
        await outbox.again(tx, parcel, not_before=minutes(1), error="")

    assert [] == await ids(store)


async def test_what_was_given_up_makes_way_for_what_waits_behind(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
        await post(tx, "p2")
    (parcel,) = await claim(store)
    async with store.write("give up") as tx:
        assert await outbox.give_up(tx, parcel, error="channel_not_found")

    assert ["p2"] == await ids(store)


async def test_a_surface_given_up_is_tried_once_more_when_it_is_wanted_again(store: Store) -> None:
    async with store.write("want") as tx:
        await want(tx, "channel", 1)
    (parcel,) = await claim(store)
    async with store.write("give up") as tx:
        await outbox.give_up(tx, parcel, error="restricted_action")
    before = await ids(store)
    async with store.write("want") as tx:
        await want(tx, "channel", 2)

    assert ([], ["channel-1"]) == (before, await ids(store))


async def test_a_lease_that_ran_out_can_be_taken_over(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    await claim(store, by="first")

    assert [] == await claim(store, MORNING + LEASE / 2)
    assert ["second-1"] == [parcel.token for parcel in await claim(store, MORNING + LEASE, by="second")]


async def test_a_renewed_lease_lasts_longer(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    (parcel,) = await claim(store)
    async with store.write("renew") as tx:
        await outbox.renew(tx, [parcel], MORNING + 2 * LEASE)

    assert [] == await claim(store, MORNING + LEASE)


async def test_whoever_lost_the_lane_can_settle_nothing(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    (lost,) = await claim(store, by="first")
    (held,) = await claim(store, MORNING + LEASE, by="second")

    async with store.write("too late") as tx:
        assert not await outbox.done_all(tx, [(lost, Delivered())])
        assert not await outbox.again(tx, lost, not_before=minutes(1), error="")
        assert not await outbox.give_up(tx, lost, error="")
    assert await settle(store, held)


async def test_a_lane_that_somebody_else_took_is_not_renewed(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    (lost,) = await claim(store, by="first")
    await claim(store, MORNING + LEASE, by="second")
    async with store.write("renew") as tx:
        await outbox.renew(tx, [lost], minutes(9))

    assert ["third-1"] == [parcel.token for parcel in await claim(store, MORNING + 2 * LEASE, by="third")]


async def test_a_lease_that_ran_out_but_nobody_took_is_still_ours(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    (parcel,) = await claim(store)

    assert await settle(store, parcel)


async def test_a_parcel_is_settled_once(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    (parcel,) = await claim(store)

    assert [True, False] == [await settle(store, parcel), await settle(store, parcel)]


async def test_void_leases_free_every_lane(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    (lost,) = await claim(store, by="first")
    async with store.write("void") as tx:
        await outbox.void_leases(tx)

    assert not await settle(store, lost)
    assert ["p1"] == await ids(store)


async def test_a_parcel_without_a_token_settles_nothing(store: Store) -> None:
    async with store.write("add") as tx:
        await post(tx, "p1")
    (parcel,) = await claim(store)
    await settle(store, parcel)

    assert not await settle(store, replace(parcel, token=""))


async def test_the_next_due_time_is_the_earliest_of_those_that_wait_for_time(store: Store) -> None:
    async with store.write("add") as tx:
        for lane in ("C1", "C2", "C3"):
            await post(tx, f"in {lane}", lane=lane)
        await post(tx, "nobody can say when", lane="C4", waits_for="card")
    first, second, _third = await claim(store)
    async with store.write("again") as tx:
        await outbox.again(tx, first, not_before=minutes(3), error="")
        await outbox.again(tx, second, not_before=minutes(2), error="")

        assert MORNING + LEASE == await outbox.next_due_at(tx, MORNING)
        assert minutes(2) == await outbox.next_due_at(tx, minutes(1))
        assert await outbox.next_due_at(tx, minutes(3)) is None


async def test_nothing_waits_for_time_in_an_empty_outbox(store: Store) -> None:
    async with store.read() as tx:
        assert (None, 0) == (await outbox.next_due_at(tx, MORNING), await outbox.count_ready(tx, MORNING))


async def test_a_clock_that_is_set_back_leaves_nothing_waiting_for_the_time_it_showed(store: Store) -> None:
    async with store.write("add") as tx:
        for lane in ("C1", "C2", "C3"):
            await post(tx, lane, lane=lane)
    (later, *_) = await claim(store, minutes(120))
    async with store.write("again") as tx:
        await outbox.again(tx, later, not_before=minutes(121), error="Slack was away")
        await outbox.take_lane(tx, "turn:old", token="t1", now=minutes(120), until=minutes(130))
        await outbox.take_lane(tx, "turn:right", token="t2", now=MORNING, until=minutes(10))
    assert [] == await ids(store)

    async with store.write("set back") as tx:
        await outbox.set_back(tx, MORNING, timedelta(minutes=120))

    assert ["C1", "C2", "C3"] == await ids(store)
    async with store.write("turn") as tx:
        turns = [
            await outbox.take_lane(tx, f"turn:{name}", token="t3", now=MORNING, until=minutes(5))
            for name in ("old", "right")
        ]
    assert [True, False] == turns
