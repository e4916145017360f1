"""What people and apps wrote, as HTML for one reader: names, dates, emoji and links in place.

Law: whatever somebody wrote is escaped here, once; tags come from this module alone, and links lead only to the schemes
in `_SAFE`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markupsafe import Markup, escape

from workspace.people.mrkdwn import Reader
from workspace.state.records import Json
from workspace.state.text import unescape, with_emoji

_PERMALINK = re.compile(r"https://([\w-]+)\.slack\.com/archives/(\w+)/p(\d+)(\d{6})(?:\?thread_ts=([\d.]+))?")
_SAFE = ("http://", "https://", "mailto:")
_FENCE = re.compile(r"```\n?(.+?)\n?```\n?", re.DOTALL)
_QUOTE = re.compile(r"^(?:&gt;|>) ?")
_ATOM = re.compile(r"`([^`\n]+)`|<([^<>\n]+)>")
_STYLED = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n]{1,1000}?)(?<=\S)\1(?![\w*_~])")
_TAGS = {"*": "strong", "_": "em", "~": "s"}
_KEPT = re.compile("\0(\\d+)\0")
_STYLES = {"code": "code", "bold": "strong", "italic": "em", "strike": "s", "underline": "u", "highlight": "mark"}
_MENTION_IN_HTML = re.compile(r"&lt;([@#!][^&]+)&gt;")


def mrkdwn(text: str, reader: Reader) -> Markup:
    """A text in Slack's own markup."""
    parts, done = [], 0
    for fence in _FENCE.finditer(text):
        parts.append(_paragraphs(text[done : fence.start()], reader))
        parts.append(_in("pre", escape(unescape(fence[1]))))
        done = fence.end()
    return Markup("").join([*parts, _paragraphs(text[done:], reader)])


def plain(text: str) -> Markup:
    """A text without markup; the names of emoji are shown as emoji."""
    return _lines(escape(with_emoji(text)))


def rich_text(block: Json, reader: Reader) -> Markup:
    return Markup("").join(_rich(element, reader) for element in block.get("elements", ()))


def markdown(text: str, reader: Reader) -> Markup:
    """Standard Markdown as Slack's `markdown` block takes it; HTML in it is text."""
    html = _markdown_it().render(with_emoji(text))
    return Markup(_MENTION_IN_HTML.sub(lambda found: _token(unescape(found[1]), reader), html))  # noqa: S704


def link(url: str, label: Markup | str, reader: Reader | None = None) -> Markup:
    """A link that opens beside the page, or the bare words where the address is of no scheme that is safe.

    For whoever reads, a message of this workspace stands on the page itself.
    """
    found = _PERMALINK.match(url)
    if found and reader and found[1] == reader.directory.team.domain:
        _, channel, seconds, micros, root = found.groups()
        inside = Markup('<a href="?in={0}" data-open="{0}" data-message="{1}.{2}" data-root="{3}">{4}</a>')
        return inside.format(channel, seconds, micros, root or "", label)
    if not url.lower().startswith(_SAFE):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)


def _in(tag: str, inside: Markup | str) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), inside)  # noqa: S704 -- tags are our own


def _lines(text: Markup) -> Markup:
    return text.replace("\n", Markup("<br>"))


def _paragraphs(text: str, reader: Reader) -> Markup:
    said = []
    for quoted, lines in groupby(text.split("\n"), lambda line: bool(_QUOTE.match(line))):
        together = "\n".join(_QUOTE.sub("", line) if quoted else line for line in lines)
        said.append(_in("blockquote", _styled(together, reader)) if quoted else _styled(together, reader))
    return Markup("").join(said)


def _styled(text: str, reader: Reader) -> Markup:
    """Code and what stands between angle brackets is set aside, so that no star within it styles anything."""
    kept: list[Markup] = []

    def keep(found: re.Match[str]) -> str:
        code, token = found.groups()
        kept.append(_in("code", escape(unescape(code))) if code is not None else _token(token, reader))
        return f"\0{len(kept) - 1}\0"

    said = _spans(_ATOM.sub(keep, text.replace("\0", "\ufffd")))
    return Markup(_KEPT.sub(lambda found: kept[int(found[1])], _lines(said)))  # noqa: S704 -- escaped by _spans


def _spans(text: str) -> Markup:
    said, done = [], 0
    for found in _STYLED.finditer(text):
        said.append(escape(with_emoji(unescape(text[done : found.start()]))))
        said.append(_in(_TAGS[found[1]], _spans(found[2])))
        done = found.end()
    return Markup("").join([*said, escape(with_emoji(unescape(text[done:])))])


