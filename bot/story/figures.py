"""Figures as they stand: the latest of each, and what was said before it.

Law: a figure that was put right is never said again without its correction.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from bot.incident.facts import ImpactStated, MoneyKind, MoneyStated
from bot.incident.logbook import Entry
from bot.incident.state import Incident

F = TypeVar("F", ImpactStated, MoneyStated)

LOSS_KINDS: tuple[MoneyKind, ...] = ("lost", "at risk", "delayed", "penalty")
"""What the incident takes from customers and from us; what our own work on it costs is none of it."""

MONEY_KINDS: tuple[MoneyKind, ...] = (*LOSS_KINDS, "response cost")


@dataclass(frozen=True, slots=True)
class Figure(Generic[F]):
    """The figure that holds, and `earlier`, oldest first, those whose place it took."""

    entry: Entry
    fact: F
    earlier: tuple[tuple[Entry, F], ...] = ()

    @property
    def corrects(self) -> F | None:
        """What this figure put right: another value under the same id. None when the matter itself moved on."""
        alike = [fact for _, fact in self.earlier if fact.id == self.fact.id]
        return next((fact for fact in reversed(alike) if value_of(fact) != value_of(self.fact)), None)


def impacts(incident: Incident) -> tuple[Figure[ImpactStated], ...]:
    """How many are hurt, one figure for each thing that was counted, in the order of first mention."""
    return _latest(incident.of(ImpactStated), lambda fact: fact.what.casefold().rstrip("s"))


def money(incident: Incident) -> Mapping[MoneyKind, Figure[MoneyStated]]:
    """What it costs: the latest sum of each kind that anybody stated; that it was checked makes nobody else say it."""
    figures = _latest(incident.of(MoneyStated), lambda fact: fact.kind)
    return {figure.fact.kind: replace(figure, entry=_stated_by(figure)) for figure in figures}


def _stated_by(figure: Figure[MoneyStated]) -> Entry:
    """The entry that stated the sum: of one that was checked since, the newest before that."""
    if not figure.fact.checked:
        return figure.entry
    return next((entry for entry, fact in reversed(figure.earlier) if not fact.checked), figure.entry)


def _latest(stated: Iterable[tuple[Entry, F]], counted: Callable[[F], str]) -> tuple[Figure[F], ...]:
    """The statements about one thing belong together; so do those under one id, whatever they call it."""
    groups: list[list[tuple[Entry, F]]] = []
    for entry, fact in stated:
        together = next((g for g in groups if any(f.id == fact.id or counted(f) == counted(fact) for _, f in g)), None)
        if together is None:
            groups.append([(entry, fact)])
        else:
            together.append((entry, fact))
    return tuple(Figure(*group[-1], tuple(group[:-1])) for group in groups)


def value_of(fact: ImpactStated | MoneyStated) -> tuple[object, ...]:
    """What a figure says, whoever says so."""
    if isinstance(fact, ImpactStated):
        return fact.figure, fact.low, fact.high, fact.words.casefold()
    return fact.low, fact.high, fact.currency, fact.words.casefold()
