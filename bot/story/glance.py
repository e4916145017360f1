"""The incident at a glance: phases, harm, ideas, reports, customers and decisions, as spans and points in time.

Law: nothing is drawn that nobody put on record. What is not known has an open end, and what lies too far away in time
is counted and not drawn.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Literal, TypeAlias

from bot.incident import facts as f
from bot.incident import lifecycle
from bot.incident.facts import Status
from bot.incident.logbook import Entry
from bot.incident.meanings import Mark
from bot.incident.parts import Customer, Hypothesis
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.story import labels, punctuality
from bot.story.keytimes import Moment, moments, out_of_order
from bot.story.onrecord import OnRecord, answered, on_record
from bot.story.punctuality import Wait
from bot.story.sentences import LIKELIEST_FIRST, Label, Sentence
from bot.story.statements import Statement, statements
from bot.story.timeline import PinnedMessage

LaneName: TypeAlias = Literal[
    "state", "harm", "idea", "ideas_more", "reports", "reports_more", "customer", "customers_more", "marked_told",
    "decisions",
]  # fmt: skip
ExtentSymbol: TypeAlias = Literal["investigating", "identified", "mitigated", "harm", "idea"]
PointSymbol: TypeAlias = Literal[
    "resolved", "cancelled", "confirmed", "ruled out", "denied", "on time", "unmeasured", "late", "missed", "told",
    "deadline", "decision",
]  # fmt: skip

Symbol: TypeAlias = ExtentSymbol | PointSymbol | Literal["open", "now"]

IDEAS_MAX = 6  # more rows than a reader takes in at once; the others are counted
CUSTOMERS_MAX = 4
ROLES_MAX = 6
REACH = 2  # so many times its own length the picture may show of what lies before and after; more squeezes the middle
REACH_MIN = timedelta(hours=2)  # for the short ones: a first call is seldom nearer
DEADLINE_REACH = timedelta(hours=4)  # half a working day ahead: nearer than that, it is what everybody looks at
SHORTEST = timedelta(minutes=2)  # one that is as old as a message still has an axis

_OPEN: Mapping[bool, tuple[Symbol, ...]] = {True: ("open",), False: ()}
_NOW: Mapping[bool, tuple[Symbol, ...]] = {True: ("now",), False: ()}
_SPANS: Mapping[Status, ExtentSymbol] = {
    "investigating": "investigating",
    "identified": "identified",
    "mitigated": "mitigated",
}
_ENDS: Mapping[Status, PointSymbol] = {"resolved": "resolved", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Extent:
    """From `begin_at` to `end_at`, aware UTC; an end that is not stated is open, and is drawn up to what is known."""

    symbol: ExtentSymbol
    begin_at: datetime
    end_at: datetime
    is_begin_open: bool = False
    is_end_open: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """Something that happened, or falls due, at `at`; `label` is the id by which people call it."""

    symbol: PointSymbol
    at: datetime
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One row: the sentence above it, which tells all of it in words, and what is drawn below."""

    name: LaneName
    head: Sentence
    spans: tuple[Extent, ...] = ()
    points: tuple[Point, ...] = ()
    outside: tuple[Point, ...] = ()  # too early or too late to be drawn


