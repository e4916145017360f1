"""The rich_text twin that Slack makes of every plain text, and of what a person's message box calls a list.

Law: quotes, code between fences and lists stand as elements of their own; a text reads the same in both.
"""

import re
from collections.abc import Callable, Iterable
from itertools import groupby

from workspace.state.records import Json
from workspace.state.text import unescape, with_emoji

_TOKEN = re.compile(r"<([^<>]+)>|:([a-z0-9_+'-]+):(?!\w)(?::skin-tone-([2-6]):)?")
_STYLED = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]+?)(?<=\S)\1(?![\w*_~`])")
_STYLES = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}
_FENCE = re.compile(r"```\n?(.+?)\n?```\n?", re.DOTALL)
_QUOTE = re.compile(r"(?:&gt;|>) ?")
_BULLETS = "•◦▪"  # by how deep they stand
_ITEM = re.compile(rf"( *)([{_BULLETS}]|\d+\.) ")
_TYPED_ITEM = re.compile(r"^([ \t]*)([-*]|\d+\.) (?=\S)", re.MULTILINE)
_TYPED_INDENT = 2  # blanks that make a typed line stand deeper
_INDENT = 4  # blanks that Slack then puts before it


def rich_text(text: str, block_id: str, *, lists: bool = False) -> Json:
    """The `rich_text` block of a message's stored text; lists are only what a person's box made one."""
    elements = list(_parts(text, _with_lists if lists else _without_lists))
    return {"type": "rich_text", "block_id": block_id, "elements": elements or [_section("")]}


def as_listed(typed: str) -> str:
    """Typed text as the message box sends it: a line that begins with - or * has become one with a bullet."""
    return _TYPED_ITEM.sub(_listed, typed)


def _listed(found: re.Match[str]) -> str:
    blanks, sign = found.groups()
    depth = len(blanks.expandtabs(_TYPED_INDENT)) // _TYPED_INDENT
    bullet = sign if sign[0].isdigit() else _BULLETS[min(depth, len(_BULLETS) - 1)]
    return f"{' ' * _INDENT * depth}{bullet} "


_Kind = tuple[str, int]
_Grouping = Callable[[str], _Kind]
_WORDS: _Kind = ("words", 0)


def _without_lists(line: str) -> _Kind:
    return ("quote", 0) if _QUOTE.match(line) else _WORDS


def _with_lists(line: str) -> _Kind:
    item = _ITEM.match(line)
    if item is None:
        return _without_lists(line)
    return ("ordered" if item[2][0].isdigit() else "bullet", len(item[1]) // _INDENT)


def _parts(text: str, kind_of: _Grouping) -> Iterable[Json]:
    done = 0
    for fence in _FENCE.finditer(text):
        yield from _lines(text[done : fence.start()], kind_of)
        code = list(_tokens(fence[1], _plain))
        yield {"type": "rich_text_preformatted", "elements": code, "border": 0}
        done = fence.end()
    yield from _lines(text[done:], kind_of)


def _lines(text: str, kind_of: _Grouping) -> Iterable[Json]:
    for (kind, depth), lines in groupby(text.splitlines(keepends=True), kind_of):
        if kind == "quote":
            said = "".join(_QUOTE.sub("", line, count=1) for line in lines)
            yield {"type": "rich_text_quote", "elements": list(_elements(said.removesuffix("\n")))}
        elif kind == "words":
            yield _section("".join(lines))
        else:
            items = [_section(_ITEM.sub("", line, count=1).removesuffix("\n")) for line in lines]
            yield {"type": "rich_text_list", "style": kind, "indent": depth, "border": 0, "elements": items}


def _section(text: str) -> Json:
    return {"type": "rich_text_section", "elements": list(_elements(text))}


def _elements(text: str) -> Iterable[Json]:
    return _tokens(text, _styled)


def _tokens(text: str, words: Callable[[str], Iterable[Json]]) -> Iterable[Json]:
    """Words, and what stands between them: mentions, links, emoji."""
    done = 0
    for found in _TOKEN.finditer(text):
        if found.start() > done:
            yield from words(text[done : found.start()])
        yield _element(found)
        done = found.end()
    if done < len(text):
        yield from words(text[done:])


def _plain(text: str) -> Iterable[Json]:
    yield {"type": "text", "text": unescape(text)}


def _styled(text: str) -> Iterable[Json]:
    """Words, and those between stars, underscores, tildes or back-quotes with their style."""
    done = 0
    for found in _STYLED.finditer(text):
        if found.start() > done:
            yield {"type": "text", "text": unescape(text[done : found.start()])}
        yield {"type": "text", "text": unescape(found[2]), "style": {_STYLES[found[1]]: True}}
        done = found.end()
    if done < len(text):
        yield {"type": "text", "text": unescape(text[done:])}


def _element(found: re.Match[str]) -> Json:
    inner, name, tone = found.groups()
    if name is not None:
        return _emoji(name, int(tone) if tone else None)
    target, _, label = inner.partition("|")
    match target[:1]:
        case "@":
            return {"type": "user", "user_id": target[1:]}
        case "#":
            return {"type": "channel", "channel_id": target[1:]}
        case "!":
            return _special(target[1:])
        case _:
            link: Json = {"type": "link", "url": unescape(target)}
            return link | {"text": unescape(label)} if label else link


def _emoji(name: str, tone: int | None) -> Json:
    """With `unicode` unless the name is a workspace's own (soxtoby/SlackNet#127, slack-go/slack#1319)."""
    shape: Json = {"type": "emoji", "name": name} | ({"skin_tone": tone} if tone else {})
    written = f":{name}::skin-tone-{tone}:" if tone else f":{name}:"
    character = with_emoji(written)
    return shape if character == written else shape | {"unicode": "-".join(f"{ord(each):x}" for each in character)}


def _special(target: str) -> Json:
    if target.startswith("subteam^"):
        return {"type": "usergroup", "usergroup_id": target.removeprefix("subteam^")}
    if target.startswith("date^"):
        return {"type": "date", "timestamp": int(target.split("^")[1]), "format": target.split("^")[2]}
    return {"type": "broadcast", "range": target}
