"""Who else writes in a workspace: other apps, and Slack itself by the name of Slackbot.

Law: they post what their kind posts, and the app under test hears of it what Slack would send.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from workspace.state import conversations, posts
from workspace.state.records import Channel, Json, Message, OtherApp, User
from workspace.state.refusals import Cannot
from workspace.state.serializers import user_json
from workspace.state.world import World


class OtherApps:
    """Acts of other apps; `app` is any name. One that was not installed is an incoming webhook of that name."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def installs(self, app: str, name: str | None = None, *, bot_user: bool = True) -> str:
        """An app with a bot user of its own, which can be mentioned and invited; the answer is that user's id."""
        if app in self._world.directory.apps:
            raise Cannot(f"{app} is installed already.")
        return self._installed(app, name or app, bot_user=bot_user).sender_id

    async def posts(  # noqa: PLR0913 -- what a message of an app may consist of
        self,
        app: str,
        channel: str = "general",
        text: str = "",
        *,
        thread: str | None = None,
        attachments: Sequence[Json] = (),
        blocks: Sequence[Json] = (),
        for_person: str | None = None,
    ) -> str:
        """The ts of its message; `text` is as an app sends it, in mrkdwn, and may be empty beside the rest.

        With `for_person` it posts by that person's token: the message is theirs, and carries the app's `bot_id`.
        """
        sender, place = self._app(app), self._place(channel)
        more: Json = {"attachments": _numbered(attachments), "blocks": list(blocks) or None}
        if for_person is not None:
            more |= {"bot_id": sender.bot_id, "app_id": sender.id}
        draft = posts.Draft(text, more, _root_ts(place, thread))
        if for_person is not None:
            return posts.post(self._world, place, self._person(for_person), draft).ts
        if sender.user is not None:
            return posts.post(self._world, place, sender.user, draft).ts
        return posts.post_by_hook(self._world, place, sender, draft).ts

    async def edits(  # noqa: PLR0913 -- as many as a post of Slack's has
        self,
        app: str,
        ts: str,
        channel: str = "general",
        text: str = "",
        *,
        attachments: Sequence[Json] = (),
        blocks: Sequence[Json] = (),
    ) -> str:
        """New content for its message, all of it, as with `chat.update`."""
        place, message = self._own(app, ts, channel)
        changes: Json = {"text": text, "attachments": _numbered(attachments), "blocks": list(blocks) or None}
        posts.change(self._world, place, message, changes)
        return ""

    async def deletes(self, app: str, ts: str, channel: str = "general") -> str:
        place, message = self._own(app, ts, channel)
        posts.remove(self._world, place, message)
        return ""

    def _app(self, app: str) -> OtherApp:
        return self._world.directory.apps.get(app) or self._installed(app, app, bot_user=False)

    def _installed(self, app: str, name: str, *, bot_user: bool) -> OtherApp:
        ids, directory = self._world.ids, self._world.directory
        made = OtherApp(ids.slack_id("A"), ids.slack_id("B"), name)
        if bot_user:
            made.user = User(ids.slack_id("U"), app, name, tz="America/Los_Angeles", bot_id=made.bot_id, app_id=made.id)
            made.user.updated_at = self._world.now_s()
            directory.add_user(made.user)
            shape = user_json(made.user, directory.team.id, with_email=False, at=self._world.clock.now())
            self._world.tell(("team_join",), {"type": "team_join", "user": shape, "event_ts": self._world.event_ts()})
        directory.apps[app] = made
        return made

    def _own(self, app: str, ts: str, channel: str) -> tuple[Channel, Message]:
        place = self._place(channel)
        message = place.messages.get(ts)
        if message is None or message.body.get("bot_id") != self._app(app).bot_id:
            raise Cannot(f"{app} did not write this message.")
        return place, message

    def _place(self, channel: str) -> Channel:
        found = _channel(self._world, channel)
        if found.archived:
            raise Cannot(f"#{found.name} is archived.")
        return found

    def _person(self, who: str) -> User:
        found = self._world.directory.person(who)
        if found is None:
            raise Cannot(f"There is nobody called {who!r} here.")
        return found


class Slackbot:
    """What Slack itself writes: words of Slackbot to one person or app, and lines of a subtype of their own."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def says(self, text: str, channel: str | None = None, *, to: str | None = None) -> str:
        """The ts of Slackbot's words, in a channel (a reminder, a custom answer) or in the direct message with `to`.

        They look like a person's: `user` is USLACKBOT and there is no `bot_id` (node-slack-sdk#211).
        """
        slackbot = self._world.directory.users["USLACKBOT"]
        if channel is not None:
            place = _channel(self._world, channel)
        else:
            reader = self._world.directory.person(to or self._world.bot.id)
            if reader is None:
                raise Cannot(f"There is nobody called {to!r} here.")
            place = conversations.direct(self._world, [slackbot, reader])
        return posts.post(self._world, place, slackbot, posts.Draft(text)).ts

    async def line(
        self,
        channel: str,
        subtype: str,
        text: str = "",
        *,
        user: str = "USLACKBOT",
        more: Mapping[str, Any] | None = None,
    ) -> str:
        """The ts of a line of this subtype, such as `huddle_thread` or `channel_posting_permissions`."""
        author = self._world.directory.person(user)
        if author is None:
            raise Cannot(f"There is nobody called {user!r} here.")
        draft = posts.Draft(text, {"subtype": subtype, **(more or {})})
        return posts.post(self._world, _channel(self._world, channel), author, draft).ts


def _channel(world: World, channel: str) -> Channel:
    found = world.directory.channels.get(channel) or world.directory.names.get(channel.removeprefix("#"))
    if found is None:
        raise Cannot(f"There is no channel {channel!r} here.")
    return found


def _root_ts(place: Channel, thread: str | None) -> str | None:
    if thread is None:
        return None
    found = place.messages.get(thread)
    if found is None:
        raise Cannot(f"There is no message {thread!r} in #{place.name}.")
    return found.root_ts or found.ts


def _numbered(attachments: Sequence[Json]) -> list[Json] | None:
    return [{"id": number, **each} for number, each in enumerate(attachments, start=1)] or None


def acts(kind: type) -> frozenset[str]:
    """The public acts of a class, by their names as addresses spell them."""
    return frozenset(name for name in vars(kind) if not name.startswith("_"))


APP_ACTS = acts(OtherApps)
SLACKBOT_ACTS = acts(Slackbot)
