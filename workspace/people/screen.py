"""The workspace as text: what a person sees on their screen, and everything that anybody saw.

Law: the same state gives the same text; times stand in the reader's zone, and in UTC where nobody in particular reads.
"""

from collections.abc import Iterator
from itertools import chain
from zoneinfo import ZoneInfo

from workspace.people.mrkdwn import Reader, rich_text
from workspace.state import views
from workspace.state.forms import shown, values_of
from workspace.state.records import Channel, Json, Message, User, View
from workspace.state.world import World

_INDENT = "    "


class Screen:
    """Reads the world and writes lines."""

    def __init__(self, world: World) -> None:
        self._world = world

    def channel(
        self, channel_id: str, *, everything: bool = False, viewer: User | None = None, zone: str = "UTC"
    ) -> str:
        """A channel as text; with `everything` also what only some saw and what was deleted since.

        `zone` is whose time it is when nobody in particular reads.
        """
        channel = self._world.directory.channels[channel_id]
        reader = reader_of(self._world, viewer, zone=zone)
        lines = [*self._head(channel, reader)]
        for message in self._roots(channel, everything=everything, viewer=viewer):
            lines += self._message(message, channel, reader)
            for reply in self._replies(message, channel, everything=everything, viewer=viewer):
                lines += [_INDENT + line for line in self._message(reply, channel, reader)]
        return "\n".join(lines) + "\n"

    def person(self, user: User) -> str:
        """All that one person has in front of them: their form, their channels, their Home."""
        parts = []
        form = views.top(self._world, user.id)
        if form is not None:
            parts.append(self.form(user))
        seen = self._world.directory.seen_by(user.id)
        parts += [self.channel(c.id, viewer=user) for c in seen if c.timeline or c.ephemerals]
        if user.id in self._world.directory.homes:
            parts.append(self.home(user))
        return "\n".join(parts)

    def form(self, user: User) -> str:
        """The form in front of this person; empty when none is open."""
        view = views.top(self._world, user.id)
        return self._view(view, reader_of(self._world, user)) if view is not None else ""

    def home(self, user: User) -> str:
        view = self._world.directory.views.get(self._world.directory.homes.get(user.id, ""))
        return self._view(view, reader_of(self._world, user)) if view is not None else ""

    def _head(self, channel: Channel, reader: Reader) -> Iterator[str]:
        if channel.kind in {"im", "mpim"}:
            yield "Direct message: " + ", ".join(reader.handle(member) for member in channel.members)
        else:
            state = " (archived)" if channel.archived else " (private)" if channel.is_private else ""
            yield f"#{channel.name}{state}"
        if channel.topic["value"]:
            yield f"Topic: {reader.plain(channel.topic['value'])}"
        for bookmark in channel.bookmarks.values():
            yield f"Bookmark: {bookmark['title']} ({bookmark['link']})"

    def _roots(self, channel: Channel, *, everything: bool, viewer: User | None) -> list[Message]:
        roots = [channel.messages[ts] for ts in channel.timeline]
        roots += [m for m in _private(channel, everything=everything, viewer=viewer) if m.root_ts is None]
        return sorted(roots, key=lambda message: message.ts)

    def _replies(self, root: Message, channel: Channel, *, everything: bool, viewer: User | None) -> list[Message]:
        replies = [channel.messages[ts] for ts in root.replies]
        replies += [m for m in _private(channel, everything=everything, viewer=viewer) if m.root_ts == root.ts]
        return sorted(replies, key=lambda message: message.ts)

    def _message(self, message: Message, channel: Channel, reader: Reader) -> Iterator[str]:
        marks = []
        if message.ephemeral_to is not None:
            own = message.ephemeral_to == reader.user_id
            marks.append(f"Only visible to {'you' if own else reader.handle(message.ephemeral_to)}")
        if message.broadcast:
            marks.append("also sent to the channel")
        if message.ts in channel.gone:
            marks.append("deleted")
        marked = f" ({', '.join(marks)})" if marks else ""
        first, *rest = [*words_of(message.body, reader)] or [""]
        edited = " (edited)" if "edited" in message.body else ""
        name = message.body.get("username") or reader.handle(message.author)
        yield f"{reader.time(message.ts)} {name}{marked}: {first}{'' if rest else edited}"
        yield from (
            f"{_INDENT}{line}{edited if number == len(rest) else ''}" for number, line in enumerate(rest, start=1)
        )
        if message.reactions:
            yield _INDENT + "  ".join(f":{name}: {len(users)}" for name, users in message.reactions.items())
        if message.ts in channel.pins:
            yield f"{_INDENT}(pinned by {reader.handle(channel.pins[message.ts]['created_by'])})"

    def _view(self, view: View, reader: Reader) -> str:
        title = (view.body.get("title") or {"text": "Home"})["text"]
        lines = [f"[{title}]"]
        standing = values_of(view)
        for block in view.body["blocks"]:
            lines += _block_words(block, reader, standing)
            if block["block_id"] in view.errors:
                lines.append(f"{_INDENT}! {view.errors[block['block_id']]}")
        ends = [view.body[end]["text"] for end in ("submit", "close") if view.body.get(end)]
        return "\n".join([*lines, *([" ".join(f"[{end}]" for end in ends)] if ends else [])]) + "\n"


