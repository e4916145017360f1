"""`sitrep import` of reports and playbooks, `sitrep forget` for those, and `sitrep similar`, which finds what is alike.

Law: every file is read before anything is written, and all of it is written in one transaction, or nothing. The same
file twice is one incident, or one playbook. Whoever asks here is nobody by name, so no private incident is found.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from bot.cli.hindrances import Exit, Hindrance
from bot.cli.plain_text import worded
from bot.clock import Clock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import checklists
from bot.incident.playbooks import count_steps
from bot.incident.policy import Policy
from bot.render.plain import storable
from bot.render.words import Reader, Words
from bot.requests.verbs.remembered import values_of
from bot.requests.wording import Wording
from bot.store.engine import Store
from bot.store.past import ImportOutcome, NameTaken
from bot.story.recall import playbook_files, reports
from bot.story.recall.past import Past
from bot.story.recall.playbook_files import LeftOut
from bot.story.recall.ranking import Recalled
from bot.story.recall.reports import Unreadable

SCORE_DIGITS = 4
FILE_BYTES_MAX = 4 * reports.REPORT_CHARS_MAX  # UTF-8 takes at most four bytes a character
_JSON: Mapping[str, bool] = MappingProxyType({".json": True, ".jsonl": True, ".ndjson": True})


@dataclass(frozen=True, slots=True)
class _FromFile:
    """A past incident of a file. `is_named`: the playbook says itself what it is called; `left_out` of one, by line."""

    path: Path
    past: Past
    is_named: bool = False
    left_out: Sequence[LeftOut] = ()


async def bring_in(files: Sequence[Path], *, database_url: str, clock: Clock, ids: Ids) -> str:
    """Remember what the reports and playbooks in these files say; what was new.

    Works beside a running bot. Raises Hindrance naming the file and the line, and as `Store.open_beside` does.
    """
    found = _read_all(files)
    named = {one.past.name for one in found if one.is_named}
    store = await Store.open_beside(database_url)
    try:
        desk = Desk(store, clock=clock, ids=ids, policy=Policy())
        done = await desk.bring_in([one.past for one in found], replacing=named)
    except NameTaken as taken:
        path = next(one.path for one in found if one.past.name == taken.name)
        kind = "playbook" if taken.is_playbook else "report"
        cure = f"give it another `id:`, or the same one as `id: {taken.name}` if it takes the place of that playbook."
        cure = cure if taken.is_playbook and path.suffix.lower() not in _JSON else "give it another `id:`."
        why = f"a {kind} of another title is called {taken.name} already, “{taken.title}”: {cure}"
        raise _refused(path, None, why) from taken
    finally:
        await store.close()
    reports_told = f"Past incidents imported: {done.new} new, {done.changed} changed, {done.same} as they were."
    is_report = any(not one.past.is_playbook for one in found)
    left_out = [one.left_out for one in found if one.past.is_playbook]
    told = [_in_words(*kept, left, clock.now()) for kept, left in zip(done.playbooks, left_out, strict=True)]
    return "\n".join([*([reports_told] if is_report or not told else []), *told])


def _in_words(past: Past, outcome: ImportOutcome, left_out: Sequence[LeftOut], now: datetime) -> str:
    """What became of one playbook, and what of its file is not in it."""
    values = {"past": past, "outcome": outcome, "left_out": left_out, "steps": 0}
    if past.playbook is not None:
        values["steps"] = count_steps(past.playbook.steps)
    reader = Reader(people={}, zone="UTC", team_url="", now=now)
    return worded(Wording("playbook_imported", values), words=Words(), reader=reader)


def _read_all(files: Sequence[Path]) -> list[_FromFile]:
    read = [one for path in files for one in _read(path)]
    from_file: dict[str, Path] = {}
    for one in read:
        name = one.past.name
        if name in from_file:
            raise _refused(one.path, None, f"{name} is already in {from_file[name]}: give one of the two an `id:`.")
        from_file[name] = one.path
    return read


def _read(path: Path) -> list[_FromFile]:
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except OSError as wrong:
        raise _refused(path, None, f"it cannot be read ({wrong.strerror or wrong}).") from wrong
    try:
        text = raw[:FILE_BYTES_MAX].decode("utf-8-sig") if len(raw) <= FILE_BYTES_MAX else "x" * FILE_BYTES_MAX
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        raise _refused(path, line, "it is no text in UTF-8: import Markdown or JSON.") from wrong
    text, is_json = storable(text), _JSON.get(path.suffix.lower(), False)
    try:
        if not is_json and playbook_files.is_one(text, stem=path.stem):
            known = playbook_files.read(text, stem=path.stem)
            return [_FromFile(path, known.past, known.is_named, known.left_out)]
        return [_FromFile(path, past) for past in reports.read(text, stem=path.stem, is_json=is_json)]
    except Unreadable as wrong:
        raise _refused(path, wrong.line, str(wrong)) from wrong


def _refused(path: Path, line: int | None, why: str) -> Hindrance:
    where = f"{path}, line {line}" if line else f"{path}"
    return Hindrance(Exit.FOUND, f"{where}: {why} Nothing was imported.")


async def forget(name: str, *, database_url: str, clock: Clock, ids: Ids) -> str:
    """Take a report or a playbook that was imported out again; where its steps stay, in words.

    Works beside a running bot. Raises Hindrance where nothing that was imported is called so, and as `bring_in` does.
    """
    store = await Store.open_beside(database_url)
    try:
        desk = Desk(store, clock=clock, ids=ids, policy=Policy())
        gone = await desk.forget(name) or await desk.forget(name.lower())
        if gone is None:
            raise Hindrance(Exit.FOUND, f"Nothing that was imported is called {name!r}. Nothing was taken out.")
        rows = [row for number in await desk.with_checklists() if (row := await desk.row(number)) and not row.private]
        used = [use for row in rows for use in checklists.uses(await desk.read(row.number), gone.name)]
    finally:
        await store.close()
    reader = Reader(people={}, zone="UTC", team_url="", now=clock.now())
    return worded(Wording("forgotten", {"past": gone, "used": used}), words=Words(), reader=reader)


async def similar(  # noqa: PLR0913 - what was asked, how it is wanted, and where the record lives
    words: str, *, limit: int, as_json: bool, database_url: str, clock: Clock, ids: Ids
) -> str:
    """The past incidents that are most like these words: a line of JSON each, or words. Raises as `Store` does."""
    store = await Store.open_to_read(database_url)
    try:
        desk = Desk(store, clock=clock, ids=ids, policy=Policy())

        async def may_see(past: Past, number: int | None) -> bool:
            row = None if number is None else await desk.row(number)
            return past.helps and (number is None or (row is not None and not row.private))

        found = await desk.past.first(storable(words), limit=limit, may_see=may_see)
    finally:
        await store.close()
    if as_json:
        return "\n".join(json.dumps(_line(one), ensure_ascii=False) for one in found)
    reader = Reader(people={}, zone="UTC", team_url="", now=clock.now())
    told = (
        Wording("similar", {"found": [values_of(one) for one in found]}) if found else Wording("refused/nothing_alike")
    )
    return worded(told, words=Words(), reader=reader)


def _line(found: Recalled) -> dict[str, object]:
    return {
        "incident": found.past.name,
        "title": found.past.title,
        "score": round(found.score, SCORE_DIGITS),
        "why": why(found),
    }


def why(found: Recalled) -> str:
    """What the words and the past incident have in common, in one line."""
    alike = f"both about {', '.join(found.kinds)}" if found.kinds else ""
    said = f"both say {', '.join(found.words)}" if found.words else ""
    return "; ".join(part for part in (alike, said) if part)
