"""Whatever a start waits for, Ctrl-C and SIGTERM end it at once, in order and without a word too many."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from bot.store.transactions import lock_key
from tests.postgres import Cluster
from tests.start.forked import Running
from tests.start.table import NOWHERE, Machine, begun
from workspace.server import LocalSlack

STOPS_WITHIN_S = 5.0  # promised are two seconds, of which a loaded machine makes some more; without care it is never
SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
# Asking a name server that does not answer takes minutes, in a thread that nothing can end.
SILENT_NAMES = """
import socket, sys, time
socket.getaddrinfo = lambda *_, **__: time.sleep(60)
from bot.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
async def machine(tmp_path: Path, cluster: Cluster) -> AsyncIterator[Machine]:
    async with LocalSlack(people={"leo": "Leo Varga"}) as slack:
        yield Machine(tmp_path, slack, cluster)


@asynccontextmanager
async def silent_server() -> AsyncIterator[int]:
    """A port where connections are taken and nothing is ever said."""
    over = asyncio.Event()

    async def waits(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    server = await asyncio.start_server(waits, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        over.set()


async def stopped(process: Running, number: signal.Signals, *, after: str) -> list[str]:
    """What is printed by a bot that is told to stop once this is in its log; it must end in time, and well."""
    assert process.stderr is not None
    lines = []
    try:
        async for raw in process.stderr:
            lines.append(raw.decode())
            if after in lines[-1]:
                break
        process.send_signal(number)
        async with asyncio.timeout(STOPS_WITHIN_S):
            lines += (await process.stderr.read()).decode().splitlines()
            code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
    assert (0, []) == (code, [line for line in lines if "Traceback" in line]), lines
    return lines


@SIGNALS
async def test_while_there_is_no_network(machine: Machine, number: signal.Signals) -> None:
    process = await begun(["run"], machine, machine.environ | {"SLACK_API_URL": NOWHERE})

    assert await stopped(process, number, after="cannot be reached")


@SIGNALS
async def test_while_slack_says_nothing(machine: Machine, number: signal.Signals) -> None:
    async with silent_server() as port:
        process = await begun(["run"], machine, machine.environ | {"SLACK_API_URL": f"http://127.0.0.1:{port}/"})

        assert await stopped(process, number, after="starts on")


@SIGNALS
async def test_while_no_name_server_answers(machine: Machine, number: signal.Signals) -> None:
    environ = machine.environ | {"SLACK_API_URL": "https://slack.com/api/"}
    process = await begun(["run"], machine, environ, SILENT_NAMES)

    assert await stopped(process, number, after="starts on")


@SIGNALS
async def test_while_no_socket_is_to_be_had(machine: Machine, number: signal.Signals) -> None:
    machine.slack.faults.refuse_handshake(times=99)
    process = await begun(["run"], machine, machine.environ)

    assert await stopped(process, number, after="could not be kept")


@SIGNALS
async def test_while_another_bot_migrates(machine: Machine, number: signal.Signals) -> None:
    url = machine.cluster.create("stopped")
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (lock_key("migrate"),))
        environ = machine.environ | {"DATABASE_URL": url}
        process = await begun(["run"], machine, environ)
        assert await stopped(process, number, after="Another bot brings the database up to date")
    machine.cluster.drop("stopped")


@SIGNALS
async def test_while_it_works(machine: Machine, number: signal.Signals) -> None:
    process = await begun(["run"], machine, machine.environ)

    assert "Sitrep stops." in "".join(await stopped(process, number, after="is connected"))


@SIGNALS
async def test_while_slack_is_away_in_the_middle_of_its_life(machine: Machine, number: signal.Signals) -> None:
    process = await begun(["run"], machine, machine.environ)
    assert process.stderr is not None
    async for line in process.stderr:
        if b"is connected" in line:
            break
    machine.slack.faults.outage()

    assert await stopped(process, number, after="could not be kept")