def reader_of(world: World, user: User | None, *, zone: str = "UTC") -> Reader:
    """The eyes of this person, or nobody's in this zone."""
    return Reader(world.directory, ZoneInfo(user.tz if user else zone), world.clock.now(), user.id if user else "")


def words_of(body: Json, reader: Reader) -> Iterator[str]:
    """The lines of a message: its blocks if it has any, else its text; then files and attachments."""
    blocks: list[Json] = body.get("blocks") or []
    if blocks:
        yield from chain.from_iterable(_block_words(block, reader, {}) for block in blocks)
    elif body.get("text"):
        yield from reader.plain(body["text"]).split("\n")
    for attachment in body.get("attachments") or ():
        yield from (f"| {line}" for line in words_of(attachment, reader))
    for file in body.get("files") or ():
        yield f"(file {file['name']})"


def _private(channel: Channel, *, everything: bool, viewer: User | None) -> Iterator[Message]:
    """What stands in no history: ephemerals of this viewer, or of all, and what is gone."""
    if everything:
        yield from channel.ephemerals.values()
        yield from channel.gone.values()
    elif viewer is not None:
        yield from (m for m in channel.ephemerals.values() if m.ephemeral_to == viewer.id)


def _block_words(block: Json, reader: Reader, standing: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield _text(block["text"], reader)
        case "section":
            yield from _section(block, reader, standing)
        case "context":
            yield "  ".join(_text(element, reader) for element in block["elements"])
        case "actions" | "context_actions":
            yield " ".join(_element(block, element, reader, standing) for element in block["elements"])
        case "divider":
            yield "---"
        case "image":
            yield f"(image: {block['alt_text']})"
        case "input":
            yield from _input(block, reader, standing)
        case "rich_text":
            yield from rich_text(block, reader).split("\n")
        case "markdown":
            yield from str(block["text"]).split("\n")
        case "table":
            yield from (" | ".join(_cell(cell, reader) for cell in row) for row in block["rows"])
        case _:
            yield f"({block['type']})"


def _section(block: Json, reader: Reader, standing: Json) -> Iterator[str]:
    accessory = block.get("accessory")
    beside = f"  {_element(block, accessory, reader, standing)}" if accessory else ""
    lines = _text(block["text"], reader).split("\n") if "text" in block else [""]
    yield lines[0] + beside
    yield from lines[1:]
    for field in block.get("fields") or ():
        yield from _text(field, reader).split("\n")


def _input(block: Json, reader: Reader, standing: Json) -> Iterator[str]:
    optional = " (optional)" if block.get("optional") else ""
    yield f"{_text(block['label'], reader)}{optional}: {_element(block, block['element'], reader, standing)}"
    if block.get("hint"):
        yield f"{_INDENT}{_text(block['hint'], reader)}"


def _element(block: Json, element: Json, reader: Reader, standing: Json) -> str:
    match element["type"]:
        case "button":
            return f"[{_text(element['text'], reader)}]"
        case "overflow":
            return "[...: " + " / ".join(_text(option["text"], reader) for option in element["options"]) + "]"
        case "image":
            return f"(image: {element['alt_text']})"
    value = standing.get(block.get("block_id", ""), {}).get(element.get("action_id", ""))
    said = _shown(shown(value), reader) if value else ""
    hint = _text(element["placeholder"], reader) if "placeholder" in element else ""
    options = [_text(option["text"], reader) for option in element.get("options") or ()]
    offered = f" of {' / '.join(options)}" if options else ""
    return f"<{said or hint}{offered}>"


def _shown(value: object, reader: Reader) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(each, reader) for each in value)
    if isinstance(value, dict):
        return _text(value["text"], reader) if "text" in value else rich_text(value, reader)
    if isinstance(value, str) and value in reader.directory.users:
        return f"@{reader.handle(value)}"
    return "" if value is None else str(value)


def _cell(cell: Json, reader: Reader) -> str:
    return rich_text(cell, reader) if cell.get("type") == "rich_text" else str(cell.get("text", cell.get("value", "")))


def _text(text: Json, reader: Reader) -> str:
    if text.get("type") == "image":
        return f"(image: {text['alt_text']})"
    return reader.plain(text["text"]) if text.get("type") == "mrkdwn" else str(text["text"])
