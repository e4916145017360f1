"""Chat as it was said, edited, deleted and marked, keyed by Slack's own (channel, ts).

Law: what is kept are the happenings, and the latest by Slack's own times is read out of them, so any order of arrival
gives the same record. An erased message loses every wording for good and keeps its line.
"""

import hashlib
import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa

from bot.incident.logbook import Entry
from bot.store.tables import messages, reactions, versions
from bot.store.transactions import Reading, Upsert, Writing, insert_into

_EPOCH = datetime.fromtimestamp(0, UTC)
SPOKEN_FIRST_MAX, SPOKEN_NEWEST_MAX = 50, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message with one of its wordings. `edited_ts` is Slack's time of the edit, empty for the first wording."""

    channel: str
    ts: str
    thread_ts: str = ""
    author: str
    text: str
    edited_ts: str = ""
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A marked message for the timeline, with the `marks` that stand on it: name, person and time, the first one first.

    A deleted one has no words; times are Slack's, aware UTC.
    """

    channel: str
    ts: str
    thread_ts: str
    author: str
    text: str
    edited_at: datetime | None
    deleted_at: datetime | None
    pinned_by: str
    pinned_at: datetime
    marks: tuple[tuple[str, str, datetime], ...]
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """That a person put a reaction on a message or took it off, at Slack's time of the event."""

    channel: str
    ts: str
    person: str
    name: str
    event_ts: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much people said in a channel: the messages that are not erased, and the newest of them (aware UTC)."""

    messages: int
    people: int
    last_at: datetime
    last_by: str


async def hear_all(tx: Writing, spoken: Sequence[Said], learnt_at: datetime) -> list[bool]:
    """Wordings are kept, several in as many statements as one; for each, whether it was news.

    Of an erased message no words are kept. Two wordings with the same `edited_ts` (Slack gives whole seconds) stand in
    the order in which we learnt them.
    """
    in_order = sorted(spoken, key=_key)  # lest two processes wait crosswise
    await tx.run_each(_knowing(on_postgres=tx.on_postgres), [_known(said, learnt_at) for said in in_order])
    # From here on the messages are ours until the end, so what is asked about them stays true.
    keys = {"keys": list({_key(said) for said in spoken})}
    erased = {(row.channel, row.ts) for row in await tx.all(_ERASED, keys)}
    kept = {tuple(row) for row in await tx.all(_KEPT, keys)}
    wordings = [_wording(said, learnt_at) for said in in_order if _key(said) not in erased]
    await tx.run_each(_keeping(on_postgres=tx.on_postgres), wordings)
    return [_is_first(said, kept) if _key(said) not in erased else False for said in spoken]


def _is_first(said: Said, kept: set[tuple[Any, ...]]) -> bool:
    """Whether nobody said so before, not even a moment ago."""
    wording = (*_key(said), said.edited_ts, _digest(said))
    is_news = wording not in kept
    kept.add(wording)
    return is_news


async def erase(tx: Writing, channel: str, ts: str, *, event_ts: str, learnt_at: datetime) -> bool:
    """Every wording of the message is forgotten, also those still to come; True when it was news."""
    insert = tx.insert(messages).values(
        channel=channel,
        ts=ts,
        thread_ts="",
        author="",
        is_bot=False,
        erased_event_ts=event_ts,
        erased_at=learnt_at,
    )
    new = insert.excluded
    is_first = sa.or_(messages.c.erased_event_ts == "", new.erased_event_ts < messages.c.erased_event_ts)
    marked = insert.on_conflict_do_update(
        index_elements=["channel", "ts"],
        set_={"erased_event_ts": new.erased_event_ts, "erased_at": new.erased_at},
        where=is_first,
    )
    is_news = await tx.run(marked) == 1  # and the row is ours until the end, so that no wording comes in behind us
    await tx.run(sa.delete(versions).where(versions.c.channel == channel, versions.c.ts == ts))
    return is_news


async def react_all(tx: Writing, changes: Sequence[Reaction], learnt_at: datetime) -> list[bool]:
    """That people put reactions on or took them off, in as many statements as one; for each, whether it was news.

    The latest by `event_ts` counts; of two with the same time, the one that takes it off.
    """
    await tx.lock("reactions")  # what is asked now stays true until the end
    here = sa.tuple_(reactions.c.channel, reactions.c.ts).in_(list({(change.channel, change.ts) for change in changes}))
    known = {astuple(_reaction(row)) for row in await tx.all(sa.select(reactions).where(here))}
    are_news = []
    for change in changes:
        are_news.append(astuple(change) not in known)
        known.add(astuple(change))
    rows = [_change(change, learnt_at) for change in itertools.compress(changes, are_news)]
    await tx.run_each(_reacting(on_postgres=tx.on_postgres), rows)
    return are_news


async def react(  # noqa: PLR0913 - a reaction is these six things
    tx: Writing, *, channel: str, ts: str, person: str, name: str, on: bool, event_ts: str, learnt_at: datetime
) -> bool:
    """The same of one reaction."""
    change = Reaction(channel=channel, ts=ts, person=person, name=name, event_ts=event_ts, on=on)
    (is_news,) = await react_all(tx, [change], learnt_at)
    return is_news


def _reaction(row: sa.Row[Any]) -> Reaction:
    return Reaction(
        channel=row.channel, ts=row.ts, person=row.person, name=row.name, event_ts=row.event_ts, on=row.is_on
    )


def _change(change: Reaction, learnt_at: datetime) -> dict[str, Any]:
    return {
        "channel": change.channel,
        "ts": change.ts,
        "person": change.person,
        "name": change.name,
        "event_ts": change.event_ts,
        "is_on": change.on,
        "learnt_at": learnt_at,
    }


async def move(tx: Writing, channel: str, new_channel: str) -> None:
    """All that is kept of a channel is known under its new id, together with what was heard there already.

    A message that was erased under either id has lost its words under both.
    """
    await _erase_there_too(tx, channel, new_channel)
    await _erase_there_too(tx, new_channel, channel)
    for table in (messages, versions, reactions):
        key = [column for column in table.primary_key.columns if column.name != "channel"]
        there = table.alias()
        is_there = sa.exists().where(there.c.channel == new_channel, *(there.c[c.name] == c for c in key))
        here = table.c.channel == channel
        await tx.run(sa.update(table).where(here, ~is_there).values(channel=new_channel))
        await tx.run(sa.delete(table).where(here))


async def _erase_there_too(tx: Writing, channel: str, other_channel: str) -> None:
    erased = sa.select(messages).where(messages.c.channel == channel, messages.c.erased_event_ts != "")
    for row in await tx.all(erased):
        there = sa.and_(messages.c.channel == other_channel, messages.c.ts == row.ts)
        marks = {"erased_event_ts": row.erased_event_ts, "erased_at": row.erased_at}
        await tx.run(sa.update(messages).where(there, messages.c.erased_event_ts == "").values(**marks))
        await tx.run(sa.delete(versions).where(versions.c.channel == other_channel, versions.c.ts == row.ts))


async def toggle(  # noqa: PLR0913 - a mark is these five things, and when it was set
    tx: Writing, *, channel: str, ts: str, person: str, name: str, event_ts: str, learnt_at: datetime
) -> bool:
    """The person's own mark is put on, or taken off where it stands; whether it stands now.

    What happened at `event_ts` was done once: heard again, it changes nothing.
    """
    own = sa.and_(
        reactions.c.channel == channel, reactions.c.ts == ts, reactions.c.person == person, reactions.c.name == name
    )
    rows = await tx.all(sa.select(reactions).where(own).order_by(reactions.c.event_ts))
    known = next((row for row in rows if row.event_ts == event_ts), None)
    if known is not None:
        return bool(known.is_on)
    on = not (rows and rows[-1].is_on)
    await react(tx, channel=channel, ts=ts, person=person, name=name, on=on, event_ts=event_ts, learnt_at=learnt_at)
    return on


async def standing(tx: Reading, channel: str) -> dict[str, str]:
    """Every message of the channel that was heard and not erased: its ts, and the ts of its latest edit or nothing."""
    edits = sa.select(messages.c.ts, sa.func.max(versions.c.edited_ts).label("edited_ts")).join_from(
        messages, versions, sa.and_(versions.c.channel == messages.c.channel, versions.c.ts == messages.c.ts)
    )
    here = edits.where(messages.c.channel == channel, messages.c.erased_event_ts == "").group_by(messages.c.ts)
    return {row.ts: row.edited_ts for row in await tx.all(here)}


async def roots(tx: Reading, channel: str) -> frozenset[str]:
    """The first message of every thread of the channel in which something was heard, heard itself or not."""
    threads = sa.select(messages.c.thread_ts).where(messages.c.channel == channel, messages.c.thread_ts != "")
    return frozenset(row.thread_ts for row in await tx.all(threads.distinct()))


async def marked(tx: Reading, channel: str, *, names: Collection[str]) -> frozenset[tuple[str, str, str]]:
    """Every mark of these names that stands in the channel, as (ts, person, name)."""
    rows = await tx.all(_MARKS, _named(channel, names))
    latest = {(row.ts, row.person, row.name): row.is_on for row in rows}
    return frozenset(mark for mark, is_on in latest.items() if is_on)


async def pinned(
    tx: Reading, channel: str, *, names: Collection[str], as_known_at: datetime | None = None
) -> tuple[Pinned, ...]:
    """The messages of the channel that somebody marked with one of these reactions, by ts, each once.

    With `as_known_at`, the marks and wordings are those that we had learnt by then. What was erased since has no words
    even so: a deletion deletes. A mark on a message that we have not heard yet is passed over.
    """
    named = _named(channel, names, as_known_at)
    marks = _standing_marks(await tx.all(_MARKS, named))
    if not marks:
        return ()
    worded: Iterable[Sequence[Any]] = await tx.all(_WORDS, named)
    words = {ts: (edited_ts, text) for ts, edited_ts, text in worded}
    heard = {row.ts: row for row in await tx.all(_HEARD, named)}
    return tuple(
        _pinned(channel, heard[ts], words.get(ts, _WORDLESS), marks[ts]) for ts in sorted(marks.keys() & heard.keys())
    )


async def pinned_among(
    tx: Reading, places: Collection[tuple[str, str]], *, names: Collection[str]
) -> frozenset[tuple[str, str]]:
    """Those of these messages, by (channel, ts), that `pinned` gives; about each mark, so of no others."""
    here = sa.tuple_(reactions.c.channel, reactions.c.ts).in_(list(places))
    rows = await tx.all(_in_order(sa.select(reactions).where(here, reactions.c.name.in_(names))))
    latest = {(row.channel, row.ts, row.person, row.name): row.is_on for row in rows}
    marked = {(channel, ts) for (channel, ts, _, _), is_on in latest.items() if is_on}
    is_marked = sa.tuple_(messages.c.channel, messages.c.ts).in_(list(marked))
    heard = sa.select(messages.c.channel, messages.c.ts).where(is_marked, messages.c.heard_at.is_not(None))
    return frozenset((row.channel, row.ts) for row in await tx.all(heard)) if marked else frozenset()


async def spoken(tx: Reading, channel: str, *, since: datetime) -> tuple[Said, ...]:
    """What people wrote there since a time, in its latest wording, oldest first: the first and the newest of it.

    Whoever is asked which line it was is asked about a beginning or an end; ten thousand messages lie between them.
    """
    by_people = (
        messages.c.channel == channel,
        messages.c.ts >= f"{since.timestamp():.6f}",
        messages.c.author != "",
        messages.c.is_bot.is_(False),
        messages.c.erased_event_ts == "",
        messages.c.heard_at.is_not(None),
    )
    ends = [
        sa.select(messages.c.ts).where(*by_people).order_by(order).limit(most)
        for order, most in ((messages.c.ts.asc(), SPOKEN_FIRST_MAX), (messages.c.ts.desc(), SPOKEN_NEWEST_MAX))
    ]
    found = [row.ts for end in ends for row in await tx.all(end)]
    here = _wordings().where(messages.c.channel == channel, messages.c.ts.in_(found)).order_by(*_LATEST_FIRST)
    latest = {row.ts: row for row in reversed(await tx.all(here))}
    return tuple(_said(latest[ts]) for ts in sorted(latest))


async def at(
    tx: Reading, places: Collection[tuple[str, str]], *, as_known_at: datetime | None = None
) -> tuple[Said, ...]:
    """The messages at these (channel, ts), in the latest wording that was learnt by then, as far as not erased."""
    if not places:
        return ()
    here = _wordings().where(sa.tuple_(messages.c.channel, messages.c.ts).in_(list(places))).order_by(*_LATEST_FIRST)
    if as_known_at is not None:
        here = here.where(versions.c.learnt_at <= as_known_at)
    latest = {(row.channel, row.ts): row for row in reversed(await tx.all(here))}
    return tuple(_said(latest[place]) for place in sorted(latest))


async def tally(tx: Reading, channel: str, *, since: datetime, as_known_at: datetime | None = None) -> Tally | None:
    """What people wrote there since a time, counted; machines do not count. None when nobody wrote anything."""
    by_people = sa.and_(
        messages.c.channel == channel,
        messages.c.ts >= f"{since.timestamp():.6f}",
        messages.c.author != "",
        messages.c.is_bot.is_(False),
        messages.c.erased_event_ts == "" if as_known_at is None else _stood(as_known_at),
        messages.c.heard_at.is_not(None) if as_known_at is None else messages.c.heard_at <= as_known_at,
    )
    people = sa.func.count(messages.c.author.distinct()).label("people")
    counts = sa.select(sa.func.count().label("messages"), people).where(by_people)
    newest = sa.select(messages.c.ts, messages.c.author).where(by_people).order_by(messages.c.ts.desc()).limit(1)
    last = await tx.first(newest)
    counted = await tx.first(counts)
    if last is None or counted is None:
        return None
    return Tally(messages=counted.messages, people=counted.people, last_at=instant_of(last.ts), last_by=last.author)


def _stood(at: datetime) -> sa.ColumnElement[bool]:
    """Whether we had not learnt by then that it was erased; how many spoke is no word of theirs."""
    return sa.or_(messages.c.erased_at.is_(None), messages.c.erased_at > at)


def pinned_by(said: Said, entry: Entry) -> Pinned:
    """A message that an entry of the logbook put on record."""
    return Pinned(
        channel=said.channel,
        ts=said.ts,
        thread_ts=said.thread_ts,
        author=said.author,
        text=said.text,
        edited_at=instant_of(said.edited_ts) if said.edited_ts else None,
        deleted_at=None,
        pinned_by=entry.by,
        pinned_at=entry.recorded_at,
        is_bot=said.is_bot,
        marks=(),
    )


def instant_of(ts: str) -> datetime:
    """Slack's `1700000000.000100` as an aware UTC instant."""
    seconds, _, micros = ts.partition(".")
    return _EPOCH + timedelta(0, int(seconds), int(micros.ljust(6, "0")[:6]))


