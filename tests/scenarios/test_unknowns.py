"""An unknown is answered where it stands or by its id, and every page tells what is known now."""

import pytest

from bot.incident import facts as f
from tests.scenarios.conftest import Scene

ASKS = "/incident unknown whether other customers are affected @ana by 14:30 UTC"


@pytest.fixture
async def asked(scene: Scene) -> Scene:
    await scene.staffed(logs="ana")
    await scene.types("leo", ASKS)
    return scene


async def test_what_was_understood_is_repeated_in_the_thread_of_the_card_too_and_taken_back_it_is_open(
    asked: Scene,
) -> None:
    before = len(await asked.said_in_channel())
    answer = await asked.types("ana", "/incident answer U1 no other: all 212 accounts are checked")

    assert "U1, “whether other customers are affected”, is answered: “no other: all 212 accounts are checked”" in answer
    assert "/incident undo" in answer
    assert before == len(await asked.said_in_channel())
    assert "U1 answered · @ana: no other" in (await asked.card_thread())[-1]

    await asked.types("ana", "/incident undo")

    assert "1 open question" in await asked.card()


async def test_every_page_tells_the_answer_and_none_that_it_is_open(asked: Scene) -> None:
    assert "1 open question" in await asked.card()
    await asked.types("ana", "/incident answer U1 no other: all 212 accounts are checked")
    brief = await asked.types("leo", "/incident summary")

    assert "open question" not in await asked.card()
    assert "Whether other customers are affected: no other: all 212 accounts are checked (logs, 11:00)." in brief
    assert "answers by" not in brief
    assert "answered U1" in await asked.types("leo", "/incident timeline")
    assert "answered: “no other: all 212 accounts are checked”" in await asked.types("leo", "/incident review")
    assert "all 212 accounts are checked" in await asked.types("leo", "/incident prepare")


async def test_it_can_be_answered_where_it_stands_and_without_words_a_form_asks_for_them(asked: Scene) -> None:
    await asked.presses("ana", "Answer…")
    await asked.submits("ana", "In your words", words="no other")
    await asked.types("ana", "/incident undo")
    await asked.types("ana", "/incident answer U1")
    await asked.submits("ana", "In your words", words="one other")

    assert [f.UnknownAnswered(id="U1", words=words) for words in ("no other", "one other")] == await asked.facts(
        f.UnknownAnswered
    )


async def test_without_an_id_the_only_open_one_is_answered_and_with_a_wrong_one_it_is_told_how_to_write_it(
    asked: Scene,
) -> None:
    wrong = await asked.types("ana", "/incident answer U7 no other")
    before = await asked.facts(f.UnknownAnswered)
    await asked.types("ana", "/incident answer no othr")
    await asked.types("ana", "/incident fix U1 no other")

    assert "There is no unknown U7 on record here. Open are U1 “whether other customers are affected”" in wrong
    assert "/incident answer U1 <what you know>" in wrong
    assert [] == before
    assert [("U1", "no othr"), ("U1", "no other")] == [
        (fact.id, fact.words) for fact in await asked.facts(f.UnknownAnswered)
    ]
    assert 1 == len(await asked.facts(f.UnknownRaised))
