"""The input of every verb's parser: the word it was called by, the text behind it, and the configured roles."""

from dataclasses import dataclass

from bot.grammar.clauses import without_courtesy_behind, words
from bot.grammar.misread import Misread
from bot.grammar.people import Roles


@dataclass(frozen=True)
class Input:
    """`typed` is the verb's name or alias as typed, in lower case: "planb" and "commander" say more than the row.

    `apart`: a colon or a full stop stood between the two.
    """

    typed: str
    text: str
    roles: Roles
    apart: bool = False


def needed(text: str | None, missing: str) -> str:
    """The text without blanks around it; raises Misread (incomplete), naming what is missing, when nothing is left."""
    left = words(text or "")
    if left is None:
        raise Misread("incomplete", missing=missing)
    return left


def nothing_more(text: str) -> None:
    """Raises Misread (unexpected_words) for words that would otherwise be ignored without a sign."""
    if without_courtesy_behind(f" {text}").strip(" .!?"):
        raise Misread("unexpected_words", typed=text.strip())
