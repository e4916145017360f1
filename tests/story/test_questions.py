"""The sheet for whoever presents the brief."""

from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.words import Words
from bot.story import brief, questions
from tests.story.carta import DURING, OPENED, clock, reader, told


def sheet(incident: Incident) -> str:
    page = brief.of(incident, now=clock("14:05"), policy=Policy(), due={}, next_brief_at=None)
    answers = questions.of(page, incident)
    return Words().markdown("brief/questions", reader=reader(), brief=page, answers=answers)


def test_the_five_that_are_always_asked_come_first() -> None:
    asked = [
        "What happened?",
        "What caused this?",
        "How are you fixing it?",
        "What keeps it",
        "What is the overall risk?",
    ]
    text = sheet(told(*DURING))

    assert sorted(text.index(question) for question in asked) == [text.index(question) for question in asked]


def test_an_answer_is_a_sentence_of_the_brief() -> None:
    assert "Planned: put the documents back under the right owner (code, 14:01)." in sheet(told(*DURING))


def test_a_question_without_a_record_is_marked_open() -> None:
    text = sheet(told(OPENED))

    assert "How did we learn of it, and why not earlier?**\n\nOpen: nothing about this is recorded." in text


def test_who_did_it_is_answered_with_how_it_could_happen() -> None:
    assert "We look at how it could happen and not at who." in sheet(told(*DURING))
