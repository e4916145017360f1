"""The kinds of tracker that there are."""

from collections.abc import Callable, Mapping

from bot.clock import Clock
from bot.outward.tracker.account import TrackerAccount, TrackerKind
from bot.outward.tracker.github import GitHub
from bot.outward.tracker.http import TrackerLine
from bot.outward.tracker.protocol import Tracker
from bot.outward.tracker.webhook import Webhook

KINDS: Mapping[TrackerKind, Callable[[TrackerAccount, TrackerLine, Clock], Tracker]] = {
    "github": lambda account, line, _: GitHub(account, line),
    "webhook": Webhook,
}


def connected(account: TrackerAccount, line: TrackerLine, clock: Clock) -> Tracker:
    """The house's tracker; nothing is asked of it yet."""
    return KINDS[account.kind](account, line, clock)
