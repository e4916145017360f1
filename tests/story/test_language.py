"""Words that judge are shown to whoever wrote them, with something better; the record stays as it is."""

import pytest

from bot.incident import facts as f
from bot.story.language import flags
from tests.story.carta import ANA, OPENED, told


@pytest.mark.parametrize(
    ("text", "words", "advice"),
    [
        ("we should have tested it", "should have", "counterfactual"),
        ("the script shouldn't have run", "shouldn't have", "counterfactual"),
        ("Bo forgot the flag", "forgot", "as_it_looked"),
        ("it was human error", "human error", "conditions"),
        ("this is the vendor's fault", "vendor's fault", "factor"),
        ("the root cause is the rename", "root cause", "factors"),
        ("it is obviously the cache", "obviously", "leave_out"),
        ("who broke the build", "who broke", "ask_how"),
        ("Bo deleted the rows", "Bo deleted", "the_change"),
        ("an outage of the search", "outage", "extent"),
        ("people must be more careful", "be more careful", "in_the_system"),
    ],
)
def test_a_judging_word_is_flagged_with_an_advice(text: str, words: str, advice: str) -> None:
    flagged = flags(told(OPENED, ("13:30", ANA, f.Noted(text=text))))

    assert (words, advice) in {(flag.words, flag.advice) for flag in flagged}


def test_what_was_reworded_is_flagged_no_more() -> None:
    record = told(
        OPENED,
        ("13:30", ANA, f.HypothesisRaised(id="H1", text="Bo deleted the rows")),
        ("13:31", ANA, f.HypothesisRaised(id="H1", text="the cleanup deleted the rows")),
    )

    assert () == flags(record)


@pytest.mark.parametrize(
    "text",
    [
        "2 of 14 documents found under the old name, intact",
        "the rename removed the link between owner and document",
        "a default in the search hid them",
        "justified by the evidence",
    ],
)
def test_plain_telling_is_left_alone(text: str) -> None:
    assert () == flags(told(OPENED, ("13:30", ANA, f.Noted(text=text))))
