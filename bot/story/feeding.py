"""What fills a section of the brief whose typed record is missing: lines on record, chosen by where they stand.

Law: position, role, kind and time choose; words only exclude. Whatever is chosen is quoted, and no line stands twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bot.incident.policy import CODE, CUSTOMERS, LEAD, LOGS
from bot.story import picks
from bot.story.onrecord import OnRecord
from bot.story.phase import Phase
from bot.story.picks import Pick
from bot.story.sentences import Label, Sentence
from bot.story.statements import Statement

Place: TypeAlias = Literal[
    "lead",
    "harm",
    "state",
    "news",
    "customers",
    "told",
    "money",
    "cause",
    "beside",
    "estimate",
    "expected",
    "running",
    "doing",
    "ended",
    "earlier",
    "plan_b",
    "prevention",
    "risk",
]
Quoted: TypeAlias = Mapping[Place, tuple[Sentence, ...]]  # what the sections put where a typed record is missing

PAGE_QUOTES_MAX = 9  # more is a transcript


@dataclass(frozen=True, slots=True)
class Feed:
    """A source of a place: the sentence that leads in, and which lines it gives, perhaps only all of them together.

    `beside_mark` leads in where a line stands that somebody marked, if the sentence is another one there.
    """

    lead_in: str
    pick: Pick
    together: bool = False
    beside_mark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A choice for a place in these phases, at most so many quotations of it.

    `leaves`: so many more may stand there by a later row. A mark may be a slip, and position is seldom far off.
    `room` is kept for as many lines, where each feed has one: the second says what became of the first.
    """

    place: Place
    phases: frozenset[Phase]
    at_most: int
    feeds: tuple[Feed, ...]
    leaves: int = 0
    room: int = 1


_DURING: frozenset[Phase] = frozenset({"during"})
_MITIGATED: frozenset[Phase] = frozenset({"mitigated"})
_FINAL: frozenset[Phase] = frozenset({"final"})
_ENDED = _MITIGATED | _FINAL
_ANY = _DURING | _ENDED

# Of each place the first row that finds a line is taken, with all its feeds. The rows stand in the order in which
# places take their lines, since each stands only once: where somebody meant it to stand goes before where it stood, and
# what ended it has the first choice.
TABLE: tuple[Row, ...] = (
    Row("lead", _ANY, 1, (Feed("lead_says", picks.last_report_of_lead),)),
    Row("ended", _ENDED, 2, (Feed("said_to_have_ended_it", picks.answered_done),), leaves=1),
    Row("ended", _ENDED, 2, (Feed("marked_done_at_the_end", picks.done_until_the_end),), leaves=1),
    Row("earlier", _ANY, 1, (Feed("marked_done_earlier", picks.done_earlier),)),
    Row("harm", _ANY, 2, (Feed("marked_harm", picks.answered("harm")),)),
    Row("harm", _ANY, 2, (Feed("marked_harm", picks.marked("harm")),), leaves=1),
    Row("state", _ENDED, 1, (Feed("marked_over", picks.answered_over),), leaves=1),
    Row("state", _ENDED, 1, (Feed("marked_over", picks.marked_over),), leaves=1),
    Row("cause", _ANY, 1, (Feed("marked_why", picks.marked("why")),), leaves=1),
    Row("cause", _ANY, 1, (Feed("before_identified", picks.named_from_outside),), leaves=1),
    Row("doing", _DURING, 1, (Feed("marked_done", picks.done_since),), leaves=1),
    Row("told", _ANY, 1, (Feed("marked_told", picks.marked("told")),)),
    Row("estimate", _DURING, 1, (Feed("since_estimate", picks.since_estimate),)),
    Row("expected", _DURING, 1, (Feed("expected", picks.expected),)),
    Row("running", _DURING, 2, (Feed("agreed", picks.agreed, together=True),)),
    Row(
        "ended",
        _ENDED,
        3,
        (Feed("last_before_mitigated", picks.before_mitigated, beside_mark="also_before_mitigated"),),
    ),
    Row("customers", _ENDED, 1, (Feed("holding_figure", picks.first_counted),), leaves=1),
    Row("customers", _ENDED, 1, (Feed("holding_figure", picks.counted_since_the_end),), leaves=1),
    Row("customers", _ENDED, 1, (Feed("holding_figure", picks.counted_again),), leaves=1),
    Row(
        "harm",
        _ANY,
        3,
        (
            Feed("first_on_record", picks.very_first),
            Feed("from_outside", picks.first_where(picks.from_outside)),
            Feed("liaison", picks.first_where(picks.told_by_liaison)),
            Feed("from_outside", picks.later_from_outside),
            Feed("also_on_record", picks.first_where(picks.anything)),
        ),
        leaves=1,
    ),
    Row("money", _ANY, 2, (Feed("said_of_money", picks.sums_named),)),
    Row("prevention", _ENDED, 2, (Feed("said_for_afterwards", picks.said_for_afterwards),), leaves=1),
    Row("cause", _ENDED, 1, (Feed("told_after_the_end", picks.told_after_the_end(LOGS, CODE)),), leaves=1),
    Row("state", _FINAL, 2, (Feed("since_mitigated", picks.since_mitigated),)),
    Row("state", _DURING | _MITIGATED, 1, (Feed("since_then", picks.since_the_act),)),
    Row(
        "cause",
        _ANY,
        2,
        (Feed("said_confirmed", picks.said_confirmed), Feed("found_since", picks.found_since_confirmed)),
        room=2,
    ),
    Row(
        "cause",
        _ANY,
        2,
        (
            Feed("before_identified", picks.right_before_identified),
            Feed("found_after_the_end", picks.found_after_the_end),
            Feed("before_identified", picks.before_identified),
        ),
    ),
    Row(
        "cause",
        _ANY,
        2,
        (
            *(Feed("newest_finding", picks.newest_finding_of(role)) for role in (CODE, LOGS)),
            Feed("told_after_the_end", picks.told_after_the_end(LEAD)),
        ),
    ),
    Row("cause", _ANY, 1, (Feed("unjudged_idea", picks.eligible_idea),)),
    Row("harm", _ANY, 1, (Feed("also_on_record", picks.second_of_one_alone),)),
    Row("doing", _DURING | _MITIGATED, 2, (Feed("doing", picks.newest_actions),)),
    Row(
        "running",
        _DURING,
        2,
        tuple(Feed("newest_on_record", picks.newest_but_proposals(role)) for role in (CODE, LEAD)),
    ),
    Row("customers", _ANY, 2, (Feed("liaison", picks.newest_of(CUSTOMERS, 2)),)),
    Row("customers", _ANY, 2, (Feed("holding_figure", picks.harm_with_figure),)),
    Row("plan_b", _DURING, 1, (Feed("proposed", picks.proposed),)),
    Row("prevention", _ENDED, 2, (Feed("for_afterwards", picks.decided_afterwards),)),
    Row("risk", _ANY, 2, (Feed("still_needed", picks.open_needs),)),
    Row("risk", _ENDED, 1, (Feed("proposed", picks.proposed),)),
    Row("risk", _ANY, 1, (Feed("asked_from_outside", picks.asked_from_outside),)),
    Row("beside", _ANY, 1, (Feed("same_time", picks.newest_of_machines),)),
)


