"""Whose it is and until when, where a name stands before what may be a time: "whether EU is hit @ana by EOD".

Law: the name counts, be the time read or not; a time that is not read stays in the words, and is told.
"""

import re
from dataclasses import dataclass

from bot.grammar.clauses import tidy
from bot.grammar.people import Name, name_before_a_time
from bot.grammar.times import When, looks_like_a_time, read_when

VAGUE_MAX_WORDS = 4
"""So many words behind "by" are a time that nobody reads; more are what is to be done."""

_KEYWORD = re.compile(r"(?:by|before|until|till|bis|within|due)\s+", re.IGNORECASE)
_IS_A_MANNER = re.compile(
    r"(?:accident|mistake|chance|hand|default|design|now|itself|herself|himself).*", re.IGNORECASE
)
_POLITE = re.compile(r"(?:please|pls|plz|thanks|thank you|thx|ty|bitte|danke)[.!]*", re.IGNORECASE)


@dataclass(frozen=True)
class Owned:
    """The words without the name, the name, and the time; or as `unread` what was meant as one."""

    text: str
    owner: Name
    at: When | None = None
    unread: str = ""


def owner_before_a_time(text: str) -> Owned | None:
    """The last name in the text, where nothing but a time stands behind it."""
    before, owner, tail = name_before_a_time(text)
    if owner is None:
        return None
    if due := read_when(tail):
        return Owned(before, owner, due)
    keyword = _KEYWORD.match(tail)
    if keyword and _IS_A_MANNER.fullmatch(tail[keyword.end() :]):
        return None
    if looks_like_a_time(tail) or (keyword and 0 < len(tidy(tail).split()) <= VAGUE_MAX_WORDS):
        return Owned(f"{before} {tail}".strip(), owner, unread=tail)
    return Owned(before, owner) if _POLITE.fullmatch(tail) else None
