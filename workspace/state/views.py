"""Forms and Home tabs: opening with a trigger, the stack of three, updates, and what stands in their inputs.

Law: a trigger opens one form within three seconds of the workspace's clock; typed values survive an update as long as
block_id, action_id and type stay the same.
"""

import json
from collections.abc import Iterator
from typing import Any

from workspace.spec.blockkit import faults_in_view
from workspace.spec.slack import LIMITS
from workspace.state.records import Json, View
from workspace.state.refusals import Refusal, invalid
from workspace.state.serializers import view_json
from workspace.state.world import Trigger, World

# Slack's first line about a view that it does not take; each fault has a line behind it (nicklambourne/slackblocks#36).
NO_VIEW = "failed to match all allowed schemas [json-pointer:/view]"


def trigger(world: World, user_id: str) -> str:
    """The right to open one form, given with every command, press and shortcut."""
    first = world.ids.digits("trigger", chars=11)
    team = int.from_bytes(world.directory.team.id.encode(), "big") % 10**9
    trigger_id = f"{first}.{team}.{world.ids.hexadecimal('trigger_tail', chars=32)}"
    world.triggers[trigger_id] = Trigger(user=user_id, issued_at=world.clock.now())
    return trigger_id


def open_modal(world: World, trigger_id: str, body: object) -> View:
    """A form on top of nothing; a second one for the same person replaces what was open."""
    valid = checked(world, body, kind="modal")
    spent = _spend(world, trigger_id)
    view = _new(world, valid, user_id=spent.user, previous=None)
    _forget(world, spent.user)
    world.directory.stacks[spent.user] = [view.id]
    spent.view_id = view.id
    world.move()
    return view


def push(world: World, trigger_id: str, body: object) -> View:
    """A form on top of the open one; at most three lie on each other."""
    valid = checked(world, body, kind="modal")
    user_id = world.triggers[trigger_id].user if trigger_id in world.triggers else ""
    stack = world.directory.stacks.get(user_id, [])
    spent = _spend(world, trigger_id)
    if not stack:
        raise Refusal("not_found")
    return push_for(world, spent.user, valid)


def push_for(world: World, user_id: str, body: Json) -> View:
    stack = world.directory.stacks[user_id]
    if len(stack) >= LIMITS.views_per_stack:
        raise Refusal("push_limit_reached")
    view = _new(world, body, user_id=user_id, previous=stack[-1])
    stack.append(view.id)
    world.move()
    return view


def update(world: World, *, view_id: str, external_id: str, body: object, expected_hash: str) -> View:
    """New content for a view that is open; with a hash, only if nobody changed it since."""
    view = world.directory.views.get(view_id) if view_id else _by_external_id(world, external_id)
    valid = checked(world, body, kind=view.kind if view else None, itself=view)
    if view is None:
        raise Refusal("not_found")
    if expected_hash and expected_hash != view.hash:
        raise Refusal("hash_conflict")
    renew(world, view, valid)
    return view


def renew(world: World, view: View, body: Json) -> None:
    """The view shows this now; values whose input is still there are kept."""
    old_kinds = _input_kinds(view.body)
    view.body = _with_ids(world, body)
    kept_kinds = _input_kinds(view.body)
    view.typed = {
        block_id: kept
        for block_id, actions in view.typed.items()
        if (kept := {a: v for a, v in actions.items() if kept_kinds.get((block_id, a)) == old_kinds.get((block_id, a))})
        and any((block_id, a) in kept_kinds for a in kept)
    }
    view.errors = {}
    view.hash = _hash(world)
    world.move()


def publish(world: World, user_id: str, body: object, expected_hash: str) -> View:
    """A person's Home tab."""
    if user_id not in world.directory.users:
        raise invalid("user not found [json-pointer:/user_id]")
    if not world.app.home_tab:
        raise Refusal("not_enabled")
    home = world.directory.views.get(world.directory.homes.get(user_id, ""))
    valid = checked(world, body, kind="home", itself=home)
    if home is None:
        home = _new(world, valid, user_id=user_id, previous=None, kind="home")
        world.directory.homes[user_id] = home.id
        world.move()
        return home
    if expected_hash and expected_hash != home.hash:
        raise Refusal("hash_conflict")
    renew(world, home, valid)
    return home


def top(world: World, user_id: str) -> View | None:
    """The form this person sees; None when none is open."""
    stack = world.directory.stacks.get(user_id)
    return world.directory.views[stack[-1]] if stack else None


def close_top(world: World, user_id: str) -> None:
    stack = world.directory.stacks[user_id]
    del world.directory.views[stack.pop()]
    if not stack:
        del world.directory.stacks[user_id]
    world.move()


