"""What changed since somebody read the brief: the few things that matter most, and how much else is on record since.

Law: it is computed from the record as it is now and that time alone; no page that was read is kept. What was taken back
since is no change.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.incident.state import Incident
from bot.story.sentences import Sentence
from bot.story.timeline import PinnedMessage, lines

TOLD_MAX = 3  # one line on a telephone, or two
# What an executive asks for first; the newest of each is told. Anything else is counted.
_FIRST = (
    "status_set",
    "severity_set",
    "hypothesis_confirmed",
    "plan_stepped",
    "impact_stated",
    "money_stated",
    "customer_affected",
    "unknown_answered",
    "decided",
    "planned",
    "risk_stated",
)


def since(incident: Incident, pinned: Sequence[PinnedMessage], at: datetime) -> Sentence:
    """What is on record since then, or that nothing is; `pinned` are the timeline's messages."""
    said_since = [message for message in pinned if message.said_at > at]
    new = [line for line in lines(incident, said_since) if (line.learnt_at or line.at) > at]
    newest = {line.words_id: line for line in new}
    told = [newest[words_id] for words_id in _FIRST if words_id in newest][:TOLD_MAX]
    values = {
        "since": at,
        "changes": tuple((line.words_id, line.values) for line in told),
        "more": len(new) - len(told),
    }
    return Sentence("changed", values, tuple(line.seq for line in told if line.seq is not None))
