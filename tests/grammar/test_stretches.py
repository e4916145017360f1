"""One that is over is opened with its times; a title that only looks like that stays a title."""

from datetime import UTC, datetime

import pytest

from bot import grammar as g

NOW = datetime(2026, 5, 14, 9, 30, tzinfo=UTC)  # half past eleven on a Thursday in Berlin
ZONE = "Europe/Berlin"


def opened(words: str) -> g.Start:
    intent = g.parse(f"start {words}")
    assert isinstance(intent, g.Start)
    return intent


def lasted(words: str) -> tuple[str, str] | None:
    over = opened(words).over
    assert over is not None
    found = g.resolve_stretch(over, now=NOW, zone=ZONE)
    return found and (f"{found[0]:%d %H:%M}", f"{found[1]:%d %H:%M}")


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("Ferry down yesterday 22:00-23:30", ("13 20:00", "13 21:30")),
        ("Ferry down yesterday 22:00 – 23:30 CEST", ("13 20:00", "13 21:30")),
        ("Ferry down yesterday from 22:00 to 01:15", ("13 20:00", "13 23:15")),
        ("Ferry down, from yesterday 22:00 until 23:30", ("13 20:00", "13 21:30")),
        ("Ferry down from 08:10 to 09:40", ("14 06:10", "14 07:40")),
        ("Ferry down between 8am and 9:30am", ("14 06:00", "14 07:30")),
        ("Ferry down 12 May 22:00 to 13 May 04:00", ("12 20:00", "13 02:00")),
        ("Ferry down from 22:00 to 23:30", ("13 20:00", "13 21:30")),
    ],
)
def test_the_times_of_one_that_is_over_are_read(words: str, times: tuple[str, str]) -> None:
    assert "Ferry down" == opened(words).title
    assert times == lasted(words)


def test_severity_people_and_flags_stand_where_they_always_do() -> None:
    intent = opened("sev2 Ferry down yesterday 22:00-23:30 @ana:logs +private")

    assert ("Ferry down", 2, True) == (intent.title, intent.severity, intent.private)
    assert intent.over is not None
    assert ["logs"] == [offer.role for offer in intent.offers]
    assert opened("Ferry down yesterday 22:00-23:30, sev2").severity == 2


@pytest.mark.parametrize(
    "title",
    [
        "Latency up from 1200 to 1800",
        "Price moved from 9.50 to 10.20",
        "Errors 2000-3000",
        "Nothing since yesterday 22:00",
        "Sync of 22:00-23:30 lost papers",
        "Backup window 22:00-23:30",
        "Orders from yesterday to today are missing",
    ],
)
def test_what_may_be_a_title_stays_one(title: str) -> None:
    intent = opened(title)

    assert (title, None) == (intent.title, intent.over)


def test_one_that_goes_on_is_not_over() -> None:
    assert lasted("Ferry down from 11:00 to 12:00") is None
    assert lasted("Ferry down today 11:00-13:00") is None
