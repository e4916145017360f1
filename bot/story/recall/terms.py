"""The words of a text as they are compared: without case, without the commonest words, without English inflection.

Inflection only ("pods", "failed", "rolling"), by rules that fit on this page: Porter's whole algorithm changed nothing
that was measured (docs/recall.md). Words of other languages stand as they are.
"""

import re
import unicodedata
from functools import lru_cache

WORDS_MAX = 5_000  # of one text: more than a long report has, and a bound for what a person pastes
_COMMON = """
a about after again all also an and any are as at be because been before both but by can could did do does each every
few for from get gets got had has have he her here his how i if in into is it its just me more most much my no not now
of on only or our own she since so some still such than that the their them then there these they this those to too us
very was we were what when where which who will with would yet you your
"""
COMMON = frozenset(_COMMON.split())
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")  # CrashLoopBackOff
_APOSTROPHE = re.compile(r"['’](?:s\b)?")
_NOT = re.compile(r"n['’]t\b|(?<=\bcan)not\b")
_WORD = re.compile(r"[^\W_]+")
_VOWEL = re.compile(r"[aeiouy]")
_ENDINGS = (("ation", 4), ("ment", 4), ("ing", 3), ("ed", 3), ("ion", 4), ("er", 4), ("ly", 4))  # and letters left
_SHORT, _LONG = 3, 4  # letters: what is no longer has no ending


def words(text: str) -> list[str]:
    """Every word, in order, folded; an identifier such as `kube-dns_v2` or `OutOfMemory` falls into its words."""
    plain = unicodedata.normalize("NFKC", _HUMP.sub(" ", text))
    found: list[str] = _WORD.findall(_APOSTROPHE.sub("", _NOT.sub(" not", plain.casefold())))
    return found[:WORDS_MAX]


def terms(text: str) -> list[str]:
    """The stems of the words that tell something."""
    return [stem(word) for word in words(text) if word not in COMMON]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without its inflection; what is no word of letters alone stays as it is."""
    if len(word) <= _SHORT or not (word.isascii() and word.isalpha()):
        return word
    word = _without_ending(_singular(word))
    if len(word) > _LONG and word.endswith("e"):
        word = word[:-1]
    return f"{word[:-1]}i" if len(word) > _SHORT and word.endswith("y") else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _LONG:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_ending(word: str) -> str:
    for ending, left_min in _ENDINGS:
        left = word.removesuffix(ending)
        if left != word and len(left) >= left_min and _VOWEL.search(left):
            doubled = len(left) > _SHORT and left[-1] == left[-2] and left[-1] not in "ls"
            return left[:-1] if doubled else left  # "stopped", but "called"
    return word
