"""A running bot starts anew: at SIGHUP with what the file says by then, and once its clock was set back."""

import asyncio
import signal
from pathlib import Path

from tests.postgres import Cluster
from tests.start.forked import Running
from tests.start.table import ENDS_WITHIN_S, Machine, begun
from workspace.server import LocalSlack

# The machine's clock is two hours ahead until the file is there.
AHEAD = """
import sys
from datetime import timedelta
from pathlib import Path
from bot import clock
right = clock.RealClock.now
clock.RealClock.now = lambda self: right(self) + timedelta(hours=0 if Path("right").exists() else 2)
from bot.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


async def told(process: Running, words: str) -> list[str]:
    """The lines of the log up to the one with these words."""
    assert process.stderr is not None
    lines: list[str] = []
    async with asyncio.timeout(ENDS_WITHIN_S):
        while words not in "".join(lines[-1:]):
            line = await process.stderr.readline()
            assert line, lines
            lines.append(line.decode())
    return lines


async def test_a_changed_file_and_a_clock_that_is_set_back_are_taken_and_what_cannot_be_used_is_not(
    tmp_path: Path, cluster: Cluster
) -> None:
    file = tmp_path / "sitrep.toml"
    async with LocalSlack(people={"leo": "Leo Varga"}) as slack:
        machine = Machine(tmp_path, slack, cluster)
        process = await begun(["run"], machine, machine.environ, script=AHEAD)
        await told(process, "is connected")

        process.send_signal(signal.SIGHUP)
        await told(process, "The settings are as they were.")

        file.write_text("[process]\nzone = 'Mars'\n", "utf-8")
        process.send_signal(signal.SIGHUP)
        await told(process, f"The settings stay as they were. {file}, line 2: process.zone is 'Mars', no time zone")

        file.write_text("[process]\nzone = 'Asia/Tokyo'\n", "utf-8")
        process.send_signal(signal.SIGHUP)
        lines = await told(process, "is connected")
        assert "Zone of documents: Asia/Tokyo." in "".join(lines)

        (tmp_path / "right").touch()
        await told(process, "This machine's clock was set back by")
        lines = await told(process, "is connected")
        assert "Zone of documents: Asia/Tokyo." in "".join(lines)

        await slack.people.types("leo", "/incident start sev1 Payroll is late")
        process.terminate()
        async with asyncio.timeout(ENDS_WITHIN_S):
            assert 0 == await process.wait()
