"""What a person wants, as values: one frozen record per verb, which the doors match on and the desk carries out.

Law: an intent holds what was typed and nothing that was guessed; "" and None mean that the person did not say.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from bot.grammar.figures import Figure
from bot.grammar.people import Address, Channel, Name, Offer
from bot.grammar.periods import USUAL, Period
from bot.grammar.stretches import Stretch
from bot.grammar.times import When
from bot.incident import facts

# The words the logbook knows, so that what is read here can be recorded there.
State: TypeAlias = facts.Status
MoneyKind: TypeAlias = facts.MoneyKind
KeyMoment: TypeAlias = facts.KeyTime
ExportForm: TypeAlias = Literal["md", "html", "pdf", "json", "svg"]
Exported: TypeAlias = Literal["summary", "brief", "sheet", "walkthrough", "glance"]


@dataclass(frozen=True, kw_only=True)
class About:
    """About one incident: the one named by `INC-42` in front or behind, else (None) the one the person is in.

    `unread` is what stood where a time belongs and is not read as one; it stays in the words, and the answer says so.
    """

    incident: int | None = None
    unread: str = ""


@dataclass(frozen=True)
class Start:
    """Opens an incident. An empty title asks for the form; so does no other field.

    `severity_typed` is the severity as typed, where that is not the number it is read as ("P0", "critical", "SEV9").
    """

    verb: ClassVar[str] = "start"
    title: str
    severity: int | None = None
    private: bool = False
    drill: bool = False
    offers: tuple[Offer, ...] = ()
    severity_typed: str = ""
    over: Stretch | None = None  # from when to when it lasted, if it is over


@dataclass(frozen=True)
class Report(About):
    """A role's report; without a role, for all that the caller holds. Without any words it asks for the form.

    The next one is promised in `next_min` minutes, or for the time `next_at`. What shows it (`evidence`), and what is
    believed, how likely, a form asks for beside the words.
    """

    verb: ClassVar[str] = "report"
    role: str | None = None
    conditions: str = ""
    actions: str = ""
    needs: str = ""
    next_min: int | None = None
    nothing_new: bool = False
    next_at: When | None = None
    evidence: str = ""
    belief: str = ""
    likelihood: facts.Likelihood | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.conditions or self.actions or self.needs or self.nothing_new)


@dataclass(frozen=True)
class Role(About):
    """Takes a role ("me"), releases it ("nobody"), or offers it to a person; "" is the one that the caller holds."""

    verb: ClassVar[str] = "role"
    role: str
    person: Name | Literal["me", "nobody"] = "me"


@dataclass(frozen=True)
class Sev(About):
    """Sets the severity; `typed` is how it was typed, where that is not the number ("0", "critical").

    Without a level it is asked for. `in_doubt` as for `Resolve`.
    """

    verb: ClassVar[str] = "sev"
    level: int | None = None
    why: str = ""
    typed: str = ""
    in_doubt: bool = False


@dataclass(frozen=True)
class Status(About):
    """Moves the incident to a state; the three last states are also verbs of their own, and mean the same.

    `in_doubt` as for `Resolve`.
    """

    verb: ClassVar[str] = "status"
    state: State
    why: str = ""
    in_doubt: bool = False


@dataclass(frozen=True)
class Resolve(About):
    """`in_doubt`: verb and words may be a sentence of their own."""

    verb: ClassVar[str] = "resolve"
    why: str = ""
    in_doubt: bool = False


@dataclass(frozen=True)
class Reopen(About):
    verb: ClassVar[str] = "reopen"
    why: str = ""


@dataclass(frozen=True)
class Cancel(About):
    """Ends one that was none; with `duplicate_of`, one that another one is already. `in_doubt` as for `Resolve`."""

    verb: ClassVar[str] = "cancel"
    why: str = ""
    duplicate_of: int | None = None
    in_doubt: bool = False


@dataclass(frozen=True)
class Approve(About):
    """`anyway`: with the wordings that judge, which were shown."""

    verb: ClassVar[str] = "approve"
    why: str = ""
    anyway: bool = False


@dataclass(frozen=True)
class LookBack(About):
    """What only people know of it; without a topic a form asks. `skip`: the caller has nothing to say."""

    verb: ClassVar[str] = "look back"
    topic: facts.LookBackTopic | None = None
    words: str = ""
    skip: bool = False


@dataclass(frozen=True)
class Reviewer(About):
    """Whose review the summary is, and by when: the named one's, or the caller's (`mine`); what is not said stays."""

    verb: ClassVar[str] = "reviewer"
    owner: Name | None = None
    by: When | None = None
    mine: bool = False


@dataclass(frozen=True)
class Close(About):
    """Closes it; `anyway` once what is still open was seen. `in_doubt` as for `Resolve`."""

    verb: ClassVar[str] = "close"
    why: str = ""
    anyway: bool = False
    in_doubt: bool = False


@dataclass(frozen=True)
class Think(About):
    """Raises a hypothesis, or says how likely hypothesis H<n> is; the likelihood is one of LIKELIHOODS."""

    verb: ClassVar[str] = "think"
    text: str
    likelihood: str | None = None
    hypothesis: int | None = None


@dataclass(frozen=True)
class Confirm(About):
    """Confirms hypothesis H<n>; without a number, one button per open hypothesis."""

    verb: ClassVar[str] = "confirm"
    hypothesis: int | None
    evidence: str


@dataclass(frozen=True)
class RuleOut(About):
    verb: ClassVar[str] = "rule out"
    hypothesis: int | None
    evidence: str


@dataclass(frozen=True)
class Decide(About):
    verb: ClassVar[str] = "decide"
    what: str
    because: str = ""


@dataclass(frozen=True)
class Unknown(About):
    verb: ClassVar[str] = "unknown"
    what: str
    owner: Name | None = None
    by: When | None = None


@dataclass(frozen=True)
class AnswerUnknown(About):
    """Answers an unknown by its id; without one, the only open one. Without words, a form asks for them."""

    verb: ClassVar[str] = "answer"
    unknown: str | None
    words: str


@dataclass(frozen=True)
class Risk(About):
    verb: ClassVar[str] = "risk"
    words: str


@dataclass(frozen=True)
class Need(About):
    """Something the team lacks; `executive` when only an executive can give it, so that the brief asks for it."""

    verb: ClassVar[str] = "need"
    what: str
    executive: bool = False
    by: When | None = None


@dataclass(frozen=True)
class Ask(About):
    """One thing of one person, for so many minutes or until a time; with neither, the rule knows how long."""

    verb: ClassVar[str] = "ask"
    person: Name
    minutes: int | None
    task: str
    by: When | None = None


@dataclass(frozen=True)
class Impact(About):
    """How many are hurt. `what` may be empty for nobody and for everybody; without a source the caller is it."""

    verb: ClassVar[str] = "impact"
    figure: Figure
    what: str = ""
    source: str = ""


@dataclass(frozen=True)
class Product:
    """Normal revenue in whole units for each so many minutes, the share hurt in hundredths of a percent, minutes."""

    rate_low: int
    rate_high: int
    each_min: int
    share_low: int | None
    share_high: int | None
    lasted_low_min: int
    lasted_high_min: int


@dataclass(frozen=True)
class ImpactMoney(About):
    """What it costs, in whole units of an ISO 4217 currency ("" when low is 0); else `words` is the sum as typed.

    Of a `product` the sum is still to be reckoned.
    """

    verb: ClassVar[str] = "impact money"
    kind: MoneyKind
    low: int | None
    high: int | None
    currency: str
    what: str = ""
    source: str = ""
    words: str = ""
    product: Product | None = None
    checked: bool = False


@dataclass(frozen=True)
class AskMoney(About):
    """Wants the form for a sum, with the kind and the source that were typed already; None and "" without."""

    verb: ClassVar[str] = "impact money"
    kind: MoneyKind | None = None
    source: str = ""


@dataclass(frozen=True)
class CheckMoney(About):
    """Somebody (`by`, "" for Finance) checked the sum of this kind, or of this id."""

    verb: ClassVar[str] = "impact money"
    which: str
    by: str = ""


@dataclass(frozen=True)
class Customer(About):
    """A customer at stake. `exact`: the name stood in quotes, and means nobody whose name only begins so."""

    verb: ClassVar[str] = "customer"
    name: str
    cannot: str = ""
    deadline: When | None = None
    owner: Name | None = None
    workaround: str = ""
    exact: bool = False
    several: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told(About):
    """A contact with a customer.

    `customer` is an id (C1), a quoted name, the words before a colon, or the first word; a door that knows the
    register may find a longer name in `customer` and `what` together. `done` ends the duty to call. The next contact is
    promised in `next_min` minutes, or for the time `next_at`.
    """

    verb: ClassVar[str] = "told"
    customer: str
    what: str = ""
    next_min: int | None = None
    done: bool = False
    next_at: When | None = None


@dataclass(frozen=True)
class Plan(About):
    """The fix (a) or the contingency (b), with how long it takes, on what basis, and the time that triggers it.

    Without words it is a new estimate of the plan that stands. `unread_eta` is what was meant as one and is not read.
    """

    verb: ClassVar[str] = "plan"
    which: Literal["a", "b"]
    what: str
    eta_low_min: int | None = None
    eta_high_min: int | None = None
    at: When | None = None
    basis: str = ""
    unread_eta: str = ""


@dataclass(frozen=True)
class StepPlan(About):
    """How far a plan is that stands, and since when; put off, until when, and without that a form asks for it."""

    verb: ClassVar[str] = "plan"
    which: Literal["a", "b"]
    stage: Literal["begun", "later", "not needed", "done"]
    time: When | None = None


@dataclass(frozen=True)
class Note(About):
    """A line for the timeline. `at` is a time the text began with; `placed` tells whether it was meant as one.

    `more` are the notes of the following lines, each with a time of its own.
    """

    verb: ClassVar[str] = "note"
    text: str
    at: When | None = None
    typed: str = ""
    more: tuple["Note", ...] = ()


@dataclass(frozen=True)
class KeyTime(About):
    verb: ClassVar[str] = "time"
    which: KeyMoment
    at: When
    source: str = ""


@dataclass(frozen=True)
class Title(About):
    verb: ClassVar[str] = "title"
    title: str


@dataclass(frozen=True)
class Bridge(About):
    verb: ClassVar[str] = "bridge"
    url: str


@dataclass(frozen=True)
class Undo(About):
    verb: ClassVar[str] = "undo"


@dataclass(frozen=True)
class Redact(About):
    """Takes the words of a record out for good, named as for `Fix`."""

    verb: ClassVar[str] = "redact"
    record: str
    why: str


@dataclass(frozen=True)
class Fix(About):
    """Corrects a record, named by its id on the card (H2, C1, 17); without `new` words, a form asks for them."""

    verb: ClassVar[str] = "fix"
    record: str
    new: str


@dataclass(frozen=True)
class Summary(About):
    """The executive brief, to the caller; with `share`, to be sent there after a question; `at`: as known then."""

    verb: ClassVar[str] = "summary"
    share: Name | Channel | Address | None = None
    at: When | None = None


@dataclass(frozen=True)
class Prepare(About):
    """The sheet for whoever presents the brief; `at`: as known then."""

    verb: ClassVar[str] = "prepare"
    at: When | None = None


@dataclass(frozen=True)
class Catchup(About):
    verb: ClassVar[str] = "catchup"


@dataclass(frozen=True)
class Hypotheses(About):
    verb: ClassVar[str] = "hypotheses"


@dataclass(frozen=True)
class Timeline(About):
    """What happened; `whole`: with all that is folded otherwise."""

    verb: ClassVar[str] = "timeline"
    at: When | None = None
    whole: bool = False


@dataclass(frozen=True)
class Card(About):
    verb: ClassVar[str] = "card"


@dataclass(frozen=True)
class FollowUp(About):
    """Without words it asks for a form. With a `number` it is about that one: its end, or who does it by when.

    `text` is what is to be done, or with an end the reason for it. `files`: it goes to the house's issue tracker.
    """

    verb: ClassVar[str] = "follow-up"
    text: str
    owner: Name | None = None
    by: When | None = None
    number: int | None = None
    ends: Literal["", "done", "will not do"] = ""
    files: bool = False


@dataclass(frozen=True)
class FollowUps(About):
    """The follow-ups of all incidents, or of one; of the caller alone. A long list has pages, the first is 1."""

    verb: ClassVar[str] = "followups"
    mine: bool = False
    page: int = 1


@dataclass(frozen=True)
class Snooze(About):
    """`role` is None for all that the caller holds."""

    verb: ClassVar[str] = "snooze"
    minutes: int
    why: str
    role: str | None = None


@dataclass(frozen=True)
class Pause(About):
    verb: ClassVar[str] = "pause"
    why: str


@dataclass(frozen=True)
class Resume(About):
    verb: ClassVar[str] = "resume"


@dataclass(frozen=True)
class List:
    """The incidents that are open; those that ended; or both. A long list has pages, the first is 1."""

    verb: ClassVar[str] = "list"
    which: Literal["open", "resolved", "all"] = "open"
    page: int = 1


@dataclass(frozen=True)
class Stats:
    """Figures over the incidents of a period."""

    verb: ClassVar[str] = "stats"
    period: Period = USUAL


@dataclass(frozen=True)
class Search:
    verb: ClassVar[str] = "search"
    words: str


@dataclass(frozen=True)
class Similar(About):
    verb: ClassVar[str] = "similar"
    words: str = ""


@dataclass(frozen=True)
class Playbook(About):
    """The steps that were distilled from an incident, or those that are in use in one; else those of a file."""

    verb: ClassVar[str] = "playbook"
    called: str = ""


@dataclass(frozen=True)
class Playbooks:
    """All of them. A long list has pages, the first is 1."""

    verb: ClassVar[str] = "playbooks"
    page: int = 1


@dataclass(frozen=True)
class WritePlaybook(About):
    """Opens the form for the playbook of an incident that is over, or for its next version."""

    verb: ClassVar[str] = "write playbook"
    called: str = ""


@dataclass(frozen=True)
class UsePlaybook(About):
    """Makes the playbook of the incident `of`, or the one that is `called` so, a checklist in another one."""

    verb: ClassVar[str] = "use playbook"
    of: int | None
    called: str = ""


@dataclass(frozen=True)
class KeepPlaybook(About):
    """The playbook of the incident `of`, or the one that is `called` so, which was used here, is right as it is."""

    verb: ClassVar[str] = "keep playbook"
    of: int | None
    called: str = ""


@dataclass(frozen=True)
class TickSteps(About):
    """Steps of a checklist are done, by their numbers; `words` are what they showed."""

    verb: ClassVar[str] = "step"
    steps: tuple[int, ...]
    words: str = ""


@dataclass(frozen=True)
class Adopt:
    """Makes the channel in which it is typed an incident's; without a title, the channel itself says it."""

    verb: ClassVar[str] = "adopt"
    opening: Start


