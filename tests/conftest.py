"""The databases that tests run on: a fresh SQLite file and a fresh PostgreSQL database, both migrated and empty.

And the order of the tests: the slow ones come first, lest one of them be the last that is waited for. And what each
test would pay for again: statements are compiled once, the program is parsed in one process, what was collected is
never looked through for garbage, and what every process would reckon for itself, one reckons while the others begin.
"""

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from _pytest.runner import runtestprotocol
from xdist.scheduler import LoadFileScheduling

from bot.store import migrations
from bot.store.engine import Store
from tests import shared
from tests.postgres import Cluster, NoPostgres

# What tests write need not outlive a power cut, and in memory nobody waits for a disk at each commit. Linux has this
# folder; a container may give it next to nothing.
IN_MEMORY, ROOM_MIN_BYTES = Path("/dev/shm"), 2 << 30
# What takes longest, waiting or working. A file belongs to one process, so it had better begin soon.
SLOW = (
    *("tests/crash/test_kill", "tests/house/test_recipe", "tests/crash/test_random", "tests/test_beside"),
    *("tests/test_operate", "tests/faults/test_table", "tests/scenarios/test_list", "tests/house/test_wheel"),
    *("tests/security/test_hostile", "tests/faults/test_said", "tests/scenarios/test_ladder", "tests/crash/"),
    *("tests/start/", "tests/soak/", "tests/faults/", "tests/scenarios/", "tests/security/", "tests/incident/"),
    *("tests/cli/", "tests/store/", "tests/desk/", "tests/story/", "tests/house/"),  # the rest are of milliseconds
)
# Of the house, those that run a program of their own: they would keep the others waiting.
OF_MINUTES = {"tests/house/test_recipe.py", "tests/house/test_wheel.py", "tests/house/test_contracts.py"}

_TEMPLATE = "sitrep_template"
_numbers = itertools.count(1)


def pytest_configure() -> None:
    gc.disable()  # nothing that is collected is garbage; to look for some takes a tenth of it
    chosen = "TMPDIR" in os.environ
    if not chosen and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM_MIN_BYTES:
        tempfile.tempdir = str(IN_MEMORY)


@pytest.hookimpl(tryfirst=True)  # what a test states is read when its file is
def pytest_collection() -> None:
    from tests import tries  # not before the others have begun

    tries.begin()


@pytest.hookimpl(trylast=True)  # after the tests were shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    return _place_of(item.nodeid.partition("::")[0])


@cache
def _place_of(file: str) -> int:
    return next((place for place, path in enumerate(SLOW) if file.startswith(path)), len(SLOW))


class _TheHouseTogether(LoadFileScheduling):
    """A file is one process's, and those that look at the program as Python reads it are one's all together."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "tests/house" if file.startswith("tests/house/") and file not in OF_MINUTES else file


@pytest.hookimpl(optionalhook=True)  # there is none without processes
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    return _TheHouseTogether(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)  # behind xdist, which by then has begun the other processes
def pytest_sessionstart(session: pytest.Session) -> Iterator[None]:
    """Which characters UTF-8 has, Hypothesis asks of a million and keeps: once, lest all processes ask at once."""
    yield
    if shared.is_alone():
        from hypothesis import strategies as st  # not before the others have begun

        st.text().validate()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Ten thousand tests are half a million objects that stay: each full collection looked at all of them.

    And what tests make is let go as what the bot makes, which looks for the rest as seldom.
    """
    from bot.cli.run import COLLECT_EVERY  # whoever only hands out tests needs none of it

    gc.freeze()
    gc.set_threshold(COLLECT_EVERY, *gc.get_threshold()[1:])
    gc.enable()


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """One report of a test that passes goes to the process that counts: the other four messages took half a second of
    every thousand tests there, and as much here.
    """
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


class _Compiled(dict[Any, Any]):
    """Statements as SQL, for all engines of a kind: to compile all for one that lives for a test took a fifth of it."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_a_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_of_a_kind(key), compiled)


def _of_a_kind(key: Any) -> Any:
    """The key with the kind of engine where SQLAlchemy has the engine's own dialect."""
    dialect, *statement = key
    return type(dialect), *statement


_compiled = _Compiled()


@sa.event.listens_for(sa.Engine, "engine_connect")
def _compile_once(connection: sa.Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """A test may run a command in this process, which from then on would make files for its owner alone."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One server per test process, each on a copy of what the first one set up.

    Without binaries the tests that ask for it fail, and say what to install.
    """
    with shared.place(tmp_path_factory, "postgres") as kept:
        running = _started(kept if kept.exists() else None)
        try:
            if not kept.exists():
                migrations.migrate(running.create(_TEMPLATE))
                if not shared.is_alone():
                    running.copy_to(kept)
        except BaseException:
            running.stop()
            raise
    yield running
    running.stop()


def _started(like: Path | None) -> Cluster:
    reason = ""
    try:
        return Cluster(like)
    except NoPostgres as error:
        reason = str(error)
    pytest.fail(reason, pytrace=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with shared.place(tmp_path_factory, "sitrep.db") as path:
        if not path.exists():
            migrations.migrate(f"sqlite:///{path}")
            path.chmod(0o600)  # as `sitrep migrate` leaves it
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
