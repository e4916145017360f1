"""Canvases: a document of a channel, a tab of one, or one that stands alone; one change at a time.

Law: whoever has no access to one does not find it. A section is a paragraph or heading between blank lines; its id
stays as long as it does.
"""

import re
from typing import Any

from workspace.methods.asked import Asked, Handler
from workspace.spec.slack import LIMITS
from workspace.state.records import Canvas, Channel, Json
from workspace.state.refusals import Refusal, invalid

# A bullet indented below a numbered line: Slack refuses it (asserted live by java-slack-sdk), in words not known here.
_MIXED_LISTS = re.compile(r"^ *\d+[.)] .*\n(?: *\d+[.)] .*\n)*(?: {2,}|\t)[-*+] ", re.MULTILINE)
ACCESS_MAX = 20  # docs.slack.dev/reference/methods/canvases.access.set
_HEADERS = {"h1": "# ", "h2": "## ", "h3": "### "}


def create(asked: Asked) -> Json:
    """A canvas of its own, or a tab of a channel, whose members may write; the free plan has one tab a channel."""
    if asked.given("channel_id"):
        channel = asked.live_channel("channel_id")
        if not asked.world.knobs.paid_plan and _tabs(asked, channel):
            raise asked.refusal("free_team_canvas_tab_already_exists")
        return {"canvas_id": _made(asked, channel_id=channel.id).id}
    if not asked.world.knobs.paid_plan:
        raise asked.refusal("free_teams_cannot_create_standalone_canvases")
    return {"canvas_id": _made(asked, channel_id="").id}


def create_in_channel(asked: Asked) -> Json:
    """The one canvas that the channel has of its own."""
    channel = asked.live_channel("channel_id")
    if not asked.world.knobs.paid_plan and _tabs(asked, channel):
        raise asked.refusal("free_team_canvas_tab_already_exists")
    if any(canvas.is_channels for canvas in _tabs(asked, channel)):
        raise asked.refusal("channel_canvas_already_exists")
    return {"canvas_id": _made(asked, channel_id=channel.id, is_channels=True).id}


def _tabs(asked: Asked, channel: Channel) -> list[Canvas]:
    return asked.world.directory.tabs(channel.id)


def edit(asked: Asked) -> Json:
    """Exactly one change, by whoever may write in it."""
    canvas = _known(asked)
    if not asked.world.directory.may_in_canvas(canvas, asked.user.id, "write"):
        raise Refusal("restricted_action")
    if not asked.world.knobs.paid_plan and not canvas.channel_id:
        raise Refusal("free_teams_cannot_edit_standalone_canvases")
    changes: Any = asked.parsed("changes", "canvas_editing_failed")
    if not isinstance(changes, list) or len(changes) != LIMITS.canvas_changes_per_edit:
        raise invalid("must contain exactly 1 item [json-pointer:/changes]")
    _apply(asked, canvas, changes[0])
    asked.world.move()
    return {}


def lookup(asked: Asked) -> Json:
    """The sections that are headings of a kind, or hold some words."""
    canvas = _known(asked)
    criteria: Json = asked.parsed("criteria", "internal_error") or {}
    kinds = set(criteria.get("section_types") or ())
    signs = [sign for kind, sign in _HEADERS.items() if kind in kinds or "any_header" in kinds]
    wanted = str(criteria.get("contains_text", ""))
    found = [
        {"id": section_id}
        for section_id, text in canvas.sections.items()
        if wanted in text and (not kinds or any(text.startswith(sign) for sign in signs))
    ]
    return {"sections": found}


def delete(asked: Asked) -> Json:
    """By whoever made it."""
    canvas = _known(asked)
    if canvas.user != asked.user.id:
        raise Refusal("restricted_action")
    del asked.world.directory.canvases[canvas.id]
    asked.world.move()
    return {}


def set_access(asked: Asked) -> Json:
    """What channels may, or people; on a paid plan, and by whoever made it."""
    canvas, named = _mine(asked), _named(asked)
    level = asked.text("access_level")
    if level == "owner":
        if asked.given("channel_ids"):
            raise Refusal("invalid_parameters")
        canvas.user, level = named[-1], "write"
    canvas.levels |= dict.fromkeys(named, level)
    asked.world.move()
    return {}


