"""The vocabulary: every fact that a logbook can hold, each a past participle.

Law: fields are only ever added, with a default; none is renamed or removed, because old logbooks replay for ever.
An older version ignores a field that it does not know: it may be poorer for that, never wrong; what changes the meaning
is a new fact. A fact refers to people and channels by Slack's ids, to instants as aware UTC, to days without an hour as
dates, and copies no chat: what people wrote in the channel stays in the transcript and is referred to.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from bot.incident.meanings import Mark, Suggestible

Status: TypeAlias = Literal["investigating", "identified", "mitigated", "resolved", "closed", "cancelled"]
# The seven words of ICD 203, the least likely first; "confirmed" is not a likelihood, it needs evidence.
Likelihood: TypeAlias = Literal[
    "almost no chance", "very unlikely", "unlikely", "roughly even", "likely", "very likely", "almost certain"
]
FigureKind: TypeAlias = Literal["exact", "range", "at least", "none", "in words"]
MoneyKind: TypeAlias = Literal["lost", "at risk", "delayed", "penalty", "response cost"]
PlanName: TypeAlias = Literal["a", "b"]
PlanStage: TypeAlias = Literal["begun", "later", "not needed", "done"]
KeyTime: TypeAlias = Literal[
    "impact start", "detected", "declared", "lead present", "cause identified", "fix applied", "mitigated", "resolved"
]
# From "due" to "renewal" they are about a report, the next two about a lead of whom nothing is heard; "offer" is about
# an offer nobody answered, "severity" about one nobody judged, "close" about one that is resolved and that nobody
# closed. Of a task: it is asked, due, back with the asker. "group" is about a role that none of several who were asked
# took. Then: who could help is asked; the brief is due; a customer waits for a word, or still does; plan B is to
# start; a prompt of the lead; a follow-up is due soon or overdue, or its owner can do it no more; those who
# did it are asked what only they know; its review is due. What a
# reader asks the lead is asked, answered, or left without an answer.
Rung: TypeAlias = Literal[
    "due", "lead", "channel", "escalation", "renewal", "lead silent", "who leads",
    "offer", "group", "severity", "close", "task", "task due", "task back",
    "help", "brief", "contact", "contact late", "plan b", "prompt", "follow-up", "follow-up back",
    "look back", "review due", "ask", "ask back", "unanswered",
]  # fmt: skip
# What the person who was asked says of a task before its end; "more" is more time.
TaskAnswer: TypeAlias = Literal["taken", "declined", "more"]
TaskEnd: TypeAlias = Literal["done", "blocked", "dropped"]
# What helped, where we were lucky, what would have made it quicker, what surprised, what let it happen; what made one
# look there, what could not be said to the customer, what of the fix is only for now.
LookBackTopic: TypeAlias = Literal[
    "helped", "lucky", "quicker", "surprised", "factors", "looked", "unsaid", "temporary"
]
FollowUpEnd: TypeAlias = Literal["done", "will not do"]
IssueState: TypeAlias = Literal["open", "closed"]
PauseEnd: TypeAlias = Literal["asked", "severity", "time"]
SuggestionEnd: TypeAlias = Literal["taken", "ignored", "replaced"]
# Who cannot do what; is this why; is it over for them; is the page right; the form of the summary; is this a task.
QuestionName: TypeAlias = Literal["harm", "why", "over", "page", "form", "task"]
# Of harm: a line on offer, own words; of why; of over; of page; of the form; of the task.
QuestionAnswer: TypeAlias = Literal[
    "line", "words", "not known",
    "confirmed", "likely", "idea", "another matter",
    "over", "over for some", "not over",
    "true", "added", "taken out",
    "filled",
    "in 15", "in 30", "no task",
]  # fmt: skip
QuestionEnd: TypeAlias = Literal["no answer", "handed on", "not needed"]
# The report form is open; something of substance was written in the channel.
WorkSign: TypeAlias = Literal["writing", "wrote"]
# Out of the channel; out of the workspace; never somebody who can have a duty, as it turned out once Slack could say.
GoneWhy: TypeAlias = Literal["left", "deactivated", "nobody"]
# What an export of the channel does not hold: what a message said before its last edit; messages that were deleted;
# when marks were put; the root of a thread; names of people; files themselves.
ImportGap: TypeAlias = Literal[
    "earlier wordings", "deleted messages", "times of marks", "roots of threads", "names", "files"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Somebody said "this is an incident". Severity None means nobody has judged it yet.

    `over`: it was over by then, and is put down afterwards: nobody is called to it.
    """

    title: str
    severity: int | None = None
    private: bool = False
    drill: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was said in a channel without Sitrep was read out of an export of the workspace `team`; it is over.

    Its `messages`, those of the `machines` among them, are from `from_at` to `until_at` by so many `people`. `without`
    is what the export could not tell. A later export of the same channel takes its place.
    """

    title: str
    channel: str
    channel_name: str
    team: str
    messages: int
    machines: int
    people: int
    from_at: datetime
    until_at: datetime
    private: bool = False
    without: tuple[ImportGap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAdopted:
    """The incident's channel was there before it: people made it, and it keeps its name, its topic and its end."""

    channel: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundThere:
    """These people were in the adopted channel already: they know what was said, and nobody tells it to them."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPartlyRead:
    """Of what was said in the adopted channel before, so many messages are read so far, the oldest of `from_at`."""

    from_at: datetime
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRead:
    """What was said in the adopted channel before is read, so many messages, the oldest of `from_at`.

    `more`: there was more than is read back; else it is as far as Slack gives it. Of before, nothing is known.
    """

    from_at: datetime
    messages: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTerms:
    """A role as this house has it, see `Duty` in bot/incident/policy.py, and who is asked when nobody has it."""

    name: str
    title: str
    duty: str
    reports: str = ""
    briefing: str = ""
    offered_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceTerms:
    """The minutes between reports in a severity, for one role or, where `role` is empty, for all; () is on demand."""

    severity: int
    minutes: tuple[int, ...]
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAdopted:
    """The incident runs under the roles and clocks that the house had when it was opened; without it, the defaults.

    `briefs` and `contacts` are the cadences of the brief and of words to customers, all severities or, in an older
    record, none: the defaults. The brief goes `brief_to` people and channels, in the severities `brief_on_change` when
    it has something new to say; `prompts_off` are those nobody gets.
    From `night_begins` to `night_ends` ("22:00", on a holder's clock) reports are due `night_slower` times as late.
    """

    roles: tuple[RoleTerms, ...]
    cadence: tuple[CadenceTerms, ...]
    briefs: tuple[CadenceTerms, ...] = ()
    contacts: tuple[CadenceTerms, ...] = ()
    brief_to: tuple[str, ...] = ()
    brief_on_change: tuple[int, ...] = ()
    prompts_off: tuple[str, ...] = ()
    escalate_to: tuple[str, ...] = ()
    night_slower: int = 1
    night_begins: str = ""
    night_ends: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeOpened:
    """`person` opened the incident `number`, which anybody may see, with the same words; our declarer is told."""

    number: int
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleSet:
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeSet:
    """The call is at this address (http or https); a later one takes its place."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveritySet:
    severity: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSet:
    """The incident moved in its life. `undoes` is the seq of a resolution that this takes back."""

    status: Status
    why: str = ""
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedDuplicate:
    """It is the same as the incident `number`, where people go on in `channel`; until it is reopened."""

    number: int
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateFound:
    """The incident `number`, of which the channel is `channel`, is a duplicate of this one."""

    number: int
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateReleased:
    """The incident `number` is no duplicate of this one: it was reopened."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSet:
    """A key time with its source; it may be corrected by a later one of the same name."""

    which: KeyTime
    time: datetime
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleOffered:
    role: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTaken:
    """The person accepted the role; whoever held it before no longer does.

    `zone` is their IANA zone where the house has reports come less often at night, and empty elsewhere.
    """

    role: str
    person: str
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDeclined:
    role: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReleased:
    role: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """The lead had the person called who has not answered an offer; neither the offer nor its clock is changed."""

    role: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLapsed:
    role: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOffered:
    """A free role is offered to several at once, to people and user groups by their `ids`; the first to accept has it.

    Who that is, only Slack can say: see `GroupAsked`.
    """

    role: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAsked:
    """By the offer of the entry `offer_seq` these `people` are asked; `more` could be, and were left in peace.

    `unread` are the groups that could not be read, each with the reason: `S0123: no scope`.
    """

    offer_seq: int
    people: tuple[str, ...]
    more: int = 0
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLapsed:
    """Nobody who was asked by the offer of the entry `offer_seq` took the role in time."""

    offer_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSent:
    """The direct message in which `person` is asked by the offer of the entry `offer_seq` stands there."""

    offer_seq: int
    person: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relieved:
    """The role went from `person`, who did not hand it over, to `to`; they are told, kindly and once."""

    role: str
    person: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesDoubled:
    """`person` holds these `roles` at once, in an incident so severe that one each is safer; it is said once."""

    person: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """Whoever took the role over said in a line what it goes on with, as they understood it from `person`."""

    role: str
    person: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A role told the lead what is true, what is done and what it needs. `promised_at` replaces the clock once.

    `evidence` is what shows it: a link, a query, a count.
    """

    role: str
    conditions: str
    actions: str = ""
    needs: str = ""
    promised_at: datetime | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingNew:
    """A report of its own kind: the duty is met, but it is no finding."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """The holder, or the lead, moved the due time of a role; the ladder starts again from there.

    `looks_after` is who was told that nobody hears from the role, and sees to it until then.
    """

    role: str
    until: datetime
    looks_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAtWork:
    """The holder of a role gave a sign of work at `seen_at`: the report is not due before `until`."""

    role: str
    sign: WorkSign
    seen_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed:
    """The holder, or the lead, put off a role's report until then and said why; the ladder starts again from there."""

    role: str
    until: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """All reminders of the incident stand still, at the longest until then; the clocks start anew at the end."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """Reminders run again: somebody wanted it, the severity was raised, or the time was over."""

    because: PauseEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """A rung of the ladder was decided: `person` is to hear that `roles` owe the report that was due at `due_at`.

    On the rungs "channel" and "who leads" it is everybody in the incident's channel, and `person` is empty; on
    "escalation" an empty `person` is whoever reads the announcements. A "renewal" is due at its own time; of a silent
    lead `due_at` is when they were last seen.
    On the rung "offer" it is their offers that nobody has answered; "severity" and "close" are about no role; those of
    a task name it in `task`, those of customers and follow-ups their ids in `customers` and `follow_ups`, and what a
    prompt, a brief or somebody who needs help is about stands in `about`. There `due_at` is when the question fell due.
    `ripe_at` is when it could be asked at the earliest, if that was later: a report may be due at a time that was over
    when somebody's word made it so, or its holder was to be left in peace until then. `of_group` is the user group
    through which `person` hears that somebody needs help.
    """

    roles: tuple[str, ...]
    person: str
    rung: Rung
    due_at: datetime
    ripe_at: datetime | None = None
    task: str = ""
    about: str = ""
    customers: tuple[str, ...] = ()
    of_group: str = ""
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """Nobody hears on this rung by this id before `until`: they heard enough, or the user group has nobody to tell."""

    person: str
    rung: Rung
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSeen:
    """The lead, who was asked for a sign of life, gave one at `seen_at`."""

    person: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDelivered:
    """The reminder of the entry `reminder_seq` stands in Slack; the next rung counts from here."""

    reminder_seq: int
    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDropped:
    """The reminder was never sent, because by then it was no longer true."""

    reminder_seq: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptSwitchedOff:
    """The lead wants this prompt, by its name in bot/incident/prompts.py, no more in this incident."""

    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWeighed:
    """Somebody to whom a past incident was shown, by its name in recall, says whether it `helped`; the last holds."""

    past: str
    helped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookWritten:
    """Steps for the next team, distilled from this incident, a step a line; `looks_like` is when they help.

    The last that stands holds. `used_in` is the incident, by its name, whose use of it put it right; empty otherwise.
    """

    title: str
    looks_like: str
    steps: str
    author: str
    link: str = ""
    used_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookUsed:
    """The playbook of the incident `past`, in its `version`, is a checklist here: its steps as they read then.

    They are numbered from `first` on, so that a number means one step of the incident.
    """

    past: str
    version: int
    title: str
    steps: str
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTicked:
    """The step of this number of a checklist is done; `words` are what it showed, if anybody said so."""

    step: int
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookChecked:
    """Somebody looked, after its use here, whether the playbook of the incident `past` is right, and `corrected` it."""

    past: str
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceSlowed:
    """Reports are due after so many times the minutes that were agreed: 2, or 1 again.

    Until severity or status change.
    """

    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisRaised:
    """Something that could explain it. The same id again corrects its words."""

    id: str
    text: str
    likelihood: Likelihood | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisJudged:
    id: str
    likelihood: Likelihood


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisConfirmed:
    id: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HypothesisRuledOut:
    id: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """`proposed` is what its author said of it when asked; None where nobody was, and the words themselves tell."""

    id: str
    what: str
    because: str = ""
    proposed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownRaised:
    """`of_lead`: a reader asks whoever leads, and hears the answer; `owner` is who led then."""

    id: str
    what: str
    owner: str | None = None
    due_at: datetime | None = None
    of_lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownAnswered:
    """What is known by now of the unknown of this id. The same id again corrects that."""

    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskStated:
    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedStated:
    """Something is needed; `executive` marks a decision that only the top can make.

    `for_roles` are those whose holder asked for help with their duty.
    """

    id: str
    what: str
    executive: bool = False
    due_at: datetime | None = None
    for_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAnswered:
    """Whoever was asked says whether they can help with the need of this id."""

    id: str
    can: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAsked:
    """`person` is asked to do something and to say by `due_at` what became of it. The same id again corrects that.

    `by_default` says that nobody gave a time.
    """

    id: str
    what: str
    person: str
    due_at: datetime
    by_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswered:
    """Somebody took or declined a task, or has until `due_at`: the person themselves, or whoever waits for it."""

    id: str
    answer: TaskAnswer
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEnded:
    """It is done or blocked, as `words` show, or whoever asked wants it no more."""

    id: str
    how: TaskEnd
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReturned:
    """The person who was asked can answer no more."""

    id: str
    why: GoneWhy


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRaised:
    """Work for afterwards: `owner` does it by the end of the day `due_on`. The same id again corrects all of that."""

    id: str
    text: str
    owner: str | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpEnded:
    """It is done, or will not be done, for the reason that `words` give."""

    id: str
    how: FollowUpEnd
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpReturned:
    """The owner is gone, and nobody else has the follow-up yet."""

    id: str
    why: GoneWhy


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingAsked:
    """The follow-up is to stand in the house's issue tracker as well.

    `private`: the incident was private when that was decided, so whoever decided it knew.
    """

    id: str
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFiled:
    """The follow-up stands in the issue tracker, which calls it `issue` and shows it at `url`, if it says where.

    `status_url` is where a tracker behind a webhook says what became of it. `as_of` is by the tracker's clock.
    """

    id: str
    issue: str
    url: str = ""
    status_url: str = ""
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueMoved:
    """The follow-up's issue was closed, or opened again, by `login`; an outstanding follow-up ends or begins with it.

    `how` is what a closed one means here, `reason` the tracker's word for why it will not be done. `ours`: Sitrep moved
    it after what was said here, and nothing follows. `as_of` is by the tracker's clock.
    """

    id: str
    to: IssueState
    how: FollowUpEnd = "done"
    reason: str = ""
    login: str = ""
    ours: bool = False
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactStated:
    """How many are hurt. `low` is the number of "exact" and "at least"; "none" has neither; a range has both.

    `words` is the figure as it was typed, where digits would bend it: always for "in words" ("0.5% of", "one in
    three"), which has no number, and for a "none" that was said otherwise than by "no".
    """

    id: str
    figure: FigureKind
    what: str
    low: int | None = None
    high: int | None = None
    source: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What a sum was reckoned from: normal revenue, times the share that is hurt, times how long; each low and high.

    The revenue is in whole units for each `each_min` minutes, the share in hundredths of a percent. Work has no share:
    of a response cost the rate is what an hour of it costs.
    """

    rate_low: int
    rate_high: int
    each_min: int
    share_low: int | None = None
    share_high: int | None = None
    lasted_low_min: int
    lasted_high_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyStated:
    """What it costs, in whole units of `currency` (ISO 4217); low equals high for an exact sum.

    A sum of nothing may have no currency. `what` is what the money is for. A sum that is no whole number of units
    ("1.50 EUR", "2k EUR per minute", "up to 60k EUR") has neither end: it stands in `words`, as it was typed.
    Of a response cost these may be hours alone, and then there is no currency.
    One that was `reckoned` is an estimate until somebody `checked` it, who is named there as they were typed.
    """

    id: str
    kind: MoneyKind
    low: int | None
    high: int | None
    currency: str
    source: str = ""
    what: str = ""
    words: str = ""
    reckoned: Reckoned | None = None
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAffected:
    """A customer at stake. The same id again corrects what was recorded of it.

    `owner` answers for them, and `workaround` is what they can do until it is fixed.
    """

    id: str
    name: str
    cannot: str = ""
    deadline_at: datetime | None = None
    owner: str | None = None
    workaround: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTold:
    """The one voice told the customer something; `promised_at` is when it hears from us next, `done` ends the duty."""

    id: str
    what: str
    promised_at: datetime | None = None
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Plan A is the fix, plan B the contingency. `trigger_at` is when it starts; the eta counts from its start.

    `basis` is what the eta rests on, in the words of whoever gave it.
    """

    plan: PlanName
    what: str
    eta_low_min: int | None = None
    eta_high_min: int | None = None
    trigger_at: datetime | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStepped:
    """How far the plan is that stands. `until` is when it is to start instead, for "later" alone."""

    plan: PlanName
    stage: PlanStage
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A line for the timeline; a leading time made it the entry's `at`.

    `corrects` is the seq of the note that it puts right; of one that was put right before, that of the first.
    """

    text: str
    corrects: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Somebody said which place of the pages a line is for: the entry `line`, or the message that this entry names."""

    means: Mark
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPut:
    """`person` put the mark `emoji` under the message that this entry names, which `author` wrote at `said_at`.

    It states nothing: it is what gives rise to a question, or answers one.
    """

    mark: Mark
    emoji: str
    person: str
    author: str
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkTakenOff:
    """The mark of the entry `mark_seq` stands under its message no more."""

    mark_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissed:
    """Somebody said that a line is beside the point: no page quotes the entry `line`, or the message named here."""

    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReplaced:
    """The author's report of the entry `by_seq` corrects the one of `seq`, which keeps its words and its hour."""

    seq: int
    by_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSeen:
    """`person` saw that it is over for those it hurt, as somebody says who was asked."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked:
    """`person` is asked one of the questions for which the pages have a place, as was due at `due_at`.

    `line` is the entry that it is about; a message that it is about is named by this entry. `instead_of` is the seq of
    the question that somebody else left unanswered. `again_at` is when the form is offered once more, if nobody opened
    it; `for_person` is who asked for the page, or is to do the task; `mark` is the seq of the mark that caused it.
    """

    question: QuestionName
    person: str
    due_at: datetime
    line: int | None = None
    instead_of: int | None = None
    again_at: datetime | None = None
    for_person: str = ""
    mark: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionShown:
    """The question of the entry `asked_seq` stands in Slack; its time to be answered counts from here."""

    asked_seq: int
    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered:
    """The question of the entry `asked_seq` is answered; what the answer put on record are facts of their own."""

    asked_seq: int
    answer: QuestionAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEnded:
    """The question of the entry `asked_seq` waits for no answer any more: nobody gave one, or none is needed."""

    asked_seq: int
    why: QuestionEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """The entry `seq` no longer counts: readings pass it over, the logbook keeps it."""

    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """The words of the entry `seq` were taken out for good; `rest` is all else it said, as the logbook writes facts."""

    seq: int
    why: str
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReady:
    channel: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMoved:
    """The incident's channel goes on under the id `channel`, as when it is shared with another company."""

    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRenamed:
    """Somebody gave the incident's channel another name in Slack, `name` without its #."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """The person is to be let into the incident's channel, asked for by themselves or by whoever is in it.

    They are in it once they have `Joined`.
    """

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The person is in the incident's channel, invited by the bot or come by themselves."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """The person is no longer in the incident's channel; as long as it is open, what they held is free."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderGone:
    """The person can answer no more: `roles` that they held are free, and `offered` asked of them in vain.

    For `customers`, by id, nobody answers now.
    """

    person: str
    why: GoneWhy
    roles: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePrivate:
    """The incident's channel became a private one: from here on the incident exists for those in it only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredPrivate:
    """Somebody in it made it private: from here on it exists for those in its channel only, be that public still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedBack:
    """What somebody who was there says of it afterwards, in their own name."""

    topic: LookBackTopic
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBackSkipped:
    """Somebody who was asked to look back has nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAssigned:
    """The review of the post-incident summary is `owner`'s, by the end of the day `due_on`; the latest counts."""

    owner: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledConfirmed:
    """Somebody who knows it read what was compiled of an incident that nobody ran with Sitrep, and put it right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryApproved:
    """The post-incident summary is right as it reads at this moment; what is recorded later is its addendum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAway:
    """The channel of one that is over is to be archived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The bot is in the incident's channel again, which had been archived or had put it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """The person, who joined late, was told once where it stands, in a message of their own."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefShared:
    """The executive brief goes, as it was known at `as_of`, to a channel or a person, whose id is `place`.

    `place_name` is how it was called then, empty for a private channel. `question` is the happening in which its sharer
    was told who would read it.
    """

    place: str
    place_name: str
    as_of: datetime
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefMailed:
    """The executive brief goes, as it was known at `as_of`, by e-mail to this address; `question` as of a share.

    `private`: the incident was private when that was decided, so whoever decided it knew.
    """

    address: str
    as_of: datetime
    question: str
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPosted:
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementAsked:
    """Somebody wants one announced that was over when it was put down or imported; by itself it is told nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPosted:
    """The message that tells the channel of the post-incident summary stands there."""

    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasMade:
    """The post-incident summary stands in a canvas as well, a tab of the channel; `canvas` is its id in Slack."""

    canvas: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasLost:
    """That canvas was taken away from us, and no other is made; `why` is Slack's own error name."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferShown:
    """The message that offers the roles of the entry `offer_seq` stands in the channel."""

    offer_seq: int
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The entry `shows_seq` can be read in Slack at this message."""

    shows_seq: int
    channel: str
    ts: str
    thread_ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """Slack will never take this effect; `reason` is Slack's own error name."""

    effect: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSuggested:
    """The bot put `emoji` (a name of Slack's) under the message `ts` of the channel: its author may mean this mark."""

    mark: Suggestible
    emoji: str
    ts: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionEnded:
    """The bot takes its own emoji away: somebody marked the message, nobody did, or a newer one may be meant so."""

    suggestion_seq: int
    why: SuggestionEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Deafened:
    """The bot heard nothing of Slack from one instant to the other; what Slack still held was read again afterwards."""

    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneDeaf:
    """The bot hears nothing of Slack since `from_at`, and goes on speaking: whoever leads was told."""

    from_at: datetime


Fact: TypeAlias = (
    Opened
    | Imported
    | ChannelAdopted
    | FoundThere
    | HistoryPartlyRead
    | HistoryRead
    | PolicyAdopted
    | AlikeOpened
    | TitleSet
    | BridgeSet
    | SeveritySet
    | StatusSet
    | MarkedDuplicate
    | DuplicateFound
    | DuplicateReleased
    | TimeSet
    | RoleOffered
    | RoleTaken
    | RoleDeclined
    | RoleReleased
    | Called
    | OfferLapsed
    | GroupOffered
    | GroupAsked
    | GroupLapsed
    | OfferSent
    | Relieved
    | RolesDoubled
    | ReadBack
    | Reported
    | NothingNew
    | Postponed
    | SeenAtWork
    | Snoozed
    | Paused
    | Resumed
    | Reminded
    | HeldBack
    | LeadSeen
    | ReminderDelivered
    | ReminderDropped
    | PromptSwitchedOff
    | PastWeighed
    | PlaybookWritten
    | PlaybookUsed
    | StepTicked
    | PlaybookChecked
    | CadenceSlowed
    | HypothesisRaised
    | HypothesisJudged
    | HypothesisConfirmed
    | HypothesisRuledOut
    | Decided
    | UnknownRaised
    | UnknownAnswered
    | RiskStated
    | NeedStated
    | HelpAnswered
    | TaskAsked
    | TaskAnswered
    | TaskEnded
    | TaskReturned
    | FollowUpRaised
    | FollowUpEnded
    | FollowUpReturned
    | FilingAsked
    | FollowUpFiled
    | IssueMoved
    | ImpactStated
    | MoneyStated
    | CustomerAffected
    | CustomerTold
    | Planned
    | PlanStepped
    | Noted
    | Marked
    | MarkPut
    | MarkTakenOff
    | Dismissed
    | ReportReplaced
    | EndSeen
    | QuestionAsked
    | QuestionShown
    | QuestionAnswered
    | QuestionEnded
    | Struck
    | Redacted
    | ChannelReady
    | ChannelMoved
    | ChannelRenamed
    | Invited
    | Joined
    | Left
    | HolderGone
    | MadePrivate
    | DeclaredPrivate
    | LookedBack
    | LookBackSkipped
    | ReviewAssigned
    | CompiledConfirmed
    | SummaryApproved
    | PutAway
    | BriefShared
    | BriefMailed
    | Returned
    | CardPosted
    | AnnouncementAsked
    | Announced
    | CaughtUp
    | SummaryPosted
    | CanvasMade
    | CanvasLost
    | OfferShown
    | Shown
    | Undelivered
    | MarkSuggested
    | SuggestionEnded
    | Deafened
    | GoneDeaf
)