@dataclass(frozen=True, slots=True)
class Glance:
    """The picture before it is drawn: `lanes` between `begins_at` and `ends_at`, as of `as_of`, all aware UTC."""

    incident: str
    title: str
    severity: int | None
    status: Status
    private: bool
    drill: bool
    as_of: datetime
    is_open: bool
    begins_at: datetime
    ends_at: datetime
    lanes: tuple[Lane, ...]

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Every kind of symbol that is drawn, in the order in which it first comes up."""
        drawn: list[Symbol] = []
        for lane in self.lanes:
            drawn += [*(span.symbol for span in lane.spans), *(point.symbol for point in lane.points)]
        is_open = any(span.is_begin_open or span.is_end_open for lane in self.lanes for span in lane.spans)
        return tuple(dict.fromkeys([*drawn, *_OPEN[is_open], *_NOW[self.is_open]]))


def of(incident: Incident, pinned: Sequence[PinnedMessage] = (), *, now: datetime, policy: Policy) -> Glance:
    """The picture as of `now`; `pinned` are the messages of the timeline."""
    everything = statements(incident, pinned)
    said = everything[: bisect_right(everything, now, key=attrgetter("at"))]
    denied = answered(said)
    record = on_record(incident, said, denied)
    opened_at, core_end = _life(incident, now)
    lanes = (
        _state(incident, core_end),
        *_harm(incident, record, opened_at, core_end),
        *_ideas(incident, denied, core_end),
        *_reports(incident, now, policy),
        *_customers(incident, _marked(record, "told")),
        *_decisions(incident),
    )
    begins_at, ends_at = _window(lanes, opened_at, core_end)
    return Glance(
        incident=incident.name,
        title=incident.title,
        severity=incident.severity,
        status=incident.status,
        private=incident.private,
        drill=incident.drill,
        as_of=now,
        is_open=incident.is_open,
        begins_at=begins_at,
        ends_at=ends_at,
        lanes=tuple(_within(lane, begins_at, ends_at) for lane in lanes),
    )


def _life(incident: Incident, now: datetime) -> tuple[datetime, datetime]:
    """From when to when it ran: of one that was put down when it was over, as its times are stated."""
    opened_at = incident.opened_at or now
    if incident.put_down_later:
        known = moments(incident)
        began, ended = known.get("impact start"), known.get("mitigated")
        begun_at = began.time if began is not None else opened_at
        return begun_at, max(ended.time if ended is not None else begun_at, begun_at)
    ending = lifecycle.ending(incident)
    return opened_at, max(ending.at if ending is not None else now, opened_at)


# ---- the axis --------------------------------------------------------------------------------------


def _window(lanes: Sequence[Lane], opened_at: datetime, core_end: datetime) -> tuple[datetime, datetime]:
    """From the earliest to the latest that is drawn, but for what lies far outside the incident's own life."""
    reach = max((core_end - opened_at) * REACH, REACH_MIN)
    spans = [at for lane in lanes for span in lane.spans for at in (span.begin_at, span.end_at)]
    points = [point for lane in lanes for point in lane.points]
    near = [at for at in (*spans, *(p.at for p in points)) if opened_at - reach <= at <= core_end + reach]
    near += [p.at for p in points if p.symbol == "deadline" and core_end <= p.at <= core_end + DEADLINE_REACH]
    begins_at, ends_at = min([opened_at, *near]), max([core_end, *near])
    return begins_at, max(ends_at, begins_at + SHORTEST)


def _within(lane: Lane, begins_at: datetime, ends_at: datetime) -> Lane:
    near = (span for span in lane.spans if span.end_at >= begins_at and span.begin_at <= ends_at)
    spans = tuple(_clipped(span, begins_at, ends_at) for span in near)
    drawn = tuple(point for point in lane.points if begins_at <= point.at <= ends_at)
    outside = tuple(point for point in lane.points if point not in drawn)
    values = {**lane.head.values, "outside": len(outside)}
    return replace(lane, head=replace(lane.head, values=values), spans=spans, points=drawn, outside=outside)


def _clipped(span: Extent, begins_at: datetime, ends_at: datetime) -> Extent:
    """What began too long ago to be drawn has an open begin; its head still says when that was."""
    return replace(
        span,
        begin_at=max(span.begin_at, begins_at),
        end_at=min(span.end_at, ends_at),
        is_begin_open=span.is_begin_open or span.begin_at < begins_at,
        is_end_open=span.is_end_open or span.end_at > ends_at,
    )


# ---- its state -------------------------------------------------------------------------------------


def _turns(incident: Incident) -> list[tuple[datetime, Status, int]]:
    """Each change of the state that stands: when, to what, by which entry. An end that was taken back was none.

    None of what was over when it was put on record: its state was set on that day, and not while it ran.
    """
    if incident.was_told_later:
        return []
    undone = {fact.undoes for _, fact in incident.of(f.StatusSet)}
    turns: list[tuple[datetime, Status, int]] = []
    for entry, fact in incident.of(f.Opened, f.StatusSet):
        status: Status = fact.status if isinstance(fact, f.StatusSet) else "investigating"
        if entry.seq not in undone and (not turns or turns[-1][1] != status):
            turns.append((entry.at, status, entry.seq))
    return turns


