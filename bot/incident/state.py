"""An incident is what its logbook says: `replay` folds entries into one frozen value.

Law: nothing here decides anything. A struck entry never happened, a later fact about the same thing wins.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Literal, TypeAlias, TypeVar, assert_never, get_args

from bot.incident import facts as f
from bot.incident.acts import BY_DEFAULT, Say
from bot.incident.logbook import BOT, Entry, From, MessageRef, Saying, fact_of
from bot.incident.meanings import Mark, Suggestible
from bot.incident.policy import AS_OPENED, DEFAULT, LEAD, Policy
from bot.incident.policy_record import of_record

HypothesisOutcome: TypeAlias = Literal["open", "confirmed", "ruled out"]
TaskOutcome: TypeAlias = f.TaskEnd | Literal["declined", "returned"]
# Somebody has it; everybody said no; nobody answered; it went to another; it was taken back; the incident is over;
# nobody could be asked.
OfferOutcome: TypeAlias = Literal["taken", "declined", "lapsed", "passed on", "withdrawn", "over", "nobody"]
F = TypeVar("F", bound=f.Fact)
_READABLE: tuple[type, ...] = get_args(f.Fact)

OPEN_STATUSES = frozenset({"investigating", "identified", "mitigated"})


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


@dataclass(frozen=True, slots=True)
class Incident:
    """The incident as of its last entry. `entries` are all that count, in order; `struck` are those that do not."""

    number: int
    policy: Policy = DEFAULT  # under which it was opened
    title: str = ""
    severity: int | None = None
    status: f.Status = "investigating"
    status_since: datetime | None = None
    private: bool = False
    awaits_conversion: bool = False  # it is private, and its channel is still a public one
    archived: bool = False  # its channel, by our doing
    drill: bool = False
    put_down_later: bool = False  # it was over when it was opened, and has not been opened again
    imported: f.Imported | None = None  # nobody ran it with Sitrep: it is told from an export
    declarer: str = ""
    opened_at: datetime | None = None
    open_since: datetime | None = None  # of this stretch: a reopening starts the clocks anew, an undone end does not
    paused: Pause | None = None  # while it runs
    clocks_from: datetime | None = (
        None  # the end of the last pause, also while that is to come: none counts from before
    )
    adopted: bool = False  # its channel was there before it, and is people's own
    history: f.HistoryPartlyRead | f.HistoryRead | None = None  # what was said there before, as far as it is read
    channel: str = ""
    channel_was: tuple[str, ...] = ()  # the ids under which Slack knew it before, oldest first
    channel_name: str = ""
    card_ts: str = ""
    summary_ts: str = ""
    canvas: str = ""
    canvas_lost: bool = False
    bridge: str = ""  # the address of the call
    duplicate_of: int | None = None
    duplicates: tuple[int, ...] = ()
    announced: MessageRef | None = None
    members: frozenset[str] = frozenset()
    caught_up: frozenset[str] = frozenset()  # who joined late and was told where it stands
    roles: Mapping[str, Role] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    personal_offers: tuple[PersonalOffer, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    prompts_off: frozenset[str] = frozenset()
    pasts: Mapping[str, bool] = field(default_factory=dict)  # past incidents, by name: whether they help in this one
    slower: int = 1  # times the minutes that were agreed
    held_back: Mapping[tuple[str, f.Rung], datetime] = field(default_factory=dict)  # until when they are left in peace
    suggestions: tuple[Suggestion, ...] = ()
    questions: tuple[Question, ...] = ()
    marks: tuple[PutMark, ...] = ()  # those that stand now, in the order in which they were put
    hypotheses: tuple[Hypothesis, ...] = ()
    unknowns: frozenset[str] = frozenset()
    answered_at: Mapping[str, datetime] = field(default_factory=dict)  # by unknown, the answer that stands
    tasks: tuple[Task, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    customers: tuple[Customer, ...] = ()
    plans: Mapping[f.PlanName, f.Planned] = field(default_factory=dict)
    shown: Mapping[int, MessageRef] = field(default_factory=dict)  # where an entry can be read in Slack
    entries: tuple[Entry, ...] = ()
    struck: tuple[Entry, ...] = ()
    last_seq: int = 0

    @property
    def name(self) -> str:
        return f"INC-{self.number}"

    @property
    def logbook(self) -> tuple[Entry, ...]:
        """All that was written, the struck entries in their places."""
        return tuple(sorted((*self.entries, *self.struck), key=attrgetter("seq")))

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def was_told_later(self) -> bool:
        """It was over when it was put down or imported, and has not been opened again."""
        return self.put_down_later or (self.imported is not None and self.open_since == self.opened_at)

    @property
    def heard_from(self) -> datetime | None:
        """The beginning of what is known of its channel, which may lie before the incident's own; aware UTC."""
        return self.history.from_at if self.history is not None else self.opened_at

    @property
    def lead(self) -> str | None:
        return self.role(LEAD).holder

    @property
    def first_channel(self) -> str:
        """The id that the channel had first: what was said in it is known by that one, whatever Slack calls it now."""
        return (*self.channel_was, self.channel)[0]

    def known_as(self, cause: str) -> str:
        """The name of what happened in the channel: by its first id, whichever Slack had for it when it was heard.

        Who hears a message before we know of the new id, and reads it again after that, would take it for two.
        """
        kind, _, about = cause.partition(":")
        channel, _, rest = about.partition(":")
        return f"{kind}:{self.first_channel}:{rest}" if self.channel_was and channel == self.channel else cause

    def role(self, name: str) -> Role:
        return self.roles.get(name) or Role(name)

    def held_by(self, person: str) -> tuple[str, ...]:
        """The roles the person holds, in the order in which they were first mentioned."""
        return tuple(role.name for role in self.roles.values() if role.holder == person)

    def offered_to(self, person: str) -> tuple[str, ...]:
        return tuple(role.name for role in self.roles.values() if role.offered_to == person)

    def hypothesis(self, hypothesis_id: str) -> Hypothesis | None:
        return next((h for h in self.hypotheses if h.id == hypothesis_id), None)

    def task(self, task_id: str) -> Task | None:
        return next((task for task in self.tasks if task.id == task_id), None)

    def follow_up(self, follow_up_id: str) -> FollowUp | None:
        return next((one for one in self.follow_ups if one.id == follow_up_id), None)

    def of(self, *kinds: type[F]) -> tuple[tuple[Entry, F], ...]:
        """Every counting entry whose fact is of these kinds, with the fact, oldest first."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], ())
        found = (told for kind in kinds for told in self._by_kind.get(kind, ()))
        return tuple(sorted(found, key=lambda told: told[0].seq))

    def latest(self, kind: type[F]) -> tuple[tuple[Entry, F], ...]:
        """Of the facts of this kind the last one of each id, in the order in which the ids came up."""
        last: dict[object, tuple[Entry, F]] = {}
        for entry, fact in self.of(kind):
            last[getattr(fact, "id", entry.seq)] = entry, fact
        return tuple(last.values())

    def next_id(self, letter: str) -> str:
        """The next free id such as `H3`; struck records keep theirs, so an id never means two things."""
        return f"{letter}{self._ids.get(letter, 0) + 1}"

    _ids: Mapping[str, int] = field(default_factory=dict)
    _by_kind: Mapping[type, tuple[tuple[Entry, Any], ...]] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Activity:
    """What is no fact but counts for the ladder: when each person last did what, aware UTC.

    `seen` is any sign of life, `substance` a message with content in the channel, `form` an open report form. For no
    ladder is `brief`, a page that they read.
    """

    seen: Mapping[str, datetime] = field(default_factory=dict)
    substance: Mapping[str, datetime] = field(default_factory=dict)
    form: Mapping[str, datetime] = field(default_factory=dict)
    brief: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may look at: the incident, what counts beside it, the time, the caller and the policy.

    The policy is that of the incident, but while it is being opened, when the house's is given. `corrects` are the
    entries that are put right: that is done in a closed incident as well. `groups`: who can have a duty of those behind
    each id that the policy names, be it a user group or a person. `heard_elsewhere`: when each person was reminded in
    other incidents within the hour; given to whoever decides on reminders. `say` is what the house lets whom do.
    """

    incident: Incident
    now: datetime
    by: str
    activity: Activity = field(default_factory=Activity)
    policy: Policy = AS_OPENED
    corrects: tuple[Entry, ...] = ()
    say: Say = BY_DEFAULT
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    heard_elsewhere: Mapping[str, Sequence[datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.policy is AS_OPENED:
            object.__setattr__(self, "policy", self.incident.policy)


def replay(number: int, entries: Iterable[Entry]) -> Incident:
    """The incident that these entries tell, oldest first; corrections already applied."""
    written = tuple(entries)
    struck = {entry.fact.seq for entry in written if isinstance(entry.fact, f.Struck)}
    told = carry_on(Incident(number), [entry for entry in written if entry.seq not in struck])
    return replace(
        told,
        struck=tuple(entry for entry in written if entry.seq in struck),
        last_seq=written[-1].seq if written else 0,
        _ids=_ids_used(told, written),
    )


def carry_on(incident: Incident, written: Sequence[Entry]) -> Incident:
    """The incident after these further entries: what replaying the whole logbook gives, without folding it again."""
    if any(isinstance(entry.fact, f.Struck) and entry.fact.seq <= incident.last_seq for entry in written):
        return replay(incident.number, (*incident.logbook, *written))
    told = incident
    for entry in written:
        told = apply(told, entry)
    entries = _where_they_stand(told, (*incident.entries, *written))
    return replace(
        told,
        entries=entries,
        last_seq=written[-1].seq if written else incident.last_seq,
        _ids=_ids_used(incident, written),
        _by_kind=_by_kind(entries),
    )


def as_if(case: Case, sayings: Sequence[Saying]) -> Case:
    """The case once these are written, by the bot, now."""
    if not sayings:
        return case
    entries = [
        Entry(seq, case.now, case.now, BOT, "", fact_of(saying), saying.message if isinstance(saying, From) else None)
        for seq, saying in enumerate(sayings, start=case.incident.last_seq + 1)
    ]
    return replace(case, incident=carry_on(case.incident, entries))


def _where_they_stand(incident: Incident, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries with their messages where those stand now: Slack finds them under the present id alone."""
    if not incident.channel_was:
        return entries
    return tuple(replace(e, message=_standing(incident, e.message)) if e.message else e for e in entries)


def _by_kind(entries: Iterable[Entry]) -> Mapping[type, tuple[tuple[Entry, Any], ...]]:
    """The entries with their facts: a page asks fifty times for a few, and would go through all of them each time."""
    found: dict[type, list[tuple[Entry, Any]]] = {}
    for entry in entries:
        found.setdefault(type(entry.fact), []).append((entry, entry.fact))
    return {kind: tuple(told) for kind, told in found.items()}


def _standing_page(incident: Incident, fact: f.CardPosted | f.SummaryPosted | f.CanvasMade | f.CanvasLost) -> Incident:
    """Where in Slack the pages stand that people come back to."""
    match fact:
        case f.CardPosted(ts=ts):
            return replace(incident, card_ts=ts)
        case f.SummaryPosted(ts=ts):
            return replace(incident, summary_ts=ts)
        case f.CanvasMade(canvas=canvas):
            return replace(incident, canvas=canvas)
        case f.CanvasLost():
            return replace(incident, canvas_lost=True)


def _standing(incident: Incident, ref: MessageRef) -> MessageRef:
    return replace(ref, channel=incident.channel) if ref.channel in incident.channel_was else ref


def _ids_used(incident: Incident, written: Iterable[Entry]) -> Mapping[str, int]:
    """The highest number per letter, of struck records too."""
    ids = dict(incident._ids)  # noqa: SLF001 - the state's own
    for entry in written:
        record_id = getattr(entry.fact, "id", "")
        if record_id:
            ids[record_id[0]] = max(ids.get(record_id[0], 0), int(record_id[1:]))
    return ids


def apply(incident: Incident, entry: Entry) -> Incident:
    """The incident after one more entry (without the entry itself: `replay` keeps those).

    One that cannot be read, because a newer version wrote it or its words were taken out, changes nothing.
    """
    if not _is_readable(entry.fact):
        return incident
    match entry.fact:
        case f.Opened() | f.Imported() | f.TitleSet() | f.SeveritySet() | f.StatusSet():
            return _life(incident, entry, entry.fact)
        case f.RoleOffered() | f.RoleTaken() | f.RoleDeclined() | f.RoleReleased() | f.OfferLapsed():
            return _roles(incident, entry, entry.fact)
        case f.PolicyAdopted() as told:
            return replace(incident, policy=of_record(told))
        case f.GroupOffered() | f.GroupAsked() | f.GroupLapsed() | f.OfferSent():
            return _personal_offers(incident, entry, entry.fact)
        case f.OfferShown(offer_seq=seq, ts=ts):
            return _with_offer(incident, f"{seq}", lambda o: replace(o, ts=ts, shown_at=entry.at))
        case f.SeenAtWork(role=name) as seen:
            return _seen_at_work(incident, incident.role(name), seen)
        case f.Reported() | f.NothingNew() | f.Postponed() | f.Snoozed():
            return _reports(incident, entry, entry.fact)
        case f.Paused() | f.Resumed():
            return _pauses(incident, entry, entry.fact)
        case f.HeldBack(person=person, rung=rung, until=until):
            return replace(incident, held_back={**incident.held_back, (person, rung): until})
        case f.LeadSeen():
            return _answered(incident, entry, LEAD, "seen")
        case f.Reminded() | f.ReminderDelivered() | f.ReminderDropped() | f.Undelivered():
            return _reminders(_unreached(incident, entry, entry.fact), entry, entry.fact)
        case f.QuestionAsked() | f.QuestionShown() | f.QuestionAnswered() | f.QuestionEnded():
            return _questions(incident, entry, entry.fact)
        case f.HypothesisRaised() | f.HypothesisJudged() | f.HypothesisConfirmed() | f.HypothesisRuledOut():
            return _hypotheses(incident, entry, entry.fact)
        case f.PromptSwitchedOff() | f.PastWeighed():
            return _chosen(incident, entry, entry.fact)
        case f.CadenceSlowed(times=times):
            return replace(_slowed(incident, entry, "slower" if times > 1 else "as agreed"), slower=times)
        case f.BriefShared(question=question) | f.BriefMailed(question=question):
            return _draft_sent(incident, entry, question)
        case f.HelpAnswered() | f.UnknownRaised() | f.UnknownAnswered() | f.LookedBack() | f.LookBackSkipped():
            return _asked_in_person(incident, entry, entry.fact)
        case f.ReviewAssigned() | f.SummaryApproved():
            return _reviewed(incident, entry, entry.fact)
        case f.TaskAsked() | f.TaskAnswered() | f.TaskEnded() | f.TaskReturned():
            return _tasks(incident, entry, entry.fact)
        case (
            f.FollowUpRaised()
            | f.FollowUpEnded()
            | f.FollowUpReturned()
            | f.FilingAsked()
            | f.FollowUpFiled()
            | f.IssueMoved()
        ) as fact:
            return _follow_ups(incident, entry, fact)
        case f.CustomerAffected() | f.CustomerTold():
            return _customers(incident, entry, entry.fact)
        case f.Planned() | f.PlanStepped():
            return _plans(incident, entry, entry.fact)
        case f.MarkedDuplicate(number=number):
            return replace(incident, duplicate_of=number)
        case f.DuplicateFound(number=number):
            return replace(incident, duplicates=(*incident.duplicates, number))
        case f.DuplicateReleased(number=gone):
            return replace(incident, duplicates=tuple(number for number in incident.duplicates if number != gone))
        case f.BridgeSet(url=url):
            return replace(incident, bridge=url)
        case f.ChannelReady() | f.ChannelMoved() | f.ChannelAdopted() | f.HistoryPartlyRead() | f.HistoryRead():
            return _channel(incident, entry, entry.fact)
        case f.FoundThere(people=people):
            return replace(incident, members=incident.members.union(people))
        case f.Joined(person=person):
            return replace(_owner_back(incident, entry, person), members=incident.members | {person})
        case f.Left(person=person):
            return replace(_unasked(incident, entry, person=person), members=incident.members - {person})
        case f.CaughtUp(person=person):
            return replace(incident, caught_up=incident.caught_up | {person})
        case f.MadePrivate() | f.DeclaredPrivate():
            return _made_private(incident, entry)
        case f.PutAway() | f.Returned():
            return replace(incident, archived=isinstance(entry.fact, f.PutAway))
        case f.CardPosted() | f.SummaryPosted() | f.CanvasMade() | f.CanvasLost():
            return _standing_page(incident, entry.fact)
        case f.Announced(channel=channel, ts=ts):
            return replace(incident, announced=MessageRef(channel, ts))
        case f.Shown() as fact:
            ref = _standing(incident, MessageRef(fact.channel, fact.ts, fact.thread_ts))
            return replace(incident, shown={**incident.shown, fact.shows_seq: ref})
        case f.MarkSuggested() as fact:
            suggestion = Suggestion(entry.seq, fact.mark, fact.emoji, fact.ts, fact.author, entry.at)
            return replace(incident, suggestions=(*incident.suggestions, suggestion))
        case f.SuggestionEnded(suggestion_seq=seq, why=why):
            suggestions = (replace(s, ended=why) if s.seq == seq else s for s in incident.suggestions)
            return replace(incident, suggestions=tuple(suggestions))
        case f.MarkPut() | f.MarkTakenOff():
            return replace(incident, marks=tuple(_marks(incident, entry, entry.fact)))
        case (
            f.AlikeOpened()
            | f.TimeSet()
            | f.Called()
            | f.Decided()
            | f.RiskStated()
            | f.NeedStated()
            | f.ImpactStated()
            | f.MoneyStated()
            | f.Noted()
            | f.Marked()
            | f.Dismissed()
            | f.ReportReplaced()
            | f.EndSeen()
            | f.Struck()
            | f.Redacted()
            | f.Invited()
            | f.HolderGone()
            | f.Deafened()
            | f.GoneDeaf()
            | f.Relieved()
            | f.RolesDoubled()
            | f.ReadBack()
            | f.PlaybookWritten()
            | f.PlaybookUsed()
            | f.StepTicked()
            | f.PlaybookChecked()
            | f.CompiledConfirmed()
            | f.AnnouncementAsked()
        ):
            return incident  # only readings look at these
        case forgotten:
            assert_never(forgotten)


def _asked_in_person(
    incident: Incident,
    entry: Entry,
    fact: f.HelpAnswered | f.UnknownRaised | f.UnknownAnswered | f.LookedBack | f.LookBackSkipped,
) -> Incident:
    """Something is asked by direct message, or one of those who were asked has answered; a helper ends it for all."""
    match fact:
        case f.HelpAnswered(id=need, can=True):
            return _settled(incident, entry, "help", need, "found")
        case f.HelpAnswered(id=need):
            return _settled(incident, entry, "help", need, "declined", person=entry.by)
        case f.UnknownRaised(id=name):
            return replace(incident, unknowns=incident.unknowns | {name})
        case f.UnknownAnswered(id=name):
            incident = replace(incident, answered_at={**incident.answered_at, name: entry.at})
            incident = _settled(incident, entry, "ask", name, "answered")
            incident = _settled(incident, entry, "unanswered", name, "answered")
            return _settled(incident, entry, "ask back", name, "replaced")
        case f.LookedBack():
            return _settled(incident, entry, "look back", "", "answered", person=entry.by)
        case f.LookBackSkipped():
            return _settled(incident, entry, "look back", "", "skipped", person=entry.by)


def _reviewed(incident: Incident, entry: Entry, fact: f.ReviewAssigned | f.SummaryApproved) -> Incident:
    """Whoever was told that its day has come owes nothing more: it is done, or has another day or owner."""
    return _settled(incident, entry, "review due", "", "moved" if isinstance(fact, f.ReviewAssigned) else "approved")


def _plans(incident: Incident, entry: Entry, fact: f.Planned | f.PlanStepped) -> Incident:
    match fact:
        case f.Planned():
            told = _settled(incident, entry, "plan b", fact.plan, "planned anew")
            return replace(told, plans={**incident.plans, fact.plan: fact})
        case f.PlanStepped():
            return _settled(incident, entry, "plan b", fact.plan, fact.stage)


def _marks(incident: Incident, entry: Entry, fact: f.MarkPut | f.MarkTakenOff) -> Iterator[PutMark]:
    match fact:
        case f.MarkTakenOff(mark_seq=seq):
            yield from (mark for mark in incident.marks if mark.seq != seq)
        case f.MarkPut():
            yield from incident.marks
            if entry.message is not None:
                place = entry.message
                yield PutMark(entry.seq, fact.mark, fact.emoji, place, fact.person, fact.author, fact.said_at, entry.at)


def _is_readable(fact: object) -> bool:
    """A function of its own, so that the type checker goes on knowing which facts there are."""
    return isinstance(fact, _READABLE)


LifeFact: TypeAlias = f.Opened | f.Imported | f.TitleSet | f.SeveritySet | f.StatusSet


def _life(incident: Incident, entry: Entry, fact: LifeFact) -> Incident:
    match fact:
        case f.Opened():
            return replace(
                incident,
                title=fact.title,
                severity=fact.severity,
                private=fact.private,
                drill=fact.drill,
                put_down_later=fact.over,
                declarer=entry.by,
                opened_at=entry.at,
                open_since=entry.at,
                status_since=entry.at,
            )
        case f.Imported():
            return _imported(incident, fact)
        case f.TitleSet():
            return replace(incident, title=fact.title)
        case f.SeveritySet():
            judged = _answered(incident, entry, "", "set", _ABOUT_SEVERITY)
            return replace(judged, severity=fact.severity, slower=1)
        case f.StatusSet():
            return _moved(incident, entry, fact)


def _imported(incident: Incident, fact: f.Imported) -> Incident:
    """It was over when it was exported; a later export changes what was said, and no state or title of since."""
    told = replace(incident, imported=fact, opened_at=fact.from_at)
    told = replace(told, channel=fact.channel, channel_name=fact.channel_name)
    if incident.imported is not None:
        return replace(told, private=incident.private or fact.private)
    return replace(
        told,
        title=fact.title,
        private=fact.private,
        open_since=fact.from_at,
        status="resolved",
        status_since=fact.until_at,
    )


ChannelFact: TypeAlias = f.ChannelReady | f.ChannelMoved | f.ChannelAdopted | f.HistoryPartlyRead | f.HistoryRead


def _channel(incident: Incident, entry: Entry, fact: ChannelFact) -> Incident:
    """Where it is, and what is known of what was said there before it."""
    match fact:
        case f.ChannelReady(channel=channel, name=name):
            return replace(incident, channel=channel, channel_name=name)
        case f.ChannelAdopted(channel=channel, name=name):
            here = incident.members | {entry.by}  # who typed it there
            return replace(incident, adopted=True, channel=channel, channel_name=name, members=here)
        case f.ChannelMoved(channel=channel):
            moved = replace(incident, channel=channel, channel_was=(*incident.channel_was, incident.channel))
            return replace(moved, shown={seq: _standing(moved, ref) for seq, ref in incident.shown.items()})
        case f.HistoryPartlyRead() | f.HistoryRead():
            return replace(incident, history=fact)


def _moved(incident: Incident, entry: Entry, fact: f.StatusSet) -> Incident:
    reopened = not incident.is_open and fact.status in OPEN_STATUSES and fact.undoes is None
    moved = replace(
        incident,
        status=fact.status,
        status_since=entry.at,
        slower=1,
        put_down_later=incident.put_down_later and not reopened,
        open_since=entry.at if reopened else incident.open_since,
    )
    moved = _settled(moved, entry, "review due", "", fact.status)
    if fact.status == "mitigated":
        moved = _settled(moved, entry, "plan b", "b", "over")
    if moved.is_open:
        return replace(_answered(moved, entry, "", fact.status, _ABOUT_CLOSING), duplicate_of=None)
    moved = _running(moved, entry)
    customers = (customer.id for customer in incident.customers)
    for about in ("", *incident.roles, *customers):  # nobody is asked any more; what stands in Slack says so
        moved = _answered(moved, entry, about, fact.status, _WHILE_OPEN)
    moved = replace(moved, personal_offers=tuple(_over(offer, entry, "over") for offer in moved.personal_offers))
    return _unasked(moved, entry, keeps="form")


RoleFact: TypeAlias = f.RoleOffered | f.RoleTaken | f.RoleDeclined | f.RoleReleased | f.OfferLapsed

# What became of an offer, for those who were told that nobody had answered it.
_OFFER_ANSWERS: Mapping[type[f.Fact], str] = {
    f.RoleOffered: "passed on",
    f.RoleTaken: "taken",
    f.RoleDeclined: "declined",
    f.OfferLapsed: "lapsed",
}


def _roles(incident: Incident, entry: Entry, fact: RoleFact) -> Incident:
    role = incident.role(fact.role)
    if answer := _OFFER_ANSWERS.get(type(fact)):
        incident = _answered(incident, entry, role.name, answer, _ABOUT_OFFERS)
    incident = _offers_answered(incident, entry, fact)
    match fact:
        case f.RoleOffered():
            incident = replace(incident, offers=_with_another(incident.offers, entry, fact))
            offer_seq = incident.offers[-1].seq
            role = replace(role, offered_to=fact.person, offered_at=entry.at, offer_seq=offer_seq)
        case f.RoleTaken():
            role = Role(
                role.name,
                holder=fact.person,
                zone=fact.zone,
                held_since=entry.at,
                last_finding=role.last_finding,
                last_finding_at=role.last_finding_at,
                last_finding_by=role.last_finding_by,
            )
        case f.RoleDeclined() | f.OfferLapsed():
            role = replace(role, offered_to=None, offered_at=None, offer_seq=None)
        case f.RoleReleased():
            role = replace(role, holder=None, held_since=None, promised_at=None, **_NOT_PUT_OFF)
    if isinstance(fact, f.RoleTaken | f.RoleReleased):
        answer = "handed over" if isinstance(fact, f.RoleTaken) else "released"
        incident = _answered(incident, entry, role.name, answer)
        incident = _answered(incident, entry, "", "passed on", _ASKS_LEAD) if role.name == LEAD else incident
    if isinstance(fact, f.RoleTaken):
        incident = _settled(incident, entry, "prompt", f"no-logs {role.name}", "taken")
    return replace(incident, roles={**incident.roles, role.name: role})


def _offers_answered(incident: Incident, entry: Entry, fact: RoleFact) -> Incident:
    """What becomes of the direct messages about the role, and the one that a hand-over is offered by."""
    match fact:
        case f.RoleOffered(role=name, person=person):
            incident = _ended_offers(incident, entry, name, "passed on")
            holder = incident.role(name).holder
            if holder in {None, person} or entry.at == incident.opened_at:  # at the start there is nothing to tell yet
                return incident
            handed = PersonalOffer(entry.seq, name, entry.at, holder=holder or "", people=(person,), asked_at=entry.at)
            return replace(incident, personal_offers=(*incident.personal_offers, handed))
        case f.RoleTaken(role=name, person=person):
            return _ended_offers(incident, entry, name, "taken", by=person)
        case f.RoleDeclined(role=name, person=person):
            return _with_offers(incident, name, lambda o: _left_out(o, entry, person))
        case f.OfferLapsed(role=name):
            is_by_time = entry.by == BOT
            return _with_offers(
                incident, name, lambda o: _over(o, entry, "lapsed" if is_by_time else "withdrawn") if o.holder else o
            )
        case f.RoleReleased():
            return incident


def _personal_offers(
    incident: Incident, entry: Entry, fact: f.GroupOffered | f.GroupAsked | f.GroupLapsed | f.OfferSent
) -> Incident:
    if isinstance(fact, f.GroupOffered):
        incident = _ended_offers(incident, entry, fact.role, "passed on")
        offered = PersonalOffer(entry.seq, fact.role, entry.at, ids=fact.ids)
        return replace(incident, personal_offers=(*incident.personal_offers, offered))
    offers = (_after(o, entry, fact) if o.seq == fact.offer_seq else o for o in incident.personal_offers)
    return replace(incident, personal_offers=tuple(offers))


def _after(offer: PersonalOffer, entry: Entry, fact: f.GroupAsked | f.GroupLapsed | f.OfferSent) -> PersonalOffer:
    match fact:
        case f.GroupAsked():
            asked = replace(offer, people=fact.people, asked_at=entry.at, more=fact.more, unread=fact.unread)
            return asked if fact.people else _over(asked, entry, "nobody")
        case f.GroupLapsed():
            return _over(offer, entry, "lapsed")
        case f.OfferSent(person=person, channel=channel, ts=ts):
            sent = {**offer.sent, person: MessageRef(channel, ts)}
            return replace(offer, sent=sent, sent_at=offer.sent_at or entry.at)


def _over(offer: PersonalOffer, entry: Entry, outcome: OfferOutcome, *, by: str = "") -> PersonalOffer:
    """What became of it first stays so."""
    return replace(offer, ended_at=entry.at, outcome=outcome, taken_by=by) if offer.is_open else offer


def _left_out(offer: PersonalOffer, entry: Entry, person: str, otherwise: OfferOutcome = "declined") -> PersonalOffer:
    if person not in offer.people:
        return offer
    fewer = replace(offer, out=offer.out | {person})
    return fewer if set(offer.people) - fewer.out else _over(fewer, entry, otherwise)


def _with_offers(incident: Incident, role: str, change: Callable[[PersonalOffer], PersonalOffer]) -> Incident:
    offers = (change(o) if o.role == role and o.is_open else o for o in incident.personal_offers)
    return replace(incident, personal_offers=tuple(offers))


def _ended_offers(incident: Incident, entry: Entry, role: str, outcome: OfferOutcome, *, by: str = "") -> Incident:
    return _with_offers(incident, role, lambda o: _over(o, entry, outcome, by=by))


def _made_private(incident: Incident, entry: Entry) -> Incident:
    is_wish = isinstance(entry.fact, f.DeclaredPrivate)
    return replace(_not_for_groups(incident, entry), private=True, awaits_conversion=is_wish)


def _not_for_groups(incident: Incident, entry: Entry) -> Incident:
    """What became private is for those in it: several who are not are asked for nothing there any more."""
    offers = (_over(offer, entry, "withdrawn") if offer.ids else offer for offer in incident.personal_offers)
    return replace(incident, personal_offers=tuple(offers))


def _with_another(offers: tuple[Offer, ...], entry: Entry, fact: f.RoleOffered) -> tuple[Offer, ...]:
    if offers and offers[-1].cause == entry.cause:
        together = replace(offers[-1], offers=(*offers[-1].offers, (fact.role, fact.person)))
        return (*offers[:-1], together)
    return (*offers, Offer(entry.seq, entry.cause, ((fact.role, fact.person),)))


def _with_offer(incident: Incident, seq: str, change: Callable[[Offer], Offer]) -> Incident:
    return replace(incident, offers=tuple(change(o) if str(o.seq) == seq else o for o in incident.offers))


_NOT_PUT_OFF: Mapping[str, Any] = {"postponed_until": None, "snoozed_why": "", "snoozed_times": 0, "seen_at_work": ()}


def _reports(incident: Incident, entry: Entry, fact: f.Reported | f.NothingNew | f.Postponed | f.Snoozed) -> Incident:
    role = incident.role(fact.role)
    if isinstance(fact, f.Postponed | f.Snoozed):
        return _put_off(incident, entry, role, fact)
    role = replace(_with_finding(role, entry, fact), reports=role.reports + 1)
    if role.last_report_at is None or entry.at >= role.last_report_at:  # one that is heard late turns no clock back
        promised_at, in_a_row = None, role.nothing_new_in_a_row + 1
        if isinstance(fact, f.Reported):
            promised_at, in_a_row = fact.promised_at, 0
        role = replace(
            role,
            last_report_at=entry.at,
            nothing_new_in_a_row=in_a_row,
            promised_at=promised_at,
            **_NOT_PUT_OFF,
        )
    answer = "reported" if isinstance(fact, f.Reported) else "nothing new"
    if isinstance(fact, f.Reported):
        incident = _settled(incident, entry, "prompt", f"nothing-new {role.name}", "reported")
    return replace(_answered(incident, entry, role.name, answer), roles={**incident.roles, role.name: role})


def _seen_at_work(incident: Incident, role: Role, fact: f.SeenAtWork) -> Incident:
    return replace(
        incident, roles={**incident.roles, role.name: replace(role, seen_at_work=(*role.seen_at_work, fact))}
    )


def _put_off(incident: Incident, entry: Entry, role: Role, fact: f.Postponed | f.Snoozed) -> Incident:
    role, answer = replace(role, postponed_until=fact.until), "postponed"
    if isinstance(fact, f.Snoozed):
        role = replace(role, snoozed_why=fact.why, snoozed_times=role.snoozed_times + 1)
    elif fact.looks_after:
        answer = "looked after"
    return replace(_answered(incident, entry, role.name, answer), roles={**incident.roles, role.name: role})


def _with_finding(role: Role, entry: Entry, fact: f.Reported | f.NothingNew) -> Role:
    """What was found last is what was said last, in whatever order we heard it."""
    is_older = role.last_finding_at is not None and entry.at < role.last_finding_at
    if isinstance(fact, f.NothingNew) or is_older:
        return role
    return replace(role, last_finding=fact, last_finding_at=entry.at, last_finding_by=entry.by)


_ASKS_HOLDER: tuple[f.Rung, ...] = ("due", "renewal")
_ABOUT_REPORTS: tuple[f.Rung, ...] = (*_ASKS_HOLDER, "lead", "channel", "escalation", "lead silent", "who leads")
_ABOUT_OFFERS: tuple[f.Rung, ...] = ("offer", "group")
_ABOUT_CLOSING: tuple[f.Rung, ...] = ("close",)
_ABOUT_CONTACTS: tuple[f.Rung, ...] = ("contact", "contact late")
_ASKS_LEAD: tuple[f.Rung, ...] = ("ask",)
_ABOUT_SEVERITY: tuple[f.Rung, ...] = ("severity",)
_ABOUT_FOLLOW_UPS: tuple[f.Rung, ...] = ("follow-up", "follow-up back")
_AFTERWARDS: tuple[f.Rung, ...] = (*_ABOUT_FOLLOW_UPS, "look back", "review due", "ask back", "unanswered")
_WHILE_OPEN: tuple[f.Rung, ...] = tuple(rung for rung in get_args(f.Rung) if rung not in _AFTERWARDS)


def _answered(
    incident: Incident, entry: Entry, role: str, answer: str, rungs: Collection[f.Rung] = _ABOUT_REPORTS
) -> Incident:
    """Open reminders of these rungs no longer wait for the role; one that waits for nobody is answered.

    `role` is empty for what is about no role.
    """

    def waits(reminder: Reminder) -> bool:
        return reminder.is_open and reminder.rung in rungs and role in (reminder.pending or ("",))

    reminders = tuple(_answer(r, entry, role, answer) if waits(r) else r for r in incident.reminders)
    return replace(incident, reminders=reminders)


def _settled(  # noqa: PLR0913 - what is settled, how, and for whom
    incident: Incident, entry: Entry, rung: f.Rung, about: str, answer: str, *, person: str = ""
) -> Incident:
    """Open messages of this rung about this wait for nothing any more; those to the person alone, if one is given."""
    return replace(
        incident,
        reminders=tuple(
            replace(r, pending=(), answered_at=entry.at, answer=answer)
            if r.is_open and (r.rung, r.about) == (rung, about) and person in {"", r.person}
            else r
            for r in incident.reminders
        ),
    )


def _pauses(incident: Incident, entry: Entry, fact: f.Paused | f.Resumed) -> Incident:
    if isinstance(fact, f.Resumed):
        return _running(incident, entry)
    paused = Pause(entry.by, fact.until, fact.why)
    return replace(_left_alone(incident, entry), paused=paused, clocks_from=fact.until)


_PAUSED: frozenset[f.Rung] = frozenset({*_ABOUT_REPORTS, "contact", "contact late"})


def _left_alone(incident: Incident, entry: Entry) -> Incident:
    """Nobody owes an answer to what asks for reports and for word to customers; what stands in Slack says so."""
    return replace(
        incident,
        reminders=tuple(
            replace(r, pending=(), answered_at=entry.at, answer="paused") if r.is_open and r.rung in _PAUSED else r
            for r in incident.reminders
        ),
    )


def _chosen(incident: Incident, entry: Entry, fact: f.PromptSwitchedOff | f.PastWeighed) -> Incident:
    """What people want to be offered unasked, and what not."""
    if isinstance(fact, f.PastWeighed):
        return replace(incident, pasts={**incident.pasts, fact.past: fact.helped})
    return _switched_off(incident, entry, fact.prompt)


def _switched_off(incident: Incident, entry: Entry, prompt: str) -> Incident:
    off = replace(incident, prompts_off=incident.prompts_off | {prompt})
    for about in {r.about for r in incident.reminders if r.about.partition(" ")[0] == prompt}:
        off = _settled(off, entry, "prompt", about, "off")
    return off


def _slowed(incident: Incident, entry: Entry, answer: str) -> Incident:
    """What stands in Slack says which clocks run, also when that is taken back."""
    reminders = (
        replace(r, answered_at=entry.at, answer=answer) if (r.rung, r.about) == ("prompt", "no-change") else r
        for r in incident.reminders
    )
    return replace(incident, reminders=tuple(reminders))


def _draft_sent(incident: Incident, entry: Entry, question: str) -> Incident:
    """The draft that this answers waits no more, if it is one."""
    about, _, seq = question.partition(":")
    if about != "brief":
        return incident
    return _with_reminder(incident, seq, lambda r: replace(r, answered_at=r.answered_at or entry.at, answer="sent"))


def _running(incident: Incident, entry: Entry) -> Incident:
    """However late it is heard that a pause is over: it never lasts longer than was said."""
    if incident.paused is None:
        return incident
    return replace(incident, paused=None, clocks_from=min(entry.at, incident.paused.until))


def _answer(reminder: Reminder, entry: Entry, role: str, answer: str) -> Reminder:
    pending = tuple(name for name in reminder.pending if name != role)
    answered_at = None if pending else entry.at
    return replace(reminder, pending=pending, answered_at=answered_at, answer=answer)


ReminderFact: TypeAlias = f.Reminded | f.ReminderDelivered | f.ReminderDropped | f.Undelivered


def _reminders(incident: Incident, entry: Entry, fact: ReminderFact) -> Incident:
    match fact:
        case f.Reminded():
            reminder = Reminder(
                entry.seq,
                fact.roles,
                fact.person,
                fact.rung,
                fact.due_at,
                entry.at,
                fact.roles or fact.customers or fact.follow_ups,
                ripe_at=fact.ripe_at,
                task=fact.task,
                about=fact.about,
                customers=fact.customers,
                of_group=fact.of_group,
                follow_ups=fact.follow_ups,
            )
            if fact.task and incident.task(fact.task) is None:  # it was taken back
                reminder = replace(reminder, answered_at=entry.at, answer="struck")
            if fact.rung == "ask" and fact.about not in incident.unknowns:  # it was taken back
                reminder = replace(reminder, answered_at=entry.at, answer="struck")
            if fact.rung == "ask back" and incident.answered_at.get(fact.about) != fact.due_at:  # it was taken back
                reminder = replace(reminder, answered_at=entry.at, answer="struck")
            if fact.rung == "brief":  # it takes the place of the draft before it
                incident = _settled(incident, entry, "brief", fact.about, "replaced")
            for role in fact.roles if fact.rung == "renewal" else ():  # one message at a time has the buttons
                incident = _answered(incident, entry, role, "asked again", _ASKS_HOLDER)
            incident = _asked_again(incident, entry, reminder)
            for one in fact.follow_ups:
                if incident.follow_up(one) is None:  # it was taken back
                    reminder = _answer(reminder, entry, one, "struck")
            return replace(incident, reminders=(*incident.reminders, reminder))
        case f.ReminderDropped():
            return _with_reminder(incident, f"{fact.reminder_seq}", lambda r: replace(r, dropped=True))
        case f.ReminderDelivered():
            told = _with_reminder(
                incident,
                f"{fact.reminder_seq}",
                lambda r: replace(r, delivered_at=entry.at, channel=fact.channel, ts=fact.ts),
            )
            newest = next((r for r in told.reminders if r.seq == fact.reminder_seq), None)
            return told if newest is None else _asked_again(told, entry, newest)
        case f.Undelivered():
            kind, _, seq = fact.effect.partition(":")
            if kind == "offer":
                return _with_offer(incident, seq, lambda o: replace(o, undelivered_at=entry.at))
            if kind == "asked":
                return _unreachable(incident, entry, seq)
            if kind == "archive":
                return replace(incident, archived=False)
            if kind != "reminder":
                return incident
            return _with_reminder(incident, seq, lambda r: replace(r, undelivered_at=entry.at))


def _unreachable(incident: Incident, entry: Entry, asked: str) -> Incident:
    """Somebody who was to be asked by direct message, named as the surface names it, can never be."""
    seq, _, person = asked.partition(":")
    offers = (
        _left_out(o, entry, person, "nobody") if str(o.seq) == seq and o.is_open else o
        for o in incident.personal_offers
    )
    return replace(incident, personal_offers=tuple(offers))


def _with_reminder(incident: Incident, seq: str, change: Callable[[Reminder], Reminder]) -> Incident:
    return replace(incident, reminders=tuple(change(r) if str(r.seq) == seq else r for r in incident.reminders))


def _asked_again(incident: Incident, entry: Entry, newest: Reminder) -> Incident:
    """One message at a time asks a person of a follow-up: the newest that stands, and none before it that never did."""

    def after(old: Reminder) -> Reminder:
        is_before = (old.rung, old.person) == (newest.rung, newest.person) and old.seq < newest.seq and old.is_open
        if not is_before or (old.delivered_at is not None and newest.delivered_at is None):
            return old
        for one in set(newest.follow_ups) & set(old.pending):
            old = _answer(old, entry, one, "asked again")
        return old

    if not newest.follow_ups:
        return incident
    return replace(incident, reminders=tuple(after(old) for old in incident.reminders))


QuestionFact: TypeAlias = f.QuestionAsked | f.QuestionShown | f.QuestionAnswered | f.QuestionEnded


def _questions(incident: Incident, entry: Entry, fact: QuestionFact) -> Incident:
    match fact:
        case f.QuestionAsked():
            asked = Question(
                entry.seq,
                fact.question,
                fact.person,
                entry.at,
                fact.line,
                entry.message,
                fact.instead_of,
                fact.again_at,
                fact.for_person,
                fact.mark,
            )
            return replace(incident, questions=(*incident.questions, asked))
        case f.QuestionShown(asked_seq=seq, channel=channel, ts=ts):
            return _with_question(incident, seq, lambda q: replace(q, shown_at=entry.at, channel=channel, ts=ts))
        case f.QuestionAnswered(asked_seq=seq, answer=answer):
            name = next((q.name for q in incident.questions if q.seq == seq), None)
            answered = _with_question(incident, seq, lambda q: _ended(q, entry, answer, by=entry.by))
            return _ended_copies(answered, entry) if name == "form" else answered
        case f.QuestionEnded(asked_seq=seq, why=why):
            return _with_question(incident, seq, lambda q: _ended(q, entry, why))


def _ended(question: Question, entry: Entry, answer: str, *, by: str = "") -> Question:
    """What was answered stays answered, whatever comes later."""
    if question.answered_by or (not by and not question.is_open):
        return question
    return replace(question, ended_at=entry.at, answer=answer, answered_by=by)


def _ended_copies(incident: Incident, entry: Entry) -> Incident:
    """The form went to several people, and one has filled it."""
    forms = tuple(_ended(q, entry, "filled", by=entry.by) if q.name == "form" else q for q in incident.questions)
    return replace(incident, questions=forms)


def _unasked(incident: Incident, entry: Entry, *, person: str = "", keeps: str = "") -> Incident:
    """Nobody waits any more for the answers of this person, or of anybody, but for the question that is kept."""
    questions = tuple(
        _ended(q, entry, "not needed") if q.name != keeps and person in {"", q.person} else q
        for q in incident.questions
    )
    return replace(incident, questions=questions)


def _unreached(incident: Incident, entry: Entry, fact: f.Fact) -> Incident:
    kind, _, seq = fact.effect.partition(":") if isinstance(fact, f.Undelivered) else ("", "", "")
    if kind == "issue":
        return replace(incident, follow_ups=tuple(_not_filed(one, seq, entry) for one in incident.follow_ups))
    if kind != "question":
        return incident
    return _with_question(incident, int(seq), lambda q: replace(q, undelivered_at=entry.at))


def _not_filed(one: FollowUp, name: str, entry: Entry) -> FollowUp:
    if one.id != name or one.issue is None or one.is_filed:
        return one  # what became of one that is there was not told there: it is there all the same
    return replace(one, issue=replace(one.issue, failed_at=entry.at))


def _with_question(incident: Incident, seq: int, change: Callable[[Question], Question]) -> Incident:
    return replace(incident, questions=tuple(change(q) if q.seq == seq else q for q in incident.questions))


HypothesisFact: TypeAlias = f.HypothesisRaised | f.HypothesisJudged | f.HypothesisConfirmed | f.HypothesisRuledOut


def _hypotheses(incident: Incident, entry: Entry, fact: HypothesisFact) -> Incident:
    if isinstance(fact, f.HypothesisRaised):
        if incident.hypothesis(fact.id) is not None:
            return replace(incident, hypotheses=tuple(_reworded(h, fact) for h in incident.hypotheses))
        raised = Hypothesis(fact.id, fact.text, entry.by, entry.at, entry.seq, fact.likelihood)
        return replace(incident, hypotheses=(*incident.hypotheses, raised))
    told = tuple(_settle(h, entry, fact) if h.id == fact.id else h for h in incident.hypotheses)
    incident = replace(incident, hypotheses=told)
    if isinstance(fact, f.HypothesisJudged):
        return incident
    return _settled(incident, entry, "prompt", "untested", "settled")


def _reworded(hypothesis: Hypothesis, fact: f.HypothesisRaised) -> Hypothesis:
    """The hypothesis in its corrected words, if they are about it; what was not said anew stays."""
    if hypothesis.id != fact.id:
        return hypothesis
    return replace(hypothesis, text=fact.text, likelihood=fact.likelihood or hypothesis.likelihood)


def _settle(
    hypothesis: Hypothesis, entry: Entry, fact: f.HypothesisJudged | f.HypothesisConfirmed | f.HypothesisRuledOut
) -> Hypothesis:
    if isinstance(fact, f.HypothesisJudged):
        return replace(hypothesis, likelihood=fact.likelihood)
    outcome: HypothesisOutcome = "confirmed" if isinstance(fact, f.HypothesisConfirmed) else "ruled out"
    return replace(hypothesis, outcome=outcome, evidence=fact.evidence, settled_by=entry.by, settled_at=entry.at)


TaskFact: TypeAlias = f.TaskAsked | f.TaskAnswered | f.TaskEnded | f.TaskReturned
_ABOUT_TASKS: tuple[f.Rung, ...] = ("task", "task due", "task back")


def _tasks(incident: Incident, entry: Entry, fact: TaskFact) -> Incident:
    known = incident.task(fact.id)
    if known is None:
        if not isinstance(fact, f.TaskAsked):
            return incident  # what was asked was taken back
        asked = Task(fact.id, fact.what, fact.person, entry.by, entry.seq, entry.at, entry.at, fact.due_at)
        return replace(incident, tasks=(*incident.tasks, asked))
    task, answer, rungs = _task_after(known, entry, fact)
    settled = replace(incident, tasks=tuple(task if one is known else one for one in incident.tasks))
    return _with_task_answered(settled, entry, task.id, answer, rungs)


def _task_after(task: Task, entry: Entry, fact: TaskFact) -> tuple[Task, str, tuple[f.Rung, ...]]:
    """The task after this, and which of the messages about it wait for nothing any more, because of what."""
    match fact:
        case f.TaskAsked(person=person) if person != task.person:
            asked = Task(task.id, fact.what, person, task.by, task.seq, entry.at, entry.at, fact.due_at)
            return asked, "passed on", _ABOUT_TASKS
        case f.TaskAsked(due_at=due_at):
            is_moved = due_at != task.due_at
            return replace(task, what=fact.what, due_at=due_at), "more", _ABOUT_TASKS[1:] if is_moved else ()
        case f.TaskAnswered(answer="taken"):
            return replace(task, taken_at=entry.at), "taken", _ABOUT_TASKS[:1]
        case f.TaskAnswered(answer="more"):
            more = replace(task, since=entry.at, due_at=fact.due_at or task.due_at, taken_at=task.taken_at or entry.at)
            return more, "more", _ABOUT_TASKS
        case f.TaskAnswered():
            return replace(task, outcome="declined", ended_at=entry.at), "declined", _ABOUT_TASKS
        case f.TaskEnded():
            ended = replace(task, outcome=fact.how, words=fact.words, ended_at=entry.at)
            return ended, fact.how, _ABOUT_TASKS
        case f.TaskReturned():
            gone = replace(task, outcome="returned", gone_why=fact.why, ended_at=entry.at)
            return gone, "returned", _ABOUT_TASKS


def _with_task_answered(
    incident: Incident, entry: Entry, task: str, answer: str, rungs: tuple[f.Rung, ...]
) -> Incident:
    reminders = (
        _answer(r, entry, "", answer) if r.is_open and r.task == task and r.rung in rungs else r
        for r in incident.reminders
    )
    return replace(incident, reminders=tuple(reminders))


FilingFact: TypeAlias = f.FilingAsked | f.FollowUpFiled | f.IssueMoved
FollowUpFact: TypeAlias = f.FollowUpRaised | f.FollowUpEnded | f.FollowUpReturned


def _follow_ups(incident: Incident, entry: Entry, fact: FollowUpFact | FilingFact) -> Incident:
    if isinstance(fact, f.FilingAsked | f.FollowUpFiled | f.IssueMoved):
        return _filing(incident, entry, fact)
    known = incident.follow_up(fact.id)
    if known is None:
        if not isinstance(fact, f.FollowUpRaised):
            return incident  # it was taken back
        raised = FollowUp(fact.id, fact.text, entry.by, entry.at, entry.seq, entry.at, fact.owner, fact.due_on)
        return replace(incident, follow_ups=(*incident.follow_ups, raised))
    after = _follow_up_after(known, entry, fact)
    settled = replace(incident, follow_ups=tuple(after if one is known else one for one in incident.follow_ups))
    if after.outcome:
        return _answered(settled, entry, known.id, after.outcome, _ABOUT_FOLLOW_UPS)
    if after.set_at != known.set_at:
        is_moved = after.owner == known.owner
        return _answered(settled, entry, known.id, "moved" if is_moved else "passed on", _ABOUT_FOLLOW_UPS)
    return settled


def _owner_back(incident: Incident, entry: Entry, person: str) -> Incident:
    """Whoever only left the channel is in it again: nobody needs to hear that they are gone."""
    back = [one for one in incident.follow_ups if one.owner == person and one.gone_why == "left"]
    for one in back:
        incident = _answered(incident, entry, one.id, "back", _ABOUT_FOLLOW_UPS[1:])
    here = (replace(one, gone_why=None, gone_at=None) if one in back else one for one in incident.follow_ups)
    return replace(incident, follow_ups=tuple(here)) if back else incident


def _follow_up_after(known: FollowUp, entry: Entry, fact: FollowUpFact) -> FollowUp:
    match fact:
        case f.FollowUpRaised():
            again = replace(known, text=fact.text)
            if (fact.owner, fact.due_on) == (known.owner, known.due_on):
                return again
            return replace(again, owner=fact.owner, due_on=fact.due_on, set_at=entry.at, gone_why=None, gone_at=None)
        case f.FollowUpEnded():
            return replace(known, outcome=fact.how, words=fact.words, ended_at=entry.at, ended_by=entry.by)
        case f.FollowUpReturned():
            return replace(known, gone_why=fact.why, gone_at=entry.at)


def _filing(incident: Incident, entry: Entry, fact: FilingFact) -> Incident:
    """What ends in the tracker ends here, and is asked about no more."""
    known = incident.follow_up(fact.id)
    if known is None:
        return incident  # it was taken back
    after = _filed_after(known, entry, fact)
    told = replace(incident, follow_ups=tuple(after if one is known else one for one in incident.follow_ups))
    return (
        told
        if after.outcome == known.outcome
        else _answered(told, entry, known.id, after.outcome or "moved", _ABOUT_FOLLOW_UPS)
    )


def _filed_after(known: FollowUp, entry: Entry, fact: FilingFact) -> FollowUp:
    match fact:
        case f.FilingAsked(private=private):
            issue = known.issue if known.issue is not None and known.is_filed else Issue(entry.by, entry.at)
            asked = replace(issue, asked_by=entry.by, asked_at=entry.at, knows_private=private, failed_at=None)
            return replace(known, issue=asked)
        case f.FollowUpFiled():
            issue = known.issue or Issue(entry.by, entry.at)
            told = replace(issue, name=fact.issue, url=fact.url, status_url=fact.status_url, as_of=fact.as_of)
            return replace(known, issue=replace(told, failed_at=None))
        case f.IssueMoved():
            return known if known.issue is None else _moved_there(known, known.issue, entry, fact)


def _moved_there(known: FollowUp, issue: Issue, entry: Entry, fact: f.IssueMoved) -> FollowUp:
    moved = replace(known, issue=replace(issue, is_open=fact.to == "open", as_of=fact.as_of or issue.as_of))
    if fact.ours or known.is_outstanding == (fact.to == "open"):
        return moved
    if fact.to == "open":
        return replace(
            moved, outcome="", words="", ended_at=None, ended_by="", ended_there_by=None, set_at=entry.at
        )  # its owner is reminded as of one that was only just set
    return replace(
        moved,
        outcome=fact.how,
        words=fact.reason,
        ended_at=entry.at,
        ended_by=entry.by,
        ended_there_by=fact.login,
    )


def _with_contact(customer: Customer, contact: Contact, fact: f.CustomerTold) -> Customer:
    """Contacts stand in the order in which they were made; the last one says whether more is owed."""
    contacts = tuple(sorted((*customer.contacts, contact), key=attrgetter("at")))
    return replace(customer, contacts=contacts, done=fact.done if contacts[-1] is contact else customer.done)


def _customers(incident: Incident, entry: Entry, fact: f.CustomerAffected | f.CustomerTold) -> Incident:
    if isinstance(fact, f.CustomerTold):
        contact = Contact(entry.at, entry.by, fact.what, fact.promised_at, entry.seq)
        customers = tuple(_with_contact(c, contact, fact) if c.id == fact.id else c for c in incident.customers)
        told = replace(incident, customers=customers)
        return _answered(told, entry, fact.id, "told", _ABOUT_CONTACTS)
    known = next((c for c in incident.customers if c.id == fact.id), None)
    if known is None:
        added = Customer(
            fact.id,
            fact.name,
            entry.seq,
            entry.at,
            fact.cannot,
            fact.deadline_at,
            deadline_known_at=entry.at if fact.deadline_at else None,
            owner=fact.owner,
            workaround=fact.workaround,
        )
        return replace(incident, customers=(*incident.customers, added))
    changed = replace(
        known,
        name=fact.name,
        cannot=fact.cannot or known.cannot,
        deadline_at=fact.deadline_at or known.deadline_at,
        deadline_known_at=entry.at if fact.deadline_at else known.deadline_known_at,
        done=False,
        owner=fact.owner or known.owner,
        workaround=fact.workaround or known.workaround,
    )
    return replace(incident, customers=tuple(changed if c.id == fact.id else c for c in incident.customers))
