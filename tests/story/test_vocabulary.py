"""What every fact is to the story: whose words are looked at, what can have led to a thought, where it is read."""

import pytest

from bot.incident import facts as f
from bot.incident.logbook import MessageRef
from bot.incident.vocabulary import row_of
from bot.story import timeline, walkthrough
from bot.story.language import flags
from bot.story.sentences import refs
from tests.examples import EXAMPLES, name, typing
from tests.incident.given import CLEO, Book, minute
from tests.slack.drawn import busy


@pytest.mark.parametrize("fact", [fact for fact in EXAMPLES if row_of(fact).typed], ids=name)
def test_every_sentence_on_record_is_looked_at_and_no_name(fact: f.Fact) -> None:
    """A judging word in all that people typed is flagged once for each field that holds a sentence."""
    book = busy().says(45, CLEO, typing(fact, "obviously"))

    assert ["obviously"] * len(row_of(fact).words) == [flag.words for flag in flags(book.incident)]


@pytest.mark.parametrize("fact", [fact for fact in EXAMPLES if not isinstance(fact, f.TimeSet)], ids=name)
def test_a_thought_follows_from_what_can_have_led_to_it(fact: f.Fact) -> None:
    book = Book().says(0, CLEO, f.Opened(title="x"), f.Noted(text="the last cue before"))
    book = book.says(20, CLEO, fact).says(30, CLEO, f.Decided(id="D9", what="go on"))
    step = walkthrough.steps(book.incident, timeline.lines(book.incident))[-1]

    assert step.saw is not None
    assert (name(fact) if row_of(fact).is_cue else "noted", minute(30)) == (step.saw.words_id, step.at)


@pytest.mark.parametrize("fact", [fact for fact in EXAMPLES if not isinstance(fact, f.CardPosted)], ids=name)
def test_what_moves_the_incident_is_read_on_the_card_if_nowhere_else(fact: f.Fact) -> None:
    book = busy().says(44, CLEO, f.CardPosted(ts="9.0")).says(45, CLEO, fact)

    read_at = refs(book.incident).get(book.entries[-1].seq)

    assert (MessageRef("C42", "9.0") if row_of(fact).read_on_card else None) == read_at
