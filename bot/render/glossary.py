"""The house's own words for its technical names: shown in brackets behind the name where a page has it first.

Law: nothing is put into anybody's mouth, and no address is changed: what stands in quotation marks, or leads somewhere,
stays as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup

from bot.render.dialects import Dialect

# From the first mark of a sentence to its last: what somebody said may hold such marks itself.
_NOT_OURS = re.compile(r"(“.*”|<[^<>]*>|\]\([^()\s]*\)|https?://\S+)", re.DOTALL)


@dataclass(frozen=True)
class Glossary:
    """`meanings`: what each term stands for, as the house wrote it."""

    meanings: Mapping[str, str] = field(default_factory=dict)

    def explained(self, text: str, dialect: Dialect | None, known: set[str]) -> str:
        """The sentence, in which each term that is not `known` yet is followed by what it means; it is known then.

        Without a dialect the text is plain, and will be made harmless later.
        """
        if not self.meanings:
            return text
        parts = _NOT_OURS.split(text)
        ours = range(0, len(parts), 2)  # `split` gives what is not ours in between
        for place in ours:
            parts[place] = self._explained(parts[place], dialect, known)
        return Markup("".join(parts)) if isinstance(text, Markup) else "".join(parts)  # noqa: S704 - it was Markup before

    def _explained(self, text: str, dialect: Dialect | None, known: set[str]) -> str:
        def with_meaning(found: re.Match[str]) -> str:
            term = self._written[found[0].replace("\\", "").casefold()]
            if term in known:
                return found[0]
            known.add(term)
            meaning = self.meanings[term]
            return f"{found[0]} ({dialect.text(meaning) if dialect else meaning})"

        return self._pattern.sub(with_meaning, str(text))

    @cached_property
    def _written(self) -> Mapping[str, str]:
        return {term.casefold(): term for term in self.meanings}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Any term as a whole word, the longest first; Markdown may have put a backslash before a mark in it."""
        longest_first = sorted(self.meanings, key=len, reverse=True)
        spelled = ("".join(rf"\\?{re.escape(char)}" for char in term) for term in longest_first)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(spelled)})(?![\w-])", re.IGNORECASE)
