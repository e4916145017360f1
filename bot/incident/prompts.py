"""Prompts: what the lead may not see for all there is to do, said quietly, to the lead alone, with a button or two.

Each is a row of PROMPTS: when it is ripe, and what it is about. What it says is in templates/prompt.

Law: one in ten minutes and two an hour at most, each once for what gave rise to it, none after the end, and none that
the lead switched off for this incident or the house for all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.incident import checks, reports
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from bot.incident.matters import Matter
from bot.incident.policy import LEAD, LOGS
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import RECORDS

APART = timedelta(minutes=10)  # between two, and after whatever else the lead was told or asked
MOST, MOST_PER = 2, timedelta(hours=1)  # so that of the three an hour there is one left for a silence
NO_LOGS_AFTER = timedelta(minutes=12)
IDEAS = 3
BEFORE_DEADLINE = timedelta(minutes=40)
NO_CHANGE_FOR = timedelta(hours=2)
NOTHING_NEW_TIMES = 3
SLOWER = 2  # times the minutes that were agreed
WRITING_FOR = timedelta(minutes=5)  # with a form open, the lead is writing

# What is on record of the matter itself; that there is nothing new is none.
_CHANGES = (*(kind for kind in RECORDS if kind is not f.NothingNew), f.SeveritySet, f.StatusSet)

# When it became ripe, and what it is about beside its name: a role, a customer.
Ripe = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class PromptRule:
    """`name` is what it is switched off by, as in PROMPT_MEANINGS (bot/incident/policy.py), where settings read it."""

    name: str
    ripe: Callable[[Case], Iterator[Ripe]]


def _no_logs(case: Case) -> Iterator[Ripe]:
    """Nobody looks at the evidence; in one that reports on demand nobody has to."""
    incident, free_since = case.incident, _free_since(case.incident, LOGS)
    if free_since is not None and incident.role(LOGS).offered_to is None and reports.phase_interval(case) is not None:
        yield free_since + NO_LOGS_AFTER, LOGS


def _free_since(incident: Incident, role: str) -> datetime | None:
    """Since when nobody holds the role; None while somebody does."""
    if incident.role(role).holder is not None or incident.open_since is None:
        return None
    left = [entry.at for entry, fact in incident.of(f.RoleReleased) if fact.role == role]
    lapsed = [entry.at for entry, fact in incident.of(f.OfferLapsed) if fact.role == role]
    declined = [entry.at for entry, fact in incident.of(f.RoleDeclined) if fact.role == role]
    return max([incident.open_since, *left, *lapsed, *declined])


def _untested(case: Case) -> Iterator[Ripe]:
    """Three ideas stand, and none was settled, one way or the other."""
    raised = case.incident.hypotheses
    if len(raised) >= IDEAS and all(h.outcome == "open" for h in raised):
        yield raised[IDEAS - 1].raised_at, ""


def _deadline(case: Case) -> Iterator[Ripe]:
    for customer in case.incident.customers:
        at = customer.deadline_at
        if at is not None and customer.deadline_known_at is not None and not customer.done and at > case.now:
            yield max(at - BEFORE_DEADLINE, customer.deadline_known_at), customer.id


def _no_change(case: Case) -> Iterator[Ripe]:
    """For two hours nothing was put on record but *Nothing new*: then short intervals ask for nothing else.

    Of those who are silent it is not asked whether they may be.
    """
    incident, unchanged = case.incident, case.incident.of(f.NothingNew)
    if not unchanged or incident.open_since is None or reports.phase_interval(case) is None or incident.slower > 1:
        return
    changed = [told[-1][0].at for kind in _CHANGES if (told := incident.of(kind))]
    since = max([incident.open_since, *changed])
    if any(entry.at > since for entry, _ in unchanged):
        yield since + NO_CHANGE_FOR, ""


def _nothing_new(case: Case) -> Iterator[Ripe]:
    """Three in a row, and once more at six, nine and so on."""
    for role in case.incident.roles.values():
        times = role.nothing_new_in_a_row // NOTHING_NEW_TIMES * NOTHING_NEW_TIMES
        said = [entry.at for entry, fact in case.incident.of(f.NothingNew) if fact.role == role.name]
        if times and role.holder is not None and role.name != LEAD:
            yield said[times - role.nothing_new_in_a_row - 1], role.name


PROMPTS: tuple[PromptRule, ...] = (
    PromptRule("no-logs", _no_logs),
    PromptRule("untested", _untested),
    PromptRule("deadline", _deadline),
    PromptRule("no-change", _no_change),
    PromptRule("nothing-new", _nothing_new),
)
_BY_NAME: Mapping[str, PromptRule] = {rule.name: rule for rule in PROMPTS}


def matters(case: Case) -> Iterator[Matter]:
    """All that is ripe, for whoever leads."""
    incident, lead = case.incident, case.incident.lead
    if lead is None or not incident.is_open:
        return
    for rule in PROMPTS:
        if rule.name not in {*case.policy.prompts_off, *incident.prompts_off}:
            for at, subject in rule.ripe(case):
                about = f"{rule.name} {subject}".strip()
                yield Matter(at=at, person=lead, due_at=at, since=at, about=about)


def name_of(about: str) -> str:
    """The name of the prompt that this is about."""
    return about.partition(" ")[0]


def subject_of(about: str) -> str:
    """The role or the customer that it is about, if it is about one."""
    return about.partition(" ")[2]


def free_at(case: Case, lead: str) -> datetime | None:
    """From when the lead may get one: not right after they heard of something else, and not while they write."""
    incident = case.incident
    heard = [r for r in incident.reminders if r.person == lead and not r.dropped]
    told = [r.decided_at for r in heard if r.rung == "prompt"]
    asked = [q.asked_at for q in incident.questions if q.person == lead]
    writes_since = case.activity.form.get(lead)
    return max(
        [
            *(at + APART for at in (*(r.decided_at for r in heard[-1:]), *asked[-1:])),
            *(at + MOST_PER for at in told[-MOST : -MOST + 1]),
            *([writes_since + WRITING_FOR] if writes_since else []),
            *([incident.clocks_from + APART] if incident.clocks_from else []),
        ],
        default=None,
    )


# ---- what the lead answers -------------------------------------------------------------------------


def switch_off(case: Case, *, prompt: str) -> list[Saying]:
    """The lead wants this one no more in this incident. Refuses `lead_only` and `already_so`."""
    _require_lead(case)
    if prompt not in _BY_NAME or prompt in case.incident.prompts_off:
        raise Refused("already_so", what="off")
    return [f.PromptSwitchedOff(prompt=prompt)]


def slow_down(case: Case, *, times: int) -> list[Saying]:
    """Reports are due after so many times the minutes that were agreed, 2, or as agreed, 1.

    Until severity or status change. Refuses `lead_only` and `already_so`.
    """
    _require_lead(case)
    if times not in {1, SLOWER} or times == case.incident.slower:
        raise Refused("already_so", what="set")
    return [f.CadenceSlowed(times=times)]


def _require_lead(case: Case) -> None:
    checks.not_closed(case)
    if not checks.leads(case):
        raise Refused("lead_only", lead=case.incident.lead or "")
