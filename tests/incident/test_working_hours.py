"""What can wait is asked between nine and six, from Monday to Friday, where its reader lives."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.incident.working_hours import WorkingHours

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("at", "asked_at"),
    [
        ("2026-05-14T11:00", "2026-05-14T11:00"),  # a Thursday
        ("2026-05-14T09:00", "2026-05-14T09:00"),
        ("2026-05-14T03:10", "2026-05-14T09:00"),
        ("2026-05-14T18:00", "2026-05-15T09:00"),
        ("2026-05-15T18:00", "2026-05-18T09:00"),
        ("2026-05-16T11:00", "2026-05-18T09:00"),
        ("2026-05-17T23:59", "2026-05-18T09:00"),
        ("2026-10-23T20:00", "2026-10-26T09:00"),  # the clocks are turned back in between
    ],
)
def test_what_can_wait_is_asked_at_work(at: str, asked_at: str) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=BERLIN)

    assert datetime.fromisoformat(asked_at).replace(tzinfo=BERLIN) == WorkingHours().next_time(now)


@pytest.mark.parametrize(
    ("at", "asked_at"),
    [
        ("2026-05-14T11:00", "2026-05-17T08:30"),  # a Thursday; the house works on Sundays
        ("2026-05-17T12:59", "2026-05-17T12:59"),
        ("2026-05-17T13:00", "2026-05-24T08:30"),
    ],
)
def test_a_house_may_work_at_other_hours(at: str, asked_at: str) -> None:
    hours = WorkingHours(begins=time(8, 30), ends=time(13), days=("sunday",))
    now = datetime.fromisoformat(at).replace(tzinfo=BERLIN)

    assert datetime.fromisoformat(asked_at).replace(tzinfo=BERLIN) == hours.next_time(now)


@pytest.mark.parametrize(
    ("at", "asked_at"),
    [
        ("2026-05-15T23:00", "2026-05-15T23:00"),  # a Friday
        ("2026-05-16T05:59", "2026-05-16T05:59"),  # Friday's night goes on into Saturday
        ("2026-05-16T06:00", "2026-05-18T22:00"),
        ("2026-05-17T23:00", "2026-05-18T22:00"),
        ("2026-05-18T03:00", "2026-05-18T22:00"),  # Sunday's night is nobody's
        ("2026-10-24T03:30", "2026-10-24T03:30"),
        ("2026-10-25T02:30", "2026-10-26T22:00"),  # in the hour that comes twice
    ],
)
def test_a_night_that_is_worked_belongs_to_the_day_on_which_it_begins(at: str, asked_at: str) -> None:
    hours = WorkingHours(begins=time(22), ends=time(6))
    now = datetime.fromisoformat(at).replace(tzinfo=BERLIN)

    assert datetime.fromisoformat(asked_at).replace(tzinfo=BERLIN) == hours.next_time(now)
