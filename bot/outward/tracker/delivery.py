"""Puts follow-ups into the house's issue tracker: a performer of the courier's, as Slack has one.

Law: one issue a follow-up, as far as a tracker can be asked (docs/decisions/0041-one-issue-a-follow-up.md), and what
Sitrep wrote in it reads as the record does (0044-an-issue-in-step.md there). One at a time, and whatever waits for the
tracker waits in the outbox: a tracker that is down holds no hand of the courier's.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.incident.deliveries import Delivered, Impossible, Later
from bot.incident.effects import ISSUE, Surface
from bot.incident.facts import FollowUpFiled
from bot.incident.filing import is_withheld
from bot.incident.parts import FollowUp
from bot.incident.redaction import REMOVED, is_in
from bot.incident.state import Incident
from bot.outward.outcomes import Never, NotNow, Unsure
from bot.outward.tracker import ticket as tickets
from bot.outward.tracker.http import TrackerLine
from bot.outward.tracker.protocol import Filed, Ticket, Tracker
from bot.render.words import Reader, Words
from bot.requests.people.directory import Directory
from bot.store.outbox import Parcel

TRIED_FOR = timedelta(days=1)  # ours: then whoever had it filed hears of it, and can have it tried again
LOOK_BACK = timedelta(minutes=1)  # the tracker's clock and ours
# What was asked of GitHub is done within ten seconds, or never ("Timeouts", docs.github.com/en/rest/using-the-rest-api/
# troubleshooting-the-rest-api). Whoever looks sooner may miss an issue that is being made.
SURE_AFTER = timedelta(seconds=30)
IN_TURN = timedelta(seconds=2)  # what one takes, about


def is_ours(parcel: Parcel) -> bool:
    """Whether it goes to the issue tracker and not to Slack."""
    return parcel.kind == "surface" and Surface(parcel.name).kind == ISSUE


class TrackerDelivery:
    """Shows follow-ups in a `tracker`; without one it says that the house has none.

    `closes`: what ended here is closed there too.
    """

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        tracker: Tracker | None,
        line: TrackerLine,
        *,
        closes: bool,
        words: Words,
        directory: Directory,
        clock: Clock,
        zone: str,
    ) -> None:
        self._tracker = tracker
        self._line = line
        self._closes = closes
        self._words = words
        self._directory = directory
        self._clock = clock
        self._turn_at = clock.now()
        self._zone = zone
        self._unsure_since: dict[str, datetime] = {}  # parcels of which this process does not know what became

    async def __call__(self, parcel: Parcel, incident: Incident) -> Delivered:
        """Show it; Later and Impossible say why not."""
        one = incident.follow_up(Surface(parcel.name).subject)
        if self._tracker is None and (one is None or (one.is_filed and not is_in(one))):
            return Delivered(dropped="the house does without its tracker")
        if self._tracker is None:
            raise Impossible("no tracker")
        is_too_old = self._is_too_old(parcel, one)
        try:
            self._require_turn(parcel)
            shown = await self._shown(self._tracker, parcel, incident, one)
        except NotNow as why:
            raise (Impossible(f"waited: {why}") if is_too_old else Later(why.wait or IN_TURN, str(why))) from why
        except Unsure as why:
            self._unsure_since[parcel.id] = self._clock.now()
            if is_too_old:
                raise Impossible(f"waited: {why}") from why
            raise  # and the courier tries again
        except Never as why:
            raise Impossible(str(why)) from why
        self._unsure_since.pop(parcel.id, None)
        return shown

    def _require_turn(self, parcel: Parcel) -> None:
        """Raises NotNow while the tracker is spoken to, asked for patience, or may still do what an attempt asked."""
        rest = self._line.rest()
        if self._line.is_busy or rest > timedelta():
            raise NotNow("another one is under way, or it asked for patience", wait=max(rest, self._next_turn()))
        if parcel.may_have_arrived:
            since = self._unsure_since.setdefault(parcel.id, self._clock.now())
            if (early := since + SURE_AFTER - self._clock.now()) > timedelta():
                raise NotNow("what became of the last attempt shows later", wait=early)

    def _next_turn(self) -> timedelta:
        """When it may be the turn of whoever waits for a tracker that is busy: one behind the other."""
        now = self._clock.now()
        self._turn_at = max(self._turn_at, now) + IN_TURN
        return self._turn_at - now

    async def _shown(self, tracker: Tracker, parcel: Parcel, incident: Incident, one: FollowUp | None) -> Delivered:
        if one is None or one.issue is None:
            return await self._taken_back(tracker, parcel, incident)
        for person in (one.owner, one.ended_by):  # a name stands there, and no mention
            await self._directory.get(person or "")
        told = tickets.ticket(incident, one, key=parcel.id, words=self._words, reader=self._reader())
        told = replace(told, revision=parcel.claimed_seq)
        if one.is_filed:
            return await self._in_step(tracker, parcel, incident, one, told)
        left = await tracker.find(parcel.id, since=self._since(parcel)) if parcel.may_have_arrived else None
        if left is None and not one.is_outstanding:
            return Delivered(dropped="it is over")
        if left is None and REMOVED in one.text:
            raise Impossible("words removed")
        if left is None and is_withheld(incident, one):
            raise Impossible("made private")
        stands = left or await tracker.file(told)
        if parcel.may_have_arrived:  # with the words of then
            await tracker.show(stands, told)
        return _stands(stands)

    async def _in_step(
        self, tracker: Tracker, parcel: Parcel, incident: Incident, one: FollowUp, told: Ticket
    ) -> Delivered:
        """The issue says what is on record; what ended here ends there, and goes on if its end was taken back."""
        issue = one.issue
        assert issue is not None
        stands = Filed(name=issue.name, url=issue.url, status_url=issue.status_url)
        await tracker.show(stands, told)
        if not self._closes or issue.is_open == one.is_outstanding:
            return Delivered()
        move = tickets.move(incident, one, key=_key_of_move(parcel), words=self._words, reader=self._reader())
        as_of = await tracker.move(stands, replace(move, since=self._tried_since(parcel)))
        return Delivered(issue_is=move.to, as_of=as_of)

    async def _taken_back(self, tracker: Tracker, parcel: Parcel, incident: Incident) -> Delivered:
        """It is no follow-up any more: its words go, and its issue is closed where the house wants that."""
        name = Surface(parcel.name).subject
        if stands := await self._left_there(tracker, parcel, incident, name):
            words, reader = self._words, self._reader()
            gone = tickets.without_words(incident, name, key=parcel.id, words=words, reader=reader)
            await tracker.show(stands, replace(gone, revision=parcel.claimed_seq))
            if self._closes:
                move = tickets.withdrawal(incident, name, key=_key_of_move(parcel), words=words, reader=reader)
                await tracker.move(stands, replace(move, since=self._tried_since(parcel)))
        return Delivered(dropped="taken back")

    async def _left_there(self, tracker: Tracker, parcel: Parcel, incident: Incident, name: str) -> Filed | None:
        on_record = [fact for _, fact in incident.of(FollowUpFiled) if fact.id == name]
        if on_record:
            return Filed(name=on_record[-1].issue, url=on_record[-1].url, status_url=on_record[-1].status_url)
        return await tracker.find(parcel.id, since=self._since(parcel)) if parcel.may_have_arrived else None

    def _tried_since(self, parcel: Parcel) -> datetime | None:
        return self._since(parcel) if parcel.may_have_arrived else None

    def _since(self, parcel: Parcel) -> datetime:
        return (parcel.first_tried_at or self._clock.now()) - LOOK_BACK

    def _reader(self) -> Reader:
        return replace(self._directory.reader(), zone=self._zone)

    def _is_too_old(self, parcel: Parcel, one: FollowUp | None) -> bool:
        """Whether it was tried for long enough, since it was asked for."""
        now = self._clock.now()
        asked_at = one.issue.asked_at if one is not None and one.issue is not None else None
        return now > max(at for at in (parcel.first_tried_at or now, asked_at) if at is not None) + TRIED_FOR


def _key_of_move(parcel: Parcel) -> str:
    return f"{parcel.id} {parcel.claimed_seq}"


def _stands(filed: Filed) -> Delivered:
    return Delivered(issue=filed.name, url=filed.url, status_url=filed.status_url, as_of=filed.as_of)
