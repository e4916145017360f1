"""What a search asks for: every word somewhere in the record, and every quotation as it stands."""

import re
from dataclasses import dataclass

from bot.story.recall.past import Past
from bot.story.recall.terms import terms, words

_QUOTED = re.compile(r"[\"“„”«»]([^\"“„”«»]+)[\"“„”«»]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`stems` are of all words, `quotes` the words between quotation marks, each in their order."""

    stems: frozenset[str]
    quotes: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> "Wanted":
        quotes = (_in_words(quoted) for quoted in _QUOTED.findall(typed))
        return cls(frozenset(terms(typed)), tuple(quote for quote in quotes if quote.strip()))

    @property
    def is_empty(self) -> bool:
        """Whether there is no word by which to find anything."""
        return not (self.stems or self.quotes)

    def is_met_by(self, past: Past) -> bool:
        said = " ".join((past.name, past.happened_on, *past.parts.values()))
        if not self.stems <= set(terms(said)):
            return False
        in_words = _in_words(said)
        return all(quote in in_words for quote in self.quotes)


def _in_words(text: str) -> str:
    """The words with a blank around each, so that no word is found within another."""
    return f" {' '.join(words(text))} "
