"""Every contact with a customer, and whether the promise made in it was kept."""

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Literal, TypeAlias

from bot.incident.parts import Contact, Customer
from bot.incident.state import Incident

Kept: TypeAlias = Literal["kept", "missed", "open", "no promise"]


@dataclass(frozen=True, slots=True)
class Told:
    """`next_at` is when the customer heard from us again, None if that has not happened."""

    at: datetime
    by: str
    what: str
    promised_at: datetime | None
    next_at: datetime | None
    kept: Kept
    seq: int


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    cannot: str
    deadline_at: datetime | None
    done: bool
    owner: str | None
    workaround: str
    told: tuple[Told, ...]


def accounts(incident: Incident, now: datetime) -> tuple[Account, ...]:
    """The register, in the order in which the customers came onto it."""
    return tuple(
        Account(c.name, c.cannot, c.deadline_at, c.done, c.owner, c.workaround, _told(c, now))
        for c in incident.customers
    )


def _told(customer: Customer, now: datetime) -> tuple[Told, ...]:
    pairs = zip_longest(customer.contacts, customer.contacts[1:])
    return tuple(
        Told(
            at=contact.at,
            by=contact.by,
            what=contact.what,
            promised_at=contact.promised_at,
            next_at=following.at if following else None,
            kept=_kept(contact, following, now),
            seq=contact.seq,
        )
        for contact, following in pairs
    )


def _kept(contact: Contact, following: Contact | None, now: datetime) -> Kept:
    if contact.promised_at is None:
        return "no promise"
    if following is not None:
        return "kept" if following.at <= contact.promised_at else "missed"
    return "open" if now <= contact.promised_at else "missed"
