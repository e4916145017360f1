"""What is done about it and by when, plan B, and how it is kept from coming back: sections 5 and 6 of the brief."""

from collections.abc import Sequence

from bot.incident.facts import Decided, PlanName, Planned, Reported
from bot.incident.logbook import Entry
from bot.incident.policy import LEAD
from bot.incident.state import Case, Incident
from bot.story import gaps
from bot.story.freshness import Picture
from bot.story.keytimes import harm_ended_at, moments
from bot.story.phase import phase_of
from bot.story.sentences import EXTRA, MUST, STRONG, USEFUL, Sentence, source

DOING_MAX = 2  # the two newest reports say what is being done; a third is for the channel


def fix(case: Case, pictures: Sequence[Picture]) -> tuple[Sentence, ...]:
    """Section 5: plan A with its range of time, what was decided and is being done, plan B and when it starts."""
    incident = case.incident
    told = (*_applied(incident), *_decided(incident), *_doing(incident))
    return (*_plan_a(case, pictures), *told, *_plan_b(case))


def plan_entry(incident: Incident, plan: PlanName) -> tuple[Entry, Planned] | None:
    """The plan of this name that holds, with the entry that made it."""
    made = [(entry, fact) for entry, fact in incident.of(Planned) if fact.plan == plan]
    return made[-1] if made else None


def _plan_a(case: Case, pictures: Sequence[Picture]) -> tuple[Sentence, ...]:
    made, phase = plan_entry(case.incident, "a"), phase_of(case.incident)
    if made is None:
        if phase != "during":
            return (Sentence("fix_unrecorded"),)
        return (Sentence("fix_unknown"), *gaps.answer(case, pictures, "fix"))
    entry, plan = made
    seqs = (entry.seq,)
    if phase == "final":
        return (Sentence("fix_done", {"what": plan.what}, seqs),)
    values = {"what": plan.what, "start_at": plan.trigger_at, "source": source(case.incident, entry)}
    takes = (Sentence("plan_a_takes", _range(plan), seqs),) if phase == "during" else ()
    return (Sentence("plan_a", values, seqs), *takes)


def _range(plan: Planned) -> dict[str, object]:
    return {"low": plan.eta_low_min, "high": plan.eta_high_min}


def _applied(incident: Incident) -> tuple[Sentence, ...]:
    moment = moments(incident).get("fix applied")
    if moment is None:
        return ()
    return (Sentence("fix_applied", {"at": moment.time, "source": moment.source}, (moment.seq,), STRONG),)


def last_decision(incident: Incident) -> tuple[Entry, Decided] | None:
    """What was decided last, if anything was."""
    decided = incident.of(Decided)
    return decided[-1] if decided else None


def _decided(incident: Incident) -> tuple[Sentence, ...]:
    """The last decision. Without a plan A it is all there is to say how it is, or was, fixed."""
    made = last_decision(incident)
    if made is None:
        return ()
    entry, fact = made
    weight = EXTRA if "a" in incident.plans else MUST
    return (Sentence("decided", {"what": fact.what, "source": source(incident, entry)}, (entry.seq,), weight),)


def _doing(incident: Incident) -> tuple[Sentence, ...]:
    """What the roles last said they are doing; what they did before the harm ended is no longer being done."""
    phase = phase_of(incident)
    if phase == "final":
        return ()
    since = incident.status_since if phase == "mitigated" else incident.opened_at
    newest = {fact.role: (entry, fact) for entry, fact in incident.of(Reported) if since is None or entry.at >= since}
    acting = [(entry, fact) for entry, fact in newest.values() if fact.actions and fact.role != LEAD]
    latest = sorted(acting, key=lambda pair: pair[0].at, reverse=True)[:DOING_MAX]
    return tuple(
        Sentence("doing", {"actions": fact.actions, "source": source(incident, entry)}, (entry.seq,), USEFUL)
        for entry, fact in latest
    )


def _plan_b(case: Case) -> tuple[Sentence, ...]:
    made = plan_entry(case.incident, "b")
    if made is None:
        final = phase_of(case.incident) == "final"
        return (Sentence("plan_b_unrecorded", {}, (), USEFUL) if final else Sentence("plan_b_unknown", {}, (), MUST),)
    entry, plan = made
    ended_at = harm_ended_at(case.incident)
    values = {
        "what": plan.what,
        "start_at": plan.trigger_at,
        "takes": _range(plan),
        "source": source(case.incident, entry),
        "now": case.now,
        "ended_at": ended_at,
        "spared": ended_at is not None and plan.trigger_at is not None and ended_at <= plan.trigger_at,
    }
    return (Sentence("plan_b" if ended_at is None else "plan_b_after", values, (entry.seq,)),)


def prevention(case: Case) -> tuple[Sentence, ...]:
    """Section 6: what is recorded to keep it from coming back, which until the review is nothing."""
    return (Sentence(f"prevention_{phase_of(case.incident)}"),)
