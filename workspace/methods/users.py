"""People: names, time zones, addresses, presence."""

from workspace.methods.asked import Asked, Handler
from workspace.spec.slack import LIMITS
from workspace.state.records import Json, User
from workspace.state.refusals import Refusal
from workspace.state.serializers import LOCALE, user_json
from workspace.wire.paging import page

_NO_DND = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


def info(asked: Asked) -> Json:
    return {"user": _shape(asked, asked.person())}


def list_users(asked: Asked) -> Json:
    """Everybody of this workspace; people of other companies are found by `users.info` alone."""
    rows = [user for user in asked.world.directory.users.values() if not user.is_stranger]
    limit = asked.limit(default=len(rows), most=max(len(rows), LIMITS.list_page_max))
    ids = [user.id for user in rows]
    found, following = page(rows, ids, cursor_text=asked.text("cursor"), kind="user", limit=limit)
    shapes = [_shape(asked, user) for user in found]
    return {"members": shapes, "cache_ts": asked.world.now_s(), "response_metadata": {"next_cursor": following}}


def lookup_by_email(asked: Asked) -> Json:
    wanted = asked.text("email").lower()
    found = next((u for u in asked.world.directory.users.values() if u.email.lower() == wanted and not u.deleted), None)
    if found is None or not wanted:
        raise Refusal("users_not_found")
    return {"user": _shape(asked, found)}


def get_presence(asked: Asked) -> Json:
    """Whether somebody is there; about others no more than that."""
    user = asked.person() if asked.given("user") else asked.user
    if user.id != asked.user.id:
        return {"presence": user.presence}
    return {"presence": user.presence, "online": True, "auto_away": False, "manual_away": False, "connection_count": 1}


def profile_get(asked: Asked) -> Json:
    user = asked.person() if asked.given("user") else asked.user
    return {"profile": _shape(asked, user)["profile"]}


def dnd_info(asked: Asked) -> Json:
    """Nobody here has switched on Do Not Disturb."""
    if asked.given("user"):
        asked.person()
    return dict(_NO_DND)


def dnd_team_info(asked: Asked) -> Json:
    wanted = asked.names("users")
    if not wanted:
        raise Refusal("no_users_provided")
    return {"users": {user_id: dict(_NO_DND) for user_id in wanted if user_id in asked.world.directory.users}}


def set_presence(asked: Asked) -> Json:
    asked.user.presence = "away" if asked.text("presence") == "away" else "active"
    asked.world.move()
    return {}


def _shape(asked: Asked, user: User) -> Json:
    with_email = "users:read.email" in asked.has_token.scopes
    shape = user_json(user, asked.world.directory.team.id, with_email=with_email, at=asked.world.clock.now())
    return shape | {"locale": LOCALE} if asked.flag("include_locale") else shape


METHODS: dict[str, Handler] = {
    "users.info": info,
    "users.list": list_users,
    "users.lookupByEmail": lookup_by_email,
    "users.getPresence": get_presence,
    "users.profile.get": profile_get,
    "users.setPresence": set_presence,
    "dnd.info": dnd_info,
    "dnd.teamInfo": dnd_team_info,
}
