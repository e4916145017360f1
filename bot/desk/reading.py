"""What stands in the record: incidents as they stand, and what a page is made of.

Law: nothing is written. An incident that was folded once is folded on from there, and never from what is older.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.clock import Clock
from bot.incident.facts import Marked, Redacted, Struck
from bot.incident.logbook import Entry
from bot.incident.replay import carry_on, replay
from bot.incident.state import Activity, Incident
from bot.store import activity, catalogue, logbook, projection, transcript
from bot.store.database.batching import Batcher
from bot.store.engine import Reading, Store
from bot.store.queries import Lookups
from bot.store.recollection import Recollection
from bot.store.transcript import Said

CACHED_INCIDENTS = 64


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a reading needs, read in one transaction."""

    incident: Incident
    pinned: tuple[transcript.Pinned, ...]
    activity: Activity


class RecordReader(Lookups):
    """Reads incidents, and remembers the last of them.

    `past` is what ended, ready to be compared with what begins.
    """

    def __init__(self, store: Store, *, clock: Clock) -> None:
        super().__init__(store, clock=clock)
        self.past = Recollection(store, standing=self._readable)
        self._cache: dict[int, Incident] = {}
        self._looking = Batcher(self._are_pinned)
        self._reading = Batcher(self._read_all)
        self._outlining = Batcher(self._outline_all)

    async def read(self, number: int) -> Incident:
        """The incident as it stands. LookupError when there is none of that number.

        Asked about everything that is heard, so those who wait share a transaction.
        """
        return await self._reading.add(number)

    def remembered(self, number: int) -> Incident | None:
        """The incident as this process knew it last, for what does not change any more; nothing is asked."""
        return self._cache.get(number)

    async def _read_all(self, numbers: Sequence[int]) -> list[Incident]:
        known = self._cache.copy()
        incidents = await self._store.ask(lambda tx: _standing(tx, set(numbers), known))
        self._remember_all(incidents)
        return [incidents[number] for number in numbers]

    async def standing(self, tx: Reading, numbers: Collection[int]) -> dict[int, Incident]:
        """These incidents as they stand, for a transaction that is open already. LookupError when one is none."""
        incidents = await _standing(tx, numbers, self._cache)
        self._remember_all(incidents)
        return incidents

    async def _readable(self, tx: Reading, numbers: Iterable[int]) -> dict[int, Incident]:
        """These incidents as they stand, without those into which a newer version wrote."""
        found = await self.standing(tx, list(numbers))
        return {n: incident for n, incident in found.items() if not logbook.unread(incident.logbook)}

    async def with_duties(self) -> list[catalogue.Row]:
        """The incidents in which anybody can owe anything: the open ones, and those with a follow-up outstanding."""
        ended = [await self.row(number) for number in await self.past.owing()]
        return [*await self.open_incidents(), *(row for row in ended if row is not None and not row.is_open)]

    async def view(self, number: int, *, pin_names: Sequence[str], as_known_at: datetime | None = None) -> Snapshot:
        """With `as_known_at`, the messages are in the wording that we had learnt by then; the incident is as now."""
        known = self._cache.copy()

        async def seen(tx: Reading) -> Snapshot:
            incident = (await _standing(tx, [number], known))[number]
            marked = await transcript.pinned(tx, incident.channel, names=pin_names, as_known_at=as_known_at)
            meant = await _meant(tx, incident, {(pin.channel, pin.ts) for pin in marked}, as_known_at)
            return Snapshot(incident, (*marked, *meant), await activity.of(tx, number))

        snapshot = await self._store.ask(seen)
        self._remember_all({number: snapshot.incident})
        return snapshot

    async def outline(self, number: int) -> Snapshot:
        """As `view`, now and without any message. Of many cards that are drawn at once all share a transaction."""
        return await self._outlining.add(number)

    async def _outline_all(self, numbers: Sequence[int]) -> list[Snapshot]:
        some, known = set(numbers), self._cache.copy()

        async def seen(tx: Reading) -> tuple[dict[int, Incident], dict[int, Activity]]:
            return await _standing(tx, some, known), await activity.of_all(tx, some)

        incidents, signs = await self._store.ask(seen)
        self._remember_all(incidents)
        return [Snapshot(incidents[number], (), signs[number]) for number in numbers]

    async def is_pinned(self, number: int, ts: str, *, pin_names: Sequence[str]) -> bool:
        """Whether the message of this incident's channel is among those that `view` gives.

        Asked about every mark, so those who wait share a transaction.
        """
        return await self._looking.add((number, ts, tuple(pin_names)))

    async def _are_pinned(self, asked: Sequence[tuple[int, str, tuple[str, ...]]]) -> list[bool]:
        names, known = {name for _, _, pin_names in asked for name in pin_names}, self._cache.copy()

        async def pinned(tx: Reading) -> list[bool]:
            incidents = await _standing(tx, {number for number, _, _ in asked}, known)
            places = [(incidents[number].channel, ts) for number, ts, _ in asked]
            marked = await transcript.pinned_among(tx, set(places), names=names)
            meant = {place for incident in incidents.values() for place in _meant_places(incident)}
            said = await transcript.at(tx, meant.intersection(places) - marked)
            seen = marked | {(one.channel, one.ts) for one in said}
            return [place in seen for place in places]

        return await self._store.ask(pinned)

    async def heard(self, incident: Incident) -> tuple[Said, ...]:
        """What people wrote in the incident's channel since it was opened, oldest first, as far as it is offered."""
        if not incident.channel or incident.heard_from is None:
            return ()
        return await self._store.ask(partial(transcript.spoken, channel=incident.channel, since=incident.heard_from))

    async def only_said(self, incident: Incident, *, as_known_at: datetime | None = None) -> transcript.Tally | None:
        """How much people wrote in the incident's channel since it was opened; None when nobody did."""
        if not incident.channel or incident.heard_from is None:
            return None
        return await self._store.ask(
            partial(transcript.tally, channel=incident.channel, since=incident.heard_from, as_known_at=as_known_at)
        )

    async def filed(self, number: int) -> tuple[catalogue.Row | None, catalogue.Row | None]:
        """The catalogue's row as it stands, and as it follows from the logbook; None where there is none.

        From what a newer version wrote nothing follows here.
        """

        async def both(tx: Reading) -> tuple[catalogue.Row | None, catalogue.Row | None]:
            return await catalogue.get(tx, number), await projection.following(tx, number)

        return await self._store.ask(both)

    async def _replayed(self, tx: Reading, number: int) -> Incident:
        """The incident from its logbook. LookupError when there is none of that number."""
        return (await self.standing(tx, [number]))[number]

    async def _as_of(self, tx: Reading, row: catalogue.Row) -> Incident:
        incident = await _as_of(tx, row.number, row.last_seq, self._cache.get(row.number))
        self._remember(incident)
        return incident

    def _remember(self, incident: Incident) -> None:
        self._remember_all({incident.number: incident})

    def _remember_all(self, incidents: Mapping[int, Incident]) -> None:
        """Not what is older than what is known: it was read while that was written."""
        for number, incident in incidents.items():
            if (known := self._cache.get(number)) is None or known.last_seq <= incident.last_seq:
                self._cache.pop(number, None)
                self._cache[number] = incident
        while len(self._cache) > CACHED_INCIDENTS:
            self._cache.pop(next(iter(self._cache)))


