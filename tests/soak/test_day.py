"""A day of a busy company: a thousand incidents, a restart every hour, and nobody who was to hear of it forgotten."""

from datetime import timedelta

import pytest

from bot.cli.simulation import Stage
from bot.incident import facts as f
from tests.soak.day import LATE_MAX, MIDNIGHT, PEOPLE, Day, overdue, planned

TICK_RATIO_MAX = 3  # a tick may not grow with what is over
TICK_FLOOR_MS = 5  # below this a difference is the machine's


@pytest.mark.parametrize(("incidents", "hours"), [(8, 2), pytest.param(1000, 24, marks=pytest.mark.soak)])
async def test_nothing_due_is_missed_in_a_day(incidents: int, hours: int, capsys: pytest.CaptureFixture[str]) -> None:
    acts = planned(incidents, hours, seed=1)
    async with Stage(people=PEOPLE, opens_at=MIDNIGHT, seed=1) as stage:
        day = Day(stage)
        first, last = await day.plays(acts, until=MIDNIGHT + timedelta(hours=hours))
        logbooks = [await stage.app.desk.entries(number + 1) for number in range(incidents)]
        reminders = [e for entries in logbooks for e in entries if isinstance(e.fact, f.Reminded)]
        missed = [line for entries in logbooks for line in overdue(entries)]
        late = [e for e in reminders if e.fact.rung == "due" and e.recorded_at > e.fact.due_at + LATE_MAX]
        await day.stops()
    with capsys.disabled():
        told = f"{len(reminders)} reminders; after an hour {first}; at the end {last}"
        print(f"\n{incidents} incidents, {told}")  # noqa: T201 - figures are half of what a soak is for

    assert ([], []) == (missed, late)
    assert len(reminders) > incidents / 20
    assert last.tick_ms <= max(TICK_RATIO_MAX * first.tick_ms, TICK_FLOOR_MS)