def _said(row: sa.Row[Any]) -> Said:
    return Said(
        channel=row.channel,
        ts=row.ts,
        thread_ts=row.thread_ts,
        author=row.author,
        text=row.text,
        edited_ts=row.edited_ts,
        is_bot=row.is_bot,
    )


_LATEST_FIRST = (versions.c.edited_ts.desc(), versions.c.learnt_at.desc(), versions.c.digest)


def _key(said: Said) -> tuple[str, str]:
    return said.channel, said.ts


def _digest(said: Said) -> str:
    return hashlib.sha256(said.text.encode(errors="surrogatepass")).hexdigest()


def _known(said: Said, learnt_at: datetime) -> dict[str, Any]:
    """What is known of the message beside its words."""
    return {
        "channel": said.channel,
        "ts": said.ts,
        "thread_ts": "" if said.thread_ts == said.ts else said.thread_ts,  # Slack: a root names itself once answered
        "author": said.author,
        "is_bot": said.is_bot,
        "heard_at": learnt_at,
        "erased_event_ts": "",
    }


def _wording(said: Said, learnt_at: datetime) -> dict[str, Any]:
    return {
        "channel": said.channel,
        "ts": said.ts,
        "edited_ts": said.edited_ts,
        "digest": _digest(said),
        "text": said.text,
        "learnt_at": learnt_at,
    }


