"""Other apps in the local Slack: whoever a story calls a `bot` is one, and posts as an app with a bot user does.

Law: all that a story does beyond the hands of people is here.
"""

from collections.abc import Mapping
from typing import Any

from workspace.state import conversations, posts
from workspace.state.records import Channel, Json, Message, User
from workspace.state.refusals import Cannot
from workspace.state.text import escape
from workspace.state.world import World


def is_app(person: Any) -> bool:
    """Whether this one of a story's people is an app."""
    return isinstance(person, Mapping) and bool(person.get("bot"))


def install(world: World, people: Mapping[str, Mapping[str, Any]]) -> None:
    """Apps with a bot user each; they were there before the one under test, so that nobody is told."""
    for handle, told in people.items():
        user = User(world.ids.slack_id("U"), handle, str(told.get("name", handle)), tz="America/Los_Angeles")
        user.bot_id, user.app_id = world.ids.slack_id("B"), world.ids.slack_id("A")
        world.directory.add_user(user)


def open_channel(world: World, name: str) -> Channel:
    """A channel that everybody is in but guests and apps."""
    users = world.directory.users.values()
    everybody = [u for u in users if not (u.is_bot or u.deleted or u.guest or u.id == "USLACKBOT")]
    return conversations.make(world, name=name, kind="channel", creator=everybody[0], members=everybody)


def post(world: World, who: str, said: str | Mapping[str, Any], channel: str, *, thread: str | None = None) -> str:
    """The ts of what the app posts: words, or Slack's own `text`, `blocks`, `attachments`. It need not be a member."""
    app, place = _app(world, who), world.channel(channel)
    if place.archived:
        raise Cannot(f"#{place.name} is archived.")
    content = _content(said)
    profile = {"id": app.bot_id, "app_id": app.app_id, "user_id": app.id, "name": app.name, "deleted": False}
    more: Json = {**content, "bot_profile": profile | {"team_id": world.directory.team.id}}
    root_ts = (place.messages[thread].root_ts or thread) if thread is not None else None
    return posts.post(world, place, app, posts.Draft(more.pop("text"), more, root_ts)).ts


def edit(world: World, who: str, ts: str, said: str | Mapping[str, Any], channel: str) -> None:
    """As with `chat.update`: what is not said again is taken away."""
    place, message = _own(world, who, ts, channel)
    posts.change(world, place, message, {"blocks": None, "attachments": None} | _content(said))


def delete(world: World, who: str, ts: str, channel: str) -> None:
    posts.remove(world, *_own(world, who, ts, channel))


def _content(said: str | Mapping[str, Any]) -> Json:
    """Words are escaped as an app has to; Slack's own fields are the story's business."""
    return {"text": escape(said)} if isinstance(said, str) else {"text": "", **said}


def _own(world: World, who: str, ts: str, channel: str) -> tuple[Channel, Message]:
    app = _app(world, who)
    message = world.channel(channel).messages.get(ts)
    if message is None or message.author != app.id:
        raise Cannot(f"{who} did not write this message.")
    return world.channel(channel), message


def _app(world: World, who: str) -> User:
    app = world.directory.person(who)
    if app is None or not app.is_bot:
        raise Cannot(f"There is no app called {who!r} here.")
    return app
