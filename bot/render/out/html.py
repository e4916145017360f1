"""A document as a web page that can also be printed: brief, summary, timeline from their Markdown."""

import html
from functools import lru_cache
from string import Template

from markdown_it import MarkdownIt

from bot.resources import resource


def page(markdown: str, title: str) -> str:
    """The whole page. HTML inside the Markdown stays text, and only harmless addresses become links."""
    shell = Template(resource("templates").joinpath("page", "page.html").read_text(encoding="utf-8"))
    return shell.substitute(title=html.escape(title), body=_parser().render(markdown))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
