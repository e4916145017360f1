"""Every fault of the database, alone, in the same few minutes of an incident, and what came of it in words.

Law: as for the faults of Slack, both columns are worked out from what stands in Slack and in the record afterwards.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.incident import facts as f
from tests.faults.databases import Away, Locked, NoDisk, NoSpace, NoWriting, OnlyReading, ThrownOut, Trouble, hasten
from tests.faults.morning import Morning, until
from tests.faults.table import NOTE, Seen, people_go_on, what_people_see, what_the_record_says
from tests.postgres import Cluster

SLOW_MS = 600  # long enough for a server to be shut down
LEARNT_LATE = re.compile(r"\d wordings? marked as learnt late")  # how many depends on what found room on a full disk
BEFORE = "one of the replicas lags"
LONG = (
    " and was asked to look at the shelf behind the second door" * 60
)  # it fits into no page that holds something already


@dataclass(frozen=True, slots=True)
class DatabaseFault:
    """A fault of one of the two databases, and what came of it. `on` gets the server that the tests run."""

    name: str
    on: Callable[[Cluster], Trouble]
    seen: Seen


async def play(day: Morning, trouble: Trouble) -> Seen:
    """Six minutes in which a reminder falls due, beginning while Slack has taken a message and not answered yet."""
    await hasten(day)
    changed, doomed = (
        await day.says("ana", "orders are missing since ten"),
        await day.says("bo", "wrong channel, sorry"),
    )
    await day.after(minutes=1)
    await begins_under_way(day, trouble)
    answer = await day.types("leo", f"note {NOTE}{LONG}")
    await people_go_on(day, changed, doomed, at_length=LONG)
    await day.after(minutes=5)
    unhealthy = await day.app.unhealthy()
    await until(day.slack.idle)  # what nobody acknowledged is given up by Slack: it must be read again
    await trouble.ends(day)
    day.cannot_keep = False
    await day.app.tick()
    await day.after(minutes=3)
    people = [*await what_people_see(day, answer), *await _health(day, unhealthy)]
    record = [*await what_the_record_says(day), *await _reminders(day)]
    return Seen("; ".join(people), LEARNT_LATE.sub("what was learnt late is marked so", "; ".join(record)))


async def begins_under_way(day: Morning, trouble: Trouble) -> None:
    """Slack has a message of ours, and by the time it answers nothing can be written."""
    reached: list[str] = []
    day.app._line.wire._reached = reached.append
    day.faults.slow("chat.postMessage", ms=SLOW_MS)
    await day.slack.people.types("bo", f"/incident note {BEFORE}", day.room.id)
    await until(lambda: "before call: chat.postMessage" in reached)
    await trouble.begins(day)
    day.cannot_keep = True
    await day.settle()
    day.faults.slow("chat.postMessage", ms=0)


async def _health(day: Morning, unhealthy: tuple[str, ...]) -> list[str]:
    if await day.app.unhealthy():
        return ["the health page stays red"]
    return ["the health page is red until it is over"] if unhealthy else []


async def _reminders(day: Morning) -> list[str]:
    ana = day.stage.user_id("ana")
    found = [entry.fact for entry in await day.entries(f.Reminded) if isinstance(entry.fact, f.Reminded)]
    rungs = [fact.rung for fact in found if fact.person == ana]
    return ["the reminder that fell due, once"] if rungs.count("due") == 1 else [f"reminders: {rungs}"]


REFUSED = Seen(
    "the command is answered with a sentence: it was not kept, give it again; each message of Sitrep once; the channel "
    "reads from when to when Sitrep was deaf; the health page is red until it is over",
    "no note; every message, edit, pin and deletion; what was learnt late is marked so; the gap; the reminder that "
    "fell due, once",
)
UNNOTICED = Seen(
    "the command is answered; each message of Sitrep once",
    "the note, once; every message, edit, pin and deletion; the reminder that fell due, once",
)

SQLITE_FAULTS = (
    DatabaseFault("SQLite: another process holds the file", lambda _: Locked(), REFUSED),
    DatabaseFault("SQLite: nothing may be written any more", lambda _: NoWriting(), REFUSED),
    DatabaseFault("SQLite: the disk is full", lambda _: NoSpace(), REFUSED),
)
POSTGRES_FAULTS = (
    DatabaseFault("PostgreSQL: the server is stopped and started again", Away, REFUSED),
    DatabaseFault("PostgreSQL: every connection is ended", ThrownOut, UNNOTICED),
    DatabaseFault("PostgreSQL: only a copy is left, which can be read", OnlyReading, REFUSED),
    DatabaseFault("PostgreSQL: the disk is full", NoDisk, REFUSED),
)
