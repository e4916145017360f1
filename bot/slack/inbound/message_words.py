"""The words of a Slack message: what its readers see of it, from wherever Slack put that, as one text of Slack's kind.

Law: whatever a reader sees has words. The text is Slack's mrkdwn, so code, lists, quotes, links and emoji keep the marks
that they have there, and `mrkdwn.plain` reads it like any other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from bot.slack.messages.mrkdwn import escape

Json: TypeAlias = Mapping[str, Any]  # what Slack sends; it adds keys whenever it likes

# What counts as somebody's words; any other subtype is a line of Slack's own, and Slack adds some whenever it likes.
# Source: https://docs.slack.dev/reference/events/message#subtypes
PEOPLES = frozenset({"", "bot_message", "file_share", "me_message", "reply_broadcast", "thread_broadcast"})
FILE = "\N{PAPERCLIP}"  # begins the line that names a file
# What stands in `text` when everything is in blocks that the sender gave no text for.
_STANDS_FOR_BLOCKS = frozenset({"This content can't be displayed.", "This content can't be displayed"})
_NEST_MAX = 12  # blocks within blocks; Slack's own nest four deep
SLACKBOT = "USLACKBOT"  # Slack itself, which writes as a person would: without a `bot_id`


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message: the user's id, and the name that the message itself shows, either may be empty.

    A hook has no id; an app that posts in a person's name (`by_app`) has the person's.
    """

    id: str
    name: str
    by_app: bool


def is_somebodys(message: Json) -> bool:
    """Whether a person or an app said it, and not Slack about the channel."""
    return message.get("subtype", "") in PEOPLES


def author(message: Json) -> Author:
    """The author as the message shows it: an app by the name that it posts under, a stranger by their profile."""
    by_app = bool(message.get("bot_id"))
    bot, user = message.get("bot_profile") or {}, message.get("user_profile") or {}
    if by_app:
        name = message.get("username") or bot.get("name") or ""
    else:
        name = user.get("display_name") or user.get("real_name") or message.get("username") or ""
    return Author(str(message.get("user") or ""), str(name), by_app)


def words(message: Json) -> str:
    """Everything that a reader sees of the message, as Slack's text; its files by name. Empty for a bare picture.

    Previews of links are left out: Slack adds them later, and nobody said them.
    """
    said = _own_words(message)
    attached = [_attachment(one) for one in message.get("attachments") or () if not _is_preview(one, alone=not said)]
    return _lines([said, *attached, *map(_file, message.get("files") or ())])


def _own_words(message: Json) -> str:
    """A person's text says all that its one block of rich text does; of an app's message people see the blocks."""
    text, blocks = str(message.get("text") or ""), message.get("blocks") or ()
    if text.strip() in _STANDS_FOR_BLOCKS:
        text = ""
    if text and all(block.get("type") == "rich_text" for block in blocks):
        return text
    return _lines(map(_block, blocks)) or text


def _is_preview(attachment: Json, *, alone: bool) -> bool:
    """What Slack shows of a link in the text; a forwarded message looks the same, but for one mark."""
    if attachment.get("is_share") or alone:
        return False
    return bool(attachment.get("from_url") or attachment.get("is_msg_unfurl") or attachment.get("is_app_unfurl"))


def _attachment(attachment: Json) -> str:
    """An alert's lines, or a forwarded message as a quote under its author's name."""
    nested = [_lines(map(_block, one.get("message", {}).get("blocks") or ())) for one in _message_blocks(attachment)]
    inside = _lines([_text_of(attachment, "text")]) or _lines(nested)
    files = [_file(one) for one in attachment.get("files") or ()]
    if attachment.get("is_share") or attachment.get("is_msg_unfurl"):
        name = escape(str(attachment.get("author_name") or attachment.get("author_subname") or ""))
        shared = _lines([inside or escape(str(attachment.get("fallback") or "")), *files])
        return _quoted(f"{name}: {shared}" if name else shared)
    title = _link(attachment.get("title_link"), str(attachment.get("title") or ""))
    fields = [_field(field) for field in attachment.get("fields") or ()]
    blocks = _lines(map(_block, attachment.get("blocks") or ()))
    found = _lines([_text_of(attachment, "pretext"), title, inside, *fields, blocks, *files])
    return found or escape(str(attachment.get("fallback") or ""))


def _message_blocks(attachment: Json) -> Iterable[Json]:
    found = attachment.get("message_blocks") or ()
    return [one for one in found if isinstance(one, Mapping)]


def _field(field: Json) -> str:
    title, value = escape(str(field.get("title") or "")), str(field.get("value") or "")
    return f"{title}: {value}" if title and value else title or value


