"""Words choose which picture is offered: right more often than not on lines that nobody here has tuned them on."""

import pytest

from bot.incident.facts import Suggestible
from bot.story.cues import LANGUAGES, suggested
from bot.story.cues.phrases import Language, clauses, holds


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Parcel labels are printing, everything is back to normal", "over"),
        ("I rolled the label service back to last week's build", "done"),
        ("nobody in the hall can print a single label", "harm"),
        ("turns out the new driver rejects our paper size", "why"),
        ("I told all partners that parcels leave tomorrow", "told"),
        ("fixed it, labels work normally again", "over"),
        ("Labels can't be printed because the driver is too new", "why"),
    ],
)
def test_a_cue_names_the_mark(text: str, mark: Suggestible) -> None:
    assert suggested(text, holds_role=True) == mark


@pytest.mark.parametrize(
    "text",
    [
        "it is not back to normal yet",
        "if it is back to normal we close this",
        "it should be back to normal soon",
    ],
)
def test_a_condition_a_denial_and_a_forecast_are_no_end(text: str) -> None:
    assert suggested(text, holds_role=True) != "over"


def test_another_clause_takes_nothing_back() -> None:
    assert suggested("I have not slept, but everything is back to normal", holds_role=True) == "over"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "back to normal",
        "shall we roll it back to the last build?",
        "rolled it back, now coffee for everybody please",
        "everything is back to normal :tada:",
        "I will have a look at it",
        "🔧🔧🔧🔧🔧",
    ],
)
def test_few_words_questions_jokes_and_smiles_are_offered_nothing(text: str) -> None:
    assert suggested(text, holds_role=True) is None


@pytest.mark.parametrize(
    ("text", "of_a_holder", "of_another"),
    [
        ("Die Etiketten fehlen seit heute früh in Halle 3 und 4", "pin", "pin"),
        ("seit heute früh fehlen in Halle 3 Etiketten", "pin", None),
        ("the two halls that have the old printers seem to get what they need today", "pin", None),
        ("we look at the printers now", None, None),
    ],
)
def test_a_line_of_substance_is_offered_the_pin_in_any_language(
    text: str, of_a_holder: Suggestible | None, of_another: Suggestible | None
) -> None:
    assert suggested(text, holds_role=True) == of_a_holder
    assert suggested(text, holds_role=False) == of_another


def test_from_somebody_without_a_role_a_harm_comes_before_its_reason() -> None:
    text = "nothing is delivered because customers can't pay"

    assert suggested(text, holds_role=False) == "harm"
    assert suggested(text, holds_role=True) == "why"


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("roll*", "we are rolling it"),
        ("told … partners", "told each of the partners"),
        ("told … partners", "told partners"),
        ("cant|cannot", "they can’t"),
        ("^status", "Status: up"),
    ],
)
def test_a_phrase_is_found_as_it_is_written(phrase: str, text: str) -> None:
    assert any(holds((phrase,), clause) for clause in clauses(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("roll", "we are rolling it"),
        ("told … partners", "told each of the very many partners"),
        ("^status", "the status"),
        ("back up", "it is back. Up to now"),
        ("is up", "is it? Up"),
    ],
)
def test_nothing_else_is_found(phrase: str, text: str) -> None:
    assert not any(holds((phrase,), clause) for clause in clauses(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_found_by_what_it_says(language: Language) -> None:
    phrases = [phrase for cue in language.marks.values() for phrase in (*cue.phrases, *cue.unless)]
    examples = {phrase: phrase.removeprefix("^").replace("*", "").replace("… ", "") for phrase in phrases}
    firsts = {phrase: " ".join(w.partition("|")[0] for w in text.split()) for phrase, text in examples.items()}

    assert [p for p, text in firsts.items() if not any(holds((p,), clause) for clause in clauses(text))] == []


def test_no_text_is_too_long_or_too_strange() -> None:
    assert suggested("back " * 20_000, holds_role=True) == "pin"
    assert suggested("\x00 \ud800 ((((( ?!?! ----", holds_role=True) is None
