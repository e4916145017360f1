"""What is the matter with a database is told apart by the driver's code, and each kind says what to do."""

from pathlib import Path

import pytest

from bot.store import migrations
from bot.store.database.errors import Trouble
from bot.store.engine import Store, Unavailable
from tests.postgres import Cluster

# The second last byte of a SQLite file's version says who may write; a number from the future means nobody, whoever
# they are, root included (sqlite.org/fileformat2.html#file_format_version_numbers).
WRITE_VERSION_AT, NOBODY_WRITES = 18, 9


async def trouble_of(url: str) -> Trouble:
    with pytest.raises(Unavailable) as told:
        await Store.open(url)
    assert told.value.reason in str(told.value)
    return told.value.trouble


async def test_a_file_that_may_only_be_read(sqlite_url: str) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    only_to_be_read(file)

    assert Trouble.READ_ONLY == await trouble_of(sqlite_url)


async def test_a_file_that_is_no_database(sqlite_url: str) -> None:
    no_database(Path(sqlite_url.removeprefix("sqlite:///")))

    assert Trouble.DAMAGED == await trouble_of(sqlite_url)


async def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    assert Trouble.AWAY == await trouble_of(f"sqlite:///{tmp_path}")


async def test_a_server_that_is_not_there() -> None:
    assert Trouble.AWAY == await trouble_of("postgresql://sitrep@127.0.0.1:1/sitrep")


async def test_a_server_that_only_lets_read(postgres_url: str, cluster: Cluster) -> None:
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    cluster.run_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")

    assert Trouble.READ_ONLY == await trouble_of(postgres_url)


def test_a_user_who_may_make_nothing_there(postgres_url: str, cluster: Cluster) -> None:
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    cluster.run_sql("DROP TABLE alembic_version; CREATE USER guest", database=name)
    try:
        with pytest.raises(Unavailable) as told:
            migrations.migrate(postgres_url.replace("postgres@", "guest@"))
    finally:
        cluster.run_sql("DROP USER guest", database=name)

    assert Trouble.NOT_OURS == told.value.trouble


def only_to_be_read(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[WRITE_VERSION_AT] = NOBODY_WRITES
    file.write_bytes(content)


def no_database(file: Path) -> None:
    file.write_text("dear diary, " * 99)
