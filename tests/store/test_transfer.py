"""Moving to another database: all of it arrives and is proved, or nothing does, and the old one stays as it was."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import logbook, migrations
from bot.store.database import triggers, urls
from bot.store.database.errors import NotMoved
from bot.store.engine import InUse, Store
from bot.store.transfer import _OTHERS, move
from tests.postgres import Cluster
from tests.start.forked import begin
from tests.store.examples import entry, everything, filled, opened, post, write

PAIRS = [("sqlite", "postgres"), ("postgres", "sqlite"), ("sqlite", "sqlite")]
KILLED = "import asyncio, os, signal, sys; from bot.store.transfer import move; asyncio.run(move(*sys.argv[1:3], \
reached=lambda point: point == sys.argv[3] and os.kill(os.getpid(), signal.SIGKILL)))"

LOOKS_FOR = str(_OTHERS)  # what PostgreSQL shows of a move that has looked who else is there


@pytest.fixture
def places(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """A migrated database to move from, and a place to move to; without parameters from SQLite to PostgreSQL."""
    source, target = getattr(request, "param", PAIRS[0])
    old: str = request.getfixturevalue(f"{source}_url")
    new: str = request.getfixturevalue("never_migrated") if target == "postgres" else f"sqlite:///{tmp_path}/new.db"
    return old, new


@pytest.fixture
def never_migrated(cluster: Cluster) -> object:
    yield cluster.create("move_here")
    cluster.drop("move_here")


async def moved_and_killed(source: str, target: str, point: str) -> int:
    """A move in a process of its own, which dies at the point; how it ended."""
    moving = await begin([source, target, point], folder=Path(), environ=os.environ, script=KILLED)
    return await moving.wait()


@pytest.mark.parametrize("places", PAIRS, indirect=True)
async def test_every_row_arrives_and_the_old_database_stays_as_it_was(places: tuple[str, str]) -> None:
    await filled(places[0])
    before = everything(places[0])
    moved = await move(*places)

    assert all(before.values())
    assert before == everything(places[0]) == everything(places[1])
    assert {name: len(rows) for name, rows in before.items()} == moved.rows
    assert 2 == moved.chains


async def test_the_new_database_is_ready_for_a_bot(places: tuple[str, str]) -> None:
    await filled(places[0])
    await move(*places)

    assert await migrations.is_current(places[1])
    async with opened(places[1]) as store:
        assert await store.triggers_are_whole()
        async with store.read() as tx:
            assert [None, None] == [await logbook.verify(tx, number) for number in (1, 2)]


@pytest.mark.parametrize("places", PAIRS, indirect=True)
async def test_what_is_posted_after_the_move_stands_behind_what_waited(places: tuple[str, str]) -> None:
    await filled(places[0])
    await move(*places)

    async with opened(places[1]) as store:
        async with store.write("post") as tx:
            await post(tx, "later")
        async with store.read() as tx:
            rows = await tx.all(sa.text("SELECT id FROM outbox ORDER BY position"))
    assert ["p1", "card-3", "later"] == [row.id for row in rows]


@pytest.mark.parametrize("places", PAIRS, indirect=True)
async def test_a_record_longer_than_one_batch_arrives_whole(
    places: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.transfer.ROWS_AT_A_TIME", 2)
    async with opened(places[0]) as store:
        await write(store, 1, *(entry(seq) for seq in range(1, 8)))

    assert 7 == (await move(*places)).rows["logbook"]


async def test_who_leaves_while_it_looks_is_waited_for(places: tuple[str, str]) -> None:
    await filled(places[0])
    engine = sa.create_engine(urls.parse(places[1]))
    with engine.connect() as leaving:
        moving = asyncio.create_task(move(*places))
        while not leaving.scalar(sa.text("SELECT count(*) FROM pg_stat_activity WHERE query = :it"), {"it": LOOKS_FOR}):
            leaving.rollback()
            await asyncio.sleep(0)
    engine.dispose()

    assert (await moving).chains == 2


@pytest.mark.parametrize("places", PAIRS, indirect=True)
async def test_nothing_is_moved_while_a_bot_runs(places: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.transfer.LOOKS_MAX", 1)
    async with opened(places[0]) as bot:
        async with bot.read() as tx:
            await tx.value(sa.text("SELECT 1"))
        with pytest.raises((InUse, NotMoved), match="Stop"):
            await move(*places)

    assert not everything(places[1])


async def test_a_target_that_holds_something_is_left_alone(sqlite_url: str, postgres_url: str) -> None:
    await filled(postgres_url)
    before = everything(postgres_url)
    with pytest.raises(NotMoved, match="not empty"):
        await move(sqlite_url, postgres_url)

    assert before == everything(postgres_url)


async def test_a_target_that_was_only_migrated_is_empty_enough(sqlite_url: str, postgres_url: str) -> None:
    await filled(sqlite_url)
    await move(sqlite_url, postgres_url)

    assert everything(sqlite_url) == everything(postgres_url)


async def test_tables_of_somebody_else_are_left_alone(places: tuple[str, str]) -> None:
    engine = sa.create_engine(urls.parse(places[1]))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE invoices AS SELECT 1 AS number"))
    engine.dispose()

    with pytest.raises(NotMoved, match="rows in invoices"):
        await move(*places)
    assert not everything(places[1])


async def test_a_database_cannot_be_moved_onto_itself(sqlite_url: str) -> None:
    with pytest.raises(NotMoved, match="same database"):
        await move(sqlite_url, sqlite_url)


def test_a_source_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotMoved, match="no database"):
        asyncio.run(move(f"sqlite:///{tmp_path}/none.db", f"sqlite:///{tmp_path}/new.db"))

    assert [] == list(tmp_path.iterdir())


async def test_a_damaged_record_is_not_moved_as_if_it_were_whole(places: tuple[str, str]) -> None:
    await filled(places[0])
    engine = sa.create_engine(urls.parse(places[0]))
    with engine.begin() as connection:
        for name in triggers._ON_SQLITE:
            connection.execute(sa.text(f"DROP TRIGGER {name}"))
        connection.execute(sa.text("UPDATE logbook SET author = 'bot' WHERE seq = 3"))
    engine.dispose()

    with pytest.raises(NotMoved, match="INC-1: entry 3 does not follow"):
        await move(*places)
    assert not everything(places[1])


async def test_a_copy_that_differs_is_not_kept(places: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    await filled(places[0])
    monkeypatch.setattr("bot.store.transfer._in_order", lambda table: sa.select(table).limit(1))

    with pytest.raises(NotMoved, match="Nothing was kept"):
        await move(*places)
    assert not everything(places[1])


@pytest.mark.parametrize("places", PAIRS, indirect=True)
@pytest.mark.parametrize("point", ["copied: logbook", "before commit: move"])
async def test_killed_half_way_it_leaves_an_empty_target_and_can_be_done_again(
    places: tuple[str, str], point: str
) -> None:
    await filled(places[0])
    exit_code = await moved_and_killed(*places, point)

    assert -signal.SIGKILL == exit_code
    assert not everything(places[1])
    assert 2 == (await move(*places)).chains


async def test_the_moved_record_goes_on(places: tuple[str, str]) -> None:
    await filled(places[0])
    await move(*places)
    store = await Store.open(places[1])
    async with store.read() as tx:
        known = await logbook.entries(tx, 2)
    await write(store, 2, entry(len(known) + 1))
    await store.close()

    assert 7 == len(everything(places[1])["logbook"])
