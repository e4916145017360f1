"""Who speaks, how early and how long decides what is offered; words decide where that leaves it open."""

import pytest

from bot.incident.meanings import Suggestible
from bot.story.cues import HARMS_MAX, LANGUAGES, suggested
from bot.story.cues.phrases import Language, clauses, holds

EARLY, LATER = 0, 1  # whether the mark of harm was suggested already


def roles(by: str) -> tuple[str, ...]:
    return (by,) if by else ()


@pytest.mark.parametrize(
    ("text", "by", "mark"),
    [
        ("Parcel labels are printing, everything is back to normal", "logs", "over"),
        ("I rolled the label service back to last week's build", "code", "done"),
        ("nobody in the hall can print a single label", "customers", "harm"),
        ("turns out the new driver rejects our paper size", "logs", "why"),
        ("I told all partners that parcels leave tomorrow", "lead", "told"),
        ("fixed it, labels work normally again", "", "over"),
        ("we can't print labels because the driver is too new", "code", "why"),
    ],
)
def test_a_cue_names_the_mark(text: str, by: str, mark: Suggestible) -> None:
    assert suggested(text, roles=roles(by), harms=LATER) == mark


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("turns out the new driver rejects our paper size", "customers"),
        ("I rolled the label service back to last week's build", "logs"),
        ("nobody in the hall can print a single label", "code"),
        ("I told all partners that parcels leave tomorrow", "logs"),
    ],
)
def test_a_cue_counts_only_from_those_who_can_know(text: str, by: str) -> None:
    assert suggested(text, roles=roles(by), harms=LATER) is None


def test_a_role_that_a_house_has_added_may_mean_every_mark() -> None:
    assert suggested("I rolled the label service back to last week's build", roles=("database",), harms=LATER) == "done"


@pytest.mark.parametrize(
    "text",
    [
        "it is not back to normal yet",
        "if it is back to normal we close this",
        "it should be back to normal soon",
    ],
)
def test_a_condition_a_denial_and_a_forecast_are_no_end(text: str) -> None:
    assert suggested(text, roles=roles("lead"), harms=LATER) != "over"


def test_another_clause_takes_nothing_back() -> None:
    text = "I have not slept, but everything is back to normal"

    assert suggested(text, roles=roles("lead"), harms=LATER) == "over"


@pytest.mark.parametrize("harms", [EARLY, LATER])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "back to normal",
        "shall we roll it back to the last build?",
        "rolled it back, now coffee for everybody please",
        "everything is back to normal :tada:",
        "🔧🔧🔧🔧🔧",
    ],
)
def test_few_words_questions_jokes_and_smiles_are_offered_nothing(text: str, harms: int) -> None:
    assert suggested(text, roles=roles("code"), harms=harms) is None


@pytest.mark.parametrize("by", ["lead", "code", ""])
def test_the_first_words_are_offered_the_mark_of_harm_whoever_says_them(by: str) -> None:
    assert suggested("die Etiketten fehlen seit heute", roles=roles(by), harms=EARLY) == "harm"
    assert suggested("I will have a look at it", roles=roles(by), harms=LATER) is None


def test_from_outside_more_than_a_remark_is_offered_it_until_it_was_offered_often_enough() -> None:
    text = "in Halle 3 stehen wir und warten jetzt auf neue Etiketten"

    assert [suggested(text, roles=(), harms=harms) for harms in range(HARMS_MAX + 1)] == ["harm"] * HARMS_MAX + [None]
    assert suggested("everything works again for us in all of the three halls", roles=(), harms=LATER) == "over"


def test_a_long_line_that_says_at_once_what_it_is_keeps_its_mark() -> None:
    done = "rolled the label service back to the build of last week, and 41 labels have come out of the printer since"
    about = "in the halls 3 and 4 they say that somebody rolled the label service back to the build of last week"

    assert suggested(done, roles=roles("code"), harms=LATER) == "done"
    assert suggested(about, roles=roles("code"), harms=LATER) == "pin"


@pytest.mark.parametrize(
    ("text", "of_a_holder", "of_another"),
    [
        ("Die Etiketten fehlen seit heute früh in Halle 3 und in Halle 4, sagt der Meister", "pin", None),
        (
            *("the two halls that have the old printers seem to get all that they need today and tomorrow as well",),
            *("pin", "pin"),
        ),
        ("we look at the printers in the two halls now", None, None),
    ],
)
def test_a_line_of_substance_is_offered_the_pin_in_any_language_and_before_any_cue(
    text: str, of_a_holder: Suggestible | None, of_another: Suggestible | None
) -> None:
    assert suggested(text, roles=roles("logs"), harms=HARMS_MAX) == of_a_holder
    assert suggested(text, roles=(), harms=HARMS_MAX) == of_another


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
    assert suggested("back " * 20_000, roles=roles("lead"), harms=LATER) == "pin"
    assert suggested("\x00 \ud800 ((((( ?!?! ----", roles=roles("lead"), harms=LATER) is None