def _state(incident: Incident, core_end: datetime) -> Lane:
    turns = _turns(incident)
    ends = [*(at for at, _, _ in turns[1:]), core_end]
    spans = tuple(
        Extent(_SPANS[status], at, max(until, at), is_end_open=incident.is_open and place == len(turns) - 1)
        for place, ((at, status, _), until) in enumerate(zip(turns, ends, strict=False))
        if status in _SPANS
    )
    points = tuple(Point(_ENDS[status], at) for at, status, _ in turns if status in _ENDS)
    values = {"turns": tuple((status, at) for at, status, _ in turns)}
    return Lane("state", Sentence("state", values, tuple(seq for _, _, seq in turns)), spans, points)


def _harm(incident: Incident, record: OnRecord, opened_at: datetime, core_end: datetime) -> Iterator[Lane]:
    """From when to when people were hurt. That it ended is said only where a person timed it, as on the brief."""
    known = moments(incident)
    began, ended = known.get("impact start"), known.get("mitigated") or known.get("resolved")
    doubt = [
        pair for pair in out_of_order(incident) if {moment.which for moment in pair} & {"impact start", "mitigated"}
    ]
    if doubt:
        first, second = doubt[0]
        values: Mapping[str, object] = {"first": first.which, "second": second.which}
        yield Lane("harm", Sentence("harm_contradicted", values, (first.seq, second.seq)))
        return
    if incident.status == "cancelled" and began is None:
        return
    over = _marked(record, "over", since=record.began_again_at)
    yield _harm_between(began, ended, over, opened_at, core_end)


def _harm_between(
    began: Moment | None, ended: Moment | None, over: Sequence[Statement], opened_at: datetime, core_end: datetime
) -> Lane:
    """An end that is only the act of setting the state is where what is known of it stops, and not the end.

    Where a line is marked as `over`, nobody is told that no end was stated: the head says when that line was said.
    """
    is_end_known = ended is not None and ended.stated
    until = ended.time if ended is not None else core_end
    since = began.time if began is not None else min(opened_at, until)
    span = Extent("harm", since, max(until, since), is_begin_open=began is None, is_end_open=not is_end_known)
    values = {
        "began_at": began.time if began is not None else None,
        "known_at": since,
        "ended_at": until if is_end_known else None,
        "over_at": over[-1].at if over else None,
    }
    told = (*(m.seq for m in (began, ended) if m is not None), *(line.label for line in over[-1:]))
    return Lane("harm", Sentence("harm", values, told), (span,))


# ---- ideas -----------------------------------------------------------------------------------------


def _ideas(incident: Incident, denied: Mapping[Label, Statement], core_end: datetime) -> Iterator[Lane]:
    """A row for each idea, in the order in which they were stated; of too many, those that matter most."""
    ideas = incident.hypotheses
    shown = {h.seq for h in sorted(ideas, key=_rank)[:IDEAS_MAX]}
    yield from (_idea(h, denied.get(h.seq), core_end) for h in ideas if h.seq in shown)
    rest = [h for h in ideas if h.seq not in shown]
    if rest:
        yield Lane("ideas_more", Sentence("ideas_more", {"count": len(rest)}, tuple(h.seq for h in rest)))


def _rank(idea: Hypothesis) -> tuple[int, int, int]:
    """What was confirmed, then what is open, the likeliest first, then what was ruled out; of two the later."""
    return (
        ("confirmed", "open", "ruled out").index(idea.outcome),
        LIKELIEST_FIRST.index(idea.likelihood),
        -idea.seq,
    )


def _idea(idea: Hypothesis, denial: Statement | None, core_end: datetime) -> Lane:
    outcome: PointSymbol | None = None
    ended_at = idea.settled_at
    if idea.outcome != "open":
        outcome = idea.outcome
    elif denial is not None:
        outcome, ended_at = "denied", denial.at
    until = max(ended_at or core_end, idea.raised_at)
    span = Extent("idea", idea.raised_at, until, is_end_open=outcome is None)
    values = {
        "id": idea.id,
        "text": idea.text,
        "likelihood": idea.likelihood,
        "outcome": outcome or "open",
        "at": until if outcome else None,
    }
    points = (Point(outcome, until),) if outcome else ()
    return Lane("idea", Sentence("idea", values, (idea.seq,)), (span,), points)


# ---- reports, customers, decisions -----------------------------------------------------------------


