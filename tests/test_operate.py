"""docs/operate.md is believed at three in the morning: its commands are run here as they stand there.

Those for when Slack is down, which are typed beside a bot that runs, are in `test_beside_the_bot.py`.
"""

import asyncio
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.cli.integrity import rebuild
from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import records
from bot.incident.policy import Policy
from tests.postgres import Cluster, _found
from tests.start.forked import word_of_a_shell
from tests.store.examples import LEO, everything, filled, minutes, opened

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")


def commands(heading: str) -> str:
    """Every command below a heading of the page, in order."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return "".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))


def run(heading: str, folder: Path, **settings: str) -> str:
    """What the commands below the heading print, run in the folder; the first that fails fails the test."""
    tools = f"{Path(sys.executable).parent}:{_found()}:{os.environ['PATH']}"
    with word_of_a_shell() as sitrep:
        script = ["sh", "-c", f"set -e\n{sitrep}\n{commands(heading)}"]
        environ = {"PATH": tools, **settings}
        done = subprocess.run(script, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> Path:
    """The folder in which a bot runs on sitrep.db, with a record in it."""
    shutil.copy(sqlite_template, tmp_path / "sitrep.db")
    asyncio.run(recorded(f"sqlite:///{tmp_path}/sitrep.db"))
    return tmp_path


@pytest.fixture
def new_url(cluster: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database that was never migrated."""
    yield cluster.create("operated")
    cluster.drop("operated")


async def recorded(url: str) -> None:
    """The examples' rows, and a catalogue that follows from them."""
    await filled(url)
    await rebuild(url)


@asynccontextmanager
async def bot_beside(url: str) -> AsyncIterator[None]:
    """A bot that has just written something, and writes again behind what is done beside it."""
    async with opened(url) as store:
        desk = Desk(store, clock=HandClock(minutes(9)), ids=Ids(1), policy=Policy())
        await desk.act(2, partial(records.note, text="before"), by=LEO, cause="cmd:before")
        yield
        await desk.act(2, partial(records.note, text="behind"), by=LEO, cause="cmd:behind")


def test_a_sqlite_backup_taken_from_a_running_bot_is_restored_whole(folder: Path) -> None:
    url = f"sqlite:///{folder}/sitrep.db"

    async def back_up_beside_the_bot() -> None:
        async with bot_beside(url):
            await asyncio.to_thread(run, "Back up a SQLite file", folder)

    asyncio.run(back_up_beside_the_bot())
    backed_up = everything(f"sqlite:///{folder}/sitrep-backup.db")
    (folder / "sitrep.db-wal").write_bytes(b"left by a bot that was killed")
    run("Restore a SQLite file", folder)

    assert 7 == len(backed_up["logbook"])
    assert backed_up == everything(url)
    assert {0o600} == {stat.S_IMODE((folder / name).stat().st_mode) for name in ("sitrep.db", "sitrep-backup.db")}


def test_a_postgresql_backup_taken_from_running_bots_is_restored_whole(
    postgres_url: str, new_url: str, tmp_path: Path
) -> None:
    async def back_up_beside_the_bot() -> dict[str, set[tuple[object, ...]]]:
        await recorded(postgres_url)
        async with bot_beside(postgres_url):
            await asyncio.to_thread(run, "Back up PostgreSQL", tmp_path, DATABASE_URL=postgres_url)
            return everything(postgres_url)

    backed_up = asyncio.run(back_up_beside_the_bot())
    run("Restore PostgreSQL", tmp_path, DATABASE_URL=new_url)

    assert 7 == len(backed_up["logbook"])
    assert backed_up == everything(new_url)


def test_moving_prints_what_it_proved(folder: Path, new_url: str) -> None:
    printed = run("Move from SQLite to PostgreSQL", folder, NEW_DATABASE_URL=new_url)

    assert "rows in logbook: 6, the same on both sides" in printed
    assert "logbooks: 2, each proved on both sides and ending alike" in printed
    assert everything(f"sqlite:///{folder}/sitrep.db") == everything(new_url)


def test_a_record_is_verified_as_the_page_says(folder: Path) -> None:
    """Once by itself, and once more against the ends that were kept of it."""
    printed = run("Verify the record", folder)

    assert 3 + 4 == printed.count("✓")
    assert "✓ ends kept elsewhere (2)" in printed
    assert "✗" not in printed
