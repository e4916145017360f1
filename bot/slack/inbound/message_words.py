"""The words of a Slack message: what its readers see of it, from wherever Slack put that, as one text of Slack's kind.

Law: whatever a reader sees has words. The text is Slack's mrkdwn, so code, lists, quotes, links and emoji keep
the marks that they have there, and `mrkdwn.plain` reads it like any other.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.incident.logbook import NAMED
from bot.render.plain import storable
from bot.slack.messages.mrkdwn import escape
from bot.store.people import Person
from bot.story.timeline import FILE

Piece: TypeAlias = Mapping[str, Any]  # a message or a part of one, as Slack sends it; Slack adds keys whenever it likes

# What counts as somebody's words; any other subtype is a line of Slack's own, and Slack adds some whenever it likes.
# Source: https://docs.slack.dev/reference/events/message#subtypes
PEOPLES = frozenset({"", "bot_message", "file_share", "me_message", "reply_broadcast", "thread_broadcast"})
# What stands in `text` when everything is in blocks that the sender gave no text for.
_STANDS_FOR_BLOCKS = frozenset({"This content can't be displayed.", "This content can't be displayed"})
_NEST_MAX = 12  # blocks within blocks; Slack's own nest four deep
_WITHIN_TOKEN = re.compile(r"[<>|]")
SLACKBOT = "USLACKBOT"  # Slack itself, which writes as a person would: without a `bot_id`


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a message: the user's id, and the name that the message itself shows, either may be empty.

    A hook has no id; an app that posts in a person's name (`by_app`) has the person's.
    """

    id: str
    name: str
    by_app: bool


def is_somebodys(message: Piece) -> bool:
    """Whether a person or an app said it, and not Slack about the channel."""
    return message.get("subtype", "") in PEOPLES


def author(message: Piece) -> Writer:
    """The author as the message shows it: an app by the name that it posts under, a stranger by their profile."""
    by_app = bool(message.get("bot_id"))
    bot, user = message.get("bot_profile") or {}, message.get("user_profile") or {}
    if by_app:
        name = message.get("username") or bot.get("name") or ""
    else:
        name = user.get("display_name") or user.get("real_name") or message.get("username") or ""
    return Writer(str(message.get("user") or ""), str(name), by_app)


def whose(by: Writer, known: Person | None) -> tuple[str, bool]:
    """Whom the record names as the author, and whether that is no person; `known` is who has the writer's id."""
    if not by.by_app:
        return by.id, by.id == SLACKBOT
    if known is not None and not known.is_bot:
        return by.id, False
    is_called_so = by.id and (not by.name or (known is not None and known.name == by.name))
    return by.id if is_called_so else f"{NAMED}{storable(by.name)}", True


def words(message: Piece) -> str:
    """Everything that a reader sees of the message, as Slack's text; its files by name. Empty for a bare picture.

    Previews of links are left out: Slack adds them later, and nobody said them.
    """
    said = _own_words(message)
    attached = [_attachment(one) for one in message.get("attachments") or () if not _is_preview(one, alone=not said)]
    return _lines([said, *attached, *map(_file, message.get("files") or ())])


def _own_words(message: Piece) -> str:
    """A person's text says all that its one block of rich text does; of an app's message people see the blocks."""
    text, blocks = str(message.get("text") or ""), message.get("blocks") or ()
    if text.strip() in _STANDS_FOR_BLOCKS:
        text = ""
    if text and all(block.get("type") == "rich_text" for block in blocks):
        return text
    return _lines(map(_block, blocks)) or text


def _is_preview(attachment: Piece, *, alone: bool) -> bool:
    """What Slack shows of a link in the text; a forwarded message looks the same, but for one mark."""
    if attachment.get("is_share") or alone:
        return False
    return bool(attachment.get("from_url") or attachment.get("is_msg_unfurl") or attachment.get("is_app_unfurl"))


def _attachment(attachment: Piece) -> str:
    """An alert's lines, or a forwarded message as a quote under its author's name."""
    nested = [_lines(map(_block, one.get("message", {}).get("blocks") or ())) for one in _message_blocks(attachment)]
    inside = _lines([_text_of(attachment, "text")]) or _lines(nested)
    files = [_file(one) for one in attachment.get("files") or ()]
    if attachment.get("is_share") or attachment.get("is_msg_unfurl"):
        name = _text_of(attachment, "author_name") or _text_of(attachment, "author_subname")
        shared = _lines([inside or _text_of(attachment, "fallback"), *files])
        return _quoted(f"{name}: {shared}" if name else shared)
    title = _linked(attachment.get("title_link"), _text_of(attachment, "title"))
    fields = [_field(field) for field in attachment.get("fields") or ()]
    blocks = _lines(map(_block, attachment.get("blocks") or ()))
    found = _lines([_text_of(attachment, "pretext"), title, inside, *fields, blocks, *files])
    return found or _text_of(attachment, "fallback")


def _message_blocks(attachment: Piece) -> Iterable[Piece]:
    found = attachment.get("message_blocks") or ()
    return [one for one in found if isinstance(one, Mapping)]


def _field(field: Piece) -> str:
    title, value = _text_of(field, "title"), _text_of(field, "value")
    return f"{title}: {value}" if title and value else title or value


def _file(file: Piece) -> str:
    """A file that was deleted or that Slack does not show has no name any more."""
    name = str(file.get("title") or file.get("name") or "")
    return f"{FILE} {escape(name)}" if name else ""


def _block(block: Piece, depth: int = 0) -> str:
    """The words of one block or element, whatever its type; of an unknown one, of all that is in it."""
    if depth > _NEST_MAX:
        return ""
    return _WORDS_OF.get(str(block.get("type")), _anything)(block, depth + 1)


