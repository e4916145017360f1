"""Past incidents as rows: those of one's own follow from their logbooks, those that were imported stand for themselves.

Law: what is here changes nothing of any incident. A row is never taken out, be it emptied, and its stamp only grows.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from bot.incident.state import Incident
from bot.store import transcript
from bot.store.tables import incidents, past_incidents
from bot.store.transactions import Reading, Writing
from bot.story.course import Course, OnTime
from bot.story.recall.own import past_of
from bot.story.recall.past import (
    QUOTED_CHARS_MAX,
    QUOTED_MAX,
    DeadEnd,
    LeftToDo,
    MarkedWords,
    Past,
    PastPlaybook,
)

ImportOutcome: TypeAlias = Literal["new", "changed", "same"]

_FIELDS = frozenset(field.name for field in fields(Past))
_OF_COURSE = frozenset(field.name for field in fields(Course))


@dataclass(frozen=True, slots=True)
class Remembered:
    """A row: the past incident, None where there is none now; `number` is of one of our own."""

    name: str
    number: int | None
    private: bool
    stamp: int
    past: Past | None


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """How many reports were new, how many said something else than before, and how many said the same.

    `playbooks` are those among them that are playbooks, as they stand now, each with what became of it.
    """

    new: int
    changed: int
    same: int
    playbooks: tuple[tuple[Past, ImportOutcome], ...] = ()


class NameTaken(Exception):
    """Something else is called so that was imported before; `title` is what it is."""

    def __init__(self, name: str, title: str, *, is_playbook: bool) -> None:
        super().__init__(name)
        self.name = name
        self.title = title
        self.is_playbook = is_playbook


def kept(incident: Incident) -> Remembered:
    """The row that follows from an incident."""
    return Remembered(incident.name, incident.number, incident.private, incident.last_seq, past_of(incident))


async def keep(tx: Writing, incident: Incident) -> None:
    """Write the incident's row as it follows from it now; an imported one keeps its quotations."""
    if incident.imported is None:
        await _put(tx, [kept(incident)])
        return
    before = await named(tx, [incident.name])
    await quote(tx, incident, [one for row in before if row.past is not None for one in row.past.quoted])


async def quote(tx: Writing, incident: Incident, quoted: Sequence[MarkedWords]) -> None:
    """Write the row of an imported incident with these messages, as they read now; one that was erased is left out."""
    places = {(incident.channel, one.ts) for one in quoted[:QUOTED_MAX]}
    words = {said.ts: said.text[:QUOTED_CHARS_MAX] for said in await transcript.at(tx, places)}
    row = kept(incident)
    standing = tuple(replace(one, text=words[one.ts]) for one in quoted if one.ts in words)
    await _put(tx, [row if row.past is None else replace(row, past=replace(row.past, quoted=standing))])


async def bring_in(tx: Writing, pasts: Sequence[Past], *, replacing: Collection[str] = ()) -> ImportCounts:
    """Write imported reports and playbooks, each under its name; one that says the same as before is left as it is.

    A playbook that says something else is its next version; under another title only if its name is among `replacing`.
    One that stands under another name already is that one. Raises NameTaken, and then nothing is to be committed.
    """
    await tx.lock("import of past incidents")
    there = {row.name: row for row in await named(tx, [past.name for past in pasts])}
    known = await _imported_playbooks(tx) if any(past.is_playbook for past in pasts) else {}
    told: list[tuple[Past, ImportOutcome]] = []
    for past in pasts:
        told.append(_as_kept(past, there.get(past.name), known, may_replace=past.name in replacing))
        if past.playbook is not None:
            known.setdefault(past.playbook, past)
    stamps_before = {name: row.stamp for name, row in there.items()}
    news = [past for past, outcome in told if outcome != "same"]
    rows = [Remembered(one.name, None, False, stamps_before.get(one.name, 0) + 1, one) for one in news]
    await _put(tx, rows)
    counted = Counter(outcome for past, outcome in told if not past.is_playbook)
    playbooks = tuple((past, outcome) for past, outcome in told if past.is_playbook)
    return ImportCounts(counted["new"], counted["changed"], counted["same"], playbooks)


async def forget(tx: Writing, name: str) -> Past | None:
    """Take what was imported under this name out, words and all; what it was, None where nothing is called so."""
    await tx.lock("import of past incidents")
    for row in await named(tx, [name]):
        if row.number is None and row.past is not None:
            await _put(tx, [replace(row, stamp=row.stamp + 1, past=None)])
            return row.past
    return None


async def _imported_playbooks(tx: Reading) -> dict[PastPlaybook, Past]:
    """Those that came from files, by what they say."""
    rows = await tx.all(sa.select(past_incidents.c.body).where(past_incidents.c.number.is_(None)))
    pasts = [past for row in rows if (past := decoded(row.body)) is not None]
    return {replace(past.playbook, version=1): past for past in pasts if past.playbook is not None}


