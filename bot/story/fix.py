"""What is done about it and by when, plan B, and how it is kept from coming back: sections 5 and 6 of the brief."""

from collections.abc import Mapping
from itertools import islice

from bot.incident import plans
from bot.incident.facts import Decided, PlanName, Planned, PlanStage
from bot.incident.logbook import Entry
from bot.incident.state import Case, Incident
from bot.story import gaps
from bot.story.feeding import Quoted
from bot.story.follow_ups import measures
from bot.story.keytimes import harm_ended_at, moments
from bot.story.labels import is_bare, is_proposal
from bot.story.phase import began_again_at, ended_by, phase_of
from bot.story.sentences import EXTRA, MUST, STRONG, USEFUL, Sentence, source

DECIDED_AFTERWARDS_MAX = 2  # whoever wants all of them reads the summary


def fix(case: Case, quoted: Quoted) -> tuple[Sentence, ...]:
    """Section 5: plan A with its range of time, what was decided and is being done, plan B and when it starts."""
    incident, doing, earlier = case.incident, quoted.get("doing", ()), quoted.get("earlier", ())
    if phase_of(incident) != "during":
        said = quoted.get("ended", ())
        return (*_plan_a(case), *earlier, *_applied(incident), *said, *doing, *_plan_b(case, quoted))
    said = quoted.get("running", ())
    was_planned = "a" in incident.plans and standing_plan(incident, "a") is None and not is_decided(incident)
    unplanned = (Sentence("not_planned", {"since": "a" in incident.plans}),) if said or was_planned else ()
    since = quoted.get("estimate", ())
    planned = (*_plan_a(case, is_lapsed=bool(since)), *since, *quoted.get("expected", ()))
    told = (*planned, *earlier, *_decided(incident), *unplanned, *said, *doing)
    return (*told, *gaps.answers(case, "fix"), *_plan_b(case, quoted))


def is_decided(incident: Incident) -> bool:
    return last_decision(incident) is not None


def is_done(incident: Incident) -> bool:
    """Whether it is on record of plan A, or of plan B, that it was carried out."""
    return _is_carried_out(incident) or (standing_plan(incident, "b") is not None and _stage(incident, "b") == "done")


def _is_carried_out(incident: Incident) -> bool:
    if standing_plan(incident, "a") is None:
        return False
    applied, again_at = moments(incident).get("fix applied"), began_again_at(incident)
    is_applied = applied is not None and (again_at is None or applied.time >= again_at)
    return is_applied or _stage(incident, "a") == "done"


def _stage(incident: Incident, plan: PlanName) -> PlanStage | None:
    step = plans.stepped(incident, plan)
    return step[1].stage if step else None


def plan_entry(incident: Incident, plan: PlanName) -> tuple[Entry, Planned] | None:
    """The plan of this name that holds, with the entry that made it."""
    made = [(entry, fact) for entry, fact in incident.of(Planned) if fact.plan == plan]
    return made[-1] if made else None


def standing_plan(incident: Incident, plan: PlanName) -> tuple[Entry, Planned] | None:
    """The same, unless it began again since and nobody has spoken of it: then it was the plan for the time before."""
    made, again_at = plan_entry(incident, plan), began_again_at(incident)
    newest = plans.stepped(incident, plan) or made
    return made if again_at is None or newest is None or newest[0].at >= again_at else None


def _plan_a(case: Case, *, is_lapsed: bool = False) -> tuple[Sentence, ...]:
    """A plan stays a plan until its end is on record; its estimate has lapsed once code said more."""
    made = plan_entry(case.incident, "a")
    if made is None:
        return ()
    entry, plan = made
    if standing_plan(case.incident, "a") is None:
        earlier = {"what": plan.what, "source": source(case.incident, entry)}
        return (Sentence("plan_a_earlier", earlier, (entry.seq,), USEFUL),)
    values = {
        "what": plan.what,
        "start_at": plans.starts_at(case.incident, "a"),
        "source": source(case.incident, entry),
    }
    step = plans.stepped(case.incident, "a")
    if step is not None and step[1].stage in _STEPPED_AS:
        said = {"plan": "a", "what": plan.what, "at": step[0].at, "source": source(case.incident, step[0])}
        stepped = Sentence(_STEPPED_AS[step[1].stage], said, (entry.seq, step[0].seq))
        runs = step[1].stage == "begun" and phase_of(case.incident) == "during"
        return (stepped, *_takes(case.incident, plan, entry, is_lapsed=is_lapsed)) if runs else (stepped,)
    if phase_of(case.incident) == "during":
        return (Sentence("plan_a", values, (entry.seq,)), *_takes(case.incident, plan, entry, is_lapsed=is_lapsed))
    return (Sentence(_ended_as(case.incident, entry), values, (entry.seq,)),)


_STEPPED_AS: Mapping[PlanStage, str] = {
    "begun": "plan_begun",
    "done": "plan_done",
    "not needed": "plan_not_needed",
}


