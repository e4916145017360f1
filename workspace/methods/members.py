"""Who is in a conversation: invited, joined, left, put out; and direct messages, which are made of their members."""

from workspace.methods.asked import Asked, Handler
from workspace.spec.slack import LIMITS
from workspace.state import conversations
from workspace.state.auth import require_scope
from workspace.state.records import Channel, Json, User
from workspace.state.refusals import Refusal, invalid
from workspace.wire.paging import page


def invite(asked: Asked) -> Json:
    """All of the named people, or none of them; with `force` those who can be."""
    channel = asked.live_channel()
    if channel.kind not in {"channel", "group"}:
        raise Refusal("method_not_supported_for_channel_type")
    user_ids = list(dict.fromkeys(asked.names("users")))
    if not user_ids:
        raise Refusal("no_user")
    if len(user_ids) > LIMITS.users_per_invite:
        raise invalid(f"must be less than {LIMITS.users_per_invite + 1} items [json-pointer:/users]")
    errors = [
        {"user": user_id, "ok": False, "error": e} for user_id in user_ids if (e := _why_not(asked, channel, user_id))
    ]
    refused = {str(error["user"]) for error in errors}
    if errors and not (asked.flag("force") and len(errors) < len(user_ids)):
        raise Refusal(str(errors[0]["error"]), errors=errors)
    for user_id in user_ids:
        if user_id not in refused:
            conversations.join(asked.world, channel, asked.world.directory.users[user_id], inviter=asked.user)
    shape: Json = {"channel": conversations.shape(asked.world, channel, asked.user)}
    return shape | {"errors": errors} if errors else shape


def kick(asked: Asked) -> Json:
    channel = asked.live_channel()
    user = asked.person()
    if user.id == asked.user.id:
        raise Refusal("cant_kick_self")
    if channel.general:
        raise Refusal("cant_kick_from_general")
    if user.id not in channel.members:
        raise Refusal("not_in_channel")
    conversations.leave(asked.world, channel, user, remover=asked.user)
    return {"errors": {}}


def join(asked: Asked) -> Json:
    """A public channel, by oneself."""
    channel = asked.channel()
    if channel.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    if asked.user.id in channel.members:
        told = {"warnings": ["already_in_channel"]}
        shape = conversations.shape(asked.world, channel, asked.user)
        return {"channel": shape, "warning": "already_in_channel", "response_metadata": told}
    conversations.join(asked.world, channel, asked.user)
    return {"channel": conversations.shape(asked.world, channel, asked.user)}


def leave(asked: Asked) -> Json:
    channel = asked.channel()
    if asked.user.id not in channel.members:
        return {"not_in_channel": True}
    if channel.archived:
        raise Refusal("is_archived")
    if channel.general:
        raise Refusal("cant_leave_general")
    if len(channel.members) == 1 and not asked.world.knobs.unknowns.last_member_may_leave:
        raise Refusal("last_member")
    conversations.leave(asked.world, channel, asked.user)
    return {}


def members(asked: Asked) -> Json:
    ids = list(asked.channel().members)
    limit = asked.limit(default=100, most=LIMITS.list_page_max)
    found, following = page(ids, ids, cursor_text=asked.text("cursor"), kind="user", limit=limit)
    return {"members": found, "response_metadata": {"next_cursor": following}}


def open_direct(asked: Asked) -> Json:
    """The direct message with these people, made at first use."""
    if asked.given("channel"):
        return _opened(asked, asked.channel(), new=False)
    if not asked.given("users"):
        raise Refusal("users_list_not_supplied")
    people = [_reachable(asked, user_id) for user_id in dict.fromkeys(asked.names("users"))]
    if len(people) > LIMITS.users_per_direct_message:
        raise Refusal("too_many_users")
    require_scope(asked.has_token, asked.method, "im" if len(people) == 1 else "mpim")
    known = asked.world.directory.directs.get(frozenset({asked.user.id, *(person.id for person in people)}))
    if known is None and asked.flag("prevent_creation"):
        raise Refusal("channel_not_found")
    return _opened(asked, conversations.direct(asked.world, [asked.user, *people]), new=known is None)


def close_direct(asked: Asked) -> Json:
    if asked.channel().kind not in {"im", "mpim"}:
        raise Refusal("method_not_supported_for_channel_type")
    return {"no_op": True, "already_closed": True}


def _opened(asked: Asked, channel: Channel, *, new: bool) -> Json:
    whole = asked.flag("return_im")
    shape = conversations.shape(asked.world, channel, asked.user) if whole else {"id": channel.id}
    return {"channel": shape} if new else {"no_op": True, "already_open": True, "channel": shape}


def _reachable(asked: Asked, user_id: str) -> User:
    found = asked.world.directory.users.get(user_id)
    unknowns, seen = asked.world.knobs.unknowns, asked.world.directory.seen_by(user_id)
    if found is None:
        raise Refusal("user_not_found")
    if found.deleted:
        raise Refusal("user_disabled")
    if asked.user.is_bot and (found.is_bot or found.id == "USLACKBOT") and not unknowns.bots_take_direct_messages:
        raise Refusal("cannot_dm_bot")
    if found.is_stranger and not any(asked.user.id in each.members for each in seen):
        raise Refusal("user_not_visible")
    return found


def _why_not(asked: Asked, channel: Channel, user_id: str) -> str:
    """Slack's error for one invitation; empty when it can be made."""
    found = asked.world.directory.users.get(user_id)
    if found is None:
        return "user_not_found"
    if user_id == asked.user.id:
        return "cant_invite_self"
    if user_id in channel.members:
        return "already_in_channel"
    if found.deleted or found.id == "USLACKBOT":
        return "cant_invite"
    if found.is_stranger and found.team_id not in channel.shared_with:
        return "no_external_invite_permission"
    seen = asked.world.directory.seen_by(user_id)
    return "ura_max_channels" if found.single_channel and any(each.name for each in seen) else ""


METHODS: dict[str, Handler] = {
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.join": join,
    "conversations.leave": leave,
    "conversations.members": members,
    "conversations.open": open_direct,
    "conversations.close": close_direct,
}
