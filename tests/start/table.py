"""Every mistake that can be made in starting Sitrep, made on a real process: what it prints, and how it ends.

docs/start.md is written from what came of each (`python -m tests.start.page`), and a test holds it to that.
"""

import asyncio
import copy
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
import yaml

from bot import __version__
from bot.store import migrations
from bot.store.database import urls
from tests.postgres import Cluster
from tests.start.forked import Running, begin
from workspace.server import LocalSlack

ROOT = Path(__file__).parents[2]
MANIFEST = yaml.safe_load((ROOT / "manifest.yaml").read_text("utf-8"))
NOWHERE = "http://127.0.0.1:9/api/"  # the port of RFC 863, where nobody listens any more
ENDS_WITHIN_S = 30  # a loaded machine takes its time to import
LOG_LINE = re.compile(r"^[\d-]+ [\d:,]+ [A-Z]+ [\w.]+: (.*)$")
# The machine's clock is wrong by five minutes, for all of the process.
CLOCK_OFF = """
import sys
from datetime import timedelta
from bot import clock
right = clock.RealClock.now
clock.RealClock.now = lambda self: right(self) + timedelta(minutes=5)
from bot.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
# SQLite itself says that the disk is full, to whatever needs one more page than there are.
DISK_FULL = """
import sys, sqlalchemy
from bot.__main__ import main

@sqlalchemy.event.listens_for(sqlalchemy.pool.Pool, "connect")
def connected(connection, _):
    connection.execute("PRAGMA max_page_count = 1")

sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a mistake is made: a folder, a local Slack, a PostgreSQL, and the settings with which nothing is wrong."""

    folder: Path
    slack: LocalSlack
    cluster: Cluster

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_API_URL": self.slack.api_url,
            "SITREP_HTTP_PORT": "0",
        }

    @property
    def file(self) -> Path:
        return self.folder / "sitrep.db"

    def migrated(self) -> Path:
        migrations.migrate(f"sqlite:///{self.file}")
        self.file.chmod(0o600)
        return self.file


Settings: TypeAlias = Mapping[str, str]
Made: TypeAlias = AbstractAsyncContextManager[Settings]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, the command that meets it, and how it is made: settings to change while it is so."""

    what: str
    command: str
    made: Callable[[Machine], Made]
    goes_on: str = ""  # a word of the line in the log, where the bot goes on; it is stopped when that line came
    script: str = ""  # instead of `sitrep`
    manifest: Mapping[str, Any] = field(default_factory=lambda: MANIFEST)

    @property
    def name(self) -> str:
        return f"{self.what}, `sitrep {self.command}`"


@dataclass(frozen=True, slots=True)
class Ended:
    said: str
    code: int


def settings(**changes: str) -> Callable[[Machine], Made]:
    return lambda _: nullcontext(changes)


@asynccontextmanager
async def port_taken(_: Machine) -> AsyncIterator[Settings]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield {"SITREP_HTTP_PORT": str(other.getsockname()[1])}


def on_file(change: Callable[[Path], object]) -> Callable[[Machine], Made]:
    """The database that was made already, and then changed."""

    @asynccontextmanager
    async def made(machine: Machine) -> AsyncIterator[Settings]:
        await asyncio.to_thread(lambda: change(machine.migrated()))
        yield {}

    return made


def at_revision(revision: str) -> Callable[[Path], object]:
    def change(file: Path) -> None:
        engine = sa.create_engine(urls.parse(f"sqlite:///{file}"))
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (revision,))
        engine.dispose()

    return change


def only_to_be_read(file: Path) -> None:
    """A number from the future where SQLite looks who may write; then nobody may (sqlite.org/fileformat2.html)."""
    content = bytearray(file.read_bytes())
    content[18] = 9
    file.write_bytes(content)


def configured(text: str) -> Callable[[Machine], Made]:
    """What stands in the file beside the database, which was made already."""
    return on_file(lambda file: file.with_name("sitrep.toml").write_text(text, "utf-8"))


