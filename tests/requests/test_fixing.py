"""Every record that can be named can be said anew, by the verb of its kind."""

from bot.grammar.verbs import verb_named
from bot.incident.corrections import FIXABLE
from bot.requests.verbs.fixing import VERB_OF


def test_every_record_that_has_an_id_or_number_has_the_verb_that_says_it_anew() -> None:
    assert set(FIXABLE) == set(VERB_OF)
    assert [] == [name for name in VERB_OF.values() if (verb := verb_named(name)) is None or not verb.is_record]
