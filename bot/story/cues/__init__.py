"""Cues: whether a message may be worth a mark, and which one the bot suggests under it.

Law: what is found here is offered to whoever wrote the message, and read by no page. Who speaks, how early and at what
length decides before words do: on conversations that nobody had tuned them on, words alone were mostly wrong.
"""

import re
from collections.abc import Collection, Mapping

from bot.incident.meanings import Mark, Suggestible
from bot.incident.policy import CODE, CUSTOMERS, LEAD, LOGS
from bot.story import labels
from bot.story.cues.english import ENGLISH
from bot.story.cues.phrases import Cue, clauses, holds, plain_words

LANGUAGES = (ENGLISH,)
WORDS_MIN = 4  # fewer say too little to stand on a page by themselves
HARMS_MAX = 3  # who is hurt speaks early: the very first line, and two more from outside

# A line of substance: so many words, or so many with a figure, a name of a thing or a link. A reason or a finding takes
# a whole sentence; what people without a role write is more often company than news.
_HOLDER_WORDS_MIN, _HOLDER_FIGURE_WORDS_MIN = 16, 12
_OTHER_WORDS_MIN, _OTHER_HARM_WORDS_MIN = 18, 10
_OPENING_WORDS = 3  # with so many a long line says at once what it is; further on, words are about anything
_FIGURE = re.compile(r"\d|`|https?:|[a-z]_[a-z]|[a-z][A-Z]|#\w")
_SMILE = re.compile(r"(?<!\S):[a-z_+]+:|[:;]-?[)(pPD](?!\w)")
_OUTSIDE = ""  # the role of whoever holds none
# Whose words say nothing about it: the team does not feel the harm, and outside nobody knows why or repairs it.
_NOT_FOR: Mapping[Mark, frozenset[str]] = {
    "harm": frozenset({LEAD, LOGS, CODE}),
    "why": frozenset({_OUTSIDE, CUSTOMERS}),
    "done": frozenset({_OUTSIDE, CUSTOMERS, LOGS}),
    "over": frozenset(),
    "told": frozenset({_OUTSIDE, LOGS, CODE}),
}


def suggested(text: str, *, roles: Collection[str], harms: int) -> Suggestible | None:
    """The mark to suggest under these words of somebody who holds these roles; None for most of them.

    `harms` is under how many lines of the incident the mark of harm was suggested already. Nothing is suggested under a
    question, a few words, and what is company rather than news.
    """
    words = plain_words(text)
    if len(words) < WORDS_MIN or labels.is_question(text) or _SMILE.search(text):
        return None
    if any(holds(language.nothing, f" {' '.join(words)} ") for language in LANGUAGES):
        return None
    if not harms:
        return "harm"
    by = frozenset(roles or {_OUTSIDE})
    cue = _cue(text, by)
    if (
        _OUTSIDE in by
        and harms < HARMS_MAX
        and cue != "over"
        and (len(words) >= _OTHER_HARM_WORDS_MIN or cue == "harm")
    ):
        return "harm"
    if _is_of_substance(text, len(words), holds_role=bool(roles)):
        return _cue(text, by, within=_OPENING_WORDS) or "pin"
    return cue


def _cue(text: str, by: frozenset[str], *, within: int | None = None) -> Mark | None:
    """The first mark that a clause holds the words of, in any language, and that one of these roles can mean.

    Where `within` is given, they begin among so many first words of the line: it says at once what it is.
    """
    said = [*clauses(text)][: 1 if within else None]
    found = ((language.marks[mark], mark) for language in LANGUAGES for mark in language.marks if by - _NOT_FOR[mark])
    return next((mark for cue, mark in found if any(_is_in(cue, clause, within) for clause in said)), None)


def _is_in(cue: Cue, clause: str, within: int | None) -> bool:
    return holds(cue.phrases, clause, within=within) and not holds(cue.unless, clause)


def _is_of_substance(text: str, words: int, *, holds_role: bool) -> bool:
    if not holds_role:
        return words >= _OTHER_WORDS_MIN
    return words >= _HOLDER_WORDS_MIN or (words >= _HOLDER_FIGURE_WORDS_MIN and _FIGURE.search(text) is not None)


def is_for_afterwards(text: str, *, ended: bool) -> bool:
    """Whether the words may mean work for afterwards, in any language; whoever reads them says whether they do.

    Once the harm has `ended`, so does that something should be done; before that, it is how the harm is to end.
    """
    if len(plain_words(text)) < WORDS_MIN or labels.is_question(text):
        return False
    cues = [cue for language in LANGUAGES for cue in (language.afterwards, *([language.called_for] if ended else []))]
    return any(_is_in(cue, clause, None) for clause in clauses(text) for cue in cues)
