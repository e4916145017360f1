"""Replicas of which one dies all the time: every record, reminder and message once, and in order."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from bot.incident import facts as f
from bot.incident.effects import REMINDER
from bot.incident.logbook import BOT, Entry
from bot.slack.delivery import key_of
from bot.store import catalogue, logbook
from bot.store.engine import Store
from bot.store.tables import declared, is_waiting, outbox
from tests.crash.lives import LOOK_EVERY_S, Lives, until, until_told
from tests.soak.replicas import Replicas
from workspace.server import LocalSlack
from workspace.state.records import Channel, Message
from workspace.state.world import Knobs

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yaml").read_text())
KNOBS = Knobs(rate_limits=False, connections_max=20)  # a dead process holds its places until its sockets are missed
REPORTS_DUE_S = 6
REPORTS = ("two of fourteen found", "nine of fourteen found", "all fourteen found")
AT_ONCE = 10  # people who are busy with their incidents at the same time
PATIENCE_S = 120
TO_GIVE_AGAIN = re.compile("failed|give it again")


class Office:
    """Many people, each with an incident of their own: starts it, takes the logs, reports, is reminded, resolves."""

    def __init__(self, slack: LocalSlack, incidents: int) -> None:
        self.slack = slack
        self.people = [f"p{number:03}" for number in range(incidents)]
        self.tries: Counter[str] = Counter()
        self._hands = asyncio.Semaphore(AT_ONCE)

    async def works(self) -> None:
        await until(lambda: self.slack.connections > 0, within_s=PATIENCE_S)
        async with asyncio.TaskGroup() as everybody:
            for who in self.people:
                everybody.create_task(self._lives_through(who))

    def room(self, who: str) -> Channel | None:
        names = self.slack.world.directory.names
        return next((room for name, room in names.items() if name.endswith(f"missing-for-{who}")), None)

    async def _lives_through(self, who: str) -> None:
        async with self._hands, asyncio.timeout(PATIENCE_S):
            await self._types(who, f"start sev1 Documents missing for {who}", "general")
            await until(lambda: self._is_in(who), within_s=PATIENCE_S)
            await self._types(who, "role logs", self._id(who))
            for words in REPORTS:
                await self._types(who, f"report logs: C: {words} {who}", self._id(who))
            await until(lambda: self._is_reminded(who), within_s=PATIENCE_S)
            await self._types(who, f"resolve {who} has filed", self._id(who))

    def direct(self, who: str) -> list[Message]:
        person = self.slack.world.directory.person(who)
        rooms = [c for c in self.slack.world.directory.channels.values() if c.kind == "im"]
        return [m for c in rooms if person is not None and person.id in c.members for m in self.own(c)]

    def _is_reminded(self, who: str) -> bool:
        """Not by whatever else they may be told alone, such as that nothing is heard."""
        return any(key_of(message.body).startswith(REMINDER) for message in self.direct(who))

    def own(self, room: Channel) -> list[Message]:
        return [m for m in room.messages.values() if m.author == self.slack.bot_user_id and not m.subtype]

    def _id(self, who: str) -> str:
        room = self.room(who)
        assert room is not None
        return room.id

    def _is_in(self, who: str) -> bool:
        room, person = self.room(who), self.slack.world.directory.person(who)
        return room is not None and person is not None and person.id in room.members

    async def _types(self, who: str, text: str, place: str) -> None:
        """Again, as long as Slack says that it failed, or the bot that it was not kept or that it does not know."""
        is_kept = False
        while not is_kept:
            self.tries[f"{who} {text}"] += 1
            is_kept = not TO_GIVE_AGAIN.search(await self.slack.people.types(who, f"/incident {text}", place))
            if not is_kept:
                await asyncio.sleep(LOOK_EVERY_S)


@pytest.mark.parametrize(
    ("processes", "incidents", "killed_every_s"),
    [pytest.param(2, 10, 2.0, marks=pytest.mark.soak), pytest.param(4, 200, 3.0, marks=pytest.mark.soak)],
)
async def test_replicas_that_die_lose_nothing_and_do_nothing_twice(
    processes: int, incidents: int, killed_every_s: float, tmp_path: Path, postgres_url: str
) -> None:
    people = {f"p{number:03}": f"Person {number}" for number in range(incidents)}
    async with LocalSlack(people=people, manifest=MANIFEST, knobs=KNOBS) as slack:
        lives, office = Lives(slack, postgres_url, tmp_path, reports_due_s=REPORTS_DUE_S), Office(slack, incidents)
        replicas = Replicas(lives, seed=1)
        async with replicas.running(processes, killed_every_s=killed_every_s):
            await office.works()
            await until_told(lambda: is_all_out(postgres_url), within_s=PATIENCE_S)

        assert (True, 0) == (replicas.deaths > 0, replicas.crashes), lives.log()
        await agrees(office, postgres_url)


async def test_the_same_words_on_two_replicas_at_once_are_one_incident(tmp_path: Path, postgres_url: str) -> None:
    async with LocalSlack(people={"leo": "Leo Varga"}, manifest=MANIFEST, knobs=KNOBS) as slack:
        replicas = Replicas(Lives(slack, postgres_url, tmp_path), seed=1)
        async with replicas.running(2, killed_every_s=PATIENCE_S):
            await until(lambda: slack.connections == 4, within_s=PATIENCE_S)
            says = "/incident start sev1 Documents missing"
            await asyncio.gather(*(slack.people.types("leo", says) for _ in range(8)))
            await until_told(lambda: is_all_out(postgres_url), within_s=PATIENCE_S)

        assert [1] == [number for number, _ in await records(postgres_url)]
        assert 1 == sum(name.startswith("inc-") for name in slack.world.directory.names)


async def is_all_out(database_url: str) -> bool:
    store = await Store.open_to_read(database_url)
    try:
        async with store.read() as tx:
            waiting = sa.select(outbox.c.name).where(is_waiting), sa.select(declared.c.cause)
            return not any([await tx.all(one.limit(1)) for one in waiting])
    finally:
        await store.close()


async def records(database_url: str) -> list[tuple[int, tuple[Entry, ...]]]:
    store = await Store.open_to_read(database_url)
    try:
        async with store.read() as tx:
            faults = [await logbook.verify(tx, number) for number in await catalogue.numbers(tx)]
            assert {None} == set(faults)
            return [(number, await logbook.entries(tx, number)) for number in await catalogue.numbers(tx)]
    finally:
        await store.close()


async def agrees(office: Office, database_url: str) -> None:
    found = await records(database_url)
    opened = ((entry.fact, entries) for _, entries in found for entry in entries)
    titles = {fact.title: entries for fact, entries in opened if isinstance(fact, f.Opened)}
    assert sorted(titles) == [f"Documents missing for {who}" for who in office.people]
    assert len(titles) == len(found)
    for who in office.people:
        is_whole(office, who, titles[f"Documents missing for {who}"])
    copies = Counter(key_of(m.body) for c in office.slack.world.directory.channels.values() for m in office.own(c))
    assert {1} == set(copies.values())


def is_whole(office: Office, who: str, entries: Iterable[Entry]) -> None:
    """One person's incident: what was acknowledged at once stands once; its thread tells it in the record's order."""
    facts = [entry for entry in entries if entry.by != BOT]
    causes = Counter((e.cause, str(e.fact)) for e in facts)
    reports = [e.fact.conditions for e in facts if isinstance(e.fact, f.Reported)]
    for words in REPORTS:
        tries = office.tries[f"{who} report logs: C: {words} {who}"]
        assert 1 <= reports.count(f"{words} {who}") <= tries, (who, reports)
    assert {1} == set(causes.values())
    assert list(dict.fromkeys(reports)) == [f"{words} {who}" for words in REPORTS]
    reminders_are_whole(office, who, list(entries))
    the_thread_is_in_order(office, who, list(entries))


def reminders_are_whole(office: Office, who: str, entries: list[Entry]) -> None:
    decided = {e.seq: e.fact for e in entries if isinstance(e.fact, f.Reminded)}
    ended = [e.fact for e in entries if isinstance(e.fact, f.ReminderDelivered | f.ReminderDropped)]
    dropped = {fact.reminder_seq for fact in ended if isinstance(fact, f.ReminderDropped)}
    times = Counter((r.rung, r.due_at) for seq, r in decided.items() if seq not in dropped)
    alone = {(m.channel_id, m.ts) for m in office.direct(who)}

    assert sorted(decided) == sorted(fact.reminder_seq for fact in ended)
    assert {1} == set(times.values())
    told = {(e.fact.channel, e.fact.ts) for e in entries if isinstance(e.fact, f.ReminderDelivered | f.QuestionShown)}
    room = office.room(who)
    assert room is not None
    assert alone <= told
    assert told <= alone | {(m.channel_id, m.ts) for m in office.own(room)}


def the_thread_is_in_order(office: Office, who: str, entries: list[Entry]) -> None:
    """A lane is the thread of the card; by Slack's own times its messages stand as they were recorded."""
    room = office.room(who)
    assert room is not None
    shown = {e.fact.ts: e.fact.shows_seq for e in entries if isinstance(e.fact, f.Shown) and e.fact.thread_ts}
    in_thread = [m.ts for m in office.own(room) if m.root_ts and m.root_ts != m.ts]

    assert sorted(shown) == sorted(in_thread)
    assert [shown[ts] for ts in sorted(shown)] == sorted(shown.values())