# These are made once: SQLAlchemy takes longer to build a statement than the database to run it.
_KEYS: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
_ERASED = sa.select(messages.c.channel, messages.c.ts).where(
    sa.tuple_(messages.c.channel, messages.c.ts).in_(_KEYS), messages.c.erased_event_ts != ""
)
_KEPT = sa.select(versions.c.channel, versions.c.ts, versions.c.edited_ts, versions.c.digest).where(
    sa.tuple_(versions.c.channel, versions.c.ts).in_(_KEYS)
)


@cache
def _keeping(*, on_postgres: bool) -> Upsert:
    insert: Upsert = insert_into(versions, on_postgres=on_postgres).on_conflict_do_nothing()
    return insert


@cache
def _reacting(*, on_postgres: bool) -> Upsert:
    insert: Upsert = insert_into(reactions, on_postgres=on_postgres).on_conflict_do_nothing()
    return insert


@cache
def _knowing(*, on_postgres: bool) -> Upsert:
    insert: Upsert = insert_into(messages, on_postgres=on_postgres)
    new = insert.excluded
    upsert: Upsert = insert.on_conflict_do_update(
        index_elements=["channel", "ts"],
        set_={
            "thread_ts": sa.case((new.thread_ts != "", new.thread_ts), else_=messages.c.thread_ts),
            "author": sa.case((messages.c.author == "", new.author), else_=messages.c.author),
            "is_bot": sa.or_(messages.c.is_bot, new.is_bot),
            "heard_at": sa.func.coalesce(messages.c.heard_at, new.heard_at),
        },
    )
    return upsert


