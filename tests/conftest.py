"""The databases that tests run on: a fresh SQLite file and a fresh PostgreSQL database, both migrated and empty."""

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import migrations
from bot.store.engine import Store
from tests.postgres import Cluster, NoPostgres

_TEMPLATE = "sitrep_template"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One server per test process; without binaries the tests that ask for it fail, and say what to install."""
    running = _started()
    try:
        migrations.migrate(running.create(_TEMPLATE))
        yield running
    finally:
        running.stop()


def _started() -> Cluster:
    reason = ""
    try:
        return Cluster()
    except NoPostgres as error:
        reason = str(error)
    pytest.fail(reason, pytrace=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "sitrep.db"
    migrations.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'sitrep.db')}"


@pytest.fixture
def postgres_url(cluster: Cluster) -> Iterator[str]:
    """A migrated, empty PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    yield cluster.create(name, template=_TEMPLATE)
    cluster.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database; the test runs on each of the two."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url)
    yield opened
    await opened.close()
