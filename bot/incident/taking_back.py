"""`undo`: the last thing that somebody did here is taken back, and never another one in its place.

Law: within 10 minutes, by whoever did it. What `undo` cannot take back is named, and the caller's own record before it
is struck only on their word.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.incident import corrections, lifecycle
from bot.incident.errors import Refused
from bot.incident.facts import StatusSet, Struck
from bot.incident.logbook import Entry, Saying
from bot.incident.records import UNDO_MIN
from bot.incident.state import Case
from bot.incident.vocabulary import DOINGS, UNDOABLE


def undo(case: Case) -> list[Saying]:
    """Strike the caller's last record, pause or delay; a report for several roles goes as a whole, an end is no end.

    Refuses `nothing_to_undo`, `undone_otherwise` with their last record if there is one, and what
    `lifecycle.undo_resolve` refuses.
    """
    since = case.now - timedelta(minutes=UNDO_MIN)
    done = [entry for entry in case.incident.entries if entry.by == case.by and entry.recorded_at >= since]
    done = [entry for entry in done if isinstance(entry.fact, (*DOINGS, *UNDOABLE))]
    if not done:
        raise Refused("nothing_to_undo", minutes=UNDO_MIN)
    last = _together(done)
    struck: list[Saying] = [Struck(seq=entry.seq) for entry in last if isinstance(entry.fact, UNDOABLE)]
    if case.incident.status == "resolved" and any(_is_end(entry) for entry in last):
        return [*struck, *lifecycle.undo_resolve(case)]
    if not struck:
        raise _otherwise(case, last, [entry for entry in done if isinstance(entry.fact, UNDOABLE)])
    return struck


def _together(entries: Sequence[Entry]) -> list[Entry]:
    """The last of these, with what was done in the same breath."""
    return [entry for entry in entries if entry.cause == entries[-1].cause]


def _is_end(entry: Entry) -> bool:
    return isinstance(entry.fact, StatusSet) and entry.fact.status == "resolved"


def _otherwise(case: Case, last: Sequence[Entry], records: Sequence[Entry]) -> Refused:
    before = _together(records) if records else []
    return Refused(
        "undone_otherwise",
        number=case.incident.number,
        did=corrections.in_words(case.incident, last[-1]),
        at=last[-1].at,
        standing=[corrections.in_words(case.incident, entry) for entry in before],
        seqs=[entry.seq for entry in before],
    )
