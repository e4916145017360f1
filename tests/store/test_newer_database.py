"""A database that a newer version has brought further: who may go on with it, and who is told to keep off."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import resources
from bot.cli.hindrances import Exit
from bot.store import catalogue, logbook, migrations
from bot.store.database import urls
from bot.store.engine import NotMigrated, Store
from tests.crash.newer import ADDITIVE, ADDS_TO_MORE, DOES_MORE, release
from tests.store.examples import claim, entry, opened, post, want, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def updated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Migrates a database as a newer release would, and leaves this process what it is."""

    def update(url: str, revision: str = ADDITIVE) -> None:
        folder = release(tmp_path / "release", revision=revision)
        with monkeypatch.context() as newer:
            newer.setattr(resources, "_PACKAGE", folder)
            migrations.migrate(url)

    return update


async def test_a_running_older_version_goes_on_while_a_newer_one_migrates(
    postgres_url: str, updated: Callable[..., None]
) -> None:
    async with opened(postgres_url) as older:
        await write(older, 1, entry(1))
        await asyncio.to_thread(updated, postgres_url)
        await write(older, 1, entry(2))
        async with older.write("post") as tx:
            await post(tx, "p1")
            await want(tx, "channel", 2)

        assert {"p1", "channel-2"} == {parcel.id for parcel in await claim(older)}
        async with older.read() as tx:
            assert (2, None) == ((await logbook.end(tx, 1))[0], await logbook.verify(tx, 1))


async def test_an_older_version_starts_on_a_newer_database_that_only_adds(
    database_url: str, updated: Callable[..., None]
) -> None:
    await asyncio.to_thread(updated, database_url)

    async with opened(database_url) as older:
        await write(older, 1, entry(1))
    reader = await Store.open_to_read(database_url)
    async with reader.read() as tx:
        assert 1 == (await logbook.end(tx, 1))[0]
    await reader.close()


async def test_an_older_version_leaves_a_newer_database_that_only_adds_as_it_is(
    database_url: str, updated: Callable[..., None]
) -> None:
    await asyncio.to_thread(updated, database_url)

    assert await migrations.is_current(database_url)
    await asyncio.to_thread(migrations.migrate, database_url)
    assert ADDITIVE == revision(database_url)


@pytest.mark.parametrize("later", [DOES_MORE, ADDS_TO_MORE])
async def test_an_older_version_keeps_off_a_newer_database_that_does_more(
    later: str, database_url: str, updated: Callable[..., None]
) -> None:
    await asyncio.to_thread(updated, database_url, later)

    assert not await migrations.is_current(database_url)
    with pytest.raises(NotMigrated, match="a newer version of Sitrep"):
        await asyncio.to_thread(migrations.migrate, database_url)
    with pytest.raises(NotMigrated, match="a newer version of Sitrep"):
        await Store.open(database_url)


def test_an_older_bot_on_a_database_that_it_cannot_work_with_stops_with_one_sentence(
    sqlite_url: str, updated: Callable[..., None]
) -> None:
    updated(sqlite_url, DOES_MORE)
    settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "DATABASE_URL": sqlite_url}
    command = [sys.executable, "-m", "bot", "run"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )

    assert (Exit.DATABASE_NEWER, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "a newer version of Sitrep has changed it" in done.stderr


async def test_what_the_newer_version_keeps_in_a_column_of_its_own_outlasts_a_row_written_by_the_older(
    database_url: str, updated: Callable[..., None]
) -> None:
    await asyncio.to_thread(updated, database_url)
    async with opened(database_url) as older:
        await write(older, 1, entry(1))
        async with older.write("as the newer version") as tx:
            await tx.run(sa.text("UPDATE incidents SET alarms = 3"))
        async with older.write("put") as tx:
            row = await catalogue.lock(tx, 1)
            assert row is not None
            await catalogue.put(tx, row)

        async with older.read() as tx:
            assert 3 == await tx.value(sa.text("SELECT alarms FROM incidents"))


def test_a_migration_makes_way_for_whoever_holds_what_it_needs(postgres_url: str, updated: Callable[..., None]) -> None:
    """A command at work holds the outbox and wants the incidents, which the migration took first: neither may die."""
    migration = threading.Thread(target=updated, args=(postgres_url,))
    engine = sa.create_engine(urls.parse(postgres_url))
    with engine.connect() as command, engine.connect() as watching:
        command.execute(sa.text("SELECT 1 FROM outbox"))
        migration.start()
        while not watching.execute(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
            time.sleep(0.01)
        command.execute(sa.text("SELECT 1 FROM incidents"))
        command.rollback()
        migration.join()
    engine.dispose()

    assert ADDITIVE == revision(postgres_url)


def revision(url: str) -> str | None:
    engine = sa.create_engine(urls.parse(url))
    with engine.connect() as connection:
        found = migrations.revision(connection)
    engine.dispose()
    return found
