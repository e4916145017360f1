from dataclasses import replace

from bot.store import people
from bot.store.engine import Store
from bot.store.people import Person

ANA = Person(id="U0ANA", name="Ana Núñez", display_name="Annie", handle="ana", tz="Europe/Madrid", is_ours=True)
LEO = Person(id="U0LEO", name="Leo", handle="leonie", is_guest=True)


async def meet(store: Store, *persons: Person) -> None:
    async with store.write("meet") as tx:
        await people.put(tx, *persons)


async def test_a_person_comes_back_as_met(store: Store) -> None:
    await meet(store, ANA)

    async with store.read() as tx:
        assert (ANA, None) == (await people.get(tx, "U0ANA"), await people.get(tx, "U0LEO"))


async def test_the_latest_meeting_counts(store: Store) -> None:
    await meet(store, ANA, replace(ANA, name="Ana", tz="Asia/Tokyo"))

    async with store.read() as tx:
        assert (replace(ANA, name="Ana", tz="Asia/Tokyo"),) == await people.all_known(tx)


async def test_all_known_people_are_listed_by_name(store: Store) -> None:
    await meet(store, LEO, ANA)

    async with store.read() as tx:
        assert (ANA, LEO) == await people.all_known(tx)
