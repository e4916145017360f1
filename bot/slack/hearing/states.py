"""The states of hearing Slack, and what each event does to them: values in, values out; nothing is called here.

Law: a gap is closed only by a reading that began when it was over, went through all of it, and found it no longer at
the end. The table of states and events stands in docs/reliability.md; a test holds it against `advance`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TypeAlias, assert_never

HEARD_EVERY = timedelta(seconds=10)  # how often it is noted that we hear; the most that a gap seems longer than it was
WORTH_TELLING = timedelta(seconds=30)  # a shorter gap is read again and not told: whoever typed saw Slack's own error
LOOK_EVERY = timedelta(minutes=5)  # while events do not come, we look by ourselves from time to time
# Whoever answered unheard is not asked again, so reminders wait for the reading; but when Slack lets us read slowly,
# those who did not answer are more urgent than those who did.
REMINDERS_WAIT_MAX = timedelta(minutes=2)
REMINDERS_WAIT_SHARE = 4  # of the time in which nothing was heard: the shorter it was, the fewer answered in it


class Cause(Enum):
    """Why something was missed: the connection or the process was gone, events stayed away, the database was."""

    OUTAGE = auto()
    SILENCE = auto()
    NOT_KEPT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time from `since` on of which not all was heard. `found`: a reading came upon something that should have been.

    Until `silent_until` nothing but silence spoke for it, and that is only told if something was found to be missing in
    it (e.g. nothing said since 9:00, silent until 9:17, dead until 9:18: told from 9:17 on).
    `extended` counts how often there turned out to be more of it, so that a reading that began before is not enough.
    """

    since: datetime
    cause: Cause
    found: bool = False
    silent_until: datetime | None = None
    extended: int = 0

    @property
    def told_from(self) -> datetime:
        return self.since if self.found or self.silent_until is None else self.silent_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Everything is heard and nothing is to be read. `noted_at` is when that was written down last in this state."""

    noted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """Slack is heard again; the record must say since when it was not. Reminders wait from `waits_since` on.

    `silent_since` is the earliest last sign of life; None before the first connection. `gap` is what is known already.
    """

    waits_since: datetime
    silent_since: datetime | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchingUp:
    """The gap is over and is read. `waits_since` is None once what people asked of us in it is answered."""

    gap: Gap
    waits_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaf:
    """The connection stands and no events come: the gap goes on, and is read every LOOK_EVERY, last at `looked_at`.

    While nothing but silence speaks for it, that is written down, last at `noted_at`: perhaps nobody said anything.
    """

    gap: Gap
    waits_since: datetime | None
    looked_at: datetime
    echo_is_missing: bool = False
    noted_at: datetime | None = None

    @property
    def is_mere_silence(self) -> bool:
        return self.gap.cause is Cause.SILENCE and not self.gap.found and not self.echo_is_missing


HearingState: TypeAlias = Hearing | Uncertain | CatchingUp | Deaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One reading of a gap, begun at `begun_at`. `is_over` is whether the gap was over by then."""

    gap: Gap
    is_over: bool
    begun_at: datetime

    @property
    def tells_first(self) -> bool:
        """People wait for nothing else to read that they were not heard; of mere silence only if something was said."""
        told = {Cause.OUTAGE: self.gap.silent_until is None, Cause.SILENCE: self.gap.found, Cause.NOT_KEPT: False}
        return self.is_over and told[self.gap.cause]

    @property
    def tells_last(self) -> bool:
        """Until when nothing could be kept is only known once everything was; a silence, once it was read."""
        last = {Cause.OUTAGE: self.gap.silent_until is not None, Cause.SILENCE: False, Cause.NOT_KEPT: True}
        return self.is_over and last[self.gap.cause]


@dataclass(frozen=True, slots=True)
class HeardAgain:
    """A connection was made after there was none; before a silence, with its last sign of life."""

    silent_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The record says until when Slack was heard, None if it never was, and until when it was merely silent."""

    heard_until: datetime | None
    listened_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that Slack handed over at this time could not be kept. Slack sends it a few times more, then never."""

    at: datetime


@dataclass(frozen=True, slots=True)
class DatabaseAway:
    """A reading could not go on, for the database was away."""


@dataclass(frozen=True, slots=True)
class EventsCome:
    """A tick at which we are connected and nothing is amiss."""


