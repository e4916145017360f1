"""Whom it hurts and what it costs: sections 2 and 3 of the brief."""

from datetime import datetime

from bot.incident.facts import ImpactStated, MoneyKind, MoneyStated
from bot.incident.parts import Customer
from bot.incident.state import Case, Incident
from bot.story import gaps
from bot.story.feeding import Quoted
from bot.story.figures import LOSS_KINDS, Figure, impacts, money
from bot.story.keytimes import harm_ended_at
from bot.story.sentences import STRONG, USEFUL, Sentence, source

NAMED_CUSTOMERS_MAX = 3  # a few are named, for the executive may call them; more are a number


def customers(case: Case, quoted: Quoted) -> tuple[Sentence, ...]:
    """Section 2: the figure and whether it is final, the accounts that are at stake, what they were last told."""
    counted, told = impacts(case.incident), quoted.get("told", ())
    accounts = (*told, *_accounts(case, is_told=bool(told)))
    if counted:
        waiting = tuple(gaps.recorded(case, entry, fact) for entry, fact in gaps.unknowns(case.incident, "customers"))
        asked = (*gaps.answered(case.incident, "customers"), *waiting)
        return (*(_figure(case, figure) for figure in counted), *asked, *accounts)
    said, asked = quoted.get("customers", ()), gaps.answers(case, "customers")
    whole = (Sentence("complete_or_not", {}, (), USEFUL),) if said and not asked else ()
    return (*_registered(case.incident), *said, *whole, *asked, *accounts)


def _figure(case: Case, figure: Figure[ImpactStated]) -> Sentence:
    values = {
        "figure": figure.fact,
        "source": source(case.incident, figure.entry, figure.fact.source),
        "instead_of": figure.corrects,
    }
    return Sentence("affected", values, (figure.entry.seq,))


def _registered(incident: Incident) -> tuple[Sentence, ...]:
    """Without any figure, the register is what we know for certain."""
    known = incident.customers
    return (Sentence("at_least_registered", {"count": len(known)}, tuple(c.seq for c in known)),) if known else ()


def _accounts(case: Case, *, is_told: bool) -> tuple[Sentence, ...]:
    """What each was told by what is typed; where a line is marked as told, nobody is said not to have been."""
    known = case.incident.customers
    if len(known) > NAMED_CUSTOMERS_MAX:
        return (Sentence("many_registered", {"count": len(known)}, tuple(c.seq for c in known), USEFUL),)
    heard = tuple(_account(customer, case.now) for customer in known if customer.contacts or not is_told)
    return (*heard, *(_cared_for(customer) for customer in known if customer.owner or customer.workaround))


def _cared_for(customer: Customer) -> Sentence:
    """Who answers for them, and what they can do until it is fixed."""
    values = {"name": customer.name, "owner": customer.owner, "workaround": customer.workaround}
    return Sentence("cared_for", values, (customer.seq,), USEFUL)


def _account(customer: Customer, now: datetime) -> Sentence:
    last = customer.contacts[-1] if customer.contacts else None
    values = {
        "name": customer.name,
        "told_at": last.at if last else None,
        "promised_at": last.promised_at if last else None,
        "done": customer.done,
        "now": now,
    }
    return Sentence("contact", values, (last.seq if last else customer.seq,), STRONG)


def revenue(case: Case, quoted: Quoted) -> tuple[Sentence, ...]:
    """Section 3: each kind of money apart, and the kinds that nobody has put a sum to. Money has no owner by itself.

    Where no sum is entered, what people said of one; if that stands elsewhere on the page, nothing here denies it.
    """
    stated = money(case.incident)
    sums = tuple(_sum(case, kind) for kind in LOSS_KINDS if kind in stated)
    missing = tuple(kind for kind in LOSS_KINDS if kind not in stated)
    asked = gaps.answers(case, "revenue")
    work = tuple(_response_cost(case, stated[kind]) for kind in stated if kind not in LOSS_KINDS)
    if not missing or (not stated and "money" in quoted):
        return (*sums, *quoted.get("money", ()), *asked, *work)
    lacking = Sentence("money_unknown", {"kinds": missing if stated else (), "asked": bool(asked)})
    return (*sums, lacking, *asked, *work)


def _response_cost(case: Case, figure: Figure[MoneyStated]) -> Sentence:
    """What our own work on it costs: said apart, for it is no part of any loss."""
    values = {
        "figure": figure.fact,
        "source": source(case.incident, figure.entry, figure.fact.source),
        "instead_of": figure.corrects,
    }
    return Sentence("response_cost", values, (figure.entry.seq,), USEFUL)


def _sum(case: Case, kind: MoneyKind) -> Sentence:
    figure = money(case.incident)[kind]
    values = {
        "figure": figure.fact,
        "source": source(case.incident, figure.entry, figure.fact.source),
        "instead_of": figure.corrects,
        "is_past": is_past(case.incident, figure.entry.at),
    }
    return Sentence("money", values, (figure.entry.seq,))


def is_past(incident: Incident, at: datetime) -> bool:
    """Whether it was said before the harm ended: at stake then is no longer what is at stake."""
    ended_at = harm_ended_at(incident)
    return ended_at is not None and at < ended_at
