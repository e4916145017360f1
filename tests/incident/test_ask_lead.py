"""A reader's question reaches whoever leads, once, and each answer that stands reaches the reader, once."""

import pytest

from bot.incident import ask_lead, due, lifecycle, taking_back, unknowns
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.policy import LEAD
from tests.incident.given import ANA, BO, EVE, LEO, Book, staffed

ASKED = staffed().asks(3, EVE, ask_lead.ask, words=" since when? ")


RUNGS = {"ask", "ask back", "unanswered"}


def swept(book: Book, at: float) -> Book:
    """What is due by then is decided, and Slack takes it."""
    said = [fact for fact in due.sweep(book.case(at)) if isinstance(fact, f.Reminded) and fact.rung in RUNGS]
    return book.says(at, "bot", *said)


def told(book: Book) -> list[tuple[str, str, str]]:
    """To whom, and what became of it; empty for what stands open."""
    return [(r.rung, r.person, r.answer) for r in book.incident.reminders if r.rung in RUNGS]


def leads(book: Book, at: float, who: str) -> Book:
    return book.says(at, who, f.RoleTaken(role=LEAD, person=who))


def test_it_is_an_unknown_of_the_reader_that_the_lead_owns() -> None:
    assert f.UnknownRaised(id="U1", what="since when?", owner=LEO, of_lead=True) == ASKED.facts[-1]
    assert EVE == ASKED.entries[-1].by


def test_the_lead_hears_it_once() -> None:
    assert [("ask", LEO, "")] == told(swept(swept(ASKED, 3), 90))


def test_the_answer_goes_to_whoever_asked_and_not_to_whoever_gives_it() -> None:
    answered = swept(ASKED, 3).asks(5, BO, unknowns.answer, called="U1", words="nine")
    own = swept(ASKED, 3).asks(5, EVE, unknowns.answer, called="U1", words="nine")

    assert [("ask", LEO, "answered"), ("ask back", EVE, "")] == told(swept(swept(answered, 5), 90))
    assert [("ask", LEO, "answered")] == told(swept(own, 5))


def test_an_answer_that_is_put_right_is_told_again_and_the_first_says_so() -> None:
    first = swept(swept(ASKED, 3).asks(5, LEO, unknowns.answer, called="U1", words="nine"), 5)
    second = swept(first.asks(7, LEO, unknowns.answer, called="U1", words="ten"), 7)
    back = second.asks(8, LEO, taking_back.undo)

    assert [("ask back", EVE, "replaced"), ("ask back", EVE, "")] == told(second)[1:]
    assert [("ask back", EVE, ""), ("ask back", EVE, "struck")] == told(swept(back, 9))[1:]


def test_where_it_ends_without_an_answer_the_reader_hears_that_and_what_comes_later() -> None:
    ended = swept(ASKED, 3).asks(5, LEO, lifecycle.resolve)
    in_time = swept(ended.asks(9, LEO, unknowns.answer, called="U1", words="nine"), 30)
    late = swept(swept(ended, 30).asks(40, LEO, unknowns.answer, called="U1", words="nine"), 41)

    closed = swept(swept(ended, 30).asks(50, LEO, lifecycle.close, anyway=True), 90)

    assert [("ask", LEO, "resolved")] == told(swept(ended, 15))
    assert [("ask", LEO, "resolved"), ("unanswered", EVE, "")] == told(closed)
    assert [("ask back", EVE, "")] == told(in_time)[1:]
    assert [("unanswered", EVE, "answered"), ("ask back", EVE, "")] == told(late)[1:]


def test_an_answer_that_is_taken_back_opens_it_again_for_both() -> None:
    answered = swept(swept(ASKED, 3).asks(5, LEO, unknowns.answer, called="U1", words="nine"), 5)

    assert [("ask", LEO, ""), ("ask back", EVE, "struck")] == told(swept(answered.asks(6, LEO, taking_back.undo), 9))


def test_only_who_leads_now_is_asked_and_who_leads_again_is_asked_again() -> None:
    moved = swept(leads(swept(ASKED, 3), 6, ANA), 6)

    assert [("ask", LEO, "passed on"), ("ask", ANA, "")] == told(moved)
    assert ("ask", LEO, "") == told(swept(leads(moved, 9, LEO), 9))[-1]
    assert 1 == sum(not answer for _, _, answer in told(swept(leads(moved, 9, LEO), 9)))


def test_whoever_asked_and_leads_by_now_is_not_asked_their_own_question() -> None:
    assert [("ask", LEO, "passed on")] == told(swept(leads(swept(ASKED, 3), 6, EVE), 6))


def test_the_next_question_waits_for_the_answer_to_the_first() -> None:
    with pytest.raises(Refused, match="lead_asked_already"):
        ask_lead.ask(ASKED.case(4, EVE), words="until when?")
    answered = ASKED.asks(5, LEO, unknowns.answer, called="U1", words="nine")

    assert "U2" == answered.asks(6, EVE, ask_lead.ask, words="until when?").facts[-1].id  # type: ignore[union-attr]
    assert ask_lead.ask(ASKED.case(4, ANA), words="until when?")


def test_a_question_that_is_taken_back_asks_nothing_any_more() -> None:
    assert [("ask", LEO, "struck")] == told(swept(swept(ASKED, 3).asks(4, EVE, taking_back.undo), 9))
