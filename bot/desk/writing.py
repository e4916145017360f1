"""How sayings become entries, with the effects that follow from them and the row that lists are made of.

Law: all of it in the transaction that is given, and nothing of it remembered before that has committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.ids import Ids
from bot.incident import effect_rules, redaction
from bot.incident.effects import Effect, Post, Surface
from bot.incident.facts import Fact, Redacted, RoleTaken
from bot.incident.logbook import At, Entry, From, MessageRef, Saying, fact_of
from bot.incident.replay import carry_on, replay
from bot.incident.state import Case, Incident
from bot.store import catalogue, codec, logbook, outbox, past, people, projection, reminded, transcript
from bot.store.engine import Reading, Writing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a happening did: the incident after it, the entries it wrote (now, or when it was first heard)."""

    incident: Incident
    written: tuple[Entry, ...]
    fresh: bool = True

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(entry.fact for entry in self.written)


class Scribe:
    """Writes down what a rule said; its own are the ids and the time."""

    def __init__(self, *, ids: Ids, clock: Clock) -> None:
        self._ids = ids
        self._clock = clock

    async def write(  # noqa: PLR0913 - what was said, by which rule, from which message
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
