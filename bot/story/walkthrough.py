"""Episode by episode, how it was found: what was said just before, thought, done, and what was said then.

Law: the order is that of the record. Nothing here says what led to what; the people below complete that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, TypeAlias

from bot.incident import facts as f
from bot.incident.parts import Hypothesis
from bot.incident.policy import CUSTOMERS, LOGS
from bot.incident.state import Incident
from bot.story import labels
from bot.story.onrecord import OnRecord
from bot.story.quotation import Quotation, Withdrawn, quoted
from bot.story.sentences import Label
from bot.story.statements import Statement

Silence: TypeAlias = tuple[datetime, datetime]

EPISODES_MAX = 7  # as many as a room follows when it is read aloud
LINES_MAX = 2  # before and after: what fits into a breath
DEEDS_MAX = 4


@dataclass(frozen=True, slots=True)
class Thought:
    """An idea and what became of it: `answer` denied it on record, `evidence` settled it as `outcome`.

    `is_marked` when somebody marked the line as the reason, typed as an idea or not.
    """

    quote: Quotation
    likelihood: f.Likelihood | None
    outcome: Literal["open", "confirmed", "ruled out"]
    evidence: str
    settled_by: str
    answer: Quotation | None
    took: timedelta | None
    is_marked: bool

    @property
    def is_dead_end(self) -> bool:
        """What was confirmed is none, whatever a line said against it meanwhile."""
        return self.outcome == "ruled out" or (self.outcome == "open" and self.answer is not None)


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch of the record between two turns. `silences` are the times in it, and before it, of which there is none.

    `meanwhile` was said between the first turn and the last deed, `then` after that. `by` is asked to complete it.
    """

    at: datetime
    until: datetime
    by: str
    silences: tuple[Silence, ...]
    before: tuple[Quotation, ...]
    thoughts: tuple[Thought, ...]
    meanwhile: tuple[Quotation, ...]
    did: tuple[Quotation, ...]
    then: tuple[Quotation, ...]

    @property
    def took(self) -> timedelta:
        return self.until - self.at

    @property
    def in_dead_ends(self) -> timedelta:
        return sum((t.took for t in self.thoughts if t.is_dead_end and t.took), timedelta(0))


def episodes(
    incident: Incident, record: OnRecord, *, heard: Iterable[datetime], silence: timedelta | None
) -> tuple[Episode, ...]:
    """The decisive stretches in their order.

    `heard` are the times of all that is on record, words or not; a gap between two that is longer than `silence` is
    one. It is None where reports are on demand: then nothing is called a silence.
    """
    acts = [entry.at for entry, _ in incident.of(f.StatusSet)]
    gaps = [(one, two) for one, two in pairwise(sorted(heard)) if silence is not None and two - one > silence]
    ideas = {hypothesis.seq: hypothesis for hypothesis in incident.hypotheses}
    told: list[Episode] = []
    for lines in _joined(_cut(record.said, acts, gaps)):
        since = told[-1].until if told else lines[0].at
        silences = tuple(gap for gap in gaps if since <= gap[0] and gap[1] <= lines[-1].at)
        told.append(_episode(lines, record.answered, ideas, record.taken_back, silences))
    return tuple(told)


def _cut(said: Sequence[Statement], acts: Sequence[datetime], gaps: Sequence[Silence]) -> list[list[Statement]]:
    """The record in pieces: a new one begins after a change of state, a decision, or a long silence."""
    pieces: list[list[Statement]] = []
    last: Statement | None = None
    for line in said:
        if last is None or _turns(last, line, acts, gaps):
            pieces.append([])
        pieces[-1].append(line)
        last = line
    return pieces


def _turns(last: Statement, line: Statement, acts: Sequence[datetime], gaps: Sequence[Silence]) -> bool:
    is_decided = last.kind == "decision" and not labels.is_proposal(last.said)
    is_silent = any(last.at <= since and until <= line.at for since, until in gaps)
    return is_decided or is_silent or any(last.at <= act < line.at for act in acts)


