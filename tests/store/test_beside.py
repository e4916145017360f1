"""Who may have a SQLite file at a time: one bot, beside it any number of command lines, or else a migration alone."""

import asyncio
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import migrations, people
from bot.store.database import sqlite
from bot.store.database.urls import parse, sqlite_path
from bot.store.engine import BadAddress, InUse, NotMigrated, Store
from bot.store.people import Person
from bot.store.transfer import move
from tests.store.examples import claim, opened, post


async def beside(url: str) -> Store:
    return await Store.open_beside(url)


async def meet(store: Store, id: str) -> None:  # noqa: A002
    async with store.write("meet") as tx:
        await people.put(tx, Person(id=id, name=id))


async def known(store: Store) -> set[str]:
    async with store.read() as tx:
        return {person.id for person in await people.all_known(tx)}


async def test_a_bot_and_two_beside_it_write_and_see_each_other(database_url: str) -> None:
    async with opened(database_url) as bot:
        one, other = await beside(database_url), await beside(database_url)
        await asyncio.gather(meet(bot, "U1"), meet(one, "U2"), meet(other, "U3"))
        seen = [await known(store) for store in (bot, one, other)]
        await one.close()
        await other.close()

    assert [{"U1", "U2", "U3"}] * 3 == seen


async def test_what_a_bot_carries_stays_its_own_when_somebody_opens_beside(sqlite_url: str) -> None:
    async with opened(sqlite_url) as bot:
        async with bot.write("add") as tx:
            await post(tx, "p1")
        await claim(bot)
        await (await beside(sqlite_url)).close()

        assert [] == await claim(bot)


async def test_a_bot_may_start_while_somebody_writes(sqlite_url: str) -> None:
    guest = await beside(sqlite_url)
    async with opened(sqlite_url) as bot:
        await meet(guest, "U1")
        await guest.close()

        assert {"U1"} == await known(bot)


async def test_a_second_bot_is_kept_off_whoever_writes_beside(sqlite_url: str) -> None:
    async with opened(sqlite_url):
        guest = await beside(sqlite_url)
        with pytest.raises(InUse, match=r"sitrep.db is in use by process \d+"):
            await Store.open(sqlite_url)
        await guest.close()


async def test_nobody_writes_beside_a_migration(sqlite_url: str) -> None:
    alone = sqlite.FileLock(sqlite_path(parse(sqlite_url)))
    with pytest.raises(InUse, match=r"is being migrated or moved by process \d+\. Try again"):
        await beside(sqlite_url)
    alone.release()

    await (await beside(sqlite_url)).close()


async def test_a_migration_waits_for_whoever_writes_beside(sqlite_url: str) -> None:
    guest = await beside(sqlite_url)
    migration = threading.Thread(target=migrations.migrate, args=(sqlite_url,))
    migration.start()
    await meet(guest, "U1")
    await guest.close()
    await asyncio.to_thread(migration.join)

    assert await migrations.is_current(sqlite_url)


async def test_the_file_is_not_moved_from_under_whoever_writes(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.database.sqlite.ALONE_WITHIN_S", 0.1)
    guest = await beside(sqlite_url)
    with pytest.raises(InUse, match="is being written to by `sitrep incident`"):
        await move(sqlite_url, f"sqlite:///{tmp_path}/new.db")
    await guest.close()

    async with opened(sqlite_url) as bot:  # the lock that was had by then is free again
        assert set() == await known(bot)


async def test_only_the_bot_carries_the_log_into_the_file(sqlite_url: str) -> None:
    guest = await beside(sqlite_url)
    async with opened(sqlite_url) as bot, bot.write("ask") as tx:
        of_bot = await tx.value(sa.text("PRAGMA wal_autocheckpoint"))
    async with guest.write("ask") as tx:
        of_guest = await tx.value(sa.text("PRAGMA wal_autocheckpoint"))
    await guest.close()

    assert (1000, 0) == (of_bot, of_guest)


async def test_a_database_that_was_never_migrated_is_refused_beside_too(tmp_path: Path) -> None:
    with pytest.raises(NotMigrated, match="Run `sitrep migrate`"):
        await beside(f"sqlite:///{tmp_path / 'none.db'}")


async def test_a_lock_that_cannot_be_opened_is_named(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "sitrep.db.lock").mkdir()
    with pytest.raises(BadAddress, match=r"sitrep.db.lock cannot be opened \(Is a directory\)"):
        await Store.open(sqlite_url)