@dataclass(frozen=True, slots=True)
class Fed:
    """What a place is fed with: lines behind their lead-in, oldest first."""

    lead_in: str
    lines: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Findable:
    """What the whole record holds: the labels for each place that has any, and the lines of each source."""

    places: Mapping[Place, frozenset[Label]]
    lines: Mapping[Feed, tuple[Statement, ...]]


# Each of these has room for one line before another has a second: what it is, whether it is over, why, what is done.
_FIRST: tuple[Place, ...] = ("ended", "harm", "state", "cause", "running")


def feed(record: OnRecord, found: Findable, *, quotes_max: int) -> Mapping[Place, tuple[Fed, ...]]:
    """The lines for each place that has `found` some. A fed place asks no further row, but for what one leaves it."""
    fed: dict[Place, tuple[Fed, ...]] = {}
    left_over: dict[Place, int] = {}
    for row in TABLE:
        at_most = min(row.at_most, left_over.get(row.place, row.at_most))
        if row.place not in found.places or at_most == 0 or record.phase not in row.phases:
            continue
        waiting = [place for place in _FIRST if place in found.places and place not in fed and place != row.place]
        kept = sum(_room(place, record, found) for place in waiting)
        left = quotes_max - sum(len(one.lines) for feds in fed.values() for one in feds) - kept
        taken = _taken(row, record, found, min(at_most, left), is_beside_mark=row.place in fed)
        if taken:
            fed[row.place] = _joined((*fed.get(row.place, ()), *taken))
            left_over[row.place] = row.leaves
            record = record.without(line.label for one in taken for line in one.lines)
    return fed


def _joined(feds: Sequence[Fed]) -> tuple[Fed, ...]:
    """Those of one lead-in behind one, where two rows give some."""
    lines: dict[str, list[Statement]] = {}
    for one in feds:
        lines.setdefault(one.lead_in, []).extend(one.lines)
    return tuple(Fed(lead_in, tuple(sorted(found, key=lambda s: s.at))) for lead_in, found in lines.items())


def _room(place: Place, record: OnRecord, found: Findable) -> int:
    """How many lines are kept free for a place that has none yet."""
    rows = [row for row in TABLE if row.place == place and record.phase in row.phases]
    return max(row.room for row in rows if row.room == 1 or all(found.lines.get(source) for source in row.feeds))


def findable(record: OnRecord, sated: frozenset[Place]) -> Findable:
    """The lines that each place could have, wherever they stand now: of these no page says that there are none."""
    anew = replace(record, taken=frozenset())
    rows = [row for row in TABLE if row.place not in sated and record.phase in row.phases]
    lines = {source: tuple(source.pick(anew)) for row in rows for source in row.feeds}
    found: dict[Place, frozenset[Label]] = {}
    for row in rows:
        labels = frozenset(line.label for source in row.feeds for line in lines[source])
        found[row.place] = found.get(row.place, frozenset()) | labels
    return Findable({place: labels for place, labels in found.items() if labels}, lines)


def _free(source: Feed, record: OnRecord, found: Findable) -> Sequence[Statement]:
    """What a source gives: what it found in the whole record, as long as none of that stands somewhere already."""
    lines = found.lines[source]
    return lines if record.taken.isdisjoint(line.label for line in lines) else source.pick(record)


def _taken(row: Row, record: OnRecord, whole: Findable, at_most: int, *, is_beside_mark: bool) -> tuple[Fed, ...]:
    """The newest lines of each feed in turn, as long as there is room; those of one lead-in stand together."""
    found: dict[str, list[Statement]] = {}
    for source in row.feeds:
        room = at_most - sum(len(lines) for lines in found.values())
        lines = [line for line in _free(source, record, whole) if not any(line in others for others in found.values())]
        if lines and room > 0 and (len(lines) <= room or not source.together):
            lead_in = (is_beside_mark and source.beside_mark) or source.lead_in
            found.setdefault(lead_in, []).extend(lines[-room:])
    fed = [Fed(lead_in, tuple(sorted(lines, key=lambda s: s.at))) for lead_in, lines in found.items()]
    return tuple(sorted(fed, key=lambda one: one.lines[0].at))