def delete_access(asked: Asked) -> Json:
    canvas = _mine(asked)
    for one in _named(asked):
        canvas.levels.pop(one, None)
    asked.world.move()
    return {}


def _mine(asked: Asked) -> Canvas:
    canvas = _known(asked)
    if not asked.world.knobs.paid_plan or canvas.user != asked.user.id:
        raise Refusal("restricted_action")
    return canvas


def _named(asked: Asked) -> list[str]:
    """The channels or the people: one of the two lists, of 1 to 20. A person is sent the canvas; a DM takes none."""
    directory = asked.world.directory
    channels, people = asked.names("channel_ids"), asked.names("user_ids")
    if bool(channels) == bool(people) or len(channels or people) > ACCESS_MAX:
        raise Refusal("invalid_parameters")
    if any(one not in directory.channels or directory.channels[one].kind in {"im", "mpim"} for one in channels):
        raise Refusal("channel_not_found")
    if any(one not in directory.users for one in people):
        raise Refusal("user_not_found")
    return channels or people


def _made(asked: Asked, *, channel_id: str, is_channels: bool = False) -> Canvas:
    canvas = Canvas(asked.world.ids.slack_id("F"), asked.text("title"), channel_id, asked.user.id, asked.world.now_s())
    canvas.is_channels, canvas.levels = is_channels, {channel_id: "write"} if channel_id else {}
    canvas.sections = _sections(asked, asked.parsed("document_content", "canvas_creation_failed"))
    asked.world.directory.canvases[canvas.id] = canvas
    asked.world.move()
    return canvas


def _known(asked: Asked) -> Canvas:
    """One that the caller may read; any other is unknown to it."""
    directory = asked.world.directory
    found = directory.canvases.get(asked.text("canvas_id"))
    if found is None or not directory.may_in_canvas(found, asked.user.id, "read"):
        raise Refusal("canvas_not_found")
    return found


def _sections(asked: Asked, document: Any) -> dict[str, str]:
    if document is None:
        return {}
    if not isinstance(document, dict) or document.get("type") != "markdown":
        told = "must be markdown [json-pointer:/document_content/type]"
        raise Refusal("invalid_arguments", detail=told, **invalid(told).more)
    markdown = str(document.get("markdown", ""))
    if _MIXED_LISTS.search(markdown):
        error = asked.refusal("canvas_creation_failed", "canvas_editing_failed").error
        raise Refusal(error, detail="An ordered list holds no bullets.")
    if len(markdown.encode()) > LIMITS.canvas_max_bytes:
        raise asked.refusal("canvas_too_large", "canvas_creation_failed")
    parts = [part for part in markdown.split("\n\n") if part.strip()]
    return {f"temp:C:{asked.world.ids.hexadecimal('section', chars=24)}": part for part in parts}


def _apply(asked: Asked, canvas: Canvas, change: Json) -> None:
    operation = change.get("operation")
    if operation == "rename":
        canvas.title = str((change.get("title_content") or {}).get("markdown", ""))
        return
    new = {} if operation == "delete" else _sections(asked, change.get("document_content"))
    kept = list(canvas.sections.items())
    at = _place(canvas, change)
    match operation:
        case "insert_at_start":
            kept[:0] = new.items()
        case "insert_at_end":
            kept += new.items()
        case "insert_before" if at is not None:
            kept[at:at] = new.items()
        case "insert_after" if at is not None:
            kept[at + 1 : at + 1] = new.items()
        case "replace" | "delete" if at is not None:
            kept[at : at + 1] = new.items()
        case "replace" if "section_id" not in change:
            kept = list(new.items())
        case _:
            raise Refusal("canvas_editing_failed")
    canvas.sections = dict(kept)


def _place(canvas: Canvas, change: Json) -> int | None:
    section_id = change.get("section_id")
    return list(canvas.sections).index(section_id) if section_id in canvas.sections else None


METHODS: dict[str, Handler] = {
    "canvases.create": create,
    "conversations.canvases.create": create_in_channel,
    "canvases.edit": edit,
    "canvases.sections.lookup": lookup,
    "canvases.delete": delete,
    "canvases.access.set": set_access,
    "canvases.access.delete": delete_access,
}
