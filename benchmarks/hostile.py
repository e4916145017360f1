"""How long one person can keep another waiting: by a hostile message, by a storm of marks, by an incident of thousands.

A delay is what the other one's command takes while it happens, less what the same command takes in the same run while
nothing does. It is the best of a few tries, as what else the machine does is no hostility; and of the messages, what a
listener that does nothing takes is told beside it, for the local Slack has to carry them too.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from benchmarks.rig import bot, slack, until
from bot.clock import RealClock
from bot.desk import Desk
from bot.grammar import VERBS
from bot.ids import Ids
from bot.incident import records
from bot.incident.logbook import MessageRef
from bot.incident.policy import Policy
from bot.store.engine import Store
from tests.security.test_hostile_bodies import UNITS, texts
from workspace.server import LocalSlack

GOAL_MS = 200
CHARS = 40_000  # Slack: the longest message (docs.slack.dev/reference/methods/chat.postMessage, chars of text)
ALONE = 40  # commands that tell what one takes by itself
TRIES = 4
COMMANDS_AFTER = 2  # what is done behind an acknowledgement is felt by these, too
NOTES = 10_000
SHORT_ON_THE_WIRE = tuple(unit for unit in UNITS if unit.isascii())  # Slack's own library takes no frame above 1 MB
PINNED, MARKS = 200, 300
READINGS = ("timeline", "timeline all", "review", "summary", "catchup", "card", "list", "note one more", "undo")
HOSTILE, OTHER = "p00", "p01"

Hostility = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Delay:
    what: str
    ms: float


async def measure() -> list[str]:
    return [line async for line in _lines()]


async def _lines() -> AsyncIterator[str]:
    async with slack(2, rate_limits=False) as local, bot(local, command=("-m", "benchmarks.bare_bolt")):
        floor = await _worst(local, _said(local, "dm", units=SHORT_ON_THE_WIRE), "/incident card")
    async with _two_incidents() as (local, room, _):
        for what, bodies in _hostilities(local, room).items():
            yield f"{what}: {_told(await _worst(local, bodies, '/incident card'))}"
        yield f"the same messages with a listener that does nothing: {_told(floor)}"
        yield f"{MARKS} marks on {PINNED} pinned messages: {_told(await _stormed(local, room))}"
    async with _two_incidents(notes=NOTES) as (local, room, _):
        readings = {name: partial(local.people.types, HOSTILE, f"/incident {name}", room) for name in READINGS}
        yield f"an incident of {NOTES} notes: {_told(await _worst(local, readings, '/incident note all quiet'))}"


def _told(delay: Delay) -> str:
    return f"another person's command waits {delay.ms:.0f} ms longer at most, by {delay.what} (goal {GOAL_MS})"


@asynccontextmanager
async def _two_incidents(notes: int = 0) -> AsyncIterator[tuple[LocalSlack, str, str]]:
    """The hostile person's incident and somebody else's: the channels of both."""
    with tempfile.TemporaryDirectory(prefix="sitrep-hostile-") as folder:
        url = f"sqlite:///{folder}/bench.db"
        async with slack(2, rate_limits=False) as local:
            async with bot(local, database_url=url) as running:
                await running.rested()
                for who in (HOSTILE, OTHER):
                    await local.people.types(who, f"/incident start sev2 Of {who}")
                await until(lambda: len(_rooms(local)) == 2)
                if not notes:
                    yield local, *_rooms(local)
                    return
            await _filled(url, notes, _rooms(local)[0])
            async with bot(local, database_url=url) as running:
                await running.rested()
                yield local, *_rooms(local)


def _rooms(local: LocalSlack) -> list[str]:
    channels = [channel for name, channel in sorted(local.world.directory.names.items()) if name.startswith("inc-")]
    return [channel.id for channel in channels if channel.pins]


async def _filled(url: str, count: int, room: str) -> None:
    """That many notes, as if said in the channel, so that none of them is posted there."""
    store = await Store.open(url)
    desk = Desk(store, clock=RealClock(), ids=Ids(), policy=Policy())
    said = MessageRef(room, "1700000000.000100", "")
    rule = partial(records.notes, entries=[(f"{number} {'word ' * 40}", None) for number in range(count)])
    await desk.act(1, rule, by=(await desk.read(1)).declarer, cause="filled", message=said)
    await store.close()


def _hostilities(local: LocalSlack, room: str) -> dict[str, dict[str, Hostility]]:
    """By what is done: each unit in each way, and each verb before each unit in one of the ways, taken in turn."""
    says, types = local.people.says, local.people.types
    return {
        "a direct message of every kind of words": _said(local, "dm"),
        "a message in the channel of every kind of words": _said(local, room),
        "a mention in the channel of every kind of words": _said(local, room, f"<@{local.bot_user_id}> "),
        "a direct message of every verb with every kind of words": {
            what: partial(says, HOSTILE, text, "dm", picks=False) for what, text in _behind_every_verb()
        },
        "a slash command of every verb with every kind of words": {
            what: partial(types, HOSTILE, f"/incident {text}"[:CHARS], room, picks=False)
            for what, text in _behind_every_verb()
            if not text.startswith("archive ")  # behind it nobody types there any more
        },
    }


def _behind_every_verb() -> Iterator[tuple[str, str]]:
    for place, verb in enumerate(VERBS):
        for number, unit in enumerate(UNITS):
            text = list(texts(unit))[(place + number) % 3]
            yield f"{verb.name} {unit!r}", f"{verb.name} {text(CHARS)}"[:CHARS]


def _said(local: LocalSlack, where: str, before: str = "", *, units: Sequence[str] = UNITS) -> dict[str, Hostility]:
    bodies = {
        f"{unit!r}, way {way}": f"{before}{text(CHARS)}"[:CHARS]
        for unit in units
        for way, text in enumerate(texts(unit))
    }
    return {
        what: partial(local.people.says, HOSTILE, body, where, picks=False)
        for what, body in bodies.items()
        if not body.startswith("/")  # Slack takes that for a command, and says it to nobody
    }


async def _worst(local: LocalSlack, hostilities: Mapping[str, Hostility], typed: str) -> Delay:
    """Of all of these the one by which the other person's command is delayed most."""
    usual_ms = statistics.median([await _waited(local, typed) for _ in range(ALONE)])
    worst = Delay("nothing", 0)
    for what, hostility in hostilities.items():
        ms = await _delayed(local, hostility, typed) - usual_ms
        for _ in range(TRIES - 1):
            if ms > worst.ms:  # it counts only as far as it is so every time
                ms = min(ms, await _delayed(local, hostility, typed) - usual_ms)
        worst = max(worst, Delay(what, ms), key=lambda delay: delay.ms)
    return worst


