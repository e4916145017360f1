"""A playbook as the record suggests it, for somebody to edit: the walkthrough as steps, dead ends among them.

Law: it is filled from what was put on record, in people's words and in their order; what was only believed is no step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

from bot.incident.playbooks import LINES_MAX
from bot.story.summary import Summary
from bot.story.walkthrough import Episode, Thought

StepKind: TypeAlias = Literal["check", "not this", "do"]


@dataclass(frozen=True, slots=True)
class DraftStep:
    """A step to suggest; `shown_by` is what showed it, and `took` how long until it was known."""

    kind: StepKind
    words: str
    shown_by: str = ""
    took: timedelta | None = None


def of(account: Summary) -> tuple[DraftStep, ...]:
    """The steps of the incident that the summary tells, each once, as many as a checklist holds."""
    steps = dict.fromkeys(step for episode in account.episodes for step in _steps(episode))
    return tuple(steps)[:LINES_MAX]


def _steps(episode: Episode) -> Iterator[DraftStep]:
    for thought in episode.thoughts:
        if thought.is_dead_end:
            yield DraftStep("not this", thought.quote.words, _against(thought), thought.took)
        elif thought.outcome == "confirmed":
            yield DraftStep("check", thought.quote.words, thought.evidence)
    yield from (DraftStep("do", quote.words) for quote in episode.did)


def _against(thought: Thought) -> str:
    return thought.evidence or (thought.answer.words if thought.answer else "")
