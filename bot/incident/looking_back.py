"""Looking back: what only people know of an incident that is over, asked of those who did it, once.

Law: a person is asked by one message, on the next working morning where they are; of at most five matters, of which
they may leave out each. Nobody is asked who left its channel, and nobody about a drill, about what left no record, or
about what was over when it was put down or imported.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import get_args

from bot.incident import closing, lifecycle
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.matters import Matter
from bot.incident.parts import Reminder
from bot.incident.policy import CODE, CUSTOMERS
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import RECORDS
from bot.incident.working_hours import WorkingHours

RUNG: f.Rung = "look back"
TOPICS_MAX = 5  # as Etsy's guide has it: what takes longer than a few minutes is left unanswered
PEOPLE_MAX = 10  # as many as fit around a table at the review; the holders of roles come first
MORNING = time(10)  # on the wall clock of whoever is asked
SOONEST = timedelta(hours=10)  # whatever the hour, ten in the morning of the next day is no sooner anywhere on earth
WITHIN = timedelta(days=7)  # later nobody remembers what it looked like, and an update must not ask about last year
_ENDED = frozenset({"resolved", "closed"})


# ---- who is asked what ----------------------------------------------------------------------------


def matters(case: Case) -> Iterator[Matter]:
    """Everybody who is to be asked; decided in time for the first zone in which it can be morning.

    Once for each end: whom the message was not sent to after all, as to a guest, is not decided about again.
    """
    incident = case.incident
    ended_at = _resolved_at(incident)
    if ended_at is None or incident.opened_at is None or case.now > ended_at + WITHIN:
        return
    told = (r for r in incident.reminders if (r.rung, r.due_at) == (RUNG, ended_at))
    dropped = {reminder.person for reminder in told if reminder.dropped}
    for person in people(incident):
        if person not in dropped and topics(incident, person):
            yield Matter(at=ended_at + SOONEST, person=person, due_at=ended_at, since=incident.opened_at)


def _resolved_at(incident: Incident) -> datetime | None:
    """When it was last resolved; None where there is nothing to look back on."""
    ending = lifecycle.ending(incident)
    if ending is None or incident.status not in _ENDED or incident.drill:
        return None
    if incident.put_down_later or incident.imported is not None:  # it may be of last year, and nobody did it today
        return None
    recorded = [entry.seq for entry, _ in incident.of(*RECORDS, f.MarkPut)]
    return ending.at if any(seq < ending.seq for seq in recorded) else None


def people(incident: Incident) -> tuple[str, ...]:
    """Those who did it and are still in its channel: holders of roles, who proved the cause, did a task or a fix."""
    named = (*_holders(incident), *_provers(incident), *_doers(incident))
    return tuple(dict.fromkeys(person for person in named if person in incident.members))[:PEOPLE_MAX]


def _holders(incident: Incident) -> Iterator[str]:
    yield from (fact.person for _, fact in incident.of(f.RoleTaken))


def _provers(incident: Incident) -> Iterator[str]:
    """Who had the idea that turned out to be so, and who showed it."""
    for idea in incident.hypotheses:
        if idea.outcome == "confirmed":
            yield from (idea.raised_by, idea.settled_by)


def _doers(incident: Incident) -> Iterator[str]:
    yield from (task.person for task in incident.tasks if task.outcome == "done")
    yield from (entry.by for entry, _ in incident.of(f.PlanStepped))
    yield from (mark.author for mark in incident.marks if mark.mark == "done")


def _found_it(incident: Incident, person: str) -> bool:
    return person in _provers(incident)


def _spoke_for_us(incident: Incident, person: str) -> bool:
    return bool(incident.customers) and person in _held(incident, CUSTOMERS)


def _mended_it(incident: Incident, person: str) -> bool:
    """What is only for now stands on record where somebody stated a risk."""
    did = (*_held(incident, CODE), *(entry.by for entry, _ in incident.of(f.PlanStepped)))
    return person in did and not incident.of(f.RiskStated)


def _held(incident: Incident, role: str) -> tuple[str, ...]:
    return tuple(fact.person for _, fact in incident.of(f.RoleTaken) if fact.role == role)


def _has_one_cause(incident: Incident, _: str) -> bool:
    """Several that are confirmed are factors on record."""
    return sum(idea.outcome == "confirmed" for idea in incident.hypotheses) <= 1


def _always(_: Incident, __: str) -> bool:
    return True


# Of whom each is asked, what only one person knows first.
_ASKED: Mapping[f.LookBackTopic, Callable[[Incident, str], bool]] = {
    "looked": _found_it,
    "unsaid": _spoke_for_us,
    "temporary": _mended_it,
    "helped": _always,
    "lucky": _always,
    "quicker": _always,
    "surprised": _always,
    "factors": _has_one_cause,
}


def topics(incident: Incident, person: str) -> tuple[f.LookBackTopic, ...]:
    """What this person is asked: what the record does not say yet, and they did not."""
    said = {fact.topic for entry, fact in incident.of(f.LookedBack) if entry.by == person}
    asked = [topic for topic, is_asked in _ASKED.items() if is_asked(incident, person)][:TOPICS_MAX]
    return tuple(topic for topic in asked if topic not in said)


def to_fill_in(incident: Incident, person: str) -> tuple[f.LookBackTopic, ...]:
    """The same as a form; whoever was asked nothing, or said it all, may say more of what everybody knows something."""
    return topics(incident, person) or tuple(topic for topic, is_asked in _ASKED.items() if is_asked is _always)


def morning(local: datetime, hours: WorkingHours) -> datetime:
    """Ten o'clock of the next working day after `local`, on the same wall clock; the house may begin later."""
    tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, tzinfo=local.tzinfo)
    first = hours.next_time(tomorrow)
    return max(first, datetime.combine(first.date(), MORNING, tzinfo=local.tzinfo))


