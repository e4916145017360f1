"""The one door to an incident: read its logbook, ask a rule, append what follows, all in one transaction.

Law: what is answered to a person is committed before the answer. What happened once (`cause`) is written once,
however often Slack delivers it. Only the desk and the courier write.
"""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.clock import Clock
from bot.ids import Ids
from bot.incident import nags, reactions
from bot.incident.deliveries import Delivered, post_facts, surface_facts
from bot.incident.effects import CARD, CHANNEL, TO_CARD, TO_PERSON, Effect, Post, Surface
from bot.incident.errors import Refused
from bot.incident.facts import Fact, Opened, Undelivered
from bot.incident.logbook import BOT, At, Entry, MessageRef, Saying
from bot.incident.policy import Policy
from bot.incident.state import Activity, Case, Incident, carry_on, replay
from bot.store import activity, catalogue, logbook, outbox, people, transcript
from bot.store.engine import Reading, Store, Writing
from bot.store.outbox import Order, Parcel
from bot.store.people import Person
from bot.store.transcript import Said

Rule: TypeAlias = Callable[[Case], list[Saying]]
Then: TypeAlias = Callable[[Writing], Awaitable[None]]

SAME_WORDS_WITHIN = timedelta(minutes=10)  # the same person, the same words: the first incident is meant
MINE_AGAIN_WITHIN = timedelta(weeks=1)  # "the last one resolved" is meant for so long
DUE_AT_A_TIME = 200  # incidents swept in one tick
CACHED_INCIDENTS = 64
POST_PRIORITY = 3  # after the channel, the invitation and the card, before the topic


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a happening did: the incident after it, the entries it wrote (now, or when it was first heard)."""

    incident: Incident
    written: tuple[Entry, ...]
    fresh: bool = True

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(entry.fact for entry in self.written)


@dataclass(frozen=True, slots=True)
class Started:
    """What `start` did. `joined`: it was there already; `alike`: another open one that has the same title."""

    outcome: Outcome
    joined: bool = False
    alike: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """All that a reading needs, read in one transaction."""

    incident: Incident
    pinned: tuple[transcript.Pinned, ...]
    activity: Activity


@dataclass(frozen=True, slots=True)
class Known:
    """What we heard in a channel: messages that stand (ts -> latest edit), marks that stand (ts, person, name)."""

    messages: Mapping[str, str]
    marks: frozenset[tuple[str, str, str]]


async def _nothing_more(_: Writing) -> None:
    """The default of `then`."""


def words_key(title: str) -> str:
    """The title as words to compare: case, spacing and punctuation do not make another incident."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    kept = "".join(char if char.isalnum() else " " for char in folded)
    return " ".join(kept.split()) or folded.strip()


