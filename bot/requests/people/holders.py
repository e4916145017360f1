"""Who may hold a role, where the house says so: asked of what a rule wants to write, just before it is written.

Law: closed to whom nobody knows to be among them. Only the declarer leads at first whatever the house says, for an
incident without a lead has nobody to report to.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.incident.errors import Refused
from bot.incident.facts import Opened, RoleOffered, RoleTaken
from bot.incident.logbook import Saying, fact_of
from bot.incident.policy import LEAD
from bot.requests.people.crews import Crew

NAMED_MAX = 5  # of those who may, beside a refusal


class CrewWanted(Exception):
    """Who may hold `role` is to be read before it can be said whether this may be written."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role


def require(sayings: Sequence[Saying], *, held_by: Mapping[str, Sequence[str]], crews: Mapping[str, Crew]) -> None:
    """Refuse `may_not_hold` for whoever is given or offered a role and is not among them. Raises CrewWanted."""
    for role, person in _given(sayings):
        if role not in held_by:
            continue
        if role not in crews:
            raise CrewWanted(role)
        if person not in crews[role].people:
            raise refused(role, person, crews[role])


def refused(role: str, person: str, crew: Crew) -> Refused:
    """That the person may not hold it, who may, and which groups could not be read."""
    return Refused(
        "may_not_hold",
        role=role,
        person=person,
        people=list(crew.people[:NAMED_MAX]),
        more=len(crew.people[NAMED_MAX:]),
        unread=[{"group": group, "why": why} for group, why in crew.unread.items()],
    )


def _given(sayings: Sequence[Saying]) -> Iterator[tuple[str, str]]:
    facts = [fact_of(saying) for saying in sayings]
    opens = any(isinstance(fact, Opened) for fact in facts)
    for fact in facts:
        if isinstance(fact, RoleTaken | RoleOffered) and not (
            opens and isinstance(fact, RoleTaken) and fact.role == LEAD
        ):
            yield fact.role, fact.person
