"""Files, in Slack's three steps: ask for an address, send the bytes there, say where they belong."""

from typing import Any

from workspace.methods.asked import Asked, Handler
from workspace.methods.messages import root_of, writable
from workspace.spec.slack import LIMITS
from workspace.state import posts
from workspace.state.records import Channel, File, Json
from workspace.state.refusals import Refusal, invalid
from workspace.state.serializers import canvas_json, file_json, fresh_file_json


def get_upload_url(asked: Asked) -> Json:
    file = File(
        id=asked.world.ids.slack_id("F"),
        name=asked.text("filename"),
        title=asked.text("filename"),
        user=asked.user.id,
        created_at=asked.world.now_s(),
        size=asked.number("length", 0),
    )
    asked.world.directory.files[file.id] = file
    ticket = asked.world.ids.hexadecimal("upload", chars=32)
    asked.world.uploads[ticket] = file.id
    return {"upload_url": f"{asked.world.origin}/upload/v1/{ticket}", "file_id": file.id}


def complete_upload(asked: Asked) -> Json:
    """The files become visible; with a channel, as one message in each."""
    files = [_finished(asked, wanted) for wanted in _wanted(asked)]
    channels = _channels(asked)
    roots = [root_of(asked, channel) for channel in channels]
    blocks = None if asked.given("initial_comment") else asked.blocks()
    for file in files:
        file.completed = True
        file.shares = [channel.id for channel in channels]
    more: Json = {"files": [_shape(asked, file) for file in files], "upload": True, "blocks": blocks}
    for channel, root in zip(channels, roots, strict=True):
        draft = posts.Draft(asked.text("initial_comment"), dict(more), root.ts if root else None)
        posts.post(asked.world, channel, asked.user, draft)
    asked.world.move()
    world = asked.world
    return {"files": [fresh_file_json(file, world.origin, world.directory.team) for file in files]}


def info(asked: Asked) -> Json:
    """A file, or a canvas, which is one as well."""
    canvas = asked.world.directory.canvases.get(asked.text("file"))
    shape = _shape(asked, _known(asked)) if canvas is None else canvas_json(canvas, asked.world.directory.team)
    return {"file": shape, "comments": [], "response_metadata": {"next_cursor": ""}}


def list_files(asked: Asked) -> Json:
    rows = [file for file in asked.world.directory.files.values() if file.completed and not file.deleted]
    owner = asked.person().id if asked.given("user") else ""
    since, until = _seconds(asked, "ts_from"), _seconds(asked, "ts_to")
    rows = [file for file in rows if owner in {"", file.user}]
    rows = [file for file in rows if since <= file.created_at <= (until or file.created_at)]
    rows = [file for file in rows if not asked.given("channel") or asked.text("channel") in file.shares]
    count, number = max(1, asked.number("count", 100)), max(1, asked.number("page", 1))
    found = rows[(number - 1) * count : number * count]
    paging = {"count": count, "total": len(rows), "page": number, "pages": -(-len(rows) // count)}
    return {"files": [_shape(asked, file) for file in found], "paging": paging}


def _seconds(asked: Asked, name: str) -> float:
    return float(asked.ts(name, "invalid_arguments") or 0)


def delete(asked: Asked) -> Json:
    file = _known(asked)
    if file.user != asked.user.id:
        raise Refusal("cant_delete_file")
    file.deleted, file.content = True, b""
    asked.world.move()
    return {}


def _wanted(asked: Asked) -> list[Json]:
    files: Any = asked.parsed("files", "invalid_arguments")
    if not isinstance(files, list) or not files or not all(isinstance(each, dict) and "id" in each for each in files):
        raise invalid("must provide an array of files [json-pointer:/files]")
    return files


def _finished(asked: Asked, wanted: Json) -> File:
    found = asked.world.directory.files.get(str(wanted["id"]))
    if found is None or not found.uploaded or found.user != asked.user.id:
        raise Refusal("file_not_found")
    found.title = wanted.get("title") or found.title
    return found


def _channels(asked: Asked) -> list[Channel]:
    ids = asked.names("channels") or asked.names("channel_id")
    if len(ids) > LIMITS.channels_per_file_share:
        raise Refusal("channels_limit_exceeded")
    found = [asked.world.directory.channels.get(channel_id) for channel_id in ids]
    if not all(channel and (not channel.is_private or asked.user.id in channel.members) for channel in found):
        raise Refusal("channel_not_found")
    return [writable(asked, channel) for channel in found if channel is not None]


def _known(asked: Asked) -> File:
    found = asked.world.directory.files.get(asked.text("file"))
    if found is None or not found.completed:
        raise Refusal("file_not_found")
    if found.deleted:
        raise Refusal("file_deleted")
    return found


def _shape(asked: Asked, file: File) -> Json:
    return file_json(file, asked.world.origin, asked.world.directory.team)


METHODS: dict[str, Handler] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.list": list_files,
    "files.delete": delete,
}
