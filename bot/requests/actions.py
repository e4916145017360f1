"""Actions: what tapping a button, a picker or a shortcut means, as values, whichever door drew them.

Which incident it is about stands in the request. A tap that means the same as a typed command is that intent of the
grammar, and has no value here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from bot import grammar as g
from bot.incident.facts import FollowUpEnd, Likelihood, QuestionAnswer, TaskAnswer, TaskEnd

# How likely; a question; a decision or only proposed; yes to that; that is why, or another matter; it corrects that;
# that ended it, or none of these; who saw the end, or nobody; it is work for afterwards.
Clarification: TypeAlias = (
    Likelihood
    | Literal[
        "a question",
        "decided",
        "proposed",
        "agreed",
        "explains",
        "replaces",
        "ended it",
        "saw the end",
        "nothing more",
        "follow up",
    ]
)

HypothesisVerdict: TypeAlias = Literal["confirm", "rule out"]
FollowUpAnswer: TypeAlias = FollowUpEnd | Literal["move"]  # to another day


@dataclass(frozen=True, slots=True)
class Accept:
    """The roles that the offer under which it stands asks of whoever taps; without one, all that are offered to them.

    `offer` is the seq of the message's first offer.
    """

    offer: int | None = None


@dataclass(frozen=True, slots=True)
class Decline:
    """The same roles as `Accept`."""

    offer: int | None = None


@dataclass(frozen=True, slots=True)
class ReportNothingNew:
    """To report for these roles; for none, for all that whoever taps holds."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Postpone:
    """The reports of these roles, by ten minutes."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOver:
    """One of these roles, or of those that whoever taps holds; a form asks to whom."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskForHelp:
    """For these roles, or for all that whoever taps holds; others are named who could give it."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SendBrief:
    """The draft of the brief that was decided at the entry `draft` goes to those whom the house named."""

    draft: int


@dataclass(frozen=True, slots=True)
class SwitchOff:
    """A prompt, by its name, for the incident that it is about."""

    prompt: str


@dataclass(frozen=True, slots=True)
class WeighPast:
    """A past incident that was shown, by its name, helps in this one, or does not."""

    past: str
    helped: bool


@dataclass(frozen=True, slots=True)
class SlowDown:
    """Reports are due after so many times the minutes that were agreed."""

    times: int


@dataclass(frozen=True, slots=True)
class AnswerHelp:
    """Whoever taps can give what is needed in the record of this id, or cannot."""

    need: str
    can: bool


@dataclass(frozen=True, slots=True)
class AskInPerson:
    """After the silent holders of these roles: a person does it, in words."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookAfter:
    """Whoever taps sees to it that somebody is at these roles."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SayHere:
    """The lead, of whom nothing was heard, is there."""


@dataclass(frozen=True, slots=True)
class Record:
    """Something; a form asks what."""


@dataclass(frozen=True, slots=True)
class Join:
    """The channel of an incident that whoever taps may see."""


@dataclass(frozen=True, slots=True)
class OpenAnyway:
    """What was typed opens an incident, though the same person just opened one with these words."""

    text: str


@dataclass(frozen=True, slots=True)
class SayAgain:
    """A command that had to ask back, or could open no form then: it is answered again, with what is known now.

    `once` is the cause of the request that asked back: whichever of its answers is chosen first is carried out, once.
    """

    text: str
    once: str = ""


@dataclass(frozen=True, slots=True)
class SayWhile:
    """A command that was offered while its subject (see `incident.standing`) stood as the entry `seen` had left it.

    Once that has moved on, it is not carried out, and what is so now is said.
    """

    text: str
    subject: str
    seen: int


@dataclass(frozen=True, slots=True)
class SayVerb:
    """A command that puts something on record, by its verb's name: a form asks for the words behind it."""

    verb: str


@dataclass(frozen=True, slots=True)
class Settle:
    """A hypothesis, by its number, as `SayWhile`: a form asks what shows it."""

    verdict: HypothesisVerdict
    hypothesis: int
    seen: int


@dataclass(frozen=True, slots=True)
class AskWhich:
    """Severity or status the incident should have: those that whoever taps may set are offered."""

    subject: Literal["severity", "status"]


@dataclass(frozen=True, slots=True)
class PickHypothesis:
    """`confirm` or `rule out` without a number, answered with the one that was chosen."""

    hypothesis: int
    text: str


@dataclass(frozen=True, slots=True)
class Entrust:
    """A role is offered to the person who was picked, while it is as the entry `seen` had left it, if that is given."""

    role: str
    person: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AskGroup:
    """A free role is offered to those in the user group of this id: the first to accept has it."""

    role: str
    group: str


@dataclass(frozen=True, slots=True)
class CallAgain:
    """Whoever has not answered the offer of this role."""

    role: str


@dataclass(frozen=True, slots=True)
class UndoResolve:
    """Within five minutes."""


