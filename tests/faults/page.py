"""`python -m tests.faults.page > docs/faults.md`: play every fault, and write down what came of each.

Needs a PostgreSQL, as the tests do.
"""

import asyncio
import sys
from collections.abc import Iterable
from typing import TypeAlias

from bot.store import migrations
from tests.faults import database_table
from tests.faults.database_table import POSTGRES_FAULTS, SQLITE_FAULTS
from tests.faults.morning import morning
from tests.faults.table import FAULTS, Seen, play
from tests.postgres import Cluster

Row: TypeAlias = tuple[str, Seen]

HEAD = """\
# When Slack or the database fails

Sitrep is most needed on days when other things fail as well, Slack among them. Each row below is one fault, alone, put
into the same ten minutes of an incident: somebody types a command, others write, answer in a thread, edit, pin and
delete. The rows are written by the test run itself, from what then stands in Slack and in the record
(`tests/faults/table.py`); seeded mixtures of the same faults are played as well (`tests/faults/test_mixtures.py`).

| fault | what people see | what the record says |
| --- | --- | --- |
"""
DATABASE = """
## The database

Each row is again one fault alone. It begins while Slack has taken a message and not answered yet, and lasts for six
minutes, until Slack has given up sending its events again; meanwhile a reminder falls due. Afterwards nobody restarts
anything. What happens is the database's own doing (`tests/faults/databases.py`), with one exception: on PostgreSQL a
trigger answers with the code of a full disk.

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
  Slash commands and buttons cannot be read again: whoever used them saw Slack's own error, and has to repeat them.
* **What was said to Sitrep unheard is answered.** Answers to reminders and "@Sitrep …" showed nobody an error. They are
  read again, direct messages too, and carried out as of when they were said; where that would surprise by now, their
  author is asked. Each author gets one message for all of it, and until then nobody is reminded.
  [Which verb is which](decisions/0012-said-while-deaf.md).
* **Every message carries a key.** When it is not known whether a message arrived, Sitrep looks for its key before it
  sends again. Should a second copy turn up later, it is taken away.
* **Nobody is told that something was kept when it was not.** While the database is away, a command or a button is tried
  again for a second and then answered with a sentence; a form stays open with all that was typed. Events get no
  acknowledgement, so that Slack sends them again, and what it has given up is read again as after any gap. If the
  database went away in the very moment of keeping, the answer is that nobody knows, and where to look.
* **What Slack took and we could not note down** is looked for in Slack by its key when the database is back. Reminders
  stay due in the database, and go out once. The log has one line for the beginning and one for the end; the health
  page is red until a minute has passed without a refusal. On a full disk what is small may find room, and is kept.
* **Errors have one table**, `bot/slack/transport/web_api_errors.py`: what passes is tried again after ever longer
  waits, what an administrator can mend is kept and shown on the health page, what is refused for good becomes part of
  the record, and the lead hears of it by another way.

## What Slack does not give back

Slash commands and buttons of a gap; "@Sitrep …" outside the channels of open incidents; the exact time of a reaction
within it; and everything in the channel of an incident that was closed before the gap was over.
"""


def page(slack: Iterable[Row], database: Iterable[Row]) -> str:
    """The document, a row for each fault."""
    return HEAD + _rows(slack) + DATABASE + _rows(database) + FOOT


def _rows(found: Iterable[Row]) -> str:
    return "".join(f"| {name} | {seen.people} | {seen.record} |\n" for name, seen in found)


async def played(cluster: Cluster) -> str:
    """Every fault, each in a morning of its own, and the page that comes of them."""
    slack, database = [], []
    for fault in FAULTS:
        async with morning() as day:
            slack.append((fault.name, await play(day, fault)))
    for number, trouble in enumerate([*SQLITE_FAULTS, *POSTGRES_FAULTS]):
        url = cluster.create(f"page_{number}") if trouble in POSTGRES_FAULTS else ""
        if url:
            migrations.migrate(url)
        async with morning(database_url=url) as day:
            database.append((trouble.name, await database_table.play(day, trouble.on(cluster))))
    return page(slack, database)


if __name__ == "__main__":
    server = Cluster()
    try:
        sys.stdout.write(asyncio.run(played(server)))
    finally:
        server.stop()
