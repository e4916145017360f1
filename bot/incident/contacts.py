"""The contact clock: each customer on the register hears from us on its own clock, until they are told that it is done.

Law: whatever a customer is told starts the clock anew, and a promise replaces it once. It is the customer liaison's;
where nobody is, the lead's. The lead hears of a broken promise at once, and of no word at all after a while.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.incident import matters
from bot.incident.matters import Matter
from bot.incident.parts import Customer
from bot.incident.policy import CUSTOMERS, UNJUDGED_SEVERITY
from bot.incident.reports import COLUMN, FIRST
from bot.incident.state import Case, Incident

BEFORE_PROMISE = timedelta(minutes=5)  # a word can still be given in time
LATE_AFTER_MAX = timedelta(minutes=10)  # as long as the lead waits for a late report (bot/incident/reminders.py)


@dataclass(frozen=True, slots=True)
class ContactClock:
    """A customer is to hear from us at `due_at`, counted from `since`; at `asked_at` the liaison is asked."""

    since: datetime
    due_at: datetime
    asked_at: datetime
    is_promised: bool

    @property
    def interval(self) -> timedelta:
        return self.due_at - self.since


def clock_of(case: Case, customer: Customer) -> ContactClock | None:
    """None for a customer who is told that it is done, an incident that is over, and where nothing was promised.

    After a pause it starts anew; so does a promise whose time it took, where there is a cadence to go by. A promise
    whose time went by before the incident was reopened binds nobody any more.
    """
    incident = case.incident
    if customer.done or not incident.is_open or incident.open_since is None:
        return None
    last = customer.contacts[-1] if customer.contacts else None
    promised_at = last.promised_at if last else None
    minutes = case.policy.contact_cadence_min.get(incident.severity or UNJUDGED_SEVERITY)
    resumed_at = incident.clocks_from or incident.open_since
    is_passed = incident.clocks_from is not None and bool(minutes)  # by a pause, where there is a cadence to go by
    holds = promised_at is not None and promised_at >= incident.open_since
    if last and promised_at and holds and not (is_passed and promised_at < resumed_at):
        before = min(BEFORE_PROMISE, (promised_at - last.at) / 2)
        since = max(last.at, min(resumed_at, promised_at))
        return ContactClock(since, promised_at, promised_at - before, is_promised=True)
    if not minutes:
        return None
    since = max(incident.open_since, resumed_at, last.at if last else customer.since)
    at = since + timedelta(minutes=minutes[COLUMN[incident.status] if last else FIRST])
    return ContactClock(since, at, at, is_promised=False)


def liaison(incident: Incident) -> str | None:
    """Who is the one voice to customers."""
    return incident.role(CUSTOMERS).holder or incident.lead


def waiting(case: Case) -> Iterator[Matter]:
    """The liaison is asked when a word is due, and in time for a promise."""
    person = liaison(case.incident)
    for customer, clock in _clocks(case):
        if person is not None:
            yield _matter(clock.asked_at, person, customer, clock)


def late(case: Case) -> Iterator[Matter]:
    """The lead hears of it, who was not the one that was asked."""
    lead = case.incident.lead
    for customer, clock in _clocks(case):
        at = _late_at(case.incident, customer, clock)
        if lead is not None and at is not None and lead != liaison(case.incident):
            yield _matter(at, lead, customer, clock)


def _late_at(incident: Incident, customer: Customer, clock: ContactClock) -> datetime | None:
    """At once for a promise; else half an interval after the liaison read that a word is due, ten minutes at most.

    That the liaison has heard enough keeps it from nobody: then it counts from when the word was due.
    """
    if clock.is_promised:
        return clock.due_at
    patience = min(clock.interval / 2, LATE_AFTER_MAX)
    asked = matters.told(incident, "contact", since=clock.since, customer=customer.id)
    if asked is not None:
        return asked.delivered_at + patience if asked.delivered_at else asked.undelivered_at
    free_at = matters.heard_enough_until(incident, liaison(incident) or "")
    return clock.due_at + patience if free_at is not None and free_at > clock.asked_at else None


def _clocks(case: Case) -> Iterator[tuple[Customer, ContactClock]]:
    for customer in case.incident.customers:
        clock = clock_of(case, customer)
        if clock is not None:
            yield customer, clock


def _matter(at: datetime, person: str, customer: Customer, clock: ContactClock) -> Matter:
    return Matter(at=at, person=person, due_at=clock.due_at, since=clock.since, customer=customer.id)
