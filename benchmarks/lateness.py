"""How late a reminder stands in Slack, while people write, report and command in fifty open incidents.

Each of fifty people promised a report for a minute later and does not give it. What is counted is the record's own due
time against the `ts` that Slack gave the message, so that tick, database, courier and the way to Slack are all in it.
"""

import asyncio
import time
from collections.abc import Sequence

from benchmarks.load import CHANNELS, all_say, declares, rooms_ready, talkative
from benchmarks.rig import bot, percentile, until
from bot.incident import facts as f
from bot.store import logbook
from bot.store.engine import Store
from bot.store.transcript import instant_of
from workspace.server import LocalSlack

GOAL_S = 1.0
PROMISED_S = 60  # the shortest promise there is
SPREAD_S = 30  # over which the promises are given, so that the reminders do not all fall into one tick
AT_WORK_S = PROMISED_S // 2  # by which a report is put off for who writes meanwhile, once (bot/incident/at_work.py)
TALK_S = SPREAD_S + PROMISED_S + AT_WORK_S + 5
MESSAGES, REPORTS, COMMANDS = 50, 5, 5  # a second


async def lateness(name: str, url: str) -> str:
    """One line: how late the reminders came, on this database."""
    async with talkative() as local, bot(local, database_url=url):
        for number in range(CHANNELS):  # one after the other: that fifty begin at once is measured elsewhere
            await declares(local, number)
        await until(lambda: len(rooms_ready(local)) == CHANNELS)
        rooms = rooms_ready(local)
        for role in ("logs", "code"):
            await asyncio.gather(*(_types(local, number, rooms, f"role {role}") for number in range(CHANNELS)))
        await local.quiet()
        await asyncio.gather(
            _promised(local, rooms),
            all_say(local, rooms, rate=MESSAGES, count=MESSAGES * TALK_S),
            _commanded(local, rooms, "code: looking at what changed next 60m", rate=REPORTS),
            _commanded(local, rooms, "status", rate=COMMANDS),
        )
        await local.quiet()
        late_s = await _late(url)
    told = f"{name}, {len(late_s)} reminders in {CHANNELS} open incidents, with {MESSAGES} messages, {REPORTS} reports"
    shown = f"and {COMMANDS} commands a second: late by p50 {percentile(late_s, 0.5):.2f} s"
    return f"{told} {shown}, p99 {percentile(late_s, 0.99):.2f} s (goal {GOAL_S:.0f})"


async def _types(local: LocalSlack, number: int, rooms: Sequence[str], text: str) -> None:
    await local.people.types(f"p{number:02}", f"/incident {text}", channel=rooms[number])


async def _promised(local: LocalSlack, rooms: Sequence[str]) -> None:
    for number in range(CHANNELS):
        await _types(local, number, rooms, "logs: two of fourteen are found next 1m")
        await asyncio.sleep(SPREAD_S / CHANNELS)


async def _commanded(local: LocalSlack, rooms: Sequence[str], text: str, *, rate: int) -> None:
    """Everybody in turn types it, so often a second."""
    began = time.perf_counter()
    for turn in range(rate * TALK_S):
        await asyncio.sleep(max(0, began + turn / rate - time.perf_counter()))
        await _types(local, turn % CHANNELS, rooms, text)


async def _late(url: str) -> list[float]:
    """By how many seconds each reminder of a report stood in Slack after its due time."""
    store = await Store.open_to_read(url)
    try:
        async with store.read() as tx:
            books = [await logbook.entries(tx, number) for number in range(1, CHANNELS + 1)]
    finally:
        await store.close()
    late: list[float] = []
    for entries in books:
        due_at = {e.seq: e.fact.due_at for e in entries if isinstance(e.fact, f.Reminded) and e.fact.rung == "due"}
        stood = [e.fact for e in entries if isinstance(e.fact, f.ReminderDelivered)]
        late += [
            (instant_of(one.ts) - due_at[one.reminder_seq]).total_seconds()
            for one in stood
            if one.reminder_seq in due_at
        ]
    return late
