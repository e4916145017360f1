"""The one app that is installed in the local Slack, as its manifest describes it.

Law: without a manifest the app may do and hear everything, so that any Bolt app can be tried without writing one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workspace.spec.slack import EVENTS, METHODS, WIDER_SCOPES
from workspace.state.ids import Ids
from workspace.state.records import Json

_IN_METHODS = {scope for method in METHODS.values() for any_of in method.scopes.values() for scope in any_of}
_IN_EVENTS = {scope for event in EVENTS.values() for scope in event.scopes}
EVERY_SCOPE = frozenset(_IN_METHODS | _IN_EVENTS | WIDER_SCOPES.keys())


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    should_escape: bool
    url: str = ""
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    name: str
    callback_id: str
    on_message: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class App:
    """What was installed. `events` and `commands` are None when there is no manifest: then every one is known."""

    id: str
    name: str
    handle: str
    bot_id: str
    bot_user_id: str
    bot_scopes: frozenset[str]
    events: frozenset[str] | None
    commands: Mapping[str, Command] | None
    shortcuts: tuple[Shortcut, ...] | None
    socket_mode: bool
    request_url: str
    interactivity_url: str
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool

    def hears(self, event: str) -> bool:
        return self.events is None or event in self.events

    def command(self, name: str) -> Command | None:
        """The slash command of this name (with its slash); None when the app has none."""
        if self.commands is None:
            return Command(name=name, should_escape=True)
        return self.commands.get(name)

    def shortcut(self, wanted: str, *, on_message: bool) -> Shortcut | None:
        """A shortcut by callback id or by the name people see."""
        if self.shortcuts is None:
            return Shortcut(name=wanted, callback_id=wanted, on_message=on_message)
        return next(
            (s for s in self.shortcuts if s.on_message is on_message and wanted in {s.callback_id, s.name}), None
        )


def installed(manifest: Mapping[str, Any] | None, ids: Ids) -> App:
    """The app of this manifest (Slack's own form of it, format v1 or v2)."""
    given: Mapping[str, Any] = manifest or {}
    features: Mapping[str, Any] = given.get("features") or {}
    settings: Mapping[str, Any] = given.get("settings") or {}
    subscriptions: Mapping[str, Any] = settings.get("event_subscriptions") or {}
    interactivity: Mapping[str, Any] = settings.get("interactivity") or {}
    home: Mapping[str, Any] = features.get("app_home") or {}
    name = (given.get("display_information") or {}).get("name", "App")
    display_name = (features.get("bot_user") or {}).get("display_name", name)
    return App(
        id=ids.slack_id("A"),
        name=name,
        handle=display_name.lower().replace(" ", "_"),
        bot_id=ids.slack_id("B"),
        bot_user_id=ids.slack_id("U"),
        bot_scopes=EVERY_SCOPE if manifest is None else _scopes(given),
        events=None if manifest is None else frozenset(subscriptions.get("bot_events") or ()),
        commands=None if manifest is None else _commands(features),
        shortcuts=None if manifest is None else _shortcuts(features),
        socket_mode=bool(settings.get("socket_mode_enabled", True)),
        request_url=subscriptions.get("request_url", ""),
        interactivity_url=interactivity.get("request_url", ""),
        home_tab=bool(home.get("home_tab_enabled", manifest is None)),
        messages_tab=bool(home.get("messages_tab_enabled", manifest is None or "app_home" not in features)),
        messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
    )


def _scopes(manifest: Mapping[str, Any]) -> frozenset[str]:
    scopes: Json = (manifest.get("oauth_config") or {}).get("scopes") or {}
    return frozenset(scopes.get("bot") or ()) | frozenset(scopes.get("bot_optional") or ())


def _commands(features: Mapping[str, Any]) -> Mapping[str, Command]:
    return {
        command["command"]: Command(
            name=command["command"],
            should_escape=bool(command.get("should_escape", False)),
            url=command.get("url", ""),
            description=command.get("description", ""),
            usage_hint=command.get("usage_hint", ""),
        )
        for command in features.get("slash_commands") or ()
    }


def _shortcuts(features: Mapping[str, Any]) -> tuple[Shortcut, ...]:
    return tuple(
        Shortcut(
            name=shortcut["name"],
            callback_id=shortcut["callback_id"],
            on_message=shortcut["type"] == "message",
            description=shortcut.get("description", ""),
        )
        for shortcut in features.get("shortcuts") or ()
    )
