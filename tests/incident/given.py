"""How the tests of the rules tell a story: a logbook that people write into, minute by minute from nine o'clock.

`Book` is a value: every line gives a new one. `says` writes facts as they are, `asks` writes what a rule answers,
`delivers` plays Slack, which took every offer and every reminder that was decided.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from bot.incident import facts as f
from bot.incident import reminders
from bot.incident.logbook import BOT, At, Entry, From, Saying, fact_of
from bot.incident.policy import AS_OPENED, Policy
from bot.incident.replay import carry_on, replay
from bot.incident.state import Activity, Case, Incident

NINE = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
FOR_EVER = 1_000_000  # minutes: of a lead who is there, whose own silence is another test's
LEO, ANA, BO, CLEO, EVE = "U0LEO", "U0ANA", "U0BO", "U0CLEO", "U0EVE"


def minute(number: float) -> datetime:
    return NINE + timedelta(minutes=number)


def minutes(at: datetime) -> float:
    """The same the other way round."""
    return (at - NINE) / timedelta(minutes=1)


@dataclass(frozen=True)
class Book:
    """The logbook of INC-42 so far, with what counts beside it."""

    entries: tuple[Entry, ...] = ()
    activity: Activity = field(default_factory=Activity)
    policy: Policy = AS_OPENED
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heard_elsewhere: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)

    @cached_property
    def incident(self) -> Incident:
        return replay(42, self.entries)

    @property
    def facts(self) -> tuple[f.Fact, ...]:
        return tuple(entry.fact for entry in self.entries)

    def case(self, at: float, by: str = BOT) -> Case:
        return Case(
            self.incident,
            minute(at),
            by,
            self.activity,
            self.policy,
            groups=self.groups,
            heard_elsewhere=self.heard_elsewhere,
        )

    def says(self, at: float, by: str, *sayings: Saying) -> "Book":
        now, seq = minute(at), len(self.entries)
        entries = tuple(
            Entry(
                seq + place,
                saying.at if isinstance(saying, At) else now,
                now,
                by,
                f"cmd:{seq}",
                fact_of(saying),
                saying.message if isinstance(saying, From) else None,
            )
            for place, saying in enumerate(sayings, start=1)
        )
        told = replace(self, entries=(*self.entries, *entries))
        vars(told)["incident"] = carry_on(self.incident, entries)  # as the desk does; the laws hold it to be the same
        return told

    def asks(self, at: float, by: str, rule: Callable[..., list[Saying]], **arguments: Any) -> "Book":
        return self.says(at, by, *rule(self.case(at, by), **arguments))

    def delivers(self, at: float) -> "Book":
        waiting = [r for r in self.incident.reminders if r.delivered_at is None and not r.dropped]
        answers = (f.ReminderDelivered(reminder_seq=r.seq, channel=f"D{r.person}", ts=f"{r.seq}.0") for r in waiting)
        offers = (f.OfferShown(offer_seq=o.seq, ts=f"{o.seq}.0") for o in self.incident.offers if not o.ts)
        asked = [q for q in self.incident.questions if q.shown_at is None and q.is_open]
        shown = (f.QuestionShown(asked_seq=q.seq, channel=f"D{q.person}", ts=f"{q.seq}.0") for q in asked)
        personal = [o for o in self.incident.personal_offers if o.is_open]
        found = (f.GroupAsked(offer_seq=o.seq, people=(ANA, BO, CLEO)) for o in personal if o.asked_at is None)
        sent = (
            f.OfferSent(offer_seq=o.seq, person=person, channel=f"D{person}", ts=f"{o.seq}.0")
            for o in personal
            for person in o.people
            if person not in o.sent
        )
        return self.says(at, BOT, *offers, *answers, *shown, *found, *sent)

    def does(self, **moments: dict[str, float]) -> "Book":
        """Note what is no fact: `seen`, `substance` or `form`, with the minute of each person."""
        instants = {kind: {who: minute(at) for who, at in when.items()} for kind, when in moments.items()}
        return replace(self, activity=replace(self.activity, **instants))


def opened(*, severity: int | None = 1, private: bool = False) -> Book:
    """Leo declared at nine and leads."""
    return Book().says(
        0,
        LEO,
        f.Opened(title="Documents missing", severity=severity, private=private),
        f.RoleTaken(role="lead", person=LEO),
    )


def imported(*, from_min: float = 0, until_min: float = 50, **told: Any) -> Book:
    """A channel that was read out of an export; its first and last message are of these minutes."""
    known = {"title": "inc-7", "channel": "C7", "channel_name": "inc-7", "team": "T1"}
    counted = {"messages": 9, "machines": 0, "people": 3, "from_at": minute(from_min), "until_at": minute(until_min)}
    return Book().says(until_min, BOT, f.Imported(**{**known, **counted, **told}))


def staffed(*, severity: int | None = 1) -> Book:
    """As `opened`; at nine Ana took the logs as well."""
    return opened(severity=severity).says(0, ANA, f.RoleTaken(role="logs", person=ANA))


def present(book: Book) -> Book:
    """Leo gives signs of life all the time."""
    return book.does(seen={LEO: FOR_EVER})


def next_due(case: Case) -> datetime | None:
    """When somebody hears something next; None when only a lead who is present would."""
    due_at = reminders.next_due(case)
    return due_at if due_at is not None and due_at < minute(FOR_EVER) else None
