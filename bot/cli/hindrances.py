"""What whoever runs Sitrep can mend: each in one sentence with its cure, and with an exit code of its own.

Law: what is not in this table is a fault of the program, and shows where it happened. docs/start.md has the codes, and
every sentence as it was printed when the tests made the mistake.
"""

import asyncio
import errno
from collections.abc import Mapping
from enum import IntEnum

from bot.settings import SettingsError
from bot.store.database.errors import NotMoved, Trouble, Unavailable
from bot.store.engine import BadAddress, InUse, NotMigrated

REFUSED = "Slack does not take SLACK_BOT_TOKEN ({error}): set it to the one on the app's page OAuth & Permissions."
REFUSED_SOCKET = (
    "Slack does not take SLACK_APP_TOKEN ({error}): set it to one with connections:write, "
    "on the app's page Basic Information."
)


class Exit(IntEnum):
    """How a command ended. A supervisor may start it again after AWAY and BUSY; the others wait for a person."""

    DONE = 0
    FOUND = 1  # refused by a rule, or something that `doctor` found and that has no code of its own
    SETTING = 2
    TOKEN = 3
    SCOPE = 4
    AWAY = 5  # Slack cannot be reached; `sitrep run` waits for it instead
    PORT = 6
    CLOCK = 7
    DATABASE_AWAY = 10
    DATABASE_BUSY = 11
    DATABASE_FULL = 12
    DATABASE_READ_ONLY = 13
    DATABASE_DAMAGED = 14
    DATABASE_NOT_OURS = 15
    DATABASE_IN_USE = 16
    DATABASE_OLD = 17
    DATABASE_NEWER = 18
    NOT_MOVED = 19
    FAULT = 70  # EX_SOFTWARE of sysexits.h: a fault of the program
    INTERRUPTED = 130  # 128 and the signal, as shells have it
    BROKEN_PIPE = 141


class Hindrance(Exception):
    """A command cannot go on; the message is the one sentence to print."""

    def __init__(self, code: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


_TROUBLES: Mapping[Trouble, Exit] = {
    Trouble.AWAY: Exit.DATABASE_AWAY,
    Trouble.BUSY: Exit.DATABASE_BUSY,
    Trouble.FULL: Exit.DATABASE_FULL,
    Trouble.READ_ONLY: Exit.DATABASE_READ_ONLY,
    Trouble.DAMAGED: Exit.DATABASE_DAMAGED,
    Trouble.ADDRESS: Exit.SETTING,
    Trouble.NOT_OURS: Exit.DATABASE_NOT_OURS,
}
# What settings and the memory raise when somebody can mend it.
MENDABLE = (SettingsError, BadAddress, InUse, NotMigrated, NotMoved, Unavailable)


def hindrance(wrong: Exception) -> Hindrance | None:
    """What is printed, and the exit code; None for a fault of the program, which nobody can mend at a terminal."""
    if isinstance(wrong, Hindrance):
        return wrong
    return Hindrance(_code(wrong), str(wrong)) if isinstance(wrong, MENDABLE) else None


def _code(wrong: Exception) -> Exit:
    match wrong:
        case Unavailable(trouble=trouble):
            return _TROUBLES[trouble]
        case NotMigrated(needs_newer=needs_newer):
            return Exit.DATABASE_NEWER if needs_newer else Exit.DATABASE_OLD
        case NotMoved():
            return Exit.NOT_MOVED
        case InUse():
            return Exit.DATABASE_IN_USE
        case _:
            return Exit.SETTING


async def try_port(host: str, port: int) -> None:
    """Take the port for a moment; Hindrance when it is not to be had."""
    try:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
    except OSError as failure:
        raise no_port(failure, host, port) from failure
    server.close()


def no_port(failure: OSError, host: str, port: int) -> Hindrance:
    """What is to be mended when listening there failed so."""
    return Hindrance(Exit.PORT, _why_no_port(failure, host, port))


def _why_no_port(failure: OSError, host: str, port: int) -> str:
    match failure.errno:
        case errno.EADDRINUSE:
            return f"Port {port} of {host} is taken by another program: set SITREP_HTTP_PORT to a free one."
        case errno.EACCES:
            return f"Port {port} needs more rights than this account has: set SITREP_HTTP_PORT to one above 1023."
        case _:
            return f"{host} is no address of this machine: set SITREP_HTTP_HOST to one, such as 127.0.0.1 or 0.0.0.0."
