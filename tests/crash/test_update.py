"""An update while people are at work: an older and a newer version serve one workspace from one PostgreSQL.

The newer one knows a fact, a message, a surface, a field and a column more (newer.py). Slack hands each command to
whichever it likes.
"""

import asyncio
from collections import Counter
from pathlib import Path

import sqlalchemy as sa
import yaml

from bot.incident import facts as f
from bot.slack.delivery import key_of
from bot.store import logbook
from bot.store.database import urls
from bot.store.tables import outbox
from tests.crash import newer
from tests.crash.lives import UP_WITHIN_S, Life, Lives, until, until_told
from tests.soak.test_replicas import is_all_out, records
from workspace.server import LocalSlack
from workspace.state.records import Channel, Message
from workspace.state.world import Knobs

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yaml").read_text())
PEOPLE = {"leo": "Leo Varga", "ana": "Ana Brandt", "bo": "Bo Lindqvist"}
KNOBS = Knobs(rate_limits=False, connections_max=20)  # a dead process holds its places until its sockets are missed
SOCKETS = 2  # of each process
NOTES = 4  # more would wait for Slack's one message a second
TRIES_MAX = 100  # until Slack has handed a command to the process that is meant
REFUSED = "A newer version of Sitrep has written into INC-1"


class Town:
    """People at work in several incidents, whoever serves them."""

    def __init__(self, slack: LocalSlack) -> None:
        self.slack = slack
        self.decisions = 0

    async def starts(self, what: str) -> Channel:
        """The channel of a new incident, with the one in it who declared it."""
        await self.slack.people.types("leo", f"/incident start sev1 {what}")
        await until(lambda: self._is_ready(what), within_s=UP_WITHIN_S)
        return self._room(what)

    async def types(self, text: str, room: Channel) -> str:
        return await self.slack.people.types("leo", f"/incident {text}", room.id)

    async def decides(self, room: Channel) -> None:
        """So often that either version has heard it; only the newer one knows that the siren goes with it."""
        answers: set[bool] = set()
        async with asyncio.timeout(UP_WITHIN_S):
            while len(answers) < 2:
                answers.add("siren is on" in await self.types(f"decide to wait {self.decisions}", room))
                self.decisions += 1

    async def types_until(self, answered: str, text: str, room: Channel) -> None:
        """Again and again, until the one who answers so was asked."""
        for _ in range(TRIES_MAX):
            if answered in await self.types(text, room):
                return
        raise AssertionError(f"nobody answered {answered!r}")

    def said(self, room: Channel) -> list[Message]:
        return [m for m in room.messages.values() if m.author == self.slack.bot_user_id and not m.subtype]

    def texts(self, room: Channel) -> Counter[str]:
        return Counter(m.body["text"] for m in self.said(room))

    def copies(self) -> set[int]:
        """How often the messages stand that have a key."""
        rooms = self.slack.world.directory.channels.values()
        return set(Counter(key_of(m.body) for room in rooms for m in self.said(room)).values())

    def _is_ready(self, what: str) -> bool:
        names = [name for name in self.slack.world.directory.names if name.endswith(_slug(what))]
        return bool(names) and bool(self.slack.world.directory.names[names[0]].pins)

    def _room(self, what: str) -> Channel:
        names = self.slack.world.directory.names
        return next(room for name, room in names.items() if name.endswith(_slug(what)))


def _slug(what: str) -> str:
    return what.lower().replace(" ", "-")


async def test_two_versions_side_by_side_say_everything_once(tmp_path: Path, postgres_url: str) -> None:
    newer.release(tmp_path / "release")
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST, knobs=KNOBS) as slack:
        town, lives = Town(slack), Lives(slack, postgres_url, tmp_path)
        processes: list[Life] = []
        try:
            await updated(town, lives, processes, postgres_url)
        finally:
            for process in processes:
                await process.end()

        assert {1} == town.copies()
    assert "Traceback" not in lives.log(), lives.log()
    await everything_is_said(postgres_url, town.decisions)


async def updated(town: Town, lives: Lives, processes: list[Life], database_url: str) -> None:
    """Two incidents under the old version, a third during the update; the older process is restarted in between."""
    processes.append(lives.begun())
    await until(lambda: town.slack.connections == SOCKETS, within_s=UP_WITHIN_S)
    alarmed, other = await town.starts("Documents missing"), await town.starts("Invoices missing")

    processes.append(lives.begun(as_what=newer.live))
    await until(lambda: town.slack.connections == 2 * SOCKETS, within_s=UP_WITHIN_S)
    await both_are_asked(town, alarmed, other)
    third = await town.starts("Photos missing")

    await processes[0].end()
    await until(lambda: town.slack.connections == SOCKETS, within_s=UP_WITHIN_S)
    processes[0] = lives.begun()
    await until(lambda: town.slack.connections == 2 * SOCKETS, within_s=UP_WITHIN_S)
    await town.decides(third)
    await until_told(lambda: is_all_out(database_url), within_s=UP_WITHIN_S)
    await processes[0].end()
    await until(lambda: town.slack.connections == SOCKETS, within_s=UP_WITHIN_S)
    await town.types("note the update is through", alarmed)
    await until_told(lambda: is_all_out(database_url), within_s=UP_WITHIN_S)

    assert 1 == sum("The alarm was sounded" in text for text in town.texts(alarmed))
    assert (1, 1) == (town.texts(other)["Siren"], town.texts(third)["Siren"])
    assert 1 == sum("notes: the update is through" in text for text in town.texts(alarmed))


async def both_are_asked(town: Town, alarmed: Channel, other: Channel) -> None:
    """The alarm as soon as the newer one is asked; from then on the older one changes nothing in that incident."""
    await town.types_until("Alarm sounded", f"note {newer.SAYS_ALARM}", alarmed)
    await town.decides(other)
    for number in range(NOTES):
        await town.types(f"note found {number}", other)
    await town.types_until(REFUSED, "note beside it", alarmed)
    await town.types_until("beside it", "note beside it", alarmed)


async def everything_is_said(database_url: str, decisions: int) -> None:
    """As the older version finds it, which is what this process is."""
    found = dict(await records(database_url))
    assert [1, 2, 3] == sorted(found)
    assert [("AlarmSounded",), (), ()] == [logbook.unread(found[number]) for number in sorted(found)]
    facts = [entry.fact for entries in found.values() for entry in entries]
    assert [] == [fact for fact in facts if isinstance(fact, f.Undelivered)]
    assert decisions == sum(isinstance(fact, f.Decided) for fact in facts)
    engine = sa.create_engine(urls.parse(database_url))
    with engine.connect() as connection:
        assert 0 == connection.execute(sa.select(sa.func.count()).where(outbox.c.given_up)).scalar()
        alarms = {row.number: row.alarms for row in connection.execute(sa.text("SELECT number, alarms FROM incidents"))}
    engine.dispose()
    assert {1: 1, 2: 0, 3: 0} == alarms
