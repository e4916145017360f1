"""How a workspace begins: its people, its first channels, the installed app and its tokens.

Law: nothing that happens here is told to anybody; the workspace was there before the app began to listen.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from workspace.state import conversations
from workspace.state.app import EVERY_SCOPE, App, installed
from workspace.state.auth import Token, Tokens
from workspace.state.clock import Clock
from workspace.state.ids import Ids
from workspace.state.records import Directory, Team, User
from workspace.state.world import Knobs, World

Person = str | Mapping[str, Any]
_APP_SCOPES = frozenset({"connections:write", "authorizations:read"})


def found(
    *, people: Mapping[str, Person], manifest: Mapping[str, Any] | None, clock: Clock, seed: int, knobs: Knobs
) -> World:
    """A workspace with these people; the first one is its administrator, who installed the app."""
    ids = Ids(seed)
    directory = Directory(Team(id=ids.slack_id("T")))
    app = installed(manifest, ids)
    now_s = int(clock.now().timestamp())
    for number, (handle, told) in enumerate(people.items()):
        user = _person(ids.slack_id("U"), handle, told)
        user.admin, user.updated_at = user.admin or number == 0, now_s
        directory.add_user(user)
    directory.add_user(User("USLACKBOT", "slackbot", "Slackbot", tz="America/Los_Angeles"))
    directory.add_user(
        User(
            app.bot_user_id,
            app.handle,
            app.name,
            bot_id=app.bot_id,
            app_id=app.id,
            tz="America/Los_Angeles",
            updated_at=now_s,
        )
    )
    return World(clock, ids, knobs, app, directory, _tokens(ids, app, next(iter(directory.users))))


def open_channels(world: World, names: Sequence[str]) -> None:
    """The channels that everybody but guests is in; the first is the one nobody can leave."""
    users = world.directory.users.values()
    everybody = [
        u
        for u in users
        if not (u.is_bot or u.deleted or u.guest or u.single_channel or u.is_stranger or u.id == "USLACKBOT")
    ]
    for number, name in enumerate(names):
        channel = conversations.make(world, name=name, kind="channel", creator=everybody[0], members=everybody)
        channel.general = number == 0


def _is_at_home(user: User) -> bool:
    """Whether this is a person who is in every open channel from the beginning."""
    is_guest = user.guest or user.single_channel or user.is_stranger
    return not (user.is_bot or user.deleted or is_guest or user.id == "USLACKBOT")


def _person(user_id: str, handle: str, told: Person) -> User:
    facts: Mapping[str, Any] = {"name": told} if isinstance(told, str) else told
    return User(user_id, handle, **{"name": handle, "email": f"{handle}@example.com", **facts})


def _tokens(ids: Ids, app: App, installer_id: str) -> Tokens:
    bot = f"xoxb-{ids.digits('token', chars=12)}-{ids.hexadecimal('token', chars=24)}"
    own = f"xapp-1-{app.id}-{ids.digits('token', chars=12)}-{ids.hexadecimal('token', chars=32)}"
    user = f"xoxp-{ids.digits('token', chars=12)}-{ids.hexadecimal('token', chars=24)}"
    return Tokens(
        Token("bot", bot, app.bot_user_id, app.bot_scopes),
        Token("app", own, app.bot_user_id, _APP_SCOPES),
        Token("user", user, installer_id, EVERY_SCOPE),
    )
