import asyncio
from dataclasses import replace

from bot.incident.facts import Opened
from bot.store import catalogue
from bot.store.catalogue import Row
from bot.store.engine import Store
from bot.store.tables import incidents
from tests.store.examples import ANA, entry, minutes, write

FULL = Row(
    number=42,
    title="documents missing",
    severity=1,
    status="resolved",
    is_open=False,
    private=True,
    drill=True,
    declarer=ANA,
    opened_at=minutes(0),
    resolved_at=minutes(60),
    words_key="documents missing",
    channel="C42",
    card_ts="1700000000.000100",
    nag_due_at=minutes(5),
    last_seq=9,
    last_chain="abc",
)


async def put(store: Store, *rows: Row) -> None:
    async with store.write("put") as tx:
        for row in rows:
            await catalogue.put(tx, row)


async def test_a_row_comes_back_as_it_was_put(store: Store) -> None:
    await put(store, FULL)

    async with store.read() as tx:
        assert FULL == await catalogue.get(tx, 42)


async def test_a_row_put_again_replaces_the_one_before(store: Store) -> None:
    await put(store, FULL, replace(FULL, nag_due_at=None, title="all fourteen missing"))

    async with store.read() as tx:
        assert replace(FULL, nag_due_at=None, title="all fourteen missing") == await catalogue.get(tx, 42)


async def test_an_unknown_number_has_no_row(store: Store) -> None:
    async with store.write("lock") as tx:
        assert (None, None) == (await catalogue.get(tx, 1), await catalogue.lock(tx, 1))


async def test_numbers_start_at_one_and_follow_the_highest(store: Store) -> None:
    async with store.write("number") as tx:
        first = await catalogue.next_number(tx)
        await catalogue.put(tx, Row(number=7))
        assert (1, 8) == (first, await catalogue.next_number(tx))


async def test_a_number_in_the_logbook_is_taken_even_without_a_row(store: Store) -> None:
    """While the catalogue is being rebuilt, no incident may get the number of another."""
    await write(store, 3, entry(1, Opened(title="x")))
    async with store.write("lose the catalogue") as tx:
        await tx.run(incidents.delete())

        assert 4 == await catalogue.next_number(tx)


async def test_incidents_opened_at_once_get_different_numbers(store: Store) -> None:
    async def open_one() -> int:
        async with store.write("open") as tx:
            number = await catalogue.next_number(tx)
            await catalogue.put(tx, Row(number=number))
            return number

    numbers = await asyncio.gather(*(open_one() for _ in range(8)))

    assert list(range(1, 9)) == sorted(numbers)


async def test_the_same_words_said_at_once_open_one_incident(store: Store) -> None:
    async def open_or_join() -> int:
        async with store.write("open") as tx:
            free = await catalogue.next_number(tx)
            number = next((row.number for row in await catalogue.open_rows(tx) if row.words_key == "slow"), free)
            await catalogue.put(tx, Row(number=number, declarer=ANA, words_key="slow", opened_at=minutes(0)))
            return number

    assert {1} == set(await asyncio.gather(*(open_or_join() for _ in range(8))))


async def test_a_locked_row_is_changed_by_one_at_a_time(store: Store) -> None:
    await put(store, Row(number=1))

    async def add_one() -> None:
        async with store.write("add one") as tx:
            row = await catalogue.lock(tx, 1)
            assert row is not None
            await catalogue.put(tx, replace(row, last_seq=row.last_seq + 1))

    await asyncio.gather(*(add_one() for _ in range(20)))

    async with store.read() as tx:
        assert Row(number=1, last_seq=20) == await catalogue.get(tx, 1)


async def test_an_incident_is_found_by_its_channel(store: Store) -> None:
    await put(store, Row(number=1), FULL)

    async with store.read() as tx:
        assert {"C42": FULL} == await catalogue.by_channels(tx, ["C42", "C43", ""])


async def test_open_rows_are_real_ones_first_of_these_the_most_severe_and_then_the_newest(store: Store) -> None:
    old, new = Row(number=1, opened_at=minutes(1)), Row(number=2, opened_at=minutes(2))
    grave = Row(number=3, opened_at=minutes(0), severity=1)
    drill = Row(number=4, opened_at=minutes(3), severity=1, drill=True)
    slight = Row(number=5, opened_at=minutes(4), severity=3)
    await put(store, old, new, grave, drill, slight, FULL)

    async with store.read() as tx:
        assert (grave, new, old, slight, drill) == await catalogue.open_rows(tx)


async def test_recent_rows_are_those_that_ended_since_or_began_and_have_not_ended(store: Store) -> None:
    await put(
        store,
        Row(number=1, opened_at=minutes(-9)),
        Row(number=2, opened_at=minutes(1)),
        Row(number=3, opened_at=minutes(-9), resolved_at=minutes(-1), is_open=False),
        Row(number=4, opened_at=minutes(-9), resolved_at=minutes(3), is_open=False),
        Row(number=5, opened_at=minutes(0), resolved_at=minutes(2), is_open=False),
    )

    async with store.read() as tx:
        assert [4, 5, 2] == [row.number for row in await catalogue.recent(tx, minutes(0), 10)]


async def test_what_is_due_is_listed_longest_overdue_first(store: Store) -> None:
    due = [Row(number=n, nag_due_at=at) for n, at in enumerate([minutes(3), minutes(1), None, minutes(9)], start=1)]
    await put(store, *due)

    async with store.read() as tx:
        assert [2, 1] == [*await catalogue.due(tx, minutes(3), 10)]
        assert [2] == [*await catalogue.due(tx, minutes(3), 1)]
        assert minutes(1) == await catalogue.next_due_at(tx)


async def test_nothing_is_due_in_an_empty_catalogue(store: Store) -> None:
    async with store.read() as tx:
        assert await catalogue.next_due_at(tx) is None
