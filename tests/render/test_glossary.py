"""The house's words behind technical names: once on a page, and never in anybody's mouth."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.incident.state import Incident
from bot.render.dialects import MarkdownDialect, SlackDialect
from bot.render.glossary import Glossary
from bot.render.words import Words, words_in
from bot.story import brief, sheet
from tests.story.carta import ANA, BO, LEO, OPENED, clock, reader, told

HOUSE = Glossary({"docs-svc": "document search", "idx": "the index"})
WORDS = Words(glossary=HOUSE)
TITLED = ("13:20", LEO, f.Opened(title="docs-svc finds nothing", severity=2))
THOUGHT = ("13:40", BO, f.HypothesisRaised(id="H1", text="IDX of docs-svc lost its owner", likelihood="likely"))
SAID = ("13:50", ANA, f.Reported(role="logs", conditions="docs-svc answers with nothing"))


def page(incident: Incident, form: str = "markdown") -> str:
    told_of = brief.of(incident, now=clock("14:05"), policy=Policy(), due={}, next_brief_at=None)
    return WORDS.brief(told_of, form=form, reader=reader())  # type: ignore[arg-type]


def explained(text: str) -> str:
    return HOUSE.explained(text, MarkdownDialect(), set())


def test_the_first_on_a_page_is_explained_and_no_other() -> None:
    text = page(told(TITLED, THOUGHT))

    assert "docs-svc (document search) finds nothing · SEV2" in text
    assert 1 == text.count("(document search)")
    assert "IDX (the index) of docs-svc lost its owner" in text


def test_the_same_in_slack() -> None:
    assert "IDX (the index) of docs-svc" in page(told(TITLED, THOUGHT), "slack")


def test_what_somebody_said_is_never_changed() -> None:
    text = page(told(OPENED, SAID))

    assert "“docs-svc answers with nothing”" in text
    assert "document search" not in text


def test_what_holds_quotation_marks_itself_is_not_changed_either() -> None:
    assert "“he wrote ”docs-svc” there”" == explained("“he wrote ”docs-svc” there”")


def test_a_term_is_a_whole_word() -> None:
    assert "docs-svc2, my-docs-svc and idxs" == explained("docs-svc2, my-docs-svc and idxs")


def test_an_address_stays_as_it_is() -> None:
    url = "https://git.example.com/docs-svc/pulls"

    assert url == explained(url)
    assert f"[the change]({url})" == explained(f"[the change]({url})")
    assert f"<{url}|change>" == HOUSE.explained(f"<{url}|change>", SlackDialect(), set())


def test_a_meaning_is_text_and_no_mark_up() -> None:
    house = Glossary({"idx": "<!channel> *now*"})

    assert "<!channel>" not in house.explained("idx", SlackDialect(), set())


def test_the_sheet_is_explained_as_well() -> None:
    incident = told(OPENED, THOUGHT)
    told_of = brief.of(incident, now=clock("14:05"), policy=Policy(), due={}, next_brief_at=None)
    text = WORDS.sheet(sheet.of(told_of, incident, policy=Policy()), form="markdown", reader=reader())

    assert "IDX (the index) of docs-svc (document search) lost its owner" in text


def test_explained_the_page_is_still_no_longer_than_it_may_be() -> None:
    many = [
        (f"13:{30 + n}", BO, f.UnknownRaised(id=f"U{n}", what=f"whether docs-svc and idx {n} are up")) for n in range(9)
    ]
    house = Words(glossary=Glossary({"docs-svc": "a service with " + "many words " * 3, "idx": "index"}))
    incident = told(OPENED, *many)
    told_of = brief.of(incident, now=clock("14:05"), policy=Policy(), due={}, next_brief_at=None)
    plain = Words().brief(told_of, form="markdown", reader=reader())
    text = house.brief(told_of, form="markdown", reader=reader())

    assert words_in(text) <= words_in(plain) + 12


@given(st.text(alphabet="docs-vcix “”<>()[]\\ ", max_size=60))
@settings(max_examples=300, deadline=None)
def test_nothing_but_the_meaning_is_added(text: str) -> None:
    assert text == re.sub(r" \((?:document search|the index)\)", "", explained(text))
