"""What the parts of the Slack door tell each other: whether events come after what we say, and what is to be read."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import HandClock
from bot.slack.hearing.liveness import ECHO_WITHIN, Liveness
from bot.slack.hearing.states import LOOK_EVERY, Action, AllRead, Deaf, Found, Hearing, Measured, attempt

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def liveness(clock: HandClock) -> Liveness:
    return hearing(clock, is_called=False)


def hearing(clock: HandClock, *, is_called: bool) -> Liveness:
    """As it is once the first connection was made and nothing was ever heard before."""
    made = Liveness(clock, is_called=is_called)
    made.heard_again()
    made.feed(Measured(None))
    made.woken.clear()
    return made


def test_what_we_said_waits_for_an_event_that_comes_after_it(liveness: Liveness, clock: HandClock) -> None:
    clock.turn(NOON + SECOND)
    liveness.spoken(clock.now())
    waits = liveness.unechoed_since
    clock.turn(clock.now() + SECOND)
    liveness.heard()

    assert NOON + SECOND == waits
    assert liveness.unechoed_since is None


def test_an_event_that_came_before_slack_answered_is_the_echo(liveness: Liveness, clock: HandClock) -> None:
    clock.turn(NOON + SECOND)
    sent_at = clock.now()
    liveness.heard()
    liveness.spoken(sent_at)

    assert liveness.unechoed_since is None


def test_the_oldest_message_without_an_event_counts(liveness: Liveness, clock: HandClock) -> None:
    for _ in range(2):
        clock.turn(clock.now() + SECOND)
        liveness.spoken(clock.now())

    assert NOON + SECOND == liveness.unechoed_since


def test_without_its_echo_the_connections_are_replaced_and_slack_is_read(liveness: Liveness, clock: HandClock) -> None:
    clock.turn(NOON + SECOND)
    liveness.spoken(clock.now())
    clock.turn(clock.now() + ECHO_WITHIN - SECOND)
    before = liveness.look()
    clock.turn(clock.now() + SECOND)

    assert Action.RECONNECT not in before
    assert (Action.RECONNECT,) == liveness.look()
    assert isinstance(liveness.state, Deaf)
    assert liveness.woken.is_set()


@pytest.mark.parametrize(("is_called", "state"), [(False, Hearing), (True, Deaf)])
def test_silence_alone_is_reason_to_look_only_without_sockets(
    clock: HandClock, *, is_called: bool, state: type
) -> None:
    liveness = hearing(clock, is_called=is_called)
    clock.turn(NOON + LOOK_EVERY)
    liveness.look()

    assert isinstance(liveness.state, state)


def test_after_a_new_connection_the_event_of_what_was_said_before_is_not_waited_for(
    liveness: Liveness, clock: HandClock
) -> None:
    clock.turn(NOON + SECOND)
    liveness.spoken(clock.now())
    liveness.heard_again()

    assert liveness.unechoed_since is None


def test_what_was_lost_is_read_and_reminders_wait_for_it(liveness: Liveness, clock: HandClock) -> None:
    clock.turn(NOON + 8 * SECOND)
    liveness.lost(NOON)
    waits = liveness.may_remind()
    clock.turn(NOON + 10 * SECOND)

    assert liveness.woken.is_set()
    assert (False, True) == (waits, liveness.may_remind())


def test_what_people_wrote_in_a_new_channel_before_we_knew_of_it_makes_no_gap(clock: HandClock) -> None:
    """The next silence, in which nobody says anything, is not told then."""
    silent = hearing(clock, is_called=True)
    silent.opened(7)
    silent.feed(Found(clock.now()))
    clock.turn(NOON + LOOK_EVERY)
    silent.look()
    silent.heard()
    silent.look()
    reading = attempt(silent.state, clock.now())

    assert reading is not None
    assert not reading.tells_first
    assert (Action.NOTE,) == silent.feed(AllRead(reading))
