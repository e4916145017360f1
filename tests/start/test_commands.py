"""What every command keeps to: its files are its owner's, a reader may go away, and it says which version it is."""

import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from bot import __version__
from tests.postgres import Cluster
from tests.start.table import ROOT, Machine, begun
from workspace.server import LocalSlack

ENVIRON = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
SITREP = f"{sys.executable} -m bot"
# What only answers: whoever imports it before Slack can reach us makes every start longer.
ANSWERS = (
    *("bot.app", "bot.desk", "bot.grammar", "bot.incident.facts", "bot.render", "bot.story", "bot.requests.dispatch"),
    *("alembic", "apscheduler", "jinja2", "psycopg", "slack_bolt", "sqlalchemy.dialects.postgresql", "yaml"),
)


class Migrated(NamedTuple):
    folder: Path
    said: str


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    done = ["bash", "-c", f"umask 022\n{script}"]
    return subprocess.run(done, cwd=folder, env=ENVIRON, capture_output=True, text=True, check=False)


def test_the_version_is_told(tmp_path: Path) -> None:
    assert f"sitrep {__version__}\n" == shell(f"{SITREP} --version", tmp_path).stdout


def test_a_start_imports_what_answers_only_once_slack_can_reach_it(tmp_path: Path) -> None:
    program = f"import sys, bot.cli.run; print([name for name in {ANSWERS} if name in sys.modules])"
    done = shell(f"{sys.executable} -c {shlex.quote(program)}", tmp_path)

    assert ("[]\n", "") == (done.stdout, done.stderr)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Migrated:
    """A folder in which `migrate` ran, and what it said: made once, for every process of Sitrep takes its time."""
    folder = tmp_path_factory.mktemp("migrated")
    return Migrated(folder, shell(f"{SITREP} migrate", folder).stdout)


def test_a_reader_that_goes_away_is_no_fault(migrated: Migrated) -> None:
    done = shell(f"{SITREP} incident help | true\necho ${{PIPESTATUS[0]}}", migrated.folder)

    assert ("141\n", "") == (done.stdout, done.stderr)


def test_whatever_the_commands_make_is_its_owners_alone(migrated: Migrated) -> None:
    done = shell(f"{SITREP} incident start Documents missing --as leo", migrated.folder)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in migrated.folder.iterdir()}

    assert {"sitrep.db", "sitrep.db.lock", "sitrep.db-beside.lock"} <= set(modes), done.stderr
    assert {0o600} == set(modes.values())


def test_the_write_ahead_log_too(migrated: Migrated) -> None:
    """The files that are there only while the database is open."""
    done = shell(f"exec {sys.executable} -c {shlex.quote(LOOK)}", migrated.folder)

    assert "sitrep.db-shm 0o600\nsitrep.db-wal 0o600" in done.stdout, done.stderr


LOOK = """
import asyncio, os, pathlib, stat
from bot.store.engine import Store
async def look():
    store = await Store.open("sqlite:///sitrep.db")
    async with store.write("look") as tx:
        pass
    for path in sorted(pathlib.Path().iterdir()):
        print(path.name, oct(stat.S_IMODE(path.stat().st_mode)))
    await store.close()
asyncio.run(look())
"""


async def test_debug_logs_neither_peoples_words_nor_a_ticket(tmp_path: Path, cluster: Cluster) -> None:
    async with LocalSlack(people={"leo": "Leo Varga"}) as slack:
        machine = Machine(tmp_path, slack, cluster)
        process = await begun(["run"], machine, machine.environ | {"SITREP_LOG_LEVEL": "DEBUG"})
        assert process.stderr is not None
        lines = []
        async for line in process.stderr:
            lines.append(line)
            if b"is connected" in line:
                break
        await slack.people.types("leo", "/incident start sev1 Payroll leaked +private")
        process.terminate()
        lines.append(await process.stderr.read())
        await process.wait()

    log = b"".join(lines).decode()
    assert "Sitrep stops." in log
    assert [] == re.findall(r"Payroll|leaked|ticket=[^•&]|xox[a-z]-|xapp-", log)


def test_a_migration_says_what_it_made(migrated: Migrated) -> None:
    again = shell(f"{SITREP} migrate", migrated.folder).stdout

    assert "new and empty, made at revision" in migrated.said
    assert "as before" in again
