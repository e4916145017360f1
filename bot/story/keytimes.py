"""The key times of an incident: as somebody stated them, else as its life shows them, each with its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from bot.incident.facts import HypothesisConfirmed, KeyTime, Opened, RoleTaken, Status, StatusSet, TimeSet
from bot.incident.logbook import Entry
from bot.incident.policy import LEAD
from bot.incident.state import Incident
from bot.story.phase import began_again_at, held_over, phase_of, standing
from bot.story.sentences import EXTRA, STRONG, Holders, Sentence, Source, holders, source

ORDER: tuple[KeyTime, ...] = get_args(KeyTime)
# Which key time cannot be later than which. A call may be made, and a cause found, after the harm is over.
_BEFORE: tuple[tuple[KeyTime, KeyTime], ...] = (
    *(("impact start", later) for later in ("detected", "cause identified", "fix applied", "mitigated", "resolved")),
    *(("detected", later) for later in ("declared", "cause identified", "fix applied", "mitigated", "resolved")),
    ("declared", "lead present"),
    ("fix applied", "resolved"),
    ("mitigated", "resolved"),
)
_ENDS: frozenset[KeyTime] = frozenset({"mitigated", "resolved"})
_PROGRESS: Mapping[Status, int] = {"investigating": 0, "identified": 1, "mitigated": 2, "resolved": 3, "closed": 4}


@dataclass(frozen=True, slots=True)
class Moment:
    """`stated` tells a time that a person put on record from one that the life of the incident shows.

    `others` are the different times that were stated or shown for the same moment, oldest record first.
    """

    which: KeyTime
    time: datetime
    source: Source
    seq: int
    stated: bool
    others: tuple["Moment", ...] = ()


def moments(incident: Incident) -> Mapping[KeyTime, Moment]:
    """The key times that are known, in the order in which they come to pass."""
    found: dict[KeyTime, Moment] = {}
    held = holders(incident)
    for moment in [*_shown(incident, held), *_stated(incident, held)]:
        earlier = found.get(moment.which)
        found[moment.which] = moment if earlier is None else _instead(earlier, moment)
    return {which: found[which] for which in ORDER if which in found}


def out_of_order(incident: Incident) -> tuple[tuple[Moment, Moment], ...]:
    """Pairs of key times that cannot both be right: the first should be the earlier one, and is recorded as later."""
    known = moments(incident)
    pairs = ((known[first], known[second]) for first, second in _BEFORE if first in known and second in known)
    return tuple((first, second) for first, second in pairs if first.time > second.time)


def took(incident: Incident) -> tuple[Sentence, ...]:
    """How long it took from its earliest begin that is known: brief and summary tell the same length.

    None while it goes on, and where two of the times cannot both be right.
    """
    began, ended = _began(incident), _ended(incident)
    if began is None or ended is None or phase_of(incident) == "during" or out_of_order(incident):
        return ()
    if ended.time < began.time:
        return ()
    over = [(since, until) for since, until in held_over(incident) if began.time <= since and until <= ended.time]
    values = {
        "since": began.which,
        "to": ended.which,
        "ended_at": ended.time,
        "is_stated": ended.stated,
        "took": ended.time - began.time,
        "over": tuple(over),
        "over_for": sum((until - since for since, until in over), timedelta(0)),
    }
    return (Sentence("took", values, (began.seq, ended.seq), STRONG),)


def declared_after(incident: Incident) -> tuple[Sentence, ...]:
    """How long after its begin it was declared: so much of what it took passed before anybody worked on it here."""
    declared, began = moments(incident).get("declared"), _began(incident)
    if declared is None or began is None or began.time >= declared.time or not took(incident):
        return ()
    values = {"since": began.which, "after": declared.time - began.time}
    return (Sentence("declared_after", values, (began.seq, declared.seq), EXTRA),)


def _began(incident: Incident) -> Moment | None:
    known = moments(incident)
    return known.get("impact start") or known.get("detected") or known.get("declared")


def _ended(incident: Incident) -> Moment | None:
    known = moments(incident)
    return known.get("mitigated") or known.get("resolved")


def harm_ended_at(incident: Incident) -> datetime | None:
    """When the harm ended, in UTC; None while it goes on, and where nobody said it of an imported one."""
    if phase_of(incident) == "during":
        return None
    known = moments(incident)
    end = known.get("mitigated") or known.get("resolved")
    if end is None and incident.imported is not None:
        return None
    return end.time if end else incident.status_since


def _instead(earlier: Moment, moment: Moment) -> Moment:
    before = (*earlier.others, Moment(earlier.which, earlier.time, earlier.source, earlier.seq, earlier.stated))
    others = tuple(other for other in before if other.time != moment.time)
    return Moment(moment.which, moment.time, moment.source, moment.seq, moment.stated, others)


def _stated(incident: Incident, held: Holders) -> Iterator[Moment]:
    again_at = began_again_at(incident)
    for entry, fact in incident.of(TimeSet):
        if fact.which in _ENDS and again_at is not None and entry.at < again_at:
            continue  # the hour of an end that did not hold
        yield Moment(fact.which, fact.time, source(incident, entry, fact.source, held=held), entry.seq, stated=True)


def _shown(incident: Incident, held: Holders) -> Iterator[Moment]:
    """What the life of the incident shows; a state that it has fallen back from was not reached."""
    undone = {fact.undoes for _, fact in incident.of(StatusSet)}
    standing_seqs = {entry.seq for entry, _ in standing(incident)}
    found: dict[KeyTime, Entry] = {}
    for entry, fact in incident.of(Opened, RoleTaken, HypothesisConfirmed, StatusSet):
        which = _which(incident, fact)
        if isinstance(fact, StatusSet) and fact.undoes is not None:
            continue  # what was before it is so again, since then
        if which in _ENDS:
            if entry.seq in standing_seqs:
                found[which] = entry
        elif which and entry.seq not in undone:
            found.setdefault(which, entry)
    for which, entry in found.items():
        yield Moment(which, entry.at, source(incident, entry, held=held), entry.seq, stated=False)


def _which(incident: Incident, fact: object) -> KeyTime | None:
    match fact:
        case Opened():
            return "declared"
        case RoleTaken(role=role) if role == LEAD:
            return "lead present"
        case HypothesisConfirmed() | StatusSet(status="identified"):
            return "cause identified"
        case StatusSet(status="mitigated" | "resolved" as status) if _reached(incident, status):
            return status
        case _:
            return None


def _reached(incident: Incident, status: Status) -> bool:
    return _PROGRESS.get(incident.status, 0) >= _PROGRESS[status]
