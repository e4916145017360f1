"""How the records of a workspace look on the wire.

Law: the fields and their order are Slack's; nothing here changes anything.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from workspace.state.records import Canvas, Channel, Directory, File, Json, Message, Team, User, UserGroup, View

_IMAGE_SIZES = (24, 32, 48, 72, 192, 512)
_TEAM_IMAGE_SIZES = (34, 44, 68, 88, 102, 132, 230)
# What recorded users lack: every deleted one, and some live bots, of which an app cannot know which.
_NOT_OF_EVERY_BOT = frozenset(
    {"real_name", "tz", "tz_label", "tz_offset", "is_admin", "is_owner", "is_primary_owner", "is_restricted"}
)
_NOT_OF_THE_DELETED = _NOT_OF_EVERY_BOT | {"is_email_confirmed", "color"}
LOCALE = "en-US"  # of everybody here; told where `include_locale` asks for it


def user_json(user: User, team_id: str, *, with_email: bool, at: datetime | None = None) -> Json:
    """A user object; the address is there only for a caller who may read it."""
    zone_at = (at or datetime.fromtimestamp(user.updated_at, UTC)).astimezone(ZoneInfo(user.tz))
    offset = zone_at.utcoffset()
    shape: Json = {
        "id": user.id,
        "team_id": user.team_id or team_id,
        "name": user.username,
        "deleted": user.deleted,
        "color": "9f69e7",
        "real_name": user.name,
        "tz": user.tz,
        "tz_label": zone_at.tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": _profile_json(user, team_id, with_email=with_email),
        "is_admin": user.admin,
        "is_owner": user.admin,
        "is_primary_owner": user.admin,
        "is_restricted": user.guest or user.single_channel,
        "is_ultra_restricted": user.single_channel,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated_at,
        "is_email_confirmed": not user.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if user.is_stranger:
        shape["is_stranger"] = True
    left_out = _NOT_OF_THE_DELETED if user.deleted else _NOT_OF_EVERY_BOT if user.is_bot else frozenset()
    return {name: value for name, value in shape.items() if name not in left_out}


def _profile_json(user: User, team_id: str, *, with_email: bool) -> Json:
    first, _, last = user.name.partition(" ")
    profile: Json = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": "g" + user.id[-11:].lower(),
        "team": user.team_id or team_id,
    }
    if last:
        profile |= {"first_name": first, "last_name": last}
    profile |= {f"image_{size}": f"https://secure.gravatar.com/avatar/{user.id}?s={size}" for size in _IMAGE_SIZES}
    if user.is_bot:
        profile |= {"api_app_id": user.app_id, "bot_id": user.bot_id, "always_active": True}
    if with_email and user.email:
        profile["email"] = user.email
    return profile | user.profile


def channel_json(channel: Channel, directory: Directory, viewer: str, *, num_members: bool = False) -> Json:
    """A conversation object as `viewer` gets it."""
    if channel.kind == "im":
        return _direct_json(channel, directory, viewer)
    shape: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "created": channel.created_at,
        "is_archived": channel.archived,
        "is_general": channel.general,
        "unlinked": 0,
        "name_normalized": channel.name,
        "is_shared": bool(channel.shared_with),
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": directory.team.id,
        "updated": channel.updated_ms,
        "parent_conversation": None,
        "creator": channel.creator,
        "is_ext_shared": bool(channel.shared_with),
        "shared_team_ids": [directory.team.id, *channel.shared_with],
        "pending_connected_team_ids": [],
        "is_member": viewer in channel.members,
        "topic": dict(channel.topic),
        "purpose": dict(channel.purpose),
        "previous_names": list(channel.previous_names),
    }
    if channel.shared_with:
        shape |= {"connected_team_ids": list(channel.shared_with), "conversation_host_id": directory.team.id}
    if viewer in channel.members and viewer in channel.read_ts:
        shape["last_read"] = channel.read_ts[viewer]
    if num_members:
        shape["num_members"] = len(channel.members)
    if tabs := directory.tabs(channel.id):
        shape["properties"] = _properties_json(tabs)
    return shape


def _properties_json(tabs: list[Canvas]) -> Json:
    """What a channel with canvases has besides (slack-go/slack issue 1423, pull request 1228)."""
    shapes: list[Json] = [
        {
            "id": f"Ct{canvas.id[1:]}",
            "label": "",
            "type": "channel_canvas" if canvas.is_channels else "canvas",
            "data": {"file_id": canvas.id, "shared_ts": f"{canvas.created_at}.000000"},
        }
        for canvas in tabs
    ]
    own = next((canvas for canvas in tabs if canvas.is_channels), None)
    of_its_own: Json = {} if own is None else {"canvas": {"file_id": own.id, "is_empty": not own.sections}}
    return {**of_its_own, "tabs": shapes, "tabz": shapes}


def created_json(channel: Channel) -> Json:
    """A channel as `channel_created` tells of it: its name and its maker, and little else.

    Source: java-slack-sdk, json-logs/samples/events/ChannelCreatedPayload.json.
    """
    return {
        "id": channel.id,
        "is_channel": True,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created_at,
        "creator": channel.creator,
        "is_shared": False,
        "is_org_shared": False,
    }


def unread_json(channel: Channel, viewer: str) -> Json:
    """What `conversations.info` adds of a direct message: how far `viewer` has read in it.

    Source: java-slack-sdk, json-logs/samples/api/conversations.info.json.
    """
    read_ts = channel.read_ts.get(viewer, "0000000000.000000")
    unread = sum(ts > read_ts for ts in channel.timeline)
    shape: Json = {"is_open": True, "last_read": read_ts, "unread_count": unread, "unread_count_display": unread}
    if channel.timeline:
        shape["latest"] = message_json(channel.messages[channel.timeline[-1]], channel)
    return shape


def _direct_json(channel: Channel, directory: Directory, viewer: str) -> Json:
    other = next((member for member in channel.members if member != viewer), viewer)
    return {
        "id": channel.id,
        "created": channel.created_at,
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": directory.team.id,
        "updated": channel.updated_ms,
        "user": other,
        "is_user_deleted": directory.users[other].deleted,
        "priority": 0,
    }


def message_json(message: Message, channel: Channel) -> Json:
    """A message with all that has happened to it: edit, replies, reactions, pins."""
    shape = dict(message.body)
    if message.root_ts is not None:
        shape["thread_ts"] = message.root_ts
        root = channel.messages.get(message.root_ts)
        if root is not None and root.author:
            shape["parent_user_id"] = root.author
    elif message.replies:
        shape |= thread_json(message, channel)
    if message.reactions:
        shape["reactions"] = reactions_json(message)
    if message.ts in channel.pins:
        pin = channel.pins[message.ts]
        shape["pinned_to"] = [channel.id]
        shape["pinned_info"] = {"channel": channel.id, "pinned_by": pin["created_by"], "pinned_ts": pin["created"]}
    return shape


def thread_json(root: Message, channel: Channel) -> Json:
    """The counters that a message has once somebody replied to it."""
    return {
        "thread_ts": root.ts,
        "reply_count": len(root.replies),
        "reply_users_count": len(root.reply_users),
        "latest_reply": root.replies[-1],
        "reply_users": list(root.reply_users)[:5],
        "is_locked": False,
        "subscribed": root.author in channel.members and root.author in root.reply_users,
    }


def reactions_json(message: Message) -> list[Json]:
    return [
        {"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items() if users
    ]


def fresh_file_json(file: File, origin: str, team: Team) -> Json:
    """A file in the answer to its upload: Slack has not looked at its bytes yet, nor shown it anywhere.

    Source: the recorded uploads of slack-ruby-client, all eleven of them.
    """
    yet_empty = {"mimetype": "", "filetype": "", "pretty_type": "", "channels": [], "groups": [], "ims": []}
    return file_json(file, origin, team) | yet_empty | {"shares": {}}


def file_json(file: File, origin: str, team: Team) -> Json:
    extension = file.name.rpartition(".")[2] if "." in file.name else ""
    return {
        "id": file.id,
        "created": file.created_at,
        "timestamp": file.created_at,
        "name": file.name,
        "title": file.title,
        "mimetype": _MIME.get(extension, "application/octet-stream"),
        "filetype": extension or "binary",
        "pretty_type": extension.upper() or "Binary",
        "user": file.user,
        "user_team": team.id,
        "editable": extension in {"txt", "md"},
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(file.shares),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{origin}/files-pri/{file.id}/{file.name}",
        "url_private_download": f"{origin}/files-pri/{file.id}/download/{file.name}",
        "permalink": f"https://{team.domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "channels": [share for share in file.shares if share.startswith("C")],
        "groups": [share for share in file.shares if share.startswith("G")],
        "ims": [share for share in file.shares if share.startswith("D")],
        "has_rich_preview": False,
        "file_access": "visible",
    }


def canvas_json(canvas: Canvas, team: Team) -> Json:
    """A canvas as `files.info` shows it."""
    return {
        "id": canvas.id,
        "created": canvas.created_at,
        "timestamp": canvas.created_at,
        "name": canvas.title.replace(" ", "_"),
        "title": canvas.title,
        "mimetype": "application/vnd.slack-docs",
        "filetype": "quip",
        "pretty_type": "Canvas",
        "user": canvas.user,
        "user_team": team.id,
        "mode": "quip",
        "editable": True,
        "is_external": False,
        "permalink": f"https://{team.domain}.slack.com/docs/{team.id}/{canvas.id}",
        "channels": [canvas.channel_id] if canvas.channel_id else [],
    }


_MIME = {
    "txt": "text/plain",
    "md": "text/markdown",
    "html": "text/html",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "csv": "text/csv",
}


def group_json(group: UserGroup, team_id: str, *, include_users: bool) -> Json:
    shape: Json = {
        "id": group.id,
        "team_id": team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created_at,
        "date_update": group.created_at,
        "date_delete": 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": group.created_by,
        "updated_by": group.created_by,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(group.users),
        "channel_count": 0,
    }
    return shape | {"users": list(group.users)} if include_users else shape


def team_json(team: Team) -> Json:
    """A workspace that has chosen no picture: Slack draws one in each size."""
    picture = "https://a.slack-edge.com/80588/img/avatars-teams/ava_0001-{size}.png"
    return {
        "id": team.id,
        "name": team.name,
        "url": f"https://{team.domain}.slack.com/",
        "domain": team.domain,
        "email_domain": "",
        "icon": {"image_default": True} | {f"image_{size}": picture.format(size=size) for size in _TEAM_IMAGE_SIZES},
        "is_verified": False,
        "avatar_base_url": "https://ca.slack-edge.com/",
    }


def view_json(view: View, team_id: str, *, app_id: str, bot_id: str, values: Json) -> Json:
    """A view as the API answers it and as interactions carry it; `values` is what stands in its inputs."""
    given = view.body
    return {
        "id": view.id,
        "team_id": team_id,
        "type": view.kind,
        "blocks": given.get("blocks", []),
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "state": {"values": values},
        "hash": view.hash,
        "title": given.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(given.get("clear_on_close", False)),
        "notify_on_close": bool(given.get("notify_on_close", False)),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app_id,
        "external_id": given.get("external_id", ""),
        "app_installed_team_id": team_id,
        "bot_id": bot_id,
    }
