"""All ways out beside Slack as one: what goes to an address, what to the issue tracker, and what is asked of it."""

from datetime import timedelta

import aiohttp

from bot.clock import Clock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.deliveries import Delivered
from bot.incident.state import Incident
from bot.outward.mail.account import MailAccount
from bot.outward.mail.delivery import MailDelivery
from bot.outward.tracker import delivery as tracker_delivery
from bot.outward.tracker.account import TrackerAccount
from bot.outward.tracker.delivery import TrackerDelivery
from bot.outward.tracker.http import TrackerLine
from bot.outward.tracker.trackers import connected
from bot.outward.tracker.watch import Watch
from bot.render.words import Words
from bot.requests.documents import Documents
from bot.requests.people.directory import Directory
from bot.store.outbox import Parcel


class WaysOut:
    """Performs for the courier what no message in Slack is. A house may have both ways, or none."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        mail: MailAccount | None,
        tracker: TrackerAccount | None,
        http: aiohttp.ClientSession,
        *,
        desk: Desk,
        words: Words,
        directory: Directory,
        documents: Documents,
        clock: Clock,
        ids: Ids,
        zone: str,
    ) -> None:
        self.mail = MailDelivery(
            mail, desk=desk, words=words, directory=directory, documents=documents, clock=clock, ids=ids, zone=zone
        )
        line = TrackerLine(http, clock=clock, ids=ids)
        connection = connected(tracker, line, clock) if tracker else None
        self.watch = Watch(connection, desk=desk, clock=clock, every=tracker.asked_every if tracker else timedelta.max)
        self._tracker = TrackerDelivery(
            connection,
            line,
            closes=tracker is not None and tracker.closes,
            words=words,
            directory=directory,
            clock=clock,
            zone=zone,
        )

    def takes(self, parcel: Parcel) -> bool:
        return bool(parcel.address) or tracker_delivery.is_ours(parcel)

    async def __call__(self, parcel: Parcel, incident: Incident) -> Delivered:
        way = self._tracker if tracker_delivery.is_ours(parcel) else self.mail
        return await way(parcel, incident)

    async def stop(self) -> None:
        await self.watch.stop()
        self.mail.close()
