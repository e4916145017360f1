"""The states of hearing Slack: rows of values, and the table in docs/reliability.md against the code."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.hearing import states as s
from bot.slack.hearing.states import Action, CatchingUp, Cause, Deaf, Gap, Hearing, Uncertain, advance

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
READ, RECONNECT, NOTE, REMIND = Action.READ, Action.RECONNECT, Action.NOTE, Action.REMIND


def at(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def gap(
    since: float,
    cause: Cause = Cause.OUTAGE,
    *,
    found: bool = False,
    silent_until: float | None = None,
    extended: int = 0,
) -> Gap:
    silence_ends = None if silent_until is None else at(silent_until)
    return Gap(since=at(since), cause=cause, found=found, silent_until=silence_ends, extended=extended)


def uncertain(waits: float = 10, *, silent: float | None = 10, gap: Gap | None = None) -> Uncertain:
    return Uncertain(waits_since=at(waits), silent_since=None if silent is None else at(silent), gap=gap)


def reading(gap: Gap, waits: float | None = 10) -> CatchingUp:
    return CatchingUp(gap=gap, waits_since=None if waits is None else at(waits))


def deaf(
    gap: Gap, waits: float | None = 10, *, looked: float = 10, echo_is_missing: bool = False, noted: float | None = None
) -> Deaf:
    return Deaf(
        gap=gap,
        waits_since=None if waits is None else at(waits),
        looked_at=at(looked),
        echo_is_missing=echo_is_missing,
        noted_at=None if noted is None else at(noted),
    )


def read(gap: Gap, *, is_over: bool = True) -> s.Attempt:
    return s.Attempt(gap=gap, is_over=is_over, begun_at=at(11))


HEARING = Hearing(noted_at=at(10))
FROM_5, KEPT_FROM_5 = gap(5), gap(5, Cause.NOT_KEPT)
SILENT_FROM_5 = gap(5, Cause.SILENCE)
DEAD_FROM_9 = gap(5, silent_until=9)  # and silent before

# Each at twenty past: the state, the event, the state after it, and what is to be done.
ROWS: Sequence[tuple[s.HearingState, s.HearingEvent, s.HearingState, s.Actions]] = [
    # Connected again: what is known of a gap is kept, and the earliest sign of life counts.
    (HEARING, s.HeardAgain(), uncertain(20, silent=20), (READ,)),
    (HEARING, s.HeardAgain(at(18)), uncertain(20, silent=18), (READ,)),
    (uncertain(10, silent=12), s.HeardAgain(at(18)), uncertain(10, silent=12), (READ,)),
    (uncertain(10, silent=None), s.HeardAgain(), uncertain(10, silent=20), (READ,)),
    (reading(FROM_5), s.HeardAgain(), uncertain(10, silent=20, gap=FROM_5), (READ,)),
    (reading(FROM_5, None), s.HeardAgain(), uncertain(20, silent=20, gap=FROM_5), (READ,)),
    (deaf(SILENT_FROM_5), s.HeardAgain(at(8)), uncertain(10, silent=8, gap=SILENT_FROM_5), (READ,)),
    # The gap begins with the last note, or with the last sign of life if that was earlier.
    (uncertain(silent=10), s.Measured(at(9)), reading(gap(9)), ()),
    (uncertain(silent=8), s.Measured(at(9)), reading(gap(8)), ()),
    (uncertain(silent=10, gap=FROM_5), s.Measured(at(9)), reading(gap(5, extended=1)), ()),
    (uncertain(silent=10, gap=gap(9)), s.Measured(at(5)), reading(gap(5, extended=1)), ()),
    (uncertain(silent=10, gap=KEPT_FROM_5), s.Measured(None), reading(KEPT_FROM_5), ()),
    (uncertain(), s.Measured(None), Hearing(), (NOTE, REMIND)),
    # Of a silence before it only its end is certain, unless all was heard after it.
    (uncertain(silent=10), s.Measured(at(5), at(9)), reading(DEAD_FROM_9), ()),
    (uncertain(silent=10), s.Measured(at(9), at(5)), reading(gap(9)), ()),
    (uncertain(gap=DEAD_FROM_9), s.Measured(at(5), at(9)), reading(replace(DEAD_FROM_9, extended=1)), ()),
    # What is lost makes a gap, or makes it longer; reminders wait anew.
    (HEARING, s.Lost(at(19)), reading(gap(19, Cause.NOT_KEPT, extended=1), 20), (READ,)),
    (uncertain(), s.Lost(at(19)), uncertain(20, gap=gap(19, Cause.NOT_KEPT, extended=1)), (READ,)),
    (reading(FROM_5), s.Lost(at(19)), reading(gap(5, Cause.NOT_KEPT, extended=1), 20), (READ,)),
    (reading(gap(19), None), s.Lost(at(5)), reading(gap(5, Cause.NOT_KEPT, extended=1), 20), (READ,)),
    (deaf(SILENT_FROM_5), s.Lost(at(19)), deaf(gap(5, Cause.NOT_KEPT, extended=1), 20), (READ,)),
    # While the database is away nothing is kept; where all is heard, nothing is to be kept.
    (HEARING, s.DatabaseAway(), HEARING, ()),
    (uncertain(), s.DatabaseAway(), uncertain(20, gap=gap(20, Cause.NOT_KEPT)), ()),
    (reading(gap(5, found=True)), s.DatabaseAway(), reading(gap(5, Cause.NOT_KEPT, found=True), 20), ()),
    (deaf(SILENT_FROM_5, None), s.DatabaseAway(), deaf(KEPT_FROM_5, 20), ()),
    # A second in which all is well.
    (Hearing(), s.EventsCome(), Hearing(), (NOTE,)),
    (HEARING, s.EventsCome(), HEARING, (NOTE,)),
    (Hearing(noted_at=at(19.9)), s.EventsCome(), Hearing(noted_at=at(19.9)), ()),
    (deaf(SILENT_FROM_5), s.EventsCome(), reading(SILENT_FROM_5), (READ,)),
    (deaf(SILENT_FROM_5, None), s.EventsCome(), reading(SILENT_FROM_5, None), (READ,)),
    # A second in which events are overdue: they may have stopped with the last one.
    (HEARING, s.EventsMissing(at(5), False), deaf(SILENT_FROM_5, 20, looked=20), (READ,)),
    (
        HEARING,
        s.EventsMissing(at(5), True),
        deaf(SILENT_FROM_5, 20, looked=20, echo_is_missing=True),
        (RECONNECT, READ),
    ),
    (
        reading(FROM_5, None),
        s.EventsMissing(at(8), True),
        deaf(gap(5, extended=1), 20, looked=20, echo_is_missing=True),
        (RECONNECT, READ),
    ),
    (
        deaf(SILENT_FROM_5, None, looked=16),
        s.EventsMissing(at(5), True),
        deaf(SILENT_FROM_5, None, looked=16, echo_is_missing=True),
        (),
    ),
    (
        deaf(SILENT_FROM_5, None, looked=15),
        s.EventsMissing(at(5), False),
        deaf(gap(5, Cause.SILENCE, extended=1), 20, looked=20),
        (READ,),
    ),
    # Mere silence is noted, for nobody may have said anything; what speaks against it stays known.
    (deaf(SILENT_FROM_5, looked=16), s.EventsMissing(at(5), False), deaf(SILENT_FROM_5, looked=16), (NOTE,)),
    (
        deaf(SILENT_FROM_5, looked=16, noted=19.9),
        s.EventsMissing(at(5), False),
        deaf(SILENT_FROM_5, looked=16, noted=19.9),
        (),
    ),
    (
        deaf(SILENT_FROM_5, looked=16, echo_is_missing=True),
        s.EventsMissing(at(5), False),
        deaf(SILENT_FROM_5, looked=16, echo_is_missing=True),
        (),
    ),
    (deaf(KEPT_FROM_5, looked=16), s.EventsMissing(at(5), False), deaf(KEPT_FROM_5, looked=16), ()),
    (
        deaf(gap(5, Cause.SILENCE, found=True), looked=16),
        s.EventsMissing(at(5), False),
        deaf(gap(5, Cause.SILENCE, found=True), looked=16),
        (),
    ),
    (uncertain(), s.EventsMissing(at(5), True), uncertain(), ()),
    # What a reading did.
    (HEARING, s.HearingNoted(), Hearing(noted_at=at(20)), ()),
    (deaf(SILENT_FROM_5), s.HearingNoted(), deaf(SILENT_FROM_5, noted=20), ()),
    (reading(FROM_5), s.HearingNoted(), reading(FROM_5), ()),
    (HEARING, s.Found(at(6)), HEARING, ()),
    (reading(FROM_5), s.Found(at(6)), reading(gap(5, found=True)), ()),
    (reading(DEAD_FROM_9), s.Found(at(6)), reading(replace(DEAD_FROM_9, found=True)), ()),
    (reading(DEAD_FROM_9), s.Found(at(9)), reading(DEAD_FROM_9), ()),
    (reading(FROM_5), s.NewsRead(read(FROM_5)), reading(FROM_5, None), (REMIND,)),
    (deaf(FROM_5), s.NewsRead(read(FROM_5, is_over=False)), deaf(FROM_5, None), (REMIND,)),
    (reading(gap(5, extended=1)), s.NewsRead(read(FROM_5)), reading(gap(5, extended=1)), ()),
    (uncertain(gap=FROM_5), s.NewsRead(read(FROM_5)), uncertain(gap=FROM_5), ()),
    (reading(FROM_5, None), s.AllRead(read(FROM_5)), Hearing(), (NOTE,)),
    (reading(gap(5, found=True), None), s.AllRead(read(FROM_5)), Hearing(), (NOTE,)),
    (reading(gap(5, extended=1), 20), s.AllRead(read(FROM_5)), reading(gap(5, extended=1), 20), ()),
    (reading(FROM_5, None), s.AllRead(read(FROM_5, is_over=False)), reading(FROM_5, None), ()),
    (deaf(FROM_5, None), s.AllRead(read(FROM_5, is_over=False)), deaf(FROM_5, None), ()),
    (uncertain(gap=FROM_5), s.AllRead(read(FROM_5)), uncertain(), ()),
    (uncertain(gap=FROM_5), s.AllRead(read(FROM_5, is_over=False)), uncertain(gap=FROM_5), ()),
]


@pytest.mark.parametrize(("state", "event", "after", "actions"), ROWS)
def test_a_state_an_event_and_what_comes_of_them(
    state: s.HearingState, event: s.HearingEvent, after: s.HearingState, actions: s.Actions
) -> None:
    assert (after, actions) == advance(state, event, at(20))


def test_every_event_and_every_state_stand_in_a_row() -> None:
    assert set(get_args(s.HearingState)) == {type(state) for state, _, _, _ in ROWS}
    assert set(get_args(s.HearingEvent)) == {type(event) for _, event, _, _ in ROWS}


# The table of the documentation. Its cells are held against every combination of these values.
GAPS = [gap(5, cause, found=found) for cause in Cause for found in (False, True)]
EXAMPLES: dict[type, list[Any]] = {
    Hearing: [Hearing(), HEARING, Hearing(noted_at=at(20))],
    Uncertain: [uncertain(silent=silent, gap=known) for silent in (None, 8) for known in (None, *GAPS)],
    CatchingUp: [reading(known, waits) for known in GAPS for waits in (None, 10)],
    Deaf: [deaf(known, waits, looked=looked) for known in GAPS for waits in (None, 10) for looked in (10, 19)],
    s.HeardAgain: [s.HeardAgain(), s.HeardAgain(at(3))],
    s.Measured: [s.Measured(None), s.Measured(at(4)), s.Measured(at(4), at(9))],
    s.Lost: [s.Lost(at(2)), s.Lost(at(19))],
    s.Found: [s.Found(at(6)), s.Found(at(19))],
    s.EventsMissing: [s.EventsMissing(at(5), echo) for echo in (False, True)],
    s.NewsRead: [s.NewsRead(read(known, is_over=over)) for known in (*GAPS, gap(6)) for over in (False, True)],
    s.AllRead: [s.AllRead(read(known, is_over=over)) for known in (*GAPS, gap(6)) for over in (False, True)],
}


def outcomes(state: type, event: type) -> set[str]:
    """What comes of this event in this state, as the table says it."""
    found = set()
    for before, what in itertools.product(EXAMPLES[state], EXAMPLES.get(event) or [event()]):
        after, actions = advance(before, what, at(20))
        done = ", ".join(action.name.lower() for action in actions)
        stays = (before, ()) == (after, actions)
        found.add("stays" if stays else f"`{type(after).__name__}`" + (f": {done}" if done else ""))
    return found


def documented() -> Iterator[tuple[str, str, set[str]]]:
    """Event, state and outcomes of each cell."""
    rows = [
        [cell.strip() for cell in line.strip("| \n").split(" | ")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith(("| `", "| event"))
    ]
    states = [cell.strip("`") for cell in rows[0][1:]]
    for what, *cells in rows[1:]:
        for state, cell in zip(states, cells, strict=True):
            said = re.findall(r"stays|`\w+`(?:: [a-z]+(?:, (?:read|note|remind)\b)*)?", cell)
            yield what.partition("`:")[0].strip("`"), state, set(said)


def test_the_table_says_what_the_code_does() -> None:
    said = {(event, state): outcomes for event, state, outcomes in documented()}
    done = {
        (event.__name__, state.__name__): outcomes(state, event)
        for event in get_args(s.HearingEvent)
        for state in get_args(s.HearingState)
    }
    # What stays as it is inside, and is no other state, needs no words of its own.
    assert {key: found - {"stays"} for key, found in done.items()} == {
        key: found - {"stays"} for key, found in said.items()
    }
    assert {key for key, found in done.items() if found == {"stays"}} == {
        key for key, found in said.items() if found == {"stays"}
    }


@pytest.mark.parametrize(
    ("minutes_deaf", "wait_s"),
    [(0, 0), (4, 60), (8, 120), (60, 120)],
)
def test_reminders_wait_for_a_quarter_of_the_gap_and_two_minutes_at_most(minutes_deaf: float, wait_s: float) -> None:
    state = reading(gap(10 - minutes_deaf), waits=10)

    assert at(10) + timedelta(seconds=wait_s) == s.reminds_from(state)


def test_reminders_wait_for_nothing_once_requests_are_answered() -> None:
    assert (
        s.reminds_from(HEARING) is s.reminds_from(reading(FROM_5, None)) is s.reminds_from(deaf(FROM_5, None)) is None
    )
    assert at(12) == s.reminds_from(uncertain(10))


@pytest.mark.parametrize(
    ("cause", "found", "first", "last"),
    [
        (Cause.OUTAGE, False, True, False),
        (Cause.SILENCE, False, False, False),
        (Cause.SILENCE, True, True, False),
        (Cause.NOT_KEPT, True, False, True),
    ],
)
def test_when_a_gap_is_told(cause: Cause, *, found: bool, first: bool, last: bool) -> None:
    over = read(gap(5, cause, found=found))
    going_on = replace(over, is_over=False)

    assert (first, last) == (over.tells_first, over.tells_last)
    assert (False, False) == (going_on.tells_first, going_on.tells_last)


def test_of_a_silence_before_a_death_only_the_death_is_told_unless_something_was_said_in_the_silence() -> None:
    over = read(DEAD_FROM_9)

    assert (False, True) == (over.tells_first, over.tells_last)
    assert at(9) == DEAD_FROM_9.told_from
    assert at(5) == replace(DEAD_FROM_9, found=True).told_from


@pytest.mark.parametrize(
    ("since", "until", "told_until", "told"),
    [
        (5, 6, None, (at(5), at(6))),
        (5, 5.4, None, None),
        (5, 9, at(7), (at(7), at(9))),
        (5, 9, at(8.9), None),
    ],
)
def test_what_was_told_is_not_told_again(
    since: float, until: float, told_until: datetime | None, told: tuple[datetime, datetime] | None
) -> None:
    assert told == s.to_tell(at(since), at(until), told_until=told_until)


@given(st.data())
def test_whatever_happens_a_gap_is_closed_only_by_a_reading_that_began_after_its_last_loss(data: st.DataObject) -> None:
    state, attempt, lost_since_begun = s.begun(NOON), None, False
    for minute in range(1, data.draw(st.integers(1, 40))):
        now = at(minute)
        event: s.HearingEvent = data.draw(
            st.sampled_from(
                [s.HeardAgain(), s.Measured(at(-1)), s.Lost(now), s.DatabaseAway(), s.EventsCome(), s.Found(now)]
                + [s.EventsMissing(now, True), s.HearingNoted()]
                + ([s.NewsRead(attempt), s.AllRead(attempt)] if attempt else [])
            )
        )
        before = state
        state, _ = advance(state, event, now)
        lost_since_begun |= isinstance(event, s.Lost)

        if isinstance(state, Hearing) and not isinstance(before, Hearing):
            assert isinstance(event, s.AllRead)
            assert not lost_since_begun
        if data.draw(st.booleans()):
            attempt, lost_since_begun = s.attempt(state, now), False
