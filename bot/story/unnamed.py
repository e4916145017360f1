"""A record without one person: for a document of which somebody wishes not to be in it by name.

Law: it is done to the record before any document is made of it, so that no name is cut in half, and none is missed
because it stands in a title or a quotation. Words stay where they are, but for the names in them; what an entry says of
states, roles and times stays.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from bot.incident import facts as f
from bot.incident.logbook import BOT, NAMED
from bot.incident.policy import LEAD
from bot.incident.replay import replay
from bot.incident.state import Activity, Incident
from bot.incident.vocabulary import row_of

# What stands for somebody without a role, or whose role is called as they are; the last of them is a name of nobody.
_SOMEBODY = ("a person", "somebody", "•••")
_TITLES = frozenset({"title", "channel_name", "place_name", "name", "words", "text", "task", "why", "reason"})
_PAST = frozenset({"title", "summary", "symptom", "cause", "fix", "system", "other", "text", "looks_like", "steps"})

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BEHIND = re.compile(r"\s*(?:[|/·•—–]|\s-\s).*", re.DOTALL)  # "Ana Lima | Payments"
_SIGNS = re.compile(r"[\W_]+")
_MARKS = "[\u0300-\u036f]*"  # Unicode's block of combining diacritical marks
_PLAIN = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"}  # Unicode takes none apart
_PART_CHARS_MIN = 2  # a single letter is an initial, and stands in half of all words

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Who is left out, by id, and every way to write them."""

    person: str
    names: re.Pattern[str]

    def words(self, text: str, stand_in: str) -> str:
        """The text with the stand-in wherever they are named; letter by letter as it was where they are not."""
        if not self.names.search(unicodedata.normalize("NFD", text)):
            return text
        return unicodedata.normalize("NFC", self.names.sub(lambda _: stand_in, unicodedata.normalize("NFD", text)))

    def author(self, author: str, stand_in: str) -> str:
        """The id of somebody, or the name of an app that may be called like them."""
        if author.startswith(NAMED):
            return NAMED + self.words(author.removeprefix(NAMED), stand_in)
        return stand_in if author == self.person else author


def unnamed(person: str, called: Iterable[str]) -> Unnamed:
    """Whoever has this id and is `called` so: in full, by the first and last word of it, as whole words."""
    written = {way for name in called for way in _ways(name)}
    mention, by_id = rf"<@{re.escape(person)}(?:\|[^<>]*)?>", re.escape(person)
    some = [mention, *_whole([by_id, *map(_written, _longest(written))])]
    return Unnamed(person, re.compile("|".join(some), re.IGNORECASE))


def _longest(ways: Iterable[str]) -> list[str]:
    return sorted(ways, key=lambda way: (-len(way), way))


def _whole(patterns: Iterable[str]) -> Iterator[str]:
    """Each as a word of its own, with the @ before it; an underscore ends a word, as in a file's name."""
    return (rf"@?(?<![^\W_]){pattern}(?![^\W_]|[\u0300-\u036f])" for pattern in patterns)


def _ways(name: str) -> Iterator[str]:
    whole = " ".join(name.split())
    bare = _BEHIND.sub("", _BRACKETED.sub(" ", whole))
    parts = [part.strip("\"'“”‘’.,;:!?") for part in bare.split()]
    several = [part for part in parts if sum(map(str.isalnum, part)) >= _PART_CHARS_MIN]
    yield from (way for way in (whole, bare.strip(), *several[:1], *several[-1:]) if way)


def _written(way: str) -> str:
    """A pattern for NFD: with or without accents, and with any few signs or none between its words."""
    words = [word for word in _SIGNS.split(unicodedata.normalize("NFC", way)) if word]
    if sum(map(len, words)) < _PART_CHARS_MIN:
        return re.escape(unicodedata.normalize("NFD", way))
    return r"[\W_]{0,3}".join("".join(map(_letter, word)) for word in words)


def _letter(char: str) -> str:
    base = "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))
    plain = _PLAIN.get(char.lower())
    told = re.escape(base) if plain is None else f"(?:{re.escape(base)}|{plain})"
    return told + _MARKS


def stand_in(incident: Incident, who: Unnamed) -> str:
    """What is said instead: the title of the role that they held last, beside the lead if there is one."""
    held = [fact.role for _, fact in incident.of(f.RoleTaken) if fact.person == who.person]
    others = [role for role in held if role != LEAD] or held
    titles = incident.policy.titles
    said = [titles.get(role, role) for role in others[-1:]]
    return next(way for way in (*said, *_SOMEBODY) if way != BOT and not who.names.search(way))


def incident_without(incident: Incident, who: Unnamed) -> Incident:
    """The incident as it would be if they had been called by the stand-in all the time."""
    instead = stand_in(incident, who)
    entries = [
        replace(entry, by=who.author(entry.by, instead), fact=_fact(entry.fact, who, instead))
        for entry in incident.logbook
    ]
    return replay(incident.number, entries)


def message_without(message: D, who: Unnamed, instead: str) -> D:
    """A message of the timeline, and who put which mark on it."""
    return _record(message, who, instead, worded=frozenset({"text"}))


def activity_without(activity: Activity, who: Unnamed, instead: str) -> Activity:
    def known(by: Mapping[str, Any]) -> dict[str, Any]:
        return {who.author(person, instead): at for person, at in by.items()}

    return Activity(known(activity.seen), known(activity.substance), known(activity.form), known(activity.brief))


def past_without(past: D, who: Unnamed, instead: str) -> D:
    """A past incident, or a part of one, without their names."""
    return _record(past, who, instead, worded=_PAST)


def _fact(fact: f.Fact, who: Unnamed, instead: str) -> f.Fact:
    return _record(fact, who, instead, worded=_TITLES | set(row_of(fact).typed))


def _record(record: D, who: Unnamed, instead: str, *, worded: frozenset[str]) -> D:
    """The record with the stand-in for the id everywhere, and for the names in the fields that hold words."""

    def told(name: str, value: Any) -> Any:
        match value:
            case str():
                return who.words(value, instead) if name in worded else who.author(value, instead)
            case tuple():
                return tuple(told(name, one) for one in value)
            case Mapping():
                return {key: told(name, one) for key, one in value.items()}
            case _ if hasattr(value, "__dataclass_fields__"):
                return _record(value, who, instead, worded=worded)
            case _:
                return value

    changed = {field.name: told(field.name, getattr(record, field.name)) for field in fields(record)}  # type: ignore[arg-type]
    return replace(record, **changed)  # type: ignore[type-var]
