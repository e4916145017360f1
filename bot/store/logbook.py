"""The record itself: facts are appended, read in order, and proved to be as they were written.

Law: an entry never changes. `body_hash` is of salt and body, `chain` of the chain before, the header and the body's
hash; so a redaction can take the words out and leave everything else provable, and nothing else goes unnoticed.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

import sqlalchemy as sa

from bot.ids import Ids
from bot.incident.facts import Fact, Redacted
from bot.incident.logbook import Entry, MessageRef
from bot.store import codec
from bot.store.tables import incidents, logbook
from bot.store.transactions import Reading, Writing


class OutOfOrder(ValueError):
    """The entries do not follow the last one of the logbook: somebody else wrote in between, or a seq is wrong."""


async def append(
    tx: Writing, number: int, entries: Sequence[Entry], *, ids: Ids, behind: tuple[int, str] | None = None
) -> str:
    """The chain's new end, with the entries behind the last one. Raises OutOfOrder.

    `behind` is the present end, for a caller that holds the incident's lock and knows it. Without entries nothing is
    written, and the present end returned; it is empty for an empty logbook.
    """
    seq, chain = behind if behind is not None else await end(tx, number)
    rows = []
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            raise OutOfOrder(f"INC-{number}: the next entry is {seq}, not {entry.seq}")
        row = _row(number, entry, salt=ids.salt())
        row["chain"] = chain = _link(chain, row)
        rows.append(row)
    tx.put_off(_APPENDING, rows)
    return chain


_APPENDING = sa.insert(logbook)


async def end(tx: Reading, number: int) -> tuple[int, str]:
    """The seq of the last entry and the chain behind it; 0 and empty for an empty logbook."""
    ends = sa.select(logbook.c.seq, logbook.c.chain).where(logbook.c.number == number).order_by(logbook.c.seq.desc())
    last = await tx.first(ends.limit(1))
    return (last.seq, last.chain) if last else (0, "")


async def entries(tx: Reading, number: int, *, after: int = 0) -> tuple[Entry, ...]:
    """The entries of the incident behind this seq, oldest first.

    The fact of an entry that this version cannot read is a `codec.Unread`: no rule knows it, and a replay passes it
    over. Ask `unread` before acting. Of a redacted one it is what its `Redacted` entry left of it.
    """
    behind = sa.and_(logbook.c.number == number, logbook.c.seq > after)
    rows = await tx.all(sa.select(logbook).where(behind).order_by(logbook.c.seq))
    return await _read(tx, number, rows)


async def by_cause(tx: Reading, cause: str) -> tuple[int, tuple[Entry, ...]] | None:
    """The incident that already heard of this happening, and what was written then; None when nobody has."""
    return (await by_causes(tx, [cause])).get(cause)


async def by_causes(tx: Reading, causes: Collection[str]) -> dict[str, tuple[int, tuple[Entry, ...]]]:
    """As `by_cause`, of several; one that nobody has heard of is left out."""
    rows = await tx.all(_OF_CAUSES, {"causes": list(causes)})
    numbers: dict[str, int] = {}
    for row in rows:
        numbers.setdefault(row.cause, row.number)
    return {
        cause: (number, await _read(tx, number, [row for row in rows if (row.cause, row.number) == (cause, number)]))
        for cause, number in numbers.items()
    }


_OF_CAUSES = (
    sa.select(logbook)
    .where(logbook.c.cause.in_(sa.bindparam("causes", expanding=True)))
    .order_by(logbook.c.number, logbook.c.seq)
)


async def by_edits(tx: Reading, channel: str, ts: str) -> tuple[int, tuple[Entry, ...]] | None:
    """The incident in which later wordings of a message were heard, and all that they wrote; None when none did."""
    first, behind = f"edit:{channel}:{ts}:", f"edit:{channel}:{ts};"  # ";" is the character that follows ":"
    of_edits = sa.select(logbook).where(logbook.c.cause >= first, logbook.c.cause < behind)
    rows = await tx.all(of_edits.order_by(logbook.c.number, logbook.c.seq))
    if not rows:
        return None
    number: int = rows[0].number
    return number, await _read(tx, number, [row for row in rows if row.number == number])


async def _read(tx: Reading, number: int, rows: Sequence[sa.Row[Any]]) -> tuple[Entry, ...]:
    """These rows of an incident as entries, each redacted one as it was left."""
    left = await _left_of(tx, number) if any(not row.body for row in rows) else {}
    return tuple(_entry(row, left.get(row.seq, "")) for row in rows)


async def _left_of(tx: Reading, number: int) -> dict[int, str]:
    """What each redacted entry of the incident still says, by its seq, as the logbook writes facts."""
    redactions = sa.select(logbook).where(logbook.c.number == number, logbook.c.kind == Redacted.__name__)
    found = [codec.decode(row.body) for row in await tx.all(redactions) if row.body]
    return {fact.seq: fact.rest for fact in found if isinstance(fact, Redacted)}


def unread(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The facts among these that cannot be read here, by name; acting on top of them would be blind.

    A newer version wrote them, or somebody took them out behind our back.
    """
    written: Iterable[object] = (entry.fact for entry in entries)
    return tuple(sorted({fact.kind for fact in written if isinstance(fact, _UNREAD)}))


