"""The note of a hand-over: what whoever takes a role should know, drafted from the record before they accept.

Law: nothing is invented and nothing judged; what nobody recorded has no line, and promises made outside come with their
time. It is the same for the same record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import get_args

from bot.incident.facts import NeedStated, PlanName, Planned, Reported, Status
from bot.incident.parts import Customer, Hypothesis, Role, Task
from bot.incident.plans import stepped
from bot.incident.policy import LEAD
from bot.incident.reports import states_any
from bot.incident.state import Incident
from bot.story.fix import standing_plan

IDEAS_MAX, TASKS_MAX, PROMISES_MAX, NEEDS_MAX = 3, 5, 5, 3  # a note is read in a minute; the card has the rest


@dataclass(frozen=True, slots=True)
class HandoverNote:
    """What goes with the role: the newest of each kind, and of tasks and promises the most pressing, first.

    `said` is what the role, or for the lead the lead, last reported. `customers` are those who still wait, with the
    promise made to them and their deadline.
    """

    incident: str
    title: str
    role: str
    status: Status
    severity: int | None
    since: datetime | None
    said: Reported | None
    said_at: datetime | None
    plan_a: Planned | None
    plan_b: Planned | None
    stages: Mapping[PlanName, str]  # how far each is, empty where nothing was said of it
    ideas: tuple[Hypothesis, ...]
    ruled_out: tuple[Hypothesis, ...]
    tasks: tuple[Task, ...]
    customers: tuple[Customer, ...]
    needs: tuple[str, ...]


def note(incident: Incident, role: str, holder: str) -> HandoverNote:
    """What `holder`, who has the role, hands over."""
    known = incident.role(role)
    plans = incident.plans
    return HandoverNote(
        incident=incident.name,
        title=incident.title,
        role=role,
        status=incident.status,
        severity=incident.severity,
        since=incident.status_since,
        said=known.last_finding,
        said_at=known.last_finding_at,
        plan_a=plans.get("a") if standing_plan(incident, "a") else None,
        plan_b=plans.get("b"),
        stages={name: step[1].stage if (step := stepped(incident, name)) else "" for name in get_args(PlanName)},
        ideas=tuple(h for h in incident.hypotheses if h.outcome == "open")[-IDEAS_MAX:],
        ruled_out=tuple(h for h in incident.hypotheses if h.outcome == "ruled out")[-IDEAS_MAX:],
        tasks=_tasks(incident, role, holder),
        customers=_customers(incident),
        needs=_needs(incident, known),
    )


def _tasks(incident: Incident, role: str, holder: str) -> tuple[Task, ...]:
    """What is in flight: all of it for the lead, else what the holder was asked or waits for."""
    running = [task for task in incident.tasks if task.is_open and (role == LEAD or holder in {task.person, task.by})]
    return tuple(sorted(running, key=lambda task: task.due_at)[:TASKS_MAX])


def _customers(incident: Incident) -> tuple[Customer, ...]:
    waiting = [(_pressing(customer), customer) for customer in incident.customers if not customer.done]
    timed = sorted([(at, customer) for at, customer in waiting if at is not None], key=itemgetter(0))
    untimed = [customer for at, customer in waiting if at is None]
    return tuple([*(customer for _, customer in timed), *untimed][:PROMISES_MAX])


def promised_at(customer: Customer) -> datetime | None:
    """When the customer hears from us next, by the last contact."""
    return customer.contacts[-1].promised_at if customer.contacts else None


def _pressing(customer: Customer) -> datetime | None:
    return min([at for at in (promised_at(customer), customer.deadline_at) if at], default=None)


def _needs(incident: Incident, role: Role) -> tuple[str, ...]:
    """What was said to be needed, and what the role itself last said that it needs."""
    stated = [fact.what for _, fact in incident.latest(NeedStated)]
    own = role.last_finding.needs if role.last_finding and states_any(role.last_finding.needs) else ""
    return tuple(dict.fromkeys([*stated, *([own] if own else [])]))[-NEEDS_MAX:]