def _reports(incident: Incident, now: datetime, policy: Policy) -> Iterator[Lane]:
    """A row for each role that somebody has held and that owes reports, as they are counted in the summary.

    Of many, those of which most were late or did not come have one.
    """
    waits = punctuality.waits(incident, now, policy)
    made = {role: tuple(point for wait in waits[role] if (point := _report(wait)) is not None) for role in waits}
    kept = sorted(made, key=lambda role: -sum(p.symbol in {"late", "missed"} for p in made[role]))[:ROLES_MAX]
    for role, points in made.items():
        if role in kept:
            yield Lane("reports", Sentence("reports", {"role": role, "counts": _counts(points)}), (), points)
    if len(made) > len(kept):
        rest = sorted((p for role in made if role not in kept for p in made[role]), key=lambda p: p.at)
        head = Sentence("reports_more", {"count": len(made) - len(kept), "counts": _counts(rest)})
        yield Lane("reports_more", head, (), tuple(rest))


def _counts(points: Sequence[Point]) -> Mapping[PointSymbol, int]:
    kinds: tuple[PointSymbol, ...] = ("on time", "late", "missed", "unmeasured")
    return {symbol: sum(p.symbol == symbol for p in points) for symbol in kinds}


def _report(wait: Wait) -> Point | None:
    """A report where it came; one that did not come where it fell due."""
    if wait.reported:
        return Point("unmeasured" if wait.due_at is None else "late" if wait.is_late else "on time", wait.until)
    return Point("missed", wait.due_at) if wait.due_at is not None and wait.is_late else None


def _marked(record: OnRecord, mark: Mark, *, since: datetime | None = None) -> Sequence[Statement]:
    """What somebody meant as that, oldest first, but for what is a typed record of the same."""
    return record.newest(len(record.said), lambda s: mark in s.marks and s.kind != mark, since=since)


def _customers(incident: Incident, marked: Sequence[Statement]) -> Iterator[Lane]:
    """A row for each customer, the most pressing first: when they were told, and by when they need it.

    A line that is marked as told names no customer: it has a row of its own, and where there is one, nobody is said
    not to have been told.
    """
    register = sorted(incident.customers, key=lambda c: (c.deadline_at is None, c.deadline_at or c.since, c.seq))
    yield from (_customer(customer, is_other_told=bool(marked)) for customer in register[:CUSTOMERS_MAX])
    rest = register[CUSTOMERS_MAX:]
    if rest:
        points = tuple(Point("told", contact.at) for customer in rest for contact in customer.contacts)
        values = {"count": len(rest), "told": _times(points, is_other_told=bool(marked))}
        head = Sentence("customers_more", values, tuple(c.seq for c in rest))
        yield Lane("customers_more", head, (), tuple(sorted(points, key=lambda p: p.at)))
    if marked:
        head = Sentence("marked_told", {"count": len(marked)}, tuple(line.label for line in marked))
        yield Lane("marked_told", head, (), tuple(Point("told", line.at) for line in marked))


def _customer(customer: Customer, *, is_other_told: bool) -> Lane:
    told = tuple(Point("told", contact.at) for contact in customer.contacts)
    deadline = (Point("deadline", customer.deadline_at),) if customer.deadline_at else ()
    times = _times(told, is_other_told=is_other_told)
    values = {"name": customer.name, "told": times, "deadline_at": customer.deadline_at}
    return Lane("customer", Sentence("customer", values, (customer.seq,)), (), (*told, *deadline))


def _times(told: Sequence[Point], *, is_other_told: bool) -> int | None:
    """How often they were told; None where it may have been more than never."""
    return len(told) or (None if is_other_told else 0)


def _decisions(incident: Incident) -> Iterator[Lane]:
    """Each decision where it was first made; what is only proposed is none."""
    first: dict[str, Entry] = {}
    for entry, fact in incident.of(f.Decided):
        first.setdefault(fact.id, entry)
    made = [fact.id for _, fact in incident.latest(f.Decided) if not labels.is_proposal(fact.what)]
    if made:
        points = tuple(Point("decision", first[name].at, name) for name in made)
        seqs = tuple(first[name].seq for name in made)
        yield Lane("decisions", Sentence("decisions", {"count": len(made)}, seqs), (), points)
