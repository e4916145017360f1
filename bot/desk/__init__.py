"""The one door to an incident: read its logbook, ask a rule, append what follows, all in one transaction.

Law: what is answered to a person is committed before the answer. What happened once (`cause`) is written once,
however often Slack delivers it. Only the desk and the courier write.
"""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from bot.clock import Clock
from bot.ids import Ids
from bot.incident import due, effect_rules, gaps, lengths, redaction, reminders, undelivered
from bot.incident.deliveries import Delivered
from bot.incident.effects import Effect, Post, Surface
from bot.incident.errors import Refused
from bot.incident.facts import Fact, Marked, Redacted, RoleTaken, Struck, Undelivered
from bot.incident.logbook import BOT, At, Entry, From, MessageRef, Saying, fact_of
from bot.incident.policy import Policy
from bot.incident.replay import carry_on, replay
from bot.incident.settling import post_facts, surface_facts
from bot.incident.state import Activity, Case, Incident
from bot.store import activity, catalogue, codec, logbook, outbox, past, people, projection, reminded, transcript
from bot.store.batching import Batcher
from bot.store.engine import Reading, Store, Unavailable, Writing
from bot.store.outbox import Parcel
from bot.store.people import Person
from bot.store.queries import Lookups
from bot.store.recollection import Recollection
from bot.store.transcript import Said
from bot.story.recall.past import MarkedWords, Past

Rule: TypeAlias = Callable[[Case], list[Saying]]
HasRoom: TypeAlias = Callable[[Sequence[tuple[int, str]]], None]
Then: TypeAlias = Callable[[Writing, Mapping[int, Incident]], Awaitable[None]]

SAME_WORDS_WITHIN = timedelta(minutes=10)  # the same person, the same words: the first incident is meant
ALIKE_AMONG_MAX = 100  # of the open incidents the newest, in which a start looks for its twin
DUE_AT_A_TIME = 200  # incidents swept in one tick
CACHED_INCIDENTS = 64
TURN_WITHIN_S = 2  # of real time; whoever waits longer is to hear of it within the three seconds that Slack gives
NEWER = "written_by_a_newer_version"

log = logging.getLogger(__name__)


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
    """What `start` did. `joined`: it was there already; `alike`: another open one whose title looks like it.

    `twin` is the latest that somebody else opened with these words; a private one is not to be named to the caller.
    """

    outcome: Outcome
    joined: bool = False
    alike: int | None = None
    twin: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Start:
    """An incident that somebody declares; `key` is its title as the desk compares it."""

    rule: Rule
    by: str
    key: str
    cause: str
    anyway: bool
    message: MessageRef | None
    room: HasRoom
    channel: str


@dataclass(slots=True)
class _Opened:
    """What the transaction of several starts knows, of each with what those before it in the same transaction did.

    The next number, what was written of each cause, the rows of all that are open, and the incidents opened here.
    """

    number: int
    heard: dict[str, tuple[int, tuple[Entry, ...]]]
    rows: list[catalogue.Row]
    incidents: dict[int, Incident] = field(default_factory=dict)

    def add(self, outcome: Outcome, row: catalogue.Row, *, cause: str) -> None:
        self.number += 1
        self.heard[cause] = (row.number, outcome.written)
        self.rows.append(row)
        self.incidents[row.number] = outcome.incident


