"""What is heard and seen without being asked of the bot: messages, marks, signs of life.

Law: none of it is a fact. What counts for a clock moves the time at which the incident is next looked at.
"""

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.desk.locks import Locks
from bot.desk.reading import RecordReader
from bot.incident import due, reminders
from bot.incident.logbook import BOT
from bot.incident.state import Case
from bot.store import activity, catalogue, logbook, people, transcript
from bot.store.database.batching import Batcher
from bot.store.engine import Store, Writing
from bot.store.people import Person
from bot.store.transcript import Said


@dataclass(frozen=True, slots=True, eq=False)
class _Message:
    """Something said that is about to be heard; the same words heard twice are two of these."""

    said: Said
    number: int | None
    substance: bool


class Hearer(RecordReader):
    """Keeps what people say and do beside the record, each thing once however often it is heard."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        super().__init__(store, clock=clock)
        self._lock = Locks()
        self._hearing = Batcher(self._hear_all)
        self._marking = Batcher(self._hear_reactions)

    async def hear(self, said: Said, *, number: int | None, substance: bool) -> bool:
        """A message in a channel or DM that the bot may remember, from the stream or from history; True if new.

        A sign of life counts from when it was given, also when it is heard late. When many speak at once, their
        messages share a commit: with one each, a hundred a second are more than a disk takes.
        """
        return await self._hearing.add(_Message(said, number, substance))

    async def _hear_all(self, batch: Sequence[_Message]) -> list[bool]:
        """Every transaction that hears takes its rows in this order, so that no two wait crosswise."""
        now = self._clock.now()
        async with self._store.write_behind("hear") as tx:
            are_news = await transcript.hear_all(tx, [message.said for message in batch], now)
            signs = _signs(itertools.compress(batch, are_news), now)
            await activity.touch_all(tx, signs)
            await self._reschedule(tx, {number for number, who, kind in signs if self._moves_clocks(number, who, kind)})
        return are_news

    def _moves_clocks(self, number: int, person: str, kind: activity.SignKind) -> bool:
        """Whether the sign may change what is due next: any does of whoever is asked for one."""
        known = self._cache.get(number)
        return kind != "seen" or known is None or reminders.asks_for_sign(known, person)

    async def note_seen(self, number: int, person: str, at: datetime) -> None:
        """Somebody commanded or tapped, and left no entry by it."""
        async with self._store.write_behind("seen") as tx:
            await activity.touch(tx, number, person, "seen", at)
            await self._reschedule(tx, {number} if self._moves_clocks(number, person, "seen") else ())

    async def hear_deletion(self, channel: str, ts: str, *, event_ts: str) -> bool:
        """A message is gone, with all its wordings; True if that is news."""
        async with self._store.write_behind("hear deletion") as tx:
            return await transcript.erase(tx, channel, ts, event_ts=event_ts, learnt_at=self._clock.now())

    async def hear_reaction(self, change: transcript.Reaction) -> bool:
        """A reaction put on or taken off; True if it changed what we knew. In a storm of them they share commits."""
        return await self._marking.add(change)

    async def _hear_reactions(self, batch: Sequence[transcript.Reaction]) -> list[bool]:
        async with self._store.write_behind("hear reaction") as tx:
            return await transcript.react_all(tx, batch, self._clock.now())

    async def toggle_mark(self, *, channel: str, ts: str, person: str, name: str, event_ts: str) -> bool:
        """A mark that is set and taken off in the same way; whether it stands now."""
        async with self._store.write("mark") as tx:
            return await transcript.toggle(
                tx,
                channel=channel,
                ts=ts,
                person=person,
                name=name,
                event_ts=event_ts,
                learnt_at=self._clock.now(),
            )

    async def note_hearing(self, at: datetime) -> None:
        async with self._store.write("hearing") as tx:
            await activity.hear_until(tx, at)

    async def note_listening(self, at: datetime) -> None:
        async with self._store.write("listening") as tx:
            await activity.listen_until(tx, at)

    async def note_form(self, number: int, person: str) -> None:
        """A report form was opened; the reminder waits for it, once."""
        async with self._lock(number), self._store.write("form") as tx:
            await activity.touch(tx, number, person, "form", self._clock.now())
            await self._reschedule(tx, {number})

    async def note_brief_read(self, number: int, person: str, as_of: datetime) -> None:
        """Somebody read the brief as of then: the next one tells them what is new. No clock runs by it."""
        async with self._store.write_behind("brief read") as tx:
            await activity.touch(tx, number, person, "brief", as_of)

    async def meet(self, persons: Sequence[Person]) -> None:
        """Names and time zones of these persons are remembered."""
        async with self._store.write_behind("people") as tx:
            await people.put(tx, *persons)

    async def _reschedule(self, tx: Writing, numbers: Collection[int]) -> None:
        """The ladder's next time, after something that is no fact but counts.

        Only who can read an incident knows what is due in it; a newer version asks in time, for signs of life put off.
        """
        if not numbers:
            return
        rows, signs = await catalogue.lock_all(tx, numbers), await activity.of_all(tx, numbers)
        for row in rows:
            incident = await self._as_of(tx, row)
            if logbook.unread(incident.logbook):
                continue
            case = Case(incident, self._clock.now(), BOT, signs[row.number])
            due_at = due.next_at(case)
            if due_at != row.nag_due_at:
                await catalogue.put(tx, replace(row, nag_due_at=due_at))


def _signs(messages: Iterable[_Message], now: datetime) -> dict[tuple[int, str, activity.SignKind], datetime]:
    """The latest sign of life of each kind that people gave with these messages."""
    signs: dict[tuple[int, str, activity.SignKind], datetime] = {}
    for message in messages:
        said = message.said
        if message.number is None or not said.author or said.is_bot:
            continue
        given_at = min(now, transcript.instant_of(said.edited_ts or said.ts))
        kinds: tuple[activity.SignKind, ...] = ("seen", "substance") if message.substance else ("seen",)
        for kind in kinds:
            key = message.number, said.author, kind
            signs[key] = max(given_at, signs.get(key, given_at))
    return signs