async def _delayed(local: LocalSlack, hostility: Hostility, typed: str) -> float:
    """The longest that one of the other person's commands takes, in ms, from its beginning to just after its end."""
    await local.quiet()
    going_on = asyncio.create_task(hostility())
    await asyncio.sleep(0)  # it comes first
    longest_ms, after = 0.0, 0
    while after < COMMANDS_AFTER:
        after += going_on.done()
        longest_ms = max(longest_ms, await _waited(local, typed))
    await going_on
    return longest_ms


async def _waited(local: LocalSlack, typed: str) -> float:
    began = time.perf_counter()
    await local.people.types(OTHER, typed)
    return (time.perf_counter() - began) * 1000


async def _stormed(local: LocalSlack, room: str) -> Delay:
    """Marks are taken off and put on as fast as can be, under messages that are all pinned already."""
    people = local.people
    pinned = [await people.says(HOSTILE, f"{number} {'word ' * 400}", room) for number in range(PINNED)]
    for ts in pinned:
        await people.reacts(HOSTILE, "pushpin", ts, room)

    async def storm() -> None:
        for act in (people.unreacts, people.reacts):
            for ts in pinned[: MARKS // 2]:
                await act(HOSTILE, "pushpin", ts, room)

    return await _worst(local, {"the marks": storm}, "/incident note all quiet")
