"""Cues: whether a message may be worth a mark, and which one the bot suggests under it.

Law: what is found here is offered to whoever wrote the message, and read by no page: words only choose the picture. A
line of substance without a cue is offered the pin, by its shape and its author's role, in whatever language it is.
"""

import re

from bot.incident.facts import Mark, Suggestible
from bot.story import labels
from bot.story.cues.english import ENGLISH
from bot.story.cues.phrases import Language, clauses, holds, plain_words

LANGUAGES: tuple[Language, ...] = (ENGLISH,)
WORDS_MIN = 4  # fewer say too little to stand on a page by themselves

# A line of substance: so many words, or so many with a figure, a name of a thing or a link. What people without a role
# write is more often company than news.
_HOLDER_WORDS_MIN, _HOLDER_FIGURE_WORDS_MIN = 12, 8
_OTHER_WORDS_MIN, _OTHER_FIGURE_WORDS_MIN = 16, 10
_FIGURE = re.compile(r"\d|`|https?:|[a-z]_[a-z]|[a-z][A-Z]|#\w")
_SMILE = re.compile(r"(?<!\S):[a-z_+]+:|[:;]-?[)(pPD](?!\w)")

_FROM_OUTSIDE_FIRST: tuple[Mark, ...] = ("over", "harm")


def suggested(text: str, *, holds_role: bool) -> Suggestible | None:
    """The mark to suggest under these words; None for a question, a few words, and what is company rather than news."""
    words = plain_words(text)
    if len(words) < WORDS_MIN or labels.is_question(text) or _SMILE.search(text):
        return None
    if any(holds(language.nothing, f" {' '.join(words)} ") for language in LANGUAGES):
        return None
    found = (_cue(language, text, holds_role=holds_role) for language in LANGUAGES)
    return next((mark for mark in found if mark), None) or _pin(text, len(words), holds_role=holds_role)


def _cue(language: Language, text: str, *, holds_role: bool) -> Mark | None:
    """The first mark of the language that a clause holds; from outside, all but the end is a harm before anything."""
    said = [*clauses(text)]
    order = language.marks if holds_role else sorted(language.marks, key=_FROM_OUTSIDE_FIRST.__contains__, reverse=True)
    return next((mark for mark in order if any(_is_in(language, mark, clause) for clause in said)), None)


def _is_in(language: Language, mark: Mark, clause: str) -> bool:
    cue = language.marks[mark]
    return holds(cue.phrases, clause) and not holds(cue.unless, clause)


def _pin(text: str, words: int, *, holds_role: bool) -> Suggestible | None:
    plain, figured = (
        (_HOLDER_WORDS_MIN, _HOLDER_FIGURE_WORDS_MIN) if holds_role else (_OTHER_WORDS_MIN, _OTHER_FIGURE_WORDS_MIN)
    )
    return "pin" if words >= plain or (words >= figured and _FIGURE.search(text)) else None
