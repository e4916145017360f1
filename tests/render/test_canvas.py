"""A document on its way into a Slack canvas: its links in place, its tables as lists, and nobody's words as signs."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.render.dialects import MarkdownDialect
from bot.render.out import canvas
from bot.render.out.markdown import parser
from bot.render.words import Words
from bot.requests.documents import Page
from bot.slack.messages.canvas import drawing, mark_of
from bot.story import summary
from bot.story.timeline import PinnedMessage
from tests.story.carta import ANA, CHANNEL, FINAL, LEO, clock, reader, told

HERE = "https://acme.slack.com/archives/C1/p1"
WORDS = Words()
AT = "16:00"


def drawn(*more: tuple[str, str, f.Fact], pinned: tuple[PinnedMessage, ...] = ()) -> str:
    page = summary.of(told(*FINAL, *more), pinned, now=clock(AT), policy=Policy())
    return drawing(Page(page), words=WORDS, reader=reader(AT)).markdown


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (f"It is over. [12]\n\n[12]: {HERE}\n", f"It is over. [12]({HERE})"),
        (f"[14:05][m1] · x\n\n[m1]: {HERE}\n", f"[14:05]({HERE}) · x"),
        ("It is over. [12]", "It is over."),  # a record that can be read nowhere
        ("see [Addendum](#addendum)", "see Addendum"),
        ("[the call](<https://x.example/a_(b)>)", "[the call](https://x.example/a_%28b%29)"),
        ("<https://x.example/a>", "[https://x.example/a](https://x.example/a)"),
        ("<pat@x.example>", "[pat@x.example](mailto:pat@x.example)"),
        ("`code with a [12] in it` [12]\n\n[12]: /archives/C1/p1", "`code with a [12] in it` 12"),
    ],
)
def test_a_link_stands_in_its_place(ours: str, theirs: str) -> None:
    assert theirs == canvas.of_document(ours)


def test_a_table_is_a_list_under_the_names_of_its_columns() -> None:
    ours = f"| who | what | |\n| --- | --- | --- |\n| Ana | a \\| b<br>c [12] | |\n\nAfter it.\n\n[12]: {HERE}\n"

    assert f"*who · what · –*\n\n- Ana · a \\| b c [12]({HERE}) · –\n\nAfter it." == canvas.of_document(ours)


def test_the_summary_keeps_every_source_and_leaves_no_table_and_no_number_without_its_link() -> None:
    page = summary.of(told(*FINAL), now=clock(AT), policy=Policy())
    markdown = WORDS.document(page, reader=reader(AT))
    text = drawn()
    sources = set(re.findall(r"^\[m?\d+\]: (\S+)$", markdown, re.MULTILINE))
    cited = set(re.findall(r"(?:\]|\s)\[(m?\d+)\]", markdown))

    assert cited
    assert sources >= set(re.findall(r"\]\((https://\S+)\)", text))
    assert not re.search(r"^\|", text, re.MULTILINE)
    assert not re.search(r"\[m?\d+\](?!\()", text)
    assert {line for line in markdown.split("\n") if line.startswith("#")} <= set(text.split("\n"))


@pytest.mark.parametrize(
    "hostile",
    [
        "![](@U1LEO) and ![](#C42)",
        "<!channel> <@U1LEO>",
        "- [ ] a task\n# a heading\n1. one\n   - two",
        "| a | b |\n| --- | --- |",
        "[12]: https://evil.example",
        "[click](https://evil.example) [12]",
        "`a ![](@U1LEO) b`",
    ],
)
def test_what_somebody_wrote_stays_text(hostile: str) -> None:
    said = PinnedMessage(
        CHANNEL, f"{clock('15:30').timestamp():.6f}", "", ANA, hostile, None, None, LEO, clock("15:30")
    )
    text = drawn(("15:31", LEO, f.Noted(text=hostile)), pinned=(said,))
    tokens = [child for token in parser().parse(text) for child in token.children or ()]
    named = re.findall(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\(https://evil", text)

    assert not [token for token in tokens if token.type == "image"]
    assert {"https://evil.example"} >= set(named)  # an address that somebody typed leads where it says
    assert not re.search(r"^(?:- \[ \]|# a heading|\d+[.)] )", text, re.MULTILINE)


@given(st.text(max_size=60), st.text(max_size=60))
@example("-", "-")  # which reads as the rule of a table
@settings(max_examples=200, deadline=None)
def test_a_row_of_anybodys_words_is_one_line_of_the_list(first: str, second: str) -> None:
    say = MarkdownDialect().verbatim
    ours = f"| a | b |\n| --- | --- |\n| {say(first)} | {say(second)} |"
    items = [line for line in canvas.of_document(ours).split("\n") if line.startswith("- ")]

    assert 1 == len(items)


def test_its_mark_is_that_of_one_incident() -> None:
    assert mark_of("INC-42", words=WORDS, reader=reader(AT)) in drawn()
    assert mark_of("INC-4", words=WORDS, reader=reader(AT)) not in drawn()


def test_what_does_not_fit_is_left_out_of_the_end_of_the_timeline_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = drawn()
    monkeypatch.setattr(canvas, "MAX_BYTES", len(whole.encode()) - 500)
    cut = drawn()
    monkeypatch.setattr(canvas, "MAX_BYTES", 300)
    tiny = drawn()

    assert len(whole.encode()) > len(cut.encode())
    assert re.search(r"\d+ lines of the timeline, the latest, did not fit", cut)
    assert "## Appendix" in cut
    assert len(tiny.encode()) <= 300
