"""Offers of roles, in the channel and by direct message, and what becomes of them."""

from collections.abc import Callable
from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.logbook import Entry, MessageRef
from bot.incident.parts import Offer, OfferOutcome, PersonalOffer
from bot.incident.state import Incident

OfferFact: TypeAlias = f.OfferShown | f.GroupOffered | f.GroupAsked | f.GroupLapsed | f.OfferSent


def fold(incident: Incident, entry: Entry, fact: OfferFact) -> Incident:
    if isinstance(fact, f.OfferShown):
        return with_offer(incident, f"{fact.offer_seq}", lambda o: replace(o, ts=fact.ts, shown_at=entry.at))
    if isinstance(fact, f.GroupOffered):
        incident = ended_offers(incident, entry, fact.role, "passed on")
        offered = PersonalOffer(entry.seq, fact.role, entry.at, ids=fact.ids)
        return replace(incident, personal_offers=(*incident.personal_offers, offered))
    offers = (_after(o, entry, fact) if o.seq == fact.offer_seq else o for o in incident.personal_offers)
    return replace(incident, personal_offers=tuple(offers))


def _after(offer: PersonalOffer, entry: Entry, fact: f.GroupAsked | f.GroupLapsed | f.OfferSent) -> PersonalOffer:
    match fact:
        case f.GroupAsked():
            asked = replace(offer, people=fact.people, asked_at=entry.at, more=fact.more, unread=fact.unread)
            return asked if fact.people else offer_over(asked, entry, "nobody")
        case f.GroupLapsed():
            return offer_over(offer, entry, "lapsed")
        case f.OfferSent(person=person, channel=channel, ts=ts):
            sent = {**offer.sent, person: MessageRef(channel, ts)}
            return replace(offer, sent=sent, sent_at=offer.sent_at or entry.at)


def offer_over(offer: PersonalOffer, entry: Entry, outcome: OfferOutcome, *, by: str = "") -> PersonalOffer:
    """What became of it first stays so."""
    return replace(offer, ended_at=entry.at, outcome=outcome, taken_by=by) if offer.is_open else offer


def left_out(offer: PersonalOffer, entry: Entry, person: str, otherwise: OfferOutcome = "declined") -> PersonalOffer:
    if person not in offer.people:
        return offer
    fewer = replace(offer, out=offer.out | {person})
    return fewer if set(offer.people) - fewer.out else offer_over(fewer, entry, otherwise)


def with_offers(incident: Incident, role: str, change: Callable[[PersonalOffer], PersonalOffer]) -> Incident:
    offers = tuple(change(o) if o.role == role and o.is_open else o for o in incident.personal_offers)
    return incident if offers == incident.personal_offers else replace(incident, personal_offers=offers)


def ended_offers(incident: Incident, entry: Entry, role: str, outcome: OfferOutcome, *, by: str = "") -> Incident:
    return with_offers(incident, role, lambda o: offer_over(o, entry, outcome, by=by))


def not_for_groups(incident: Incident, entry: Entry) -> Incident:
    """What became private is for those in it: several who are not are asked for nothing there any more."""
    offers = (offer_over(offer, entry, "withdrawn") if offer.ids else offer for offer in incident.personal_offers)
    return replace(incident, personal_offers=tuple(offers))


def with_another(offers: tuple[Offer, ...], entry: Entry, fact: f.RoleOffered) -> tuple[Offer, ...]:
    if offers and offers[-1].cause == entry.cause:
        together = replace(offers[-1], offers=(*offers[-1].offers, (fact.role, fact.person)))
        return (*offers[:-1], together)
    return (*offers, Offer(entry.seq, entry.cause, ((fact.role, fact.person),)))


def with_offer(incident: Incident, seq: str, change: Callable[[Offer], Offer]) -> Incident:
    return replace(incident, offers=tuple(change(o) if str(o.seq) == seq else o for o in incident.offers))
