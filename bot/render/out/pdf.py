"""A document as a PDF, of the same Markdown as its web page: tagged, with its links, numbered pages.

Law: what people wrote reaches the type setter as data and never as its markup; `templates/page/page.typ` draws it.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.render.emoji_names import with_names
from bot.render.out.markdown import CITED, parser
from bot.resources import resource

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

NARROW_CHARS = 22  # of a table's column, such as a time or a name: it takes what it needs
WIDE_CHARS = 120  # beyond, one column takes no more of the room from another

# What the type setter draws: a text as it is, or a part with what it is.
PdfPart: TypeAlias = str | dict[str, Any]

IS_MISSING = "PDF files need one more package: pip install 'sitrep-bot[pdf]'."


class NoTypeSetter(Exception):
    """The package that makes PDF files is not installed."""


def document(  # noqa: PLR0913 - what it says, when, and how it is drawn
    markdown: str,
    title: str,
    *,
    made_at: datetime,
    picture: str = "",
    described: str = "",
    is_one_page: bool = False,
) -> bytes:
    """The whole document on A4. The same Markdown at the same time gives the same bytes.

    `picture` is the SVG for its place in the Markdown, `described` what it shows in words. Where it `is_one_page`, the
    picture has the room that the words leave, and is left out where that is too little to read it.

    The type setter brings fonts for Latin, Greek and Cyrillic letters; for others it needs those of the machine, else
    they are boxes that can still be searched and copied. Of emoji it has none, so these stand there by their names.

    Of what ten thousand messages take, a quarter is for reading the Markdown, the rest for setting forty thousand
    cells: columns of fixed width, no links, a grid or shorter tables saved no more than a third of that.
    Raises NoTypeSetter.
    """
    try:
        import typst  # a tenth of the bot's memory, for whoever wants a PDF
    except ImportError as absent:
        raise NoTypeSetter(IS_MISSING) from absent
    given: dict[str, Any] = {"title": title, "made_at": made_at.strftime("%Y-%m-%d"), "body": parts(markdown)}
    given |= {"picture": with_names(picture), "described": described, "is_one_page": is_one_page}
    template = resource("templates").joinpath("page", "page.typ").read_bytes()
    return typst.compile(
        template,
        format="pdf",
        sys_inputs={"given": json.dumps(given)},
        timestamp=int(made_at.timestamp()),
    )


def parts(markdown: str) -> list[PdfPart]:
    """The document as the type setter is given it: its parts, each a plain text or something with what it is."""
    from markdown_it.tree import SyntaxTreeNode

    return _inner(SyntaxTreeNode(parser().parse(markdown)))


def _inner(node: "SyntaxTreeNode") -> list[PdfPart]:
    """The parts of a node. Texts beside each other are one: of a long table nearly every cell is one text."""
    made: list[PdfPart] = []
    for child in node.children:
        for part in _inner(child) if child.type == "inline" else (_node(child),):
            if made and isinstance(part, str) and isinstance(before := made[-1], str):
                made[-1] = before + part
            else:
                made.append(part)
    return made


def _node(node: "SyntaxTreeNode") -> PdfPart:
    """A part of the document: a text, or what it `is`, its text or parts, and what a heading, list or link knows."""
    if node.type == "text":
        return with_names(node.content)
    if node.type == "softbreak":
        return " "
    made: dict[str, Any] = {"is": node.type}
    if node.type in {"code_inline", "code_block", "fence"}:
        made["text"] = with_names(node.content)
    elif node.type == "table":
        rows = [[_inner(cell) for cell in row.children] for group in node.children for row in group.children]
        made |= {"rows": rows, "widths": _widths(rows)}
    else:
        made["parts"] = _inner(node)
    match node.type:
        case "heading":
            made["level"] = int(node.tag.removeprefix("h"))
        case "link":
            made["to"] = str(node.attrs["href"])
            made["cited"] = node.attrs.get("class") == CITED
        case "ordered_list":
            made["start"] = int(node.attrs.get("start", 1))
    return made


def _widths(rows: Sequence[Sequence[Sequence[PdfPart]]]) -> list[int]:
    """The share of each column in the room that the narrow ones leave; 0 for a narrow one."""
    longest = [max(_chars(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [0 if chars <= NARROW_CHARS else min(chars, WIDE_CHARS) for chars in longest]


def _chars(cell: Sequence[PdfPart]) -> int:
    return sum(
        len(part) if isinstance(part, str) else len(part.get("text", "")) + _chars(part.get("parts", ()))
        for part in cell
    )
