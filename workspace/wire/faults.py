"""What can go wrong with a Slack, on demand: slow or lost answers, outages, cut sockets, revoked tokens.

Law: every fault is something that was seen to happen to real apps; none of them breaks a rule of Slack's own.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workspace.state import conversations, posts
from workspace.state.records import Channel, User
from workspace.state.world import World

ANY = "*"


@dataclass(slots=True)
class Failure:
    """The next `times` calls of a method end like this; `status` 200 means `ok: false` with `error`."""

    status: int
    error: str
    retry_after_s: int
    times: int


@dataclass(slots=True)
class Switches:
    """What is wrong at the moment; as it stands here, nothing is."""

    slow_ms: dict[str, float] = field(default_factory=dict)
    lost_answers: dict[str, int] = field(default_factory=dict)
    failures: dict[str, deque[Failure]] = field(default_factory=dict)
    away: bool = False
    replay: bool = False
    deaf: bool = False
    duplicated: int = 0
    dropped: int = 0
    swapped: int = 0
    limited_until_at: datetime | None = None
    late_s: deque[float] = field(default_factory=deque)
    refused_handshakes: int = 0


class Faults:
    """Plants faults; server, sockets and deliveries look at `on`. A method may be `"*"`: every method."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.on = Switches()
        self.disconnects: deque[str] = deque()
        self.frames: deque[str] = deque()

    def slow(self, method: str = ANY, *, ms: float) -> None:
        """Every call of the method takes this much longer (real milliseconds); 0 ends it."""
        self.on.slow_ms[method] = ms

    def answer_lost(self, method: str, *, times: int = 1) -> None:
        """The call has its effect, then the connection drops before the answer."""
        self.on.lost_answers[method] = times

    def status(self, method: str, *, status: int = 500, times: int = 1, retry_after_s: int = 1) -> None:
        """The next calls end with this HTTP status and have no effect; 429 carries Retry-After."""
        error = "ratelimited" if status == 429 else ""  # noqa: PLR2004 -- HTTP's own number
        self.on.failures.setdefault(method, deque()).append(Failure(status, error, retry_after_s, times))

    def error(self, method: str, *, error: str = "internal_error", times: int = 1) -> None:
        """The next calls answer `ok: false` with this error and have no effect."""
        self.on.failures.setdefault(method, deque()).append(Failure(200, error, 0, times))

    def outage(self, *, replay: bool = False) -> None:
        """Slack is away: calls get 503, sockets are cut, events are lost, or kept when `replay`."""
        self.on.away, self.on.replay = True, replay
        self.cut()

    def over(self) -> None:
        """Slack is back; what was kept arrives now."""
        self.on.away = False
        self._world.move()

    def duplicate(self, *, times: int = 1) -> None:
        """The next events each arrive twice."""
        self.on.duplicated += times

    def delay(self, *, s: float, times: int = 1) -> None:
        """The next events each arrive this many seconds of the clock late."""
        self.on.late_s.extend([s] * times)

    def reorder(self, *, times: int = 1) -> None:
        """The next event arrives after the one that follows it."""
        self.on.swapped += times

    def drop(self, *, times: int = 1) -> None:
        """The next events never arrive."""
        self.on.dropped += times

    def rate_limit_events(self, *, minutes: int = 1) -> None:
        """Above Slack's cap: events are lost for so long on the clock, and `app_rate_limited` comes once a minute."""
        self.on.limited_until_at = self._world.clock.now() + timedelta(minutes=minutes)

    def lag(self, *, s: int) -> None:
        """For so many seconds of the clock nobody reads back what was posted; 0 ends it."""
        self._world.reads_lag_s = s

    def forget(self, channel: str, *, older_than_s: float) -> None:
        """Retention: messages older than this are gone, without a word to anybody."""
        before_s = self._world.clock.now().timestamp() - older_than_s
        posts.forget(self._world, self._channel(channel), before_ts=f"{before_s:.6f}")

    def frame(self, *, text: str = "upstream connect error") -> None:
        """Every open socket gets this text as it stands, JSON or not."""
        self.frames.append(text)
        self._world.move()

    def refuse_handshake(self, *, times: int = 1) -> None:
        """The next sockets are refused although their ticket was issued."""
        self.on.refused_handshakes += times

    def cut(self) -> None:
        """Every open socket is aborted without a closing frame."""
        self.disconnects.append("")
        self._world.move()

    def disconnect(self, *, reason: str = "refresh_requested") -> None:
        """Every open socket gets a `disconnect`: warning, refresh_requested, link_disabled or too_many_websockets."""
        self.disconnects.append(reason)
        self._world.move()

    def deaf(self, *, on: bool = True) -> None:
        """Sockets stay open and fall silent: no deliveries, no pongs."""
        self.on.deaf = on

    def revoke(self, kind: str = "bot") -> None:
        """The token stops working: `token_revoked`, and the `tokens_revoked` event."""
        self._world.tokens.revoke(kind)
        bots = [self._world.app.bot_user_id] if kind == "bot" else []
        tokens = {"oauth": [], "bot": bots}
        event = {"type": "tokens_revoked", "tokens": tokens, "event_ts": self._world.event_ts()}
        self._world.tell(("tokens_revoked",), event)

    def archive(self, channel: str) -> None:
        conversations.archive(self._world, self._channel(channel), self._admin())

    def change_id(self, channel: str) -> None:
        """The channel goes on under another id, as when somebody opens the dialog that shares it with a company."""
        conversations.change_id(self._world, self._channel(channel))

    def delete(self, channel: str) -> None:
        conversations.delete(self._world, self._channel(channel), self._admin())

    def kick_bot(self, channel: str) -> None:
        conversations.leave(self._world, self._channel(channel), self._world.bot, remover=self._admin())

    def clear(self) -> None:
        """Every switch back to normal; what has happened stays so."""
        self.on = Switches()
        self._world.reads_lag_s = 0
        self._world.move()

    def failure_of(self, method: str) -> Failure | None:
        """How this call must fail, counted down; None when it may go on."""
        if self.on.away:
            return Failure(503, "service_unavailable", 0, 1)
        for name in (method, ANY):
            queue = self.on.failures.get(name)
            if queue:
                failure = queue[0]
                failure.times -= 1
                if failure.times <= 0:
                    queue.popleft()
                return failure
        return None

    def loses_answer(self, method: str) -> bool:
        for name in (method, ANY):
            if self.on.lost_answers.get(name, 0) > 0:
                self.on.lost_answers[name] -= 1
                return True
        return False

    def wait_ms(self, method: str) -> float:
        return self.on.slow_ms.get(method, 0) + self.on.slow_ms.get(ANY, 0)

    def _admin(self) -> User:
        return next(user for user in self._world.directory.users.values() if user.admin)

    def _channel(self, name: str) -> Channel:
        wanted = name.removeprefix("#")
        found = self._world.directory.names.get(wanted) or self._world.directory.channels.get(wanted)
        if found is None:
            raise LookupError(f"There is no channel {name!r} here.")
        return found


_QUESTIONS = frozenset({"failure_of", "loses_answer", "wait_ms"})
FAULTS = frozenset(name for name in vars(Faults) if not name.startswith("_")) - _QUESTIONS
