"""What Sitrep asks of an issue tracker, whichever it is, and what a tracker says.

Law: as bot/outward/outcomes.py has it, whoever asks knows what became of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from bot.incident.facts import FollowUpEnd, IssueState


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A follow-up as it leaves the house; `key` is the same however often it is tried, and nobody can guess it.

    `title` and `body` (Markdown) are for people, the rest for machines. Of a private incident neither title nor link.
    Of one that was taken back, or may not be told any more, `text` is empty. `revision` is higher where more is known.
    """

    key: str
    title: str
    body: str
    incident: str
    follow_up: str
    text: str
    owner: str = ""
    due_on: date | None = None
    link: str = ""
    is_drill: bool = False
    outcome: FollowUpEnd | Literal["", "taken back"] = ""
    why: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An issue that stands there: how the tracker calls it, where people see it, and where its state can be asked."""

    name: str
    url: str = ""
    status_url: str = ""
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueMove:
    """An issue is to be open or closed, for what was said here: `comment` is for people, in Markdown.

    `key` is the same however often it is tried. `since`: an earlier attempt may have said it since then.
    """

    key: str
    to: IssueState
    how: FollowUpEnd
    why: str
    comment: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownIssue:
    """An issue as it is known here, to ask whether that is still so."""

    name: str
    status_url: str
    is_open: bool
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What the tracker says of an issue, as of its own clock; who closed it may be unknown, and then is empty."""

    issue: KnownIssue
    to: IssueState
    as_of: datetime
    how: FollowUpEnd = "done"
    reason: str = ""
    login: str = ""


class Tracker(Protocol):
    """All of these raise NotNow and Never; what changes something, Unsure as well."""

    async def find(self, key: str, *, since: datetime) -> Filed | None:
        """The issue that an earlier attempt, not before `since`, may have left; None for certainly none."""

    async def file(self, ticket: Ticket) -> Filed:
        """The issue is there."""

    async def show(self, issue: Filed, ticket: Ticket) -> None:
        """What Sitrep wrote of it there reads as the ticket does; what people wrote there is as it was."""

    async def move(self, issue: Filed, move: IssueMove) -> datetime | None:
        """It is open or closed, and says why; as of when, by the tracker's clock, if it tells."""

    async def news(self, known: Sequence[KnownIssue]) -> list[News]:
        """What is said of those of these issues that may be otherwise by now."""

    async def check(self) -> str:
        """What is wrong for whoever runs Sitrep to mend, in a sentence; empty when nothing is. Nothing is filed."""
