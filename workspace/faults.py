"""What can go wrong with a Slack, on demand: slow or lost answers, outages, cut sockets, revoked tokens.

Law: every fault is something that was seen to happen to real apps; none of them breaks a rule of Slack's own.
"""

from collections import deque
from dataclasses import dataclass, field

from workspace import rooms
from workspace.state import Channel, User
from workspace.world import World

ANY = "*"


@dataclass(slots=True)
class Failure:
    """The next `times` calls of a method end like this; `status` 200 means `ok: false` with `error`."""

    status: int
    error: str
    retry_after_s: int
    times: int


@dataclass(slots=True)
class Faults:
    """The switches; server, sockets and deliveries look at them. Methods take `"*"` for every method."""

    world: World
    slow_ms: dict[str, float] = field(default_factory=dict)
    lost_answers: dict[str, int] = field(default_factory=dict)
    failures: dict[str, deque[Failure]] = field(default_factory=dict)
    outage_on: bool = False
    replay: bool = False
    duplicated: int = 0
    delayed: deque[float] = field(default_factory=deque)
    swapped: int = 0
    dropped: int = 0
    refused_handshakes: int = 0
    disconnects: deque[str] = field(default_factory=deque)
    half_open: bool = False

    def slow(self, method: str = ANY, *, ms: float) -> None:
        """Every call of the method takes this much longer (real milliseconds); 0 ends it."""
        self.slow_ms[method] = ms

    def answer_lost(self, method: str, *, times: int = 1) -> None:
        """The call has its effect, then the connection drops before the answer."""
        self.lost_answers[method] = times

    def status(self, method: str, *, status: int = 500, times: int = 1, retry_after_s: int = 1) -> None:
        """The next calls end with this HTTP status and have no effect; 429 carries Retry-After."""
        error = "ratelimited" if status == 429 else ""  # noqa: PLR2004 -- HTTP's own number
        self.failures.setdefault(method, deque()).append(Failure(status, error, retry_after_s, times))

    def error(self, method: str, *, error: str = "internal_error", times: int = 1) -> None:
        """The next calls answer `ok: false` with this error and have no effect."""
        self.failures.setdefault(method, deque()).append(Failure(200, error, 0, times))

    def outage(self, *, replay: bool = False) -> None:
        """Slack is away: calls get 503, sockets are cut, events are lost, or kept when `replay`."""
        self.outage_on, self.replay = True, replay
        self.cut()

    def over(self) -> None:
        """Slack is back; what was kept arrives now."""
        self.outage_on = False
        self.world.move()

    def duplicate(self, *, times: int = 1) -> None:
        """The next events each arrive twice."""
        self.duplicated += times

    def delay(self, *, s: float, times: int = 1) -> None:
        """The next events each arrive this many seconds of the clock late."""
        self.delayed.extend([s] * times)

    def reorder(self, *, times: int = 1) -> None:
        """The next event arrives after the one that follows it."""
        self.swapped += times

    def drop(self, *, times: int = 1) -> None:
        """The next events never arrive."""
        self.dropped += times

    def refuse_handshake(self, *, times: int = 1) -> None:
        """The next sockets are refused although their ticket was issued."""
        self.refused_handshakes += times

    def cut(self) -> None:
        """Every open socket is aborted without a closing frame."""
        self.disconnects.append("")
        self.world.move()

    def disconnect(self, *, reason: str = "refresh_requested") -> None:
        """Every open socket gets a `disconnect`: warning, refresh_requested, link_disabled or too_many_websockets."""
        self.disconnects.append(reason)
        self.world.move()

    def deaf(self, *, on: bool = True) -> None:
        """Sockets stay open and fall silent: no deliveries, no pongs."""
        self.half_open = on

    def revoke(self, kind: str = "bot") -> None:
        """The token stops working: `token_revoked`, and the `tokens_revoked` event."""
        self.world.tokens.revoke(kind)
        bots = [self.world.app.bot_user_id] if kind == "bot" else []
        self.world.tell(("tokens_revoked",), {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": bots}})

    def archive(self, channel: str) -> None:
        rooms.archive(self.world, self._channel(channel), self._admin())

    def delete(self, channel: str) -> None:
        rooms.delete(self.world, self._channel(channel), self._admin())

    def kick_bot(self, channel: str) -> None:
        rooms.leave(self.world, self._channel(channel), self.world.bot, remover=self._admin())

    def clear(self) -> None:
        """Every switch back to normal; what has happened stays so."""
        fresh = Faults(self.world)
        for name in self.__slots__:
            if name not in {"world", "disconnects"}:
                setattr(self, name, getattr(fresh, name))
        self.world.move()

    def failure_of(self, method: str) -> Failure | None:
        """How this call must fail, counted down; None when it may go on."""
        if self.outage_on:
            return Failure(503, "service_unavailable", 0, 1)
        for name in (method, ANY):
            queue = self.failures.get(name)
            if queue:
                failure = queue[0]
                failure.times -= 1
                if failure.times <= 0:
                    queue.popleft()
                return failure
        return None

    def loses_answer(self, method: str) -> bool:
        for name in (method, ANY):
            if self.lost_answers.get(name, 0) > 0:
                self.lost_answers[name] -= 1
                return True
        return False

    def wait_ms(self, method: str) -> float:
        return self.slow_ms.get(method, 0) + self.slow_ms.get(ANY, 0)

    def _admin(self) -> User:
        return next(user for user in self.world.directory.users.values() if user.admin)

    def _channel(self, name: str) -> Channel:
        wanted = name.removeprefix("#")
        found = self.world.directory.names.get(wanted) or self.world.directory.channels.get(wanted)
        if found is None:
            raise LookupError(f"There is no channel {name!r} here.")
        return found
