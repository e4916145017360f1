"""An incident of Sitrep's own as a past one, from its record alone.

Law: only what people put on record is repeated, under what they said that it was: a belief is no cause, a proposal no
fix. A drill, a false alarm and a duplicate can be found, and are offered to nobody.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.incident import facts as f
from bot.incident import playbooks
from bot.incident.parts import FollowUp, Hypothesis
from bot.incident.state import Incident
from bot.story.course import course_of
from bot.story.keytimes import moments
from bot.story.labels import is_bare, is_proposal
from bot.story.recall.past import DeadEnd, LeftToDo, Past, PastPlaybook

FIRST_REPORTS = 3  # what it looked like when it began, not what was known of it in the end


def past_of(incident: Incident) -> Past | None:
    """The past incident; None while it is open."""
    return None if incident.is_open else replace(as_past(incident), course=course_of(incident))


def as_past(incident: Incident) -> Past:
    """The incident told as if it were over."""
    confirmed = [one for one in incident.hypotheses if one.outcome == "confirmed"]
    return Past(
        name=incident.name,
        title=incident.title,
        happened_on=incident.opened_at.date().isoformat() if incident.opened_at else "",
        symptom=_lines(_harm(incident)),
        cause=_lines(_with_evidence(one) for one in confirmed),
        fix=_lines(_fix(incident)),
        dead_ends=tuple(_dead_end(one) for one in incident.hypotheses if one.outcome == "ruled out"),
        other=_lines(_beside(incident)),
        minutes_to_cause=_minutes_to_cause(incident, confirmed),
        follow_ups=tuple(_left_to_do(one) for one in incident.follow_ups),
        helped_by=tuple(sorted(name for name, helped in incident.pasts.items() if helped)),
        playbook=_playbook(incident),
        helps=not (incident.drill or incident.status == "cancelled" or incident.duplicate_of is not None),
    )


def query_of(incident: Incident) -> str:
    """What is known of an incident that goes on, as the words to look for: title, harm, and ideas nobody ruled out."""
    ideas = (one.text for one in incident.hypotheses if one.outcome != "ruled out")
    return _lines((incident.title, *_harm(incident), *ideas))


def _harm(incident: Incident) -> Iterable[str]:
    """Whom it hurt and how, and what was first seen of it."""
    for _, impact in incident.latest(f.ImpactStated):
        yield impact.what or impact.words
    for customer in incident.customers:
        yield customer.cannot
    for _, report in incident.of(f.Reported)[:FIRST_REPORTS]:
        yield report.conditions


def _fix(incident: Incident) -> Iterable[str]:
    for _, decided in incident.latest(f.Decided):
        proposes = is_proposal(decided.what) if decided.proposed is None else decided.proposed
        if not proposes and not is_bare(decided.what):
            yield f"{decided.what} because {decided.because}" if decided.because else decided.what
    if "a" in incident.plans and "fix applied" in moments(incident):
        yield incident.plans["a"].what
    for _, moved in incident.of(f.StatusSet):
        if moved.status in {"mitigated", "resolved"}:
            yield moved.why


def _beside(incident: Incident) -> Iterable[str]:
    yield from (report.conditions for _, report in incident.of(f.Reported)[FIRST_REPORTS:])
    yield from (report.actions for _, report in incident.of(f.Reported))
    yield from (one.text for one in incident.hypotheses if one.outcome == "open")
    yield from (note.text for _, note in incident.latest(f.Noted))


def _dead_end(hypothesis: Hypothesis) -> DeadEnd:
    ended_at = hypothesis.settled_at
    minutes = None if ended_at is None else int((ended_at - hypothesis.raised_at).total_seconds() // 60)
    return DeadEnd(_with_evidence(hypothesis), minutes)


def _playbook(incident: Incident) -> PastPlaybook | None:
    known = playbooks.playbook(incident)
    if known is None:
        return None
    return PastPlaybook(known.title, known.looks_like, known.text, known.version, known.link)


def _left_to_do(one: FollowUp) -> LeftToDo:
    return LeftToDo(one.text, one.due_on.isoformat() if one.due_on else "", one.outcome)


def _with_evidence(hypothesis: Hypothesis) -> str:
    return f"{hypothesis.text}: {hypothesis.evidence}" if hypothesis.evidence else hypothesis.text


def _minutes_to_cause(incident: Incident, confirmed: Iterable[Hypothesis]) -> int | None:
    known_at = min((one.settled_at for one in confirmed if one.settled_at), default=None)
    if known_at is None or incident.opened_at is None:
        return None
    return max(0, int((known_at - incident.opened_at).total_seconds() // 60))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))
