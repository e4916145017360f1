"""Who am I, where am I, and where do I listen: the first calls of every app."""

from workspace.methods.asked import Asked, Handler
from workspace.state.posts import bot_profile
from workspace.state.records import Json
from workspace.state.refusals import Refusal
from workspace.state.serializers import team_json
from workspace.wire.paging import page


def api_test(asked: Asked) -> Json:
    """Echoes what it was given; `error` makes it fail with that error."""
    args = {name: asked.text(name) for name in asked.args}
    if asked.text("error"):
        raise Refusal(asked.text("error"), args=args)
    return {"args": args} if args else {}


def auth_test(asked: Asked) -> Json:
    team, user = asked.world.directory.team, asked.user
    shape: Json = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": user.username,
        "team_id": team.id,
        "user_id": user.id,
    }
    return shape | ({"bot_id": user.bot_id} if user.is_bot else {}) | {"is_enterprise_install": False}


def auth_revoke(asked: Asked) -> Json:
    if asked.flag("test"):
        return {"revoked": False}
    asked.world.tokens.revoke(asked.has_token.kind)
    return {"revoked": True}


def auth_teams_list(asked: Asked) -> Json:
    team = asked.world.directory.team
    found, following = page([team], [team.id], cursor_text=asked.text("cursor"), kind="team", limit=1)
    teams = [{"id": each.id, "name": each.name} for each in found]
    return {"teams": teams, "response_metadata": {"next_cursor": following}}


def connections_open(asked: Asked) -> Json:
    """The address of one WebSocket."""
    if not asked.world.app.socket_mode:
        raise Refusal("not_allowed_token_type")
    return {"url": asked.socket.ticket_url(debug=asked.flag("debug_reconnects"))}


def team_info(asked: Asked) -> Json:
    team = asked.world.directory.team
    if asked.given("team") and asked.text("team") != team.id:
        raise Refusal("team_not_found")
    return {"team": team_json(team)}


def bots_info(asked: Asked) -> Json:
    app, bot = asked.world.app, asked.world.bot
    if asked.text("bot") not in {"", app.bot_id}:
        raise Refusal("bot_not_found")
    shape = bot_profile(asked.world, asked.world.bot)
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "updated": bot.updated_at,
            "app_id": app.id,
            "user_id": app.bot_user_id,
            "icons": shape["icons"],
        }
    }


def emoji_list(asked: Asked) -> Json:
    """A workspace without emoji of its own."""
    return {"emoji": {}, "cache_ts": f"{asked.world.now_s()}.000000"}


METHODS: dict[str, Handler] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "auth.revoke": auth_revoke,
    "auth.teams.list": auth_teams_list,
    "apps.connections.open": connections_open,
    "team.info": team_info,
    "bots.info": bots_info,
    "emoji.list": emoji_list,
}
