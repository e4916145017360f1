"""Which messages have changed since when, so that a window asks for these alone, however long its channel is.

Law: every change of a message that the world tells is noted, and so is its root's, whose thread it counts in.
"""

from collections.abc import Iterable, Iterator, Sequence

from workspace.state.records import Channel, Json
from workspace.state.world import World


class Changes:
    """By message, the number of the move with which it changed last."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._changed: dict[str, dict[str, int]] = {}
        self.everything_at = 0  # the last move with which somebody's name, or a channel's, may read differently
        world.told.append(self._hear)

    def since(self, channel: Channel, move: int) -> list[str]:
        """The ts of each message of the channel that changed after this move."""
        return [ts for ts, at in self._changed.get(channel.id, {}).items() if at > move]

    def _hear(self, _: Sequence[str], event: Json, channel: Channel | None) -> None:
        if channel is None or event["type"] in {"channel_rename", "channel_id_changed"}:
            self.everything_at = self._world.moves
            return
        noted = self._changed.setdefault(channel.id, {})
        touched = set(_touched(event))
        noted |= dict.fromkeys([*touched, *_quoting(channel, touched)], self._world.moves)


def _quoting(channel: Channel, touched: Iterable[str]) -> Iterator[str]:
    """The replies that stand in the channel too: each says what it answers."""
    for root in (channel.messages[ts] for ts in touched if ts in channel.messages):
        yield from (ts for ts in root.replies if ts in channel.messages and channel.messages[ts].broadcast)


def _touched(event: Json) -> Iterator[str]:
    messages = [event, *(event.get(name, {}) for name in ("message", "previous_message", "item"))]
    messages.append(event.get("item", {}).get("message", {}))
    for each in messages:
        yield from (each[name] for name in ("ts", "deleted_ts", "thread_ts") if each.get(name))
