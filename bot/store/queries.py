"""Single questions to the record, each in a transaction of its own.

Law: nothing is decided from an answer, which may be old when it arrives; whoever decides asks inside its transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.incident.effects import CHECKLIST, ISSUE
from bot.incident.logbook import Entry
from bot.incident.state import Activity
from bot.store import activity, catalogue, logbook, outbox, people, transcript
from bot.store.catalogue import Row
from bot.store.database.batching import Batcher
from bot.store.engine import Reading, Store
from bot.store.outbox import Parcel
from bot.store.people import Person
from bot.store.transcript import Said

PUT_OFF = timedelta(minutes=10)  # what is put off longer waits for somebody to be at work, and for no channel
MINE_AGAIN_WITHIN = timedelta(weeks=1)  # "the last one resolved" is meant for so long


@dataclass(frozen=True, slots=True)
class Known:
    """What we heard in a channel: messages that stand (ts -> latest edit), marks that stand (ts, person, name).

    `roots` are the first messages of the threads that they stand in.
    """

    messages: Mapping[str, str]
    marks: frozenset[tuple[str, str, str]]
    roots: frozenset[str] = frozenset()


class Lookups:
    """What stands in the record."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._asking = Batcher(self._in_channels)
        self._recalling = Batcher(self._messages)
        self._naming = Batcher(self._named)

    async def row(self, number: int) -> Row | None:
        return await self._store.ask(lambda tx: catalogue.get(tx, number))

    async def in_channel(self, channel: str) -> Row | None:
        """The incident that lives in this channel. Asked about every message, so those who wait share a transaction."""
        return await self._asking.add(channel)

    async def _in_channels(self, channels: Sequence[str]) -> list[Row | None]:
        found = await self._store.ask(lambda tx: catalogue.by_channels(tx, set(channels)))
        return [found.get(channel) for channel in channels]

    async def with_issues(self) -> dict[int, int]:
        """The incidents of which a follow-up is to stand in the house's issue tracker, by number, with the last seq."""
        return await self._store.ask(lambda tx: outbox.with_surfaces(tx, ISSUE))

    async def with_checklists(self) -> list[int]:
        """The incidents in which a playbook was ever used, by number."""
        async with self._store.read() as tx:
            return [*await outbox.with_surfaces(tx, CHECKLIST)]

    async def open_incidents(self) -> list[Row]:
        """All that are open: real ones before drills, of these the most severe first, then the newest."""
        return list(await self._store.ask(catalogue.open_rows))

    async def ended_incidents(self) -> list[Row]:
        """All that are not, the last to end first."""
        return list(await self._store.ask(catalogue.ended_rows))

    async def recent_incidents(self, limit: int | None = None) -> list[Row]:
        """Those that were open within the last week, the last to end first."""
        since = self._clock.now() - MINE_AGAIN_WITHIN
        return list(await self._store.ask(lambda tx: catalogue.recent(tx, since, limit)))

    async def opened_behind(self, number: int) -> list[Row]:
        """All with a higher number than this, in their order; whichever process opened them."""
        async with self._store.read() as tx:
            return list(await catalogue.behind(tx, number))

    async def next_due_at(self) -> datetime | None:
        """When the ladder next has something to say, of all incidents."""
        return await self._store.ask(catalogue.next_due_at)

    async def entries(self, number: int) -> tuple[Entry, ...]:
        """The whole logbook of an incident, struck entries too."""
        return await self._store.ask(lambda tx: logbook.entries(tx, number))

    async def written_by(self, cause: str) -> tuple[int, tuple[Entry, ...]] | None:
        """The incident that heard of this happening, and what was written then; None when nothing was."""
        return await self._store.ask(lambda tx: logbook.by_cause(tx, cause))

    async def written_by_edits(self, channel: str, ts: str) -> tuple[int, tuple[Entry, ...]] | None:
        """The incident in which edits of this message were heard, and what they wrote; None when they wrote nothing."""
        return await self._store.ask(lambda tx: logbook.by_edits(tx, channel, ts))

    async def activity(self, number: int) -> Activity:
        return await self._store.ask(lambda tx: activity.of(tx, number))

    async def message(self, channel: str, ts: str) -> Said | None:
        """The message in its latest wording; None when it was never heard or is erased. Asked about every mark."""
        return await self._recalling.add((channel, ts))

    async def _messages(self, places: Sequence[tuple[str, str]]) -> list[Said | None]:
        said = await self._store.ask(lambda tx: transcript.at(tx, set(places)))
        by_place = {(one.channel, one.ts): one for one in said}
        return [by_place.get(place) for place in places]

    async def known(self, channel: str, *, names: Sequence[str]) -> Known:
        """What the transcript holds of a channel, to be compared with what Slack shows."""

        async def asked(tx: Reading) -> Known:
            messages, marks = await transcript.standing(tx, channel), await transcript.marked(tx, channel, names=names)
            return Known(messages, marks, await transcript.roots(tx, channel))

        return await self._store.ask(asked)

    async def stands_marked(self, channel: str, *, ts: str, person: str, name: str) -> bool:
        """Whether this mark of the person stands under the message, in whatever order it was put on and taken off."""
        marks = await self._store.ask(lambda tx: transcript.marked(tx, channel, names=[name]))
        return (ts, person, name) in marks

    async def heard_until(self) -> datetime | None:
        """Until when this bot, in any of its processes, heard all that Slack sent; None before its first connection."""
        return await self._store.ask(activity.heard_until)

    async def listened_until(self) -> datetime | None:
        """Until when nothing but silence says that this bot missed anything; None if that was never noted."""
        return await self._store.ask(activity.listened_until)

    async def effect(self, effect_id: str) -> Parcel | None:
        """The effect that carries this id in Slack. Asked about every message of ours."""
        return await self._naming.add(effect_id)

    async def _named(self, ids: Sequence[str]) -> list[Parcel | None]:
        found = await self._store.ask(lambda tx: outbox.named(tx, set(ids)))
        return [found.get(one) for one in ids]

    async def has_waiting(self, number: int, *, besides: str) -> bool:
        """Whether another effect of the incident is still to be carried out, and does not wait for its reader's day."""
        until = self._clock.now() + PUT_OFF
        return await self._store.ask(lambda tx: outbox.has_waiting(tx, number, besides=besides, until=until))

    async def person(self, person_id: str) -> Person | None:
        return await self._store.ask(lambda tx: people.get(tx, person_id))

    async def everyone(self) -> dict[str, Person]:
        return {person.id: person for person in await self._store.ask(people.all_known)}