@dataclass(frozen=True, slots=True, eq=False)
class _Message:
    """Something said that is about to be heard; the same words heard twice are two of these."""

    said: Said
    number: int | None
    substance: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a reading needs, read in one transaction."""

    incident: Incident
    pinned: tuple[transcript.Pinned, ...]
    activity: Activity


async def _nothing_more(_: Writing, __: Mapping[int, Incident]) -> None:
    """The default of `then`."""


class Desk(Lookups):
    """Opens, changes and reads incidents. `woken` is told after every commit that left something to deliver.

    `reads_first` is for a process that has just begun and knows no incident yet: to replay a thousand entries takes a
    third of a second, for which the bot, and whoever waits for its answer, would wait if that were within a write.
    """

    def __init__(  # noqa: PLR0913 - what it needs, and the two ways in which a desk may differ
        self,
        store: Store,
        *,
        clock: Clock,
        ids: Ids,
        policy: Policy,
        woken: Callable[[], None] = lambda: None,
        reads_first: bool = False,
    ) -> None:
        super().__init__(store, clock=clock)
        self._ids = ids
        self.past = Recollection(store, standing=self._readable)
        self.policy = policy
        self.groups: Mapping[str, Sequence[str]] = {}  # who is in the user groups that the policy names, as last heard
        self._reads_first = reads_first
        self.woken = woken
        self._locks: dict[int, asyncio.Lock] = {}
        self._cache: dict[int, Incident] = {}
        self._turns: dict[str, str] = {}  # by what is kept, the token that says that it is this process's
        self._from_newer_version: set[int] = set()  # incidents that this process met and only a newer version can read
        self._starting = Batcher(self._start_all)
        self._hearing = Batcher(self._hear_all)
        self._marking = Batcher(self._hear_reactions)
        self._looking = Batcher(self._are_pinned)
        self._reading = Batcher(self._read_all)

    async def start(  # noqa: PLR0913 - what happened, by whom, and from which message
        self,
        rule: Rule,
        *,
        title: str,
        by: str,
        cause: str,
        anyway: bool = False,
        message: MessageRef | None = None,
        room: HasRoom = lambda _: None,
        channel: str = "",
    ) -> Started:
        """An incident is opened, unless this happening already did or the same person just used the same words.

        `room` refuses when those that the person has open already are too many. `channel` is the one that it is to
        have, if it is there already: Refused, `has_incident`, when another has it by now, be it of the same words. Who
        declare at once share a commit.
        """
        key = projection.words_key(title)
        return await self._starting.add(_Start(rule, by, key, cause, anyway or bool(channel), message, room, channel))

    async def _start_all(self, starts: Sequence[_Start]) -> list[Started]:
        async with self._store.write("start") as tx:
            number = await catalogue.next_number(tx)  # from here on nobody else opens one, nor asks whether to
            heard = await logbook.by_causes(tx, {start.cause for start in starts})
            opened = _Opened(number, heard, list(await catalogue.open_rows(tx)))
            started = [await self._start(tx, start, opened) for start in starts]
        for one in started:
            self._remember(one.outcome.incident)
        self.woken()
        return started

    async def _start(self, tx: Writing, start: _Start, opened: _Opened) -> Started:
        """As `start`, in a transaction that has opened these: they are not to be remembered before its commit."""
        by, now = start.by, self._clock.now()
        heard = opened.heard.get(start.cause)
        if heard is not None:
            known = opened.incidents.get(heard[0]) or await self._replayed(tx, heard[0])
            _require_readable(known, heard[1])
            return Started(Outcome(known, heard[1], fresh=False))
        same = None if start.anyway else _the_same(opened.rows, start, since=now - SAME_WORDS_WITHIN)
        if same is not None:
            known = opened.incidents.get(same.number) or await self._replayed(tx, same.number)
            return Started(Outcome(known, (), fresh=False), joined=True)
        newest = sorted(opened.rows, key=_number, reverse=True)[:ALIKE_AMONG_MAX]
        alike = [row for row in newest if projection.looks_alike(row.words_key, start.key)]
        if start.channel:
            _require_free(await catalogue.by_channels(tx, [start.channel]))
        start.room([(row.number, row.title) for row in opened.rows if row.declarer == by])
        case = Case(Incident(opened.number), now, by, Activity(), self.policy)
        sayings = lengths.kept(start.rule(case))
        outcome, row = await self._write(tx, case, sayings, cause=start.cause, key=start.key, message=start.message)
        opened.add(outcome, row, cause=start.cause)
        return Started(
            outcome,
            alike=next((other.number for other in alike if not other.private), None),
            twin=next((other.number for other in alike if other.declarer != by), None),
        )

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
        """What the rule says about the incident as it stands is written, in one transaction; Refused leaves nothing.

        1. One at a time: of this process by a lock, of all processes by the incident's row.
        2. Has this `cause` been heard (Slack delivers a payload up to four times), what was written then is the answer.
        3. What a newer version wrote into is refused: nothing is decided on top of what cannot be read.
        4. The logbook is folded, from where this process last left off; the rule gets it with the time.
        5. What it says, if none of its words is too long, is appended, with the effects that follow in the outbox and
           the row that lists are made of.
        6. After the commit the courier is woken. Nobody is answered before.

        `at` is when it happened, if that was before now (a message heard late); to the rule, that is now. LookupError
        when there is no incident of this number.
        """
        if self._reads_first:
            await self.read(number)
        async with self._lock(number), self._store.write("act") as tx:
            outcome = await self._act(tx, number, rule, by=by, cause=cause, message=message, at=at)
        self._remember(outcome.incident)
        self.woken()
        return outcome

    async def act_on_both(  # noqa: PLR0913 - what happened, to which two, by whom
        self, number: int, rule: Rule, *, other: int, other_rule: Rule, by: str, cause: str
    ) -> Outcome:
        """One happening that changes two incidents, in one transaction: as `act`, what either refuses leaves nothing.

        What follows for the `other` is the bot's doing. The outcome is that of the first.
        """
        first, second = sorted((number, other))
        async with self._lock(first), self._lock(second), self._store.write("act") as tx:
            await catalogue.lock_all(tx, (first, second))
            outcome = await self._act(tx, number, rule, by=by, cause=cause)
            followed = await self._act(tx, other, other_rule, by=BOT, cause=f"{cause}:other")
        for one in (outcome, followed):
            self._remember(one.incident)
        self.woken()
        return outcome

    async def move_channel(self, number: int, *, channel: str, cause: str) -> Outcome:
        """The incident's channel goes on under this id, with all that was said in it, in one transaction."""
        async with self._lock(number), self._store.write("move") as tx:
            outcome = await self._act(tx, number, partial(gaps.moved, channel=channel), by=BOT, cause=cause)
            if outcome.fresh and outcome.written:
                was = outcome.incident.channel_was[-1]
                await transcript.move(tx, was, channel)
                await outbox.move(tx, was, channel)
        self._remember(outcome.incident)
        self.woken()
        return outcome

    async def _act(  # noqa: PLR0913 - as `act`
        self,
        tx: Writing,
        number: int,
        rule: Rule,
        *,
        by: str,
        cause: str,
        message: MessageRef | None = None,
        at: datetime | None = None,
        knows_elsewhere: bool = False,
    ) -> Outcome:
        """Steps 2 to 5 of `act`, within a transaction."""
        row = await catalogue.lock(tx, number)
        if row is None:
            raise LookupError(f"There is no INC-{number}.")
        incident = await self._as_of(tx, row)
        cause = incident.known_as(cause)
        heard = await logbook.by_cause(tx, cause)
        if heard is not None and heard[0] == number:
            _require_readable(incident, heard[1])
            return Outcome(incident, heard[1], fresh=False)
        _require_readable(incident)
        case = Case(incident, self._clock.now(), by, await activity.of(tx, number), groups=self.groups)
        if knows_elsewhere:
            case = await self._with_elsewhere(tx, case)
        sayings = lengths.kept(rule(case if at is None else replace(case, now=at)))
        if at is not None:
            sayings = [saying if isinstance(saying, At | From) else At(at, saying) for saying in sayings]
        outcome, _ = await self._write(tx, case, sayings, cause=cause, message=message, row=row)
        return outcome

    async def _with_elsewhere(self, tx: Reading, case: Case) -> Case:
        """The case with what everybody who may be reminded here was reminded of elsewhere within the hour."""
        since, people = case.now - reminders.REMINDERS_PER, reminders.hearers(case)
        return replace(case, heard_elsewhere=await reminded.elsewhere(tx, case.incident.number, people, since=since))

    async def settle(self, parcel: Parcel, delivered: Delivered) -> bool:
        """The effect is closed, and what Slack answered is a fact, in one transaction; False if the lease was lost.

        Refused, and nothing closed, when a newer version has written into the incident meanwhile.
        """
        (is_closed,) = await self.settle_all([(parcel, delivered)])
        return is_closed

    async def settle_all(
        self, arrived: Sequence[tuple[Parcel, Delivered]], *, then: Then = _nothing_more
    ) -> list[bool]:
        """As `settle`, of what came home together, in one transaction.

        `then` is done in it too, once everything else is written, and gets the incidents as they stand after it.
        """
        numbers = sorted({parcel.number for parcel, _ in arrived})
        incidents: dict[int, Incident] = {}
        async with AsyncExitStack() as held:
            for number in numbers:
                await held.enter_async_context(self._lock(number))
            works = [f"settle {_kind(parcel)}" for parcel, _ in arrived]
            tx = await held.enter_async_context(self._store.write_behind(*works))
            rows = {row.number: row for row in await catalogue.lock_all(tx, numbers)}
            ours = await outbox.done_all(tx, [one for one in arrived if one[0].number in rows])
            signs: dict[int, Activity] = {}
            for parcel, delivered in (one for one in arrived if one[0].id in ours):
                number = parcel.number
                incident = incidents.get(number) or await self._as_of(tx, rows[number])
                _require_readable(incident)
                if facts := _settled(incident, parcel, delivered):
                    signs = signs or await activity.of_all(tx, numbers)
                    case = Case(incident, self._clock.now(), BOT, signs[number])
                    cause = f"effect:{parcel.id}:{parcel.claimed_seq}"
                    outcome, rows[number] = await self._write(tx, case, list(facts), cause=cause, row=rows[number])
                    incident = outcome.incident
                incidents[number] = incident
            await then(tx, incidents)
        for incident in incidents.values():
            self._remember(incident)
        return [parcel.id in ours for parcel, _ in arrived]

    async def give_up(self, parcel: Parcel, reason: str) -> bool:
        """The effect is closed and kept as a fact, for Slack will never take it. Refused as in `settle`."""
        async with self._lock(parcel.number), self._store.write_behind(f"give up {_kind(parcel)}") as tx:
            row = await catalogue.lock(tx, parcel.number)
            if row is None or not await outbox.give_up(tx, parcel, error=reason):
                return False
            incident = await self._as_of(tx, row)
            _require_readable(incident)
            case = Case(incident, self._clock.now(), BOT, await activity.of(tx, parcel.number))
            fact = Undelivered(effect=parcel.effect, reason=reason)
            if parcel.kind == "surface" and undelivered.is_known(incident, fact):
                return True  # it was wanted again, and is refused as before
            cause = f"effect:{parcel.id}:{parcel.claimed_seq}"
            await self._write(tx, case, [fact], cause=cause, row=row)
        self.woken()
        return True

    async def take_turn(self, name: str, *, lasts: timedelta) -> bool:
        """Whether it is this process's turn at what one of them does now and then; it is nobody else's for so long."""
        return await self._take_turn(name, self._ids.new("turn"), lasts)

    async def keep_turn(self, name: str, *, lasts: timedelta) -> bool:
        """As `take_turn`, for what takes long: whoever has the turn keeps it by asking again before it runs out."""
        if name not in self._turns:
            self._turns[name] = self._ids.new("turn")
        return await self._take_turn(name, self._turns[name], lasts)

    async def _take_turn(self, name: str, token: str, lasts: timedelta) -> bool:
        now = self._clock.now()
        async with self._store.write_behind("turn") as tx:
            return await outbox.take_lane(tx, f"turn:{name}", token=token, now=now, until=now + lasts)

    async def sweep(self, now: datetime) -> int:
        """Every incident with something due is asked what; how many there were."""
        most = DUE_AT_A_TIME + len(self._from_newer_version)
        found = await self._store.ask(lambda tx: catalogue.due(tx, now, most))
        ours = {number: seq for number, seq in found.items() if number not in self._from_newer_version}
        for number, seq in ours.items():
            await self._nag(number, cause=f"tick:{number}:{seq}:{now.isoformat()}")
        return len(ours)

    async def _nag(self, number: int, *, cause: str) -> None:
        """One incident that cannot be asked about, for a newer version wrote into it, keeps no other waiting.

        What came due by something written since the last look is another happening, be it at the same moment.
        """
        try:
            async with self._lock(number), self._store.write("act") as tx:
                await reminded.lock(tx)
                outcome = await self._act(tx, number, due.sweep, by=BOT, cause=cause, knows_elsewhere=True)
            self._remember(outcome.incident)
            self.woken()
        except Refused as refused:
            log.warning("INC-%s is not asked about: %s", number, refused)
            if refused.code == NEWER:
                self._from_newer_version.add(number)
        except Unavailable:
            raise  # of no incident in particular
        except Exception:
            log.exception("INC-%s could not be asked about", number)

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

    async def read(self, number: int) -> Incident:
        """The incident as it stands. LookupError when there is none of that number.

        Asked about everything that is heard, so those who wait share a transaction.
        """
        return await self._reading.add(number)

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
        return {n: incident for n, incident in found.items() if not logbook.unread(_every_entry(incident))}

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

    async def refile(self, number: int) -> bool:
        """The catalogue's row is written as it follows from the logbook; False when there was nothing to change."""
        async with self._lock(number), self._store.write("refile") as tx:
            standing, following = await catalogue.lock(tx, number), await projection.following(tx, number)
            if following is None or following == standing:
                return False
            await catalogue.put(tx, following)
        return True

    async def bring_in(self, pasts: Sequence[Past], *, replacing: Collection[str] = ()) -> past.ImportCounts:
        """Reports of incidents that Sitrep did not see, and playbooks, are remembered, all of them or none.

        As `past.bring_in`, also in what it raises.
        """
        async with self._store.write("import") as tx:
            return await past.bring_in(tx, pasts, replacing=replacing)

    async def hear_past(self, spoken: Sequence[Said], marks: Sequence[transcript.Reaction]) -> None:
        """Messages and marks of a channel that is being imported, in one transaction.

        Until the incident itself is written they are nobody's and can be seen nowhere; heard again, they are the same.
        """
        now = self._clock.now()
        async with self._store.write_behind("hear past") as tx:
            await transcript.hear_all(tx, spoken, now)
            if marks:
                await transcript.react_all(tx, marks, now)

    async def open_past(self, rule: Rule, *, cause: str, quoted: Sequence[MarkedWords] = ()) -> Outcome:
        """The incident of a channel that was imported, in one transaction; `cause` names the channel.

        `quoted` are its marked messages, by which it is found.
        Where there is one already the rule is asked about that, and may say nothing.
        """
        async with self._store.write("import") as tx:
            await tx.lock("import of past incidents")
            heard = await logbook.by_cause(tx, cause)
            number = heard[0] if heard else await catalogue.next_number(tx)
            row = await catalogue.lock(tx, number) if heard else None
            incident = await self._as_of(tx, row) if row else Incident(number)
            _require_readable(incident)
            case = Case(incident, self._clock.now(), BOT, Activity())
            outcome, _ = await self._write(tx, case, lengths.kept(rule(case)), cause=cause, row=row)
            await past.quote(tx, outcome.incident, quoted)
        self._remember(outcome.incident)
        return replace(outcome, fresh=heard is None)

    async def meet_past(self, persons: Sequence[Person]) -> None:
        """Names of these persons are remembered, of those of whom nothing better is known."""
        async with self._store.write_behind("import") as tx:
            for person in persons:
                if await people.get(tx, person.id) is None:
                    await people.put(tx, person)

    async def meet(self, persons: Sequence[Person]) -> None:
        """Names and time zones of these persons are remembered."""
        async with self._store.write_behind("people") as tx:
            for person in persons:
                await people.put(tx, person)

    @asynccontextmanager
    async def _lock(self, number: int) -> AsyncIterator[None]:
        """One at a time of this process, so that those who wait for an incident hold no connection meanwhile."""
        lock = self._locks.setdefault(number, asyncio.Lock())
        try:
            async with asyncio.timeout(TURN_WITHIN_S):
                await lock.acquire()
        except TimeoutError:
            raise Unavailable(f"INC-{number} is still being written") from None
        try:
            yield
        finally:
            lock.release()

    async def _replayed(self, tx: Reading, number: int) -> Incident:
        """The incident from its logbook. LookupError when there is none of that number."""
        return (await self.standing(tx, [number]))[number]

    async def _as_of(self, tx: Reading, row: catalogue.Row) -> Incident:
        incident = await _as_of(tx, row, self._cache.get(row.number))
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

    async def _write(  # noqa: PLR0913 - what was said, by which rule, from which message
        self,
        tx: Writing,
        case: Case,
        sayings: Sequence[Saying],
        *,
        cause: str,
        message: MessageRef | None = None,
        row: catalogue.Row | None = None,
        key: str = "",
    ) -> tuple[Outcome, catalogue.Row]:
        """Append the sayings with their effects and the catalogue row that follows from them."""
        before, now = case.incident, case.now
        sayings = [_with_rest(before, saying) for saying in sayings]
        if case.policy.night_slower > 1:
            sayings = [await _with_zone(tx, saying) for saying in sayings]
        written = tuple(
            Entry(
                before.last_seq + place,
                saying.at if isinstance(saying, At) else now,
                now,
                case.by,
                cause,
                fact_of(saying),
                saying.message if isinstance(saying, From) else message,
            )
            for place, saying in enumerate(sayings, start=1)
        )
        chain = row.last_chain if row else ""
        after = before
        if written:
            chain = await logbook.append(
                tx, before.number, written, ids=self._ids, behind=(row.last_seq, row.last_chain) if row else (0, "")
            )
            await reminded.note(tx, before.number, written)
            after = carry_on(before, written)
        if redacted := [entry.fact for entry in written if isinstance(entry.fact, Redacted)]:
            after = await self._without_words(tx, before, redacted)
        await self._order(tx, after, effect_rules.effects(before, after, written), now)
        case_after = replace(case, incident=after)
        row_after = projection.row(case_after, key=row.words_key if row else key, chain=chain)
        await catalogue.put(tx, row_after)
        if not (before.is_open and after.is_open):
            await past.keep(tx, after)
        return Outcome(after, written), row_after

    async def _without_words(self, tx: Writing, before: Incident, redacted: Sequence[Redacted]) -> Incident:
        """The incident after these words were taken out, of all that is kept here: record, outbox and transcript."""
        gone = {fact.seq for fact in redacted}
        entries = [entry for entry in before.logbook if entry.seq in gone]
        for entry in entries:
            await logbook.redact(tx, before.number, entry.seq)
            for channel, ts in _messages_of(entry):
                now = self._clock.now()
                await transcript.erase(tx, channel, ts, event_ts=f"{now.timestamp():.6f}", learnt_at=now)
        words = frozenset().union(*(redaction.words_of(entry.fact) for entry in entries))
        await outbox.forget(tx, before.number, words, instead=redaction.REMOVED)
        return replay(before.number, await logbook.entries(tx, before.number))

    async def _order(self, tx: Writing, incident: Incident, effects: Sequence[Effect], now: datetime) -> None:
        """Leave in the outbox what the outside world must do."""
        surfaces = [(self._ids.new(effect.kind), effect) for effect in effects if isinstance(effect, Surface)]
        posts = [effect for effect in effects if isinstance(effect, Post)]
        orders = [projection.in_line(post, id=self._ids.new("post"), number=incident.number) for post in posts]
        await outbox.want(tx, number=incident.number, surfaces=surfaces, seq=incident.last_seq, now=now)
        await outbox.add_posts(tx, number=incident.number, orders=orders, now=now)

    async def _reschedule(self, tx: Writing, numbers: Collection[int]) -> None:
        """The ladder's next time, after something that is no fact but counts.

        Only who can read an incident knows what is due in it; a newer version asks in time, for signs of life put off.
        """
        rows, signs = await catalogue.lock_all(tx, numbers), await activity.of_all(tx, numbers)
        for row in rows:
            incident = await self._as_of(tx, row)
            if logbook.unread(_every_entry(incident)):
                continue
            case = Case(incident, self._clock.now(), BOT, signs[row.number])
            due_at = due.next_at(case)
            if due_at != row.nag_due_at:
                await catalogue.put(tx, replace(row, nag_due_at=due_at))


