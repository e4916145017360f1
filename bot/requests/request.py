"""A request: what somebody asks of the bot, wherever they do. The same value from every door."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from bot import grammar as g
from bot.incident.logbook import Entry, MessageRef
from bot.requests.actions import Tap
from bot.requests.forms import Filled

Meaning: TypeAlias = g.Intent | Tap | Filled


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is to be put right: the records of an edited message, as far as they still count, or one that was named.

    `words_alone`: whoever named it gives new words, and what these do not say stays as it was.
    """

    number: int
    entries: tuple[Entry, ...]
    words_alone: bool = False


@dataclass(frozen=True, slots=True)
class Under:
    """How things stood where a tap was offered: its subject as the entry `seen` had left it."""

    subject: str
    seen: int


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a person.

    `cause` names the happening (`cmd:…`, `press:…`, `view:…`, `msg:…`), so that it counts once. `text` is what was
    typed, plain but for people who were picked (`<@U1|ana>`); `meaning` is what a tap or a form means, None for what
    stands in the text. `is_typed_there`: it was said in `channel`, where only those can who are in it. `at` is when it
    happened, None for "now". `message` is what was said, if it is about that.
    `corrects` is what the message, which was edited since, has put on record, or what was named to be put right: the
    request puts that right or nothing. `under` is what a tap answers: it is carried out only while that is still so.
    """

    user: str
    channel: str
    cause: str
    text: str = ""
    thread: str = ""
    meaning: Meaning | None = None
    at: datetime | None = None
    message: MessageRef | None = None
    incident: int | None = None  # named by a tap or a form, which know it
    anyway: bool = False
    corrects: Recorded | None = None
    is_typed_there: bool = False
    under: Under | None = None

    def about(self, incident: int | None) -> "Request":
        """The request about this incident; None for the one that it is about anyway."""
        return self if incident is None else replace(self, incident=incident)
