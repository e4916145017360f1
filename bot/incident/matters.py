"""Matters: what one person is to hear of at a time, beside the reports that are due; each once.

What they are about is in rules of their own: briefs, contacts, help, prompts. `bot/incident/due.py` has the table.

Law: right after `decide` at t is written, `next_at` is later than t or None. What is counted reaches nobody more often
than three times an hour, reminders of reports and other incidents included. Of a private incident nothing is meant for
whoever is not inside: it would not be sent, and would come due again at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.incident import facts as f
from bot.incident import members
from bot.incident.logbook import Saying
from bot.incident.parts import Reminder
from bot.incident.policy import is_group
from bot.incident.replay import as_if
from bot.incident.state import Case, Incident

HEARD_MAX = 3  # as of reminders: -30% answers per reminder more (bot/incident/reminders.py)
HEARD_PER = timedelta(hours=1)
ASKED_MAX = 5  # of a user group at once, as for a role (bot/incident/roles.py): more of them would be woken in vain
# What else is counted, and told to one person (bot/incident/reminders.py, which knows this module).
OF_REPORTS: frozenset[f.Rung] = frozenset(
    {"due", "lead", "escalation", "renewal", "lead silent", "offer", "group", "severity", "close", "task due"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """At `at`, `person` is to hear of what was due at `due_at`, unless they did since `since`.

    Where `person` is a user group, some of it are; who, its rule says. It is about the customer of an id, or `about`
    something else that the rung knows.
    """

    at: datetime
    person: str
    due_at: datetime
    since: datetime
    about: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True)
class MatterRule:
    """One kind of matter: what there is of it, whether told already or not, and who hears how much of it.

    `is_counted`: it waits while its person has heard enough; `free_at`: or until then, for a reason of its own.
    `is_joined`: what is ripe together is one message. `is_paused`: it waits out a pause of all reminders. `among`: who
    hears of it, where a user group is to, or somebody who may have no duty.
    """

    rung: f.Rung
    matters: Callable[[Case], Iterator[Matter]]
    is_counted: bool = True
    free_at: Callable[[Case, str], datetime | None] = lambda _case, _person: None
    is_joined: bool = False
    is_paused: bool = True
    among: Callable[[Case, Matter], Sequence[str]] = lambda _case, matter: (matter.person,)


@dataclass(frozen=True, slots=True)
class _Step:
    at: datetime
    rule: MatterRule
    matter: Matter

    @property
    def message(self) -> tuple[str, str, str]:
        """What is told in one message."""
        return self.rule.rung, self.matter.person, "" if self.rule.is_joined else self.matter.about


def next_at(case: Case, rules: Sequence[MatterRule]) -> datetime | None:
    """When `decide` has something to say next, aware UTC; in the past when it is late."""
    return min((step.at for step in _steps(case, rules)), default=None)


def decide(case: Case, rules: Sequence[MatterRule]) -> list[Saying]:
    """Everything whose time has come, one after the other: what somebody hears counts for what they may hear next."""
    decided: list[Saying] = []
    while said := _next(as_if(case, decided), rules):
        decided += said
    return decided


def still_true(case: Case, rules: Sequence[MatterRule], reminder: Reminder) -> bool:
    """Asked again right before it is sent: it is open, and still theirs to hear."""
    (rule,) = (rule for rule in rules if rule.rung == reminder.rung)
    return reminder.is_open and any(_is_about(reminder, m) and m.at <= case.now for m in rule.matters(case))


def _next(case: Case, rules: Sequence[MatterRule]) -> Sequence[f.Reminded | f.HeldBack]:
    """The one that has waited longest; or that its person is kept in peace, having heard enough of other incidents."""
    ripe = sorted((step for step in _steps(case, rules) if step.at <= case.now), key=lambda step: step.at)
    if not ripe:
        return []
    first = ripe[0]
    could = first.rule.among(case, first.matter)
    if is_group(first.matter.person) or not could:
        return _of_named(case, first, could)
    return [_of_person(case, ripe)]


def _of_named(case: Case, step: _Step, could: Sequence[str]) -> Sequence[f.Reminded | f.HeldBack]:
    """Some of those, who have not heard enough; where nobody is left, whoever is named is asked later, or never."""
    group = step.matter.person
    hearing = [person for person in could if not _is_full(case, person)][:ASKED_MAX]
    if not hearing:
        return [f.HeldBack(person=group, rung=step.rule.rung, until=case.now + HEARD_PER)]
    to_each = ([replace(step, matter=replace(step.matter, person=person))] for person in hearing)
    return [replace(_reminded(ripe), of_group=group) for ripe in to_each]


def _is_full(case: Case, person: str) -> bool:
    """Whether the person has heard enough, here or elsewhere."""
    enough_until = heard_enough_until(case.incident, person)
    is_full_here = enough_until is not None and enough_until > case.now
    return is_full_here or _enough_elsewhere_until(case, person) is not None


def _of_person(case: Case, ripe: Sequence[_Step]) -> f.Reminded | f.HeldBack:
    first = ripe[0]
    until = _enough_elsewhere_until(case, first.matter.person) if first.rule.is_counted else None
    if until is not None:
        return f.HeldBack(person=first.matter.person, rung=first.rule.rung, until=until)
    return _reminded(ripe)


def _reminded(ripe: Sequence[_Step]) -> f.Reminded:
    """The first of these, and what goes into one message with it."""
    first = ripe[0]
    together = [step.matter for step in ripe if step.message == first.message]
    due_at = min(matter.due_at for matter in together)
    return f.Reminded(
        roles=(),
        person=first.matter.person,
        rung=first.rule.rung,
        due_at=due_at,
        ripe_at=first.at if first.at > due_at else None,
        about=first.matter.about,
        customers=tuple(matter.customer for matter in together if matter.customer),
    )


def _steps(case: Case, rules: Sequence[MatterRule]) -> Iterator[_Step]:
    """Everything that nobody has heard of yet, when its person may hear of it."""
    for rule in rules:
        for matter in rule.matters(case):
            if _may_be_meant(case.incident, matter.person) and not _was_told(case.incident, rule, matter):
                enough_until = heard_enough_until(case.incident, matter.person) if rule.is_counted else None
                runs_from = case.incident.clocks_from if rule.is_paused else None
                held_until = case.incident.held_back.get((matter.person, rule.rung))
                times = (matter.at, enough_until, held_until, rule.free_at(case, matter.person), runs_from)
                yield _Step(max(at for at in times if at is not None), rule, matter)


def _may_be_meant(incident: Incident, person: str) -> bool:
    return is_group(person) or members.may_be_told(incident, person)


def _was_told(incident: Incident, rule: MatterRule, matter: Matter) -> bool:
    told = (r for r in incident.reminders if r.rung == rule.rung and not r.dropped and r.decided_at >= matter.since)
    return any(_is_about(reminder, matter) for reminder in told)


def _is_about(reminder: Reminder, matter: Matter) -> bool:
    is_same = matter.customer in reminder.customers if matter.customer else matter.about == reminder.about
    return is_same and matter.person in {reminder.person, reminder.of_group}


def told(incident: Incident, rung: f.Rung, *, since: datetime, customer: str) -> Reminder | None:
    """The message about this customer since then, to whomever it went."""
    known = (r for r in incident.reminders if r.rung == rung and customer in r.customers and not r.dropped)
    return next((r for r in known if r.decided_at >= since), None)


COUNTED: frozenset[f.Rung] = frozenset({"contact", "help", "plan b", "prompt", "ask"})


def heard_enough_until(incident: Incident, person: str) -> datetime | None:
    """When the person may hear again; None when they never heard enough."""
    heard = _heard(incident, person)
    return heard[-HEARD_MAX] + HEARD_PER if len(heard) >= HEARD_MAX else None


def _enough_elsewhere_until(case: Case, person: str) -> datetime | None:
    """Until when other incidents keep the person from hearing now; None when nothing does."""
    heard = sorted([*_heard(case.incident, person), *case.heard_elsewhere.get(person, ())])
    until = heard[-HEARD_MAX] + HEARD_PER if len(heard) >= HEARD_MAX else case.now
    return until if until > case.now else None


def _heard(incident: Incident, person: str) -> list[datetime]:
    counted = OF_REPORTS | COUNTED
    return [r.decided_at for r in incident.reminders if r.person == person and r.rung in counted and not r.dropped]
