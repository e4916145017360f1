"""The hypothesis board."""

import pytest

from bot.incident import facts as f
from bot.incident import hypotheses
from bot.incident.errors import Refused
from tests.incident.given import ANA, BO, LEO, Book, opened


def board(*texts: str) -> Book:
    book = opened()
    for text in texts:
        book = book.asks(5, BO, hypotheses.think, text=text)
    return book


def test_hypotheses_are_numbered_in_their_order() -> None:
    assert ["H1", "H2"] == [h.id for h in board("wrong owner", "bad mapping").incident.hypotheses]


def test_the_same_words_again_judge_the_open_one() -> None:
    book = board("wrong owner")

    assert [f.HypothesisJudged(id="H1", likelihood="likely")] == hypotheses.think(
        book.case(6, ANA), text="Wrong owner", likelihood="likely"
    )


def test_without_a_number_the_only_open_one_is_meant() -> None:
    book = board("wrong owner", "bad mapping").asks(6, ANA, hypotheses.rule_out, id="h2", evidence="mapping is right")

    assert [f.HypothesisConfirmed(id="H1", evidence="query 8812")] == hypotheses.confirm(
        book.case(7, ANA), evidence="query 8812"
    )


def test_with_several_open_the_bot_asks_which() -> None:
    with pytest.raises(Refused, match="which_hypothesis") as refused:
        hypotheses.rule_out(board("wrong owner", "bad mapping").case(6, ANA), evidence="no")

    assert {
        "hypotheses": [{"id": "H1", "text": "wrong owner"}, {"id": "H2", "text": "bad mapping"}]
    } == refused.value.values


def test_a_settled_hypothesis_keeps_its_outcome_and_evidence() -> None:
    settled = board("wrong owner").asks(8, ANA, hypotheses.confirm, evidence="query 8812").incident.hypotheses[0]

    assert ("confirmed", "query 8812", ANA) == (settled.outcome, settled.evidence, settled.settled_by)


def test_a_taken_back_hypothesis_gives_its_number_to_no_other() -> None:
    book = board("wrong owner")
    book = book.says(6, BO, f.Struck(seq=len(book.entries)))

    assert [f.HypothesisRaised(id="H2", text="bad mapping")] == hypotheses.think(book.case(7, LEO), text="bad mapping")
