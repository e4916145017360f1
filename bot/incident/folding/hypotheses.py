"""Hypotheses: raised, judged, confirmed, ruled out."""

from typing import TypeAlias

from bot.incident import facts as f
from bot.incident.changing import replace
from bot.incident.folding.reminders import settled
from bot.incident.logbook import Entry
from bot.incident.parts import Hypothesis, HypothesisOutcome
from bot.incident.state import Incident

HypothesisFact: TypeAlias = f.HypothesisRaised | f.HypothesisJudged | f.HypothesisConfirmed | f.HypothesisRuledOut


def fold(incident: Incident, entry: Entry, fact: HypothesisFact) -> Incident:
    if isinstance(fact, f.HypothesisRaised):
        if incident.hypothesis(fact.id) is not None:
            return replace(incident, hypotheses=tuple(_reworded(h, fact) for h in incident.hypotheses))
        raised = Hypothesis(fact.id, fact.text, entry.by, entry.at, entry.seq, fact.likelihood)
        return replace(incident, hypotheses=(*incident.hypotheses, raised))
    told = tuple(_settle(h, entry, fact) if h.id == fact.id else h for h in incident.hypotheses)
    incident = replace(incident, hypotheses=told)
    if isinstance(fact, f.HypothesisJudged):
        return incident
    return settled(incident, entry, "prompt", "untested", "settled")


def _reworded(hypothesis: Hypothesis, fact: f.HypothesisRaised) -> Hypothesis:
    """The hypothesis in its corrected words, if they are about it; what was not said anew stays."""
    if hypothesis.id != fact.id:
        return hypothesis
    return replace(hypothesis, text=fact.text, likelihood=fact.likelihood or hypothesis.likelihood)


def _settle(
    hypothesis: Hypothesis, entry: Entry, fact: f.HypothesisJudged | f.HypothesisConfirmed | f.HypothesisRuledOut
) -> Hypothesis:
    if isinstance(fact, f.HypothesisJudged):
        return replace(hypothesis, likelihood=fact.likelihood)
    outcome: HypothesisOutcome = "confirmed" if isinstance(fact, f.HypothesisConfirmed) else "ruled out"
    return replace(hypothesis, outcome=outcome, evidence=fact.evidence, settled_by=entry.by, settled_at=entry.at)