def _takes(incident: Incident, plan: Planned, entry: Entry, *, is_lapsed: bool) -> tuple[Sentence, ...]:
    takes = Sentence("plan_a_takes", {**_range(plan), "lapsed_of_at": entry.at if is_lapsed else None}, (entry.seq,))
    if plan.eta_low_min is None or is_lapsed:
        return (takes,)
    rests_on = {"basis": plan.basis, "source": source(incident, entry)}
    return (takes, Sentence("plan_a_basis", rests_on, (entry.seq,), STRONG))


def _ended_as(incident: Incident, made: Entry) -> str:
    """Carried out, where it is on record that it was; else over with the incident itself, which says no more."""
    if _is_carried_out(incident):
        return "plan_a_done"
    over_at = None if incident.is_open else incident.status_since
    return "plan_a" if over_at is None or made.at > over_at else "plan_a_over"


def _range(plan: Planned) -> dict[str, object]:
    return {"low": plan.eta_low_min, "high": plan.eta_high_min}


def _applied(incident: Incident) -> tuple[Sentence, ...]:
    moment = moments(incident).get("fix applied")
    if moment is None:
        return ()
    return (Sentence("fix_applied", {"at": moment.time, "source": moment.source}, (moment.seq,), STRONG),)


def last_decision(incident: Incident) -> tuple[Entry, Decided] | None:
    """What was decided last, if anything was: a proposal is none, and "Yes" says nothing without what it answers."""
    newest_first = reversed(incident.latest(Decided))
    return next((told for told in newest_first if _decides(told[1])), None)


def decided_before_the_end(incident: Incident) -> tuple[Entry, Decided] | None:
    """The same, of what was decided while it went on: what comes after the end is no way to it."""
    ended, made = ended_by(incident), reversed(incident.latest(Decided))
    earlier = ((e, d) for e, d in made if ended is None or _follows(ended[0], e))
    return next((told for told in earlier if _decides(told[1])), None)


def _decides(fact: Decided) -> bool:
    return not _proposes(fact) and not is_bare(fact.what)


def _proposes(fact: Decided) -> bool:
    return is_proposal(fact.what) if fact.proposed is None else fact.proposed


def _decided(incident: Incident) -> tuple[Sentence, ...]:
    """The last decision. Without a plan A it is all there is to say how it is fixed."""
    made = last_decision(incident)
    if made is None:
        return ()
    entry, fact = made
    weight = EXTRA if standing_plan(incident, "a") else MUST
    return (Sentence("decided", {"what": fact.what, "source": source(incident, entry)}, (entry.seq,), weight),)


def _plan_b(case: Case, quoted: Quoted) -> tuple[Sentence, ...]:
    made = plan_entry(case.incident, "b")
    if made is None:
        return quoted.get("plan_b", ())
    entry, plan = made
    step = plans.stepped(case.incident, "b")
    if step is not None and step[1].stage in _STEPPED_AS:
        said = {"plan": "b", "what": plan.what, "at": step[0].at, "source": source(case.incident, step[0])}
        return (Sentence(_STEPPED_AS[step[1].stage], said, (entry.seq, step[0].seq)),)
    ended_at, starts_at = harm_ended_at(case.incident), plans.starts_at(case.incident, "b")
    values = {
        "what": plan.what,
        "start_at": starts_at,
        "takes": {**_range(plan), "basis": plan.basis},
        "source": source(case.incident, entry),
        "now": case.now,
        "ended_at": ended_at,
        "spared": ended_at is not None and starts_at is not None and ended_at <= starts_at,
    }
    return (Sentence("plan_b" if ended_at is None else "plan_b_after", values, (entry.seq,)),)


def prevention(case: Case, quoted: Quoted) -> tuple[Sentence, ...]:
    """Section 6: the follow-ups, else what was decided, proposed and said after the end to keep it from coming back.

    Before the end it is too early to be complete.
    """
    planned = measures(case)
    if phase_of(case.incident) == "during":
        return (Sentence("prevention_during"), *planned)
    return planned or (*_decided_since(case.incident), *quoted.get("prevention", ()))


def decided_afterwards(incident: Incident) -> tuple[tuple[Entry, Decided], ...]:
    """The last decisions made once the harm had ended, oldest first: what is to be done about it is done by then."""
    ended = ended_by(incident)
    if ended is None:
        return ()
    first = {fact.id: entry for entry, fact in reversed(incident.of(Decided))}
    newest_first = ((first[d.id], d) for _, d in reversed(incident.latest(Decided)))
    made = (told for told in newest_first if _follows(told[0], ended[0]))  # who puts a word right decides nothing
    return tuple(islice((told for told in made if _decides(told[1])), DECIDED_AFTERWARDS_MAX))[::-1]


def _follows(one: Entry, other: Entry) -> bool:
    return (one.at, one.seq) > (other.at, other.seq)


def _decided_since(incident: Incident) -> tuple[Sentence, ...]:
    made = decided_afterwards(incident)
    if not made:
        return ()
    values = {"decisions": tuple((fact.what, source(incident, entry)) for entry, fact in made)}
    return (Sentence("decided_afterwards", values, tuple(entry.seq for entry, _ in made), STRONG),)
