"""Who is in the channel, and who of them was told where it stands."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.follow_ups import owner_back
from bot.incident.folding.questions import unasked
from bot.incident.logbook import Entry
from bot.incident.state import Incident

MemberFact: TypeAlias = f.FoundThere | f.Joined | f.Left | f.HolderGone | f.CaughtUp


def fold(incident: Incident, entry: Entry, fact: MemberFact) -> Incident:
    match fact:
        case f.FoundThere(people=people):
            return replace(incident, members=incident.members.union(people))
        case f.Joined(person=person):
            return replace(owner_back(incident, entry, person), members=incident.members | {person})
        case f.Left(person=person):
            return replace(unasked(incident, entry, person=person), members=incident.members - {person})
        case f.HolderGone(customers=theirs):
            customers = tuple(replace(c, owner=None) if c.id in theirs else c for c in incident.customers)
            return replace(incident, customers=customers)
        case f.CaughtUp(person=person):
            return replace(incident, caught_up=incident.caught_up | {person})
