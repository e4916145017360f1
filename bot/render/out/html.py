"""A document as a web page that can also be printed: brief, summary, timeline from their Markdown."""

import html
from functools import lru_cache
from string import Template

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from bot.resources import resource

_BREAK = "<br>"


def page(markdown: str, title: str) -> str:
    """The whole page. HTML inside the Markdown stays text, and only harmless addresses become links."""
    shell = Template(resource("templates").joinpath("page", "page.html").read_text(encoding="utf-8"))
    return shell.substitute(title=html.escape(title), body=_parser().render(markdown))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.inline.ruler.before("html_inline", "cell_break", _cell_break)
    setattr(parser, "validateLink", _is_harmless)  # noqa: B010 - the library's own way, which its types do not know
    return parser


def _cell_break(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as the library calls it
    """A line's end within a table's cell; of HTML that somebody typed the bracket is escaped, so it is never theirs."""
    if not state.src.startswith(_BREAK, state.pos):
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos += len(_BREAK)
    return True


def _is_harmless(url: str) -> bool:
    """Where a link may lead; a bare path leads to a message where the workspace's address is not known."""
    return url.lower().startswith(("https://", "http://", "mailto:", "/"))
