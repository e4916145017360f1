"""Pins: what a channel keeps at hand."""

from workspace.methods.asked import Asked, Handler
from workspace.state import posts
from workspace.state.records import Channel, Json, Message
from workspace.state.refusals import Refusal
from workspace.state.serializers import message_json


def add(asked: Asked) -> Json:
    channel, message = _item(asked)
    if message.ts in channel.pins:
        raise Refusal("already_pinned")
    if len(channel.pins) >= asked.world.knobs.unknowns.pins_per_channel:
        raise Refusal("too_many_pins")
    if message.subtype == "tombstone":
        raise Refusal("not_pinnable")
    posts.pin(asked.world, channel, message, asked.user)
    return {}


def remove(asked: Asked) -> Json:
    channel, message = _item(asked)
    if message.ts not in channel.pins:
        raise Refusal("no_pin")
    posts.unpin(asked.world, channel, message, asked.user)
    return {}


def list_pins(asked: Asked) -> Json:
    """The newest pin first."""
    channel = asked.channel()
    items = [
        {"type": "message", **pin, "channel": channel.id, "message": message_json(channel.messages[ts], channel)}
        for ts, pin in reversed(channel.pins.items())
    ]
    return {"items": items}


def _item(asked: Asked) -> tuple[Channel, Message]:
    channel = asked.live_channel()
    if not asked.given("timestamp"):
        raise Refusal("no_item_specified")
    return channel, asked.message(channel)


METHODS: dict[str, Handler] = {"pins.add": add, "pins.remove": remove, "pins.list": list_pins}
