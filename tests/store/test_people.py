from dataclasses import replace

import pytest

from bot.store import people
from bot.store.engine import Store
from bot.store.people import Person

ANA = Person(id="U0ANA", name="Ana Núñez", handle="ana", tz="Europe/Madrid")
LEO = Person(id="U0LEO", name="Leo", handle="leonie", is_guest=True)
OTHER_LEO = Person(id="U1LEO", name="leo", handle="leo.b", deleted=True)


async def meet(store: Store, *persons: Person) -> None:
    async with store.write("meet") as tx:
        for person in persons:
            await people.put(tx, person)


async def test_a_person_comes_back_as_met(store: Store) -> None:
    await meet(store, ANA)

    async with store.read() as tx:
        assert (ANA, None) == (await people.get(tx, "U0ANA"), await people.get(tx, "U0LEO"))


async def test_the_latest_meeting_counts(store: Store) -> None:
    await meet(store, ANA, replace(ANA, name="Ana", tz="Asia/Tokyo"))

    async with store.read() as tx:
        assert (replace(ANA, name="Ana", tz="Asia/Tokyo"),) == await people.all_known(tx)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ana", (ANA,)),
        ("@ANA", (ANA,)),
        ("ana NÚÑEZ", (ANA,)),
        ("Leo", (LEO, OTHER_LEO)),
        ("leonie", (LEO,)),
        ("an", ()),
        ("", ()),
        ("@", ()),
    ],
)
async def test_a_typed_name_finds_everybody_it_may_mean(store: Store, typed: str, found: tuple[Person, ...]) -> None:
    await meet(store, ANA, LEO, OTHER_LEO, Person(id="U2", name=""))

    async with store.read() as tx:
        assert found == await people.by_handle(tx, typed)


async def test_all_known_people_are_listed_by_name(store: Store) -> None:
    await meet(store, LEO, ANA)

    async with store.read() as tx:
        assert (ANA, LEO) == await people.all_known(tx)
