"""What an incident is made of: roles, reminders, questions, offers, marks, records, each as one frozen value.

Law: nothing here decides anything or looks at anything else; what a value answers, it answers from its own fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

from bot.incident import facts as f
from bot.incident.logbook import MessageRef
from bot.incident.meanings import Mark, Suggestible

HypothesisOutcome: TypeAlias = Literal["open", "confirmed", "ruled out"]
TaskOutcome: TypeAlias = f.TaskEnd | Literal["declined", "returned"]
# Somebody has it; everybody said no; nobody answered; it went to another; it was taken back; the incident is over;
# nobody could be asked.
OfferOutcome: TypeAlias = Literal["taken", "declined", "lapsed", "passed on", "withdrawn", "over", "nobody"]


@dataclass(frozen=True, slots=True)
class Role:
    """A role: who holds it and since when, to whom it is offered, and what its duty to report stands on."""

    name: str
    holder: str | None = None
    zone: str = ""  # the holder's, where nights count
    held_since: datetime | None = None
    offered_to: str | None = None
    offered_at: datetime | None = None
    offer_seq: int | None = None
    last_report_at: datetime | None = None  # of the present holder, *Nothing new* included
    last_finding: f.Reported | None = None  # of whoever held the role, newest
    last_finding_at: datetime | None = None
    last_finding_by: str | None = None
    reports: int = 0  # by the present holder
    nothing_new_in_a_row: int = 0
    promised_at: datetime | None = None
    postponed_until: datetime | None = None
    seen_at_work: tuple[f.SeenAtWork, ...] = ()  # since the last report
    snoozed_why: str = ""  # where that was said with a reason
    snoozed_times: int = 0  # since the last report


@dataclass(frozen=True, slots=True)
class Pause:
    """Who stopped all reminders, why, and until when at the longest."""

    by: str
    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """A rung of the ladder: decided at `decided_at`, in Slack since `delivered_at`, answered at `answered_at`."""

    seq: int
    roles: tuple[str, ...]
    person: str  # empty for everybody in the channel
    rung: f.Rung
    due_at: datetime
    decided_at: datetime
    pending: tuple[str, ...]  # of `roles`, `customers` or `follow_ups`, those that have not answered yet
    delivered_at: datetime | None = None
    channel: str = ""
    ts: str = ""
    dropped: bool = False
    undelivered_at: datetime | None = None  # Slack will never take it: the person was not reached
    answered_at: datetime | None = None
    answer: str = ""
    ripe_at: datetime | None = None  # None for when it was due
    task: str = ""
    about: str = ""
    customers: tuple[str, ...] = ()
    of_group: str = ""  # through which the person hears of it
    follow_ups: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and not self.dropped


@dataclass(frozen=True, slots=True)
class Question:
    """One of the questions for the pages: decided at `asked_at`, in Slack since `shown_at`, closed at `ended_at`.

    `answer` is what was answered, or why no answer is waited for; `answered_by` is empty where nobody answered.
    """

    seq: int
    name: f.QuestionName
    person: str
    asked_at: datetime
    line: int | None = None
    message: MessageRef | None = None
    instead_of: int | None = None
    again_at: datetime | None = None
    for_person: str = ""
    mark: int | None = None
    shown_at: datetime | None = None
    channel: str = ""
    ts: str = ""
    undelivered_at: datetime | None = None  # Slack will never take it: the person was not reached
    ended_at: datetime | None = None
    answer: str = ""
    answered_by: str = ""

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Offer:
    """One message in the channel for all roles offered by one happening; `seq` is the entry of the first."""

    seq: int
    cause: str
    offers: tuple[tuple[str, str], ...]  # (role, person)
    ts: str = ""
    shown_at: datetime | None = None
    undelivered_at: datetime | None = None  # Slack will never take it: nobody was asked


@dataclass(frozen=True, slots=True)
class PersonalOffer:
    """A role that is offered by direct message: to several at once, of whom the first to accept has it, or handed over.

    `ids` are the people and groups meant, `people` those of them who are asked, known since `asked_at`; `sent` is where
    each reads it. `holder` has the role meanwhile, and is empty for a free one. `outcome` is empty while it is open.
    """

    seq: int
    role: str
    offered_at: datetime
    holder: str = ""
    ids: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    asked_at: datetime | None = None
    more: int = 0
    unread: tuple[str, ...] = ()
    sent: Mapping[str, MessageRef] = field(default_factory=dict)
    sent_at: datetime | None = None  # the first of them
    out: frozenset[str] = frozenset()  # who said no, or can never be reached
    ended_at: datetime | None = None
    outcome: OfferOutcome | Literal[""] = ""
    taken_by: str = ""

    @property
    def is_open(self) -> bool:
        return not self.outcome

    def asks(self, person: str) -> bool:
        """Whether it waits for the person's answer."""
        return self.is_open and person in self.people and person not in self.out


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mark that the bot suggests by its own reaction under the message `ts`, until it `ended`."""

    seq: int
    mark: Suggestible
    emoji: str
    ts: str
    author: str
    at: datetime
    ended: f.SuggestionEnd | None = None


@dataclass(frozen=True, slots=True)
class PutMark:
    """A mark that somebody with a say put under `message`, said by `author` at `said_at`; it stands until taken off."""

    seq: int
    mark: Mark
    emoji: str
    message: MessageRef
    person: str
    author: str
    said_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Hypothesis:
    id: str
    text: str
    raised_by: str
    raised_at: datetime
    seq: int
    likelihood: f.Likelihood | None = None
    outcome: HypothesisOutcome = "open"
    evidence: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What one person was asked by another to do; the present time box runs from `since` to `due_at`.

    `outcome` is empty while it is open; `words` are what shows it. `gone_why` is why the person cannot answer.
    """

    id: str
    what: str
    person: str
    by: str
    seq: int
    asked_at: datetime  # of this person
    since: datetime
    due_at: datetime
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: TaskOutcome | Literal[""] = ""
    words: str = ""
    gone_why: f.GoneWhy | None = None

    @property
    def is_open(self) -> bool:
        return not self.outcome


