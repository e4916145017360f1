"""What can wait is asked between nine and six, from Monday to Friday, where its reader lives."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.incident.working_hours import next_working_time

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

    assert datetime.fromisoformat(asked_at).replace(tzinfo=BERLIN) == next_working_time(now)