async def _standing(tx: Reading, numbers: Collection[int], known: Mapping[int, Incident]) -> dict[int, Incident]:
    """These incidents as they stand, folded from those that are known. LookupError when one is none."""
    last_seqs = await catalogue.last_seqs(tx, numbers)
    if missing := set(numbers) - last_seqs.keys():
        raise LookupError(f"There is no INC-{min(missing)}.")
    return {number: await _as_of(tx, number, last_seqs[number], known.get(number)) for number in last_seqs}


async def _as_of(tx: Reading, number: int, last_seq: int, known: Incident | None) -> Incident:
    """The incident as it stands; what another process has written behind the one that is known is folded on."""
    if known is None or known.last_seq > last_seq:
        known = Incident(number)
    if known.last_seq == last_seq:
        return known
    news = await logbook.entries(tx, number, after=known.last_seq)
    if any(isinstance(entry.fact, Redacted) for entry in news):  # what was read before holds the words still
        return replay(number, await logbook.entries(tx, number))
    if any(isinstance(entry.fact, Struck) for entry in news):  # perhaps one of the news themselves
        return replay(number, (*known.logbook, *news))
    return carry_on(known, news)


async def _meant(
    tx: Reading, incident: Incident, known: Collection[tuple[str, str]], as_known_at: datetime | None
) -> list[transcript.Pinned]:
    """The messages that somebody put on record by saying what they are, where no mark does so."""
    marked = _meant_places(incident)
    said = await transcript.at(tx, marked.keys() - known, as_known_at=as_known_at)
    return [transcript.pinned_by(one, marked[one.channel, one.ts]) for one in said]


def _meant_places(incident: Incident) -> dict[tuple[str, str], Entry]:
    """By (channel, ts), the entries that say what a whole message is."""
    return {
        (entry.message.channel, entry.message.ts): entry
        for entry, fact in incident.of(Marked)
        if entry.message is not None and fact.line is None
    }
