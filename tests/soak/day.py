"""Days of many incidents on the hand-turned clock, with a bot that is stopped and started again every hour."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cli.groundwork import laid
from bot.cli.simulation import LOBBY, Stage
from bot.ids import Ids
from bot.incident import reminders
from bot.incident.logbook import BOT, Entry
from bot.incident.policy import Policy
from bot.incident.replay import replay
from bot.incident.state import Activity, Case

MIDNIGHT = datetime(2026, 5, 14, tzinfo=UTC)
PEOPLE = {f"p{number:02}": f"Person {number}" for number in range(40)}
DOWN = timedelta(seconds=60)  # how long each restart takes
TICK = timedelta(seconds=1)
# What fell due during a restart; and while what was missed is read, reminders wait for a quarter of it.
LATE_MAX = DOWN + DOWN / 4 + TICK
TICKS_MEASURED = 25


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """At `at`, `who` types `text`, in which `{name}` is the incident's."""

    at: datetime
    order: int
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Measure:
    """`tick_ms` is of the cheapest tick with nothing to do, `memory_mb` of the bot and the local Slack together."""

    tick_ms: float
    memory_mb: float
    database_mb: float


def planned(incidents: int, hours: int, *, seed: int) -> list[Act]:
    """Most are SEV4 and soon over, a quarter SEV3 with a report or none, every twentieth SEV1 with many."""
    ids = Ids(seed)
    begins = sorted(MIDNIGHT + timedelta(hours=hours) * (0.02 + 0.9 * ids.share()) for _ in range(incidents))
    acts = [act for order, at in enumerate(begins) for act in _incident(order, at, ids)]
    return sorted(acts)


def _incident(order: int, at: datetime, ids: Ids) -> Iterator[Act]:
    who, kind = f"p{order % len(PEOPLE):02}", ids.share()
    severity = 1 if kind < 0.05 else 3 if kind < 0.3 else 4
    lasts_min = 20 + 80 * ids.share()
    yield Act(at, order, who, f"start sev{severity} Documents missing {order}")
    if severity != 4:
        yield Act(at + timedelta(minutes=1), order, who, "{name} role logs")
        for report_at in _reports(lasts_min, every_min=7 if severity == 1 else 40, ids=ids):
            yield Act(at + report_at, order, who, "{name} report logs: C: the same as before A: looking N: none")
    yield Act(at + timedelta(minutes=lasts_min), order, who, "{name} resolve all are found")


def _reports(lasts_min: float, *, every_min: float, ids: Ids) -> Iterator[timedelta]:
    """Some come in time and some late."""
    at_min = every_min * (0.5 + ids.share())
    while at_min < lasts_min:
        yield timedelta(minutes=at_min)
        at_min += every_min * (0.5 + ids.share())


class Day:
    """Plays acts; INC numbers follow the order of the starts."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._lives = 0

    async def plays(self, acts: list[Act], *, until: datetime) -> tuple[Measure, Measure]:
        """What was measured after the first hour, and at the end."""
        measures: list[Measure] = []
        restart_at = MIDNIGHT + timedelta(hours=1)
        for act in [*acts, Act(until, 0, "", "")]:
            while restart_at <= act.at:
                await self._stage.turn(max(restart_at, self._stage.clock.now()))
                measures.append(await self._measured())
                await self._restart()
                restart_at += timedelta(hours=1)
            await self._stage.turn(max(act.at, self._stage.clock.now()))
            if act.text:
                name = f"INC-{act.order + 1}"
                await self._stage.slack.people.types(act.who, f"/incident {act.text.format(name=name)}", LOBBY)
        await self._stage.turn(until + timedelta(minutes=5))
        return measures[0], await self._measured()

    async def stops(self) -> None:
        await self._stage.app.stop()

    async def _restart(self) -> None:
        """A new process on the same database, after a minute in which nobody ticked."""
        await self._stage.settle()
        settings = self._stage.app._settings
        await self._stage.app.stop()
        self._stage.clock.turn(self._stage.clock.now() + DOWN)
        self._lives += 1
        self._stage.app = (await laid(settings, clock=self._stage.clock, ids=Ids(self._lives))).build()
        await self._stage.app.start(ticking=False)
        await self._stage.app.tick()
        await self._stage.settle()

    async def _measured(self) -> Measure:
        ticks = []
        for _ in range(TICKS_MEASURED):
            began = time.perf_counter()
            await self._stage.app.tick()
            ticks.append((time.perf_counter() - began) * 1000)
            await self._stage.settle()
        file = Path(self._stage.app._settings.database_url.removeprefix("sqlite:///"))
        size = sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))
        return Measure(min(ticks), _memory_mb(), size / 2**20)


def overdue(entries: tuple[Entry, ...]) -> Iterator[str]:
    """Every time that something was due for longer than it may be before the record moved on."""
    for place, entry in enumerate(entries):
        case = Case(replay(1, entries[: place + 1]), entry.recorded_at, BOT, Activity(), Policy())
        due_at, upcoming = reminders.next_due(case), entries[place + 1 : place + 2]
        for later in upcoming:
            if due_at is not None and later.recorded_at > due_at + LATE_MAX:
                yield f"due at {due_at}, and next came {later.fact} at {later.recorded_at}"


def _memory_mb() -> float:
    """Resident memory, from the kernel."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
