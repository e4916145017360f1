"""Plans on their way: begun, put off, done or not needed; and the time at which the lead is asked to start plan B.

Law: a plan moves when somebody says so, never by the clock. A new plan of the same name begins anew.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.incident import checks
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.logbook import At, Entry, Saying
from bot.incident.matters import Matter
from bot.incident.state import Case, Incident

ABOUT: f.PlanName = "b"
_WHILE_IT_HURTS: frozenset[f.Status] = frozenset({"investigating", "identified"})


def stepped(incident: Incident, plan: f.PlanName) -> tuple[Entry, f.PlanStepped] | None:
    """The last that was said of how far the plan that stands is; None while nothing was."""
    made = [entry.seq for entry, fact in incident.of(f.Planned) if fact.plan == plan]
    said = [(entry, fact) for entry, fact in incident.of(f.PlanStepped) if fact.plan == plan]
    return said[-1] if made and said and said[-1][0].seq > made[-1] else None


def ahead(incident: Incident, plan: f.PlanName) -> tuple[f.PlanStage, ...]:
    """What can still become of a plan that stands; whether one begins at all is asked of plan B alone, at its time."""
    if plan not in incident.plans:
        return ()
    said = stepped(incident, plan)
    match said[1].stage if said else "later":
        case "begun":
            return ("done",)
        case "done" | "not needed":
            return ()
        case "later":
            return ("begun", "done")


def starts_at(incident: Incident, plan: f.PlanName) -> datetime | None:
    """When it is to start, as planned or as it was put off; None once it began, or is not needed, or has no time."""
    step, standing = stepped(incident, plan), incident.plans.get(plan)
    if step is None:
        return standing.trigger_at if standing else None
    return step[1].until if step[1].stage == "later" else None


def step(
    case: Case,
    *,
    plan: f.PlanName,
    stage: f.PlanStage,
    until: datetime | None = None,
    at: datetime | None = None,
) -> list[Saying]:
    """Say how far a plan is, and since when (`at`); `until` is the time to which its start is put off.

    With another time it is said once more, which puts the first right.
    Refuses `no_such_plan`, `already_so`, `not_ahead`, `not_past`, `closed` and whom the house lets set no plan.
    """
    checks.not_closed(case)
    checks.require(case, "plan")
    if plan not in case.incident.plans:
        raise Refused("no_such_plan", plan=plan)
    said = stepped(case.incident, plan)
    if stage == "later":
        if until is None or until <= case.now:
            raise Refused("not_ahead", plan=plan)
        return [f.PlanStepped(plan=plan, stage=stage, until=until)]
    if at is not None and at > case.now:
        raise Refused("not_past")
    if said is not None and said[1].stage == stage and at in {None, said[0].at}:
        raise Refused("already_so", what=stage)
    stepped_so = f.PlanStepped(plan=plan, stage=stage)
    return [stepped_so if at is None else At(at, stepped_so)]


def matters(case: Case) -> Iterator[Matter]:
    """Whoever leads is asked when plan B is to start, and once more for each time to which that is put off.

    Not of a time that went by before the incident was reopened: the plan stands, and wants a new one.
    """
    incident, at = case.incident, starts_at(case.incident, ABOUT)
    if at is None or incident.lead is None or incident.status not in _WHILE_IT_HURTS:
        return
    planned = [entry.recorded_at for entry, fact in incident.of(f.Planned) if fact.plan == ABOUT]
    said = [entry.recorded_at for entry, fact in incident.of(f.PlanStepped) if fact.plan == ABOUT]
    known_at = max([*planned, *said])
    if incident.open_since is not None and max(at, known_at) < incident.open_since:
        return
    yield Matter(at=max(at, known_at), person=incident.lead, due_at=at, since=known_at, about=ABOUT)
