"""A document as the page of an e-mail: the same Markdown, with its looks at every element.

Mail programs throw away style sheets, or those of a mail that is passed on (caniemail.com/features/html-style), so what
it looks like stands in `style` attributes. Nothing is fetched from anywhere: no picture, no font, no count of readers.
"""

import html
from collections.abc import Mapping
from string import Template
from typing import TYPE_CHECKING

from bot.render.out.markdown import CITED, parser
from bot.resources import resource

if TYPE_CHECKING:
    from markdown_it.token import Token

# By its element. Colours are left to the reader's own, light or dark, but for links.
LOOKS: Mapping[str, str] = {
    "p": "margin:0 0 14px 0;line-height:1.5;overflow-wrap:anywhere",
    "a": "color:#3584e4;text-decoration:none",
    "h1": "font-size:20px;margin:0 0 14px 0",
    "h2": "font-size:17px;margin:20px 0 10px 0",
    "ul": "margin:0 0 14px 0;padding-left:20px",
}
SOURCE = "color:#3584e4;text-decoration:none;font-size:11px;vertical-align:super;line-height:0"
"""The number behind a sentence, which leads to a message in Slack: small, so that the sentence is read first."""


def page(markdown: str, *, title: str, lead_in: str) -> str:
    """The whole page; `lead_in` is said first, in plain words."""
    tokens = parser().parse(markdown)
    for token in tokens:
        _dress(token)
    body = parser().renderer.render(tokens, parser().options, {})
    shell = Template(resource("templates").joinpath("page", "mail.html").read_text(encoding="utf-8"))
    return shell.substitute(title=html.escape(title), lead_in=html.escape(lead_in), body=body)


def _dress(token: "Token") -> None:
    if token.nesting == 1 and (looks := SOURCE if token.attrGet("class") == CITED else LOOKS.get(token.tag)):
        token.attrSet("style", looks)
    for child in token.children or ():
        _dress(child)
