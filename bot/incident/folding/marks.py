"""Marks under messages: those that stand."""

from collections.abc import Iterator

from bot.incident import facts as f
from bot.incident.logbook import Entry
from bot.incident.parts import PutMark
from bot.incident.state import Incident


def fold(incident: Incident, entry: Entry, fact: f.MarkPut | f.MarkTakenOff) -> Iterator[PutMark]:
    match fact:
        case f.MarkTakenOff(mark_seq=seq):
            yield from (mark for mark in incident.marks if mark.seq != seq)
        case f.MarkPut():
            yield from incident.marks
            if entry.message is not None:
                place = entry.message
                yield PutMark(entry.seq, fact.mark, fact.emoji, place, fact.person, fact.author, fact.said_at, entry.at)
