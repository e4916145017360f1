"""What every fact is to the story: whose words are looked at, what of it can be quoted, where it is read."""

import pytest

from bot.incident import facts as f
from bot.incident.logbook import MessageRef
from bot.incident.vocabulary import row_of
from bot.story.language import flags
from bot.story.sentences import refs
from bot.story.statements import statements
from tests.examples import EXAMPLES, name, typing
from tests.incident.given import CLEO
from tests.slack.drawn import busy


@pytest.mark.parametrize("fact", [fact for fact in EXAMPLES if row_of(fact).typed], ids=name)
def test_every_sentence_on_record_is_looked_at_and_no_name(fact: f.Fact) -> None:
    """A judging word in all that people typed is flagged once for each field that holds a sentence."""
    book = busy().says(45, CLEO, typing(fact, "obviously"))

    assert ["obviously"] * len(row_of(fact).words) == [flag.words for flag in flags(book.incident)]


@pytest.mark.parametrize("fact", EXAMPLES, ids=name)
def test_what_can_be_quoted_of_a_record_is_its_first_words_as_what_it_is(fact: f.Fact) -> None:
    book = busy().says(45, CLEO, fact)
    said = [(s.kind, s.said) for s in statements(book.incident) if s.label == book.entries[-1].seq]
    row = row_of(fact)

    words = getattr(fact, row.words[0]) if row.statement else ""
    assert said == ([(row.statement, words)] if words else [])


@pytest.mark.parametrize("fact", [fact for fact in EXAMPLES if not isinstance(fact, f.CardPosted)], ids=name)
def test_what_moves_the_incident_is_read_on_the_card_if_nowhere_else(fact: f.Fact) -> None:
    book = busy().says(44, CLEO, f.CardPosted(ts="9.0")).says(45, CLEO, fact)

    read_at = refs(book.incident).get(book.entries[-1].seq)

    assert (MessageRef("C42", "9.0") if row_of(fact).read_on_card else None) == read_at