@asynccontextmanager
async def in_use(machine: Machine) -> AsyncIterator[Settings]:
    """Another bot has the file."""
    environ = machine.environ | {"SLACK_API_URL": NOWHERE}
    other = await begun(["run"], machine, environ)
    assert other.stderr is not None
    async for line in other.stderr:
        if b"cannot be reached" in line:
            break
    yield {}
    other.kill()
    await other.wait()


def on_postgres(*statements: str, user: str = "postgres") -> Callable[[Machine], Made]:
    """A PostgreSQL that was made ready, and then changed by these statements, which may name it `{name}`."""

    @asynccontextmanager
    async def made(machine: Machine) -> AsyncIterator[Settings]:
        name = "started"
        url = machine.cluster.create(name)
        try:
            for statement in statements:
                machine.cluster.run_sql(statement.format(name=name), database=name)
            yield {"DATABASE_URL": url.replace("postgres@", f"{user}@")}
        finally:
            machine.cluster.drop(name)

    return made


@asynccontextmanager
async def guest(machine: Machine) -> AsyncIterator[Settings]:
    machine.cluster.run_sql("CREATE USER guest")
    try:
        async with on_postgres(user="guest")(machine) as changed:
            yield changed
    finally:
        machine.cluster.run_sql("DROP USER guest")


@asynccontextmanager
async def no_socket_scope(machine: Machine) -> AsyncIterator[Settings]:
    machine.slack.faults.error("apps.connections.open", error="missing_scope", times=9)
    yield {}


@asynccontextmanager
async def postgres_read_only(machine: Machine) -> AsyncIterator[Settings]:
    async with on_postgres()(machine) as changed:
        await asyncio.to_thread(migrations.migrate, changed["DATABASE_URL"])
        machine.cluster.run_sql("ALTER DATABASE started SET default_transaction_read_only = on")
        yield changed


def without(scope: str) -> Mapping[str, Any]:
    manifest: dict[str, Any] = copy.deepcopy(MANIFEST)
    manifest["oauth_config"]["scopes"]["bot"].remove(scope)
    return manifest


MISTAKES = (
    Mistake("the bot token is missing", "run", settings(SLACK_BOT_TOKEN="")),
    Mistake("the bot token is of another kind", "run", settings(SLACK_BOT_TOKEN="xoxp-1-2-3")),
    Mistake("the bot token is wrong", "run", settings(SLACK_BOT_TOKEN="xoxb-1-2-3")),
    Mistake("the app token is missing", "run", settings(SLACK_APP_TOKEN="")),
    Mistake("the app token is of another kind", "run", settings(SLACK_APP_TOKEN="xoxb-1-2-3")),
    Mistake("the app token is wrong", "run", settings(SLACK_APP_TOKEN="xapp-1-2-3")),
    Mistake("the app token has no scope", "run", no_socket_scope),
    Mistake("a scope is missing", "run", settings(), goes_on="did not grant", manifest=without("pins:write")),
    Mistake("a scope is missing", "doctor", on_file(bool), manifest=without("pins:write")),
    Mistake("the variable is misspelt", "run", settings(SITREP_ZOME="UTC"), goes_on="nothing reads it"),
    Mistake("the configuration file is no TOML", "run", configured("[process]\nzone = Europe/Berlin\n")),
    Mistake("a key of the file is misspelt", "run", configured("[process]\nzome = 'UTC'\n")),
    Mistake("a value of the file cannot be used", "run", configured("[process]\nzone = 'Mars'\n")),
    Mistake("a value of the file cannot be used", "doctor", configured("[process]\nzone = 'Mars'\n")),
    Mistake("the file that was named is not there", "run --config my.toml", settings()),
    Mistake("the port is taken", "run", port_taken),
    Mistake(
        "the address to listen on is another machine's",
        "run",
        settings(SITREP_HTTP_HOST="192.0.2.1", SITREP_HTTP_PORT="8722"),
    ),
    Mistake("there is no network", "run", settings(SLACK_API_URL=NOWHERE), goes_on="cannot be reached"),
    Mistake("there is no network", "doctor", lambda machine: _both(on_file(bool)(machine), SLACK_API_URL=NOWHERE)),
    Mistake("Slack's address is in clear", "run", settings(SLACK_API_URL="http://slack.com/api/")),
    Mistake("the clock is off", "run", settings(), goes_on="off Slack's", script=CLOCK_OFF),
    Mistake("the clock is off", "doctor", on_file(bool), script=CLOCK_OFF),
    Mistake("the database is not there yet", "run", settings(), goes_on="new and empty"),
    Mistake("the database is not there yet", "incident list", settings()),
    Mistake("the folder is gone", "run", settings(DATABASE_URL="sqlite:///gone/sitrep.db")),
    Mistake("the server is gone", "run", settings(DATABASE_URL="postgresql://sitrep@127.0.0.1:1/sitrep")),
    Mistake("the database is older", "incident list", on_file(at_revision("0001"))),
    Mistake("the database is newer", "run", on_file(at_revision("9999"))),
    Mistake("the file can only be read", "run", on_file(only_to_be_read)),
    Mistake("the server can only be read", "run", postgres_read_only),
    Mistake("the disk is full", "migrate", settings(), script=DISK_FULL),
    Mistake("the file is no database", "run", on_file(lambda file: file.write_text("dear diary, " * 99))),
    Mistake("the user may make no tables", "migrate", guest),
    Mistake("another bot has the file", "run", in_use),
    Mistake(
        "an @ in the password is not escaped", "migrate", settings(DATABASE_URL="postgresql://sitrep:a@b@db/sitrep")
    ),
    Mistake("the port of the database is none", "migrate", settings(DATABASE_URL="postgresql://sitrep:a@db:b/sitrep")),
)


