"""One person's Slack as the page draws it: sidebar, conversation, thread, form, Home; all of it, or what has changed.

Law: it holds what this person may see and no more; every word in it is HTML already.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from workspace.page import threads, words
from workspace.page.changes import Changes
from workspace.page.drawing import BlockPlace, Drawing, environment
from workspace.people import visibility
from workspace.people.screen import reader_of
from workspace.state import views
from workspace.state.forms import values_of
from workspace.state.records import Channel, Json, Message, User, View
from workspace.state.refusals import Cannot
from workspace.state.text import mentioned, with_emoji
from workspace.state.world import World

_PAGE = 50  # messages at first, more than a screen holds
_MORE = 25  # at a time for whoever scrolls: so many are drawn within a frame
_EXCERPT_MAX_CHARS = 90
_HEADS_MAX = 3  # faces beside the count of replies
HOME = "home"
# Lines that Slack writes itself, about what somebody did with the conversation.
_LINES = frozenset({"pinned_item", "tombstone", "bot_add", "bot_remove", "channel_posting_permissions"})
_ABOUT_CHANNELS = ("channel_", "group_")


@dataclass(frozen=True, slots=True)
class WindowState:
    """What a window wants: where it is, and what it has already (`after` a move, down to the message `oldest`).

    Whoever scrolls asks for what stands `before` one message, or `behind` one.
    """

    where: str = ""
    thread: str = ""
    after: int = -1
    oldest: str = ""
    before: str = ""
    behind: str = ""


class BrowserView:
    """What one person sees now. Cheap to make: one for each request."""

    def __init__(self, world: World, changes: Changes, user: User) -> None:
        self._world, self._changes, self._user = world, changes, user
        self._reader = reader_of(world, user)
        self._drawing = Drawing(world, self._reader)
        self._macros: Any = (
            environment()
            .get_template("window.html")
            .make_module({"me": user, "app": world.app, "drawing": self._drawing})
        )

    def window(self, asked: WindowState) -> Json:
        """Everything that the page shows, or of the messages only what changed after `asked.after`."""
        channel = self._channel(asked.where)
        after = asked.after if asked.after >= self._changes.everything_at and asked.after <= self._world.moves else -1
        at_home = asked.where == HOME
        return {
            "moves": self._world.moves,
            "full": after < 0,
            "where": HOME if at_home else channel.id,
            "name": self.name_of(channel),
            "sidebar": self._macros.sidebar(self._places(), HOME if at_home else channel.id, self._threads()),
            "head": self._macros.head(self._head(channel, at_home=at_home)),
            "foot": self._foot(channel),
            "unread": self._unread(channel),
            "read_ts": channel.read_ts.get(self._user.id, ""),
            "threads": threads.unread(channel, self._user.id),
            "form": self._form(),
            "home": self._home() if at_home else None,
            "thread": self._thread(channel, asked.thread, after) if asked.thread else None,
        } | (self._messages(channel, asked, after) if not at_home else {"messages": [], "gone": [], "older": False})

    def older(self, asked: WindowState) -> Json:
        """The messages that stand before `asked.before`."""
        channel = self._channel(asked.where)
        found = self._newest(channel, _MORE + 1, before=asked.before)
        return {"messages": self._drawn(channel, found[-_MORE:]), "older": len(found) > _MORE}

    def newer(self, asked: WindowState) -> Json:
        """Those that stand behind `asked.behind`; with the number of the move at which this was so."""
        channel = self._channel(asked.where)
        at = bisect_right(channel.timeline, asked.behind)
        own = [m for m in self._own(channel) if m.ts > asked.behind]
        lines = [channel.messages[ts] for ts in channel.timeline[at : at + _MORE + 1]]
        found = sorted([*lines, *own], key=attrgetter("ts"))
        told = {"moves": self._world.moves, "newer": len(found) > _MORE}
        return told | {"messages": self._drawn(channel, found[:_MORE])}

    def name_of(self, channel: Channel) -> str:
        """What this person calls a conversation."""
        if channel.kind not in {"im", "mpim"}:
            return channel.name
        others = [member for member in channel.members if member != self._user.id] or [self._user.id]
        return ", ".join(self._name(member) for member in others)

    # Conversations.

    def _channel(self, where: str) -> Channel:
        if where and where != HOME:
            return visibility.channel_of(self._world, self._user, where)
        if where == HOME:
            return visibility.channel_of(self._world, self._user, visibility.DIRECT)
        return next(self._world.directory.seen_by(self._user.id))

    def _places(self) -> list[Json]:
        """The sidebar's rows. Direct messages in which nothing was said yet are not there, but for the app's."""
        seen = [c for c in self._world.directory.seen_by(self._user.id) if not c.archived]
        return [
            {"id": c.id, "name": self.name_of(c), "kind": c.kind, "unread": self._unread(c), "app": self._is_apps(c)}
            | {"mentions": self._mentions(c)}
            for c in sorted(seen, key=self._order)
            if c.kind in {"channel", "group"} or c.timeline or self._is_apps(c)
        ]

    def _threads(self) -> Json:
        """How many threads that this person follows have something new, and where the newest of those is."""
        seen = self._world.directory.seen_by(self._user.id)
        fresh = [(root, c) for c in seen if not c.archived for root in threads.unread(c, self._user.id)]
        if not fresh:
            return {"count": 0}
        root, channel = max(fresh, key=lambda found: found[1].messages[found[0]].replies[-1])
        return {"count": len(fresh), "where": channel.id, "root": root, "newest": channel.messages[root].replies[-1]}

    def _order(self, channel: Channel) -> tuple[bool, str]:
        return channel.kind in {"im", "mpim"}, "" if self._is_apps(channel) else self.name_of(channel).casefold()

    def _is_apps(self, channel: Channel) -> bool:
        return channel.kind == "im" and self._world.bot.id in channel.members

    def _unread(self, channel: Channel) -> int:
        if self._user.id not in channel.members:
            return 0
        return len(channel.timeline) - bisect_right(channel.timeline, channel.read_ts.get(self._user.id, ""))

    def _mentions(self, channel: Channel) -> int:
        """Unread messages that mean this person: all of a direct message, and those that name them."""
        unread = self._unread(channel)
        if channel.kind in {"im", "mpim"} or not unread:
            return unread
        newest = [channel.messages[ts] for ts in channel.timeline[-unread:]]
        return sum(mentioned(self._user.id, message.text) and not self._is_line(message) for message in newest)

    def _head(self, channel: Channel, *, at_home: bool) -> Json:
        pinned = [channel.messages[ts] for ts in channel.pins if ts in channel.messages]
        return {
            "name": self.name_of(channel),
            "kind": channel.kind,
            "archived": channel.archived,
            "topic": self._drawing.mrkdwn(channel.topic["value"]),
            "members": [self._name(member) for member in channel.members],
            "is_member": self._user.id in channel.members,
            "is_apps": self._is_apps(channel),
            "at_home": at_home,
            "home_tab": self._world.app.home_tab and self._is_apps(channel),
            "pinned": [{"ts": m.ts, "author": self._author(m)["name"], "said": self._excerpt(m)} for m in pinned],
            "bookmarks": [words.link(b["link"], b["title"]) for b in channel.bookmarks.values()],
            "general": channel.general,
        }

    def _foot(self, channel: Channel) -> str:
        """What stands where the message box would be: empty, "join", "archived" or "read-only"."""
        if channel.archived:
            return "archived"
        if self._user.id not in channel.members:
            return "join"
        return "read-only" if self._is_apps(channel) and self._world.app.messages_tab_read_only else ""

    # Messages.

    def _messages(self, channel: Channel, asked: WindowState, after: int) -> Json:
        if after < 0:
            found = self._newest(channel, _PAGE + 1)
            return {"messages": self._drawn(channel, found[-_PAGE:]), "gone": [], "older": len(found) > _PAGE}
        changed = set(self._changes.since(channel, after))
        shown = [channel.messages[ts] for ts in sorted(changed) if ts >= asked.oldest and self._stands(channel, ts)]
        own = self._own(channel)
        shown += [m for m in own if m.ts >= asked.oldest]
        gone = [ts for ts in changed if not self._stands(channel, ts)]
        return {"messages": self._drawn(channel, shown), "gone": gone, "private": [m.ts for m in own]}

    def _thread(self, channel: Channel, root_ts: str, after: int) -> Json | None:
        root = channel.messages.get(root_ts)
        if root is None:
            return None
        private = [m for m in self._private(channel) if m.root_ts == root.ts]
        standing = [root, *(channel.messages[ts] for ts in root.replies)]
        changed = {m.ts for m in standing} if after < 0 else set(self._changes.since(channel, after))
        shown = [m for m in standing if m.ts in changed]
        return {
            "root": root.ts,
            "replies": len(root.replies),
            "messages": self._drawn(channel, [*shown, *private], in_thread=True),
            "all": [m.ts for m in [*standing, *private]],
        }

    def _stands(self, channel: Channel, ts: str) -> bool:
        message = channel.messages.get(ts)
        return message is not None and (message.root_ts is None or message.broadcast)

    def _newest(self, channel: Channel, most: int, *, before: str = "") -> list[Message]:
        """So many of what stands in the channel itself, oldest first; the length of the channel costs nothing."""
        end = bisect_left(channel.timeline, before) if before else len(channel.timeline)
        lines = [channel.messages[ts] for ts in channel.timeline[max(0, end - most) : end]]
        own = [m for m in self._own(channel) if not before or m.ts < before]
        return sorted([*lines, *own], key=attrgetter("ts"))[-most:]

    def _own(self, channel: Channel) -> list[Message]:
        """What stands in the channel itself for this person alone."""
        return [m for m in self._private(channel) if m.root_ts is None]

    def _private(self, channel: Channel) -> list[Message]:
        return [m for m in channel.ephemerals.values() if m.ephemeral_to == self._user.id]

    def _drawn(self, channel: Channel, messages: Iterable[Message], *, in_thread: bool = False) -> list[Json]:
        return [
            {"ts": m.ts, "html": self._macros.message(self._message(m, channel, in_thread=in_thread))} for m in messages
        ]

    def _message(self, message: Message, channel: Channel, *, in_thread: bool) -> Json:
        at = datetime.fromtimestamp(float(message.ts), UTC).astimezone(self._reader.zone)
        pin = channel.pins.get(message.ts)
        return {
            "ts": message.ts,
            "where": channel.id,
            "root": message.root_ts or message.ts,
            "author": self._author(message),
            "time": f"{at:%H:%M}",
            "day": self._day(at),
            "is_line": self._is_line(message),
            "unsigned": not message.text.startswith("<@") and message.subtype != "tombstone",
            "edited": "edited" in message.body,
            "ephemeral": message.ephemeral_to is not None,
            "own": message.author == self._user.id,
            "pinned_by": self._name(pin["created_by"]) if pin else "",
            "body": self._body(message.body, BlockPlace(channel.id, message.ts)),
            "source": message.text,
            "attachments": [self._attachment(each, channel, message) for each in message.body.get("attachments") or ()],
            "files": [self._file(file) for file in message.body.get("files") or ()],
            "reactions": [self._reaction(name, users) for name, users in message.reactions.items()],
            "replies": self._replies(message, channel) if message.replies and not in_thread else None,
            "answered": self._answered(message, channel) if message.broadcast and not in_thread else "",
            "also": message.broadcast and in_thread,
            "in_thread": in_thread,
            "tombstone": message.subtype == "tombstone",
            "is_member": self._user.id in channel.members and not channel.archived,
        }

    def _body(self, body: Json, place: BlockPlace) -> Markup:
        blocks: list[Json] = body.get("blocks") or []
        if blocks:
            return self._drawing.blocks(blocks, place)
        if not body.get("text"):
            return Markup("")
        return Markup('<div class="line">{}</div>').format(self._drawing.mrkdwn(body.get("text") or ""))

    def _attachment(self, attachment: Json, channel: Channel, message: Message) -> Json:
        fields = [
            {"title": field.get("title", ""), "value": self._drawing.mrkdwn(str(field.get("value", "")))}
            for field in attachment.get("fields") or ()
        ]
        inside = [each["message"].get("blocks") or [] for each in attachment.get("message_blocks") or ()]
        blocks = attachment.get("blocks") or (inside[0] if inside else [])
        return {
            "colour": str(attachment.get("color", "")).removeprefix("#"),
            "pretext": self._drawing.mrkdwn(attachment.get("pretext") or ""),
            "author": attachment.get("author_name") or attachment.get("service_name") or "",
            "title": words.link(attachment.get("title_link") or "", attachment.get("title") or ""),
            "text": "" if blocks else self._drawing.mrkdwn(attachment.get("text") or ""),
            "blocks": self._drawing.blocks(blocks, BlockPlace(channel.id, message.ts)),
            "fields": fields,
            "footer": attachment.get("footer") or "",
            "actions": [str(each.get("text", "")) for each in attachment.get("actions") or ()],
        }

    def _file(self, file: Json) -> Json:
        """`id` is empty where nobody has given the bytes."""
        kept = self._world.directory.files.get(file["id"])
        has_bytes = kept is not None and bool(kept.content) and not kept.deleted
        return {"title": file.get("title") or file["name"], "name": file["name"], "id": file["id"] if has_bytes else ""}

    def _reaction(self, name: str, users: Iterable[str]) -> Json:
        who = list(users)
        names = ", ".join("you" if user == self._user.id else self._name(user) for user in who)
        return {"name": name, "sign": with_emoji(f":{name}:"), "count": len(who), "mine": self._user.id in who} | {
            "who": f"{names} reacted with :{name}:"
        }

    def _replies(self, root: Message, channel: Channel) -> Json:
        latest = channel.messages[root.replies[-1]]
        heads = [self._name(user) for user in list(root.reply_users)[:_HEADS_MAX]]
        return {"count": len(root.replies), "latest": self._reader.time(latest.ts), "heads": heads}

    def _answered(self, message: Message, channel: Channel) -> str:
        root = channel.messages.get(message.root_ts or "")
        return self._excerpt(root) if root else ""

    def _excerpt(self, message: Message) -> str:
        said = " ".join(self._reader.plain(message.text).split())
        return said if len(said) <= _EXCERPT_MAX_CHARS else f"{said[:_EXCERPT_MAX_CHARS]}…"

    def _author(self, message: Message) -> Json:
        user = self._world.directory.users.get(message.author)
        name = message.body.get("username") or (self._name(message.author) if user else message.author)
        return {"name": name, "app": bool(message.body.get("bot_id")) and not (user and not user.is_bot)}

    def _name(self, user_id: str) -> str:
        user = self._world.directory.users.get(user_id)
        return (user.display_name or user.name) if user else user_id

    def _is_line(self, message: Message) -> bool:
        return message.subtype in _LINES or message.subtype.startswith(_ABOUT_CHANNELS)

    def _day(self, at: datetime) -> str:
        today = self._reader.now.astimezone(self._reader.zone).date()
        days = (today - at.date()).days
        return {0: "Today", 1: "Yesterday"}.get(days, f"{at:%A}, {at.day} {at:%B}")

    # Views.

    def _form(self) -> Json | None:
        view = views.top(self._world, self._user.id)
        if view is None:
            return None
        depth = len(self._world.directory.stacks[self._user.id])
        seen = f"{view.id} {view.hash} {sorted(view.errors.items())}"
        return {"id": view.id, "seen": seen, "html": self._macros.form(self._view(view, "form"), depth)}

    def _home(self) -> Json:
        view = self._world.directory.views.get(self._world.directory.homes.get(self._user.id, ""))
        if view is None:
            return {"seen": "", "html": self._macros.no_home()}
        return {"seen": f"{view.id} {view.hash}", "html": self._view(view, HOME)["body"]}

    def _view(self, view: View, where: str) -> Json:
        place = BlockPlace(where, view.id if where == "form" else "", values_of(view), view.errors)
        ends = {end: (view.body.get(end) or {}).get("text", "") for end in ("title", "submit", "close")}
        beside = {block: text for block, text in view.errors.items() if block not in _inputs(view)}
        return ends | {"body": self._drawing.blocks(view.body["blocks"], place), "errors": beside}


def _inputs(view: View) -> set[str]:
    return {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}


def places_to_go(world: World, user: User) -> Json:
    """Every channel that this person may enter, and everybody they may write to."""
    names = world.directory.names.values()
    channels = [c for c in names if not c.archived and (not c.is_private or user.id in c.members)]
    people = [u for u in world.directory.users.values() if not u.deleted and u.id not in {user.id, "USLACKBOT"}]
    return {
        "channels": [{"id": c.id, "name": c.name, "joined": user.id in c.members} for c in channels],
        "people": [{"handle": u.handle, "name": u.display_name or u.name, "app": u.is_bot} for u in people],
        "groups": [{"handle": g.handle, "name": g.name} for g in world.directory.groups.values()],
        "commands": [
            {"name": c.name, "description": c.description, "usage_hint": c.usage_hint}
            for c in (world.app.commands or {}).values()
        ],
        "shortcuts": [
            {"name": s.name, "id": s.callback_id, "on_message": s.on_message, "description": s.description}
            for s in world.app.shortcuts or ()
        ],
        "any_shortcut": world.app.shortcuts is None,
        "app": world.app.name,
    }


__all__ = ["BrowserView", "Cannot", "WindowState", "places_to_go"]
