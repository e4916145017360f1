"""Quotations: what of somebody's words stands on a page, and how it is marked as theirs.

Law: a quotation begins where its message begins, is a contiguous piece of one version of it, and ends where a sentence
ends. A single long sentence may end at the first ";" or ":" behind a clause, never before a word that turns it around.
What is quoted for its figure begins, where the beginning holds none, with the sentence that does, and says so.
"""

import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TypeAlias

from bot.incident.logbook import MessageRef
from bot.story import labels
from bot.story.sentences import Label
from bot.story.statements import Statement

QUOTED_WORDS_MAX = 25  # what practice calls the longest sentence that is still read
BEHIND_A_GREETING_MAX = 35  # a sentence of a few words alone may say nothing: the next one stands with it
REASON_WORDS_MAX = 40  # half a reason explains nothing: what stands as the cause may be longer
SLIP_WITHIN = timedelta(minutes=1)  # an edit so soon mends how it was written, and nothing happened in between
CORRECTED_WITHIN = timedelta(hours=2)  # a figure that comes up again later than this is another figure
CLAUSE_WORDS_MIN = 6  # "root of it, I think: …", "Hello, Kim of Northwind." announce; what it is stands behind
SHORTER_WORDS_MIN = 8  # with fewer, a beginning that is told instead of the whole may be a greeting
WORDED_CHARS_MAX = 1000  # whoever writes more is quoted with a beginning of it already
SENTENCE_WORDS_MAX = 60  # a longer one is linked and not quoted: cutting it might turn it around

