"""Documents: what the record tells, fetched and computed in one descent; the door that asked renders what comes out.

Law: documents change nothing and call nobody; the same record at the same time gives the same page.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from bot.clock import Clock
from bot.desk import Desk
from bot.desk.reading import Snapshot
from bot.incident import briefs, members, reports
from bot.incident.errors import Refused
from bot.incident.logbook import BOT
from bot.incident.parts import Question
from bot.incident.questions import over_since
from bot.incident.replay import replay
from bot.incident.reviews import Approval, approval, review
from bot.incident.state import Case, Incident
from bot.incident.vocabulary import Housekeeping
from bot.requests.marks import MARK_NAMES, MarkNames
from bot.store import logbook
from bot.store.transcript import Said, instant_of
from bot.story import asking, brief, catchup, changes, debrief, glance, read_aloud, sheet, summary, timeline, unnamed
from bot.story.asking import OFFERED_MAX, Offered
from bot.story.brief import Brief, OnlySaid
from bot.story.catchup import Catchup
from bot.story.debrief import Debrief
from bot.story.glance import Glance
from bot.story.read_aloud import Walkthrough
from bot.story.recall.past import Past
from bot.story.sheet import Sheet
from bot.story.summary import Summary
from bot.story.timeline import PinnedMessage
from bot.story.unnamed import Unnamed


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """Where the incident stands; `due` and `stale` are by role."""

    incident: Incident
    due: Mapping[str, datetime | None]
    stale: Mapping[str, reports.Staleness]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """What happened, in order; `folded` is how much of each kind is not told."""

    incident: Incident
    lines: tuple[timeline.Line, ...]
    folded: Mapping[Housekeeping, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """A question to one person, with the lines that it is about; `over_at` is from when it may be over."""

    incident: Incident
    question: Question
    offered: tuple[Offered, ...]
    over_at: datetime | None


Document: TypeAlias = CardPage | TimelinePage | Brief | Sheet | Catchup | Summary | Walkthrough | Glance


LONG_ENTRIES = 200  # a timeline of so many takes some 50 ms to compute and render

T = TypeVar("T")
D_co = TypeVar("D_co", bound=Document, covariant=True)
D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Page(Generic[D_co]):
    """A document as it is to be read. `unread_in`: the incident into which a newer version wrote what is not on it.

    `is_long`: whoever renders it does so beside the event loop, for it may take seconds.
    """

    document: D_co
    unread_in: str = ""
    is_long: bool = False


class Documents:
    def __init__(
        self, *, desk: Desk, clock: Clock, marks: MarkNames = MARK_NAMES, without: Unnamed | None = None
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._marks = marks
        self._without = without

    def leaving_out(self, who: Unnamed) -> "Documents":
        """The same documents of a record without one person."""
        return Documents(desk=self._desk, clock=self._clock, marks=self._marks, without=who)

    async def card(self, number: int) -> Page[CardPage]:
        """The card as it should look now; no message of the timeline is on it."""
        view = await self._desk.outline(number)
        case = self._case(view)
        stale = {role: old for role in view.incident.roles if (old := reports.staleness(case, role)) is not None}
        return _page(view, CardPage(incident=view.incident, due=self._due(view), stale=stale))

    async def timeline(self, number: int, at: datetime | None = None, *, whole: bool = False) -> Page[TimelinePage]:
        """The timeline, or the `whole` of it; with `at`, as it was known then. Refuses `before_it_began`."""
        view = await self._view(number, at)
        return _page(view, await _apart(view, lambda: _timeline(view, self._marks, whole=whole)))

    async def brief(self, number: int, at: datetime | None = None, *, reader: str = "") -> Page[Brief]:
        """The executive's page; with `at`, as it was known then. Refuses `before_it_began`.

        A `reader` who has read one before is told what changed since; nobody is of a page of earlier.
        """
        view = await self._view(number, at)
        only_said = await self._only_said(view, at)
        read_at = view.activity.brief.get(reader) if at is None else None

        def told() -> Brief:
            pinned = _pinned(view, self._marks)
            page = self._brief(view, pinned, at, only_said)
            return replace(page, changed=changes.since(view.incident, pinned, read_at) if read_at else None)

        return _page(view, await _apart(view, told))

    async def sheet(self, number: int, at: datetime | None = None, *, alike: Sequence[Past] = ()) -> Page[Sheet]:
        """What whoever presents it is asked, with `alike` from the past; with `at`, as was known then.

        Refuses `before_it_began`.
        """
        view = await self._view(number, at)
        only_said = await self._only_said(view, at)

        def told() -> Sheet:
            pinned = _pinned(view, self._marks)
            page = self._brief(view, pinned, at, only_said)
            return sheet.of(page, view.incident, pinned, policy=view.incident.policy, alike=alike)

        return _page(view, await _apart(view, told))

    def _brief(
        self, view: Snapshot, pinned: Sequence[PinnedMessage], at: datetime | None, only_said: OnlySaid | None
    ) -> Brief:
        now = at or self._clock.now()
        return brief.of(
            view.incident,
            pinned,
            now=now,
            policy=view.incident.policy,
            due=self._due(view),
            next_brief_at=briefs.announced_at(replace(self._case(view), now=now)),
            only_said=only_said,
        )

    async def catchup(self, number: int) -> Page[Catchup]:
        """Where it stands now, for whoever joins late."""
        view = await self._desk.view(number, pin_names=self._marks.all)
        return _page(view, await _apart(view, lambda: self._catchup(view)))

    async def catchup_for(self, number: int, person: str) -> Page[Catchup] | None:
        """The same for somebody who joined and did not ask; None when nothing is to be told, or no longer to them."""
        view = await self._desk.view(number, pin_names=self._marks.all)
        is_due = members.is_to_catch_up(view.incident, person) and person in view.incident.members
        return (
            _page(view, self._catchup(view))
            if is_due and catchup.has_news(view.incident, _pinned(view, self._marks))
            else None
        )

    async def catchup_as_told(self, number: int, at: datetime) -> Page[Catchup]:
        """What somebody was told who joined then, without the words that were removed since."""
        view = await self._view(number, at)
        return _page(view, await _apart(view, lambda: self._catchup(view, at)))

    async def summary(self, number: int) -> Page[Summary]:
        """The post-incident summary, as far as there is one; an approved one as it was approved, with its addendum."""
        view = await self._view(number, None)
        approved = approval(view.incident)
        if approved is None:
            return _page(view, await _apart(view, lambda: _summary(view, self._marks, self._clock.now())))
        then = await self._view(number, approved.at)
        return _page(view, await _apart(view, lambda: _approved(then, view, self._marks, approved)))

    async def walkthrough(self, number: int) -> Page[Walkthrough]:
        """How it was found, to be read aloud; an approved one as it was approved."""
        page = await self.summary(number)
        return Page(read_aloud.of(page.document), page.unread_in, page.is_long)

    async def glance(self, number: int, at: datetime | None = None) -> Page[Glance]:
        """The picture of it; with `at`, as was known then. Refuses `before_it_began`."""
        view = await self._view(number, at)
        now, policy = at or self._clock.now(), view.incident.policy
        pinned = _pinned(view, self._marks)
        return _page(view, await _apart(view, lambda: glance.of(view.incident, pinned, now=now, policy=policy)))

    async def debrief(self, number: int) -> Debrief:
        """How fast the team came to what, and how it kept its record: no page of Slack, but one to read together."""
        view = await self._desk.view(number, pin_names=self._marks.all)
        now, policy = self._clock.now(), view.incident.policy
        return await _apart(view, lambda: debrief.of(view.incident, _pinned(view, self._marks), now=now, policy=policy))

    def _catchup(self, view: Snapshot, at: datetime | None = None) -> Catchup:
        pinned = _pinned(view, self._marks)
        told = brief.of(
            view.incident,
            pinned,
            now=at or self._clock.now(),
            policy=view.incident.policy,
            due=self._due(view),
            next_brief_at=briefs.announced_at(self._case(view)),
        )
        return catchup.of(told, view.incident, pinned, policy=view.incident.policy)

    async def lines(self, number: int) -> asking.LinesOnOffer:
        """Every line that somebody who is asked may take, on record or only said."""
        return await self._lines(await self._desk.view(number, pin_names=self._marks.all))

    async def _lines(self, view: Snapshot) -> asking.LinesOnOffer:
        pinned = _pinned(view, self._marks)
        known = {(pin.channel, pin.ts) for pin in pinned}
        heard = [_as_heard(said) for said in await self._desk.heard(view.incident)]
        return asking.lines(view.incident, pinned, [said for said in heard if (said.channel, said.ts) not in known])

    async def question(self, number: int, seq: int) -> QuestionPage:
        """The question of the entry `seq`, with what it offers now."""
        view = await self._desk.view(number, pin_names=self._marks.all)
        question = next(q for q in view.incident.questions if q.seq == seq)
        offered = await self._offered(view, question) if question.is_open else ()
        return QuestionPage(
            incident=view.incident, question=question, offered=offered, over_at=over_since(view.incident, question)
        )

    async def _offered(self, view: Snapshot, question: Question) -> tuple[Offered, ...]:
        lines = await self._lines(view)
        about = lines.of(f"ts:{question.message.ts}") if question.message is not None else ()
        match question.name:
            case "harm":
                return lines.offered("harm")
            case "over":
                return _with_line(about, lines.offered("over"))
            case "why" | "task":
                return about
            case "page":
                return lines.told(brief.newest_quotes((await self.brief(view.incident.number)).document))
            case _:
                return ()

    async def _view(self, number: int, at: datetime | None) -> Snapshot:
        view = await self._desk.view(number, pin_names=self._marks.all, as_known_at=at)
        view = view if (who := self._without) is None else await _apart(view, lambda: _without(view, who))
        return view if at is None else await _apart(view, lambda: as_known(view, at))

    async def _only_said(self, view: Snapshot, at: datetime | None) -> OnlySaid | None:
        """How much was said and not put on record: told only where nothing was."""
        tally = None if view.pinned else await self._desk.only_said(view.incident, as_known_at=at)
        if tally is None:
            return None
        who = self._without
        last_by = who.author(tally.last_by, unnamed.stand_in(view.incident, who)) if who else tally.last_by
        return OnlySaid(tally.messages, tally.people, tally.last_at, last_by)

    def _due(self, view: Snapshot) -> dict[str, datetime | None]:
        return {role: reports.due_at(self._case(view), role=role) for role in view.incident.roles}

    def _case(self, view: Snapshot) -> Case:
        return Case(view.incident, self._clock.now(), BOT, view.activity)


def _with_line(about: Sequence[Offered], newest: Sequence[Offered]) -> tuple[Offered, ...]:
    """The line that a question is about, and of the newest as many others as there is room for, oldest first."""
    known = {line.ref for line in about}
    others = [line for line in newest if line.ref not in known]
    room = OFFERED_MAX - len(about)
    return tuple(sorted([*about, *others[max(len(others) - room, 0) :]], key=lambda line: line.quote.at))


def _summary(view: Snapshot, names: MarkNames, now: datetime) -> Summary:
    return summary.of(view.incident, _pinned(view, names), now=now, policy=view.incident.policy)


def _approved(then: Snapshot, view: Snapshot, names: MarkNames, approved: Approval) -> Summary:
    """The account of `then`, with messages in their wording of then, and what the timeline of `view` has besides."""
    lines_now = timeline.lines(view.incident, _pinned(view, names))
    return summary.approved(_summary(then, names, approved.at), approved, lines_now, review(view.incident))


def _timeline(view: Snapshot, names: MarkNames, *, whole: bool) -> TimelinePage:
    lines = timeline.lines(view.incident, _pinned(view, names), whole=whole)
    return TimelinePage(incident=view.incident, lines=lines, folded={} if whole else timeline.folded(view.incident))


def _page(view: Snapshot, document: D) -> Page[D]:
    is_whole = not logbook.unread(view.incident.logbook)
    return Page(document, "" if is_whole else view.incident.name, _is_long(view))


async def _apart(view: Snapshot, work: Callable[[], T]) -> T:
    """What the work gives; of a long record it is done in another thread, so that everybody else is answered."""
    return await asyncio.to_thread(work) if _is_long(view) else work()


def _without(view: Snapshot, who: Unnamed) -> Snapshot:
    instead = unnamed.stand_in(view.incident, who)
    return Snapshot(
        unnamed.incident_without(view.incident, who),
        tuple(unnamed.message_without(pin, who, instead) for pin in view.pinned),
        unnamed.activity_without(view.activity, who, instead),
    )


def _is_long(view: Snapshot) -> bool:
    return len(view.incident.entries) + len(view.pinned) > LONG_ENTRIES


def as_known(view: Snapshot, at: datetime) -> Snapshot:
    """What had been learnt by then: what was recorded or corrected later does not count. Refuses `before_it_began`."""
    incident = view.incident
    if incident.opened_at is None or at < incident.opened_at:
        raise Refused("before_it_began", incident=incident.name, opened_at=incident.opened_at)
    known = [entry for entry in incident.logbook if entry.recorded_at <= at]
    pinned = tuple(pin for pin in view.pinned if pin.pinned_at <= at)
    return replace(view, incident=replay(incident.number, known), pinned=pinned)


def _pinned(view: Snapshot, names: MarkNames) -> list[PinnedMessage]:
    return [
        PinnedMessage(
            channel=pin.channel,
            ts=pin.ts,
            thread_ts=pin.thread_ts,
            author=pin.author,
            text=pin.text,
            edited_at=pin.edited_at,
            deleted_at=pin.deleted_at,
            pinned_by=pin.pinned_by,
            pinned_at=pin.pinned_at,
            is_machine=pin.is_bot,
            meant=names.meant(pin.marks),
        )
        for pin in view.pinned
    ]


def _as_heard(said: Said) -> PinnedMessage:
    """A message that was only said, as a line that could be put on record."""
    return PinnedMessage(
        channel=said.channel,
        ts=said.ts,
        thread_ts=said.thread_ts,
        author=said.author,
        text=said.text,
        edited_at=instant_of(said.edited_ts) if said.edited_ts else None,
        deleted_at=None,
        pinned_by="",
        pinned_at=instant_of(said.ts),
        is_machine=said.is_bot,
    )
