"""Asks the issue tracker now and then what became of the follow-ups that stand there.

Law: beside everything else, so that a tracker that hangs delays nothing. In each interval one process asks, and what it
hears is written once, whoever else heard it.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.desk import Desk
from bot.incident import filing
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.parts import FollowUp
from bot.outward.outcomes import Never, NotNow
from bot.outward.tracker.protocol import KnownIssue, News, Tracker
from bot.store.engine import Unavailable

ROUND = "issues"  # what the processes take turns at

log = logging.getLogger(__name__)


class Watch:
    """`tick` asks, if it is time, and returns at once. Without a `tracker` it never is."""

    def __init__(self, tracker: Tracker | None, *, desk: Desk, clock: Clock, every: timedelta) -> None:
        self._tracker = tracker
        self._desk = desk
        self._clock = clock
        self._every = every
        self._next_at = clock.now()
        self._asking: asyncio.Task[None] | None = None
        self._trouble = ""  # as it was last logged
        self._read: dict[int, tuple[int, Sequence[tuple[str, KnownIssue]]]] = {}  # of each incident, as of which entry

    @property
    def busy(self) -> bool:
        return self._asking is not None and not self._asking.done()

    @property
    def next_at(self) -> datetime | None:
        """When it asks next; None if it never does."""
        return self._next_at if self._tracker is not None else None

    def tick(self) -> None:
        now = self._clock.now()
        if self._tracker is None or self.busy or now < self._next_at:
            return
        self._next_at = now + self._every
        self._asking = asyncio.create_task(self._safely(self._tracker))

    async def stop(self) -> None:
        """What is under way is broken off: it is asked again."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _safely(self, tracker: Tracker) -> None:
        trouble = ""
        try:
            await self._ask(tracker)
        except Unavailable as away:
            log.debug("the issue tracker was not asked: %s", away)
            return
        except (NotNow, Never) as why:
            trouble = str(why)
        except Exception as failure:
            log.exception("the issue tracker could not be asked")
            trouble = repr(failure)
        if trouble and trouble != self._trouble:
            log.warning("the issue tracker says nothing of what stands there: %s", trouble)
        self._trouble = trouble

    async def _ask(self, tracker: Tracker) -> None:
        if not await self._desk.take_turn(ROUND, lasts=self._every * 0.9):
            return
        standing = await self._standing()
        if not standing:
            return
        for news in await tracker.news(list(standing)):
            for number, name in standing[news.issue]:
                await self._hear(number, name, news)

    async def _standing(self) -> Mapping[KnownIssue, Sequence[tuple[int, str]]]:
        """Every issue that is known, with the follow-ups that stand there, by incident and id.

        A tracker that finds two the same may have one issue for both.
        """
        last_seqs = await self._desk.with_issues()
        for number, seq in last_seqs.items():
            if self._read.get(number, (0, ()))[0] != seq:
                incident = await self._desk.read(number)
                self._read[number] = incident.last_seq, tuple(_known(incident.follow_ups))
        standing: dict[KnownIssue, list[tuple[int, str]]] = {}
        for number in last_seqs:
            for name, told in self._read[number][1]:
                standing.setdefault(told, []).append((number, name))
        return standing

    async def _hear(self, number: int, name: str, news: News) -> None:
        rule = partial(
            filing.moved,
            id=name,
            to=news.to,
            how=news.how,
            reason=news.reason,
            login=news.login,
            as_of=news.as_of,
        )
        cause = f"issue:{number}:{name}:{news.to}:{news.as_of.isoformat()}"
        try:
            await self._desk.act(number, rule, by=BOT, cause=cause)
        except Refused as refused:  # a newer version wrote into it, and hears it itself
            log.debug("INC-%s hears nothing of its issue: %s", number, refused)


def _known(follow_ups: Sequence[FollowUp]) -> list[tuple[str, KnownIssue]]:
    return [
        (
            one.id,
            KnownIssue(
                name=issue.name,
                status_url=issue.status_url,
                is_open=issue.is_open,
                as_of=issue.as_of or issue.asked_at,
            ),
        )
        for one in follow_ups
        if (issue := one.issue) is not None and issue.name
    ]
