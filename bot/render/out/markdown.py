"""Our Markdown on its way out: read for pages and print, and bare where its links lead nowhere."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

_BREAK = "<br>"
_PICTURE = "<glance>"
PICTURE = "picture"  # the kind of the part where the picture stands
CITED = "cited"  # the class of a link that is nothing but the number of a source
REFERENCE = re.compile(r"^\[(?P<label>m?\d+)\]: (?P<address>.*)\n?", re.MULTILINE)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\[m?\d+\]")
_NUMBER = re.compile(r"m?\d+")
_CITATION = re.compile(r"(?: \[m?\d+\])+")


_AUTOLINK = re.compile(r"(?<!\]\()<((?:https?://|[\w.+-]+@)[^<>\s]+)>")


def without_references(markdown: str) -> str:
    """A document without its links to the records: Slack knows no reference links, and the records are beside it."""
    bare = _AUTOLINK.sub(r"\1", REFERENCE.sub("", markdown)).replace(_BREAK, " ")
    return _CITATION.sub("", _LABEL.sub(r"\1", bare)).strip()


@lru_cache(maxsize=1)
def parser() -> "MarkdownIt":
    """Reads our Markdown. HTML inside it stays text, and only harmless addresses become links."""
    from markdown_it import MarkdownIt  # for whoever wants a page

    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.inline.ruler.before("html_inline", "cell_break", _cell_break)
    made.block.ruler.before("paragraph", PICTURE, _picture)
    made.core.ruler.push("sources", _sources)
    setattr(made, "validateLink", _is_harmless)  # noqa: B010 - the library's own way, which its types do not know
    return made


def _cell_break(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001 - as the library calls it
    """A line's end within a table's cell; of HTML that somebody typed the bracket is escaped, so it is never theirs."""
    if not state.src.startswith(_BREAK, state.pos):
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos += len(_BREAK)
    return True


def _sources(state: "StateCore") -> None:
    """The number of a source bears its class, and stays on the line of what it stands behind."""
    for block in state.tokens:
        parts = block.children or []
        for place, (link, name) in enumerate(pairwise(parts)):
            leads_to_slack = link.type == "link_open" and "/archives/" in str(link.attrGet("href"))
            if leads_to_slack and _NUMBER.fullmatch(name.content):
                link.attrSet("class", CITED)
                if place and parts[place - 1].content.endswith(" "):
                    parts[place - 1].content = f"{parts[place - 1].content[:-1]}\N{NO-BREAK SPACE}"


def _picture(state: "StateBlock", line: int, _: int, silent: bool) -> bool:  # noqa: FBT001 - as the library calls it
    """A line that stands for the picture. Of one that somebody typed the bracket is escaped, as above."""
    if state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip() != _PICTURE:
        return False
    if not silent:
        state.line = line + 1
        state.push(PICTURE, "figure", 0)
    return True


def _is_harmless(url: str) -> bool:
    """Where a link may lead; a bare path leads to a message where the workspace's address is not known."""
    return url.lower().startswith(("https://", "http://", "mailto:", "/"))
