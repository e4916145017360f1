"""A document as a web page that can also be printed: brief, summary, timeline from their Markdown."""

import html
from string import Template

from bot.render.out.markdown import parser
from bot.resources import resource


def page(markdown: str, title: str) -> str:
    """The whole page, which needs no other file."""
    shell = Template(resource("templates").joinpath("page", "page.html").read_text(encoding="utf-8"))
    return shell.substitute(title=html.escape(title), body=parser().render(markdown))
