"""Unknowns: what nobody knew, and what became of it. Each is open until somebody answers it on record.

Law: an answer never takes the question away; who answers once more puts the answer right, and both stay.
"""

from collections.abc import Mapping, Sequence

from bot.incident import checks
from bot.incident.errors import Refused
from bot.incident.facts import GoneWhy, HolderGone, UnknownAnswered, UnknownRaised
from bot.incident.logbook import Entry, Saying
from bot.incident.state import Case, Incident

Raised = tuple[Entry, UnknownRaised]
Answer = tuple[Entry, UnknownAnswered]


def answers(incident: Incident) -> Mapping[str, Answer]:
    """By the id of an unknown, the answer to it that stands."""
    raised = {fact.id for _, fact in incident.of(UnknownRaised)}
    return {fact.id: (entry, fact) for entry, fact in incident.latest(UnknownAnswered) if fact.id in raised}


def still_open(incident: Incident) -> tuple[Raised, ...]:
    """Those that nobody answered, as they were worded last."""
    known = answers(incident)
    return tuple((entry, fact) for entry, fact in incident.latest(UnknownRaised) if fact.id not in known)


def answerer(incident: Incident, entry: Entry, fact: UnknownRaised) -> str | None:
    """Who is to answer it: the lead of now where it is the lead's, and nobody who is gone since they were named."""
    gone = {told.person for at, told in incident.of(HolderGone) if told.why != "left" and at.seq > entry.seq}
    return incident.lead if fact.of_lead else fact.owner if fact.owner not in gone else None


def left_by(
    incident: Incident, person: str, why: GoneWhy, *, before_seq: int | None = None
) -> tuple[UnknownRaised, ...]:
    """The open ones that were this person's to answer, who is gone, and of which that was not told before that entry.

    Who only left the channel still can.
    """
    told = [entry.seq for entry, fact in incident.of(HolderGone) if fact.person == person and fact.why != "left"]
    told_seq = max((seq for seq in told if before_seq is None or seq < before_seq), default=0)
    theirs = [(entry, fact) for entry, fact in still_open(incident) if fact.owner == person and why != "left"]
    return tuple(fact for entry, fact in theirs if entry.seq > told_seq)


def answer(case: Case, *, called: str | None, words: str) -> list[Saying]:
    """Say what is known now; without an id the only open one is meant. Who answers again puts the answer right.

    Refuses `no_such_unknown`, `which_unknown`, `words_missing` and `closed`.
    """
    checks.not_closed(case)
    return [UnknownAnswered(id=meant(case, called), words=checks.some_words(words, otherwise="words_missing"))]


def meant(case: Case, called: str | None) -> str:
    """The id of the unknown that is called so, else of the only open one. Refuses as `answer` does."""
    waiting = [fact for _, fact in still_open(case.incident)]
    if called is None:
        if len(waiting) == 1:
            return waiting[0].id
        raise Refused("which_unknown", unknowns=_listed(waiting))
    name = called.upper()
    if name not in {fact.id for _, fact in case.incident.of(UnknownRaised)}:
        raise Refused("no_such_unknown", called=name, unknowns=_listed(waiting))
    return name


def _listed(unknowns: Sequence[UnknownRaised]) -> list[dict[str, str]]:
    return [{"id": fact.id, "what": fact.what} for fact in unknowns]
