"""Which of its three lives a document speaks of, and the words that each may take."""

from typing import Literal, TypeAlias

from bot.incident.facts import Status
from bot.incident.state import Incident

Phase: TypeAlias = Literal["during", "mitigated", "final"]

# What an executive reads on one screen; more words once there is more certainty to put into them.
WORDS_MAX: dict[Phase, int] = {"during": 250, "mitigated": 300, "final": 400}

_PHASES: dict[Status, Phase] = {"investigating": "during", "identified": "during", "mitigated": "mitigated"}


def phase_of(incident: Incident) -> Phase:
    return _PHASES.get(incident.status, "final")
