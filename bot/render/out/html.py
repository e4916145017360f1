"""A document as a web page that can also be printed: brief, summary, timeline from their Markdown; one step by step."""

import base64
import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from string import Template
from typing import TYPE_CHECKING

from bot.render.out.markdown import PICTURE, parser
from bot.resources import resource

if TYPE_CHECKING:
    from markdown_it.token import Token

_NUMBERED = re.compile(r"\*\*\d\. ")  # ours: of people's words the asterisks are escaped
NAMED_FROM = 5  # columns: nobody remembers the heads of so many while reading a list of numbers


def page(markdown: str, title: str, *, picture: str = "", beside: str = "", is_one_page: bool = False) -> str:
    """The whole page, which needs no other file.

    `picture` is the SVG for its place in the Markdown, `beside` the Markdown that says the same in words. Where it
    `is_one_page`, it is one sheet when it is printed, as the PDF is.
    """
    shell = Template(_template("page.html"))
    figure = f"<figure>{picture}</figure>{_folded(beside)}"
    kind = ' class="one-page"' if is_one_page else ""
    tokens = parser().parse(markdown)
    _head(tokens)
    return shell.substitute(title=html.escape(title), kind=kind, body=_rendered(tokens, figure))


def step_by_step(markdown: str, title: str) -> str:
    """A page that shows a section of the document at a time, by keys, taps or buttons; without a script, all of them.

    A section begins at each heading of the second level. The page lets no script run but its own.
    """
    reader = parser()
    sections = (reader.renderer.render(part, reader.options, {}) for part in _sections(reader.parse(markdown)))
    script = _template("steps.js")
    return Template(_template("steps.html")).substitute(
        title=html.escape(title),
        body="\n".join(f"<section>\n{section}</section>" for section in sections),
        style=_template("steps.css"),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _sections(tokens: Sequence["Token"]) -> Iterator[Sequence["Token"]]:
    begins = [0, *(n for n, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2")]
    for begin, end in zip(begins, [*begins[1:], len(tokens)], strict=True):
        if begin < end:
            yield tokens[begin:end]


def _head(tokens: Sequence["Token"]) -> None:
    """A line in bold that a page begins with is its title: whoever has a page read to them looks for its heading."""
    match tokens:
        case [begin, inside, end, *_] if begin.type == "paragraph_open":
            told = [child for child in inside.children or () if child.type != "text" or child.content]
            marks = [place for place, child in enumerate(told) if child.type in {"strong_open", "strong_close"}]
            if marks == [0, len(told) - 1]:
                begin.tag = end.tag = "h1"
                inside.children = told[1:-1]


def _name_parts(tokens: Sequence["Token"]) -> None:
    """What a screen shows in another way than paper: a part of the brief, and each cell of a table with many columns.

    On a narrow screen such a row is a list, and a cell stands behind its head. In a table with few columns, such as the
    timeline, what a cell is can be seen.
    """
    heads: list[str] = []
    column = 0
    for token, inside in pairwise(tokens):
        match token.type:
            case "paragraph_open" if _NUMBERED.match(inside.content):
                token.attrSet("class", "part")
            case "table_open":
                heads = []
            case "th_open":
                heads.append(inside.content)
            case "tr_open":
                column = 0
            case "td_open":
                if len(heads) >= NAMED_FROM:
                    token.attrSet("data-head", heads[column])
                column += 1


def _template(name: str) -> str:
    return resource("templates").joinpath("page", name).read_text(encoding="utf-8")


def _folded(beside: str) -> str:
    told = _rendered(parser().parse(beside), "")
    return f"<details><summary>The picture as a table</summary>\n{told}</details>\n" if told else ""


def _rendered(tokens: Sequence["Token"], figure: str) -> str:
    _name_parts(tokens)
    for token in tokens:
        if token.type == PICTURE:
            token.type, token.content = "html_block", figure  # ours, unlike what the Markdown holds
    return str(parser().renderer.render(tokens, parser().options, {}))
