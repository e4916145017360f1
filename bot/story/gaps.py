"""What is not known yet, and only what is recorded of who answers it and by when. A gap never invents a time."""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from bot.incident.facts import UnknownRaised
from bot.incident.logbook import Entry
from bot.incident.state import Case, Incident
from bot.incident.unknowns import answerer, still_open
from bot.incident.unknowns import answers as answers_to
from bot.story.phase import phase_of
from bot.story.sentences import USEFUL, Sentence, source

ANSWERED_MAX = 2  # of a topic; what was answered before that, later answers have overtaken

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
    """The open unknowns about a topic, or those about none of them."""
    return tuple((entry, fact) for entry, fact in still_open(incident) if topic_of(fact.what) == topic)


def answered(incident: Incident, topic: Topic | None) -> tuple[Sentence, ...]:
    """The newest answers to unknowns of a topic, or of none: what was asked, and what is known now."""
    raised = {fact.id: (entry, fact) for entry, fact in incident.latest(UnknownRaised)}
    known = sorted(answers_to(incident).items(), key=lambda one: one[1][0].seq)
    found = [(raised[name], answer) for name, answer in known if topic_of(raised[name][1].what) == topic]
    return tuple(
        Sentence(
            "answered",
            {"what": asked.what, "words": fact.words, "source": source(incident, entry)},
            (raised_at.seq, entry.seq),
            USEFUL,
        )
        for (raised_at, asked), (entry, fact) in found[-ANSWERED_MAX:]
    )


def recorded(case: Case, entry: Entry, fact: UnknownRaised) -> Sentence:
    """An unknown that somebody put on record."""
    return Sentence("unknown", _asked(case, entry, fact), (entry.seq,))


def _asked(case: Case, entry: Entry, fact: UnknownRaised) -> dict[str, object]:
    owner = answerer(case.incident, entry, fact)
    return {
        "what": fact.what,
        "owner": owner,
        "gone": bool(fact.owner) and not (owner or fact.of_lead),
        "due_at": fact.due_at,
        "asked_at": entry.at,
        "now": case.now,
        "final": phase_of(case.incident) == "final",
    }


def answers(case: Case, topic: Topic) -> tuple[Sentence, ...]:
    """What was answered of a topic, and every open unknown, where that nothing is on record has been said."""
    waiting = tuple(
        Sentence("part_unknown", _asked(case, entry, fact), (entry.seq,))
        for entry, fact in unknowns(case.incident, topic)
    )
    return (*answered(case.incident, topic), *waiting)