def _token(inner: str, reader: Reader) -> Markup:
    """What stood between angle brackets: somebody, a channel, a date, a link."""
    target, _, label = inner.partition("|")
    if target[:1] == "@":
        return _person(target[1:], reader)
    if target[:1] == "#":
        return _channel(target[1:], reader, label)
    if target.startswith("!date^"):
        _, at_s, form, *address = target.split("^")
        return _date(int(at_s), form, address[0] if address else "", reader)
    if target[:1] == "!":
        return _mention(reader.plain(f"<{inner}>"))
    return link(unescape(target), unescape(label) or unescape(target), reader)


def _mention(said: str, *, me: bool = False) -> Markup:
    return Markup('<span class="mention{}">{}</span>').format(" me" if me else "", said)


def _person(user_id: str, reader: Reader) -> Markup:
    return _mention(f"@{reader.handle(user_id)}", me=user_id == reader.user_id)


def _channel(channel_id: str, reader: Reader, label: str = "") -> Markup:
    name = reader.plain(f"<#{channel_id}|{label}>" if label else f"<#{channel_id}>")
    if channel_id not in reader.directory.channels:
        return _mention(name)
    return Markup('<a class="mention" href="?in={}" data-open="{}">{}</a>').format(channel_id, channel_id, name)


def _date(at_s: int, form: str, address: str, reader: Reader) -> Markup:
    said = _in("time", escape(reader.date(at_s, form)))
    return link(address, said, reader) if address else said


def _rich(element: Json, reader: Reader) -> Markup:
    inside = element.get("elements", ())
    match element["type"]:
        case "rich_text_list":
            kind = "ol" if element.get("style") == "ordered" else "ul"
            items = Markup("").join(_in("li", _leaves(item.get("elements", ()), reader)) for item in inside)
            return Markup('<{0} class="depth-{1}">{2}</{0}>').format(kind, int(element.get("indent", 0)), items)
        case "rich_text_quote":
            return _in("blockquote", _leaves(inside, reader))
        case "rich_text_preformatted":
            return _in("pre", _leaves(inside, reader))
        case _:
            return Markup('<div class="line">{}</div>').format(_leaves(inside, reader))


def _leaves(leaves: Iterable[Json], reader: Reader) -> Markup:
    return Markup("").join(_leaf(leaf, reader) for leaf in leaves)


def _leaf(leaf: Json, reader: Reader) -> Markup:
    kind = _LEAVES.get(str(leaf["type"]))
    said = kind(leaf, reader) if kind else Markup('<span class="undrawn">{}</span>').format(leaf["type"])
    for style, tag in _STYLES.items():
        if leaf.get("style", {}).get(style):
            said = _in(tag, said)
    return said


def _emoji(leaf: Json, _: Reader) -> Markup:
    tone = f":skin-tone-{leaf['skin_tone']}:" if "skin_tone" in leaf else ""
    return escape(with_emoji(f":{leaf['name']}:{tone}"))


_LEAVES: Mapping[str, Callable[[Json, Reader], Markup]] = {
    "text": lambda leaf, _: plain(leaf["text"]),
    "link": lambda leaf, reader: link(leaf["url"], leaf.get("text") or leaf["url"], reader),
    "user": lambda leaf, reader: _person(leaf["user_id"], reader),
    "usergroup": lambda leaf, reader: _mention(reader.plain(f"<!subteam^{leaf['usergroup_id']}>")),
    "team": lambda leaf, _: _mention(leaf["team_id"]),
    "channel": lambda leaf, reader: _channel(leaf["channel_id"], reader),
    "emoji": _emoji,
    "broadcast": lambda leaf, _: _mention(f"@{leaf['range']}"),
    "color": lambda leaf, _: _in("code", escape(leaf["value"])),
    "date": lambda leaf, reader: _date(int(leaf["timestamp"]), leaf["format"], leaf.get("url", ""), reader),
}


@cache
def _markdown_it() -> MarkdownIt:
    """Links open beside the page, pictures are links (nothing comes from a foreign host), headings stand below ours."""
    made = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    made.add_render_rule("link_open", _link_opened)
    made.add_render_rule("image", _picture)
    made.add_render_rule("heading_open", lambda _, tokens, at, *__: f'<h3 class="{tokens[at].tag}">')
    made.add_render_rule("heading_close", lambda *_: "</h3>\n")
    made.add_render_rule("table_open", lambda *_: '<div class="table" tabindex="0"><table>')
    made.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return made


def _link_opened(renderer: RendererHTML, tokens: Any, at: int, options: Any, env: Any) -> str:
    tokens[at].attrs |= {"target": "_blank", "rel": "noopener noreferrer"}
    return str(renderer.renderToken(tokens, at, options, env))


def _picture(_: RendererHTML, tokens: Any, at: int, *__: Any) -> str:
    return str(link(str(tokens[at].attrs.get("src", "")), f"🖼 {tokens[at].content or 'picture'}"))
