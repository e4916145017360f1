"""Roles: offered, taken, declined, released."""

from collections.abc import Mapping
from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.offers import ended_offers, left_out, offer_over, with_another, with_offers
from bot.incident.folding.reminders import ABOUT_OFFERS, ASKS_LEAD, answered, settled
from bot.incident.folding.reports import NOT_PUT_OFF
from bot.incident.logbook import BOT, Entry
from bot.incident.parts import PersonalOffer, Role
from bot.incident.policy import LEAD
from bot.incident.state import Incident

RoleFact: TypeAlias = f.RoleOffered | f.RoleTaken | f.RoleDeclined | f.RoleReleased | f.OfferLapsed
# What became of an offer, for those who were told that nobody had answered it.
_OFFER_ANSWERS: Mapping[type[f.Fact], str] = {
    f.RoleOffered: "passed on",
    f.RoleTaken: "taken",
    f.RoleDeclined: "declined",
    f.OfferLapsed: "lapsed",
}


def fold(incident: Incident, entry: Entry, fact: RoleFact) -> Incident:
    role = incident.role(fact.role)
    if answer := _OFFER_ANSWERS.get(type(fact)):
        incident = answered(incident, entry, role.name, answer, ABOUT_OFFERS)
    incident = _offers_answered(incident, entry, fact)
    match fact:
        case f.RoleOffered():
            incident = replace(incident, offers=with_another(incident.offers, entry, fact))
            offer_seq = incident.offers[-1].seq
            role = replace(role, offered_to=fact.person, offered_at=entry.at, offer_seq=offer_seq)
        case f.RoleTaken():
            role = Role(
                role.name,
                holder=fact.person,
                zone=fact.zone,
                held_since=entry.at,
                last_finding=role.last_finding,
                last_finding_at=role.last_finding_at,
                last_finding_by=role.last_finding_by,
            )
        case f.RoleDeclined() | f.OfferLapsed():
            role = replace(role, offered_to=None, offered_at=None, offer_seq=None)
        case f.RoleReleased():
            role = replace(role, holder=None, held_since=None, promised_at=None, **NOT_PUT_OFF)
    if isinstance(fact, f.RoleTaken | f.RoleReleased):
        answer = "handed over" if isinstance(fact, f.RoleTaken) else "released"
        incident = answered(incident, entry, role.name, answer)
        incident = answered(incident, entry, "", "passed on", ASKS_LEAD) if role.name == LEAD else incident
    if isinstance(fact, f.RoleTaken):
        incident = settled(incident, entry, "prompt", f"no-logs {role.name}", "taken")
    return replace(incident, roles={**incident.roles, role.name: role})


def _offers_answered(incident: Incident, entry: Entry, fact: RoleFact) -> Incident:
    """What becomes of the direct messages about the role, and the one that a hand-over is offered by."""
    match fact:
        case f.RoleOffered(role=name, person=person):
            incident = ended_offers(incident, entry, name, "passed on")
            holder = incident.role(name).holder
            if holder in {None, person} or entry.at == incident.opened_at:  # at the start there is nothing to tell yet
                return incident
            handed = PersonalOffer(entry.seq, name, entry.at, holder=holder or "", people=(person,), asked_at=entry.at)
            return replace(incident, personal_offers=(*incident.personal_offers, handed))
        case f.RoleTaken(role=name, person=person):
            return ended_offers(incident, entry, name, "taken", by=person)
        case f.RoleDeclined(role=name, person=person):
            return with_offers(incident, name, lambda o: left_out(o, entry, person))
        case f.OfferLapsed(role=name):
            is_by_time = entry.by == BOT
            return with_offers(
                incident,
                name,
                lambda o: offer_over(o, entry, "lapsed" if is_by_time else "withdrawn") if o.holder else o,
            )
        case f.RoleReleased():
            return incident
