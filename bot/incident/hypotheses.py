"""The hypothesis board: what is believed, how likely it is, and what settled it.

Law: nobody's belief is settled by a guess of the bot; with more than one on the board it asks which.
"""

from typing import get_args

from bot.incident import checks
from bot.incident.errors import Refused
from bot.incident.facts import (
    HypothesisConfirmed,
    HypothesisJudged,
    HypothesisRaised,
    HypothesisRuledOut,
    Likelihood,
)
from bot.incident.logbook import Saying
from bot.incident.parts import Hypothesis
from bot.incident.state import Case


def think(case: Case, *, text: str, likelihood: Likelihood | None = None) -> list[Saying]:
    """Raise a hypothesis. Said again in the same words, it is the open one that gets the likelihood.

    Refuses `hypothesis_missing`, `unknown_likelihood`, `same_hypothesis`, `closed`.
    """
    checks.not_closed(case)
    words = checks.some_words(text, otherwise="hypothesis_missing")
    _known_likelihood(likelihood)
    same = _same(case, words)
    if same is None:
        return [HypothesisRaised(id=case.incident.next_id("H"), text=words, likelihood=likelihood)]
    if likelihood is None or likelihood == same.likelihood:
        raise Refused("same_hypothesis", id=same.id, text=same.text)
    return [HypothesisJudged(id=same.id, likelihood=likelihood)]


def believe(case: Case, *, text: str, likelihood: Likelihood | None = None) -> list[Saying]:
    """As `think`, of whoever says it beside something else: what is known already is no news, and refuses nothing."""
    same = _same(case, text.strip())
    is_known = same is not None and likelihood in {None, same.likelihood}
    return [] if is_known or not text.strip() else think(case, text=text, likelihood=likelihood)


def _same(case: Case, words: str) -> Hypothesis | None:
    """The open one in these words, unless it is what is put right."""
    corrected = {getattr(entry.fact, "id", "") for entry in case.corrects}
    return next((h for h in _open(case) if h.text.casefold() == words.casefold() and h.id not in corrected), None)


def judge(case: Case, *, id: str | None = None, likelihood: Likelihood) -> list[Saying]:  # noqa: A002 - its name in the facts
    """Say how likely it is. Refuses `unknown_likelihood` and what `confirm` refuses, but for the evidence."""
    _known_likelihood(likelihood)
    return [HypothesisJudged(id=_meant(case, id).id, likelihood=likelihood)]


def confirm(case: Case, *, id: str | None = None, evidence: str) -> list[Saying]:  # noqa: A002 - its name in the facts
    """Settle it as true; without an id the only open one is meant.

    Refuses `evidence_missing`, `no_hypothesis`, `which_hypothesis`, `unknown_hypothesis`, `hypothesis_settled` and
    `closed`.
    """
    meant = _meant(case, id)
    return [HypothesisConfirmed(id=meant.id, evidence=_some_evidence(evidence, meant))]


def rule_out(case: Case, *, id: str | None = None, evidence: str = "") -> list[Saying]:  # noqa: A002 - its name in the facts
    """Settle it as wrong. What speaks against it is welcome but not demanded: a dead end left early is a gain.

    Refuses as `confirm` does, but for the evidence.
    """
    return [HypothesisRuledOut(id=_meant(case, id).id, evidence=evidence.strip())]


def _meant(case: Case, hypothesis_id: str | None) -> Hypothesis:
    checks.not_closed(case)
    if hypothesis_id is not None:
        return _named(case, hypothesis_id)
    match _open(case):
        case []:
            raise Refused("no_hypothesis")
        case [only]:
            return only
        case several:
            raise Refused("which_hypothesis", hypotheses=_listed(several))


def _named(case: Case, hypothesis_id: str) -> Hypothesis:
    named = case.incident.hypothesis(hypothesis_id.upper())
    if named is None:
        raise Refused("unknown_hypothesis", id=hypothesis_id, hypotheses=_listed(_open(case)))
    if named.outcome != "open":
        raise Refused("hypothesis_settled", id=named.id, text=named.text, outcome=named.outcome)
    return named


def _open(case: Case) -> list[Hypothesis]:
    return [h for h in case.incident.hypotheses if h.outcome == "open"]


def _listed(hypotheses: list[Hypothesis]) -> list[dict[str, str]]:
    return [{"id": h.id, "text": h.text} for h in hypotheses]


def _known_likelihood(likelihood: str | None) -> None:
    known = list(get_args(Likelihood))
    if likelihood is not None and likelihood not in known:
        raise Refused("unknown_likelihood", likelihood=likelihood, known=known)


def _some_evidence(evidence: str, hypothesis: Hypothesis) -> str:
    if not evidence.strip():
        raise Refused("evidence_missing", id=hypothesis.id, text=hypothesis.text)
    return evidence.strip()
