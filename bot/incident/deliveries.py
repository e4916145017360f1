"""Slack's answer to an effect, and why there may be none. What is on record of it is in `settling.py`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where an effect stands in Slack, and for a channel its name. `dropped` says why nothing was sent after all.

    Of an issue, what the tracker says of it: its name and addresses, or that it is open or closed by now, `as_of` then.
    """

    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    name: str = ""
    dropped: str = ""
    people: tuple[str, ...] = ()  # who of a group is asked
    more: int = 0
    unread: tuple[str, ...] = ()
    issue: str = ""
    url: str = ""
    status_url: str = ""
    issue_is: Literal["open", "closed", ""] = ""
    as_of: datetime | None = None


class Later(Exception):
    """The effect is to wait, because Slack asked for it or would: nothing of it was sent. `wait` counts from now."""

    def __init__(self, wait: timedelta, reason: str) -> None:
        super().__init__(reason)
        self.wait = wait
        self.reason = reason


class NotForUs(Exception):
    """The effect is none that this version knows: it is for a newer one. Nobody was told anything of it."""


class Impossible(Exception):
    """The effect was refused for good. The message is Slack's own name for why."""
