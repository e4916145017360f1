"""Marks under messages: those that were suggested, and those that stand."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.logbook import Entry
from bot.incident.parts import PutMark, Suggestion
from bot.incident.state import Incident

MarkFact: TypeAlias = f.MarkSuggested | f.SuggestionEnded | f.MarkPut | f.MarkTakenOff


def fold(incident: Incident, entry: Entry, fact: MarkFact) -> Incident:
    match fact:
        case f.MarkSuggested():
            suggestion = Suggestion(entry.seq, fact.mark, fact.emoji, fact.ts, fact.author, entry.at)
            return replace(incident, suggestions=(*incident.suggestions, suggestion))
        case f.SuggestionEnded(suggestion_seq=seq, why=why):
            suggestions = (replace(s, ended=why) if s.seq == seq else s for s in incident.suggestions)
            return replace(incident, suggestions=tuple(suggestions))
        case f.MarkPut():
            if (place := entry.message) is None:
                return incident
            put = PutMark(entry.seq, fact.mark, fact.emoji, place, fact.person, fact.author, fact.said_at, entry.at)
            return replace(incident, marks=(*incident.marks, put))
        case f.MarkTakenOff(mark_seq=seq):
            return replace(incident, marks=tuple(mark for mark in incident.marks if mark.seq != seq))
