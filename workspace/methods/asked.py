"""What a method of the Web API is given: who asks, with which arguments, and the checks that many methods share.

Law: a channel that the caller cannot see does not exist for it; a scope for its kind is asked only after that.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workspace.spec.blockkit import faults_in_blocks
from workspace.spec.slack import Method
from workspace.state.auth import Token, require_scope
from workspace.state.records import Channel, Json, Message, User
from workspace.state.refusals import Refusal, invalid
from workspace.state.world import World
from workspace.wire.arguments import truth
from workspace.wire.rate_limits import RateLimits
from workspace.wire.socket import SocketMode

_TS = re.compile(r"\d{1,10}(\.\d{1,6})?")
_FULL_TS = re.compile(r"\d{10}\.\d{6}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that has passed every check that needs no knowledge of the method."""

    world: World
    method: Method
    args: Mapping[str, Any]
    token: Token | None
    socket: SocketMode
    rate_limits: RateLimits

    @property
    def user(self) -> User:
        """Whom the token speaks for."""
        assert self.token is not None
        return self.world.directory.users[self.token.user_id]

    @property
    def has_token(self) -> Token:
        assert self.token is not None
        return self.token

    def refusal(self, *errors: str) -> Refusal:
        """Slack says no with the first of these that the method's page lists; with the last when it lists none."""
        return Refusal(next((error for error in errors if error in self.method.errors), errors[-1]))

    def given(self, name: str) -> bool:
        return self.args.get(name) not in {None, ""} if isinstance(self.args.get(name), str | None) else True

    def text(self, name: str) -> str:
        """The argument as text; empty when absent."""
        value = self.args.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str) -> bool:
        return truth(self.args.get(name))

    def number(self, name: str, default: int) -> int:
        """A whole number; decimals are cut, 0 and absent are the default."""
        text = self.text(name)
        try:
            return int(float(text)) or default if text else default
        except (ValueError, OverflowError) as unreadable:
            raise invalid(f"must provide a number [json-pointer:/{name}]") from unreadable

    def names(self, name: str) -> list[str]:
        """A list, comma-joined or JSON."""
        value = self.args.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        text = self.text(name).removeprefix("[").removesuffix("]").replace('"', "")
        return [item for item in (part.strip() for part in text.split(",")) if item]

    def parsed(self, name: str, *errors: str) -> Any:
        """A JSON argument, sent as an object or as text; None when absent.

        Unreadable text is refused with the first of `errors` on the method's page, or as invalid arguments.
        """
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as unreadable:
            raise self.refusal(*errors, "invalid_arguments") from unreadable

    def channel(self, name: str = "channel") -> Channel:
        """The conversation, if the caller can see it and holds the scope for its kind."""
        found = self.world.directory.channels.get(self.text(name))
        if found is None or (found.is_private and self.user.id not in found.members):
            raise self.refusal("channel_not_found", "cannot_find_channel", "invalid_arguments")
        require_scope(self.has_token, self.method, found.kind)
        return found

    def joined_channel(self, name: str = "channel") -> Channel:
        """A conversation the caller is in."""
        channel = self.channel(name)
        if self.user.id not in channel.members:
            raise self.refusal("not_in_channel", "no_access", "permission_denied", "channel_not_found")
        return channel

    def live_channel(self, name: str = "channel") -> Channel:
        """A conversation the caller is in and that is not archived."""
        channel = self.joined_channel(name)
        if channel.archived:
            raise self.refusal("is_archived", "restricted_action", "permission_denied", "channel_not_found")
        return channel

    def ts(self, name: str, error: str) -> str:
        """A message's ts or a bound in seconds, made comparable with every other; empty when absent."""
        text = self.text(name)
        if text in {"", "0"}:
            return ""
        if not _TS.fullmatch(text):
            raise Refusal(error)
        seconds, _, micros = text.partition(".")
        return f"{seconds:>010}.{micros:0<6}"

    def message(self, channel: Channel, name: str = "timestamp", *, malformed: str = "bad_timestamp") -> Message:
        """The message that the argument names; only the exact text of its ts will do."""
        ts = self.text(name)
        if not _FULL_TS.fullmatch(ts):
            raise Refusal(malformed)
        return self.world.message(channel, ts)

    def person(self) -> User:
        """Whom the argument `user` names."""
        found = self.world.directory.users.get(self.text("user"))
        if found is None:
            raise self.refusal("user_not_found", "invalid_arguments")
        return found

    def limit(self, *, default: int, most: int) -> int:
        """The page size; what is out of bounds is refused where the method has a name for that, else cut."""
        wanted = self.number("limit", default)
        if 0 < wanted <= most:
            return wanted
        if "invalid_limit" in self.method.errors:
            raise Refusal("invalid_limit")
        return most if wanted > most else default

    def blocks(self) -> list[Json] | None:
        """The message's blocks, valid; None when absent."""
        value = self.parsed("blocks", "invalid_blocks_format", "invalid_blocks")
        if value is None:
            return None
        if not isinstance(value, list):
            raise self.refusal("invalid_blocks_format", "invalid_blocks")
        if faults := faults_in_blocks(value, surface="message"):
            told = {"messages": [f"[ERROR] {fault}" for fault in faults]}
            raise Refusal("invalid_blocks", errors=faults, response_metadata=told)
        return value


Handler = Callable[[Asked], Json]
