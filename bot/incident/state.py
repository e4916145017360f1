"""The incident as one frozen value, what can be asked of it, and the case that a rule is given.

Law: nothing here decides anything. How it comes from the logbook is in `replay.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

from bot.incident import facts as f
from bot.incident.acts import BY_DEFAULT, Say
from bot.incident.logbook import Entry, MessageRef
from bot.incident.parts import (
    Customer,
    FollowUp,
    Hypothesis,
    Offer,
    Pause,
    PersonalOffer,
    PutMark,
    Question,
    Reminder,
    Role,
    Suggestion,
    Task,
)
from bot.incident.policy import AS_OPENED, DEFAULT, LEAD, Policy

F = TypeVar("F", bound=f.Fact)
OPEN_STATUSES = frozenset({"investigating", "identified", "mitigated"})


@dataclass(frozen=True)  # without slots: bot/incident/changing.py
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
