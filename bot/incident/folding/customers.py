"""Customers: who is affected, and what they were told."""

from operator import attrgetter
from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.reminders import ABOUT_CONTACTS, answered
from bot.incident.logbook import Entry
from bot.incident.parts import Contact, Customer
from bot.incident.state import Incident

CustomerFact: TypeAlias = f.CustomerAffected | f.CustomerTold


def _with_contact(customer: Customer, contact: Contact, fact: f.CustomerTold) -> Customer:
    """Contacts stand in the order in which they were made; the last one says whether more is owed."""
    contacts = tuple(sorted((*customer.contacts, contact), key=attrgetter("at")))
    return replace(customer, contacts=contacts, done=fact.done if contacts[-1] is contact else customer.done)


def fold(incident: Incident, entry: Entry, fact: CustomerFact) -> Incident:
    if isinstance(fact, f.CustomerTold):
        contact = Contact(entry.at, entry.by, fact.what, fact.promised_at, entry.seq)
        customers = tuple(_with_contact(c, contact, fact) if c.id == fact.id else c for c in incident.customers)
        told = replace(incident, customers=customers)
        return answered(told, entry, fact.id, "told", ABOUT_CONTACTS)
    known = next((c for c in incident.customers if c.id == fact.id), None)
    if known is None:
        added = Customer(
            fact.id,
            fact.name,
            entry.seq,
            entry.at,
            fact.cannot,
            fact.deadline_at,
            deadline_known_at=entry.at if fact.deadline_at else None,
            owner=fact.owner,
            workaround=fact.workaround,
        )
        return replace(incident, customers=(*incident.customers, added))
    changed = replace(
        known,
        name=fact.name,
        cannot=fact.cannot or known.cannot,
        deadline_at=fact.deadline_at or known.deadline_at,
        deadline_known_at=entry.at if fact.deadline_at else known.deadline_known_at,
        done=False,
        owner=fact.owner or known.owner,
        workaround=fact.workaround or known.workaround,
    )
    return replace(incident, customers=tuple(changed if c.id == fact.id else c for c in incident.customers))
