"""Asks the database whether it still holds what was written: chains, triggers, and a catalogue that follows from them.

Law: `proofs` looks and changes nothing, so it may run beside a bot. `rebuild` writes through the desk, and never over
a sign that the logbook itself was touched.
"""

import re
from dataclasses import asdict, dataclass, field

from bot.clock import RealClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.policy import Policy
from bot.store import catalogue, logbook
from bot.store.engine import Reading, Store

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


async def proofs(url: str, *, kept: str | None = None) -> list[Proof]:
    """One proof of each kind; `kept` are the ends of an earlier day. Raises BadAddress, NotMigrated or Unavailable."""
    store = await Store.open_to_read(url)
    try:
        numbers = await _numbers(store)
        proofs = [await _chains(store, numbers), await _triggers(store), await _catalogue(store, numbers)]
        return [*proofs, *([await _kept_elsewhere(store, kept)] if kept is not None else [])]
    finally:
        await store.close()


async def ends(url: str) -> str:
    """The end of every chain, one a line, to be kept where nobody who can write the database can write.

    Raises as `proofs` does.

    A chain has no key: whoever may write the database can write all of it anew, and only an end kept elsewhere tells.
    """
    store = await Store.open_to_read(url)
    try:
        async with store.read() as tx:
            return "".join(f"INC-{number} {seq} {chain}\n" for number, seq, chain in await logbook.ends(tx))
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
            damage = await _damage(store, number) or await _unrebuildable(desk, number)
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
    """Numbers are given out one after the other, so one between two others was there."""
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    gone = [f"INC-{number}: neither its logbook nor its row is there." for number in missing]
    damages = [damage for number in numbers if (damage := await _damage(store, number))]
    async with store.read() as tx:
        redacted = await logbook.redactions(tx)
    aside = f"; words removed from {redacted}, each with who, when and why" if redacted else ""
    return _proof(f"logbooks ({len(numbers)}), each entry as it was written{aside}", [*gone, *damages], RESTORE)


_END = re.compile(r"INC-(\d{1,9}) (\d{1,9}) ([0-9a-f]{64})")


async def _kept_elsewhere(store: Store, kept: str) -> Proof:
    """Whether each logbook still goes through the end that was kept of it."""
    lines = [line for line in kept.splitlines() if line.strip()]
    async with store.read() as tx:
        told = [await _differs_from(tx, line) for line in lines]
    return _proof(f"ends kept elsewhere ({len(lines)})", [said for said in told if said], RESTORE)


async def _differs_from(tx: Reading, line: str) -> str:
    """What is wrong with the logbook of which this end was kept; empty when it still goes through it."""
    end = _END.fullmatch(line.strip())
    if end is None:
        return f"“{line.strip()[:40]}” is no line of `sitrep doctor --ends`."
    chain = await logbook.chain_at(tx, int(end[1]), int(end[2]))
    return "" if chain == end[3] else f"INC-{end[1]}: up to entry {end[2]} it is not what it was when its end was kept."


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


async def _unrebuildable(desk: Desk, number: int) -> str | None:
    standing, following = await desk.filed(number)
    if following is None:
        return f"INC-{number}: a newer version wrote it; rebuild with the version that did."
    if standing is not None and standing.private and not following.private:
        return f"INC-{number}: it is private, and its logbook would make it public. {RESTORE}"
    return None


def _proof(what: str, wrong: list[str], fix: str) -> Proof:
    return Proof(what, wrong[0], len(wrong), fix) if wrong else Proof(what)