def _wordings() -> sa.Select[Any]:
    same_message = sa.and_(versions.c.channel == messages.c.channel, versions.c.ts == messages.c.ts)
    return sa.select(
        messages.c.channel,
        messages.c.ts,
        messages.c.thread_ts,
        messages.c.author,
        messages.c.is_bot,
        versions.c.edited_ts,
        versions.c.text,
    ).join_from(messages, versions, same_message)


def _in_order(marks: sa.Select[Any]) -> sa.Select[Any]:
    """Oldest first; of two at the same time, as of all that are read back, the one that takes the mark off last."""
    told = (reactions.c.person, reactions.c.name)
    return marks.order_by(reactions.c.ts, reactions.c.event_ts, reactions.c.is_on.desc(), *told)


# About the messages of a channel that ever had one of these marks, as far as it was learnt by a time.
_EVER = datetime.max.replace(tzinfo=UTC)
_UNTIL = sa.bindparam("until", type_=reactions.c.learnt_at.type)
_OF_NAMES = sa.and_(
    reactions.c.channel == sa.bindparam("in_channel"), reactions.c.name.in_(sa.bindparam("names", expanding=True))
)
_MARKED_TS = sa.select(reactions.c.ts).where(_OF_NAMES)
# Of ten thousand rows nothing is read that is not told: to read an instant takes longer than all else of a row.
_MARKS = _in_order(
    sa.select(*(reactions.c[name] for name in ("ts", "person", "name", "event_ts", "is_on"))).where(
        _OF_NAMES, reactions.c.learnt_at <= _UNTIL
    )
)
_HEARD = sa.select(*(messages.c[name] for name in ("ts", "thread_ts", "author", "is_bot", "erased_event_ts"))).where(
    messages.c.channel == sa.bindparam("in_channel"), messages.c.ts.in_(_MARKED_TS), messages.c.heard_at <= _UNTIL
)
_WORDLESS = ("", "")
_WORDS = (  # every wording, the latest of a message last
    sa.select(versions.c.ts, versions.c.edited_ts, versions.c.text)
    .where(
        versions.c.channel == sa.bindparam("in_channel"),
        versions.c.ts.in_(_MARKED_TS),
        versions.c.learnt_at <= _UNTIL,
    )
    .order_by(versions.c.edited_ts, versions.c.learnt_at, versions.c.digest.desc())
)