@dataclass(frozen=True, slots=True)
class Strike:
    """Records of whoever taps, whose message they deleted, by their seq."""

    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeepOnRecord:
    """What they are asked about, though its message is gone."""


@dataclass(frozen=True, slots=True)
class Share:
    """The brief goes to the channel or person of this id, or to this e-mail address, as was asked in `question`.

    As known at `known_at`, or now.

    `is_private` is what whoever taps was told of the place.
    """

    place: str
    question: str
    known_at: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class KeepToOneself:
    """The brief, after all."""


@dataclass(frozen=True, slots=True)
class AddToTimeline:
    """A message of the incident's channel, as 📌 under it does; `event_ts` orders it among marks set and removed."""

    ts: str
    event_ts: str


@dataclass(frozen=True, slots=True)
class StartFrom:
    """An incident is opened from a message: a form asks for the rest. `words` are those of the message."""

    words: str


@dataclass(frozen=True, slots=True)
class AnswerReminder:
    """The request's text is the report of these roles, unless it names one itself or is another command."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerContact:
    """The request's text is what one of these customers, by id, was told, unless it is a command of its own.

    `roles` are those whose report is waited for in the same place: then it may be that as well.
    """

    customers: tuple[str, ...]
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerOneOf:
    """The request's text answers what waits in one of several incidents, by number; whoever said it says in which."""

    waiting: tuple[tuple[int, AnswerReminder | AnswerContact], ...]


@dataclass(frozen=True, slots=True)
class InsteadOfReport:
    """A reply to a reminder of these roles that tells nothing: what its author wants instead."""

    aside: g.Aside
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportFor:
    """The report that such an answer turned out to be."""

    report: g.Report
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """The question of the entry `asked`; `line` names the line that is taken, as `asking.Offered` does.

    An answer that wants words is asked for them in a form.
    """

    asked: int
    answer: QuestionAnswer
    line: str = ""
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReplyToQuestion:
    """The request's text answers the question of the entry `asked`, as far as one of its buttons says the same."""

    asked: int


@dataclass(frozen=True, slots=True)
class AnswerTask:
    """What became of the task of this id; that it is done or blocked wants words, which a form asks for otherwise."""

    task: str
    answer: TaskAnswer | TaskEnd
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReplyToTask:
    """The request's text says what became of the task of this id, as far as that is clear."""

    task: str


@dataclass(frozen=True, slots=True)
class AnswerFollowUp:
    """What becomes of the follow-up of this id; why it will not be done, or the new day, a form asks for."""

    follow_up: str
    answer: FollowUpAnswer


@dataclass(frozen=True, slots=True)
class AssignFollowUp:
    """Who does the follow-up of this id, or by when; what is empty stays as it is."""

    follow_up: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class FileFollowUp:
    """The follow-up of this id goes to the house's issue tracker; what leaves the house with it is said first.

    `is_agreed` once whoever taps was told; `knows_private`: that the incident is private, too.
    """

    follow_up: str
    is_agreed: bool = False
    knows_private: bool = False


@dataclass(frozen=True, slots=True)
class SayBack:
    """What this role goes on with, in the words of whoever took it over; a form asks for them."""

    role: str


@dataclass(frozen=True, slots=True)
class Clarify:
    """What was just typed: how it was meant. `about` is what it says this of: an id, a seq or a person."""

    how: Clarification
    about: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class AskLead:
    """Whoever reads along has a question to the lead; a form asks for it."""


@dataclass(frozen=True, slots=True)
class ConfirmCompiled:
    """Somebody reads what was compiled of one that is over, and puts it right; a form asks for it."""


@dataclass(frozen=True, slots=True)
class Newer:
    """A tap or a form that is older than this version, or newer while an update is under way."""


Tap: TypeAlias = (
    Accept
    | Decline
    | ReportNothingNew
    | Postpone
    | HandOver
    | AskForHelp
    | SendBrief
    | SwitchOff
    | WeighPast
    | SlowDown
    | AnswerHelp
    | AskInPerson
    | LookAfter
    | SayHere
    | Record
    | Join
    | OpenAnyway
    | SayAgain
    | SayWhile
    | SayVerb
    | Settle
    | AskWhich
    | PickHypothesis
    | Entrust
    | AskGroup
    | CallAgain
    | UndoResolve
    | Strike
    | KeepOnRecord
    | Share
    | KeepToOneself
    | AddToTimeline
    | StartFrom
    | AnswerReminder
    | AnswerContact
    | AnswerOneOf
    | InsteadOfReport
    | ReportFor
    | AnswerQuestion
    | ReplyToQuestion
    | AnswerTask
    | ReplyToTask
    | AnswerFollowUp
    | AssignFollowUp
    | FileFollowUp
    | SayBack
    | Clarify
    | AskLead
    | ConfirmCompiled
    | Newer
)