_UNREAD = (codec.Unread, codec.Emptied)  # together once: asked about every entry, before whatever is done


async def redact(tx: Writing, number: int, seq: int) -> bool:
    """The words of an entry are taken out for good, keeping its hashes; False when there were none left to take.

    The database lets nobody do it who has not put a `Redacted` about it behind.
    """
    words = sa.and_(logbook.c.number == number, logbook.c.seq == seq, logbook.c.body != "")
    return await tx.run(sa.update(logbook).where(words).values(body="", salt="")) == 1


async def redactions(tx: Reading) -> int:
    """Of how many entries, over all incidents, the words were taken out."""
    count: int = await tx.value(sa.select(sa.func.count()).select_from(logbook).where(logbook.c.body == ""))
    return count


async def ends(tx: Reading) -> list[tuple[int, int, str]]:
    """Of each logbook its number, its last seq and the chain behind that: whoever keeps them sees what is missing."""
    last = sa.select(logbook.c.number, sa.func.max(logbook.c.seq).label("seq")).group_by(logbook.c.number).subquery()
    here = sa.and_(logbook.c.number == last.c.number, logbook.c.seq == last.c.seq)
    rows = await tx.all(sa.select(logbook.c.number, logbook.c.seq, logbook.c.chain).join(last, here))
    return sorted((row.number, row.seq, row.chain) for row in rows)


async def chain_at(tx: Reading, number: int, seq: int) -> str:
    """The chain behind an entry; empty where there is no such entry."""
    where = sa.and_(logbook.c.number == number, logbook.c.seq == seq)
    return str(await tx.value(sa.select(logbook.c.chain).where(where)) or "")


async def verify(tx: Reading, number: int) -> str | None:
    """The first place where the logbook is not as it was written, as a sentence; None when all is well.

    A catalogue that lags behind is no fault of the logbook.
    """
    rows = await tx.all(sa.select(logbook).where(logbook.c.number == number).order_by(logbook.c.seq))
    chain, left = "", await _left_of(tx, number)
    chains = [chain]
    for seq, row in enumerate(rows, start=1):
        written = row._asdict()
        if row.seq != seq:
            return f"INC-{number}: entry {seq} is missing."
        if not row.body and seq not in left:
            return f"INC-{number}: the words of entry {seq} are gone, and nobody put on record who took them out."
        if row.body and row.body_hash != _hash(row.salt + row.body):
            return f"INC-{number}: the words of entry {seq} were changed."
        chain = _link(chain, written)
        if row.chain != chain:
            return f"INC-{number}: entry {seq} does not follow from the ones before it."
        chains.append(chain)
    return await _misses_what_the_catalogue_knows(tx, number, chains)


async def _misses_what_the_catalogue_knows(tx: Reading, number: int, chains: Sequence[str]) -> str | None:
    """Entries cut off the end, or all written anew, leave a chain that is whole but not the one that the catalogue saw.

    `chains` holds the chain behind each entry, and the empty one before them.
    """
    row = await tx.first(sa.select(incidents.c.last_seq, incidents.c.last_chain).where(incidents.c.number == number))
    if row is None:
        return None
    if row.last_seq >= len(chains):
        return f"INC-{number}: the logbook ends with entry {len(chains) - 1}, the catalogue knows of {row.last_seq}."
    if row.last_chain != chains[row.last_seq]:
        return f"INC-{number}: entry {row.last_seq} is not the one that the catalogue knows."
    return None


def _row(number: int, entry: Entry, *, salt: str) -> dict[str, Any]:
    message = entry.message or MessageRef("", "")
    body = codec.encode(entry.fact)
    return {
        "number": number,
        "seq": entry.seq,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "author": entry.by,
        "cause": entry.cause,
        "channel": message.channel,
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "kind": codec.name_of(entry.fact),
        "body": body,
        "salt": salt,
        "body_hash": _hash(salt + body),
    }


def _link(chain: str, row: dict[str, Any]) -> str:
    header = [
        row["number"],
        row["seq"],
        codec.instant(row["at"]),
        codec.instant(row["recorded_at"]),
        *(row[name] for name in ("author", "cause", "channel", "ts", "thread_ts", "kind")),
    ]
    return _hash(chain + json.dumps(header, ensure_ascii=False, separators=(",", ":")) + row["body_hash"])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(row: sa.Row[Any], left: str) -> Entry:
    body = row.body or left
    fact = codec.decode(body) if body else codec.Emptied(row.kind)
    return Entry(
        seq=row.seq,
        at=row.at,
        recorded_at=row.recorded_at,
        by=row.author,
        cause=row.cause,
        fact=cast("Fact", fact),
        message=MessageRef(row.channel, row.ts, row.thread_ts) if row.channel else None,
    )
