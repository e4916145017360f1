"""The picture as SVG: well formed whatever people wrote, the same each time, and known by symbol without colour."""

import re
from typing import Any, get_args
from xml.etree import ElementTree as ET

import pytest

from bot.grammar.intents import ExportForm
from bot.incident import facts as f
from bot.incident.policy import Policy
from bot.render.dialects import zone_of
from bot.render.out import svg
from bot.render.out.file import exported
from bot.render.out.markdown import parser
from bot.render.picture import PlacedSymbol, laid_out
from bot.render.words import Words
from bot.story import brief, glance, summary
from bot.story.brief import Brief
from bot.story.glance import ExtentSymbol, Glance, PointSymbol
from bot.story.sentences import Sentence
from bot.story.summary import Summary
from tests.story.carta import FINAL, LEO, clock, reader, told

WORDS = Words()
SVG = "{http://www.w3.org/2000/svg}"
SYMBOLS = (*get_args(ExtentSymbol), *get_args(PointSymbol), "open", "now")
AT = clock("16:00")
INCIDENT = told(*FINAL)


def final() -> Glance:
    return glance.of(INCIDENT, now=AT, policy=Policy())


def page() -> Brief:
    return brief.of(INCIDENT, now=AT, policy=Policy(), due={}, next_brief_at=None)


def account() -> Summary:
    return summary.of(INCIDENT, now=AT, policy=Policy())


def drawn(picture: Glance, **options: Any) -> str:
    worded = WORDS.glance(picture, form="text", reader=reader("16:00"))
    laid = laid_out(picture, worded, zone=zone_of("Europe/Amsterdam"))
    return svg.document(laid, title=worded.title, description="; ".join(worded.heads), **options)


def called(title: str) -> Glance:
    opened = ("13:20", LEO, f.Opened(title=title, severity=2))
    return glance.of(told(opened), now=AT, policy=Policy())


def file(document: Brief | Summary | Glance, form: ExportForm) -> str:
    picture = None if isinstance(document, Glance) else final()
    made = exported(document, form, words=WORDS, reader=reader("16:00"), glance=picture)
    return made.content.decode("utf-8", "replace")


@pytest.mark.parametrize(
    "title",
    [
        "</text><script>alert(1)</script>",
        "]]> <!-- & &amp; <style>",
        "\x00\x08\x0b\ufffe and \ud800",
        "“quoted” 'and' \"quoted\"",
        "https://example.org/?a=1&b=2",
    ],
)
def test_what_people_wrote_is_text(title: str) -> None:
    root = ET.fromstring(drawn(called(title)))

    assert {"title", "desc", "style", "defs", "pattern", "rect", "circle", "line", "path", "text", "svg"} >= {
        element.tag.removeprefix(SVG) for element in root.iter()
    }
    assert [f"{SVG}style"] == [element.tag for element in root.iter(f"{SVG}style")]


def test_a_title_stands_there_as_it_was_typed() -> None:
    root = ET.fromstring(drawn(called("a < b & c")))

    assert "INC-42 · a < b & c" in [text.text for text in root.iter(f"{SVG}text")]


def test_whoever_cannot_see_it_hears_what_it_shows() -> None:
    root = ET.fromstring(drawn(final()))
    named = {element.get("id"): element.text for element in root}

    assert "img" == root.get("role")
    assert str(root.get("aria-labelledby")).split() == ["glance-title", "glance-desc"]
    assert "INC-42 · Documents missing for a long-standing customer" == named["glance-title"]
    assert "Harm: from 11:40, end not stated" in str(named["glance-desc"])


def test_the_same_record_gives_the_same_bytes() -> None:
    assert drawn(final()) == drawn(glance.of(told(*FINAL), now=AT, policy=Policy()))


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_every_shape_is_drawn_and_has_its_word(symbol: Any) -> None:
    drawing = svg.symbol(PlacedSymbol(symbol, 20, 20))

    assert ET.fromstring(f"<g>{drawing}</g>")[0].get("class")
    assert WORDS.sentence("glance", Sentence("legend", {"symbol": symbol}), form="text", reader=reader())


def test_no_two_shapes_look_alike_without_colour() -> None:
    """Points by their outline, phases by their filling, which are a full one, lines and dots."""
    outlines = [
        re.sub(r' class="[^"]*"', "", svg.symbol(PlacedSymbol(symbol, 20, 20))) for symbol in get_args(PointSymbol)
    ]
    hollow = svg.symbol(PlacedSymbol("unmeasured", 20, 20))

    assert "g-hollow" in hollow  # which tells it from a full one of the same outline
    assert len(outlines) - 1 <= len(set(outlines))


def test_it_turns_dark_where_the_screen_is_and_never_in_print() -> None:
    assert "@media screen and (prefers-color-scheme: dark)" in drawn(final())
    assert "@media" not in drawn(final(), is_dark_known=False)


@pytest.mark.parametrize("document", [page(), account(), final()])
def test_a_page_shows_it_once_with_a_table_that_says_the_same(document: Brief | Summary | Glance) -> None:
    html = file(document, "html")

    assert 1 == html.count("<svg ")
    assert "<td>Northwind Legal: told 2 times, deadline 18:00</td>" in html
    assert "&lt;glance&gt;" not in html


@pytest.mark.parametrize("document", [page(), account(), final()])
def test_print_shows_it_with_its_words_for_screen_readers(document: Brief | Summary | Glance) -> None:
    assert "/Figure" in file(document, "pdf")


@pytest.mark.parametrize("document", [page(), account(), final()])
def test_markdown_has_no_place_for_it(document: Brief | Summary | Glance) -> None:
    assert "<glance>" not in file(document, "md")
    assert "<svg" not in file(document, "md")


def test_nobody_who_types_its_place_gets_it() -> None:
    opened = ("13:20", LEO, f.Opened(title="<glance>", severity=2))
    named = brief.of(
        told(opened, ("13:21", LEO, f.Decided(id="D1", what="x\n<glance>\ny"))),
        now=AT,
        policy=Policy(),
        due={},
        next_brief_at=None,
    )
    markdown = WORDS.document(named, reader=reader("16:00"))

    assert [] == [token for token in parser().parse(markdown) if token.type == "picture"]


def test_alone_it_is_a_file_of_its_own() -> None:
    made = exported(final(), "svg", words=WORDS, reader=reader("16:00"))

    assert "INC-42-glance.svg" == made.name
    assert made.content.startswith(b"<svg xmlns=")
