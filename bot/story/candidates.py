"""What could fill a section of the summary whose typed record is missing: at most three lines each, not confirmed.

Law: a candidate is a quotation chosen by where it stands; what is computed comes from times and roles on record alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile, islice
from typing import Literal, TypeAlias

from bot.incident.facts import EndSeen, ImpactStated, MoneyStated, RoleTaken
from bot.incident.meanings import Mark
from bot.incident.policy import CODE, CUSTOMERS, LEAD, LOGS, Policy
from bot.incident.state import Incident
from bot.story import labels, picks
from bot.story.cause import is_confirmed
from bot.story.fix import is_done
from bot.story.keytimes import moments
from bot.story.onrecord import OnRecord, long_words
from bot.story.picks import Pick
from bot.story.quotation import Holding, Quotation, Withdrawn, figure_behind_courtesy, quoted
from bot.story.sentences import Label
from bot.story.statements import Statement

SummaryTopic: TypeAlias = Literal[
    "harm",
    "how_many",
    "money",
    "impact start",
    "detected",
    "cause",
    "ended_by",
    "mitigated",
    "factors",
    "hard",
    "follow_ups",
]

CANDIDATES_MAX = 3
VERIFIED_WITHIN = timedelta(minutes=10)  # before a state is set, somebody else says that it is so
COMPARED_WITHIN = timedelta(minutes=30)


def harm(record: OnRecord) -> Sequence[Statement]:
    """What somebody meant as the harm, else the first lines."""
    if meant := picks.marked("harm")(record):
        return meant
    first = record.first(picks.anything)
    outside = record.first(picks.from_outside, until=record.mitigated_at)
    liaison = record.first(picks.told_by_liaison, until=record.mitigated_at)
    found = _once([*first, *outside, *liaison])
    return found if len(found) == CANDIDATES_MAX else _once([*found, *picks.later_from_outside(record)])


def _how_many(record: OnRecord) -> Sequence[Statement]:
    """What was counted once it had ended, or became of what was feared, after the newest figures of before."""
    liaison = record.newest(CANDIDATES_MAX, _tells_a_figure, by=CUSTOMERS)
    stated = _once([*(s for s in harm(record) if labels.holds_a_figure(s.said)), *liaison])
    counted = picks.counted_since_the_end(record) or picks.counted_again(record)
    known = {s.label for s in counted}
    return _once([*[s for s in stated if s.label not in known][-CANDIDATES_MAX + len(counted) :], *counted])


def _tells_a_figure(statement: Statement) -> bool:
    return picks.is_saying(statement) and labels.holds_a_figure(statement.said)


def _cause(record: OnRecord) -> Sequence[Statement]:
    named = [*_named(record), *picks.found_after_the_end(record)]
    if record.identified_at is None or not named:
        named += record.newest(2, picks.is_finding)
    return _once(named) or picks.eligible_idea(record)


def _named(record: OnRecord) -> Sequence[Statement]:
    """The lines that stand where a cause gets its name: before it was set, else first after the end."""
    before = (*picks.before_identified(record), *picks.named_from_outside(record))
    return [*picks.said_confirmed(record), *before, *_told_after_the_end(record)]


def _told_after_the_end(record: OnRecord) -> Sequence[Statement]:
    return picks.told_after_the_end(LOGS, CODE)(record) or picks.told_after_the_end(LEAD)(record)


def named_cause(record: OnRecord) -> Label | None:
    """The line that would stand alone as the cause: what was called confirmed, else the last before it was set.

    Where nobody set it, what was told once it was over.
    """
    named = [*picks.said_confirmed(record), *picks.right_before_identified(record), *_told_after_the_end(record)]
    return named[0].label if named else None


def _verified(record: OnRecord) -> Sequence[Statement]:
    if record.mitigated_at is None:
        return []
    return record.newest(
        1,
        lambda s: s.by != record.ended_by and not s.is_machine,
        since=record.mitigated_at - VERIFIED_WITHIN,
        until=record.mitigated_at,
    )


def _factors(record: OnRecord) -> Sequence[Statement]:
    """What was found after the cause had a name tells what let it happen, if anything does.

    From the decision what to do about it until the end, what is found is how that goes; so is, at any time, what
    somebody is busy with and what was counted before: that nine of fourteen are back is progress and no factor.
    """
    since = record.identified_at or record.mitigated_at
    if since is None:
        return []
    progress = (
        *_carried_out(record, since),
        *picks.before_mitigated(record),
        *_verified(record),
        *_named(record),
    )
    counted = _counted_first(record)

    def is_factor(line: Statement) -> bool:
        return _is_told(line) and not _is_progress(line) and not _is_counted_again(line, counted)

    return record.without(line.label for line in progress).newest(CANDIDATES_MAX, is_factor, since=since)


def _is_progress(line: Statement) -> bool:
    """Whether it says of itself how things go; what somebody marked as done, over or told is that."""
    is_labelled = (labels.is_under_way, labels.is_nothing_new, labels.is_thanks, labels.is_correction)
    return not line.marks <= {"why"} or any(is_so(line.said) for is_so in is_labelled)


def _counted_first(record: OnRecord) -> Mapping[str, datetime]:
    """When each thing was first counted, by the words that name it."""
    first: dict[str, datetime] = {}
    for line in record.said:
        for word in long_words(line.said) if labels.counts(line.said) else ():
            first.setdefault(word, line.at)
    return first


def _is_counted_again(line: Statement, counted: Mapping[str, datetime]) -> bool:
    return labels.counts(line.said) > 0 and any(counted[word] < line.at for word in long_words(line.said))


def _carried_out(record: OnRecord, since: datetime) -> Sequence[Statement]:
    """What was said from the first decision after `since` until the harm had ended."""
    until = record.mitigated_at
    if until is None:
        return []
    during = [line for line in record.said if since <= line.at <= until]
    return list(dropwhile(lambda line: line.kind != "decision", during))


def _is_told(statement: Statement) -> bool:
    """A finding that is not the evidence of a confirmed cause, which has its own place."""
    return picks.is_finding(statement) and statement.kind != "verdict"


def _follow_ups(record: OnRecord) -> Sequence[Statement]:
    return _once([*picks.decided_afterwards(record), *picks.open_needs(record), *picks.proposed(record)])


def _once(lines: Sequence[Statement]) -> list[Statement]:
    return sorted({line.label: line for line in lines}.values(), key=lambda line: line.at)


def _is_timed(incident: Incident) -> bool:
    ended = moments(incident).get("mitigated")
    return ended is not None and ended.stated


@dataclass(frozen=True, slots=True)
class Offering:
    """Where the candidates of a topic come from, and the typed record that makes them needless."""

    topic: SummaryTopic
    is_typed: Callable[[Incident], bool]
    pick: Pick


SOURCES: tuple[Offering, ...] = (
    Offering("harm", lambda incident: bool(incident.customers or incident.of(ImpactStated)), harm),
    Offering("how_many", lambda incident: bool(incident.of(ImpactStated)), _how_many),
    Offering("money", lambda incident: bool(incident.of(MoneyStated)), picks.sums_named),
    Offering("impact start", lambda incident: "impact start" in moments(incident), picks.first_where(picks.is_saying)),
    Offering("detected", lambda incident: "detected" in moments(incident), picks.first_where(picks.is_saying)),
    Offering("cause", is_confirmed, _cause),
    Offering("ended_by", is_done, picks.before_mitigated),
    Offering("mitigated", lambda incident: _is_timed(incident) or bool(incident.of(EndSeen)), _verified),
    Offering("factors", lambda _: False, _factors),
    Offering("hard", lambda _: False, picks.open_needs),
    Offering("follow_ups", lambda incident: bool(incident.follow_ups), _follow_ups),
)


def candidates(incident: Incident, record: OnRecord) -> Mapping[SummaryTopic, tuple[Quotation, ...]]:
    """The candidates of every topic of which no typed record exists, and none that somebody took when asked.

    A topic without any has none on record.
    """
    taken = confirmed(record)
    return {
        source.topic: tuple(
            quoted(line, record.taken_back, holding=_holding(source.topic, line))
            for line in source.pick(record)[-CANDIDATES_MAX:]
        )
        for source in SOURCES
        if not source.is_typed(incident) and source.topic not in taken
    }


def _holding(topic: SummaryTopic, line: Statement) -> Holding | None:
    """What the words of a line are quoted for: a figure or a sum where one is missing, else its beginning."""
    match topic:
        case "how_many":
            return labels.holds_a_figure
        case "money":
            return labels.holds_a_sum
        case "harm":
            return figure_behind_courtesy(line)
        case _:
            return None


CONFIRMED: Mapping[Mark, SummaryTopic] = {"harm": "harm", "why": "cause", "done": "ended_by", "over": "mitigated"}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A line that somebody took for its place when asked: their statement, in the words of whoever wrote it."""

    quote: Quotation
    by: str


