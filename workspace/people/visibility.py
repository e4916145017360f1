"""What one person can see and press: their channels, their messages, their open form, their Home.

Law: what is not in front of a person cannot be pressed; the newest place that fits is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter
from typing import Any

from workspace.state import conversations, views
from workspace.state.records import Channel, File, Json, Message, User, View
from workspace.state.refusals import Cannot
from workspace.state.world import World

HOME, FORM, DIRECT = "home", "form", "dm"


@dataclass(frozen=True, slots=True)
class Spot:
    """An element and where it stands: in a message of a channel, or in a view."""

    block: Json
    element: Json
    channel: Channel | None = None
    message: Message | None = None
    view: View | None = None
    option: Json | None = None


def channel_of(world: World, user: User, where: str) -> Channel:
    """The conversation a person means: a name, an id, "dm" for the app, "@handle" for a person."""
    directory = world.directory
    if where == DIRECT:
        return conversations.direct(world, [world.bot, user])
    if where.startswith("@"):
        return conversations.direct(world, [user, _somebody(world, where[1:])])
    found = directory.channels.get(where) or directory.names.get(where.removeprefix("#"))
    if found is None or (found.is_private and user.id not in found.members):
        raise Cannot(f"{user.handle} sees no channel {where!r}.")
    if user.id not in found.members and user.guest:
        raise Cannot(f"{user.handle} is a guest and not in #{found.name}.")
    return found


def joined(world: World, user: User, where: str) -> Channel:
    """A conversation this person is in and that still takes messages."""
    channel = channel_of(world, user, where)
    if user.id not in channel.members:
        raise Cannot(f"{user.handle} is not in #{channel.name}.")
    if channel.archived:
        raise Cannot(f"#{channel.name} is archived.")
    return channel


def message_of(world: World, user: User, ts: str, where: str | None = None) -> tuple[Channel, Message]:
    """A message by its ts, in the channel named or in any this person is in."""
    places = [channel_of(world, user, where)] if where else list(world.directory.seen_by(user.id))
    for channel in places:
        found = channel.messages.get(ts)
        if found is not None and found.subtype != "tombstone":
            return channel, found
    raise Cannot(f"{user.handle} sees no message {ts!r}.")


def file_of(world: World, user: User, file_id: str) -> File:
    """A file that stands in a conversation which this person may look into."""
    file = world.directory.files.get(file_id)
    if file is None or file.deleted or not any(_may_look(world, user, place) for place in file.shares):
        raise Cannot(f"{user.handle} sees no file {file_id!r}.")
    return file


def _may_look(world: World, user: User, where: str) -> bool:
    try:
        channel_of(world, user, where)
    except Cannot:
        return False
    return True


def seen_messages(channel: Channel, user: User) -> Iterator[Message]:
    """What this person sees in a channel, newest first, threads and their own ephemerals included."""
    own = (m for m in reversed(channel.ephemerals.values()) if m.ephemeral_to == user.id)
    return merge(reversed(channel.messages.values()), own, key=attrgetter("ts"), reverse=True)


def button(  # noqa: PLR0913, PLR0917 -- each narrows down where to look
    world: World, user: User, label: str, where: str | None, ts: str | None, block: str | None = None
) -> Spot:
    """The newest thing with this label that can be pressed."""
    for spot in _spots(world, user, where, ts, block):
        if label in _labels(spot):
            return spot
    loose = label.casefold()
    for spot in _spots(world, user, where, ts, block):
        if loose in {each.casefold() for each in _labels(spot)}:
            return spot
    seen = sorted({each for spot in _spots(world, user, where, ts, block) for each in _labels(spot) if each})
    raise Cannot(f"{user.handle} sees nothing to press called {label!r}; there is: {', '.join(seen) or 'nothing'}.")


def inputs(
    world: World, user: User, where: str | None, ts: str | None, block: str | None = None
) -> Iterator[tuple[Json, Spot]]:
    """Everything this person could fill or pick from, with the body it stands in; one block alone if one is named."""
    for spot in _spots(world, user, where, ts, block):
        body = spot.view.body if spot.view else spot.message.body if spot.message else {}
        yield ({"blocks": [spot.block]} if block else body), spot


def form_of(world: World, user: User, wanted: str | None) -> View:
    """The form in front of this person; `wanted` is its callback_id or title."""
    view = views.top(world, user.id)
    if view is None:
        raise Cannot(f"{user.handle} has no form open.")
    title = str((view.body.get("title") or {}).get("text", ""))
    if wanted and wanted.casefold() not in {title.casefold(), str(view.body.get("callback_id", "")).casefold()}:
        raise Cannot(f"The form in front of {user.handle} is {title!r}, not {wanted!r}.")
    return view


def _spots(world: World, user: User, where: str | None, ts: str | None, block: str | None = None) -> Iterator[Spot]:
    """What is in front of this person, newest first; of one block alone if one is named."""
    spots = _all_spots(world, user, where, ts)
    return spots if block is None else (spot for spot in spots if spot.block.get("block_id") == block)


def _all_spots(world: World, user: User, where: str | None, ts: str | None) -> Iterator[Spot]:
    form = views.top(world, user.id)
    if form is not None and where in {None, FORM}:
        yield from _in_view(form)
    if where == FORM:
        return
    if where != HOME:
        yield from _in_messages(world, user, where, ts)
    home = world.directory.views.get(world.directory.homes.get(user.id, ""))
    if home is not None and where in {None, HOME}:
        yield from _in_view(home)


def _in_view(view: View) -> Iterator[Spot]:
    for block, element in views.elements(view.body):
        yield from _each_option(Spot(block, element, view=view))


def _in_messages(world: World, user: User, where: str | None, ts: str | None) -> Iterator[Spot]:
    places = [channel_of(world, user, where)] if where else list(world.directory.seen_by(user.id))
    streams = [seen_messages(channel, user) for channel in places if user.id in channel.members]
    for message in merge(*streams, key=attrgetter("ts"), reverse=True):
        if ts is not None and message.ts != ts:
            continue
        if message.body.get("app_id", world.app.id) != world.app.id:
            continue  # another app's controls lead to that app
        channel = world.directory.channels[message.channel_id]
        for body in (message.body, *message.body.get("attachments", ())):
            for block, element in views.elements(body):
                yield from _each_option(Spot(block, element, channel=channel, message=message))


def _each_option(spot: Spot) -> Iterator[Spot]:
    """An overflow menu counts as one button for each of its options."""
    if spot.element.get("type") != "overflow":
        yield spot
        return
    for option in spot.element["options"]:
        yield Spot(spot.block, spot.element, spot.channel, spot.message, spot.view, option)


def _labels(spot: Spot) -> list[str]:
    if spot.option is not None:
        return [str(spot.option["text"]["text"]), str(spot.option.get("value", ""))]
    if spot.element.get("type") != "button":
        return []
    text: Any = spot.element["text"]["text"]
    return [str(text), str(spot.element.get("action_id", ""))]


def _somebody(world: World, who: str) -> User:
    found = world.directory.person(who)
    if found is None:
        raise Cannot(f"There is nobody called {who!r} here.")
    return found
