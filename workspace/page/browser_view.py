"""One person's Slack as JSON, for the page in the browser.

Law: it holds what this person may see and no more; names, dates and links are already words.
"""

from typing import Any

from workspace.people import visibility
from workspace.people.mrkdwn import Reader
from workspace.people.screen import reader_of
from workspace.state import views
from workspace.state.forms import values_of
from workspace.state.records import Channel, Json, Message, User, View
from workspace.state.serializers import message_json
from workspace.state.world import World

_NEWEST = 200


def window(world: World, user: User, where: str) -> Json:
    """The list of channels, one channel with its newest messages, the form in front, and the Home."""
    reader = reader_of(world, user)
    seen = list(world.directory.seen_by(user.id))
    shown = visibility.channel_of(world, user, where) if where else seen[0]
    home = world.directory.views.get(world.directory.homes.get(user.id, ""))
    form = views.top(world, user.id)
    return {
        "now": reader.now.astimezone(reader.zone).strftime("%A %H:%M"),
        "channels": [_entry(channel, user, reader) for channel in seen],
        "channel": _entry(shown, user, reader) | {"topic": reader.plain(shown.topic["value"])},
        "messages": [_message(m, shown, reader) for m in _newest(shown, user)],
        "form": _view(form, reader) if form else None,
        "home": _view(home, reader) if home else None,
    }


def _newest(channel: Channel, user: User) -> list[Message]:
    """Threads stand below their roots; within a thread and within the channel, earlier comes first."""
    newest = [message for _, message in zip(range(_NEWEST), visibility.seen_messages(channel, user), strict=False)]
    return sorted(newest, key=lambda message: (message.root_ts or message.ts, message.ts))


def _entry(channel: Channel, user: User, reader: Reader) -> Json:
    others = [reader.handle(member) for member in channel.members if member != user.id]
    name = ", ".join(others) if channel.kind in {"im", "mpim"} else channel.name
    return {"id": channel.id, "name": name, "kind": channel.kind, "archived": channel.archived}


def _message(message: Message, channel: Channel, reader: Reader) -> Json:
    shape: Json = _worded(message_json(message, channel), reader)
    return shape | {
        "text": reader.with_names(message.text),
        "author": shape.get("username") or reader.handle(message.author),
        "time": reader.time(message.ts),
        "ephemeral": message.ephemeral_to is not None,
        "reply": message.root_ts is not None,
        "own": message.author == reader.user_id,
        "pinned": message.ts in channel.pins,
    }


def _view(view: View, reader: Reader) -> Json:
    shape: Json = _worded(view.body, reader)
    return shape | {"id": view.id, "hash": view.hash, "values": values_of(view), "errors": view.errors}


def _worded(value: Any, reader: Reader) -> Any:
    """The same structure, every mrkdwn text in words."""
    if isinstance(value, list):
        return [_worded(each, reader) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "mrkdwn":
        return value | {"text": reader.with_names(value["text"])}
    return {key: _worded(each, reader) for key, each in value.items()}
