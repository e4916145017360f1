"""What a question was asked under, and whether that is still so: a press answers what was seen, and nothing else.

Law: a subject stands as its last entry left it. Whatever ends or reopens the incident moves every subject.
"""

from collections.abc import Iterator
from typing import cast

from bot.incident import facts as f
from bot.incident import plans
from bot.incident.errors import Refused
from bot.incident.logbook import Entry
from bot.incident.state import OPEN_STATUSES, Case, Incident

SEVERITY = "severity"
STATUS = "status"
ROLE = "role "  # and its name
PLAN = "plan "  # and its name; any other subject is a hypothesis, by its id


def seen(incident: Incident, subject: str) -> int:
    """The seq of the entry that left the subject as it stands; 0 for none."""
    return max((entry.seq for entry in _moves(incident, subject)), default=0)


def subject_of(fact: f.Fact) -> str:
    """The subject that goes on from a fact and has a next step; empty for none."""
    match fact:
        case f.HypothesisRaised(id=name) | f.HypothesisJudged(id=name):
            return name
        case f.Planned(plan=plan) | f.PlanStepped(plan=plan):
            return f"{PLAN}{plan}"
        case _:
            return ""


def require(case: Case, *, subject: str, seen_seq: int) -> None:
    """Refuse `moved_on`, with what is so now, once the subject stands no longer as it did at the entry `seen_seq`."""
    incident = case.incident
    moved = max(_moves(incident, subject), key=lambda entry: entry.seq, default=None)
    if moved is None or moved.seq == seen_seq:
        return
    subject = STATUS if isinstance(moved.fact, f.StatusSet) else subject
    known, role = incident.hypothesis(subject), incident.role(subject.removeprefix(ROLE))
    raise Refused(
        "moved_on",
        incident=incident.name,
        subject=subject,
        status=incident.status,
        severity=incident.severity,
        hypothesis=known.text if known else "",
        stands=_stands(known.outcome, known.likelihood) if known else "",
        plan=plan_of(subject) or "",
        stage=_stage(incident, subject),
        role=role.name if subject.startswith(ROLE) else "",
        holder=role.holder or "",
        offered_to=role.offered_to or "",
        at=moved.at,
        by=moved.by,
    )


def plan_of(subject: str) -> f.PlanName | None:
    """The plan that a subject is."""
    name = subject.removeprefix(PLAN)
    return cast("f.PlanName", name) if subject.startswith(PLAN) else None


def _stage(incident: Incident, subject: str) -> str:
    """How far a plan is; empty while nobody said, as of a new one."""
    name = plan_of(subject)
    step = plans.stepped(incident, name) if name else None
    return step[1].stage if step else ""


def _stands(outcome: str, likelihood: str | None) -> str:
    return (likelihood or "open") if outcome == "open" else outcome


def _moves(incident: Incident, subject: str) -> Iterator[Entry]:
    """The entries that moved the subject."""
    was_open = True
    for entry in incident.entries:
        match entry.fact:
            case f.StatusSet(status=status):
                is_open = status in OPEN_STATUSES
                if subject == STATUS or is_open != was_open:
                    yield entry
                was_open = is_open
            case f.SeveritySet() if subject == SEVERITY:
                yield entry
            case (
                f.HypothesisRaised(id=name)
                | f.HypothesisJudged(id=name)
                | f.HypothesisConfirmed(id=name)
                | f.HypothesisRuledOut(id=name)
            ) if name == subject:
                yield entry
            case (
                f.RoleOffered(role=name)
                | f.RoleTaken(role=name)
                | f.RoleDeclined(role=name)
                | f.RoleReleased(role=name)
                | f.OfferLapsed(role=name)
            ) if f"{ROLE}{name}" == subject:
                yield entry
            case f.Planned(plan=plan) | f.PlanStepped(plan=plan) if f"{PLAN}{plan}" == subject:
                yield entry
            case _:
                pass
