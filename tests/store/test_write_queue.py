import asyncio

import pytest

from bot.store.database.write_queue import PriorityLock, StillTaken


async def waits(lock: PriorityLock, kind: str, name: str, order: list[str]) -> None:
    turn = lock.of_a_person() if kind == "person" else lock.of_work_behind()
    async with turn:
        order.append(name)


async def order_of(*waiting: str) -> list[str]:
    """In which order those who came while somebody wrote have their turn; a name tells its kind."""
    lock, order = PriorityLock(patience_s=5), list[str]()
    async with lock.of_work_behind():
        tasks = [asyncio.create_task(waits(lock, name.split()[0], name, order)) for name in waiting]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    return order


async def test_a_person_goes_before_work_that_came_earlier() -> None:
    assert ["person 1", "work 1", "work 2"] == await order_of("work 1", "work 2", "person 1")


async def test_work_behind_has_its_turn_after_sixty_four_persons() -> None:
    persons = [f"person {number}" for number in range(66)]

    assert 64 == (await order_of("work", *persons)).index("work")


async def test_who_gives_up_waiting_does_not_keep_the_turn() -> None:
    lock, order = PriorityLock(patience_s=5), list[str]()
    async with lock.of_a_person():
        leaving = asyncio.create_task(waits(lock, "person", "leaving", order))
        staying = asyncio.create_task(waits(lock, "person", "staying", order))
        await asyncio.sleep(0)
        leaving.cancel()
    await asyncio.gather(leaving, staying, return_exceptions=True)

    assert ["staying"] == order


async def test_waiting_has_an_end() -> None:
    lock = PriorityLock(patience_s=0)
    async with lock.of_a_person():
        with pytest.raises(StillTaken):
            await waits(lock, "person", "late", [])


async def test_as_many_have_a_turn_at_once_as_there_are_places() -> None:
    lock, order = PriorityLock(places=2, patience_s=5), list[str]()
    async with lock.of_a_person():
        await waits(lock, "person", "beside", order)
        async with lock.of_work_behind():
            waiting = asyncio.create_task(waits(lock, "person", "third", order))
            await asyncio.sleep(0)
            order.append("full")
        await waiting

    assert ["beside", "full", "third"] == order
