"""Phrases: how a language's cues are written down, and how they are looked for in a message.

A phrase is words in their order: `a|b` is either word, `restart*` any ending of it, `…` up to three words between, and
`^` the beginning of the clause. Case, punctuation and apostrophes count for nothing: "can't" is found in cant.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from bot.incident.meanings import Mark

_GAP = r"(?:\S+ ){0,3}"
_APOSTROPHES = re.compile("['’]")
_WORDS = re.compile(r"[^\W_]+")
_CLAUSE_ENDS = re.compile(r"[.;,()]\s|[!?]+|[.;]$|->|→|\n|:\s|\s[-–—]\s|\bbut\b")


class Cue(NamedTuple):
    """Phrases that suggest a mark, and those that take it back where they stand in the same clause."""

    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()


class Language(NamedTuple):
    """`nothing`: phrases with which a message is no record. `marks`: of those that it holds, the first counts.

    `afterwards`: it says that something is to be done once this is over; `called_for`: that something should be done.
    """

    nothing: tuple[str, ...]
    marks: Mapping[Mark, Cue]
    afterwards: Cue
    called_for: Cue


def plain_words(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(_APOSTROPHES.sub("", text.lower())))


def clauses(text: str) -> Iterator[str]:
    """The words of each clause that asks nothing, ready to be looked through."""
    begin = 0
    for end in _CLAUSE_ENDS.finditer(text):
        if "?" not in end[0]:
            yield _spaced(plain_words(text[begin : end.start()]))
        begin = end.end()
    yield _spaced(plain_words(text[begin:]))


def holds(phrases: tuple[str, ...], text: str, *, within: int | None = None) -> bool:
    """Whether a clause holds one of these, perhaps beginning among its first words, so many of them."""
    found = _pattern(phrases).search(text) if phrases else None
    return found is not None and (within is None or text.count(" ", 0, found.start()) <= within)


def _spaced(words: Iterable[str]) -> str:
    """Every word between two spaces, the first behind one of its own: where it begins can be asked."""
    return f" {' '.join(words)} "


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_expression(phrase) for phrase in phrases))


def _expression(phrase: str) -> str:
    words = phrase.removeprefix("^").split()
    begin = "^ " if phrase.startswith("^") else "(?<= )"
    return begin + "".join(_GAP if word == "…" else f"(?:{_either(word)}) " for word in words)


def _either(word: str) -> str:
    return "|".join(re.escape(one).replace(r"\*", r"\S*") for one in _APOSTROPHES.sub("", word).split("|"))
