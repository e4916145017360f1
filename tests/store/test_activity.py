from bot.incident.state import Activity
from bot.store import activity
from bot.store.engine import Store
from tests.store.examples import ANA, LEO, minutes


async def test_the_latest_sign_of_each_kind_counts(store: Store) -> None:
    async with store.write("signs") as tx:
        await activity.touch(tx, 1, ANA, "seen", minutes(2))
        await activity.touch(tx, 1, ANA, "seen", minutes(3))
        await activity.touch(tx, 1, ANA, "substance", minutes(2))
        await activity.touch(tx, 1, LEO, "form", minutes(1))

        expected = Activity(seen={ANA: minutes(3)}, substance={ANA: minutes(2)}, form={LEO: minutes(1)})
        assert expected == await activity.of(tx, 1)


async def test_an_old_sign_that_arrives_late_changes_nothing(store: Store) -> None:
    async with store.write("signs") as tx:
        await activity.touch(tx, 1, ANA, "seen", minutes(3))
        await activity.touch(tx, 1, ANA, "seen", minutes(2))

        assert Activity(seen={ANA: minutes(3)}) == await activity.of(tx, 1)


async def test_incidents_keep_their_signs_apart(store: Store) -> None:
    async with store.write("signs") as tx:
        await activity.touch(tx, 1, ANA, "seen", minutes(1))

        assert Activity() == await activity.of(tx, 2)
