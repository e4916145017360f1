"""Words that judge instead of telling: flagged with a better wording, never changed and never in anybody's way.

What people said in the channel is exempt; this looks only at what they put on record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.incident import facts as f
from bot.incident.logbook import Entry
from bot.incident.state import Incident

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
_WORDS_OF: dict[type[f.Fact], tuple[str, ...]] = {
    f.Opened: ("title",),
    f.TitleSet: ("title",),
    f.SeveritySet: ("why",),
    f.StatusSet: ("why",),
    f.Reported: ("conditions", "actions", "needs"),
    f.HypothesisRaised: ("text",),
    f.HypothesisConfirmed: ("evidence",),
    f.HypothesisRuledOut: ("evidence",),
    f.Decided: ("what", "because"),
    f.UnknownRaised: ("what",),
    f.RiskStated: ("words",),
    f.NeedStated: ("what",),
    f.CustomerTold: ("what",),
    f.Planned: ("what",),
    f.Noted: ("text",),
}


@dataclass(frozen=True, slots=True)
class Flag:
    """Words of an entry that judge, and the advice that may help; `text` is the whole of what was said."""

    seq: int
    words: str
    text: str
    advice: str


def flags(incident: Incident) -> tuple[Flag, ...]:
    """Every flagged wording in the records that count, in their order."""
    return tuple(flag for entry in incident.entries for flag in _in(entry))


def _in(entry: Entry) -> Iterator[Flag]:
    for name in _WORDS_OF.get(type(entry.fact), ()):
        text = getattr(entry.fact, name)
        for pattern, advice in _FLAGS:
            found = pattern.search(text)
            if found:
                yield Flag(entry.seq, found.group(), text, advice)
