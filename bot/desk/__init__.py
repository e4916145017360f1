"""The one door to an incident: read its logbook, ask a rule, append what follows, all in one transaction.

Law: what is answered to a person is committed before the answer. What happened once (`cause`) is written once,
however often Slack delivers it. Only the desk and the courier write.
"""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from bot.clock import Clock
from bot.desk.hearing import Hearer
from bot.desk.writing import Outcome, Scribe
from bot.ids import Ids
from bot.incident import due, gaps, lengths, reminders, undelivered
from bot.incident.deliveries import Delivered
from bot.incident.effects import Surface
from bot.incident.errors import Refused
from bot.incident.facts import Fact, Undelivered
from bot.incident.logbook import BOT, At, Entry, From, MessageRef, Saying
from bot.incident.policy import Policy
from bot.incident.settling import post_facts, surface_facts
from bot.incident.state import Activity, Case, Incident
from bot.store import activity, catalogue, declared, logbook, outbox, past, people, projection, reminded, transcript
from bot.store.database.batching import Batcher
from bot.store.declared import Declared
from bot.store.engine import Reading, Store, Unavailable, Writing
from bot.store.outbox import Parcel
from bot.store.people import Person
from bot.store.transcript import Said
from bot.story.recall.past import MarkedWords, Past

Rule: TypeAlias = Callable[[Case], list[Saying]]
HasRoom: TypeAlias = Callable[[Sequence[tuple[int, str]]], None]
Then: TypeAlias = Callable[[Writing, Mapping[int, Incident]], Awaitable[None]]

SAME_WORDS_WITHIN = timedelta(minutes=10)  # the same person, the same words: the first incident is meant
ALIKE_AMONG_MAX = 100  # of the open incidents the newest, in which a start looks for its twin
DUE_AT_A_TIME = 200  # incidents swept in one tick
NEWER = "written_by_a_newer_version"

log = logging.getLogger(__name__)


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


async def _nothing_more(_: Writing, __: Mapping[int, Incident]) -> None:
    """The default of `then`."""


class Desk(Hearer):
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
        self._scribe = Scribe(ids=ids, clock=clock)
        self.policy = policy
        self.groups: Mapping[str, Sequence[str]] = {}  # who is in the user groups that the policy names, as last heard
        self._reads_first = reads_first
        self.woken = woken
        self._turns: dict[str, str] = {}  # by what is kept, the token that says that it is this process's
        self._from_newer_version: set[int] = set()  # incidents that this process met and only a newer version can read
        self._starting = Batcher(self._start_all, gathers=True)
        self._keeping = Batcher(self._keep_all)
        self._taking_out = Batcher(self._take_out_all)

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
        key, anyway = projection.words_key(title), anyway or bool(channel)
        return await self._starting.add(_Start(rule, by, key, cause, anyway, message, room, channel))

    async def _start_all(self, starts: Sequence[_Start]) -> list[Started]:
        """The courier is told once nobody waits any more: its calls for these would come before other answers."""
        try:
            async with self._store.write("start") as tx:
                number = await catalogue.next_number(tx)  # from here on nobody else opens one, nor asks whether to
                heard = await logbook.by_causes(tx, {start.cause for start in starts})
                opened = _Opened(number, heard, list(await catalogue.open_rows(tx)))
                started = [await self._start(tx, start, opened) for start in starts]
            for one in started:
                self._remember(one.outcome.incident)
            return started
        finally:
            if self._starting.is_last:
                self.woken()

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
        outcome, row = await self._scribe.write(
            tx, case, sayings, cause=start.cause, key=start.key, message=start.message
        )
        opened.add(outcome, row, cause=start.cause)
        return Started(
            outcome,
            alike=next((other.number for other in alike if not other.private), None),
            twin=next((other.number for other in alike if other.declarer != by), None),
        )

    async def keep(self, start: Declared) -> None:
        """Words that declare an incident, which may be acknowledged then. Who declare at once share a commit."""
        await self._keeping.add(start)

    async def _keep_all(self, starts: Sequence[Declared]) -> list[None]:
        async with self._store.write("keep") as tx:
            await declared.keep(tx, starts)
        return [None for _ in starts]

    async def take_out(self, cause: str) -> bool:
        """Whether it is for this process to tell what came of a kept start: nobody else will any more."""
        return await self._taking_out.add(cause)

    async def _take_out_all(self, causes: Sequence[str]) -> list[bool]:
        async with self._store.write("take out") as tx:
            ours = await declared.take_out(tx, causes)
        return [cause in ours for cause in causes]

    async def kept_until(self, until: datetime) -> list[Declared]:
        """The starts that were kept by then, whoever kept them, and of which nobody has told yet what came of them."""
        return await self._store.ask(lambda tx: declared.kept_until(tx, until))

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
        outcome, _ = await self._scribe.write(tx, case, sayings, cause=cause, message=message, row=row)
        return outcome

    async def _with_elsewhere(self, tx: Reading, case: Case) -> Case:
        """The case with what everybody who may be reminded here was reminded of elsewhere within the hour."""
        since, people = case.now - reminders.REMINDERS_PER, reminders.hearers(case)
        return replace(case, heard_elsewhere=await reminded.elsewhere(tx, case.incident.number, people, since=since))

    async def settle_all(
        self, arrived: Sequence[tuple[Parcel, Delivered]], *, then: Then = _nothing_more
    ) -> list[bool]:
        """What came home together is closed, and what Slack answered is a fact, in one transaction.

        For each whether it was closed: not when its lease was lost. Refused, and nothing closed, when a newer version
        has written into one of the incidents meanwhile. `then` is done in it too, once everything else is written, and
        gets the incidents as they stand after it.
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
                    outcome, rows[number] = await self._scribe.write(
                        tx, case, list(facts), cause=cause, row=rows[number]
                    )
                    incident = outcome.incident
                incidents[number] = incident
            await then(tx, incidents)
        for incident in incidents.values():
            self._remember(incident)
        return [parcel.id in ours for parcel, _ in arrived]

    async def give_up(self, parcel: Parcel, reason: str) -> bool:
        """The effect is closed and kept as a fact, for Slack will never take it. Refused as in `settle_all`."""
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
            await self._scribe.write(tx, case, [fact], cause=cause, row=row)
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

    async def forget(self, name: str) -> Past | None:
        """A report or a playbook that was imported is remembered no more; as `past.forget`."""
        async with self._store.write("forget") as tx:
            return await past.forget(tx, name)

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
            outcome, _ = await self._scribe.write(tx, case, lengths.kept(rule(case)), cause=cause, row=row)
            await past.quote(tx, outcome.incident, quoted)
        self._remember(outcome.incident)
        return replace(outcome, fresh=heard is None)

    async def meet_past(self, persons: Sequence[Person]) -> None:
        """Names of these persons are remembered, of those of whom nothing better is known."""
        async with self._store.write_behind("import") as tx:
            for person in persons:
                if await people.get(tx, person.id) is None:
                    await people.put(tx, person)


def _require_readable(incident: Incident, entries: Sequence[Entry] | None = None) -> None:
    """Refuse what would be done blindly: with these entries, or any of the incident's, written by a newer version."""
    if logbook.unread(incident.logbook if entries is None else entries):
        raise Refused(NEWER, incident=incident.name)


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


def _kind(parcel: Parcel) -> str:
    """What the parcel is, without whom it is for."""
    return parcel.name.partition(":")[0]
