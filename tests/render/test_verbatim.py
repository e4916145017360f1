"""What people wrote looks in a document as it looked in Slack, and hostile text stays text."""

import pytest

from bot.render.dialects import MarkdownDialect, PlainDialect, SlackDialect
from bot.render.emoji_names import with_characters
from bot.render.out import html
from bot.render.out.markdown import without_references
from bot.render.verbatim import pieces

TRACE = "seen:\n```Traceback:\n  at b.py\n  File a.py | line 3 <x>```\n• a\n    • b\n> `tail -f` says *no*"


def shown(text: str) -> str:
    """The body of a page on which the text stands in a table, as a timeline's does."""
    page = html.page(f"| what |\n| --- |\n| {MarkdownDialect().verbatim(text)} |", "Timeline")
    return page.partition("<tbody>")[2].partition("</tbody>")[0].replace("<br />\n", "<br>")


@pytest.mark.parametrize(
    ("said", "character"),
    [
        ("done :white_check_mark:", "done ✅"),
        (":+1::skin-tone-3:", "👍🏼"),
        (":woman-facepalming::skin-tone-5:", "🤦🏾‍♀️"),
        (":flag-de: :large_green_circle:", "🇩🇪 🟢"),
        (":party-blob: stays", ":party-blob: stays"),
        ("10:100:20 is a time", "10:100:20 is a time"),
    ],
)
def test_short_names_are_characters_and_a_workspaces_own_stay(said: str, character: str) -> None:
    assert character == with_characters(said)


def test_what_is_taken_apart_loses_nothing() -> None:
    assert [
        ("words", "see "),
        ("address", "https://x.io/a_(b)?to=now_"),
        ("words", ", ("),
        ("address", "https://x.io"),
        ("words", ") "),
        ("code", "a https://b"),
        ("words", " "),
        ("block", "c\nd"),
        ("words", " ``` "),
        ("address", "ops@x.io"),
    ] == list(pieces("see https://x.io/a_(b)?to=now_, (https://x.io) `a https://b` ```\nc\nd``` ``` ops@x.io"))


def test_code_lists_and_quotes_keep_their_lines_on_the_page() -> None:
    body = shown(TRACE)

    assert "<br>" in body
    assert "<code>Traceback:</code><br>" in body
    assert "<code>  at b.py</code><br>" in body
    assert "\xa0\xa0File a.py | line 3 &lt;x&gt;<br>" in body
    assert "• a<br>\xa0\xa0\xa0\xa0• b<br>" in body
    assert "&gt; <code>tail -f</code> says *no*" in body


def test_code_in_which_slack_would_find_a_mention_is_words() -> None:
    assert "&lt;!here>" == MarkdownDialect().verbatim("`<!here>`")
    assert "`List<int>`" == MarkdownDialect().verbatim("`List<int>`")


def test_an_address_can_be_followed_and_is_whole() -> None:
    body = shown("graph (https://x.io/d?a=1&to=now_), mail ops@x.io, javascript:alert(1)")

    assert '<a href="https://x.io/d?a=1&amp;to=now_">https://x.io/d?a=1&amp;to=now_</a>)' in body
    assert '<a href="mailto:ops@x.io">' in body
    assert body.count("<a ") == len(["https", "mailto"])


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "```<script>``` <br><b>x</b>",
        "`a` | b | `c|d` \\` \\| `e\\|f`",
        "https://x.io/<script>|`\\",
        "``` never closed\n| a row |\n# a heading",
        "[press](javascript:alert(1)) ![x](https://x.io) &lt;b&gt;",
        "`` a ` b `` ``` ` ```",
        "http://x.io](http://evil.example)",
    ],
)
def test_hostile_words_stay_in_their_cell_as_text(hostile: str) -> None:
    body = shown(hostile)

    assert body.count("<td") == 1
    assert not [tag for tag in ("<script", "<b>", "<img", "<h1", 'href="javascript', ">press</a>") if tag in body]


def test_a_fence_that_nobody_closed_swallows_nothing_in_slack() -> None:
    assert "```a``` '''b" == SlackDialect().verbatim("```a``` ```b")
    assert "```a\nb```" == SlackDialect().verbatim("```a\nb```")


def test_a_terminal_shows_characters_and_lines() -> None:
    assert "✅ a\nb" == PlainDialect().verbatim(":white_check_mark: a\nb")


def test_where_breaks_and_bare_links_are_unknown_they_are_plain() -> None:
    told = MarkdownDialect().verbatim("a\nhttps://x.io")

    assert without_references(f"{told} [t](<https://y.io>)") == "a https://x.io [t](<https://y.io>)"
