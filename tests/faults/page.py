"""`python -m tests.faults.page > docs/faults.md`: play every fault, and write down what came of each."""

import asyncio
import sys
from collections.abc import Sequence

from tests.faults.morning import morning
from tests.faults.table import FAULTS, Fault, Seen, play

HEAD = """\
# When Slack fails

Sitrep is most needed on days when other things fail as well, Slack among them. Each row below is one fault, alone, put
into the same ten minutes of an incident: somebody types a command, others write, answer in a thread, edit, pin and
delete. The rows are written by the test run itself, from what then stands in Slack and in the record
(`tests/faults/table.py`); seeded mixtures of the same faults are played as well (`tests/faults/test_mixtures.py`).

| fault | what people see | what the record says |
| --- | --- | --- |
"""
FOOT = """
## What is behind it

* **Two connections.** Each is asked for a sign of life every few seconds; one that gives none is replaced, one that is
  lost is opened again at once and then ever less often. A connection that Slack turns away waits a minute and longer,
  and the log says so once. The health page is red while none is open.
* **A gap is read again.** After a time without connection, or in which events stopped, Sitrep reads the channels of the
  open incidents again, the most severe first, with at most half of the calls that Slack allows. Messages and edits
  count as of when they were made; when a pin was set or a message deleted within a gap Slack does not tell, so these
  count from when they were seen. Until all is read the gap stays open, also over a restart.
* **A long gap is named.** From half a minute on, the channel and the timeline say from when to when nothing was heard.
  Commands and buttons cannot be read again: whoever used them saw Slack's own error, and has to repeat them.
* **Every message carries a key.** When it is not known whether a message arrived, Sitrep looks for its key before it
  sends again. Should a second copy turn up later, it is taken away.
* **Errors have one table**, `bot/slack/errors.py`: what passes is tried again after ever longer waits, what an
  administrator can mend is kept and shown on the health page, what is refused for good becomes part of the record, and
  the lead hears of it by another way.

## What Slack does not give back

Commands and buttons of a gap; the exact time of a reaction within it; and everything in the channel of an incident that
was closed before the gap was over.
"""


def page(faults: Sequence[tuple[Fault, Seen]]) -> str:
    """The document, a row for each fault."""
    rows = [f"| {fault.name} | {seen.people} | {seen.record} |\n" for fault, seen in faults]
    return HEAD + "".join(rows) + FOOT


async def played() -> list[tuple[Fault, Seen]]:
    """Every fault with what came of it, each in a morning of its own."""
    found = []
    for fault in FAULTS:
        async with morning() as day:
            found.append((fault, await play(day, fault)))
    return found


if __name__ == "__main__":
    sys.stdout.write(page(asyncio.run(played())))
