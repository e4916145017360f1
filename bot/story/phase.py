"""Which of its three lives a document speaks of, the words that each may take, and when it last began again."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
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
    changes = pairwise(acts(incident))
    back = [entry.at for (_, was), (entry, now) in changes if was.status not in _GOES_ON and now.status in _GOES_ON]
    return back[-1] if back else None
