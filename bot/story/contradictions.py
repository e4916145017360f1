"""Where two sources say different things: listed side by side, since neither is the bot's to drop."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.incident import facts as f
from bot.incident.logbook import Entry
from bot.incident.state import Incident
from bot.story.figures import Figure, impacts, money, value_of
from bot.story.keytimes import Moment, moments, out_of_order
from bot.story.sentences import Source, source


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`words_id` names the wording; `first` and `second` are what the two sources say, the later one second.

    Of "order", `subject` and `other` are key times of which the first cannot be after the second, and is.
    """

    words_id: str
    subject: str
    first: object
    first_source: Source
    second: object
    second_source: Source
    sources: tuple[int, int]
    other: str = ""


def contradictions(incident: Incident) -> tuple[Contradiction, ...]:
    """Key times, figures and causes on which two people or two named sources differ, and times out of order."""
    return (*_times(incident), *_order(incident), *_figures(incident), *_causes(incident))


def _times(incident: Incident) -> Iterator[Contradiction]:
    for moment in moments(incident).values():
        for other in moment.others:
            if _another(other.source, moment.source) and _differ(other, moment):
                yield Contradiction(
                    "times", moment.which, other.time, other.source, moment.time, moment.source, (other.seq, moment.seq)
                )


def _order(incident: Incident) -> Iterator[Contradiction]:
    for one, two in out_of_order(incident):
        yield Contradiction(
            "order", one.which, one.time, one.source, two.time, two.source, (one.seq, two.seq), other=two.which
        )


def _differ(other: Moment, moment: Moment) -> bool:
    """A state is often set a while after it came to be; set before, it contradicts."""
    return other.stated or other.time < moment.time


def _another(one: Source, two: Source) -> bool:
    """The same person correcting what they said themselves contradicts nobody."""
    return (one.text or one.person) != (two.text or two.person)


def _figures(incident: Incident) -> Iterator[Contradiction]:
    figures: tuple[Figure[f.ImpactStated] | Figure[f.MoneyStated], ...]
    figures = (*impacts(incident), *money(incident).values())
    for figure in figures:
        for (one, earlier), (two, later) in pairwise(_all(figure)):
            first, second = source(incident, one, earlier.source), source(incident, two, later.source)
            if _another(first, second) and value_of(earlier) != value_of(later):
                yield Contradiction("figures", "", earlier, first, later, second, (one.seq, two.seq))


def _all(
    figure: Figure[f.ImpactStated] | Figure[f.MoneyStated],
) -> tuple[tuple[Entry, f.ImpactStated | f.MoneyStated], ...]:
    return (*figure.earlier, (figure.entry, figure.fact))


def _causes(incident: Incident) -> Iterator[Contradiction]:
    """Two confirmed causes may both be true; that they are two has to be said."""
    confirmed = [(entry, fact) for entry, fact in incident.of(f.HypothesisConfirmed)]
    for (one, first), (two, second) in pairwise(confirmed):
        yield Contradiction(
            "causes",
            "",
            _text(incident, first.id),
            source(incident, one),
            _text(incident, second.id),
            source(incident, two),
            (one.seq, two.seq),
        )


def _text(incident: Incident, hypothesis_id: str) -> str:
    hypothesis = incident.hypothesis(hypothesis_id)
    return hypothesis.text if hypothesis else hypothesis_id