class Desk:
    """Opens, changes and reads incidents. `woken` is told after every commit that left something to deliver."""

    def __init__(
        self, store: Store, *, clock: Clock, ids: Ids, policy: Policy, woken: Callable[[], None] = lambda: None
    ) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self.policy = policy
        self.woken = woken
        self._locks: dict[int, asyncio.Lock] = {}
        self._cache: dict[int, Incident] = {}

    async def start(self, rule: Rule, *, title: str, by: str, cause: str, anyway: bool = False) -> Started:
        """Open an incident, unless this happening already did or the same person just used the same words."""
        key = words_key(title)
        now = self._clock.now()
        async with self._store.write("start") as tx:
            await catalogue.lock_start(tx, by, key)
            heard = await logbook.by_cause(tx, cause)
            if heard is not None:
                known = await self._replayed(tx, heard[0])
                return Started(Outcome(known, heard[1], fresh=False))
            alike = await catalogue.open_with_words(tx, key)
            same = None if anyway else _the_same(alike, by, since=now - SAME_WORDS_WITHIN)
            if same is not None:
                known = await self._replayed(tx, same.number)
                return Started(Outcome(known, (), fresh=False), joined=True)
            number = await catalogue.next_number(tx)
            case = Case(Incident(number), now, by, Activity(), self.policy)
            outcome = await self._write(tx, case, rule(case), cause=cause, key=key)
        self._remember(outcome.incident)
        self.woken()
        return Started(outcome, alike=next((other.number for other in alike if not other.private), None))

    async def act(  # noqa: PLR0913 - what happened, to what, by whom and when
        self,
        number: int,
        rule: Rule,
        *,
        by: str,
        cause: str,
        message: MessageRef | None = None,
        at: datetime | None = None,
    ) -> Outcome:
        """Ask the rule about the incident as it stands, and write what it says. `Refused` leaves nothing behind.

        `at` is when it happened, if that was before now (a message heard late).
        """
        async with self._lock(number), self._store.write("act") as tx:
            row = await catalogue.lock(tx, number)
            if row is None:
                raise LookupError(f"There is no INC-{number}.")
            heard = await logbook.by_cause(tx, cause)
            incident = await self._replayed(tx, number)
            if heard is not None and heard[0] == number:
                return Outcome(incident, heard[1], fresh=False)
            if logbook.unread(incident.entries):
                raise Refused("written_by_a_newer_version", incident=incident.name)
            case = Case(incident, self._clock.now(), by, await activity.of(tx, number), self.policy)
            sayings = rule(case)
            if at is not None:
                sayings = [saying if isinstance(saying, At) else At(at, saying) for saying in sayings]
            outcome = await self._write(tx, case, sayings, cause=cause, message=message, row=row)
        self._remember(outcome.incident)
        self.woken()
        return outcome

    async def settle(self, parcel: Parcel, delivered: Delivered, *, then: Then = _nothing_more) -> bool:
        """Close the effect and write what Slack's answer means, in one transaction; False if the lease was lost.

        `then` is done in the same transaction, once everything else is written.
        """
        async with self._lock(parcel.number), self._store.write_behind(f"settle {_kind(parcel)}") as tx:
            row = await catalogue.lock(tx, parcel.number)
            if row is None or not await outbox.done(tx, parcel, channel=delivered.channel, ts=delivered.ts):
                return False
            incident = await self._replayed(tx, parcel.number)
            facts = _settled(incident, parcel, delivered)
            if facts:
                case = Case(incident, self._clock.now(), BOT, await activity.of(tx, parcel.number), self.policy)
                cause = f"effect:{parcel.id}:{parcel.claimed_seq}"
                incident = (await self._write(tx, case, list(facts), cause=cause, row=row)).incident
            await then(tx)
        self._remember(incident)
        return True

    async def give_up(self, parcel: Parcel, reason: str) -> bool:
        """Slack will never take this effect: close it and keep that as a fact."""
        async with self._lock(parcel.number), self._store.write_behind(f"give up {_kind(parcel)}") as tx:
            row = await catalogue.lock(tx, parcel.number)
            if row is None or not await outbox.give_up(tx, parcel, error=reason):
                return False
            incident = await self._replayed(tx, parcel.number)
            case = Case(incident, self._clock.now(), BOT, await activity.of(tx, parcel.number), self.policy)
            fact = Undelivered(effect=parcel.name, reason=reason)
            if parcel.kind == "surface" and any(known == fact for _, known in incident.of(Undelivered)):
                return True  # it was wanted again, and is refused as before
            cause = f"effect:{parcel.id}:{parcel.claimed_seq}"
            await self._write(tx, case, [fact], cause=cause, row=row)
        self.woken()
        return True

    async def sweep(self, now: datetime) -> int:
        """Ask the ladder about every incident with something due; how many there were."""
        async with self._store.read() as tx:
            numbers = await catalogue.due(tx, now, DUE_AT_A_TIME)
        for number in numbers:
            await self.act(number, nags.nag, by=BOT, cause=f"tick:{number}:{now.isoformat()}")
        return len(numbers)

    async def hear(self, said: Said, *, number: int | None, substance: bool) -> bool:
        """A message in a channel or DM that the bot may remember, from the stream or from history; True if new.

        A sign of life counts from when it was given, also when it is heard late.
        """
        now = self._clock.now()
        given_at = min(now, transcript.instant_of(said.edited_ts or said.ts))
        async with self._store.write_behind("hear") as tx:
            new = await transcript.hear(tx, said, now)
            if new and number is not None and said.author and not said.is_bot:
                await activity.touch(tx, number, said.author, "seen", given_at)
                if substance:
                    await activity.touch(tx, number, said.author, "substance", given_at)
                    await self._reschedule(tx, number)
        return new

    async def hear_deletion(self, channel: str, ts: str, *, event_ts: str) -> None:
        async with self._store.write_behind("hear deletion") as tx:
            await transcript.erase(tx, channel, ts, event_ts=event_ts, learnt_at=self._clock.now())

    async def hear_reaction(  # noqa: PLR0913 - a reaction is these six things
        self, *, channel: str, ts: str, person: str, name: str, on: bool, event_ts: str
    ) -> bool:
        """A reaction put on or taken off; True if it changed what we knew."""
        async with self._store.write_behind("hear reaction") as tx:
            return await transcript.react(
                tx,
                channel=channel,
                ts=ts,
                person=person,
                name=name,
                on=on,
                event_ts=event_ts,
                learnt_at=self._clock.now(),
            )

    async def heard_until(self) -> datetime | None:
        """Until when this bot, in any of its processes, heard all that Slack sent; None before its first connection."""
        async with self._store.read() as tx:
            return await activity.heard_until(tx)

    async def note_hearing(self, at: datetime) -> None:
        async with self._store.write("hearing") as tx:
            await activity.hear_until(tx, at)

    async def known(self, channel: str, *, names: Sequence[str]) -> Known:
        """What the transcript holds of a channel, to be compared with what Slack shows."""
        async with self._store.read() as tx:
            return Known(await transcript.standing(tx, channel), await transcript.marked(tx, channel, names=names))

    async def note_form(self, number: int, person: str) -> None:
        """A report form was opened: the ladder waits for it, once."""
        async with self._lock(number), self._store.write("form") as tx:
            await activity.touch(tx, number, person, "form", self._clock.now())
            await self._reschedule(tx, number)

    async def read(self, number: int) -> Incident:
        """The incident as it stands. LookupError when there is none of that number."""
        async with self._store.read() as tx:
            return await self._replayed(tx, number)

    async def view(self, number: int, *, pin_names: Sequence[str]) -> View:
        async with self._store.read() as tx:
            incident = await self._replayed(tx, number)
            pinned = await transcript.pinned(tx, incident.channel, names=pin_names) if incident.channel else ()
            return View(incident, tuple(pinned), await activity.of(tx, number))

    async def activity(self, number: int) -> Activity:
        async with self._store.read() as tx:
            return await activity.of(tx, number)

    async def entries(self, number: int) -> tuple[Entry, ...]:
        """The whole logbook of an incident, struck entries too."""
        async with self._store.read() as tx:
            return await logbook.entries(tx, number)

    async def row(self, number: int) -> catalogue.Row | None:
        async with self._store.read() as tx:
            return await catalogue.get(tx, number)

    async def filed(self, number: int) -> tuple[catalogue.Row | None, catalogue.Row | None]:
        """The catalogue's row as it stands, and as it follows from the logbook; None where there is none.

        From what a newer version wrote nothing follows here.
        """
        async with self._store.read() as tx:
            return await catalogue.get(tx, number), await self._following(tx, number)

    async def refile(self, number: int) -> bool:
        """Write the catalogue's row as it follows from the logbook; False when there was nothing to change."""
        async with self._lock(number), self._store.write("refile") as tx:
            standing, following = await catalogue.lock(tx, number), await self._following(tx, number)
            if following is None or following == standing:
                return False
            await catalogue.put(tx, following)
        return True

    async def in_channel(self, channel: str) -> catalogue.Row | None:
        async with self._store.read() as tx:
            return await catalogue.by_channel(tx, channel)

    async def open_incidents(self, limit: int = 50) -> list[catalogue.Row]:
        async with self._store.read() as tx:
            return list(await catalogue.open_rows(tx, limit))

    async def recent_incidents(self, limit: int = 20) -> list[catalogue.Row]:
        async with self._store.read() as tx:
            return list(await catalogue.recent(tx, self._clock.now() - MINE_AGAIN_WITHIN, limit))

    async def message(self, channel: str, ts: str) -> Said | None:
        async with self._store.read() as tx:
            return await transcript.message(tx, channel, ts)

    async def effect_at(self, channel: str, ts: str) -> Parcel | None:
        """Which of our own messages stands there."""
        async with self._store.read() as tx:
            return await outbox.at_message(tx, channel, ts)

    async def effect(self, effect_id: str) -> Parcel | None:
        """The effect that carries this id in Slack."""
        async with self._store.read() as tx:
            return await outbox.named(tx, effect_id)

    async def person(self, person_id: str) -> Person | None:
        async with self._store.read() as tx:
            return await people.get(tx, person_id)

    async def people_called(self, handle: str) -> list[Person]:
        async with self._store.read() as tx:
            return list(await people.by_handle(tx, handle))

    async def everyone(self) -> dict[str, Person]:
        async with self._store.read() as tx:
            return {person.id: person for person in await people.all_known(tx)}

    async def meet(self, persons: Sequence[Person]) -> None:
        """Remember names and time zones."""
        async with self._store.write_behind("people") as tx:
            for person in persons:
                await people.put(tx, person)

    async def next_due_at(self) -> datetime | None:
        """When the ladder next has something to say, of all incidents."""
        async with self._store.read() as tx:
            return await catalogue.next_due_at(tx)

    def _lock(self, number: int) -> asyncio.Lock:
        return self._locks.setdefault(number, asyncio.Lock())

    async def _replayed(self, tx: Reading, number: int) -> Incident:
        """The incident from its logbook; the last fold is kept as long as nothing was written after it."""
        row = await catalogue.get(tx, number)
        if row is None:
            raise LookupError(f"There is no INC-{number}.")
        known = self._cache.get(number)
        if known is not None and known.last_seq == row.last_seq:
            return known
        return self._remember(replay(number, await logbook.entries(tx, number)))

    async def _following(self, tx: Reading, number: int) -> catalogue.Row | None:
        """The catalogue's row from the logbook alone; None for an empty logbook, or one that cannot be read here."""
        entries = await logbook.entries(tx, number)
        if not entries or logbook.unread(entries):
            return None
        signs = await activity.of(tx, number)
        # What is due follows from the record, not from the present; so any time will do, as long as it is the same.
        case = Case(replay(number, entries), entries[0].at, BOT, signs, self.policy)
        title = next((entry.fact.title for entry in entries if isinstance(entry.fact, Opened)), "")
        _, chain = await logbook.end(tx, number)
        return _row(case, words_key(title), chain)

    def _remember(self, incident: Incident) -> Incident:
        self._cache.pop(incident.number, None)
        self._cache[incident.number] = incident
        while len(self._cache) > CACHED_INCIDENTS:
            self._cache.pop(next(iter(self._cache)))
        return incident

    async def _write(  # noqa: PLR0913 - likewise
        self,
        tx: Writing,
        case: Case,
        sayings: Sequence[Saying],
        *,
        cause: str,
        message: MessageRef | None = None,
        row: catalogue.Row | None = None,
        key: str = "",
    ) -> Outcome:
        """Append the sayings with their effects and the catalogue row that follows from them."""
        before, now = case.incident, case.now
        written = tuple(
            Entry(
                before.last_seq + place,
                saying.at if isinstance(saying, At) else now,
                now,
                case.by,
                cause,
                saying.fact if isinstance(saying, At) else saying,
                message,
            )
            for place, saying in enumerate(sayings, start=1)
        )
        chain = row.last_chain if row else ""
        after = before
        if written:
            chain = await logbook.append(
                tx, before.number, written, ids=self._ids, behind=(row.last_seq, row.last_chain) if row else (0, "")
            )
            after = carry_on(before, written)
        await self._order(tx, after, reactions.effects(before, after, written), now)
        case_after = replace(case, incident=after)
        await catalogue.put(tx, _row(case_after, row.words_key if row else key, chain))
        return Outcome(after, written)

    async def _order(self, tx: Writing, incident: Incident, effects: Sequence[Effect], now: datetime) -> None:
        """Leave in the outbox what the outside world must do."""
        surfaces = [(self._ids.new(effect.kind), effect) for effect in effects if isinstance(effect, Surface)]
        posts = [effect for effect in effects if isinstance(effect, Post)]
        orders = [_in_line(post, id=self._ids.new("post"), number=incident.number) for post in posts]
        await outbox.want(tx, number=incident.number, surfaces=surfaces, seq=incident.last_seq, now=now)
        await outbox.add_posts(tx, number=incident.number, orders=orders, now=now)

    async def _reschedule(self, tx: Writing, number: int) -> None:
        """The ladder's next time, after something that is no fact but counts."""
        row = await catalogue.lock(tx, number)
        if row is None:
            return
        incident = await self._replayed(tx, number)
        case = Case(incident, self._clock.now(), BOT, await activity.of(tx, number), self.policy)
        await catalogue.put(tx, replace(row, nag_due_at=nags.next_due(case)))


