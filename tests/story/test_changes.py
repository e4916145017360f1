"""What changed since somebody read the brief: computed from the record and that time alone."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident.state import Incident
from bot.render.words import Words, words_in
from bot.story import changes
from bot.story.sentences import Sentence
from tests.story.carta import ANA, DURING, FINAL, LEO, clock, reader, told
from tests.story.test_said_laws import Told, incidents

WORDS = Words()


def worded(sentence: Sentence) -> str:
    return WORDS.sentence("brief", sentence, form="markdown", reader=reader("16:00"))


def since(incident: Incident, at: str) -> str:
    return worded(changes.since(incident, (), clock(at)))


def test_what_matters_most_comes_first_and_the_rest_is_counted() -> None:
    expected = (
        "Since your last brief (14:05): set to resolved; "
        "confirmed “Monday's rename left the documents under the customer's old name”; affected 1 customer, "
        "and 5 more lines on record."
    )

    assert expected == since(told(*FINAL), "14:05")


def test_where_nothing_is_new_that_is_said_of_the_record() -> None:
    assert "Since your last brief (14:05) nothing new is on record." == since(told(*DURING), "14:05")


def test_what_was_taken_back_since_is_no_change() -> None:
    decided = ("14:10", LEO, f.Decided(id="D9", what="call the vendor"))
    struck = ("14:11", LEO, f.Struck(seq=len(DURING) + 1))

    assert "call the vendor" in since(told(*DURING, decided), "14:05")
    assert "nothing new" in since(told(*DURING, decided, struck), "14:05")


def test_of_what_was_put_right_the_newest_is_told() -> None:
    first = ("14:10", ANA, f.ImpactStated(id="I1", figure="exact", what="customers", low=8))
    second = ("14:12", ANA, f.ImpactStated(id="I1", figure="exact", what="customers", low=5))

    assert "affected 5 customers" in since(told(*DURING, first, second), "14:05")


@given(incidents, st.integers(0, 120))
@settings(max_examples=80, deadline=None)
def test_it_is_a_line_or_two_and_counts_every_line_since(course: Told, minutes: int) -> None:
    at = clock("13:20").replace(minute=20 + min(minutes, 39))
    sentence = changes.since(course.incident, course.pinned, at)
    text = worded(sentence)

    assert words_in(re.sub(r"“[^”]*”", "", text)) <= 25 + 6
    assert ("nothing new" in text) == (not sentence.values["changes"] and not sentence.values["more"])