@dataclass(frozen=True, slots=True)
class Issue:
    """A follow-up in the house's issue tracker: asked for at `asked_at`, and there once it has a `name`.

    `as_of` is when the tracker, by its own clock, last said what is known. `failed_at`: the tracker will never take it.
    """

    asked_by: str
    asked_at: datetime
    knows_private: bool = False
    name: str = ""
    url: str = ""
    status_url: str = ""
    is_open: bool = True
    as_of: datetime | None = None
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Work for afterwards, as it was last said; owner and day are as they are since `set_at`.

    `outcome` is empty while it is outstanding; `words` are why it will not be done. `gone_why` is why its owner can
    be asked no more, or is out of the channel at least. `ended_there_by` is who closed its issue, if that ended it:
    empty where the tracker does not say, None where it was ended here.
    """

    id: str
    text: str
    raised_by: str
    raised_at: datetime
    seq: int
    set_at: datetime
    owner: str | None = None
    due_on: date | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    outcome: f.FollowUpEnd | Literal[""] = ""
    words: str = ""
    gone_why: f.GoneWhy | None = None
    gone_at: datetime | None = None
    issue: Issue | None = None
    ended_there_by: str | None = None

    @property
    def is_outstanding(self) -> bool:
        return not self.outcome

    @property
    def is_filed(self) -> bool:
        """Whether the issue tracker has it."""
        return self.issue is not None and bool(self.issue.name)


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with a customer and the promise made in it."""

    at: datetime
    by: str
    what: str
    promised_at: datetime | None
    seq: int


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    name: str
    seq: int
    since: datetime
    cannot: str = ""
    deadline_at: datetime | None = None
    deadline_known_at: datetime | None = None  # when we learnt of this deadline
    contacts: tuple[Contact, ...] = ()
    done: bool = False
    owner: str | None = None
    workaround: str = ""
