"""Keeps past incidents ready to be compared, as the database has them now.

All of them in memory, and not the search of the database: ten thousand take a few dozen megabytes and are asked in
twenty milliseconds of a processor, both databases answer alike, and kinds of trouble are terms as words are
(docs/recall.md).

Law: what was written by whomever is found by the next question, for each looks first whether something is new.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.incident.state import Incident
from bot.store import past
from bot.store.database.batching import Batcher
from bot.store.engine import Store
from bot.store.past import Remembered
from bot.store.transactions import Reading
from bot.story.recall.past import Past
from bot.story.recall.ranking import Index, Recalled

AT_ONCE_MAX = 100  # rows; to index more takes longer than whoever waits for an answer should wait for this

MaySee = Callable[[Past, int | None], Awaitable[bool]]  # asked by number too, None for one that was imported
Standing = Callable[[Reading, Iterable[int]], Awaitable[dict[int, Incident]]]


@dataclass(slots=True)
class _Kept:
    """What was read: the version it was read at, and each row's stamp and number."""

    version: tuple[int, int] = (0, 0)
    index: Index = field(default_factory=Index)
    stamps: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int | None] = field(default_factory=dict)
    owing: set[str] = field(default_factory=set)  # those that have a follow-up that is outstanding

    def take(self, row: Remembered) -> None:
        self.stamps[row.name] = row.stamp
        self.numbers[row.name] = row.number
        self.owing.discard(row.name)
        if row.past is not None and any(not one.outcome for one in row.past.follow_ups):
            self.owing.add(row.name)
        if row.past is None:
            self.index.drop(row.name)
        else:
            self.index.add(row.past, private=row.private)


class Recollection:
    """Asks past incidents. `standing` gives incidents as they stand, for those that an earlier version closed."""

    def __init__(self, store: Store, *, standing: Standing) -> None:
        self._store = store
        self._standing = standing
        self._kept: _Kept | None = None
        self._turn = asyncio.Lock()
        self._asking = Batcher(self._newest)

    async def first(
        self, query: str, *, limit: int, may_see: MaySee, but: str = "", patiently: bool = True
    ) -> list[Recalled]:
        """The past incidents that help most, best first, of those that may be seen.

        `but` is the name of the one that is asked about. Not `patiently`, nothing is found before all were read once.
        """
        if self._kept is None and not patiently:
            return []
        known = await self._ready()
        found: list[Recalled] = []
        for one in known.index.similar(query, but=but):
            if await may_see(one.past, known.numbers[one.past.name]):
                found.append(one)
                if len(found) == limit:
                    break
        return found

    async def owing(self) -> list[int]:
        """The incidents that are over and have a follow-up that is outstanding, by number."""
        known = await self._ready()
        return sorted(number for name in known.owing if (number := known.numbers[name]) is not None)

    async def everything(self) -> list[tuple[Past, int | None]]:
        """Every past incident and its number, None for one that was imported; those of one's own with their course.

        What an earlier version kept has none: it is read from the logbooks once in the life of a process.
        """
        known = await self._ready()
        async with self._turn:
            old = [number for one in known.index if one.course is None and (number := known.numbers[one.name])]
            for begin in range(0, len(old), AT_ONCE_MAX):
                async with self._store.read() as tx:
                    standing = await self._standing(tx, old[begin : begin + AT_ONCE_MAX])
                await asyncio.to_thread(_take_all, known, [past.kept(incident) for incident in standing.values()])
            return [(one, known.numbers[one.name]) for one in known.index]

    async def prepare(self) -> None:
        """Read all of them, some seconds' work where there are ten thousand, so that nobody waits for it later."""
        await self._ready()

    async def _ready(self) -> _Kept:
        """As they are now. Asked at every start, so those who wait share a transaction."""
        return await self._asking.add(None)

    async def _newest(self, asked: Sequence[None]) -> list[_Kept]:
        async with self._turn:
            async with self._store.read() as tx:
                version = await past.version(tx)
                if self._kept is not None and self._kept.version == version:
                    return [self._kept] * len(asked)
                rows = await self._news(tx)
            known = self._kept or _Kept()
            if len(rows) > AT_ONCE_MAX:
                await asyncio.to_thread(_take_all, known, rows)
            else:
                _take_all(known, rows)
            known.version = version
            self._kept = known
            return [known] * len(asked)

    async def _news(self, tx: Reading) -> list[Remembered]:
        """The rows that were not read yet; at first all, and those that should be there."""
        if self._kept is None:
            late = await self._standing(tx, await past.unkept(tx))
            return [*await past.everyone(tx), *(past.kept(incident) for incident in late.values())]
        seen = self._kept.stamps
        return await past.named(
            tx, [name for name, stamp in (await past.stamps(tx)).items() if seen.get(name) != stamp]
        )


def _take_all(known: _Kept, rows: Iterable[Remembered]) -> None:
    for row in rows:
        known.take(row)
