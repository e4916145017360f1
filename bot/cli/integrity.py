"""Asks the database whether it still holds what was written: chains, triggers, and a catalogue that follows from them.

Law: `proofs` looks and changes nothing, so it may run beside a bot. `rebuild` writes through the desk, and never over
a sign that the logbook itself was touched.
"""

from dataclasses import asdict, dataclass, field

from bot.clock import RealClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.policy import Policy
from bot.store import catalogue, logbook
from bot.store.engine import Store

RESTORE = "Keep this database as evidence, and restore the last backup that is whole (docs/operate.md)."
REBUILD = "Run `sitrep migrate --rebuild`; on SQLite, stop the bot first."
MEND = "Start the bot, which makes them anew, and find out who took them away."


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at; where it is `wrong`, the first of `count` such places, and what to do."""

    what: str
    wrong: str = ""
    count: int = 0
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many catalogue rows there are, how many were written anew, and which were left because of what is wrong."""

    looked_at: int
    rewritten: int
    left: tuple[str, ...] = field(default=())


async def proofs(url: str) -> list[Proof]:
    """One proof of each kind. Raises BadAddress, NotMigrated or Unavailable."""
    store = await Store.open_to_read(url)
    try:
        numbers = await _numbers(store)
        return [await _chains(store, numbers), await _triggers(store), await _catalogue(store, numbers)]
    finally:
        await store.close()


async def rebuild(url: str) -> Rebuilt:
    """Make the catalogue follow from the logbooks again. Raises BadAddress, InUse, NotMigrated or Unavailable."""
    store = await Store.open(url)
    try:
        desk = _desk(store)
        rewritten, left = 0, []
        numbers = await _numbers(store)
        for number in numbers:
            damage = await _damage(store, number) or await _unreadable(desk, number)
            if damage is None:
                rewritten += await desk.refile(number)
            else:
                left.append(damage)
        return Rebuilt(len(numbers), rewritten, tuple(left))
    finally:
        await store.close()


def _desk(store: Store) -> Desk:
    return Desk(store, clock=RealClock(), ids=Ids(), policy=Policy())


async def _numbers(store: Store) -> list[int]:
    async with store.read() as tx:
        return await catalogue.numbers(tx)


async def _chains(store: Store, numbers: list[int]) -> Proof:
    damages = [damage for number in numbers if (damage := await _damage(store, number))]
    return _proof(f"logbooks ({len(numbers)}), each entry as it was written", damages, RESTORE)


async def _damage(store: Store, number: int) -> str | None:
    async with store.read() as tx:
        return await logbook.verify(tx, number)


async def _triggers(store: Store) -> Proof:
    gone = [] if await store.triggers_are_whole() else ["They are missing, changed or switched off."]
    return _proof("triggers that keep the logbook append-only", gone, MEND)


async def _catalogue(store: Store, numbers: list[int]) -> Proof:
    desk = _desk(store)
    filed = {number: await desk.filed(number) for number in numbers}
    readable = {number: (standing, row) for number, (standing, row) in filed.items() if row is not None}
    differences = [said for number, rows in readable.items() if (said := _difference(number, *rows))]
    unread = len(filed) - len(readable)
    aside = f"; written by a newer version and not compared: {unread}" if unread else ""
    return _proof(f"catalogue ({len(readable)}), each row as its logbook says{aside}", differences, REBUILD)


def _difference(number: int, standing: catalogue.Row | None, following: catalogue.Row) -> str | None:
    if standing is None:
        return f"INC-{number}: it is not in the catalogue."
    here, there = asdict(standing), asdict(following)
    fields = [name for name in here if here[name] != there[name]]
    return f"INC-{number}: {', '.join(fields)} differ from its logbook." if fields else None


async def _unreadable(desk: Desk, number: int) -> str | None:
    _, following = await desk.filed(number)
    return None if following else f"INC-{number}: a newer version wrote it; rebuild with the version that did."


def _proof(what: str, wrong: list[str], fix: str) -> Proof:
    return Proof(what, wrong[0], len(wrong), fix) if wrong else Proof(what)
