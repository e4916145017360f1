"""What is not known yet, and only what is recorded of who answers it and by when. A gap never invents a time."""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from bot.incident.facts import UnknownRaised
from bot.incident.logbook import Entry
from bot.incident.state import Case, Incident
from bot.story.phase import phase_of
from bot.story.sentences import Sentence

Topic: TypeAlias = Literal["customers", "revenue", "cause", "fix"]

# An unknown belongs to the first topic that its words speak of; one that speaks of none is an open question of all.
_WORDS: Mapping[Topic, re.Pattern[str]] = {
    "revenue": re.compile(
        r"\b(revenue|money|costs?|loss|lost sales|penalt\w+|contract|credits?|fines?|EUR|USD)\b", re.IGNORECASE
    ),
    "cause": re.compile(r"\b(cause[ds]?|why|reason|trigger\w*|how it happened)\b", re.IGNORECASE),
    "customers": re.compile(r"\b(customers?|accounts?|users?|clients?|who else|how many|others)\b", re.IGNORECASE),
    "fix": re.compile(r"\b(fix\w*|restor\w+|recover\w*|roll ?back|workaround|repair\w*|plan)\b", re.IGNORECASE),
}


def topic_of(what: str) -> Topic | None:
    return next((topic for topic, words in _WORDS.items() if words.search(what)), None)


def unknowns(incident: Incident, topic: Topic | None) -> tuple[tuple[Entry, UnknownRaised], ...]:
    """The recorded unknowns about a topic, or those about none of them."""
    return tuple((entry, fact) for entry, fact in incident.latest(UnknownRaised) if topic_of(fact.what) == topic)


def recorded(case: Case, entry: Entry, fact: UnknownRaised) -> Sentence:
    """An unknown that somebody put on record."""
    return Sentence("unknown", _asked(case, entry, fact), (entry.seq,))


def _asked(case: Case, entry: Entry, fact: UnknownRaised) -> dict[str, object]:
    return {
        "what": fact.what,
        "owner": fact.owner,
        "due_at": fact.due_at,
        "asked_at": entry.at,
        "now": case.now,
        "final": phase_of(case.incident) == "final",
    }


def answers(case: Case, topic: Topic) -> tuple[Sentence, ...]:
    """Every recorded unknown of a topic, where that nothing is on record has been said."""
    return tuple(
        Sentence("part_unknown", _asked(case, entry, fact), (entry.seq,))
        for entry, fact in unknowns(case.incident, topic)
    )