def close_all(world: World, user_id: str) -> None:
    _forget(world, user_id)
    world.move()


def shape(world: World, view: View, values: Json) -> Json:
    return view_json(view, world.directory.team.id, app_id=world.app.id, bot_id=world.app.bot_id, values=values)


def elements(body: Json) -> Iterator[tuple[Json, Json]]:
    """Every interactive element of a view or message with the block it stands in."""
    for block in body.get("blocks") or ():
        match block.get("type"):
            case "input":
                yield block, block["element"]
            case "actions" | "context_actions":
                yield from ((block, element) for element in block["elements"])
            case "section" if isinstance(block.get("accessory"), dict) and "action_id" in block["accessory"]:
                yield block, block["accessory"]


def _spend(world: World, trigger_id: str) -> Trigger:
    found = world.triggers.get(trigger_id)
    if found is None:
        raise Refusal("invalid_trigger_id")
    if found.used:
        raise Refusal("exchanged_trigger_id")
    if (world.clock.now() - found.issued_at).total_seconds() > LIMITS.trigger_life_s:
        raise Refusal("expired_trigger_id")
    found.used = True
    return found


def checked(world: World, body: object, *, kind: str | None, itself: View | None = None) -> Json:
    """A view that Slack would take; `kind` is None where nobody knows which it should be, as with an unknown id."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            body = None
    if not isinstance(body, dict):
        raise invalid("must provide an object [json-pointer:/view]")
    if len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()) > LIMITS.view_max_bytes:
        raise Refusal("view_too_large")
    if faults := faults_in_view(body):
        raise invalid(NO_VIEW, *faults)
    if body["type"] != (kind or body["type"]):
        raise invalid(f"must be a {kind} view [json-pointer:/view/type]")
    taken = _by_external_id(world, body.get("external_id", ""))
    if taken is not None and taken is not itself:
        raise Refusal("duplicate_external_id")
    return body


def _by_external_id(world: World, external_id: str) -> View | None:
    views = world.directory.views.values()
    return next((v for v in views if external_id and v.body.get("external_id") == external_id), None)


def _new(world: World, body: Json, *, user_id: str, previous: str | None, kind: str = "modal") -> View:
    view_id = world.ids.slack_id("V")
    root_id = world.directory.stacks[user_id][0] if previous else view_id
    view = View(
        id=view_id,
        kind="home" if kind == "home" else "modal",
        user=user_id,
        body=_with_ids(world, body),
        hash=_hash(world),
        root_id=root_id,
        previous_id=previous,
    )
    world.directory.views[view_id] = view
    return view


def with_ids(world: World, blocks: list[Json]) -> list[Json]:
    """Blocks and elements as Slack keeps them: what was left without an id has got one, and each text says it all."""
    done = []
    for block in _said_in_full(blocks):
        named = {**block, "block_id": block.get("block_id") or world.ids.hexadecimal("block", chars=5)}
        if "elements" in named and named["type"] == "actions":
            named["elements"] = [_named(world, element) for element in named["elements"]]
        for place in ("element", "accessory"):
            if isinstance(named.get(place), dict):
                named[place] = _named(world, named[place])
        done.append(named)
    return done


# What Slack adds to a text that leaves it out (recorded in the payloads of Bolt and of java-slack-sdk).
_UNSAID = {"plain_text": {"emoji": True}, "mrkdwn": {"verbatim": False}}


def _said_in_full(value: Any) -> Any:
    if isinstance(value, list):
        return [_said_in_full(each) for each in value]
    if not isinstance(value, dict):
        return value
    unsaid = _UNSAID.get(str(value.get("type")), {}) if "text" in value else {}
    return {name: _said_in_full(each) for name, each in value.items()} | {
        name: default for name, default in unsaid.items() if name not in value
    }


def _named(world: World, element: Json) -> Json:
    if "action_id" in element or element.get("type") == "image":
        return element
    return element | {"action_id": world.ids.hexadecimal("action", chars=5)}


def _with_ids(world: World, body: Json) -> Json:
    around = {name: _said_in_full(body[name]) for name in ("title", "submit", "close") if name in body}
    return body | around | {"blocks": with_ids(world, body.get("blocks") or [])}


def _hash(world: World) -> str:
    return f"{world.now_s()}.{world.ids.hexadecimal('hash', chars=8)}"


def _input_kinds(body: Json) -> dict[tuple[str, str], str]:
    return {(block["block_id"], e["action_id"]): e["type"] for block, e in elements(body) if "action_id" in e}


def _forget(world: World, user_id: str) -> None:
    for view_id in world.directory.stacks.pop(user_id, []):
        world.directory.views.pop(view_id, None)