def _named(channel: str, names: Collection[str], as_known_at: datetime | None = None) -> dict[str, Any]:
    return {"in_channel": channel, "names": list(names), "until": as_known_at or _EVER}


_Mark: TypeAlias = tuple[str, str, str]  # name, person, and Slack's time of it: read for messages that we know


def _standing_marks(rows: Iterable[Sequence[Any]]) -> dict[str, list[_Mark]]:
    """By the ts of the message, the marks that were put on and not taken off since, the first one first."""
    latest = {(ts, person, name): (event_ts, is_on) for ts, person, name, event_ts, is_on in rows}
    standing = ((event_ts, person, name, ts) for (ts, person, name), (event_ts, is_on) in latest.items() if is_on)
    found: dict[str, list[_Mark]] = {}
    for event_ts, person, name, ts in sorted(standing):
        found.setdefault(ts, []).append((name, person, event_ts))
    return found


def _pinned(channel: str, heard: Sequence[Any], words: tuple[str, str], marks: Sequence[_Mark]) -> Pinned:
    (ts, thread_ts, author, is_bot, erased_event_ts), (edited_ts, text) = heard, words
    put = tuple((name, person, instant_of(event_ts)) for name, person, event_ts in marks)
    _, first_by, first_at = put[0]
    return Pinned(
        channel=channel,
        ts=ts,
        thread_ts=thread_ts,
        author=author,
        text=text,
        edited_at=instant_of(edited_ts) if edited_ts else None,
        deleted_at=instant_of(erased_event_ts) if erased_event_ts else None,
        pinned_by=first_by,
        pinned_at=first_at,
        marks=put,
        is_bot=is_bot,
    )
