"""What is still open of an incident that somebody is about to close: shown first, and never demanded.

Law: nothing here is guessed; what is listed stands on record without an end, or is asked of every incident and missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.incident import members, reviews, unknowns
from bot.incident.facts import KeyTime, NeedStated, StatusSet, TimeSet
from bot.incident.follow_ups import outstanding
from bot.incident.state import Incident

Loose: TypeAlias = Literal[
    "hypothesis", "unknown", "need", "task", "customer", "follow-up", "time", "approval", "review"
]

# Asked of every incident, for without them nobody can say how long the harm lasted and how soon it was noticed.
WANTED_TIMES: tuple[KeyTime, ...] = ("impact start", "detected", "mitigated")


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """`id` is that of the record, if it is one; of a missing time, `words` is its name."""

    kind: Loose
    id: str
    words: str


def loose_ends(incident: Incident) -> tuple[LooseEnd, ...]:
    """Customers who were not told that it is over come first, then what is asked of others, then what was not found."""
    return (
        *_customers(incident),
        *_records(incident),
        *_follow_ups(incident),
        *_hypotheses(incident),
        *_times(incident),
        *_review(incident),
    )


def asked(incident: Incident) -> str | None:
    """Who is asked whether it can be closed: of lead and declarer, who alone can, the first that is there still."""
    inside = members.insiders(incident)
    return next((one for one in (incident.lead, incident.declarer) if one in inside), None)


def _review(incident: Incident) -> Iterator[LooseEnd]:
    """Of a drill nobody has to approve anything; what is approved needs nobody who reviews it."""
    if incident.drill or reviews.approval(incident) is not None:
        return
    yield LooseEnd("approval", "", "")
    if reviews.review(incident).owner is None:
        yield LooseEnd("review", "", "")


def _customers(incident: Incident) -> Iterator[LooseEnd]:
    yield from (LooseEnd("customer", one.id, one.name) for one in incident.customers if not one.done)


def _records(incident: Incident) -> Iterator[LooseEnd]:
    """A need has no end of its own: whoever closes knows whether it was met."""
    yield from (LooseEnd("need", fact.id, fact.what) for _, fact in incident.latest(NeedStated))
    yield from (LooseEnd("task", one.id, one.what) for one in incident.tasks if one.is_open)
    yield from (LooseEnd("unknown", fact.id, fact.what) for _, fact in unknowns.still_open(incident))


def _follow_ups(incident: Incident) -> Iterator[LooseEnd]:
    """Those of which nobody would be reminded; what has an owner and a day goes on when it is closed."""
    lost = (one for one in outstanding(incident) if one.owner is None or one.due_on is None)
    yield from (LooseEnd("follow-up", one.id, one.text) for one in lost)


def _hypotheses(incident: Incident) -> Iterator[LooseEnd]:
    yield from (LooseEnd("hypothesis", one.id, one.text) for one in incident.hypotheses if one.outcome == "open")


def _times(incident: Incident) -> Iterator[LooseEnd]:
    known = {fact.which for _, fact in incident.of(TimeSet)}
    known |= {"mitigated" for _, fact in incident.of(StatusSet) if fact.status == "mitigated"}
    yield from (LooseEnd("time", "", which) for which in WANTED_TIMES if which not in known)