def _as_kept(
    past: Past, row: Remembered | None, known: Mapping[PastPlaybook, Past], *, may_replace: bool
) -> tuple[Past, ImportOutcome]:
    before = row.past if row is not None else None
    if past.playbook is not None and past.playbook in known and (before is None or not may_replace):
        return known[past.playbook], "same"
    if before is None:
        return past, "new"
    is_another = past.is_playbook != before.is_playbook or (past.is_playbook and past.title != before.title)
    if is_another and not (may_replace and past.is_playbook and before.is_playbook):
        raise NameTaken(past.name, before.title, is_playbook=before.is_playbook)
    if past.playbook is not None and before.playbook is not None:
        is_same = past.playbook == replace(before.playbook, version=1)
        version = before.playbook.version + (not is_same)
        past = replace(past, playbook=replace(past.playbook, version=version))
    return past, "same" if past == before else "changed"


async def _put(tx: Writing, rows: Sequence[Remembered]) -> None:
    insert = tx.insert(past_incidents)
    taken = {column.name: insert.excluded[column.name] for column in past_incidents.c}
    values = [
        {"name": row.name, "number": row.number, "private": row.private, "stamp": row.stamp, "body": encoded(row.past)}
        for row in rows
    ]
    await tx.run_each(insert.on_conflict_do_update(index_elements=[past_incidents.c.name], set_=taken), values)


async def version(tx: Reading) -> tuple[int, int]:
    """Grows with every change of any row."""
    found = (await tx.all(_VERSION))[0]
    return int(found.rows), int(found.stamps)


_VERSION = sa.select(
    sa.func.count().label("rows"), sa.func.coalesce(sa.func.sum(past_incidents.c.stamp), 0).label("stamps")
).select_from(past_incidents)


async def stamps(tx: Reading) -> dict[str, int]:
    """The stamp of each row by its name."""
    rows = await tx.all(sa.select(past_incidents.c.name, past_incidents.c.stamp))
    return {row.name: row.stamp for row in rows}


async def named(tx: Reading, names: Collection[str]) -> list[Remembered]:
    rows = await _of_names(tx, names)
    return [Remembered(row.name, row.number, row.private, row.stamp, decoded(row.body)) for row in rows]


async def everyone(tx: Reading) -> list[Remembered]:
    rows = await tx.all(sa.select(past_incidents))
    return [Remembered(row.name, row.number, row.private, row.stamp, decoded(row.body)) for row in rows]


async def unkept(tx: Reading) -> list[int]:
    """The incidents that ended and have no row that is as new as their record: an earlier version wrote into them."""
    newer = sa.or_(past_incidents.c.stamp.is_(None), past_incidents.c.stamp < incidents.c.last_seq)
    with_row = incidents.outerjoin(past_incidents, past_incidents.c.number == incidents.c.number)
    ended = sa.select(incidents.c.number).select_from(with_row).where(~incidents.c.is_open, newer)
    return [row.number for row in await tx.all(ended.order_by(incidents.c.number))]


NAMES_AT_A_TIME = 500  # SQLite takes 32,766 parameters, PostgreSQL 65,535; nobody imports so many at once


async def _of_names(tx: Reading, names: Collection[str]) -> list[sa.Row[Any]]:
    wanted: list[str] = sorted(names)
    found: list[sa.Row[Any]] = []
    for begin in range(0, len(wanted), NAMES_AT_A_TIME):
        some = wanted[begin : begin + NAMES_AT_A_TIME]
        found += await tx.all(sa.select(past_incidents).where(past_incidents.c.name.in_(some)))
    return found


def encoded(past: Past | None) -> str:
    return "" if past is None else json.dumps(asdict(past), ensure_ascii=False, sort_keys=True)


def decoded(body: str) -> Past | None:
    """The past incident; a field that only a newer version knows is left where it stands."""
    if not body:
        return None
    told = {name: value for name, value in json.loads(body).items() if name in _FIELDS}
    ends = tuple(DeadEnd(end["text"], end["minutes"]) for end in told.pop("dead_ends", ()))
    left = tuple(LeftToDo(one["text"], one["due_on"], one["outcome"]) for one in told.pop("follow_ups", ()))
    course = _course(told.pop("course", None))
    quoted = tuple(MarkedWords(one["ts"], one["text"], tuple(one["marks"])) for one in told.pop("quoted", ()))
    helped_by = tuple(told.pop("helped_by", ()))
    playbook = _playbook(told.pop("playbook", None))
    return Past(
        **told,
        dead_ends=ends,
        follow_ups=left,
        course=course,
        helped_by=helped_by,
        quoted=quoted,
        playbook=playbook,
    )


def _playbook(told: dict[str, Any] | None) -> PastPlaybook | None:
    if told is None:
        return None
    return PastPlaybook(told["title"], told["looks_like"], told["steps"], told["version"], told.get("link", ""))


def _course(told: dict[str, Any] | None) -> Course | None:
    if told is None:
        return None
    known = {name: value for name, value in told.items() if name in _OF_COURSE}
    return Course(**{**known, "reports": tuple(OnTime(**one) for one in told["reports"])})