async def _standing(tx: Reading, numbers: Collection[int], known: Mapping[int, Incident]) -> dict[int, Incident]:
    """These incidents as they stand, folded from those that are known. LookupError when one is none."""
    rows = await catalogue.get_all(tx, numbers)
    if missing := set(numbers) - {row.number for row in rows}:
        raise LookupError(f"There is no INC-{min(missing)}.")
    return {row.number: await _as_of(tx, row, known.get(row.number)) for row in rows}


async def _as_of(tx: Reading, row: catalogue.Row, known: Incident | None) -> Incident:
    """The incident as it stands; what another process has written behind the one that is known is folded on."""
    if known is None or known.last_seq > row.last_seq:
        known = Incident(row.number)
    if known.last_seq == row.last_seq:
        return known
    news = await logbook.entries(tx, row.number, after=known.last_seq)
    if any(isinstance(entry.fact, Redacted) for entry in news):  # what was read before holds the words still
        return replay(row.number, await logbook.entries(tx, row.number))
    if any(isinstance(entry.fact, Struck) for entry in news):  # perhaps one of the news themselves
        return replay(row.number, (*known.logbook, *news))
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


async def _with_zone(tx: Reading, saying: Saying) -> Saying:
    """Who takes a role, with the zone in which it is their night; anything else as it is."""
    fact = fact_of(saying)
    person = await people.get(tx, fact.person) if isinstance(fact, RoleTaken) else None
    if not isinstance(fact, RoleTaken) or person is None:
        return saying
    zoned = replace(fact, zone=person.tz)
    return replace(saying, fact=zoned) if isinstance(saying, At | From) else zoned


