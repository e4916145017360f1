"""What may still go wrong: section 7 of the brief. Judgements are people's; the bot adds only what can be computed."""

from datetime import timedelta

from bot.incident import plans
from bot.incident.facts import RiskStated
from bot.incident.logbook import Entry
from bot.incident.parts import Customer
from bot.incident.state import Case, Incident
from bot.story import gaps
from bot.story.feeding import Quoted
from bot.story.fix import standing_plan
from bot.story.keytimes import harm_ended_at
from bot.story.phase import phase_of
from bot.story.sentences import STRONG, Sentence, source

JUDGEMENTS_MAX = 2  # the newest ones; an older view of the risk has been overtaken


def risk(case: Case, quoted: Quoted) -> tuple[Sentence, ...]:
    """Section 7: the people's judgement, the deadline, else what is still needed or asked, and what nobody knows."""
    return (
        *_judged(case.incident),
        *_deadline(case, is_lapsed="estimate" in quoted),
        *quoted.get("risk", ()),
        *_open(case),
    )


def is_judged(incident: Incident) -> bool:
    return bool(_judgements(incident))


def _judgements(incident: Incident) -> list[tuple[Entry, RiskStated]]:
    """What was feared while the harm went on is no judgement of what is left."""
    ended_at = harm_ended_at(incident)
    return [pair for pair in incident.latest(RiskStated) if ended_at is None or pair[0].at >= ended_at]


def newest_judgement(incident: Incident) -> tuple[Entry, RiskStated] | None:
    return next(reversed(_judgements(incident)), None)


def _judged(incident: Incident) -> tuple[Sentence, ...]:
    return tuple(
        Sentence("risk_judged", {"words": fact.words, "source": source(incident, entry)}, (entry.seq,))
        for entry, fact in reversed(_judgements(incident)[-JUDGEMENTS_MAX:])
    )


def next_deadline(incident: Incident) -> Customer | None:
    """The customer whose deadline comes first, of those that are not done with."""
    waiting = [(c.deadline_at, c) for c in incident.customers if c.deadline_at and not c.done]
    return min(waiting, key=lambda pair: pair[0])[1] if waiting else None


def _deadline(case: Case, *, is_lapsed: bool) -> tuple[Sentence, ...]:
    customer = next_deadline(case.incident)
    if customer is None or customer.deadline_at is None or phase_of(case.incident) != "during":
        return ()
    made, step = standing_plan(case.incident, "a"), plans.stepped(case.incident, "a")
    begun_at = step[0].at if step and step[1].stage == "begun" else None
    is_over = step is not None and step[1].stage in {"done", "not needed"}
    takes_min = made[1].eta_high_min if made and not is_over else None
    begins_at = begun_at or case.now
    done_at = begins_at + timedelta(minutes=takes_min) if takes_min is not None and not is_lapsed else None
    seqs = (customer.seq, made[0].seq) if made and done_at else (customer.seq,)
    values = {
        "name": customer.name,
        "deadline_at": customer.deadline_at,
        "done_at": done_at,
        "begun_at": begun_at,
        "now": case.now,
        "lapsed": is_lapsed,
    }
    return (Sentence("deadline", values, seqs, STRONG),)


def _open(case: Case) -> tuple[Sentence, ...]:
    """What nobody knew, and what of it nobody knows yet, where no other section speaks of it."""
    waiting = gaps.unknowns(case.incident, None)
    return (*gaps.answered(case.incident, None), *(gaps.recorded(case, entry, fact) for entry, fact in waiting))
