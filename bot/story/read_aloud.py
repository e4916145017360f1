"""The walkthrough as it is read aloud at the debrief: how it was found, step by step, and what those who did it say.

Law: it tells nothing that the summary does not; an approved one is read as it was approved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.incident.checklists import Checklist
from bot.incident.facts import LookBackTopic
from bot.story.follow_ups import FollowUpLine
from bot.story.sentences import Sentence
from bot.story.summary import LookBackAnswer, Summary
from bot.story.walkthrough import Episode


@dataclass(frozen=True, slots=True)
class Walkthrough:
    """A page of it for each of `steps`; before them what happened in short, behind them what to take along."""

    incident: str
    title: str
    severity: int | None
    private: bool
    drill: bool
    as_of: datetime
    in_short: tuple[Sentence, ...]
    steps: tuple[Episode, ...]
    looked_back: Mapping[LookBackTopic, tuple[LookBackAnswer, ...]]
    follow_ups: tuple[FollowUpLine, ...]
    checklists: tuple[Checklist, ...] = ()


def of(account: Summary) -> Walkthrough:
    """As the summary tells it, with what people said looking back."""
    return Walkthrough(
        incident=account.incident,
        title=account.title,
        severity=account.severity,
        private=account.private,
        drill=account.drill,
        as_of=account.as_of,
        in_short=account.in_short,
        steps=account.episodes,
        looked_back=account.looked_back,
        follow_ups=tuple(line for line in account.follow_ups if line.one.is_outstanding),
        checklists=account.checklists,
    )
