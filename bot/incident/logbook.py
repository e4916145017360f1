"""An entry of the logbook: a fact, when it was so, when we learnt it, who said it and what made us write it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.incident.facts import Fact

BOT = "bot"  # the author of what the bot did or decided by itself
NAMED = "named:"  # begins the author of a message that has a name and no user id, such as a hook's


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message in Slack; `thread_ts` is empty for one that stands in no thread."""

    channel: str
    ts: str
    thread_ts: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the logbook.

    `at` is when it was so, `recorded_at` when we learnt it (both aware UTC). `by` is a Slack user id or BOT.
    `cause` names what happened in the world (`cmd:…`, `msg:…`, `press:…`), never its delivery, so that the same
    happening heard twice is written once. `message` is the message it was taken from, if any.
    """

    seq: int
    at: datetime
    recorded_at: datetime
    by: str
    cause: str
    fact: Fact
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class At:
    """A rule's way to say that a fact was so at another time than now."""

    at: datetime
    fact: Fact


@dataclass(frozen=True, slots=True)
class From:
    """A rule's way to say that a fact was taken from this message, where not all that it says were."""

    message: MessageRef
    fact: Fact


Saying: TypeAlias = Fact | At | From


def fact_of(saying: Saying) -> Fact:
    return saying.fact if isinstance(saying, At | From) else saying
