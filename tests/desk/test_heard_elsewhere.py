"""Nobody hears too often from all incidents together, whichever replica asks about which of them."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.clock import HandClock
from bot.desk import Desk
from bot.ids import Ids
from bot.incident import facts as f
from bot.incident import lifecycle, roles
from bot.incident.logbook import BOT, Saying
from bot.incident.policy import Policy
from bot.incident.reminders import REMINDERS_MAX, REMINDERS_PER
from bot.incident.state import Case
from bot.store.engine import Store

LEO, ANA, BO, EVE = "U0LEO", "U0ANA", "U0BO", "U0EVE"


async def opens(desk: Desk, number: int, *, holder: str = ANA) -> int:
    """An incident that Leo leads, whose logs somebody else has."""
    title = f"Documents missing {number}"
    rule = partial(lifecycle.open_incident, title=title, severity=1, offers=[])
    opened = (await desk.start(rule, title=title, by=LEO, cause=f"cmd:{number}")).outcome.incident.number
    await desk.act(opened, partial(roles.take, role="logs"), by=holder, cause=f"cmd:{number}:logs")
    return opened


def delivered(case: Case) -> list[Saying]:
    """Slack took whatever was decided."""
    waiting = [r for r in case.incident.reminders if r.delivered_at is None and not r.dropped]
    return [f.ReminderDelivered(reminder_seq=r.seq, channel="D1", ts=f"{r.seq}.0") for r in waiting]


async def heard(desk: Desk, numbers: list[int]) -> list[tuple[str, datetime]]:
    """Who was reminded when, of all of them."""
    entries = [entry for number in numbers for entry in await desk.entries(number)]
    return sorted((e.fact.person, e.at) for e in entries if isinstance(e.fact, f.Reminded) and e.fact.person)


def most_in_an_hour(told: list[tuple[str, datetime]]) -> int:
    return max(sum(who == one and at <= when < at + REMINDERS_PER for one, when in told) for who, at in told)


async def silence(desks: list[Desk], numbers: list[int], clock: HandClock, *, ticks: int, every: timedelta) -> None:
    """Each desk looks again and again at what is due, all at once; Slack takes everything."""
    for tick in range(ticks):
        clock.turn(clock.now() + every)
        if any(await asyncio.gather(*(desk.sweep(clock.now()) for desk in desks))):
            for number in numbers:
                await desks[0].act(number, delivered, by=BOT, cause=f"slack:{number}:{tick}")


async def test_of_five_incidents_somebody_hears_three_times_an_hour_at_most(desk: Desk, clock: HandClock) -> None:
    numbers = [await opens(desk, number) for number in range(5)]
    await silence([desk], numbers, clock, ticks=52, every=timedelta(minutes=2.5))
    told = await heard(desk, numbers)

    assert REMINDERS_MAX == most_in_an_hour(told)
    assert 3 + 3 + 1 <= sum(who == ANA for who, _ in told)  # what was held back is asked when there is room
    assert 0 < len([e for n in numbers for e in await desk.entries(n) if isinstance(e.fact, f.HeldBack)])


async def test_what_was_never_said_takes_nobodys_place(desk: Desk, clock: HandClock) -> None:
    numbers = [await opens(desk, number) for number in range(4)]
    clock.turn(clock.now() + timedelta(minutes=5))
    await desk.sweep(clock.now())
    asked = [n for n in numbers if (await desk.read(n)).of(f.Reminded)]
    for number in asked:
        (reminder,) = (await desk.read(number)).reminders
        dropped = f.ReminderDropped(reminder_seq=reminder.seq, why="reported")
        report = f.Reported(role="logs", conditions="two found", promised_at=clock.now() + timedelta(hours=9))
        await desk.act(number, lambda _, said=(dropped, report): [*said], by=ANA, cause=f"late:{number}")
    (held,) = set(numbers) - set(asked)
    until = (await desk.read(held)).held_back[ANA, "due"]
    later = await opens(desk, 9)
    clock.turn(clock.now() + timedelta(minutes=5))
    await desk.sweep(clock.now())

    assert 3 == len(asked)
    assert clock.now() + timedelta(minutes=55) == until
    assert [ANA] == [fact.person for _, fact in (await desk.read(later)).of(f.Reminded)]


async def test_an_incident_that_waits_for_somebody_to_have_room_is_not_asked_about_every_second(
    desk: Desk, clock: HandClock
) -> None:
    numbers = [await opens(desk, number) for number in range(4)]
    clock.turn(clock.now() + timedelta(minutes=5))

    assert len(numbers) == await desk.sweep(clock.now())
    assert 0 == await desk.sweep(clock.now() + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("incidents", "hours", "every_s"), [(4, 2.5, 60), pytest.param(12, 12, 10, marks=pytest.mark.soak)]
)
async def test_two_replicas_ask_about_each_silence_once_and_nobody_too_often(
    store: Store, clock: HandClock, another: Callable[[], Desk], incidents: int, hours: float, every_s: int
) -> None:
    """Each tick is of two desks at the same time, over hours of silence."""
    desks = [Desk(store, clock=clock, ids=Ids(1), policy=Policy(escalate_to=(EVE,))), another()]
    numbers = [await opens(desks[0], number, holder=ANA if number % 2 else BO) for number in range(incidents)]
    await silence(desks, numbers, clock, ticks=int(hours * 3600 / every_s), every=timedelta(seconds=every_s))
    entries = {number: await desks[0].entries(number) for number in numbers}

    for number in numbers:
        facts = [e.fact for e in entries[number] if isinstance(e.fact, f.Reminded)]
        assert {1} == {*Counter((fact.roles, fact.person, fact.rung, fact.due_at) for fact in facts).values()}
        assert {"due", "lead", "escalation"} <= {fact.rung for fact in facts}, number
    # Who holds a role in six incidents has no place for a renewal of each.
    assert "renewal" in {e.fact.rung for told in entries.values() for e in told if isinstance(e.fact, f.Reminded)}
    assert REMINDERS_MAX == most_in_an_hour(await heard(desks[0], numbers))
