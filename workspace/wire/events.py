"""Which of the things that happen an app hears about, and the envelope they arrive in.

Law: an app hears what it subscribed to, has a scope for, and could see; each event goes out once, in order.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence

from workspace.spec.slack import EVENTS
from workspace.state.records import Channel, Json
from workspace.state.world import TOKEN, World

_ENCODE = json.JSONEncoder(separators=(",", ":")).encode
_KIND = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
# What anybody in the workspace may know about a public channel without being in it.
_PUBLIC = frozenset(f"channel_{what}" for what in ("created", "rename", "archive", "unarchive", "deleted"))


class Events:
    """Turns what the world tells into deliveries of `event_callback` payloads."""

    def __init__(self, world: World, deliver: Callable[[Json], None]) -> None:
        self._world = world
        self._deliver = deliver
        world.told.append(self.hear)

    def hear(self, subscriptions: Sequence[str], event: Json, channel: Channel | None) -> None:
        app = self._world.app
        if any(app.hears(name) and self._may_hear(name, channel) for name in subscriptions):
            self._deliver(self.envelope(event, channel))

    def envelope(self, event: Json, channel: Channel | None = None) -> Json:
        """The outer body that is the same in Socket Mode and over HTTP."""
        world = self._world
        team_id = world.directory.team.id
        return {
            "token": TOKEN,
            "team_id": team_id,
            "context_team_id": team_id,
            "context_enterprise_id": None,
            "api_app_id": world.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": world.ids.slack_id("Ev"),
            "event_time": world.now_s(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team_id,
                    "user_id": world.app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.shared_with),
            "event_context": self._context(event),
        }

    def _context(self, event: Json) -> str:
        world = self._world
        place = {"et": event["type"], "tid": world.directory.team.id, "aid": world.app.id}
        if isinstance(event.get("channel"), str):
            place["cid"] = event["channel"]
        return "4-" + urlsafe_b64encode(_ENCODE(place).encode()).decode().rstrip("=")

    def _may_hear(self, name: str, channel: Channel | None) -> bool:
        scopes = EVENTS[name].scopes if name in EVENTS else ()
        if channel is not None and len(scopes) > 1:
            scopes = tuple(scope for scope in scopes if scope.startswith(f"{_KIND[channel.kind]}:"))
        if scopes and self._world.app.bot_scopes.isdisjoint(scopes):
            return False
        if channel is None:
            return True
        in_it = self._world.app.bot_user_id in channel.members
        return in_it or (name in _PUBLIC and channel.kind == "channel")
