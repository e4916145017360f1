"""What happened, line by line: typed records, pinned messages and the life of the incident, as it was so.

Law: every happening once, in the order of Slack's own times; what only keeps the house is counted, not told. What was
put right keeps its words and its hour and says when that was; the correction is a line of its own. A message that was
deleted keeps its line and loses its words.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import get_args

from bot.incident import checklists, vocabulary
from bot.incident import facts as f
from bot.incident.logbook import Entry, MessageRef
from bot.incident.meanings import Mark
from bot.incident.state import Incident
from bot.story.figures import value_of
from bot.story.sentences import Holders, holders, refs, role_of

_EPOCH, _SECOND = datetime.fromtimestamp(0, UTC), timedelta(seconds=1)
LEARNT_LATE = timedelta(minutes=2)  # a record made so much later than the matter says when we learnt of it
FILE = "\N{PAPERCLIP}"  # begins each line of a message that names a file of it; they stand last
MESSAGE = "message"  # the words of a pinned message

TOLD = vocabulary.kinds(lambda row: row.has_line)
EVENTS = vocabulary.kinds(lambda row: row.has_line and row.folded_as is None)
FOLDED = vocabulary.kinds(lambda row: row.folded_as is not None)
# A record that was made from a message stands for it; but what only took its hour tells none of its words.
STAND_FOR = frozenset(EVENTS) - {f.TimeSet}
_NAMES = {row.kind: row.name for row in vocabulary.ROWS}
_FIELDS = {row.kind: tuple(field.name for field in fields(row.kind)) for row in vocabulary.ROWS}
PUT_RIGHT = frozenset(vocabulary.kinds(lambda row: bool(row.subject) and not row.keeps_lines))


@dataclass(frozen=True, slots=True)
class PinnedMessage:
    """A message that somebody pinned or marked into the timeline, as the transcript knows it; `text` is plain.

    `ts` is Slack's, and so the time at which it was said; `thread_ts` is empty outside threads.
    """

    channel: str
    ts: str
    thread_ts: str
    author: str
    text: str
    edited_at: datetime | None
    deleted_at: datetime | None
    pinned_by: str
    pinned_at: datetime
    is_machine: bool = False
    meant: Mapping[Mark, tuple[str, datetime]] = field(default_factory=dict)  # by whom first, and when

    @property
    def marks(self) -> frozenset[Mark]:
        return frozenset(self.meant)

    @property
    def said_at(self) -> datetime:
        return at_of(self.ts)


@dataclass(frozen=True, slots=True)
class MarkSet:
    """What a line was meant to be, by whom, and in which role; empty for none."""

    mark: Mark
    by: str
    role: str


@dataclass(frozen=True, slots=True)
class Line:
    """`words_id` names its wording in templates/timeline/lines.j2, `values` fill it.

    `role` is the one in which `by` spoke, empty for none; `learnt_at` is set when we learnt of it late, `corrected_at`
    and `corrected_by` when the line was put right. `seq` is None for a pinned message.
    """

    at: datetime
    by: str
    role: str
    words_id: str
    values: Mapping[str, object]
    seq: int | None
    message: MessageRef | None
    learnt_at: datetime | None = None
    corrected_at: datetime | None = None
    corrected_by: str = ""
    marks: tuple[MarkSet, ...] = ()


def at_of(ts: str) -> datetime:
    """The instant of a Slack ts, exact to the microsecond: a float would move messages past each other."""
    seconds, _, micros = ts.partition(".")
    return _EPOCH + timedelta(0, int(seconds), int(micros[:6].ljust(6, "0")))


@lru_cache(maxsize=20_000)
def second_of(ts: str) -> datetime:
    """The whole second of a Slack ts. Each page of an incident asks for those of the same messages again."""
    return _EPOCH + int(ts.partition(".")[0]) * _SECOND


def folded(incident: Incident) -> Mapping[vocabulary.Housekeeping, int]:
    """How much of each kind keeps the house and has no line, in the order of the kinds."""
    counts = Counter(vocabulary.row_of(fact).folded_as for _, fact in incident.of(*FOLDED))
    return {kind: counts[kind] for kind in get_args(vocabulary.Housekeeping) if counts[kind]}


def lines(incident: Incident, pinned: Sequence[PinnedMessage] = (), *, whole: bool = False) -> tuple[Line, ...]:
    """The timeline, oldest first; the `whole` tells what else is folded.

    A record that was made from a pinned message stands for it, with its words and its hour: its author chose them.
    """
    messages = {(m.channel, m.ts): m for m in pinned}
    held = holders(incident)
    records = list(_records(incident, held, (*EVENTS, *FOLDED) if whole else EVENTS))
    recorded = standing_for(incident, STAND_FOR, refs(incident))
    unrecorded = [_said(message, held) for place, message in messages.items() if place not in recorded]
    told = sorted([*records, *unrecorded], key=lambda line: (line.at, line.seq is None, line.seq or 0))
    return tuple(_as_meant(told, _meant(incident, messages), held))


def _meant(
    incident: Incident, messages: Mapping[tuple[str, str], PinnedMessage]
) -> dict[object, dict[Mark, tuple[str, datetime]]]:
    """By the seq of an entry, or the place of a message: what people meant it to be, by whom first, and when."""
    found: dict[object, dict[Mark, tuple[str, datetime]]]
    found = {place: dict(m.meant) for place, m in messages.items() if m.meant and m.deleted_at is None}
    for entry, fact in incident.of(f.Marked):
        of_message = (entry.message.channel, entry.message.ts) if entry.message else None
        found.setdefault(fact.line or of_message, {}).setdefault(fact.means, (entry.by, entry.at))
    return found


def _as_meant(
    told: Iterable[Line], meant: Mapping[object, Mapping[Mark, tuple[str, datetime]]], held: Holders
) -> Iterator[Line]:
    """The lines with their marks, in the order of the sections."""
    order: tuple[Mark, ...] = get_args(Mark)
    for line in told:
        marks = {**meant.get(_place(line), {}), **meant.get(line.seq, {})} if meant else {}
        sets = tuple(MarkSet(mark, by, held.at(by, at)) for mark in order if mark in marks for by, at in [marks[mark]])
        yield replace(line, marks=sets) if sets else line


def standing_for(
    incident: Incident, kinds: Container[type[f.Fact]], readable: Mapping[int, MessageRef]
) -> set[tuple[str, str]]:
    """The messages for which a record of these kinds stands; none for what somebody put on record as it is."""
    worded = [readable[e.seq] for e in incident.entries if e.seq in readable and type(e.fact) in kinds]
    as_they_are = (entry.message for entry, fact in incident.of(f.Marked) if fact.line is None and entry.message)
    return {(m.channel, m.ts) for m in worded} - {(m.channel, m.ts) for m in as_they_are}


def _place(line: Line) -> tuple[str, str] | None:
    return (line.message.channel, line.message.ts) if line.message else None


def _records(incident: Incident, held: Holders, kinds: tuple[type[f.Fact], ...]) -> Iterator[Line]:
    """Every record in its own words; one that a later one put right says when and by whom."""
    readable = refs(incident)
    told = [entry for entry in incident.entries if type(entry.fact) in kinds]
    corrections = _corrections(told)
    for entry in told:
        yield _line(incident, entry, corrections.get(entry.seq), readable, held)


def _corrections(told: Iterable[Entry]) -> dict[int, Entry]:
    """By the seq of what was put right, the record that did it: the next about the same that says something else."""
    found: dict[int, Entry] = {}
    for alike in _versions(told).values():
        for earlier, later in pairwise(alike):
            if not _says_same(later, earlier):
                found[earlier.seq] = later
    return found


def _versions(told: Iterable[Entry]) -> dict[object, list[Entry]]:
    """For every subject that can be put right: all that was said of it, oldest first."""
    found: dict[object, list[Entry]] = {}
    for entry in told:
        subject = subject_of(entry)
        if subject is not None:
            found.setdefault(subject, []).append(entry)
    return found


def _says_same(entry: Entry, other: Entry) -> bool:
    """A figure that another source confirms is said again; it puts nothing right. Nor does who says it was decided."""
    one, two = entry.fact, other.fact
    if isinstance(one, f.Decided) and isinstance(two, f.Decided):
        return (one.what, one.because) == (two.what, two.because)
    figures = (f.ImpactStated, f.MoneyStated)
    return isinstance(one, figures) and isinstance(two, figures) and value_of(one) == value_of(two)


def subject_of(entry: Entry) -> object:
    """What a record speaks of, if speaking of it again puts it right; None otherwise."""
    return vocabulary.subject_of(entry) if type(entry.fact) in PUT_RIGHT else None


def _line(
    incident: Incident, entry: Entry, put_right: Entry | None, readable: Mapping[int, MessageRef], held: Holders
) -> Line:
    fact = entry.fact
    at = fact.time if isinstance(fact, f.TimeSet) else entry.at
    return Line(
        at=at,
        by=entry.by,
        role=role_of(entry, held),
        words_id=_NAMES[type(fact)],
        values={**_values(incident, entry), "by": entry.by, "at": at},
        seq=entry.seq,
        message=readable.get(entry.seq),
        learnt_at=entry.recorded_at if entry.recorded_at - at > LEARNT_LATE else None,
        corrected_at=put_right.recorded_at if put_right else None,
        corrected_by=put_right.by if put_right else "",
    )


def _values(incident: Incident, entry: Entry) -> dict[str, object]:
    """The fields of the fact, and what its id stands for; of a note, the number by which it can be put right."""
    fact = entry.fact
    values: dict[str, object] = {name: getattr(fact, name) for name in _FIELDS[type(fact)]}
    match fact:
        case f.HypothesisJudged() | f.HypothesisConfirmed() | f.HypothesisRuledOut():
            hypothesis = incident.hypothesis(fact.id)
            return {**values, "text": hypothesis.text if hypothesis else fact.id}
        case f.CustomerTold():
            customer = next((c for c in incident.customers if c.id == fact.id), None)
            return {**values, "name": customer.name if customer else fact.id}
        case f.TaskAnswered() | f.TaskEnded() | f.TaskReturned():
            task = incident.task(fact.id)
            return {**values, "what": task.what if task else "", "person": task.person if task else ""}
        case f.FollowUpEnded() | f.FollowUpReturned() | f.FollowUpFiled() | f.IssueMoved():
            one = incident.follow_up(fact.id)
            return {**values, "text": one.text if one else "", "owner": (one.owner if one else None) or ""}
        case f.UnknownAnswered():
            asked = [raised.what for _, raised in incident.of(f.UnknownRaised) if raised.id == fact.id]
            return {**values, "what": asked[-1] if asked else ""}
        case f.PlaybookWritten() | f.PlaybookUsed() | f.StepTicked():
            return {**values, **checklists.behind(incident, entry)}
        case f.Noted(corrects=corrects):
            return {**values, "number": corrects or entry.seq}
        case f.ReminderDelivered():
            reminder = next((r for r in incident.reminders if r.seq == fact.reminder_seq), None)
            return {
                **values,
                "person": reminder.person if reminder else "",
                "roles": reminder.roles if reminder else (),
            }
        case _:
            return values


def words_and_files(text: str) -> tuple[str, tuple[str, ...]]:
    """What was said, and the names of the files that were shown with it."""
    if FILE not in text:
        return text, ()
    lines = text.split("\n")
    files = [line.removeprefix(FILE).strip() for line in takewhile(lambda line: line.startswith(FILE), reversed(lines))]
    return "\n".join(lines[: len(lines) - len(files)]), tuple(reversed(files))


def _said(message: PinnedMessage, held: Holders) -> Line:
    at, deleted = message.said_at, message.deleted_at is not None
    text, files = words_and_files("" if deleted else message.text)
    return Line(
        at=at,
        by=message.author,
        role=held.at(message.author, at),
        words_id="message_deleted" if deleted else MESSAGE,
        values={
            "at": at,
            "text": text,
            "files": files,
            "edited_at": message.edited_at,
            "deleted_at": message.deleted_at,
        },
        seq=None,
        message=MessageRef(message.channel, message.ts, message.thread_ts),
    )
