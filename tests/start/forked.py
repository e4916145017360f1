"""Commands in processes of their own, forked from one that has imported the bot: what each would do for half a second.

How a fresh interpreter starts one is seen in `test_commands.py` and `tests/test_operate.py`.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.__main__ import main
from tests.crash.lives import FORKS, LOOK_EVERY_S

LINE_MAX_BYTES = 1 << 20  # of a log; asyncio's own limit is a message of Slack


class Running:
    """A command that was begun. Its output is read as of any process of asyncio."""

    def __init__(self, process: BaseProcess, stdout: asyncio.StreamReader, stderr: asyncio.StreamReader | None) -> None:
        self._process = process
        self.stdout = stdout
        self.stderr = stderr

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    async def wait(self) -> int:
        while (code := self._process.exitcode) is None:  # noqa: ASYNC110 - no event tells of another process
            await asyncio.sleep(LOOK_EVERY_S)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        if self._process.pid is not None and self.returncode is None:
            os.kill(self._process.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


async def begin(
    command: list[str], *, folder: Path, environ: Mapping[str, str], script: str = "", apart: bool = False
) -> Running:
    """`sitrep <command>` in this folder, with these settings alone. `apart`: what goes to stderr is not in stdout.

    `script` is Python that runs instead of `sitrep`, and finds the command in `sys.argv`.
    """
    (out, out_end), (err, err_end) = FORKS.Pipe(duplex=False), FORKS.Pipe(duplex=False)
    ends = (out_end, err_end if apart else out_end)
    process = FORKS.Process(target=_command, args=(command, script, dict(environ), folder, *ends), daemon=True)
    process.start()
    out_end.close()
    err_end.close()
    return Running(process, await _read(out), await _read(err) if apart else None)


async def _read(end: Connection) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LINE_MAX_BYTES)
    file = os.fdopen(os.dup(end.fileno()), "rb")
    end.close()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), file)
    return reader


def _command(
    command: list[str], script: str, environ: Mapping[str, str], folder: Path, out: Connection, err: Connection
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    os.dup2(out.fileno(), sys.stdout.fileno())
    os.dup2(err.fileno(), sys.stderr.fileno())
    sys.argv = ["sitrep", *command]
    if script:
        exec(script, {"__name__": "__main__"})
    else:
        sys.exit(main(command))
