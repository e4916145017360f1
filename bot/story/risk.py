"""What may still go wrong: section 7 of the brief. Judgements are people's; the bot adds only what can be computed."""

from datetime import timedelta

from bot.incident.facts import RiskStated
from bot.incident.state import Case, Customer, Incident
from bot.story import gaps
from bot.story.figures import impacts
from bot.story.fix import plan_entry
from bot.story.keytimes import harm_ended_at
from bot.story.phase import phase_of
from bot.story.sentences import EXTRA, STRONG, Sentence, source

JUDGEMENTS_MAX = 2  # the newest ones; an older view of the risk has been overtaken


def risk(case: Case) -> tuple[Sentence, ...]:
    """Section 7: the people's judgement, the deadline, the spread, the return, and what nobody knows."""
    return (*_judged(case.incident), *_deadline(case), *_spread(case.incident), *_return(case.incident), *_open(case))


def _judged(incident: Incident) -> tuple[Sentence, ...]:
    """The newest judgements. What was feared while the harm went on is no judgement of what is left."""
    ended_at = harm_ended_at(incident)
    stated = [pair for pair in incident.of(RiskStated) if ended_at is None or pair[0].at >= ended_at]
    if not stated:
        return (Sentence("risk_unjudged", {"during": ended_at is None}),)
    return tuple(
        Sentence("risk_judged", {"words": fact.words, "source": source(incident, entry)}, (entry.seq,))
        for entry, fact in reversed(stated[-JUDGEMENTS_MAX:])
    )


def next_deadline(incident: Incident) -> Customer | None:
    """The customer whose deadline comes first, of those that are not done with."""
    waiting = [(c.deadline_at, c) for c in incident.customers if c.deadline_at and not c.done]
    return min(waiting, key=lambda pair: pair[0])[1] if waiting else None


def _deadline(case: Case) -> tuple[Sentence, ...]:
    customer = next_deadline(case.incident)
    if customer is None or customer.deadline_at is None or phase_of(case.incident) != "during":
        return ()
    made = plan_entry(case.incident, "a")
    takes_min = made[1].eta_high_min if made else None
    done_at = case.now + timedelta(minutes=takes_min) if takes_min is not None else None
    seqs = (customer.seq, made[0].seq) if made and done_at else (customer.seq,)
    values = {"name": customer.name, "deadline_at": customer.deadline_at, "done_at": done_at, "now": case.now}
    return (Sentence("deadline", values, seqs, STRONG),)


def _spread(incident: Incident) -> tuple[Sentence, ...]:
    """A count that is not exact, or none at all, leaves open how far it has spread."""
    counted = impacts(incident)
    settled = counted and all(figure.fact.figure in {"exact", "none"} for figure in counted)
    return () if settled else (Sentence("spread_unknown", {}, (), EXTRA),)


def _return(incident: Incident) -> tuple[Sentence, ...]:
    confirmed = any(h.outcome == "confirmed" for h in incident.hypotheses)
    return (Sentence(f"return_{phase_of(incident)}", {"confirmed": confirmed}, (), STRONG),)


def _open(case: Case) -> tuple[Sentence, ...]:
    """What nobody knows, where no other section speaks of it."""
    asked = gaps.unknowns(case.incident, None)
    return tuple(gaps.recorded(case, entry, fact) for entry, fact in asked)
