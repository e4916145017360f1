"""Forms and Home tabs, as an app opens and changes them; and Slack's own check of blocks."""

from workspace.methods.asked import Asked, Handler
from workspace.spec.blockkit import faults_in_blocks, faults_in_view
from workspace.state import views
from workspace.state.forms import values_of
from workspace.state.records import Json, View
from workspace.state.refusals import Refusal, invalid


def open_modal(asked: Asked) -> Json:
    return _shape(asked, views.open_modal(asked.world, _trigger(asked), asked.args["view"]))


def push(asked: Asked) -> Json:
    return _shape(asked, views.push(asked.world, _trigger(asked), asked.args["view"]))


def update(asked: Asked) -> Json:
    if not asked.given("view_id") and not asked.given("external_id"):
        raise invalid("missing required field: view_id")
    view = views.update(
        asked.world,
        view_id=asked.text("view_id"),
        external_id=asked.text("external_id"),
        body=asked.args["view"],
        expected_hash=asked.text("hash"),
    )
    return {"view": views.shape(asked.world, view, values_of(view))}


def publish(asked: Asked) -> Json:
    view = views.publish(asked.world, asked.text("user_id"), asked.args["view"], asked.text("hash"))
    return _shape(asked, view)


def validate(asked: Asked) -> Json:
    """Whether blocks, a message or a view would be accepted."""
    blocks, message, view = (asked.parsed(name, f"invalid_{name}") for name in ("blocks", "message", "view"))
    if blocks is None and message is None and view is None:
        raise invalid("missing required field: blocks")
    if isinstance(message, dict):
        blocks = message.get("blocks", [])
    faults = faults_in_view(view) if view is not None else faults_in_blocks(blocks, surface="message")
    if faults:
        error = "invalid_view" if view is not None else "invalid_message" if message is not None else "invalid_blocks"
        raise Refusal(error, errors=faults, response_metadata={"messages": [f"[ERROR] {fault}" for fault in faults]})
    return {}


def _trigger(asked: Asked) -> str:
    trigger_id = asked.text("trigger_id") or asked.text("interactivity_pointer")
    if not trigger_id:
        raise invalid("missing required field: trigger_id")
    return trigger_id


def _shape(asked: Asked, view: View) -> Json:
    """A view that was just made; nothing stands in its state yet, whatever its inputs begin with."""
    return {"view": views.shape(asked.world, view, {})}


METHODS: dict[str, Handler] = {
    "views.open": open_modal,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
    "blocks.validate": validate,
}
