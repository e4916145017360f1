"""One workspace as a whole: its clock, its ids, its people, its app, and whom to tell when something happens.

Law: conversations.py, posts.py and views.py change the world and tell it so; nothing that is merely asked changes it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workspace.spec.slack import LIMITS, UNKNOWNS, Unknowns
from workspace.state.app import App
from workspace.state.auth import Tokens
from workspace.state.clock import Clock, RealClock
from workspace.state.ids import Ids
from workspace.state.records import Call, Channel, Directory, Json, Message, User
from workspace.state.refusals import Refusal

# Slack's old verification token: it comes with every payload, and apps should check the signature instead.
TOKEN = "verification-token-of-the-local-slack"  # noqa: S105 -- it protects nothing
Told = Callable[[Sequence[str], Json, Channel | None], None]


@dataclass(frozen=True, slots=True)
class Knobs:
    """What can be set about a local Slack; every default is the strict reading of Slack's pages."""

    rate_limits: bool = True
    # Slack: short bursts beyond one message a second and channel are let through; how many is not published.
    post_burst_per_channel: int = 5
    # Calls a minute that differ from the tier. Slack's page puts apps.connections.open into tier 3; an app that must
    # reconnect while the clock stands still could never do so at one a minute.
    calls_per_min: Mapping[str, int] = field(default_factory=lambda: {"apps.connections.open": 50})
    # Real seconds, whatever the clock says.
    ack_within_s: float = LIMITS.ack_within_s
    event_retries: int = LIMITS.event_http_retries
    connections_max: int = LIMITS.socket_connections_per_app
    # Slack refreshes a socket "every few hours"; its example of a hello says 18,060 seconds.
    socket_life_s: float = 18_060.0
    ping_every_s: float = 30.0
    ticket_life_s: float = 60.0
    paid_plan: bool = True
    event_deliveries_per_hour: int = LIMITS.event_deliveries_per_hour
    # Seconds of the clock until a link that a person posted has its preview; None: links stay bare.
    preview_after_s: int | None = 2
    unknowns: Unknowns = UNKNOWNS


@dataclass(slots=True)
class Trigger:
    """The right to open one form for one person."""

    user: str
    issued_at: datetime
    view_id: str = ""
    used: bool = False


@dataclass(slots=True)
class AnswerUrl:
    """A response URL: where its answers go, how many are left, and the message it may replace."""

    user: str
    channel_id: str
    issued_at: datetime
    uses_left: int
    message_ts: str = ""
    root_ts: str = ""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A message that waits for its time (whole seconds)."""

    id: str
    channel_id: str
    post_at: int
    created_at: int
    content: Json


@dataclass(frozen=True, slots=True)
class Preview:
    """A message with a link, and when its preview is ready."""

    channel_id: str
    ts: str
    due_at: datetime


@dataclass(slots=True)
class World:
    """The state that everything shares, and the counter that rises with everything that happens."""

    clock: Clock
    ids: Ids
    knobs: Knobs
    app: App
    directory: Directory
    tokens: Tokens
    calls: list[Call] = field(default_factory=list)
    moves: int = 0
    origin: str = ""
    # Seconds for which a new message is not to be read back yet; a fault sets it.
    reads_lag_s: int = 0
    told: list[Told] = field(default_factory=list)
    on_move: list[Callable[[], None]] = field(default_factory=list)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    answers: dict[str, AnswerUrl] = field(default_factory=dict)
    uploads: dict[str, str] = field(default_factory=dict)
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    previews: list[Preview] = field(default_factory=list)

    def now_s(self) -> int:
        return int(self.clock.now().timestamp())

    def signing_at_s(self) -> int:
        """The second that signed requests carry: real, since an app compares it with its own machine's clock."""
        return int(RealClock().now().timestamp())

    def move(self) -> None:
        self.moves += 1
        for listener in self.on_move:
            listener()

    def tell(self, subscriptions: Sequence[str], event: Json, channel: Channel | None = None) -> None:
        """Something happened that an app may have subscribed to under any of these names."""
        self.move()
        for listener in self.told:
            listener(subscriptions, event, channel)

    def next_ts(self, channel: Channel) -> str:
        return channel.next_ts(self.clock.now(), 1 + self.ids.number(f"ts:{channel.id}", below=96))

    def event_ts(self) -> str:
        """The instant of something that is no message, written like a ts."""
        return f"{self.now_s()}.{self.ids.number('event_ts', below=1_000_000):06d}"

    @property
    def bot(self) -> User:
        return self.directory.users[self.app.bot_user_id]

    def channel(self, channel_id: str) -> Channel:
        found = self.directory.channels.get(channel_id)
        if found is None:
            raise Refusal("channel_not_found")
        return found

    def message(self, channel: Channel, ts: str) -> Message:
        found = channel.messages.get(ts)
        if found is None:
            raise Refusal("message_not_found")
        return found
