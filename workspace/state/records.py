"""What a workspace consists of: people, channels, messages, files, open forms.

Law: records only. What may happen to them is said in conversations.py, posts.py and views.py; how they look on the wire
in serializers.py.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["channel", "group", "im", "mpim"]


@dataclass(slots=True)
class User:
    """A person or a bot user. `handle` is how tests and the page call them, and no name that Slack knows.

    Slack's own three are the full name; the display name, which people see and type and which most leave empty; and the
    legacy name, derived from the address or made up, which is often nobody's word for them. `team_id` is empty at home.
    """

    id: str
    handle: str
    name: str
    display_name: str = ""
    legacy_name: str = ""
    team_id: str = ""
    single_channel: bool = False
    email: str = ""
    tz: str = "Europe/Berlin"
    deleted: bool = False
    guest: bool = False
    admin: bool = False
    bot_id: str = ""
    app_id: str = ""
    presence: str = "active"
    updated_at: int = 0
    profile: Json = field(default_factory=dict)

    @property
    def is_bot(self) -> bool:
        return bool(self.bot_id)

    @property
    def is_stranger(self) -> bool:
        """Somebody of another company, who is here in a shared channel."""
        return bool(self.team_id)

    @property
    def username(self) -> str:
        """`name` on the wire."""
        return self.legacy_name or self.handle


@dataclass(slots=True)
class OtherApp:
    """An app beside the one under test. Without a bot user it is an incoming webhook: its posts name nobody."""

    id: str
    bot_id: str
    name: str
    user: User | None = None

    @property
    def sender_id(self) -> str:
        """As whom it posts: its bot user, else the bot itself."""
        return self.user.id if self.user else self.bot_id


@dataclass(slots=True)
class Message:
    """One message. `body` is what its author wrote, in Slack's own shape; the rest is what happened to it."""

    channel_id: str
    ts: str
    body: Json
    root_ts: str | None = None
    broadcast: bool = False
    replies: list[str] = field(default_factory=list)
    reply_users: dict[str, int] = field(default_factory=dict)
    reactions: dict[str, dict[str, None]] = field(default_factory=dict)
    ephemeral_to: str | None = None

    @property
    def author(self) -> str:
        return str(self.body.get("user", ""))

    @property
    def sender(self) -> str:
        """Whoever wrote it: a person or a bot user, else the bot's own id."""
        return self.author or str(self.body.get("bot_id", ""))

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def subtype(self) -> str:
        return str(self.body.get("subtype", ""))


@dataclass(slots=True)
class Channel:
    """A conversation. `timeline` holds the sorted ts of roots and broadcasts; replies hang on their root."""

    id: str
    kind: Kind
    name: str
    creator: str
    created_at: int
    members: dict[str, None] = field(default_factory=dict)
    topic: Json = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    purpose: Json = field(default_factory=lambda: {"value": "", "creator": "", "last_set": 0})
    archived: bool = False
    general: bool = False
    shared_with: dict[str, None] = field(default_factory=dict)  # the other companies that are in it
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    gone: dict[str, Message] = field(default_factory=dict)
    timeline: list[str] = field(default_factory=list)
    pins: dict[str, Json] = field(default_factory=dict)
    bookmarks: dict[str, Json] = field(default_factory=dict)
    read_ts: dict[str, str] = field(default_factory=dict)
    thread_read_ts: dict[str, dict[str, str]] = field(default_factory=dict)  # by root, by person
    last_micros: int = 0
    updated_ms: int = 0

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    def next_ts(self, at: datetime, step: int) -> str:
        """Slack's id of the next message: seconds, a dot and six digits; later than every one before it."""
        micros = int(at.timestamp()) * 1_000_000 + at.microsecond + step
        self.last_micros = micros if micros > self.last_micros else self.last_micros + step
        seconds, rest = divmod(self.last_micros, 1_000_000)
        return f"{seconds}.{rest:06d}"

    def place(self, message: Message) -> None:
        self.messages[message.ts] = message
        if message.root_ts is None or message.broadcast:
            self.timeline.append(message.ts)

    def drop(self, ts: str) -> None:
        self.gone[ts] = self.messages.pop(ts)
        at = bisect_left(self.timeline, ts)
        if at < len(self.timeline) and self.timeline[at] == ts:
            del self.timeline[at]


@dataclass(slots=True)
class File:
    id: str
    name: str
    title: str
    user: str
    created_at: int
    size: int
    content: bytes = b""
    uploaded: bool = False
    completed: bool = False
    deleted: bool = False
    shares: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Canvas:
    """A document; `sections` holds its paragraphs as Markdown, by id, in order.

    `channel_id`: in which channel it is a tab; `is_channels`: the one canvas that a channel has of its own. `levels`
    are what channels and people may, by their ids: read or write. Whoever made it may all.
    """

    id: str
    title: str
    channel_id: str
    user: str = ""
    created_at: int = 0
    sections: dict[str, str] = field(default_factory=dict)
    is_channels: bool = False
    levels: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All that stands in it, as Markdown."""
        return "\n\n".join(self.sections.values())


@dataclass(slots=True)
class View:
    """An open form or a Home. `typed` is what the person has entered, by block and action."""

    id: str
    kind: Literal["modal", "home"]
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: list[str]
    created_at: int
    created_by: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call as it was answered; the token is left out of `args`."""

    at: datetime
    method: str
    args: Mapping[str, Any]
    ok: bool
    error: str
    ms: float
    caller: str


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str = "Local Slack"
    domain: str = "local-slack"


class Directory:
    """Who and what exists, found by id or by name in one step."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.users: dict[str, User] = {}
        self.handles: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.names: dict[str, Channel] = {}
        self.directs: dict[frozenset[str], Channel] = {}
        self.files: dict[str, File] = {}
        self.canvases: dict[str, Canvas] = {}
        self.groups: dict[str, UserGroup] = {}
        self.apps: dict[str, OtherApp] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}

    def add_user(self, user: User) -> User:
        self.users[user.id] = user
        self.handles[user.handle] = user
        return user

    def person(self, who: str) -> User | None:
        """A person by handle, id, full name or display name."""
        found = self.handles.get(who) or self.users.get(who)
        return found or next((user for user in self.users.values() if who in {user.name, user.display_name}), None)

    def seen_by(self, user_id: str) -> Iterator[Channel]:
        """Channels and direct messages that this person is in."""
        return (channel for channel in self.channels.values() if user_id in channel.members)

    def tabs(self, channel_id: str) -> list[Canvas]:
        """The canvases that are tabs of the channel, in the order in which they came."""
        return [canvas for canvas in self.canvases.values() if canvas.channel_id == channel_id]

    def may_in_canvas(self, canvas: Canvas, user_id: str, level: str) -> bool:
        """Whether this person may `read` the canvas, or `write` in it.

        Whoever sees a public channel reads what it reads; writing is for those who are in it.
        """
        if user_id == canvas.user:
            return True
        wanted = {"write"} if level == "write" else {"read", "write"}
        sees = {channel.id for channel in self.seen_by(user_id)} | {user_id}
        if level == "read" and not self.users[user_id].guest and not self.users[user_id].single_channel:
            sees |= {channel.id for channel in self.channels.values() if channel.kind == "channel"}
        return any(given in wanted and one in sees for one, given in canvas.levels.items())
