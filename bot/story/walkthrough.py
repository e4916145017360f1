"""Step by step, how it was found: saw, thought, did, and what to tell the next one.

Drafted from the record so that nobody starts from a blank page; the one who took the step completes it. What the
record does not hold is left for them to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.incident.facts import Decided, Likelihood, Reported
from bot.incident.policy import CUSTOMERS
from bot.incident.state import Hypothesis, Incident
from bot.incident.vocabulary import ROWS, name_of
from bot.story.timeline import MESSAGE, Line

# What can have been the cue for a thought: what was seen, and what had just turned out to be so or not.
_CUES = frozenset({MESSAGE} | {row.name for row in ROWS if row.is_cue})
_REPORTED = name_of(Reported)


@dataclass(frozen=True, slots=True)
class Step:
    """A decisive step: a hypothesis with its end, or a decision.

    `by` began it, `ended_by` ended it and completes the draft; `actions` are what the two reported meanwhile;
    `took` is None while it is open and for a decision.
    """

    at: datetime
    by: str
    ended_by: str
    saw: Line | None
    thought: str
    likelihood: Likelihood | None
    did: str
    actions: tuple[str, ...]
    outcome: str
    took: timedelta | None
    sources: tuple[int, ...]


def steps(incident: Incident, lines: Sequence[Line]) -> tuple[Step, ...]:
    """The decisive steps in the order in which they were begun."""
    return tuple(sorted([*_tests(incident, lines), *_choices(incident, lines)], key=lambda step: step.at))


def _tests(incident: Incident, lines: Sequence[Line]) -> Iterator[Step]:
    for hypothesis in incident.hypotheses:
        settled_at = hypothesis.settled_at
        yield Step(
            at=hypothesis.raised_at,
            by=hypothesis.raised_by,
            ended_by=hypothesis.settled_by or hypothesis.raised_by,
            saw=_cue(lines, hypothesis.raised_at),
            thought=hypothesis.text,
            likelihood=hypothesis.likelihood,
            did=hypothesis.evidence,
            actions=_actions(incident, hypothesis),
            outcome=hypothesis.outcome,
            took=settled_at - hypothesis.raised_at if settled_at and settled_at >= hypothesis.raised_at else None,
            sources=(hypothesis.seq,),
        )


def _choices(incident: Incident, lines: Sequence[Line]) -> Iterator[Step]:
    decided = {fact.id: (entry, fact) for entry, fact in incident.of(Decided)}
    for entry, fact in decided.values():
        yield Step(
            at=entry.at,
            by=entry.by,
            ended_by=entry.by,
            saw=_cue(lines, entry.at),
            thought=fact.because,
            likelihood=None,
            did=fact.what,
            actions=(),
            outcome="decided",
            took=None,
            sources=(entry.seq,),
        )


def _cue(lines: Sequence[Line], before: datetime) -> Line | None:
    """The newest thing seen before a moment. What the customer liaison reports is about the customer, not the fault."""
    seen = [line for line in lines if line.at < before and line.words_id in _CUES and not _of_customers(line)]
    return seen[-1] if seen else None


def _of_customers(line: Line) -> bool:
    return line.role == CUSTOMERS and line.words_id in {_REPORTED, MESSAGE}


def _actions(incident: Incident, hypothesis: Hypothesis) -> tuple[str, ...]:
    """What those who raised and settled a hypothesis reported as done in between."""
    since, until = hypothesis.raised_at, hypothesis.settled_at
    if until is None:
        return ()
    people = {hypothesis.raised_by, hypothesis.settled_by}
    own = [(entry.at, fact.actions) for entry, fact in incident.of(Reported) if entry.by in people]
    meanwhile = [actions for at, actions in own if since <= at <= until]
    return tuple(dict.fromkeys(action for action in meanwhile if action))