@asynccontextmanager
async def _both(made: Made, **changes: str) -> AsyncIterator[Settings]:
    async with made as already:
        yield {**already, **changes}


async def play(mistake: Mistake, folder: Path, cluster: Cluster) -> Ended:
    """Make the mistake, run the command, and read what it says."""
    async with LocalSlack(people={"leo": "Leo Varga"}, manifest=mistake.manifest) as slack:
        machine = Machine(folder, slack, cluster)
        async with mistake.made(machine) as changes:
            process = await begun(mistake.command.split(), machine, machine.environ | dict(changes), mistake.script)
            async with asyncio.timeout(ENDS_WITHIN_S):
                lines = await _lines(process, until=mistake.goes_on)
                code = await process.wait()
    return Ended(_told(lines, mistake, folder), code)


async def begun(command: list[str], machine: Machine, environ: Settings, script: str = "") -> Running:
    """The command in a process of its own; what a bot logs is read apart."""
    return await begin(command, folder=machine.folder, environ=environ, script=script, apart=command[0] == "run")


async def _lines(process: Running, *, until: str) -> list[str]:
    """What is printed, a line each; a bot that goes on is stopped when it has said so."""
    stream = process.stdout if process.stderr is None else process.stderr
    lines: list[str] = []
    async for raw in stream:
        lines.append(raw.decode().rstrip("\n"))
        if until and until in lines[-1]:
            process.send_signal(signal.SIGTERM)
            break
    await stream.read()
    return lines


def _told(lines: list[str], mistake: Mistake, folder: Path) -> str:
    """The one line that tells of it: the last of a log, the broken one of a doctor, all there is otherwise."""
    if mistake.command == "doctor":
        lines = [line for line in lines if line.startswith("✗")]
    plain = [found[1] for line in lines if (found := LOG_LINE.match(line))] if mistake.goes_on else []
    wanted = (
        [line for line in plain if mistake.goes_on in line]
        if mistake.goes_on
        else [line for line in lines if not LOG_LINE.match(line)]
    )
    return "\n".join(_same_everywhere(line, folder) for line in wanted)


def _same_everywhere(line: str, folder: Path) -> str:
    """Without what differs from machine to machine."""
    plain = line.replace(str(folder), "/srv/sitrep").replace(folder.name, "sitrep")
    plain = plain.replace(migrations.head(), "0042").replace(__version__, "1.2.3")
    plain = re.sub(r"on Python \d+\.\d+\.\d+", "on Python 3.13.1", re.sub(r"by process \d+", "by process 4711", plain))
    return re.sub(r"\b(299|30[01]) s off", "300 s off", re.sub(r"Port (?!8722)\d+", "Port 8722", plain))
