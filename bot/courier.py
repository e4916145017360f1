"""Carries what the outside world must do: posts in order per lane, surfaces as the record now wants them.

Law: no transaction is open during a call; every answer, and every failure, is written before the next step. What is
not known to have arrived stays in the outbox, and the performer looks before it sends again. What a newer version wrote
is left to it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import compress
from typing import TypeAlias

from bot.backoff import delay
from bot.clock import Clock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.deliveries import Delivered, Impossible, Later, NotForUs
from bot.incident.errors import Refused
from bot.incident.state import Incident
from bot.store import logbook, outbox
from bot.store.database.batching import Batcher
from bot.store.engine import Store, Unavailable, Writing
from bot.store.outbox import FromNewerVersion, Parcel

Performer: TypeAlias = Callable[[Parcel, Incident], Awaitable[Delivered]]

CALLS_AT_ONCE = 64  # parcels under way in one process; aiohttp keeps a hundred connections, and answers need some
BACK_OFF_FIRST = timedelta(seconds=1)
BACK_OFF_MOST = timedelta(minutes=1)

log = logging.getLogger(__name__)


def _as_shown(parcel: Parcel, delivered: Delivered) -> Parcel:
    """The parcel with the seq that Slack shows now: a picture that an earlier attempt may have left there is older."""
    is_perhaps_older = parcel.kind == "surface" and not parcel.ts and delivered.ts and parcel.may_have_arrived
    return replace(parcel, claimed_seq=parcel.shown_seq) if is_perhaps_older else parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """How long a lane waits for a carrier that may have died, and how often one that lives renews its claim.

    Two renewals may fail and the third still comes in time: `3 * renewed_every < lasts`.
    """

    lasts: timedelta = timedelta(seconds=5)
    renewed_every: timedelta = timedelta(seconds=1.5)


LEASE = Lease()


async def _now() -> None:
    """Nothing is waited for."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """How many parcels are under way at once, and what is waited for before the next are taken.

    A story takes one at a time, each once all is quiet, so that it is told in the same order every time.
    """

    hands: int = CALLS_AT_ONCE
    ready: Callable[[], Awaitable[None]] = _now

    @property
    def is_slow(self) -> bool:
        """Whether something is waited for before any is taken."""
        return self.ready is not _now


AT_ONCE = Throttle()


class Courier:
    """Claims parcels, hands each to the performer, and settles it with the desk.

    `woken` is a hint that the desk gives too; every tick claims, so a lost one costs half a second. `settled` is told
    what arrived.
    """

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        *,
        desk: Desk,
        store: Store,
        clock: Clock,
        ids: Ids,
        perform: Performer,
        woken: asyncio.Event | None = None,
        settled: Callable[[Parcel], None] = lambda _: None,
        throttle: Throttle = AT_ONCE,
        lease: Lease = LEASE,
    ) -> None:
        self._desk = desk
        self._store = store
        self._clock = clock
        self._ids = ids
        self._perform = perform
        self._settled = settled
        self._throttle = throttle
        self._lease = lease
        self._woken = woken or asyncio.Event()
        self._carrying: dict[asyncio.Task[None], Parcel] = {}
        self._renewing: asyncio.Task[None] | None = None
        self._claiming = False
        self._short_of_hands = False
        self._settling = Batcher(self._settle_all)  # what came home at the same time shares a commit
        # What a newer version wrote, as far as we met it; this process will never know more.
        self._newer_names: set[tuple[str, str]] = set()
        self._newer_numbers: set[int] = set()

    @property
    def busy(self) -> bool:
        """Whether something is under way or about to be claimed."""
        return bool(self._carrying) or self._claiming or self._woken.is_set()

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Parcels are carried until this is cancelled; then what is under way may come home."""
        try:
            while True:
                await self._woken.wait()
                self._claiming = True
                self._woken.clear()
                try:
                    await self._throttle.ready()
                    await self._claim()
                except Unavailable as away:  # the next tick claims again
                    log.debug("the outbox could not be read: %s", away)
                except Exception:
                    log.exception("the outbox could not be read")
                finally:
                    self._claiming = False
        finally:
            await self.drain()

    async def drain(self) -> None:
        """The calls under way are waited for; each has a time-out of its own."""
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _claim(self) -> None:
        async with self._store.write_behind("claim") as tx:
            taken = await self._take(tx, {}, coming_home=0)
        self._send(taken)

    async def _take(
        self, tx: Writing, known: Mapping[int, Incident], *, coming_home: int
    ) -> list[tuple[Parcel, Incident]]:
        """Claim as many as there are hands free, each with its incident; `known` are those at hand."""
        free = self._throttle.hands - len(self._carrying) + coming_home
        self._short_of_hands = free <= 0
        if free <= 0:
            return []  # the next one that comes home wakes us
        now = self._clock.now()
        parcels = await outbox.claim(
            tx,
            now,
            token=lambda: self._ids.new("lease"),
            limit=free,
            lease=self._lease.lasts,
            excluding=FromNewerVersion(frozenset(self._newer_names), frozenset(self._newer_numbers)),
        )
        missing = {parcel.number for parcel in parcels} - known.keys()
        incidents = {**known, **await self._desk.standing(tx, missing)}
        return [(parcel, incidents[parcel.number]) for parcel in parcels]

    def _send(self, taken: Sequence[tuple[Parcel, Incident]]) -> None:
        for parcel, incident in taken:  # most urgent first: tasks start in this order
            task = asyncio.create_task(self._carry(parcel, incident))
            self._carrying[task] = parcel
            task.add_done_callback(self._on_done)
        if self._carrying and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew())

    def _on_done(self, task: asyncio.Task[None]) -> None:
        del self._carrying[task]
        if not self._carrying and self._renewing is not None:
            self._renewing.cancel()
            self._renewing = None
        failure = None if task.cancelled() else task.exception()
        if isinstance(failure, Unavailable):  # whoever claims it next looks in Slack what came of it
            log.debug("what Slack answered could not be written: %s", failure)
        elif failure is not None:
            log.error("a parcel could not be settled", exc_info=failure)
        if failure is not None or self._short_of_hands:
            self.wake()

    async def _carry(self, parcel: Parcel, incident: Incident) -> None:
        """One attempt at a parcel.

        1. What a newer version wrote into is put back as if nobody had claimed it, and left alone from then on.
        2. The performer calls Slack; meanwhile the lease is renewed (e.g. for five seconds, every 1.5 seconds).
        3. What Slack took is settled as a fact, together with what else came home; in the same commit the next parcels
           are claimed.
        4. What was held back comes again when Slack said, and is then sent without a look.
        5. What failed comes again ever later (e.g. after 1, 2, 4, 8 … 60 seconds, up to half of that less), and is
           then looked for before it is sent.
        6. What Slack refuses for good is kept as a fact.
        7. If none of this can be written, the lease runs out, and whoever claims the parcel next looks for it.
        """
        if logbook.unread((*incident.entries, *incident.struck)):
            self._meet_newer_incident(parcel)
            await self._leave(parcel)
            return
        try:
            delivered = await self._perform(parcel, incident)
        except Later as later:
            await self._again(parcel, later.wait, later.reason, was_held_back=True)
        except NotForUs:
            self._meet_newer_name(parcel)
            await self._leave(parcel)
        except Impossible as never:
            log.warning("%s of INC-%s is impossible: %s", parcel.name, parcel.number, never)
            await self._unless_newer(parcel, self._desk.give_up(parcel, str(never)))
            self.wake()  # as in _again
        except Unavailable:  # neither could it be noted: the lease runs out
            raise
        except Exception as failure:  # noqa: BLE001 - whatever it was, the parcel stays and is tried again
            log.warning("%s of INC-%s failed: %r", parcel.name, parcel.number, failure)
            await self._again(parcel, self._back_off(parcel.attempts), repr(failure))
        else:
            await self._settle(parcel, delivered)

    async def _settle(self, parcel: Parcel, delivered: Delivered) -> None:
        if not await self._unless_newer(parcel, self._settling.add((_as_shown(parcel, delivered), delivered))):
            self.wake()

    async def _settle_all(self, arrived: Sequence[tuple[Parcel, Delivered]]) -> list[bool]:
        """Settle, and in the same transaction take what can go out next: one commit less on the way to ready."""
        taken: list[tuple[Parcel, Incident]] = []

        async def take(tx: Writing, incidents: Mapping[int, Incident]) -> None:
            coming_home = 0 if self._throttle.is_slow else len(arrived)
            taken.extend(await self._take(tx, incidents, coming_home=coming_home))

        closed = await self._desk.settle_all(arrived, then=take)
        for parcel, _ in compress(arrived, closed):
            self._settled(parcel)
        self._send(taken)
        return closed

    async def _unless_newer(self, parcel: Parcel, closing: Awaitable[bool]) -> bool:
        """Whether it was closed. If a newer version wrote meanwhile, that one finds in Slack what came of our call."""
        try:
            return await closing
        except Refused as newer:
            self._meet_newer_incident(parcel)
            await self._again(parcel, timedelta(), str(newer))
            return False

    async def _leave(self, parcel: Parcel) -> None:
        async with self._store.write_behind("leave") as tx:
            await outbox.leave(tx, parcel)
        self.wake()  # as in _again

    def _meet_newer_incident(self, parcel: Parcel) -> None:
        if parcel.number not in self._newer_numbers:
            log.warning("a newer version wrote into INC-%s; what is to be told is left to that one", parcel.number)
            self._newer_numbers.add(parcel.number)

    def _meet_newer_name(self, parcel: Parcel) -> None:
        if (parcel.kind, parcel.name) not in self._newer_names:
            log.warning("%s is a %s of a newer version, and is left to it", parcel.name, parcel.kind)
            self._newer_names.add((parcel.kind, parcel.name))

    async def _renew(self) -> None:
        """Keep the leases of all that is under way, for as long as anything is."""
        while True:
            await self._clock.sleep_until(self._clock.now() + self._lease.renewed_every)
            with suppress(Unavailable):  # a lease lasts for three renewals; the next one may come through
                async with self._store.write_behind("renew") as tx:
                    await outbox.renew(tx, self._carrying.values(), self._clock.now() + self._lease.lasts)

    async def _again(self, parcel: Parcel, wait: timedelta, reason: str, *, was_held_back: bool = False) -> None:
        not_before = self._clock.now() + wait
        async with self._store.write_behind("again") as tx:
            await outbox.again(tx, parcel, not_before=not_before, error=reason, was_held_back=was_held_back)
        self.wake()  # a hand is free, and other lanes may be ready

    def _back_off(self, attempts: int) -> timedelta:
        return delay(attempts, first=BACK_OFF_FIRST, most=BACK_OFF_MOST, share=self._ids.share())
