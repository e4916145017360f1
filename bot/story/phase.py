"""Which of its three lives a document speaks of, the words that each may take, and whether it began again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias

from bot.incident.facts import Status, StatusSet
from bot.incident.logbook import Entry
from bot.incident.state import Incident

Phase: TypeAlias = Literal["during", "mitigated", "final"]

# What an executive reads on one screen; more words once there is more certainty to put into them.
WORDS_MAX: dict[Phase, int] = {"during": 250, "mitigated": 300, "final": 400}

_PHASES: dict[Status, Phase] = {"investigating": "during", "identified": "during", "mitigated": "mitigated"}


def phase_of(incident: Incident) -> Phase:
    return _PHASES.get(incident.status, "final")


_GOES_ON: frozenset[Status] = frozenset({"investigating", "identified"})


def acts(incident: Incident) -> Sequence[tuple[Entry, StatusSet]]:
    """Every change of its state that stands: none that somebody took back."""
    undone = {fact.undoes for _, fact in incident.of(StatusSet)}
    return [(entry, fact) for entry, fact in incident.of(StatusSet) if entry.seq not in undone]


def began_again_at(incident: Incident) -> datetime | None:
    """When it was last set back to going on; what was planned or confirmed before is of the time before."""
    held = held_over(incident)
    return held[-1][1] if held else None


def held_over(incident: Incident) -> Sequence[tuple[datetime, datetime]]:
    """The stretches in which it was held to be over, each until it was set back to going on, in UTC."""
    found: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for entry, fact in acts(incident):
        if fact.status not in _GOES_ON:
            since = since or entry.at
        elif since is not None:
            found.append((since, entry.at))
            since = None
    return found


def standing(incident: Incident) -> Sequence[tuple[Entry, StatusSet]]:
    """The acts since it last began again, that one included, by their order and not by the clock; else all of them."""
    found: list[tuple[Entry, StatusSet]] = []
    for entry, fact in acts(incident):
        if fact.status in _GOES_ON and any(earlier.status not in _GOES_ON for _, earlier in found):
            found = []
        found.append((entry, fact))
    return found


def ends(incident: Incident) -> Sequence[tuple[Entry, StatusSet]]:
    """The acts by which the harm was said to have ended since it last began again; none while it goes on."""
    return [(entry, fact) for entry, fact in standing(incident) if fact.status not in _GOES_ON]


def ended_by(incident: Incident) -> tuple[Entry, StatusSet] | None:
    """The first of these, and by then the harm was over; None while it goes on."""
    return next(iter(ends(incident)), None)