def asks(case: Case, person: str) -> bool:
    """Whether this person is, or was, the one to be asked on that morning: then one message has all that is left."""
    told = {reminder.person for reminder in case.incident.reminders if reminder.rung == RUNG}
    return person in told or any(matter.person == person for matter in matters(case))


def asks_to_close(case: Case, person: str) -> bool:
    """Whether that message asks them whether it can be closed, too; nobody looks back a second time after another end.

    Not where Slack shows it to nobody, as to a guest: those are asked by itself.
    """
    told = [one for one in case.incident.reminders if (one.rung, one.person) == (RUNG, person)]
    return any(has_closing(case.incident, one) for one in told) if told else asks(case, person)


def has_closing(incident: Incident, reminder: Reminder) -> bool:
    """Whether what this message looks back on is the end that can be closed now, by whoever reads it."""
    if reminder.rung != RUNG or incident.status != "resolved" or reminder.dropped:
        return False
    ending = lifecycle.ending(incident)
    return ending is not None and reminder.due_at == ending.at and reminder.person == closing.asked(incident)


def was_asked(incident: Incident) -> bool:
    """Whether anybody has been, however it was answered."""
    return any(r.rung == RUNG and r.delivered_at is not None for r in incident.reminders)


# ---- what they say --------------------------------------------------------------------------------


def answer(case: Case, *, answers: Mapping[f.LookBackTopic, str]) -> list[Saying]:
    """What somebody says of these, in their own name; also of one that is closed.

    Refuses `look_back_too_early`, and `words_missing` where nothing was said.
    """
    require_over(case)
    said = [(topic, words) for topic in get_args(f.LookBackTopic) if (words := answers.get(topic, "").strip())]
    if not said:
        raise Refused("words_missing")
    return [f.LookedBack(topic=topic, words=words) for topic, words in said]


def skip(case: Case) -> list[Saying]:
    """Nothing to say, which changes nothing where nothing was asked. Refuses `look_back_too_early`."""
    require_over(case)
    is_asked = any(_waits_for(reminder, case.by) for reminder in case.incident.reminders)
    return [f.LookBackSkipped()] if is_asked else []


def _waits_for(reminder: Reminder, person: str) -> bool:
    return reminder.is_open and (reminder.rung, reminder.person) == (RUNG, person)


def require_over(case: Case) -> None:
    """Refuse `look_back_too_early` while there is something to do about it."""
    if case.incident.status not in _ENDED:
        raise Refused("look_back_too_early", incident=case.incident.name, status=case.incident.status)
