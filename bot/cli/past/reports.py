"""`sitrep import` of reports, and `sitrep similar`: what happened before goes in, what is like these words comes out.

Law: every file is read before anything is written, and all of it is written in one transaction, or nothing. The same
file twice is one incident. Whoever asks here is nobody by name, so no private incident is found.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from bot.cli.hindrances import Exit, Hindrance
from bot.cli.plain_text import worded
from bot.clock import Clock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.policy import Policy
from bot.render.plain import storable
from bot.render.words import Reader, Words
from bot.requests.verbs.remembered import values_of
from bot.requests.wording import Wording
from bot.store.engine import Store
from bot.story.recall import reports
from bot.story.recall.past import Past
from bot.story.recall.ranking import Recalled
from bot.story.recall.reports import Unreadable

SCORE_DIGITS = 4
FILE_BYTES_MAX = 4 * reports.REPORT_CHARS_MAX  # UTF-8 takes at most four bytes a character
_JSON: Mapping[str, bool] = MappingProxyType({".json": True, ".jsonl": True, ".ndjson": True})


async def bring_in(files: Sequence[Path], *, database_url: str, clock: Clock, ids: Ids) -> str:
    """Remember what the reports in these files say; what was new. Raises Hindrance naming the file and the line.

    Works beside a running bot. Raises as `Store.open_beside` does.
    """
    pasts = _read_all(files)
    store = await Store.open_beside(database_url)
    try:
        done = await Desk(store, clock=clock, ids=ids, policy=Policy()).bring_in(pasts)
    finally:
        await store.close()
    return f"Past incidents imported: {done.new} new, {done.changed} changed, {done.same} as they were."


def _read_all(files: Sequence[Path]) -> list[Past]:
    read = [(path, past) for path in files for past in _read(path)]
    from_file: dict[str, Path] = {}
    for path, past in read:
        if past.name in from_file:
            raise _refused(
                path, None, f"{past.name} is already in {from_file[past.name]}: give one of the two an `id:`."
            )
        from_file[past.name] = path
    return [past for _, past in read]


def _read(path: Path) -> list[Past]:
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
    try:
        return reports.read(storable(text), stem=path.stem, is_json=_JSON.get(path.suffix.lower(), False))
    except Unreadable as wrong:
        raise _refused(path, wrong.line, str(wrong)) from wrong


def _refused(path: Path, line: int | None, why: str) -> Hindrance:
    where = f"{path}, line {line}" if line else f"{path}"
    return Hindrance(Exit.FOUND, f"{where}: {why} Nothing was imported.")


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
