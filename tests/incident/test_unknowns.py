"""An unknown is open until somebody answers it, and the last answer stands."""

import pytest

from bot.incident import closing, records, taking_back, unknowns
from bot.incident.errors import Refused
from bot.incident.facts import UnknownAnswered
from tests.incident.given import ANA, LEO, staffed

ASKED = staffed().asks(5, LEO, records.unknown, what="are others hurt?")
ANSWERED = ASKED.asks(9, ANA, unknowns.answer, called="U1", words="none of them")


def still_open(book: object) -> list[str]:
    return [fact.id for _, fact in unknowns.still_open(book.incident)]  # type: ignore[attr-defined]


def test_it_is_open_until_it_is_answered() -> None:
    assert ["U1"] == still_open(ASKED)
    assert [] == still_open(ANSWERED)


def test_the_only_open_one_needs_no_id() -> None:
    assert ANSWERED.facts == ASKED.asks(9, ANA, unknowns.answer, called=None, words="none of them").facts


def test_of_several_one_has_to_be_named_and_all_are_shown() -> None:
    several = ASKED.asks(6, LEO, records.unknown, what="since when?")
    with pytest.raises(Refused, match="which_unknown") as refused:
        unknowns.answer(several.case(9, ANA), called=None, words="none of them")

    assert ["U1", "U2"] == [one["id"] for one in refused.value.values["unknowns"]]  # type: ignore[attr-defined]


def test_one_that_does_not_exist_is_refused_with_those_that_are_open() -> None:
    with pytest.raises(Refused, match="no_such_unknown") as refused:
        unknowns.answer(ASKED.case(9, ANA), called="U7", words="none of them")

    assert [{"id": "U1", "what": "are others hurt?"}] == refused.value.values["unknowns"]


def test_an_answer_that_is_given_again_puts_the_first_one_right_and_both_stay() -> None:
    again = ANSWERED.asks(12, LEO, unknowns.answer, called="U1", words="one of them")
    (entry, fact) = unknowns.answers(again.incident)["U1"]

    assert ("one of them", LEO) == (fact.words, entry.by)
    assert ["none of them", "one of them"] == [f.words for f in again.facts if isinstance(f, UnknownAnswered)]


def test_an_answer_that_is_taken_back_leaves_the_question_open() -> None:
    assert ["U1"] == still_open(ANSWERED.asks(10, ANA, taking_back.undo))


def test_what_is_answered_is_no_loose_end() -> None:
    assert "unknown" in {end.kind for end in closing.loose_ends(ASKED.incident)}
    assert "unknown" not in {end.kind for end in closing.loose_ends(ANSWERED.incident)}