def _file(file: Json) -> str:
    """A file that was deleted or that Slack does not show has no name any more."""
    name = str(file.get("title") or file.get("name") or "")
    return f"{FILE} {escape(name)}" if name else ""


def _block(block: Json, depth: int = 0) -> str:
    """The words of one block or element, whatever its type; of an unknown one, of all that is in it."""
    if depth > _NEST_MAX:
        return ""
    return _WORDS_OF.get(str(block.get("type")), _anything)(block, depth + 1)


def _anything(value: Any, depth: int) -> str:
    """The words in a shape that Slack invented since: its texts, in order."""
    if depth > _NEST_MAX:
        return ""
    if isinstance(value, str):
        return ""
    if isinstance(value, Mapping):
        text = value.get("text")
        own = escape(text) if isinstance(text, str) else ""
        return own or _lines(_block(one, depth) for one in _mappings(value.values()))
    return ""


def _mappings(values: Iterable[Any]) -> Iterator[Json]:
    for value in values:
        if isinstance(value, Mapping):
            yield value
        elif isinstance(value, list):
            yield from _mappings(value)


def _in_lines(key: str) -> Callable[[Json, int], str]:
    return lambda block, depth: _lines(_block(one, depth) for one in _mappings(block.get(key) or ()))


def _in_a_row(key: str, between: str = "") -> Callable[[Json, int], str]:
    return lambda block, depth: between.join(
        said for one in _mappings(block.get(key) or ()) if (said := _block(one, depth))
    )


def _section(block: Json, depth: int) -> str:
    text = block.get("text")
    return _lines([_block(text, depth) if isinstance(text, Mapping) else "", _in_lines("fields")(block, depth)])


def _header(block: Json, depth: int) -> str:
    text = block.get("text")
    return _block(text, depth) if isinstance(text, Mapping) else ""


def _image(block: Json, _: int) -> str:
    title = block.get("title")
    said = title.get("text") if isinstance(title, Mapping) else title
    return escape(str(said or block.get("alt_text") or ""))


def _table(block: Json, depth: int) -> str:
    """Row by row; its cells are texts or rich text."""
    rows = [row for row in block.get("rows") or () if isinstance(row, list)]
    return _lines(" | ".join(_block(cell, depth) for cell in _mappings(row)) for row in rows)


def _list(block: Json, depth: int) -> str:
    indent, offset = "    " * int(block.get("indent") or 0), int(block.get("offset") or 0)
    items = [_block(item, depth) for item in _mappings(block.get("elements") or ())]
    ordered = block.get("style") == "ordered"
    marks = [f"{offset + at}." if ordered else "•" for at in range(1, len(items) + 1)]
    return "\n".join(f"{indent}{mark} {item}" for mark, item in zip(marks, items, strict=True))


def _run(element: Json, _: int) -> str:
    """A run of letters; bold and italic are no words, code is."""
    text = escape(str(element.get("text") or ""))
    is_code = (element.get("style") or {}).get("code") and text.strip()
    return f"`{text}`" if is_code else text


def _code(block: Json, depth: int) -> str:
    return f"```\n{_in_a_row('elements')(block, depth)}\n```"


def _quote(block: Json, depth: int) -> str:
    return _quoted(_in_a_row("elements")(block, depth))


def _link(url: Any, label: str) -> str:
    label = escape(label)
    if not url:
        return label
    address = str(url).replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")
    return f"<{address}|{label.replace('|', ' ')}>" if label else f"<{address}>"


def _date(element: Json, _: int) -> str:
    fallback = escape(str(element.get("fallback") or "")).replace("|", " ")
    return (
        f"<!date^{element.get('timestamp', '')}^{{date}}|{fallback}>"
        if fallback
        else (f"<!date^{element.get('timestamp', '')}^{{date}}>")
    )


def _text_of(attachment: Json, key: str) -> str:
    return str(attachment.get(key) or "")


def _nothing(_: Json, __: int) -> str:
    return ""


# Sources: https://docs.slack.dev/reference/block-kit/blocks and …/blocks/rich-text-block
_WORDS_OF: Mapping[str, Callable[[Json, int], str]] = MappingProxyType(
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
        "emoji": lambda element, _: f":{element.get('name', '')}:",
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


def _quoted(text: str) -> str:
    return "\n".join(f"&gt; {line}" for line in text.split("\n")) if text.strip() else ""


def _lines(found: Iterable[str]) -> str:
    return "\n".join(text for text in (one.strip("\n") for one in found) if text.strip())
