"""Words that judge instead of telling: flagged with a better wording, never changed and never in anybody's way.

What people said in the channel is exempt; this looks only at what they put on record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.incident import reviews
from bot.incident.facts import Fact
from bot.incident.state import Incident
from bot.incident.vocabulary import kinds, row_of, subject_of

_HARM = "broke|broken|deleted|caused|crashed|destroyed"

# What to look for, and the macro of templates/summary/advice.j2 that offers something better.
_FLAGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), advice)
    for pattern, advice in (
        (r"\b(?:should|could|would)(?:n['’]?t| not)? have\b|\bif only\b|\bhad (?:he|she|they|we)\b", "counterfactual"),
        (r"\b(?:failed to|forgot|neglected|did ?n['’]?t bother|ignored|careless|sloppy|incompetent)\b", "as_it_looked"),
        (r"\b(?:human|operator|user) error\b|\bmistake by\b", "conditions"),
        (r"\b(?:fault of|\w+['’]s fault|(?:his|her|their|our) fault|blame\w*|guilty|culprit)\b", "factor"),
        (r"\bresponsible for the (?:outage|incident)\b", "factor"),
        (r"\broot causes?\b", "factors"),
        (r"\b(?:obviously|clearly|simply|just|of course)\b", "leave_out"),
        (r"\bwhy did(?:n['’]?t)?\b|\bwho (?:broke|caused|did)\b", "ask_how"),
        (rf"(?:@\w+|(?-i:\b[A-Z][a-z]+)) (?:{_HARM})\b", "the_change"),
        (r"\boutage\b", "extent"),
        (r"\bnever again\b|\bbe more careful\b", "in_the_system"),
    )
)
_SAID = kinds(lambda row: bool(row.words))


@dataclass(frozen=True, slots=True)
class Flag:
    """Words of an entry that judge, and the advice that may help; `text` is the whole of what was said."""

    seq: int
    words: str
    text: str
    advice: str


def flags(incident: Incident) -> tuple[Flag, ...]:
    """Every flagged wording in the records that count, in their order; of what was put right, in its last words."""
    last = {subject_of(entry) or entry.seq: (entry, fact) for entry, fact in incident.of(*_SAID)}
    standing = sorted(last.values(), key=lambda one: one[0].seq)
    return tuple(flag for entry, fact in standing for flag in _in(entry.seq, fact))


def unapproved(incident: Incident) -> tuple[Flag, ...]:
    """The flagged wordings that nobody approved yet: those put on record since the summary was last approved."""
    known = reviews.approval(incident)
    return tuple(flag for flag in flags(incident) if known is None or flag.seq > known.seq)


def _in(seq: int, fact: Fact) -> Iterator[Flag]:
    for name in row_of(fact).words:
        text = getattr(fact, name)
        for pattern, advice in _FLAGS:
            found = pattern.search(text)
            if found:
                yield Flag(seq, found.group(), text, advice)
