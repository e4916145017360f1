"""The executive's page as ranked sentences: what happened, whom it hurts, what it costs, why, what is done, what next.

Law: sections 1 to 7 are always there, in this order. A gap is said as a gap, with only what is recorded of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.incident.facts import ImpactStated, NeedStated, Opened, Status
from bot.incident.logbook import MessageRef
from bot.incident.policy import LEAD, Policy
from bot.incident.state import Case, Customer, Incident
from bot.story.cause import cause
from bot.story.fix import fix, plan_entry, prevention
from bot.story.freshness import Picture, pictures
from bot.story.impact import customers, revenue
from bot.story.keytimes import moments
from bot.story.phase import WORDS_MAX, Phase, phase_of
from bot.story.risk import risk
from bot.story.sentences import EXTRA, MUST, STRONG, USEFUL, Sentence, refs, source

HARMED_NAMED_MAX = 2  # the first lines must stand alone when they are forwarded; two names still do


@dataclass(frozen=True, slots=True)
class Section:
    """`name` is one of summary, customers, revenue, cause, fix, prevention, risk."""

    name: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The page before it is worded. `refs` are the messages behind the records that its sentences come from."""

    incident: str
    title: str
    severity: int | None
    status: Status
    phase: Phase
    private: bool
    drill: bool
    as_of: datetime
    lead: str | None
    next_brief_at: datetime | None
    sections: tuple[Section, ...]
    pictures: tuple[Picture, ...]
    refs: Mapping[int, MessageRef]
    words_max: int


def of(
    incident: Incident,
    *,
    now: datetime,
    policy: Policy,
    due: Mapping[str, datetime | None],
    next_brief_at: datetime | None,
) -> Brief:
    """The brief as of `now`; `due` is when each role owes its next report."""
    case = Case(incident, now, "", policy=policy)
    roles = pictures(case, due)
    sections = (
        Section("summary", executive_summary(case)),
        Section("customers", customers(case, roles)),
        Section("revenue", revenue(case, roles)),
        Section("cause", cause(case, roles)),
        Section("fix", fix(case, roles)),
        Section("prevention", prevention(case)),
        Section("risk", risk(case)),
    )
    phase = phase_of(incident)
    return Brief(
        incident=incident.name,
        title=incident.title,
        severity=incident.severity,
        status=incident.status,
        phase=phase,
        private=incident.private,
        drill=incident.drill,
        as_of=now,
        lead=incident.lead,
        next_brief_at=next_brief_at,
        sections=sections,
        pictures=roles,
        refs=refs(incident),
        words_max=WORDS_MAX[phase],
    )


def executive_summary(case: Case) -> tuple[Sentence, ...]:
    """Section 1: who cannot do what, whether it goes on, until when, the lead's sentence, the decision needed."""
    told = (*_lead_says(case.incident), *_turn(case), *_team(case.incident), *_decisions(case))
    return (*harm(case), *_state(case), *_deadlines(case), *told)


def harm(case: Case) -> tuple[Sentence, ...]:
    """Who cannot do what: the customers on the register, else the figure, else only what was reported."""
    incident = case.incident
    during = phase_of(incident) == "during"
    harmed = _harmed(incident)
    if harmed:
        more = len(harmed) - HARMED_NAMED_MAX
        named = tuple(
            Sentence("harm_customer", {"name": c.name, "cannot": c.cannot, "during": during}, (c.seq,))
            for c in harmed[:HARMED_NAMED_MAX]
        )
        return (*named, Sentence("harm_more", {"count": more}, (), STRONG)) if more > 0 else named
    stated = incident.of(ImpactStated)
    if stated:
        entry, fact = stated[-1]
        return (Sentence("harm_figure", {"figure": fact, "title": incident.title, "during": during}, (entry.seq,)),)
    opened = tuple(entry.seq for entry, _ in incident.of(Opened))
    return (Sentence("harm_unknown", {"title": incident.title}, opened),)


def _harmed(incident: Incident) -> list[Customer]:
    """The customers on the register, the most pressing first."""
    return sorted(incident.customers, key=lambda c: (c.deadline_at is None, c.deadline_at or c.since))


def _deadlines(case: Case) -> tuple[Sentence, ...]:
    during = phase_of(case.incident) == "during"
    return tuple(
        Sentence(
            "harm_deadline",
            {"name": c.name, "deadline_at": c.deadline_at, "now": case.now, "during": during},
            (c.seq,),
            MUST if during else USEFUL,
        )
        for c in _harmed(case.incident)[:HARMED_NAMED_MAX]
        if c.deadline_at
    )


def _state(case: Case) -> tuple[Sentence, ...]:
    """Whether it goes on and since when; at the end also how long it took."""
    incident, known = case.incident, moments(case.incident)
    began, found = known.get("impact start"), known.get("detected") or known.get("declared")
    ended = known.get("mitigated") or known.get("resolved")
    changed = [entry for entry in incident.entries if getattr(entry.fact, "status", "") == incident.status]
    values = {
        "status": incident.status,
        "began_at": began.time if began else None,
        "ended_at": ended.time if ended else None,
        "changed_at": incident.status_since,
        "why": getattr(changed[-1].fact, "why", "") if changed else "",
        "confirmed": any(h.outcome == "confirmed" for h in incident.hypotheses),
    }
    seqs = tuple(moment.seq for moment in (began, ended) if moment)
    state = Sentence("state", values, seqs)
    if ended is None or found is None or phase_of(incident) == "during" or found.time > ended.time:
        return (state,)
    took = {"from_detection": found.which == "detected", "took": ended.time - found.time}
    return (state, Sentence("took", took, (found.seq, ended.seq), STRONG))


def _lead_says(incident: Incident) -> tuple[Sentence, ...]:
    """The lead's last report is the one sentence that the lead wants read, until the harm ends: then it is old."""
    role = incident.role(LEAD)
    if role.last_finding is None or role.last_finding_at is None or not role.last_finding.conditions:
        return ()
    if phase_of(incident) != "during" and role.last_finding_at < (incident.status_since or role.last_finding_at):
        return ()
    entry = next(e for e in reversed(incident.entries) if e.fact == role.last_finding)
    values = {"conditions": role.last_finding.conditions, "source": source(incident, entry)}
    return (Sentence("lead_says", values, (entry.seq,), STRONG),)


def _turn(case: Case) -> tuple[Sentence, ...]:
    """What to expect by when: the time at which we change to plan B, while it lies ahead."""
    made = plan_entry(case.incident, "b")
    if made is None or phase_of(case.incident) != "during":
        return ()
    entry, plan = made
    if plan.trigger_at is None or plan.trigger_at <= case.now:
        return ()
    return (Sentence("turn_to_plan_b", {"at": plan.trigger_at, "now": case.now}, (entry.seq,), EXTRA),)


def _team(incident: Incident) -> tuple[Sentence, ...]:
    people = {role.holder for role in incident.roles.values() if role.holder}
    if phase_of(incident) != "during" or not people:
        return ()
    return (Sentence("team", {"count": len(people), "since_at": incident.opened_at}, (), EXTRA),)


def _decisions(case: Case) -> tuple[Sentence, ...]:
    needs = [(entry, fact) for entry, fact in case.incident.of(NeedStated) if fact.executive]
    if not needs:
        return (Sentence("decision_none"),)
    final = phase_of(case.incident) == "final"
    return tuple(
        Sentence(
            "decision",
            {"what": fact.what, "due_at": fact.due_at, "asked_at": entry.at, "now": case.now, "final": final},
            (entry.seq,),
        )
        for entry, fact in needs
    )
