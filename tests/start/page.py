"""`python -m tests.start.page > docs/start.md`: make every mistake, and write down what was printed.

Needs a PostgreSQL, as the tests do.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.cli.hindrances import Exit
from tests.postgres import Cluster
from tests.start.table import MISTAKES, Ended, Mistake, play

PAGE = Path(__file__).parents[2] / "docs" / "start.md"
HEAD = """\
# When it does not start

`sitrep doctor` looks at everything at once, also beside a running bot. Below are the mistakes that can be made, with
what is then printed; the tests make each of them and write this table (`tests/start/table.py`). Where it says
*goes on*, the line is in the log, and the bot works as far as it can.

Ctrl-C or SIGTERM ends a bot within two seconds while it starts, whatever it waits for. One that works finishes what is
under way, for at most eight seconds; a second signal ends that as well.

| what is wrong | what is printed | exit code |
| --- | --- | --- |
"""
FOOT = """
## Exit codes

| code | what it says |
| --- | --- |
"""
CODES = {
    Exit.DONE: "done, or stopped as asked",
    Exit.FOUND: "refused by a rule; or `doctor` found something that has no code of its own",
    Exit.SETTING: "a setting, or what was typed, cannot be used",
    Exit.TOKEN: "Slack does not take a token",
    Exit.SCOPE: "`doctor` misses a scope",
    Exit.AWAY: "`doctor` does not reach Slack",
    Exit.PORT: "the port is not to be had",
    Exit.CLOCK: "`doctor` finds the clock off",
    Exit.DATABASE_AWAY: "the database cannot be reached",
    Exit.DATABASE_BUSY: "it is too busy",
    Exit.DATABASE_FULL: "its disk is full",
    Exit.DATABASE_READ_ONLY: "it can only be read",
    Exit.DATABASE_DAMAGED: "it is damaged, or is none",
    Exit.DATABASE_NOT_OURS: "it does not let us do what is needed",
    Exit.DATABASE_IN_USE: "somebody else has the file",
    Exit.DATABASE_OLD: "it is older than this version, or not there",
    Exit.DATABASE_NEWER: "it is newer than this version can work with",
    Exit.NOT_MOVED: "it was not moved, and is as it was",
    Exit.FAULT: "a fault of the program; please report the trace",
    Exit.INTERRUPTED: "Ctrl-C, before there was anything to stop in order",
    Exit.BROKEN_PIPE: "whoever read the output went away",
}


def row(mistake: Mistake, ended: Ended) -> str:
    code = f"{ended.code}" if not mistake.goes_on else "goes on"
    return f"| {mistake.name} | {ended.said.replace('|', chr(92) + '|')} | {code} |"


def codes() -> str:
    return "".join(f"| {code.value} | {CODES[code]} |\n" for code in Exit)


async def page() -> str:
    cluster = Cluster()
    try:
        rows = []
        for mistake in MISTAKES:
            with tempfile.TemporaryDirectory(prefix="sitrep-") as folder:
                rows.append(row(mistake, await play(mistake, Path(folder), cluster)))
    finally:
        cluster.stop()
    return HEAD + "".join(f"{each}\n" for each in rows) + FOOT + codes()


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(page()))