def _joined(pieces: list[list[Statement]]) -> list[list[Statement]]:
    """A piece without thought or decision joins the next, the last one the one before; then small ones join."""
    joined: list[list[Statement]] = []
    waiting: list[Statement] = []
    for piece in pieces:
        waiting = [*waiting, *piece]
        if any(_is_turn(line) for line in waiting):
            joined.append(waiting)
            waiting = []
    if waiting and joined:
        joined[-1] = [*joined[-1], *waiting]
    joined = joined or list(pieces)  # no thought and no decision is on record: then the turns of the state must do
    while len(joined) > EPISODES_MAX:
        place = min(range(len(joined) - 1), key=lambda i: len(joined[i]) + len(joined[i + 1]))
        joined[place : place + 2] = [[*joined[place], *joined[place + 1]]]
    return joined


def _episode(
    lines: Sequence[Statement],
    answered: Mapping[Label, Statement],
    ideas: Mapping[int, Hypothesis],
    taken_back: Withdrawn,
    silences: tuple[Silence, ...],
) -> Episode:
    turns = [line for line in lines if _is_turn(line)]
    turned_at = turns[0].at if turns else lines[0].at
    thoughts = [line for line in lines if _is_thought(line)]
    answers = {answered[t.label].label for t in thoughts if t.label in answered}
    before = [line for line in lines if turns and line.at <= turned_at and _is_seen(line)][-LINES_MAX:]
    did = [line for line in lines if line.at >= turned_at and _is_done(line)][-DEEDS_MAX:]
    told = {line.label for line in (*before, *thoughts, *did)} | answers
    since = [line for line in lines if line.at >= turned_at and line.label not in told and line.kind != "verdict"]
    meanwhile = [line for line in since if did and line.at < did[-1].at]

    def words(found: Iterable[Statement]) -> tuple[Quotation, ...]:
        return tuple(quoted(line, taken_back) for line in found)

    return Episode(
        at=lines[0].at,
        until=lines[-1].at,
        by=_completed_by(turns, lines),
        silences=silences,
        before=words(before),
        thoughts=tuple(_thought(t, answered.get(t.label), ideas, taken_back) for t in thoughts),
        meanwhile=words(meanwhile[-LINES_MAX:]),
        did=words(line._replace(said=line.did or line.said) for line in did),
        then=words(since[len(meanwhile) :][-LINES_MAX:]),
    )


def _completed_by(turns: Sequence[Statement], lines: Sequence[Statement]) -> str:
    """Whoever thought or decided last, else the last holder of a role that spoke, else the last who did."""
    held = [line for line in lines if line.role]
    return (turns or held or lines)[-1].by


def _is_thought(line: Statement) -> bool:
    """An idea, or a line of which somebody said that it is the reason: where people only talk, there is no other."""
    return line.kind == "idea" or ("why" in line.marks and line.kind != "verdict")


def _is_turn(line: Statement) -> bool:
    return _is_thought(line) or line.kind == "decision"


def _is_seen(line: Statement) -> bool:
    """What can have been looked at: the logs' lines, the customers' and a machine's."""
    return not _is_thought(line) and (line.role in {LOGS, CUSTOMERS} or not line.role)


def _is_done(line: Statement) -> bool:
    is_decided = line.kind == "decision" and not labels.is_proposal(line.said)
    return is_decided or bool(line.did) or "done" in line.marks


def _thought(
    line: Statement, answer: Statement | None, ideas: Mapping[int, Hypothesis], taken_back: Withdrawn
) -> Thought:
    idea = ideas.get(line.label) if isinstance(line.label, int) else None
    settled_at = (idea.settled_at if idea else None) or (answer.at if answer else None)
    return Thought(
        quote=quoted(line, taken_back),
        likelihood=idea.likelihood if idea else None,
        outcome=idea.outcome if idea else "open",
        evidence=idea.evidence if idea else "",
        settled_by=idea.settled_by if idea else "",
        answer=quoted(answer, taken_back) if answer else None,
        took=settled_at - line.at if settled_at and settled_at >= line.at else None,
        is_marked="why" in line.marks,
    )
