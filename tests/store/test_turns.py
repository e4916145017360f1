"""What one process does now and then, of all that share a database: in each interval one has the turn."""

from bot.store import outbox
from bot.store.engine import Store
from tests.store.examples import minutes


async def test_in_an_interval_one_has_the_turn_and_then_anybody(store: Store) -> None:
    taken = []
    for at in (0, 1, 14, 15, 16):
        async with store.write("turn") as tx:
            lasts = {"now": minutes(at), "until": minutes(at + 15)}
            taken.append(await outbox.take_lane(tx, "turn:issues", token=f"asked at {at}", **lasts))

    assert [True, False, False, True, False] == taken


async def test_the_turns_of_two_matters_are_apart_and_carry_nothing(store: Store) -> None:
    async with store.write("turn") as tx:
        lasts = {"now": minutes(0), "until": minutes(15)}
        taken = [await outbox.take_lane(tx, f"turn:{name}", token="one", **lasts) for name in ("issues", "other")]

        assert [True, True] == taken
        assert [] == await outbox.claim(tx, minutes(1), token=lambda: "two", limit=9, lease=minutes(2) - minutes(1))


async def test_whoever_has_the_turn_keeps_it_by_asking_again_before_it_runs_out(store: Store) -> None:
    taken = []
    for who, at in (("one", 0), ("one", 10), ("two", 20), ("two", 25), ("one", 26)):
        async with store.write("turn") as tx:
            lasts = {"now": minutes(at), "until": minutes(at + 15)}
            taken.append(await outbox.take_lane(tx, "turn:reading", token=who, **lasts))

    assert [True, True, False, True, False] == taken