def _settled(incident: Incident, parcel: Parcel, delivered: Delivered) -> tuple[Fact, ...]:
    if parcel.kind == "post":
        return post_facts(parcel.shows_seq, delivered)
    return surface_facts(incident, Surface(parcel.name), delivered)


def _the_same(alike: Sequence[catalogue.Row], by: str, *, since: datetime) -> catalogue.Row | None:
    """The incident that this person opened with these words just now."""
    mine = (row for row in alike if row.declarer == by and row.opened_at is not None and row.opened_at >= since)
    return next(mine, None)


def _in_line(post: Post, *, id: str, number: int) -> Order:  # noqa: A002 - its name in the outbox
    """A person's messages stand in one line whatever they are about; an incident has one per thread."""
    to_person = post.to.startswith(f"{TO_PERSON}:")
    lane = post.to if to_person else f"{number}/{post.to}"
    waits_for = "" if to_person else CARD if post.to == TO_CARD else CHANNEL
    return Order(id=id, post=post, lane=lane, waits_for=waits_for, priority=POST_PRIORITY)


def _kind(parcel: Parcel) -> str:
    """What the parcel is, without whom it is for."""
    return parcel.name.partition(":")[0]


def _row(case: Case, key: str, chain: str) -> catalogue.Row:
    incident = case.incident
    ended_at = None if incident.is_open else incident.status_since
    return catalogue.Row(
        number=incident.number,
        title=incident.title,
        severity=incident.severity,
        status=incident.status,
        is_open=incident.is_open,
        private=incident.private,
        drill=incident.drill,
        declarer=incident.declarer,
        opened_at=incident.opened_at or case.now,
        resolved_at=ended_at,
        words_key=key,
        channel=incident.channel,
        card_ts=incident.card_ts,
        nag_due_at=nags.next_due(case),
        last_seq=incident.last_seq,
        last_chain=chain,
    )
