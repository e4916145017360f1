"""Incidents that are one: which this one doubles, and which double it."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.state import Incident

DuplicateFact: TypeAlias = f.MarkedDuplicate | f.DuplicateFound | f.DuplicateReleased


def fold(incident: Incident, fact: DuplicateFact) -> Incident:
    match fact:
        case f.MarkedDuplicate(number=number):
            return replace(incident, duplicate_of=number)
        case f.DuplicateFound(number=number):
            return replace(incident, duplicates=(*incident.duplicates, number))
        case f.DuplicateReleased(number=gone):
            return replace(incident, duplicates=tuple(number for number in incident.duplicates if number != gone))
