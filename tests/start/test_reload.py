"""SIGHUP: a running bot takes what the file says by then, and keeps what held when that cannot be used."""

import asyncio
import signal
from pathlib import Path

from tests.postgres import Cluster
from tests.start.forked import Running
from tests.start.table import ENDS_WITHIN_S, Machine, begun
from workspace.server import LocalSlack


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


async def test_a_changed_file_is_taken_and_one_that_cannot_be_used_is_not(tmp_path: Path, cluster: Cluster) -> None:
    file = tmp_path / "sitrep.toml"
    async with LocalSlack(people={"leo": "Leo Varga"}) as slack:
        machine = Machine(tmp_path, slack, cluster)
        process = await begun(["run"], machine, machine.environ)
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

        await slack.people.types("leo", "/incident start sev1 Payroll is late")
        process.terminate()
        async with asyncio.timeout(ENDS_WITHIN_S):
            assert 0 == await process.wait()
