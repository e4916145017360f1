"""What somebody asked of the bot, wherever they did, and what they get in answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.incident.logbook import MessageRef
from bot.slack.messages.message import Face


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a person.

    `cause` names the happening (`cmd:…`, `press:…`, `view:…`, `msg:…`), so that it counts once. `at` is when it
    happened, None for "now". `trigger_id` is empty where no form can be opened (an event carries none).
    """

    user: str
    channel: str
    cause: str
    text: str = ""
    thread: str = ""
    trigger_id: str = ""
    at: datetime | None = None
    message: MessageRef | None = None
    incident: int | None = None  # named by a button or a form, which know it
    anyway: bool = False

    def about(self, incident: int | None) -> "Asked":
        """Asked about this incident; None for the one that it is about anyway."""
        return self if incident is None else replace(self, incident=incident)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer: words, a form to open, or both; for a form, `errors` by block instead."""

    face: Face | None = None
    form: Mapping[str, Any] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    # What was opened or touched, for the tasks that follow an answer.
    incident: int | None = None