def _with_rest(before: Incident, saying: Saying) -> Saying:
    """A redaction with all that its entry says beside its words; anything else as it is."""
    if not isinstance(saying, Redacted):
        return saying
    about = next(entry.fact for entry in before.logbook if entry.seq == saying.seq)
    return replace(saying, rest=codec.encode(redaction.emptied(about)))


def _messages_of(entry: Entry) -> list[tuple[str, str]]:
    """The messages, (channel, ts), in which somebody said what the entry holds: commands have them in their cause."""
    kind, *place = entry.cause.split(":")
    asked = [(place[0], place[1])] if kind in {"msg", "edit"} and len(place) > 1 else []
    return [*asked, *([(entry.message.channel, entry.message.ts)] if entry.message else [])]


def _require_readable(incident: Incident, entries: Sequence[Entry] | None = None) -> None:
    """Refuse what would be done blindly: with these entries, or any of the incident's, written by a newer version."""
    if logbook.unread(_every_entry(incident) if entries is None else entries):
        raise Refused(NEWER, incident=incident.name)


def _every_entry(incident: Incident) -> tuple[Entry, ...]:
    """Those that were struck too: their ids stay taken."""
    return (*incident.entries, *incident.struck)


def _settled(incident: Incident, parcel: Parcel, delivered: Delivered) -> tuple[Fact, ...]:
    if parcel.kind == "post":
        return post_facts(parcel.shows_seq, delivered)
    return surface_facts(incident, Surface(parcel.name), delivered)


def _require_free(rows: Mapping[str, catalogue.Row]) -> None:
    """Refuse a channel in which an incident lives already."""
    for row in rows.values():
        raise Refused("has_incident", incident=f"INC-{row.number}", status=row.status)


def _the_same(rows: Iterable[catalogue.Row], start: _Start, *, since: datetime) -> catalogue.Row | None:
    """The incident that this person opened with these words just now; the last one."""
    mine = [row for row in rows if (row.words_key, row.declarer) == (start.key, start.by)]
    return max((row for row in mine if row.opened_at and row.opened_at >= since), key=_number, default=None)


def _number(row: catalogue.Row) -> int:
    return row.number


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


def _kind(parcel: Parcel) -> str:
    """What the parcel is, without whom it is for."""
    return parcel.name.partition(":")[0]
