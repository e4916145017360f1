"""What is on record in people's own words: typed records and reports, pinned and marked messages, in order.

Law: a statement is what somebody said, when, and in which role; nothing of what was only said is among them. A deleted
message says nothing any more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Literal, NamedTuple, TypeAlias

from bot.incident import facts as f
from bot.incident import vocabulary
from bot.incident.logbook import BOT, Entry, MessageRef
from bot.incident.meanings import Mark
from bot.incident.parts import Question
from bot.incident.reports import states_any
from bot.incident.state import Incident
from bot.story.labels import has_words, unpasted
from bot.story.sentences import Holders, Label, holders, refs, role_of
from bot.story.timeline import FILE, PUT_RIGHT, STAND_FOR, PinnedMessage, second_of, standing_for, words_and_files

Kind: TypeAlias = vocabulary.StatementKind | Literal["message"]

# What a record is, by its kind, and the field whose words are quoted.
_QUOTABLE: Mapping[type[f.Fact], tuple[Kind, str]]
_QUOTABLE = {row.kind: (row.statement, row.words[0]) for row in vocabulary.ROWS if row.statement}
_STAND_FOR = STAND_FOR - {f.Noted}  # a note is its message, with all edits
# The answer that says of a marked line that it is not what the mark means.
_DENIED: Mapping[f.QuestionName, tuple[f.QuestionAnswer, Mark]] = {
    "over": ("not over", "over"),
    "why": ("another matter", "why"),
}
_UNMARKED: frozenset[Mark] = frozenset()


class Statement(NamedTuple):
    """`said` is the whole text without a log pasted behind it, `did` the part of a report that tells what was done.

    `role` is empty for none. `marks` are what people meant the line to be, empty until somebody marks it; `answers`
    those of them that somebody gave when asked, and `marked_by` who.
    What was put right stands in its place with its last words, as those of whoever put it right, `corrected_at` that
    time. `proposed` is what its author said of a decision.

    A page may be chosen from ten thousand of them, and shows nine: a named tuple is made in a quarter of the time of a
    frozen dataclass, and what points to the `place` of one is made when somebody asks for it.
    """

    at: datetime
    by: str
    role: str
    kind: Kind
    said: str
    label: Label
    place: MessageRef | PinnedMessage | None
    is_machine: bool = False
    edited_at: datetime | None = None
    marks: frozenset[Mark] = _UNMARKED
    did: str = ""
    answers: frozenset[Mark] = _UNMARKED
    marked_by: str = ""
    proposed: bool | None = None
    corrected_at: datetime | None = None

    @property
    def message(self) -> MessageRef | None:
        """Where it can be read in Slack."""
        place = self.place
        return MessageRef(place.channel, place.ts, place.thread_ts) if isinstance(place, PinnedMessage) else place

    @property
    def is_from_outside(self) -> bool:
        """Somebody without a role, which a machine is not."""
        return not self.role and not self.is_machine

    @property
    def thread(self) -> str:
        return (self.place.thread_ts or self.place.ts) if self.place else ""


# What calling it does with all of its values in their order, in half the time.
_made: Callable[[tuple[object, ...]], Statement] = partial(tuple.__new__, Statement)


def statements(incident: Incident, pinned: Sequence[PinnedMessage] = ()) -> tuple[Statement, ...]:
    """Everything on record that has words, oldest first; of one second messages first, for what is typed comes later.

    A record made from a message stands for it; a note taken from a pinned message is that message, with its edits. A
    message is labelled by its place among those of the timeline that are no records.
    """
    held, readable = holders(incident), refs(incident)
    messages = {(m.channel, m.ts): _as_answered(m, incident) if m.meant else m for m in pinned}
    recorded = standing_for(incident, _STAND_FOR, readable)
    unrecorded = [m for place, m in messages.items() if place not in recorded]
    heard = _messages(sorted(unrecorded, key=attrgetter("ts")), held)
    records = [s for s in _records(incident, held, readable) if s.kind != "note" or _place(s) not in messages]
    if marked := {place: m.marks for place, m in messages.items() if m.meant}:
        records = [_marked(s, marked) for s in records]
    return tuple(sorted(_as_meant(incident, [*heard, *records]), key=attrgetter("at")))


def _as_answered(message: PinnedMessage, incident: Incident) -> PinnedMessage:
    """The message without the marks of which somebody said, when asked, that it is not that; one put since counts."""
    denied = {
        mark
        for question in incident.questions
        if question.message and (question.message.channel, question.message.ts) == (message.channel, message.ts)
        for answer, mark in [_DENIED.get(question.name, ("", None))]
        if question.answer == answer and not _is_put_since(incident, question, mark)
    }
    return replace(message, meant={m: by for m, by in message.meant.items() if m not in denied})


def _is_put_since(incident: Incident, question: Question, mark: Mark | None) -> bool:
    alike = (m for m in incident.marks if m.mark == mark and question.message and m.message.ts == question.message.ts)
    return question.ended_at is not None and any(m.at > question.ended_at for m in alike)


def _as_meant(incident: Incident, said: Iterable[Statement]) -> Iterable[Statement]:
    """The lines with what people said of them when they were asked; those beside the point are left out."""
    return _with_answers(incident, said) if incident.of(f.Marked, f.Dismissed, f.ReportReplaced) else said


def _with_answers(incident: Incident, said: Iterable[Statement]) -> Iterator[Statement]:
    by = {_line_of(entry, fact.line): entry.by for entry, fact in incident.of(f.Marked)}
    meant = {place: frozenset(_meanings(incident, place)) for place in by}
    dismissed = {_line_of(entry, fact.line) for entry, fact in incident.of(f.Dismissed)}
    at = {entry.seq: entry.at for entry, _ in incident.of(f.Reported)}
    corrected: dict[object, datetime | None] = {
        fact.seq: at.get(fact.by_seq) for _, fact in incident.of(f.ReportReplaced)
    }
    for line in said:
        name = line.label if isinstance(line.label, int) else _place(line)
        if name not in dismissed:
            yield line._replace(
                marks=line.marks | meant.get(name, frozenset()),
                answers=meant.get(name, frozenset()),
                marked_by=by.get(name, ""),
                corrected_at=corrected.get(name) or line.corrected_at,
            )


def _meanings(incident: Incident, place: object) -> Iterator[Mark]:
    return (fact.means for entry, fact in incident.of(f.Marked) if _line_of(entry, fact.line) == place)


def _line_of(entry: Entry, seq: int | None) -> object:
    """What a line is known by: the seq of its entry, or the place of its message."""
    return (entry.message.channel, entry.message.ts) if seq is None and entry.message else seq


def whole_second(at: datetime) -> datetime:
    """Slack times a message when it is sent, we time what is typed when it reaches us: finer than this they differ."""
    return at - at.microsecond * timedelta.resolution if at.microsecond else at


def _marked(statement: Statement, marked: Mapping[tuple[str, str], frozenset[Mark]]) -> Statement:
    """A record with the marks on the message that it was made from."""
    place = _place(statement)
    marks = marked.get(place) if place else None
    return statement._replace(marks=marks) if marks else statement


def _place(statement: Statement) -> tuple[str, str] | None:
    return (statement.place.channel, statement.place.ts) if statement.place else None


def _records(incident: Incident, held: Holders, readable: Mapping[int, MessageRef]) -> Iterator[Statement]:
    quotable = [entry for entry in incident.entries if type(entry.fact) in _QUOTABLE and entry.by != BOT]
    for first, last in _worded(quotable):
        fact = last.fact
        kind, words = _QUOTABLE[type(fact)]
        did = _done(fact) if isinstance(fact, f.Reported) else ""
        said = unpasted(getattr(fact, words).strip()) or did
        if has_words(said):
            at = whole_second(first.at if last.at == last.recorded_at else last.at)
            proposed = fact.proposed if isinstance(fact, f.Decided) else None
            put_right_at = None if first is last or _says_same(first, last, words) else last.recorded_at
            role, place = role_of(last, held), readable.get(last.seq)
            told = (at, last.by, role, kind, said, first.seq, place, False, None, _UNMARKED, did, _UNMARKED, "")
            yield _made((*told, proposed, put_right_at))


def _done(report: f.Reported) -> str:
    """What a report tells that was done; empty for what only says that it was nothing."""
    actions = report.actions.strip()
    return actions if actions and states_any(actions) else ""


def _says_same(first: Entry, last: Entry, words: str) -> bool:
    """Whether nothing was put right: what is said of a record beside its words leaves them as they are."""
    return bool(getattr(first.fact, words) == getattr(last.fact, words))


def _worded(told: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Each record with its last wording, in the order in which they were made."""
    first: dict[object, Entry] = {}
    last: dict[object, Entry] = {}
    for entry in told:
        subject = vocabulary.subject_of(entry) if type(entry.fact) in PUT_RIGHT else entry.seq
        first.setdefault(subject, entry)
        last[subject] = entry
    return zip(first.values(), last.values(), strict=True)


def _messages(messages: Iterable[PinnedMessage], held: Holders) -> Iterator[Statement]:
    """Those that say anything, each labelled by its place among all; made plainly, for there may be ten thousand."""
    people = held.people
    for place, message in enumerate(messages, start=1):
        text, by, is_machine = message.text, message.author, message.is_machine
        said = unpasted((words_and_files(text)[0] if FILE in text else text).strip())
        if message.deleted_at is None and (said[:1].isalnum() or has_words(said)):
            at, marks = second_of(message.ts), message.marks if message.meant else _UNMARKED
            role = held.at(by, at) if by in people and not is_machine else ""
            told = (at, by, role, "message", said, f"m{place}", message, is_machine, message.edited_at, marks)
            yield _made((*told, "", _UNMARKED, "", None, None))
