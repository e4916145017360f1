"""Marks: those that people put under a message, and those that the bot suggests by reacting itself.

Law: a suggestion asks nothing, notifies nobody and goes by itself. A click on it is a person's own mark, which states
nothing: it puts the line on a page as a quotation, and its author or the lead may be asked what follows (questions.py).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.incident.facts import ImpactStated, MarkPut, MarkSuggested, MarkTakenOff, QuestionEnded, SuggestionEnded
from bot.incident.logbook import From, MessageRef, Saying
from bot.incident.meanings import Mark, Suggestible
from bot.incident.parts import PutMark, Question, Suggestion
from bot.incident.state import Case, Incident

IN_ALL_MAX = 12  # more pictures are no help but a second chat
APART = timedelta(minutes=2)
STANDS_FOR = timedelta(minutes=20)
HEARD_WITHIN = timedelta(minutes=2)  # what is older was read after a gap, and its author has gone on
OVER = frozenset({"closed", "cancelled"})  # in between, what let it happen is often still being found
IGNORED_MAX = 2  # who let these two pass wants none


def put(  # noqa: PLR0913 - a mark is these six things
    case: Case, *, mark: Mark, emoji: str, message: MessageRef, person: str, author: str, said_at: datetime
) -> list[Saying]:
    """A mark of somebody who has a say in it, the author of the message or a holder of a role; others ask for nothing.

    Once: it stands until it is taken off. After the end nothing is asked, so nothing is kept.
    """
    incident = case.incident
    has_say = person == author or bool(incident.held_by(person))
    stands = any((m.emoji, m.person, m.message.ts) == (emoji, person, message.ts) for m in incident.marks)
    if stands or not has_say or not incident.is_open:
        return []
    return [From(message, MarkPut(mark=mark, emoji=emoji, person=person, author=author, said_at=said_at))]


def take_off(case: Case, *, emoji: str, ts: str, person: str) -> list[Saying]:
    """The mark goes, and with it the question that it alone gave rise to, as long as nobody could read that."""
    gone = [m for m in case.incident.marks if (m.emoji, m.person, m.message.ts) == (emoji, person, ts)]
    taken: list[Saying] = [MarkTakenOff(mark_seq=mark.seq) for mark in gone]
    after = replace(case.incident, marks=tuple(mark for mark in case.incident.marks if mark not in gone))
    return [*taken, *(QuestionEnded(asked_seq=q.seq, why="not needed") for q in after.questions if _is_idle(after, q))]


def _is_idle(incident: Incident, question: Question) -> bool:
    """Whether the question was asked because of a mark, nobody can have read it, and no mark asks it any more."""
    if question.mark is None or question.shown_at is not None or not question.is_open:
        return False
    meant = next((fact.mark for entry, fact in incident.of(MarkPut) if entry.seq == question.mark), None)
    alike = (m for m in incident.marks if m.mark == meant)
    return not any(question.name != "why" or _is_about(question, m) for m in alike)


def _is_about(question: Question, mark: PutMark) -> bool:
    """By ts alone, for a channel may go on under another id."""
    return question.message is not None and question.message.ts == mark.message.ts


def may_suggest(case: Case, *, author: str) -> bool:
    """Whether there is room for one more under a message of this person now."""
    incident = case.incident
    made = [s.at for s in incident.suggestions]
    if incident.status in OVER or len(made) >= IN_ALL_MAX:
        return False
    if made and case.now - made[-1] < APART:
        return False
    return not _is_left_alone(incident, author)


def suggest(  # noqa: PLR0913 - a message, and what it may be
    case: Case, *, mark: Suggestible, emoji: str, ts: str, author: str, said_at: datetime
) -> list[Saying]:
    """The emoji is put under the message, and an older one of its kind is taken away; nothing if there is no room."""
    incident = case.incident
    is_known = any(s.ts == ts for s in incident.suggestions) or _is_record(incident, ts)
    if is_known or case.now - said_at > HEARD_WITHIN or not may_suggest(case, author=author):
        return []
    older = [SuggestionEnded(suggestion_seq=s.seq, why="replaced") for s in standing(incident) if s.mark == mark]
    return [*older, MarkSuggested(mark=mark, emoji=emoji, ts=ts, author=author)]


def harms(incident: Incident) -> int:
    """Under how many lines the mark of harm was suggested; one where somebody has said whom it hurts."""
    offered = sum(suggestion.mark == "harm" for suggestion in incident.suggestions)
    is_said = bool(incident.customers or incident.of(ImpactStated))
    return max(offered, int(is_said))


def taken(case: Case, *, ts: str) -> list[Saying]:
    """Somebody marked the message, so or otherwise: ours has done its work."""
    return [SuggestionEnded(suggestion_seq=s.seq, why="taken") for s in standing(case.incident) if s.ts == ts]


def lapse(case: Case) -> list[Saying]:
    late = (s for s in standing(case.incident) if s.at + STANDS_FOR <= case.now)
    return [SuggestionEnded(suggestion_seq=s.seq, why="ignored") for s in late]


def lapses_at(case: Case) -> Iterator[datetime]:
    """When each that stands will be taken away, aware UTC."""
    return (s.at + STANDS_FOR for s in standing(case.incident))


def standing(incident: Incident) -> tuple[Suggestion, ...]:
    return tuple(s for s in incident.suggestions if s.ended is None)


def _is_left_alone(incident: Incident, author: str) -> bool:
    """Whether the person did nothing with their last two; a replaced one had no time to be taken."""
    ends = (s.ended for s in incident.suggestions if s.author == author and s.ended in {"taken", "ignored"})
    return [*deque(ends, maxlen=IGNORED_MAX)] == ["ignored"] * IGNORED_MAX


def _is_record(incident: Incident, ts: str) -> bool:
    return any(entry.message is not None and entry.message.ts == ts for entry in incident.entries)