@dataclass(frozen=True, slots=True)
class EventsMissing:
    """A tick at which we are connected, and events are overdue; the last one came at `last_at`.

    `echo_is_missing` is whether it is a message of our own that did not come back.
    """

    last_at: datetime
    echo_is_missing: bool


@dataclass(frozen=True, slots=True)
class HearingNoted:
    """It stands in the record that everything until now was heard, or that until now it was silent."""


@dataclass(frozen=True, slots=True)
class Found:
    """A reading came upon something that should have been heard, the earliest of it said at this time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NewsRead:
    """All that is new in the gap is read, and what people asked of us in it is answered."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class AllRead:
    """Edits, marks and deletions of the gap are read as well, and it is told if it had to be."""

    attempt: Attempt


HearingEvent: TypeAlias = (
    HeardAgain | Measured | Lost | DatabaseAway | EventsCome | EventsMissing | HearingNoted | Found | NewsRead | AllRead
)


class Action(Enum):
    """What is to be done: wake the reading, replace the sockets, note that we hear, remind those who are due."""

    READ = auto()
    RECONNECT = auto()
    NOTE = auto()
    REMIND = auto()


Actions: TypeAlias = tuple[Action, ...]
Transition: TypeAlias = tuple[HearingState, Actions]


def begun(now: datetime) -> HearingState:
    """The state of a process that was just started: a connection is still to be made, and no reminder goes before."""
    return Uncertain(waits_since=now)


def advance(state: HearingState, event: HearingEvent, now: datetime) -> Transition:
    """The state after the event, and what is to be done; the actions in this order."""
    match event:
        case HeardAgain():
            return _heard_again(state, event, now), (Action.READ,)
        case Measured():
            return _measured(state, event)
        case Lost():
            return _lost(state, event, now), (Action.READ,)
        case DatabaseAway():
            return _not_kept(state, now), ()
        case EventsCome():
            return _events_come(state, now)
        case EventsMissing():
            return _events_missing(state, event, now)
        case HearingNoted():
            return (replace(state, noted_at=now) if isinstance(state, Hearing | Deaf) else state), ()
        case Found():
            return _found(state, event), ()
        case NewsRead():
            return _news_read(state, event.attempt)
        case AllRead():
            return _all_read(state, event.attempt)
        case _:
            assert_never(event)


def attempt(state: HearingState, now: datetime) -> Attempt | None:
    """The reading that is due in this state; None when there is nothing to be read, or not known since when."""
    if isinstance(state, Hearing | Uncertain):
        return None
    return Attempt(gap=state.gap, is_over=isinstance(state, CatchingUp), begun_at=now)


def still_open(state: HearingState, attempt: Attempt) -> Gap | None:
    """The gap that was read, with what was found in it; None if it has become another one meanwhile."""
    if isinstance(state, Hearing) or state.gap is None:
        return None
    is_same = replace(state.gap, found=False) == replace(attempt.gap, found=False)
    return state.gap if is_same else None


def reminds_from(state: HearingState) -> datetime | None:
    """When somebody may be reminded although answers may be still to be read; None when all is read.

    After two minutes at most, and after a quarter of the gap (e.g. heard again at 3:00 after 4 minutes: from 3:01 on;
    after an hour: from 3:02 on).
    """
    if isinstance(state, Hearing) or state.waits_since is None:
        return None
    if state.gap is None:  # how long it was is not known yet
        return state.waits_since + REMINDERS_WAIT_MAX
    return state.waits_since + min(REMINDERS_WAIT_MAX, (state.waits_since - state.gap.since) / REMINDERS_WAIT_SHARE)


def to_tell(since: datetime, until: datetime, *, told_until: datetime | None) -> tuple[datetime, datetime] | None:
    """From when to when it is to be told that nothing was heard: what was not told yet, if it is long enough."""
    from_at = max(since, told_until or since)
    return (from_at, until) if until - from_at >= WORTH_TELLING else None


def _heard_again(state: HearingState, event: HeardAgain, now: datetime) -> HearingState:
    silent_since = min(now, event.silent_since or now)
    match state:
        case Hearing():
            return Uncertain(waits_since=now, silent_since=silent_since)
        case Uncertain():
            return replace(state, silent_since=min(silent_since, state.silent_since or silent_since))
        case CatchingUp() | Deaf():
            return Uncertain(waits_since=state.waits_since or now, silent_since=silent_since, gap=state.gap)
        case _:
            assert_never(state)


