import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.resources import resource
from bot.store import migrations
from bot.store.database import triggers, urls
from bot.store.database.indexes import metadata
from bot.store.engine import InUse, Store
from tests.postgres import Cluster
from tests.store.examples import claim, entry, minutes, opened, write


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that was never migrated; on SQLite not even a file."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    yield cluster.create("never_migrated")
    cluster.drop("never_migrated")


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(urls.parse(url))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_knows(database_url: str) -> None:
    with connected(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert [] == compare_metadata(context, metadata)


def test_a_column_that_no_migration_makes_would_be_noticed(database_url: str) -> None:
    with connected(database_url) as connection:
        connection.execute(sa.text("ALTER TABLE incidents ADD COLUMN forgotten TEXT"))
        (difference,) = compare_metadata(MigrationContext.configure(connection), metadata)

    assert ("remove_column", "forgotten") == (difference[0], difference[3].name)


def test_the_head_is_known_without_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))

    assert [migrations.head()] == ScriptDirectory.from_config(config).get_heads()


def test_an_empty_database_is_not_current_and_stays_untouched(empty_url: str, tmp_path: Path) -> None:
    assert not asyncio.run(migrations.is_current(empty_url))
    assert [] == list(tmp_path.iterdir())


async def test_a_migrated_database_is_current(empty_url: str) -> None:
    migrations.migrate(empty_url)

    assert await migrations.is_current(empty_url)


OLD_POST = sa.text("""
    INSERT INTO outbox (id, number, kind, name, address, values_json, also_in_channel, lane, waits_for, priority,
        wanted_seq, shown_seq, given_up, attempts, added_at, first_tried_at, last_error, channel, ts)
    VALUES (:id, 1, 'post', 'noted', 'channel', '{}', false, :id, '', 5, 1, 0, false, 2, :at, :at, :error, '', '')
""")
ATTEMPTS_BEFORE = {  # the post of an older version -> its last error, and whether an attempt may have arrived
    "held": ("held back: ratelimited chat.postMessage", False),
    "failed": ("ConnectionError('chat.postMessage')", True),
    "died": ("", True),
    "died-after": ("held back: pace", True),  # while its carrier held the lane
}


async def test_whether_attempts_of_an_older_version_may_have_arrived_is_read_off_their_errors(empty_url: str) -> None:
    await asyncio.to_thread(upgraded_to, empty_url, "0001")
    with connected(empty_url) as connection:
        for name, (error, _) in ATTEMPTS_BEFORE.items():
            connection.execute(OLD_POST, {"id": name, "at": "2026-03-02 08:00:00+00:00", "error": error})
        connection.execute(
            sa.text("INSERT INTO lanes (lane, token, leased_until) VALUES ('died-after', 'lease-1', :at)"),
            {"at": "2026-03-02 08:00:05+00:00"},
        )
    await asyncio.to_thread(migrations.migrate, empty_url)

    async with opened(empty_url) as store:
        parcels = await claim(store, minutes(9))
    assert {name: may for name, (_, may) in ATTEMPTS_BEFORE.items()} == {p.id: p.may_have_arrived for p in parcels}


def upgraded_to(url: str, revision: str) -> None:
    """As the version left it that knew this revision."""
    with migrations._alone(urls.parse(url)) as engine, engine.begin() as connection:
        command.upgrade(migrations.alembic_config(connection), revision)


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    store = await Store.open(database_url)
    await write(store, 1, entry(1))
    await store.close()
    migrations.migrate(database_url)

    store = await Store.open(database_url)
    async with store.read() as tx:
        assert 1 == await tx.value(sa.text("SELECT count(*) FROM logbook"))
    await store.close()


def test_every_migration_makes_the_triggers_anew(database_url: str) -> None:
    """On SQLite a migration that rebuilds the table drops them without a word."""
    with connected(database_url) as connection:
        for name in triggers._ON_POSTGRES if connection.dialect.name == "postgresql" else triggers._ON_SQLITE:
            on_table = " ON logbook" if connection.dialect.name == "postgresql" else ""
            connection.execute(sa.text(f"DROP TRIGGER {name}{on_table}"))
    migrations.migrate(database_url)

    with connected(database_url) as connection:
        assert triggers.are_whole(connection)


def test_replicas_that_start_together_migrate_once(cluster: Cluster) -> None:
    url = cluster.create("started_together")
    failures: list[Exception] = []

    def start() -> None:
        try:
            migrations.migrate(url)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the test's answer
            failures.append(error)

    replicas = [threading.Thread(target=start) for _ in range(4)]
    for replica in replicas:
        replica.start()
    for replica in replicas:
        replica.join()
    cluster.drop("started_together")

    assert [] == failures


async def test_a_file_in_use_is_not_migrated(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)

    with pytest.raises(InUse):
        migrations.migrate(sqlite_url)
    await store.close()


def test_a_migration_that_fails_leaves_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_connection: sa.Connection) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(triggers, "create", fail)
    with pytest.raises(RuntimeError, match="killed"):
        migrations.migrate(empty_url)

    with connected(empty_url) as connection:
        assert [] == sa.inspect(connection).get_table_names()
