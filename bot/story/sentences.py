"""What every document is made of: sentences that know their words, their values and the records they come from."""

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, get_args

from bot.incident.facts import Likelihood, RoleReleased, RoleTaken
from bot.incident.logbook import BOT, Entry, MessageRef
from bot.incident.policy import LEAD
from bot.incident.state import Incident
from bot.incident.vocabulary import kinds

# When a page is too long, the lightest sentence goes first. What must be said, gaps included, never goes.
MUST = 9
STRONG = 6
USEFUL = 4
EXTRA = 2

_ON_CARD = kinds(lambda row: row.read_on_card)

LIKELIEST_FIRST: tuple[Likelihood | None, ...] = (*reversed(get_args(Likelihood)), None)


Label: TypeAlias = int | str  # what links a sentence to its record: the seq of an entry, or `m3` for a message


@dataclass(frozen=True, slots=True)
class Sentence:
    """`words_id` names a macro of the document's `sentences.j2`, `values` fill it, `sources` are what it comes from."""

    words_id: str
    values: Mapping[str, object] = field(default_factory=dict)
    sources: tuple[Label, ...] = ()
    weight: int = MUST


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so and when: `text` as somebody named it, else the role or person that wrote the record."""

    text: str
    role: str
    person: str
    at: datetime


def source(incident: Incident, entry: Entry, named: str = "", *, held: "Holders | None" = None) -> Source:
    """Where a record comes from; `named` is the source that its author gave, `held` saves asking who held what."""
    return Source(named, role_of(entry, held or holders(incident)), entry.by, entry.at)


@dataclass(frozen=True, slots=True)
class Holders:
    """Who held which role when: after each change, the role of every person. Ask `holders` for it."""

    changed: tuple[tuple[datetime, int], ...]
    roles: tuple[Mapping[str, str], ...]
    people: frozenset[str]  # who ever held one: of most who speak nothing need be asked

    def at(self, person: str, at: datetime) -> str:
        """The role of a person at a time; empty for none."""
        return self.roles[bisect_right(self.changed, (at, sys.maxsize))].get(person, "")

    def before(self, entry: Entry) -> str:
        """The role in which somebody wrote an entry, as it was before it."""
        return self.roles[bisect_left(self.changed, (entry.at, entry.seq))].get(entry.by, "")


def holders(incident: Incident) -> Holders:
    """The changes of all roles, folded once, for they are asked about for every line of a page."""
    told: tuple[tuple[Entry, RoleTaken | RoleReleased], ...] = (*incident.of(RoleTaken), *incident.of(RoleReleased))
    changes = sorted((entry.at, entry.seq, fact) for entry, fact in told)
    held: dict[str, str] = {}
    roles = [_known_by(held)]
    for _, _, fact in changes:
        held.pop(fact.role, None)
        if isinstance(fact, RoleTaken):
            held[fact.role] = fact.person
        roles.append(_known_by(held))
    people = frozenset(fact.person for _, _, fact in changes if isinstance(fact, RoleTaken))
    return Holders(tuple((at, seq) for at, seq, _ in changes), tuple(roles), people)


def _known_by(held: Mapping[str, str]) -> Mapping[str, str]:
    """Who leads beside another duty is known by the other duty: that is where the knowledge comes from."""
    known: dict[str, str] = {}
    for role, person in held.items():
        if known.get(person, LEAD) == LEAD:
            known[person] = role
    return known


def role_of(entry: Entry, held: Holders) -> str:
    """The role in which somebody wrote an entry: the one it names, else one held at that time; empty for none."""
    named = getattr(entry.fact, "role", "")
    return str(named) if named or entry.by == BOT else held.before(entry)


def refs(incident: Incident) -> dict[int, MessageRef]:
    """Where an entry can be read in Slack: the message it was taken from, else the one that shows it.

    What moves the incident itself is shown on its card, if nowhere else.
    """
    taken = {entry.seq: entry.message for entry in incident.entries if entry.message}
    if not incident.card_ts:
        return {**incident.shown, **taken}
    card = MessageRef(incident.channel, incident.card_ts)
    on_card = {entry.seq: card for entry in incident.entries if type(entry.fact) in _ON_CARD}
    return {**on_card, **incident.shown, **taken}