def confirmed(record: OnRecord) -> Mapping[SummaryTopic, tuple[Confirmed, ...]]:
    """The lines that somebody took when asked, by topic, oldest first."""
    found: dict[SummaryTopic, tuple[Confirmed, ...]] = {}
    for line in (line for line in record.said if line.answers):
        for topic in (topic for mark, topic in CONFIRMED.items() if mark in line.answers):
            found[topic] = (*found.get(topic, ()), Confirmed(quoted(line, record.taken_back), line.marked_by))
    return found


def _quoted(lines: Sequence[Statement], taken_back: Withdrawn) -> tuple[Quotation, ...]:
    return tuple(quoted(line, taken_back) for line in lines[-CANDIDATES_MAX:])


@dataclass(frozen=True, slots=True)
class Computed:
    """What times and roles on record say of themselves.

    `first_answer` runs from the first line on record to the first one of a holder after it. `unanswered` is the newest
    question from outside after which neither lead nor customer liaison said anything; `compared` are lines from outside
    that stand near each other and both hold a figure.
    """

    first_answer: timedelta | None
    hand_overs: int
    vacant: tuple[str, ...]
    unanswered: tuple[Quotation, ...]
    compared: tuple[tuple[Quotation, Quotation], ...]


def computed(incident: Incident, record: OnRecord, policy: Policy) -> Computed:
    taken = [fact.role for _, fact in incident.of(RoleTaken)]
    return Computed(
        first_answer=_first_answer(record),
        hand_overs=len(taken) - len(set(taken)),
        vacant=tuple(duty.name for duty in policy.duties if duty.name not in taken),
        unanswered=_quoted(picks.asked_from_outside(record), record.taken_back),
        compared=_compared(record),
    )


