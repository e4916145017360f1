"""Carries briefs out by e-mail: a performer of the courier's, as Slack has one.

Law: at most once. What was certainly not taken is tried again for an hour; of what may have been taken, nobody can look
whether it arrived, so it is not sent again, and whoever sent it is told (docs/decisions/0037-mail-at-most-once.md).
"""

import asyncio
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from bot.backoff import delay
from bot.clock import Clock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident.deliveries import Delivered, Impossible, Later
from bot.incident.sharing import may_be_mailed
from bot.incident.state import Incident
from bot.outward.mail import smtp
from bot.outward.mail.account import MailAccount
from bot.outward.mail.letter import Sending, letter
from bot.outward.outcomes import Never, NotNow, Unsure
from bot.render.words import Words
from bot.requests.documents import Documents
from bot.requests.people.directory import Directory
from bot.store.engine import Unavailable
from bot.store.outbox import Parcel

AT_ONCE = 4  # connections; a mail server takes more, and a brief goes to few
BACK_OFF_FIRST = timedelta(minutes=1)  # who greylists wants a minute at least (RFC 6647, section 5)
BACK_OFF_MOST = timedelta(minutes=15)
TRIED_FOR = timedelta(hours=1)  # ours: an older page is answered by a newer one


class MailDelivery:
    """Sends what goes to an e-mail address; without an `account` it says that the house sends none."""

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        account: MailAccount | None,
        *,
        desk: Desk,
        words: Words,
        directory: Directory,
        documents: Documents,
        clock: Clock,
        ids: Ids,
        zone: str,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._account = account
        self._desk = desk
        self._words = words
        self._directory = directory
        self._documents = documents
        self._clock = clock
        self._ids = ids
        self._zone = zone
        self._tls = tls
        self._hands = asyncio.Semaphore(AT_ONCE)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")  # asyncio's own are the database's

    async def __call__(self, parcel: Parcel, incident: Incident) -> Delivered:
        """Send it; Later and Impossible say why not."""
        account = self._require_may(parcel, incident)
        try:
            async with self._hands:
                await self._handed_over(parcel, incident, account)
        except Unavailable as away:  # while the page was read: nothing was sent
            raise Later(BACK_OFF_FIRST, str(away)) from away
        except NotNow as why:
            raise self._again(parcel, str(why)) from why
        except Never as why:
            raise Impossible(str(why)) from why
        except Unsure as why:
            raise Impossible("unsure") from why
        return Delivered()

    def close(self) -> None:
        """What is under way comes home by itself."""
        self._threads.shutdown(wait=False)

    def _require_may(self, parcel: Parcel, incident: Incident) -> MailAccount:
        """The account by which it may go out now; raises Impossible where it may no longer, or may have already."""
        if self._account is None:
            raise Impossible("no mail")
        if not may_be_mailed(parcel.address, self._desk.policy.mail_domains):
            raise Impossible("closed domain")
        if incident.private and not parcel.values["private"]:
            raise Impossible("made private")
        if parcel.may_have_arrived:
            raise Impossible("unsure")
        return self._account

    async def _handed_over(self, parcel: Parcel, incident: Incident, account: MailAccount) -> None:
        """Composed in the thread as well, for fifty of them take seconds in which nobody would be answered."""
        values = dict(parcel.values)
        page = await self._documents.brief(incident.number, datetime.fromisoformat(str(values["as_of"])))
        sending = Sending(incident=incident, seq=int(str(values["seq"])), address=parcel.address, values=values)
        reader = replace(self._directory.reader(), zone=self._zone)
        at = self._clock.now()

        def handed_over() -> None:
            message = letter(sending, page.document, account=account, words=self._words, reader=reader, at=at)
            smtp.hand_over(account, message, to=parcel.address, tls=self._tls)

        await asyncio.get_running_loop().run_in_executor(self._threads, handed_over)

    def _again(self, parcel: Parcel, why: str) -> Later | Impossible:
        """When to try next, unless the page is too old by then."""
        now = self._clock.now()
        wait = delay(parcel.attempts, first=BACK_OFF_FIRST, most=BACK_OFF_MOST, share=self._ids.share())
        if now + wait > (parcel.first_tried_at or now) + TRIED_FOR:
            return Impossible(f"waited: {why}")
        return Later(wait, why)
