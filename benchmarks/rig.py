"""What every measurement stands on: a real bot process against a local Slack in this one, and plain statistics."""

import asyncio
import compileall
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.render.words import Words
from workspace.server import LocalSlack
from workspace.state.world import Knobs

ROOT = Path(__file__).parents[1]
MANIFEST = yaml.safe_load((ROOT / "manifest.yaml").read_text("utf-8"))
LOOK_EVERY_S = 0.001
PATIENCE_S = 300
RESTS_FOR_S = 1  # a fresh process compiles its templates and meets everybody first, as any but a fresh one has
RESTING_SHARE = 0.1  # of the time is what one that rests works, or would on a machine of its own


@dataclass(frozen=True, slots=True)
class Running:
    """A bot process; `connected_s` is from its start to its open socket."""

    process: asyncio.subprocess.Process
    began_s: float
    connected_s: float

    def age_s(self) -> float:
        """Seconds since its start."""
        return time.perf_counter() - self.began_s

    def worked_s(self) -> float:
        """Seconds of processor time until now, from the kernel."""
        return worked_s(self.process.pid)

    async def rested(self) -> None:
        """Wait until it has done what a fresh process does behind its start, however long a busy machine takes."""
        before_s = 0.0
        while self._wanted_s() - before_s > RESTING_SHARE * RESTS_FOR_S:
            before_s = self._wanted_s()
            await asyncio.sleep(RESTS_FOR_S)

    def _wanted_s(self) -> float:
        """Seconds in which a thread of it worked or waited for a processor, from the kernel."""
        told = [path.read_text("ascii").split() for path in Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")]
        return sum(int(worked_ns) + int(waited_ns) for worked_ns, waited_ns, _ in told) / 1e9

    def memory_mb(self) -> float:
        """Resident memory, from the kernel."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@asynccontextmanager
async def slack(people: int, *, rate_limits: bool, ack_within_s: float = 60) -> AsyncIterator[LocalSlack]:
    cast = {f"p{number:02}": f"Person {number}" for number in range(people)}
    knobs = Knobs(rate_limits=rate_limits, ack_within_s=ack_within_s)
    async with LocalSlack(people=cast, manifest=MANIFEST, knobs=knobs) as running:
        yield running


@asynccontextmanager
async def bot(
    local: LocalSlack, *, database_url: str = "", command: Sequence[str] = ("-m", "bot", "run")
) -> AsyncIterator[Running]:
    """The unmodified bot, or any other program of the same environment, from its first instruction to connected."""
    with tempfile.TemporaryDirectory(prefix="sitrep-bench-") as folder:
        url = database_url or f"sqlite:///{folder}/bench.db"
        environ = {
            **os.environ,
            "SLACK_BOT_TOKEN": local.bot_token,
            "SLACK_APP_TOKEN": local.app_token,
            "SLACK_API_URL": local.api_url,
            "DATABASE_URL": url,
            "SITREP_HTTP_PORT": "0",
            "SITREP_LOG_LEVEL": "ERROR",
        }
        if command[:2] == ("-m", "bot"):
            migrating = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "migrate", env=environ, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
            )
            await migrating.wait()
        await asyncio.to_thread(_compile)
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(sys.executable, *command, env=environ, cwd=ROOT)
        try:
            await until(lambda: local.connections > 0)
            yield Running(process, began, time.perf_counter() - began)
        finally:
            process.terminate()
            await process.wait()


@cache
def _compile() -> None:
    """Code and words, as the image has them."""
    compileall.compile_dir(ROOT / "bot", quiet=1)
    sys.dont_write_bytecode = False
    Words().prepare()


def worked_s(pid: int) -> float:
    """Seconds of processor time that a process took until now, from the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def until(so: Callable[[], bool]) -> float:
    """Seconds until it is so."""
    began = time.perf_counter()
    while not so():
        if time.perf_counter() - began > PATIENCE_S:
            raise TimeoutError("the benchmark does not come to its end")
        await asyncio.sleep(LOOK_EVERY_S)
    return time.perf_counter() - began


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * int(share * 100) // 100) - 1))]


def spread(values: Sequence[float]) -> str:
    return f"median {statistics.median(values):.2f}, from {min(values):.2f} to {max(values):.2f}"