def _measured(state: HearingState, event: Measured) -> Transition:
    if not isinstance(state, Uncertain):
        return state, ()
    gap = state.gap
    if event.heard_until is not None:  # else nobody ever heard anything, and nothing can be missing
        since = min(event.heard_until, state.silent_since or event.heard_until)
        gap = _extended(gap, since) if gap is not None else Gap(since=since, cause=Cause.OUTAGE)
        if event.listened_until is not None and since < event.listened_until:
            gap = replace(gap, silent_until=gap.silent_until or event.listened_until)
    if gap is None:
        return Hearing(), (Action.NOTE, Action.REMIND)
    return CatchingUp(gap=gap, waits_since=state.waits_since), ()


def _lost(state: HearingState, event: Lost, now: datetime) -> HearingState:
    gap = None if isinstance(state, Hearing) else state.gap
    if gap is None:
        gap = Gap(since=event.at, cause=Cause.NOT_KEPT)
    gap = replace(_extended(gap, event.at), cause=Cause.NOT_KEPT)
    if isinstance(state, Hearing):
        return CatchingUp(gap=gap, waits_since=now)
    return replace(state, gap=gap, waits_since=now)


def _not_kept(state: HearingState, now: datetime) -> HearingState:
    """What is heard while the database is away cannot be kept either; while all is heard, nothing is to be kept."""
    if isinstance(state, Hearing):
        return state
    gap = state.gap or Gap(since=now, cause=Cause.NOT_KEPT)
    return replace(state, gap=replace(gap, cause=Cause.NOT_KEPT), waits_since=now)


def _events_come(state: HearingState, now: datetime) -> Transition:
    match state:
        case Hearing():
            return state, _note_if_due(state, now)
        case Deaf(gap=gap, waits_since=waits_since):
            return CatchingUp(gap=gap, waits_since=waits_since), (Action.READ,)
        case Uncertain() | CatchingUp():
            return state, ()
        case _:
            assert_never(state)


def _events_missing(state: HearingState, event: EventsMissing, now: datetime) -> Transition:
    """They may have stopped with the last that came, so that is where the gap begins."""
    is_ours = event.echo_is_missing
    actions = (Action.RECONNECT, Action.READ) if is_ours else (Action.READ,)
    match state:
        case Hearing():
            gap = Gap(since=event.last_at, cause=Cause.SILENCE)
            return Deaf(gap=gap, waits_since=now, looked_at=now, echo_is_missing=is_ours), actions
        case CatchingUp(gap=gap):
            gap = _extended(gap, event.last_at)
            return Deaf(gap=gap, waits_since=now, looked_at=now, echo_is_missing=is_ours), actions
        case Deaf(gap=gap):
            state = replace(state, echo_is_missing=state.echo_is_missing or is_ours)
            if now - state.looked_at >= LOOK_EVERY:
                return replace(state, gap=_extended(gap, event.last_at), waits_since=now, looked_at=now), (Action.READ,)
            return state, _note_if_due(state, now) if state.is_mere_silence else ()
        case Uncertain():
            return state, ()
        case _:
            assert_never(state)


def _note_if_due(state: Hearing | Deaf, now: datetime) -> Actions:
    is_due = state.noted_at is None or now - state.noted_at >= HEARD_EVERY
    return (Action.NOTE,) if is_due else ()


def _found(state: HearingState, event: Found) -> HearingState:
    """In a channel that was just made it is no sign of a gap; said after a silence, none that it hid anything."""
    if isinstance(state, Hearing) or state.gap is None:
        return state
    if state.gap.silent_until is not None and event.at >= state.gap.silent_until:
        return state
    return replace(state, gap=replace(state.gap, found=True))


def _news_read(state: HearingState, attempt: Attempt) -> Transition:
    if isinstance(state, CatchingUp | Deaf) and state.waits_since is not None and still_open(state, attempt):
        return replace(state, waits_since=None), (Action.REMIND,)
    return state, ()


def _all_read(state: HearingState, attempt: Attempt) -> Transition:
    if not attempt.is_over or not still_open(state, attempt):
        return state, ()
    match state:
        case CatchingUp():
            return Hearing(), (Action.NOTE,)
        case Uncertain():  # lost and heard once more meanwhile: another gap, of which only the end is known
            return replace(state, gap=None), ()
        case Hearing() | Deaf():
            return state, ()
        case _:
            assert_never(state)


def _extended(gap: Gap, since: datetime) -> Gap:
    return replace(gap, since=min(gap.since, since), extended=gap.extended + 1)
