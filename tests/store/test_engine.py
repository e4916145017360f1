import asyncio
from datetime import timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.store import activity, catalogue, people, tables
from bot.store.catalogue import Row
from bot.store.database import urls
from bot.store.engine import POSTGRES_WRITERS, BadAddress, InUse, NestedTransaction, NotMigrated, Store, Unavailable
from bot.store.people import Person
from bot.store.transactions import Reading
from tests.store.examples import ANA, MORNING, claim, minutes, opened, post


async def known(store: Store) -> set[str]:
    async with store.read() as tx:
        return {person.id for person in await people.all_known(tx)}


async def meet(store: Store, id: str) -> None:  # noqa: A002
    async with store.write("meet") as tx:
        await people.put(tx, Person(id=id, name=id))


async def test_what_was_written_is_read(store: Store) -> None:
    await meet(store, "U1")

    assert {"U1"} == await known(store)


async def test_an_exception_undoes_the_whole_write(store: Store) -> None:
    async def meet_and_fail() -> None:
        async with store.write("meet") as tx:
            await people.put(tx, Person(id="U1", name="one"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await meet_and_fail()

    assert set() == await known(store)


async def test_a_write_that_is_cancelled_is_undone_and_frees_the_writer(store: Store) -> None:
    begun = asyncio.Event()

    async def hang() -> None:
        async with store.write("hang") as tx:
            await people.put(tx, Person(id="U1", name="one"))
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await meet(store, "U2")

    assert {"U2"} == await known(store)


async def test_a_reading_cannot_write(store: Store) -> None:
    with pytest.raises((DBAPIError, Unavailable)):
        async with store.read() as tx:
            await tx.value(sa.text("DELETE FROM people"))


async def test_a_reading_sees_one_moment_however_many_statements_it_takes(store: Store) -> None:
    async with store.read() as tx:
        before = await people.all_known(tx)
        await asyncio.create_task(meet(store, "U1"))
        assert before == await people.all_known(tx)


async def test_a_question_sees_one_moment_however_much_it_asks_and_frees_its_place(store: Store) -> None:
    """In one visit to a thread; more of them than there are places, so that one that kept its place would be missed."""

    async def asked(tx: Reading) -> tuple[set[str], int]:
        met = {person.id for person in await people.all_known(tx)}
        return met, len(await people.all_known(tx))

    await meet(store, "U1")
    answers = await asyncio.gather(*(store.ask(asked) for _ in range(20)))

    assert [({"U1"}, 1)] * 20 == answers


async def test_a_question_waits_for_nothing_but_the_database(store: Store) -> None:
    async def asked(_: Reading) -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="waits for the database"):
        await store.ask(asked)


async def test_a_question_that_failed_frees_its_place_too(store: Store) -> None:
    async def asked(tx: Reading) -> None:
        await tx.value(sa.text("SELECT nothing FROM nowhere"))

    for _ in range(10):
        with pytest.raises((DBAPIError, Unavailable)):
            await store.ask(asked)

    assert set() == await known(store)


async def test_a_write_announces_itself_around_its_commit(database_url: str) -> None:
    places: list[str] = []
    store = await Store.open(database_url, reached=places.append)
    await meet(store, "U1")
    await store.close()

    assert ["before commit: meet", "after commit: meet"] == places


async def test_stopping_before_the_commit_leaves_nothing(database_url: str) -> None:
    store = await Store.open(database_url, reached=dying_at("before commit: meet"))
    with pytest.raises(RuntimeError, match="killed"):
        await meet(store, "U1")

    assert set() == await known(store)
    await store.close()


async def test_stopping_after_the_commit_leaves_everything(database_url: str) -> None:
    store = await Store.open(database_url, reached=dying_at("after commit: meet"))
    with pytest.raises(RuntimeError, match="killed"):
        await meet(store, "U1")

    assert {"U1"} == await known(store)
    await store.close()


class dying_at:  # noqa: N801 - reads as a phrase
    def __init__(self, place: str) -> None:
        self.place = place

    def __call__(self, place: str) -> None:
        if place == self.place:
            raise RuntimeError("killed")


async def test_a_read_inside_a_write_is_refused_at_once(store: Store) -> None:
    with pytest.raises(NestedTransaction, match="a read was opened inside the write 'outer'"):
        async with store.write("outer"), store.read():
            pass


async def test_a_write_inside_a_write_is_refused_at_once(store: Store) -> None:
    with pytest.raises(NestedTransaction, match="the write 'inner' was opened inside the write 'outer'"):
        async with store.write("outer"), store.write("inner"):
            pass


async def test_another_task_may_read_while_one_writes(store: Store) -> None:
    async with store.write("outer"):
        assert set() == await asyncio.create_task(known(store))


async def test_a_writer_that_waits_too_long_is_told_so(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.engine.POOL_TIMEOUT_S", 0.05)
    async with opened(sqlite_url) as store, store.write("long"):
        with pytest.raises(Unavailable, match="too busy"):
            await asyncio.create_task(meet(store, "U1"))


async def test_many_writers_at_once_all_get_their_turn(store: Store) -> None:
    await asyncio.gather(*(meet(store, f"U{number}") for number in range(40)))

    assert 40 == len(await known(store))


async def test_what_is_refused_of_what_was_put_off_keeps_no_connection(store: Store) -> None:
    """It comes to light with the next question, and is not carried out once more when the transaction is given up."""

    async def meet_nobody() -> None:
        async with store.write("meet") as tx:
            tx.put_off(sa.insert(tables.people), [{"id": None, "name": "nobody"}])
            await people.all_known(tx)

    for _ in range(POSTGRES_WRITERS + 1):
        with pytest.raises(IntegrityError):
            await meet_nobody()
    await meet(store, "U1")

    assert {"U1"} == await known(store)


async def test_a_naive_instant_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        async with store.write("touch") as tx:
            await activity.touch(tx, 1, ANA, "seen", MORNING.replace(tzinfo=None))


async def test_an_instant_of_another_zone_comes_back_in_utc_to_the_microsecond(store: Store) -> None:
    in_delhi = MORNING.astimezone(timezone(timedelta(hours=5, minutes=30)))
    async with store.write("put") as tx:
        await catalogue.put(tx, Row(number=1, opened_at=in_delhi))

    async with store.read() as tx:
        row = await catalogue.get(tx, 1)
    assert row is not None
    assert MORNING.isoformat() == str(row.opened_at and row.opened_at.isoformat())


@pytest.mark.parametrize("text", ["\0", "bell\0", "\ud83d", "é\udc00"])
async def test_text_that_no_database_holds_is_refused(store: Store, text: str) -> None:
    with pytest.raises(ValueError, match="clean the text at the door"):
        async with store.write("put") as tx:
            await people.put(tx, Person(id="U1", name=text))


async def test_a_second_process_is_kept_off_the_file(sqlite_url: str) -> None:
    async with opened(sqlite_url):
        with pytest.raises(InUse, match=r"sitrep.db is in use by process \d+"):
            await Store.open(sqlite_url)


async def test_a_closed_file_can_be_opened_again(sqlite_url: str) -> None:
    for _ in range(2):
        async with opened(sqlite_url) as store:
            assert set() == await known(store)


async def test_the_only_process_takes_back_every_lease_at_its_start(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store:
        async with store.write("add") as tx:
            await post(tx, "p1")
        await claim(store)

    async with opened(sqlite_url) as again:
        assert ["p1"] == [parcel.id for parcel in await claim(again)]


async def test_a_replica_leaves_the_leases_of_the_others_alone(postgres_url: str) -> None:
    async with opened(postgres_url) as first:
        async with first.write("add") as tx:
            await post(tx, "p1")
        await claim(first)

        async with opened(postgres_url) as second:
            assert [] == await claim(second, minutes(0.1))


async def test_sqlite_is_opened_for_a_power_cut(sqlite_url: str) -> None:
    async with opened(sqlite_url) as store, store.write("ask") as tx:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        found = [await tx.value(sa.text(f"PRAGMA {pragma}")) for pragma in pragmas]

    assert ["wal", 2, 1, 1] == found  # 2 is FULL


async def test_a_database_that_was_never_migrated_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotMigrated, match="Run `sitrep migrate`"):
        await Store.open(f"sqlite:///{tmp_path / 'none.db'}")


async def test_a_database_of_another_version_is_refused(database_url: str) -> None:
    engine = sa.create_engine(urls.parse(database_url))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(NotMigrated, match="The database is at revision 9999"):
        await Store.open(database_url)


async def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await Store.open(f"postgresql://postgres@/sitrep?host={tmp_path}")


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    from bot.store import migrations

    with pytest.raises(BadAddress, match="There is no folder"):
        migrations.migrate(f"sqlite:///{tmp_path / 'nowhere' / 'sitrep.db'}")
