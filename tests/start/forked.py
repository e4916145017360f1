"""Commands in processes of their own, forked from one that has imported the bot: what each would do for half a second.

How a fresh interpreter starts one is seen in `test_commands.py`.
"""

import asyncio
import json
import os
import shlex
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

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


# What a shell runs in place of `sitrep`: it hands all of its own on, and ends as the command did.
_HANDS_ON = """
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as there:
    there.connect(sys.argv[1])
    asked = json.dumps([sys.argv[2:], dict(os.environ), os.getcwd()])
    socket.send_fds(there, [asked.encode()], [1, 2])
    there.shutdown(socket.SHUT_WR)
    sys.exit(int(there.recv(16)))
"""


@contextmanager
def word_of_a_shell() -> Iterator[str]:
    """A function for a shell script, `sitrep`, each call of which is forked."""
    with tempfile.TemporaryDirectory(prefix="sitrep-") as folder, socket.socket(socket.AF_UNIX) as door:
        place = f"{folder}/door"
        door.bind(place)
        door.listen()
        Thread(target=_answers, args=(door,), daemon=True).start()
        yield f'sitrep() {{ {sys.executable} -ISc {shlex.quote(_HANDS_ON)} {place} "$@"; }}'
        door.shutdown(socket.SHUT_RDWR)


def _answers(door: socket.socket) -> None:
    """One command after the other, as a shell calls them, until the door is shut."""
    with suppress(OSError):
        while True:
            line, _ = door.accept()
            with line:
                said, ends, _, _ = socket.recv_fds(line, LINE_MAX_BYTES, 2)
                said += b"".join(iter(lambda line=line: line.recv(LINE_MAX_BYTES), b""))
                command, environ, folder = json.loads(said)
                out, err = (Connection(end, readable=False) for end in ends)
                process = FORKS.Process(
                    target=_command, args=(command, "", environ, Path(folder), out, err), daemon=True
                )
                process.start()
                out.close()
                err.close()
                process.join()
                line.sendall(str(process.exitcode).encode())


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
