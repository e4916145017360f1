"""What must be so after any number of deaths, read from the record and from the local Slack's own state."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from bot.incident import facts as f
from bot.incident.logbook import BOT, Entry
from bot.slack.delivery import key_of
from bot.store import catalogue, logbook
from bot.store.engine import Store
from bot.store.tables import is_waiting, outbox
from bot.store.transcript import pinned
from tests.crash.course import Course
from tests.crash.lives import until_told

PIN = ("pushpin",)
SETTLED_WITHIN_S = 60
# How often these are written follows from the hour of each death, not from what people did; they are judged apart.
OF_THE_HOUR = (
    *(f.Reminded, f.ReminderDelivered, f.ReminderDropped, f.Shown, f.Deafened, f.LeadSeen, f.SeenAtWork),
    *(f.MarkSuggested, f.SuggestionEnded),
)


@dataclass(frozen=True, slots=True)
class Record:
    """All that the memory holds of the one incident."""

    incidents: int
    entries: tuple[Entry, ...]
    waiting: tuple[str, ...]
    pinned_texts: tuple[str, ...]
    fault: str | None


async def recorded(database_url: str) -> Record:
    """Also beside a running bot."""
    store = await Store.open_to_read(database_url)
    try:
        async with store.read() as tx:
            row = await catalogue.get(tx, 1)
            channel = row.channel if row else ""
            names = await tx.all(sa.select(outbox.c.name).where(is_waiting))
            return Record(
                len(await catalogue.numbers(tx)),
                await logbook.entries(tx, 1),
                tuple(name for (name,) in names),
                tuple(pin.text for pin in await pinned(tx, channel, names=PIN)),
                await logbook.verify(tx, 1),
            )
    finally:
        await store.close()


async def settled(database_url: str) -> Record:
    """The record once nothing waits to go out and what was marked was heard, be it read again from history."""

    async def so() -> bool:
        found = await recorded(database_url)
        return not found.waiting and bool(found.pinned_texts)

    await until_told(so, within_s=SETTLED_WITHIN_S)
    return await recorded(database_url)


def done_by_people(entries: Iterable[Entry]) -> list[str]:
    """What people did, in order, without times."""
    return [_said(entry) for entry in entries if entry.by != BOT and not isinstance(entry.fact, f.Joined)]


def done_by_the_world(entries: Iterable[Entry]) -> Counter[str]:
    """What Slack answered, each as often as it stands in the record."""
    answers = (e.fact for e in entries if (e.by == BOT or isinstance(e.fact, f.Joined)))
    return Counter(
        f"{type(fact).__name__} {getattr(fact, 'person', '')}" for fact in answers if not isinstance(fact, OF_THE_HOUR)
    )


def reminders_are_whole(entries: Iterable[Entry], course: Course) -> None:
    """Each decided once for its due time, each delivered or dropped, each delivered one standing where it says.

    The same of the questions for the pages, which stand beside them. Nothing else is told to a person alone.
    """
    facts = list(entries)
    decided = {e.seq: e.fact for e in facts if isinstance(e.fact, f.Reminded)}
    ended = [e.fact for e in facts if isinstance(e.fact, f.ReminderDelivered | f.ReminderDropped)]
    dropped = {fact.reminder_seq for fact in ended if isinstance(fact, f.ReminderDropped)}
    kept = Counter((r.roles, r.person, r.rung, r.due_at) for seq, r in decided.items() if seq not in dropped)
    alone = {(m.channel_id, m.ts): m.body["text"] for who in ("ana", "leo") for m in course.direct(who)}
    stand = {(m.channel_id, m.ts): m.body["text"] for m in course.own()}

    assert sorted(decided) == sorted(fact.reminder_seq for fact in ended)
    assert {1} == set(kept.values())
    asked = [e.seq for e in facts if isinstance(e.fact, f.QuestionAsked)]
    shown = [e.fact for e in facts if isinstance(e.fact, f.QuestionShown)]
    assert asked == sorted(fact.asked_seq for fact in shown)
    delivered = [fact for fact in ended if isinstance(fact, f.ReminderDelivered)]
    recorded = {(told.channel, told.ts): str(told) for told in (*delivered, *shown)}
    assert {place: told for place, told in recorded.items() if place not in stand} == {}
    unrecorded = [words for place, words in alone.items() if place not in recorded]
    assert [] == unrecorded, unrecorded


def pictures_are_as_recorded(entries: Iterable[Entry], course: Course) -> None:
    """Our own emoji stands under a message while the record suggests it, and no longer."""
    facts = list(entries)
    made = {e.seq: e.fact for e in facts if isinstance(e.fact, f.MarkSuggested)}
    ended = Counter(e.fact.suggestion_seq for e in facts if isinstance(e.fact, f.SuggestionEnded))
    recorded = {(fact.ts, fact.emoji) for seq, fact in made.items() if seq not in ended}

    assert recorded == course.suggested()
    assert set(ended.values()) <= {1}


def messages_stand_once(course: Course) -> None:
    copies = Counter(key_of(message.body) for message in course.own())
    assert {1} == set(copies.values()), copies


def card(course: Course) -> str:
    """The card's words without any number: times and ages are of the hour."""
    (ts,) = course.room.pins
    return re.sub(r"\d+", "0", course.room.messages[ts].body["text"])


def _said(entry: Entry) -> str:
    values = (getattr(entry.fact, field.name) for field in fields(entry.fact))
    words = " ".join(str(value) for value in values if not isinstance(value, datetime))
    return f"{entry.by} {type(entry.fact).__name__} {words}"