def _anything(block: Piece, depth: int) -> str:
    """The words in a shape that Slack invented since: its text, or what is in it, in order."""
    text = block.get("text")
    if isinstance(text, str):
        return escape(text)
    return _lines(_block(one, depth) for one in _mappings(block.values()))


def _mappings(values: Iterable[Any]) -> Iterator[Piece]:
    for value in values:
        if isinstance(value, Mapping):
            yield value
        elif isinstance(value, list):
            yield from _mappings(value)


def _in_lines(key: str) -> Callable[[Piece, int], str]:
    return lambda block, depth: _lines(_block(one, depth) for one in _mappings(block.get(key) or ()))


def _in_a_row(key: str, between: str = "") -> Callable[[Piece, int], str]:
    return lambda block, depth: between.join(
        said for one in _mappings(block.get(key) or ()) if (said := _block(one, depth))
    )


def _section(block: Piece, depth: int) -> str:
    text = block.get("text")
    return _lines([_block(text, depth) if isinstance(text, Mapping) else "", _in_lines("fields")(block, depth)])


def _header(block: Piece, depth: int) -> str:
    text = block.get("text")
    return _block(text, depth) if isinstance(text, Mapping) else ""


def _image(block: Piece, _: int) -> str:
    title = block.get("title")
    said = title.get("text") if isinstance(title, Mapping) else title
    return escape(str(said or block.get("alt_text") or ""))


def _table(block: Piece, depth: int) -> str:
    """Row by row; its cells are texts or rich text."""
    rows = [row for row in block.get("rows") or () if isinstance(row, list)]
    return _lines(" | ".join(_block(cell, depth) for cell in _mappings(row)) for row in rows)


def _list(block: Piece, depth: int) -> str:
    indent, offset = "    " * int(block.get("indent") or 0), int(block.get("offset") or 0)
    items = [_block(item, depth) for item in _mappings(block.get("elements") or ())]
    ordered = block.get("style") == "ordered"
    marks = [f"{offset + at}." if ordered else "•" for at in range(1, len(items) + 1)]
    return "\n".join(f"{indent}{mark} {item}" for mark, item in zip(marks, items, strict=True))


def _run(element: Piece, _: int) -> str:
    """A run of letters; bold and italic are no words, code is."""
    text = escape(str(element.get("text") or ""))
    is_code = (element.get("style") or {}).get("code") and text.strip()
    return f"`{text}`" if is_code else text


def _code(block: Piece, depth: int) -> str:
    return f"```\n{_in_a_row('elements')(block, depth)}\n```"


def _quote(block: Piece, depth: int) -> str:
    return _quoted(_in_a_row("elements")(block, depth))


def _link(url: Any, label: str) -> str:
    return _linked(url, escape(label))


def _linked(url: Any, label: str) -> str:
    """The label is Slack's text already."""
    if not url:
        return label
    address = str(url).replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")
    return f"<{address}|{_WITHIN_TOKEN.sub(' ', label)}>" if label else f"<{address}>"


def _date(element: Piece, _: int) -> str:
    fallback = escape(str(element.get("fallback") or "")).replace("|", " ")
    return (
        f"<!date^{element.get('timestamp', '')}^{{date}}|{fallback}>"
        if fallback
        else (f"<!date^{element.get('timestamp', '')}^{{date}}>")
    )


def _text_of(attachment: Piece, key: str) -> str:
    """In attachments every text is Slack's, escaped and with tokens."""
    return str(attachment.get(key) or "")


def _nothing(_: Piece, __: int) -> str:
    return ""


# Sources: https://docs.slack.dev/reference/block-kit/blocks and …/blocks/rich-text-block
_WORDS_OF: Mapping[str, Callable[[Piece, int], str]] = MappingProxyType(
    {
        "plain_text": lambda text, _: escape(str(text.get("text") or "")),
        "raw_text": lambda text, _: escape(str(text.get("text") or "")),
        "mrkdwn": lambda text, _: str(text.get("text") or ""),
        "markdown": lambda text, _: escape(str(text.get("text") or "")),
        "section": _section,
        "header": _header,
        "context": _in_a_row("elements", " "),
        "image": _image,
        "video": _image,
        "table": _table,
        "rich_text": _in_lines("elements"),
        "rich_text_section": _in_a_row("elements"),
        "rich_text_list": _list,
        "rich_text_quote": _quote,
        "rich_text_preformatted": _code,
        "text": _run,
        "link": lambda element, _: _link(element.get("url"), str(element.get("text") or "")),
        "emoji": lambda element, _: _emoji(element),
        "user": lambda element, _: f"<@{element.get('user_id', '')}>",
        "channel": lambda element, _: f"<#{element.get('channel_id', '')}>",
        "usergroup": lambda element, _: f"<!subteam^{element.get('usergroup_id', '')}>",
        "broadcast": lambda element, _: f"<!{element.get('range', '')}>",
        "date": _date,
        "color": lambda element, _: escape(str(element.get("value") or "")),
        # What is pressed or filled in is no part of what was said, and a divider says nothing.
        **dict.fromkeys(("actions", "input", "divider", "button", "context_actions"), _nothing),
    }
)


def _emoji(element: Piece) -> str:
    tone = element.get("skin_tone")
    return f":{element.get('name', '')}:" + (f":skin-tone-{tone}:" if tone else "")


def _quoted(text: str) -> str:
    return "\n".join(f"&gt; {line}" for line in text.split("\n")) if text.strip() else ""


def _lines(found: Iterable[str]) -> str:
    return "\n".join(text for text in (one.strip("\n") for one in found) if text.strip())
