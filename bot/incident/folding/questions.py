"""The questions for the pages: asked, shown, answered, or waited for no more."""

from collections.abc import Callable
from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.logbook import Entry
from bot.incident.parts import Question
from bot.incident.state import Incident

QuestionFact: TypeAlias = f.QuestionAsked | f.QuestionShown | f.QuestionAnswered | f.QuestionEnded


def fold(incident: Incident, entry: Entry, fact: QuestionFact) -> Incident:
    match fact:
        case f.QuestionAsked():
            asked = Question(
                entry.seq,
                fact.question,
                fact.person,
                entry.at,
                fact.line,
                entry.message,
                fact.instead_of,
                fact.again_at,
                fact.for_person,
                fact.mark,
            )
            return replace(incident, questions=(*incident.questions, asked))
        case f.QuestionShown(asked_seq=seq, channel=channel, ts=ts):
            return with_question(incident, seq, lambda q: replace(q, shown_at=entry.at, channel=channel, ts=ts))
        case f.QuestionAnswered(asked_seq=seq, answer=answer):
            name = next((q.name for q in incident.questions if q.seq == seq), None)
            answered = with_question(incident, seq, lambda q: _ended(q, entry, answer, by=entry.by))
            return _ended_copies(answered, entry) if name == "form" else answered
        case f.QuestionEnded(asked_seq=seq, why=why):
            return with_question(incident, seq, lambda q: _ended(q, entry, why))


def _ended(question: Question, entry: Entry, answer: str, *, by: str = "") -> Question:
    """What was answered stays answered, whatever comes later."""
    if question.answered_by or (not by and not question.is_open):
        return question
    return replace(question, ended_at=entry.at, answer=answer, answered_by=by)


def _ended_copies(incident: Incident, entry: Entry) -> Incident:
    """The form went to several people, and one has filled it."""
    forms = tuple(_ended(q, entry, "filled", by=entry.by) if q.name == "form" else q for q in incident.questions)
    return replace(incident, questions=forms)


def unasked(incident: Incident, entry: Entry, *, person: str = "", keeps: str = "") -> Incident:
    """Nobody waits any more for the answers of this person, or of anybody, but for the question that is kept."""
    questions = tuple(
        _ended(q, entry, "not needed") if q.name != keeps and person in {"", q.person} else q
        for q in incident.questions
    )
    return replace(incident, questions=questions)


def with_question(incident: Incident, seq: int, change: Callable[[Question], Question]) -> Incident:
    return replace(incident, questions=tuple(change(q) if q.seq == seq else q for q in incident.questions))
