"""Names: who is meant by a name that was typed and not picked from Slack's list.

Law: the name that people see counts before the full name, and that before the legacy name, which most never saw. Who is
no longer here is meant only when nobody else is. More than one is a question, never a choice.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from bot.store.people import Person

WORDS_MAX = 6
"""Of a name that is typed with blanks: as many as the longest full names that people keep in Slack."""

PICKED_MAX = 100
"""Names of one text that are looked up: more people than any command is about. 40,000 characters hold 13,000."""

_ACCENTS = dict.fromkeys(range(768, 880))  # Unicode's block of combining diacritical marks
_WHOLE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})  # Unicode takes none apart
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_TYPED = re.compile(r"(?<![\w<@.])@(?=\w)")  # not that of a picked name, nor of an address
_ENDS = re.compile(r"(?<=\w)\b")


def fold(name: str) -> str:
    """A name without what people leave out or cannot type: letter case, accents, kinds of apostrophes and blanks."""
    bare = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).translate(_ACCENTS)
    return " ".join(unicodedata.normalize("NFC", bare).casefold().translate(_WHOLE).split())


class Names:
    """Everybody by each of their names."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._ids: dict[str, set[str]] = defaultdict(set)  # folded name -> everybody who has it, as any of theirs
        self._opening: dict[str, set[str]] = defaultdict(set)  # first word -> the folded names of several words

    def learn(self, person: Person) -> None:
        """Take over the names of a person; the ones they had before are theirs no longer."""
        known = self._people.get(person.id)
        for name in _names(known) if known else ():
            self._ids[name].discard(person.id)
        for name in _names(person):
            self._ids[name].add(person.id)
            if " " in name:
                self._opening[name.split()[0]].add(name)
        self._people[person.id] = person

    def called(self, typed: str) -> list[Person]:
        """Everybody whom the name may mean, by id; those who left only when it means nobody else."""
        name = fold(typed.removeprefix("@"))
        known = [self._people[person_id] for person_id in sorted(self._ids.get(name, ()))]
        here = [person for person in known if not person.deleted]
        return next(_tiers(name, here), []) or next(_tiers(name, known), [])

    def with_handle(self, typed: str) -> list[Person]:
        """Whoever has this handle: an administrator gives it, while a shown name is whatever somebody likes to take."""
        name = fold(typed.removeprefix("@"))
        known = (self._people[person_id] for person_id in sorted(self._ids.get(name, ())))
        return [person for person in known if fold(person.handle) == name and not person.deleted]

    def pick(self, text: str) -> str:
        """The text with each full name that was typed behind an @, blanks and all, as if it had been picked.

        What may mean several stays as it was typed, and so does what stands behind PICKED_MAX others.
        """
        parts, done = [], 0
        for found in islice(_TYPED.finditer(text), PICKED_MAX):
            if found.start() < done:
                continue
            for end in self._ends(text, found.end()):
                called = self.called(text[found.end() : end])
                if len(called) == 1:
                    parts += [text[done : found.start()], f"<@{called[0].id}|{text[found.end() : end]}>"]
                    done = end
                if called:
                    break
        return "".join([*parts, text[done:]])

    def _ends(self, text: str, start: int) -> Iterator[int]:
        """Where a name of several words that begins here may end, the longest first."""
        words = list(re.finditer(r"\S+", text[start : start + WORDS_MAX * 40]))[:WORDS_MAX]
        names = self._opening.get(fold(words[0][0]), set()) if words else set()
        for count in range(len(words), 1, -1):
            last = words[count - 1]
            for end in sorted({last.end(), *(last.start() + found.start() for found in _ENDS.finditer(last[0]))})[::-1]:
                if fold(text[start : start + end]) in names:
                    yield start + end


def _names(person: Person) -> set[str]:
    return {fold(name) for name in (person.display_name, person.name, person.handle)} - {""}


def _tiers(name: str, people: list[Person]) -> Iterator[list[Person]]:
    """Those who are shown so, then those whose full name it is, then those whose legacy name it is."""
    tiers = (
        [person for person in people if fold(person.shown) == name],
        [person for person in people if fold(person.name) == name],
        [person for person in people if fold(person.handle) == name],
    )
    return (tier for tier in tiers if tier)
