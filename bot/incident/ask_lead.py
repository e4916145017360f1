"""Questions to the lead: whoever reads along asks one, the lead hears it once, and the answer goes back to them.

Such a question is an unknown like any other: it stands on every page, and anybody inside may answer it.

Law: one person has one of them open at a time in an incident. Whoever leads hears of each by one direct message, a
lead who comes later as well; whoever asked hears every answer that stands, once, and that it ended without one.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.incident import checks, lifecycle, unknowns
from bot.incident.errors import Refused
from bot.incident.facts import UnknownRaised
from bot.incident.logbook import Saying
from bot.incident.matters import Matter
from bot.incident.policy import LEAD
from bot.incident.state import Case, Incident

ANSWERED_WITHIN = timedelta(minutes=15)  # of the end: later whoever asked has long read elsewhere that it is over


def askers(incident: Incident) -> Mapping[str, str]:
    """Who asked the lead, by the id of the unknown; whoever worded it anew later is none of them."""
    asked = [(fact.id, entry.by) for entry, fact in incident.of(UnknownRaised) if fact.of_lead]
    return dict(reversed(asked))


def offers(case: Case) -> bool:
    """Whether there is a lead whom the reader could ask."""
    return case.incident.is_open and case.incident.lead not in {None, case.by} and case.by != ""


def require(case: Case) -> str:
    """The lead who can be asked now. Refuses `lead_not_asked` where there is none, and `lead_asked_already`."""
    incident, lead = case.incident, case.incident.lead
    if lead is None or not offers(case):
        raise Refused("lead_not_asked", incident=incident.name, status=incident.status, lead=lead or "")
    by = askers(incident)
    for entry, fact in unknowns.still_open(incident):
        if by.get(fact.id) == case.by:
            raise Refused(
                "lead_asked_already", incident=incident.name, id=fact.id, what=fact.what, asked_at=entry.at, lead=lead
            )
    return lead


def ask(case: Case, *, words: str) -> list[Saying]:
    """A reader asks whoever leads. Refuses `words_missing`, and as `require` does."""
    lead, what = require(case), checks.some_words(words, otherwise="words_missing")
    return [UnknownRaised(id=case.incident.next_id("U"), what=what, owner=lead, of_lead=True)]


def matters(case: Case) -> Iterator[Matter]:
    """Whoever leads hears each that is open; who leads again after somebody else hears it again."""
    incident, lead = case.incident, case.incident.lead
    if lead is None or not incident.is_open:
        return
    by, led_since = askers(incident), incident.role(LEAD).held_since
    for entry, fact in unknowns.still_open(incident):
        if by.get(fact.id, lead) != lead:
            at = max(entry.at, led_since or entry.at)
            yield Matter(at=at, person=lead, due_at=at, since=at, about=fact.id)


def answers(case: Case) -> Iterator[Matter]:
    """Whoever asked hears what is known now, and again once that is put right; not what they know themselves."""
    by = askers(case.incident)
    for name, (entry, _) in unknowns.answers(case.incident).items():
        if by.get(name, entry.by) != entry.by:
            yield Matter(at=entry.at, person=by[name], due_at=entry.at, since=entry.at, about=name)


def unanswered(case: Case) -> Iterator[Matter]:
    """Whoever asked hears that it ended without an answer: a while after it, for most is said right then."""
    incident = case.incident
    ending = lifecycle.ending(incident)
    if ending is None:
        return
    by = askers(incident)
    for _, fact in unknowns.still_open(incident):
        if fact.id in by:
            at = ending.at + ANSWERED_WITHIN
            yield Matter(at=at, person=by[fact.id], due_at=ending.at, since=ending.at, about=fact.id)