# An ellipsis ends no sentence, nor does the dot of "e.g." or of a number in a list.
_END = re.compile(r"(?:(?<=[!?])|(?<=[^.\s]\.)(?<!\b\w\.))[\"'”’)\]]*\s+|\n\s*")
_TURN = re.compile(
    r"\b(?:not|but|unless|only|if|although|though|except|never|no|cannot|without)\b|n['’]t\b", re.IGNORECASE
)
_CLAUSE = re.compile(r"[;:](?=\s)")
_CLOCK = re.compile(r"(?<![\d:.])(?:[01]?\d|2[0-3])[:h][0-5]\d(?![\d:])(?!\s?(?:UTC|GMT|Z\b|[A-Z]{1,4}T\b|[+-]\d))")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of one version of a message or record; empty `words` mean one too long to quote.

    `role` is the one held when it was said, empty for somebody without one. `label` is what links it: the seq of an
    entry or `m3` for a message. `cut` says that its sentence goes on, `is_later` that its message begins with others,
    `as_typed` that it holds a clock time without a zone, `corrected_at` when a later line corrected it. `edited_at` is
    when it got these words, if that was later than it was said.
    """

    words: str
    role: str
    is_machine: bool
    at: datetime
    label: Label
    message: MessageRef | None
    edited_at: datetime | None = None
    cut: bool = False
    as_typed: bool = False
    corrected_at: datetime | None = None
    is_later: bool = False


Holding: TypeAlias = Callable[[str], bool]  # what words are quoted for
Withdrawn: TypeAlias = tuple[tuple[datetime, str], ...]  # when a line withdrew which figure, oldest first


def withdrawn(said: Iterable[Statement]) -> Withdrawn:
    """Every figure that a line on record takes back by naming another instead."""
    return tuple((s.at, figure) for s in said if (figure := labels.withdrawn(s.said)))


def quoted(
    statement: Statement,
    taken_back: Withdrawn = (),
    *,
    words_max: int = QUOTED_WORDS_MAX,
    holding: Holding | None = None,
) -> Quotation:
    """What of a statement stands on a page: its beginning, else the first of it that is `holding` what it stands for.

    It says if a figure in it was taken back later.
    """
    words, cut = opening(statement.said, words_max)
    later = _later(statement.said, holding, words_max) if holding and not holding(words) else None
    if later:
        words, cut = later
    return Quotation(
        words=words,
        role=statement.role,
        is_machine=statement.is_machine,
        at=statement.at,
        label=statement.label,
        message=statement.message,
        edited_at=_edited_at(statement),
        cut=cut,
        as_typed=holds_clock_time(words),
        corrected_at=statement.corrected_at or _taken_back_at(statement, taken_back),
        is_later=later is not None,
    )


def figure_behind_courtesy(statement: Statement) -> Holding | None:
    """What a line is quoted for that was not chosen for its figure: whoever greets first says how many behind it."""
    return labels.holds_a_figure if labels.is_courteous(statement.said) else None


def _later(text: str, holding: Holding, words_max: int) -> tuple[str, bool] | None:
    """The first sentences behind the beginning that hold it; what announces them with a colon stands with them."""
    told = text.strip()
    begins = [0, *(found.end() for found in _END.finditer(told))]
    for begin, end in itertools.pairwise([*begins, len(told)]):
        if holding(told[begin:end]):
            announced = [place for place in begins if place <= begin and not told[:place].rstrip().endswith((":", ";"))]
            words, cut = opening(told[announced[-1] :], words_max)
            return (words, cut) if announced[-1] and holding(words) else None
    return None


def _edited_at(statement: Statement) -> datetime | None:
    edited_at = statement.edited_at
    return edited_at if edited_at and edited_at - statement.at > SLIP_WITHIN else None


def _taken_back_at(statement: Statement, taken_back: Withdrawn) -> datetime | None:
    """When a figure in it was first taken back, if that was soon after."""
    ends = (bisect_right(taken_back, at, key=itemgetter(0)) for at in (statement.at, statement.at + CORRECTED_WITHIN))
    soon = taken_back[slice(*ends)]
    return next((at for at, figure in soon if labels.holds_figure(statement.said, figure)), None)


def opening(text: str, words_max: int = QUOTED_WORDS_MAX) -> tuple[str, bool]:
    """The words that are quoted of a text, and whether their sentence goes on."""
    told = text.strip()
    quoted_to, first = 0, len(told)
    begin, words = 0, 0
    for end in itertools.chain((found.start() for found in _END.finditer(told)), [len(told)]):
        first = min(first, end)
        announces = 0 < words < CLAUSE_WORDS_MIN
        words += _words(told[begin:end])
        if words > (max(words_max, BEHIND_A_GREETING_MAX) if announces else words_max):
            break
        begin = quoted_to = end
    return (told[:quoted_to].strip(), False) if quoted_to else _clause(told[:first].strip())


def wordings(text: str) -> list[str]:
    """A text and its beginnings that end where a sentence does, the longest first; none that leaves out a turn."""
    told = text.strip()
    if len(told) > WORDED_CHARS_MAX:
        return [told]
    ends = [(told[: found.start()], told[found.end() :]) for found in _END.finditer(told)]
    shorter = [words for words, rest in ends if _words(words) >= SHORTER_WORDS_MIN and rest and not _TURN.match(rest)]
    return [told, *reversed(shorter)]


def shortened(quote: Quotation) -> Iterator[Quotation]:
    """What stands on a page and what is left of it without its last sentences, the longest first; at last a clause."""
    yield quote
    told = wordings(quote.words)
    for words in told[1:]:
        yield replace(quote, words=words, cut=False, as_typed=holds_clock_time(words))
    clause, pause, rest = told[-1].partition(";")  # a colon announces, and what it is stands behind
    if pause and _words(clause) >= SHORTER_WORDS_MIN and not _TURN.search(rest):
        yield replace(quote, words=clause, cut=True, as_typed=holds_clock_time(clause))


def _clause(sentence: str) -> tuple[str, bool]:
    """A sentence that is too long: its first clause that says something, unless what follows may turn that around."""
    pauses = (found for found in _CLAUSE.finditer(sentence) if _words(sentence[: found.start()]) >= CLAUSE_WORDS_MIN)
    pause = next(pauses, None)
    cut = pause is not None and not _TURN.search(sentence[pause.end() :])
    if pause and cut:
        sentence = sentence[: pause.start()]
    return (sentence, cut) if _words(sentence) <= SENTENCE_WORDS_MAX else ("", False)


def holds_clock_time(words: str) -> bool:
    """Whether somebody's words hold a clock time of which nobody knows the zone."""
    return bool(_CLOCK.search(words))


def _words(text: str) -> int:
    return sum(1 for word in text.split() if labels.has_words(word))
