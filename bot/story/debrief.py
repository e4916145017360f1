"""What a team reads after a drill or any incident: how fast it came to what, and by which ways it kept the record.

Law: what one person did is told as that of the role which they had then, never under a name.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.incident.facts import HypothesisConfirmed, Reported
from bot.incident.logbook import BOT
from bot.incident.parts import Hypothesis
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.story import punctuality
from bot.story.keytimes import moments
from bot.story.punctuality import Punctuality
from bot.story.sentences import Holders, holders
from bot.story.timeline import PinnedMessage

Milestone: TypeAlias = Literal["lead", "report", "idea", "cause", "end"]
Way: TypeAlias = Literal["command", "tap", "form", "message", "mark"]
# What a cause begins with (`Entry.cause`), as the way that a person took.
_WAYS: Mapping[str, Way] = {"cmd": "command", "cli": "command", "press": "tap", "view": "form", "msg": "message"}
_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Reached:
    """How long after the declaration something came, at which time (aware UTC) and in which role; empty for none."""

    after: timedelta
    at: datetime
    role: str = ""


@dataclass(frozen=True, slots=True)
class Debrief:
    """`reached` holds what came to pass, in the order of Milestone; `idea` is the hypothesis that was confirmed.

    `used` counts by role, empty for none, what people put on record, and how. Reading leaves no record.
    """

    incident: str
    title: str
    drill: bool
    as_of: datetime
    reached: Mapping[Milestone, Reached]
    idea: str
    ideas_before: int
    reports: tuple[Punctuality, ...]
    used: Mapping[str, Mapping[Way, int]]


def of(incident: Incident, pinned: Sequence[PinnedMessage] = (), *, now: datetime, policy: Policy) -> Debrief:
    held = holders(incident)
    right = _right_idea(incident)
    return Debrief(
        incident=incident.name,
        title=incident.title,
        drill=incident.drill,
        as_of=now,
        reached=dict(_reached(incident, right, held)),
        idea=right.text if right else "",
        ideas_before=sum(h.seq < right.seq for h in incident.hypotheses) if right else 0,
        reports=punctuality.of(incident, now=now, policy=policy),
        used=_used(incident, pinned, held),
    )


def last_before(read_at: Sequence[datetime], *, end: datetime | None) -> int | None:
    """Which page to compare with what is known now, as its place: the last that was read before the end, else the last.

    `read_at` are the times of the pages, oldest first; None when there is none.
    """
    before = [place for place, at in enumerate(read_at) if end is None or at < end]
    return before[-1] if before else len(read_at) - 1 if read_at else None


def _reached(incident: Incident, right: Hypothesis | None, held: Holders) -> Iterator[tuple[Milestone, Reached]]:
    known = moments(incident)
    declared = known.get("declared")
    since = declared.time if declared else incident.opened_at
    if since is None:
        return

    def came(at: datetime, role: str = "") -> Reached:
        return Reached(max(at - since, _NONE), at, role)

    if "lead present" in known:
        yield "lead", came(known["lead present"].time)
    for entry, report in incident.of(Reported)[:1]:
        yield "report", came(entry.at, report.role)
    if right is not None:
        yield "idea", came(right.raised_at, held.at(right.raised_by, right.raised_at))
        for entry, _ in [told for told in incident.of(HypothesisConfirmed) if told[1].id == right.id][:1]:
            yield "cause", came(entry.at, held.at(entry.by, entry.at))
    end = known.get("mitigated") or known.get("resolved")
    if end is not None:
        yield "end", came(end.time)


def _right_idea(incident: Incident) -> Hypothesis | None:
    """The first that was confirmed and has not fallen since."""
    confirmed = [h for h in incident.hypotheses if h.outcome == "confirmed"]
    return min(confirmed, key=lambda h: (h.settled_at or h.raised_at, h.seq), default=None)


def _used(incident: Incident, pinned: Sequence[PinnedMessage], held: Holders) -> Mapping[str, Mapping[Way, int]]:
    """What came of one command, tap or message is one, however many entries it left."""
    counted: dict[str, Counter[Way]] = {}
    seen: set[str] = set()
    for entry in incident.entries:
        way = _WAYS.get(entry.cause.partition(":")[0])
        if way is None or entry.by == BOT or entry.cause in seen:
            continue
        seen.add(entry.cause)
        counted.setdefault(held.at(entry.by, entry.at), Counter())[way] += 1
    for person, at in _marks(pinned):
        counted.setdefault(held.at(person, at), Counter())["mark"] += 1
    return counted


def _marks(pinned: Sequence[PinnedMessage]) -> Iterator[tuple[str, datetime]]:
    """Who put which mark, and when; a pin alone means nothing more."""
    for pin in pinned:
        yield from pin.meant.values() or [(pin.pinned_by, pin.pinned_at)]