@dataclass(frozen=True)
class Review(About):
    verb: ClassVar[str] = "review"


@dataclass(frozen=True)
class Export(About):
    """`confirmed_only`: without the lines that nobody has confirmed; `without`: whose name is left out."""

    verb: ClassVar[str] = "export"
    form: ExportForm = "md"
    document: Exported = "summary"
    confirmed_only: bool = False
    without: Name | None = None


@dataclass(frozen=True)
class ExportPlaybook(About):
    """The playbook of an incident, or the imported one that is `called` so, as a file that can be imported."""

    verb: ClassVar[str] = "export"
    called: str = ""


@dataclass(frozen=True)
class Help:
    """Help about one verb (its name in the table), about what is used every day, or about `all` that works.

    `is_menu`: nothing at all was typed, or a greeting.
    """

    topic: str | None = None
    is_menu: bool = False
    all: bool = False
    verb: ClassVar[str] = "help"


@dataclass(frozen=True)
class Private(About):
    """Makes it private, for good."""

    verb: ClassVar[str] = "private"


@dataclass(frozen=True)
class Archive(About):
    """Puts the channel away."""

    verb: ClassVar[str] = "archive"


@dataclass(frozen=True)
class Announce(About):
    """Has one announced that was over when it was put down or imported."""

    verb: ClassVar[str] = "announce"


@dataclass(frozen=True)
class Invite(About):
    """Brings these people, and those in these groups, into the channel."""

    verb: ClassVar[str] = "invite"
    names: tuple[Name, ...]


Life = (
    Start
    | Adopt
    | Announce
    | Invite
    | Role
    | Sev
    | Status
    | Resolve
    | Reopen
    | Cancel
    | LookBack
    | Reviewer
    | Approve
    | Close
    | Title
    | Bridge
    | Private
    | Archive
)
Duty = Report | Ask | Snooze | Pause | Resume | FollowUp | FollowUps
Known = Think | Confirm | RuleOut | Decide | Unknown | AnswerUnknown
Record = Known | Risk | Need | Plan | StepPlan | TickSteps | Note | KeyTime | Undo | Fix | Redact
Stakes = Impact | ImpactMoney | AskMoney | CheckMoney | Customer | Told
Page = Summary | Prepare | Catchup | Hypotheses | Timeline | Card | Review | Export
Steps = Playbook | Playbooks | WritePlaybook | UsePlaybook | KeepPlaybook | ExportPlaybook
Reading = Page | List | Stats | Search | Similar | Steps | Help
Intent = Life | Duty | Record | Stakes | Reading
