"""The register of customers at stake: who cannot do what until when, and what they were told.

Law: a contact is recorded with the customer that was named or with none; the wrong customer is worse than a question.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from bot.incident import checks, namesakes
from bot.incident.errors import Refused
from bot.incident.facts import CustomerAffected, CustomerTold
from bot.incident.logbook import Saying
from bot.incident.parts import Customer
from bot.incident.replay import as_if
from bot.incident.state import Case

_ID = re.compile(r"c ?\d{1,4}", re.IGNORECASE | re.ASCII)


def affected(  # noqa: PLR0913 - as many as the command has
    case: Case,
    *,
    name: str,
    cannot: str = "",
    deadline_at: datetime | None = None,
    owner: str | None = None,
    workaround: str = "",
    exact: bool = False,
    several: Sequence[str] = (),
) -> list[Saying]:
    """Put a customer on the register; the same name, whatever its capitals and hyphens, corrects the one there.

    What is left out stays as it was. A name that only begins as another does is asked about, unless it is `exact`, and
    so is one that may be `several`, unless it is on the register; several that are exact are put there each.

    Refuses `customer_missing`, `closed`, `which_customer` with those that may be meant, `several_customers`,
    `unknown_customer` for an id that nobody has, `same_customer` for a new name that another has, and `already_so` when
    the register would not change.
    """
    checks.not_closed(case)
    checks.require(case, "customers")
    if several and exact:
        said = partial(affected, cannot=cannot, deadline_at=deadline_at, owner=owner, workaround=workaround)
        return _each(case, several, lambda so_far, one: said(so_far, name=one, exact=True))
    words = checks.some_words(name, otherwise="customer_missing")
    known = _named(case, words)
    if known is None and not exact and _ID.fullmatch(words):
        raise _unknown(case, words)
    if known is None and several:
        raise Refused("several_customers", customer=words, names=list(several))
    if case.corrects:
        _require_own(case, known)
    elif known is None and not exact and (candidates := namesakes.alike(words, case.incident.customers)):
        raise _which(words, candidates, is_new=True)
    is_by_id = known is not None and not namesakes.is_same(known.name, words)
    fact = CustomerAffected(
        id=known.id if known else case.incident.next_id("C"),
        name=known.name if known is not None and is_by_id else words,
        cannot=cannot.strip(),
        deadline_at=deadline_at,
        owner=owner,
        workaround=workaround.strip(),
    )
    if known is not None and _says_nothing_new(fact, known):
        raise Refused("already_so", what=known.name)
    return [fact]


def _each(case: Case, names: Sequence[str], put: Callable[[Case, str], list[Saying]]) -> list[Saying]:
    """All of them, one after the other; those of which the register says so already are left out."""
    facts: list[Saying] = []
    for name in names:
        try:
            facts += put(as_if(case, facts), name)
        except Refused as no:
            if no.code != "already_so":
                raise
    if not facts:
        raise Refused("already_so", what=", ".join(names))
    return facts


def _require_own(case: Case, known: Customer | None) -> None:
    """Refused for a new name of one customer that is another's: two would stand under one name."""
    put_right = {entry.fact.id for entry in case.corrects if isinstance(entry.fact, CustomerAffected)}
    if known is not None and put_right and known.id not in put_right:
        raise Refused("same_customer", id=known.id, name=known.name)


def _which(name: str, candidates: Sequence[Customer], *, is_new: bool) -> Refused:
    named = [{"id": c.id, "name": c.name} for c in candidates]
    return Refused("which_customer", customer=name, candidates=named, is_new=is_new)


def _says_nothing_new(fact: CustomerAffected, known: Customer) -> bool:
    return (
        fact.name == known.name
        and fact.cannot in {"", known.cannot}
        and fact.deadline_at in {None, known.deadline_at}
        and fact.owner in {None, known.owner}
        and fact.workaround in {"", known.workaround}
        and not known.done
    )


def told(
    case: Case, *, customer: str, what: str = "", promised_at: datetime | None = None, done: bool = False
) -> list[Saying]:
    """Record what a customer was told, named by id or name, and when they hear from us next.

    A name of several words may have been split between `customer` and `what`; the longest on the register is meant.
    `done` ends the duty to keep them posted and needs no words.
    Refuses `unknown_customer` with those on the register, `which_customer` where their names only begin so,
    `told_missing`, `promise_in_past`, `closed`.
    """
    checks.not_closed(case)
    checks.require(case, "customers")
    named, what = _split(case, customer.strip(), what.strip())
    if named is None and (candidates := namesakes.begun_by(customer.strip(), case.incident.customers)):
        raise _which(customer.strip(), candidates, is_new=False)
    if named is None:
        raise _unknown(case, customer.strip())
    if not done:
        checks.some_words(what, otherwise="told_missing")
    if promised_at is not None and promised_at <= case.now:
        raise Refused("promise_in_past")
    return [CustomerTold(id=named.id, what=what, promised_at=promised_at, done=done)]


def _unknown(case: Case, typed: str) -> Refused:
    known = [{"id": c.id, "name": c.name} for c in case.incident.customers]
    return Refused("unknown_customer", customer=typed, known=known, is_id=_ID.fullmatch(typed) is not None)


def _split(case: Case, customer: str, what: str) -> tuple[Customer | None, str]:
    """The customer whose name these words begin with, and the words behind it; else the one named outright."""
    said = f"{customer} {what}"
    spelled = [(c, _behind(c.name, said)) for c in case.incident.customers]
    found = [(rest, c) for c, rest in spelled if rest is not None and len(said) - len(rest) > len(customer)]
    if not found:
        return _named(case, customer), what
    rest, longest = max(found, key=lambda one: len(one[1].name))
    return longest, rest


def _behind(name: str, said: str) -> str | None:
    """The words behind a name that the text begins with, in whatever case, spacing and hyphens; None when it does not.

    No pattern is made of the name, which is somebody's words.
    """
    rest = said
    for place, word in enumerate(namesakes.words_of(name)):
        bare = rest.lstrip(" \t\n\r\f\v-‐‑–—_")
        if (place and bare == rest) or bare[: len(word)].casefold() != word.casefold():
            return None
        rest = bare[len(word) :]
    return None if _goes_on(rest) else rest.lstrip(" \t\n\r\f\v:,")


def _goes_on(rest: str) -> bool:
    """Whether the last word of a name is only the beginning of another: "Carta" in "Cartagena"."""
    return rest[:1].isalnum() or rest[:1] == "_"


def begin(text: str, customers: Iterable[Customer]) -> list[Customer]:
    """Those of the customers with whose name the text begins."""
    return [customer for customer in customers if _behind(customer.name, text) is not None]


def _named(case: Case, name_or_id: str) -> Customer | None:
    """A name wins over an id, for a customer may well be called "C2"."""
    customers = case.incident.customers
    by_name = next((c for c in customers if namesakes.is_same(c.name, name_or_id)), None)
    return by_name or next((c for c in customers if c.id.casefold() == name_or_id.casefold()), None)
