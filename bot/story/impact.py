"""Whom it hurts and what it costs: sections 2 and 3 of the brief."""

from collections.abc import Sequence
from datetime import datetime

from bot.incident.facts import ImpactStated, MoneyKind
from bot.incident.state import Case, Customer
from bot.story import gaps
from bot.story.figures import MONEY_KINDS, Figure, impacts, money
from bot.story.freshness import Picture
from bot.story.sentences import STRONG, USEFUL, Sentence, source

NAMED_CUSTOMERS_MAX = 3  # a few are named, for the executive may call them; more are a number


def customers(case: Case, pictures: Sequence[Picture]) -> tuple[Sentence, ...]:
    """Section 2: the figure and whether it is final, the accounts that are at stake, what they were last told."""
    counted = impacts(case.incident)
    figures = tuple(_figure(case, figure) for figure in counted) or _uncounted(case, pictures)
    open_questions = gaps.unknowns(case.incident, "customers") if counted else ()
    asked = tuple(gaps.recorded(case, entry, fact) for entry, fact in open_questions)
    return (*figures, *asked, *_accounts(case))


def _figure(case: Case, figure: Figure[ImpactStated]) -> Sentence:
    values = {
        "figure": figure.fact,
        "source": source(case.incident, figure.entry, figure.fact.source),
        "instead_of": figure.corrects,
    }
    return Sentence("affected", values, (figure.entry.seq,))


def _uncounted(case: Case, pictures: Sequence[Picture]) -> tuple[Sentence, ...]:
    """Without any figure: the register is what we know for certain, and how many others is the gap."""
    known = case.incident.customers
    start = Sentence("at_least_registered", {"count": len(known)}, tuple(c.seq for c in known)) if known else None
    gap = (Sentence("how_many_unknown"), *gaps.answer(case, pictures, "customers"))
    return (start, *gap) if start else gap


def _accounts(case: Case) -> tuple[Sentence, ...]:
    known = case.incident.customers
    if len(known) > NAMED_CUSTOMERS_MAX:
        return (Sentence("many_registered", {"count": len(known)}, (), USEFUL),)
    return tuple(_account(customer, case.now) for customer in known)


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


def revenue(case: Case, pictures: Sequence[Picture]) -> tuple[Sentence, ...]:
    """Section 3: each kind of money apart, and the kinds that nobody has put a sum to."""
    stated = money(case.incident)
    sums = tuple(_sum(case, kind) for kind in MONEY_KINDS if kind in stated)
    missing = tuple(kind for kind in MONEY_KINDS if kind not in stated)
    if not missing:
        return sums
    gap = Sentence("money_unknown", {"kinds": missing})
    return (*sums, gap, *gaps.answer(case, pictures, "revenue"))


def _sum(case: Case, kind: MoneyKind) -> Sentence:
    figure = money(case.incident)[kind]
    values = {
        "figure": figure.fact,
        "source": source(case.incident, figure.entry, figure.fact.source),
        "instead_of": figure.corrects,
    }
    return Sentence("money", values, (figure.entry.seq,))
