"""The app that people install can do what the bot does: every call has its scope, every event its permission."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.slack.transport import scopes

ROOT = Path(__file__).parents[2]
MANIFEST = yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
SLACK = tomllib.loads((ROOT / "workspace" / "spec" / "slack.toml").read_text(encoding="utf-8"))
SCOPES = MANIFEST["oauth_config"]["scopes"]
GRANTED = {*SCOPES["bot"], *SCOPES["bot_optional"]}
EVENTS = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot" / "slack").rglob("*.py")))
# The app-level token opens the socket; its one scope is chosen where the token is made, not in the manifest.
WITH_APP_TOKEN = {"apps.connections.open"}
CALLED = (set(re.findall(r'"([a-zA-Z.]+)"', CODE)) & set(SLACK["methods"])) - WITH_APP_TOKEN


def scopes_of(method: dict[str, Any]) -> Iterator[set[str]]:
    """The sets of scopes of which one suffices; a method may have a set for each kind of channel."""
    asked = method.get("scopes", [])
    kinds = asked.values() if isinstance(asked, dict) else [asked]
    yield from (set(kind) for kind in kinds if kind)


def test_a_bot_looks_for_the_scopes_that_the_manifest_asks_for() -> None:
    assert {"bot": list(scopes.CORE), "bot_optional": list(scopes.OPTIONAL)} == SCOPES


def test_every_call_has_a_scope_that_allows_it() -> None:
    asked = {name: list(scopes_of(SLACK["methods"][name])) for name in CALLED}
    missing = {
        name: scopes for name, scopes in asked.items() if scopes and not any(any_of & GRANTED for any_of in scopes)
    }

    assert CALLED
    assert not missing


def test_every_scope_allows_a_call_or_an_event() -> None:
    by_call = {scope for name in CALLED for any_of in scopes_of(SLACK["methods"][name]) for scope in any_of}
    by_event = {scope for event in EVENTS for scope in SLACK["events"][event]}
    # A command needs no call; the other one widens where chat.postMessage may post.
    by_itself = {"commands", "chat:write.public"}

    assert GRANTED <= by_call | by_event | by_itself


def test_every_event_has_its_permission() -> None:
    assert all(not SLACK["events"][event] or GRANTED & set(SLACK["events"][event]) for event in EVENTS)


def test_no_text_is_longer_than_slack_takes() -> None:
    limits = SLACK["limits"]
    shortcuts = MANIFEST["features"]["shortcuts"]
    about = MANIFEST["display_information"]

    assert all(len(one["name"]) <= limits["manifest_shortcut_name_max_chars"] for one in shortcuts)
    assert all(len(one["description"]) <= limits["manifest_shortcut_description_max_chars"] for one in shortcuts)
    assert len(about["description"]) <= limits["manifest_description_max_chars"]
    assert limits["manifest_long_description_min_chars"] <= len(about["long_description"])
    assert len(shortcuts) <= limits["manifest_shortcuts"]


def test_each_shortcut_is_answered_by_the_code() -> None:
    offered = {one["callback_id"] for one in MANIFEST["features"]["shortcuts"]}

    assert all(f'"{callback_id}"' in CODE for callback_id in offered)


def test_the_app_is_for_one_workspace_and_its_tokens_last() -> None:
    """What Sitrep cannot do yet cannot be switched on by the manifest: a whole organisation, and rotating tokens."""
    settings = MANIFEST["settings"]

    assert (False, False) == (settings["org_deploy_enabled"], settings["token_rotation_enabled"])