def _first_answer(record: OnRecord) -> timedelta | None:
    """None where a holder spoke first: then there was nobody to answer."""
    first = record.said[0] if record.said else None
    if first is None or first.role:
        return None
    answer = record.first(lambda s: bool(s.role))
    return answer[0].at - first.at if answer else None


def _compared(record: OnRecord) -> tuple[tuple[Quotation, Quotation], ...]:
    figures = (s for s in record.said if picks.from_outside(s) and labels.counts(s.said))
    pairs = islice(_counted_apart(figures), CANDIDATES_MAX)
    return tuple((quoted(one, record.taken_back), quoted(two, record.taken_back)) for one, two in pairs)


def _counted_apart(figures: Iterable[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Each line with the newest one before it that counts the same thing, if that is by another and near."""
    newest: dict[str, Statement] = {}  # by each word that names a thing
    for line in figures:
        words = long_words(line.said)
        near = [one for word in words if (one := newest.get(word)) and _may_differ(one, line)]
        if near:
            yield max(near, key=lambda one: one.at), line
        newest.update(dict.fromkeys(words, line))


def _may_differ(one: Statement, two: Statement) -> bool:
    """Whether two people counted at about the same time."""
    return one.by != two.by and two.at - one.at <= COMPARED_WITHIN


def just_before(record: OnRecord, at: datetime, by: str) -> Statement | None:
    """The line right before a decision by somebody else: what was on the table, not why it was decided."""
    found = record.newest(1, lambda s: s.by != by and s.kind != "decision", until=at)
    return found[0] if found else None
