"""Figures over many incidents: medians only of enough, everything that cannot be counted apart, and nobody's name."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incident import facts as f
from bot.incident.logbook import BOT
from bot.render.words import Words
from bot.story import stats
from bot.story.course import Course, OnTime, course_of
from bot.story.recall.past import LeftToDo
from bot.story.stats import (
    QUARTILES_FROM,
    Counted,
    FollowUpsLeft,
    ImportedReports,
    Quartiles,
    RoleOnTime,
    Spread,
    Statistics,
)
from tests.story.carta import ANA, BO, DURING, LEO, OPENED, PEOPLE, clock, reader, told

EXPORT = f.Imported(
    title="inc-7", channel="C7", channel_name="inc-7", team="T1", messages=9, machines=0, people=3,
    from_at=clock("09:05"), until_at=clock("10:40"),
)  # fmt: skip
TODAY = date(2026, 5, 14)
MITIGATED = ("15:20", LEO, f.StatusSet(status="mitigated"))
RESOLVED = ("15:50", LEO, f.StatusSet(status="resolved"))
PLAIN = Course(end="over", drill=False, minutes={"end": 40})


def course(*happened: tuple[str, str, f.Fact]) -> Course:
    return course_of(told(*happened))


def figures(*over: Course, **other: Any) -> Statistics:
    usual = {"open_drills": (), "unread": 0, "imported": ImportedReports(), "since": None, "as_of": clock("16:00")}
    return stats.of([Counted(course=one) for one in over], **{**usual, "today": TODAY, **other})


def test_each_measure_runs_from_its_own_beginning() -> None:
    known = ("14:20", ANA, f.HypothesisRaised(id="H9", text="the rename job"))
    proved = ("14:50", ANA, f.HypothesisConfirmed(id="H9", evidence="all 14 carry the old id"))

    # On record: the harm began at 11:40, it was detected at 11:45, declared and led at 13:20.
    assert {"lead": 95, "cause": 90, "end": 120, "harm": 220} == course(
        *DURING, known, proved, MITIGATED, RESOLVED
    ).minutes


def test_what_nobody_put_on_record_has_no_figure() -> None:
    assert {"end": 150} == course(OPENED, RESOLVED).minutes


def test_times_that_contradict_each_other_have_no_figure() -> None:
    late = ("13:30", LEO, f.TimeSet(which="impact start", time=clock("15:55"), source="Leo"))

    assert "harm" not in course(OPENED, late, RESOLVED).minutes


def test_one_that_is_declared_when_it_is_over_gives_the_length_of_its_harm_alone() -> None:
    began = ("13:21", LEO, f.TimeSet(which="impact start", time=clock("09:00"), source="Leo"))
    ended = ("13:22", LEO, f.TimeSet(which="mitigated", time=clock("10:30"), source="Leo"))
    one = course(OPENED, ("13:20", BO, f.RoleTaken(role="code", person=BO)), began, ended, RESOLVED)

    assert (True, {"harm": 90}, ()) == (one.entered_later, one.minutes, one.reports)


def test_of_what_was_over_when_it_came_in_only_stated_times_are_counted() -> None:
    """Who leads, what it was and that it is resolved are acts of the day on which it was put down."""
    later = (
        ("16:00", LEO, f.RoleTaken(role="lead", person=LEO)),
        ("16:10", ANA, f.HypothesisRaised(id="H9", text="the rename job")),
        ("16:20", ANA, f.HypothesisConfirmed(id="H9", evidence="all 14 carry the old id")),
        ("16:30", LEO, f.StatusSet(status="resolved")),
    )
    began, found, ended = (
        ("15:31", LEO, f.TimeSet(which=which, time=clock(at), source="Leo"))
        for which, at in (("impact start", "09:00"), ("detected", "09:10"), ("mitigated", "10:30"))
    )
    put_down = ("15:30", LEO, f.Opened(title="Documents missing", over=True))
    of_an_export = ("10:40", BOT, EXPORT)

    for first, imported in ((put_down, False), (of_an_export, True)):
        bare, stated = course(first, *later), course(first, began, found, ended, *later)
        assert ({}, {"harm": 90}) == (bare.minutes, stated.minutes)
        assert ((), (), imported, not imported) == (bare.reports, stated.reports, bare.imported, bare.entered_later)


def test_those_of_an_export_are_counted_apart_from_those_that_were_put_down_later() -> None:
    apart = replace(PLAIN, imported=True, minutes={"harm": 90}), replace(PLAIN, entered_later=True, minutes={})
    found = figures(PLAIN, *apart)

    assert (3, 1, 1) == (found.counted, found.from_exports, found.entered_later)
    assert (1, 1) == (found.spreads["end"].known, found.spreads["harm"].known)


def test_reports_are_of_roles() -> None:
    taken = ("13:20", ANA, f.RoleTaken(role="logs", person=ANA))
    reports = [(at, ANA, f.Reported(role="logs", conditions="two found")) for at in ("13:29", "13:58")]

    assert (OnTime("logs", on_time=1, late=1, missed=1),) == course(OPENED, taken, *reports, RESOLVED).reports


@pytest.mark.parametrize(
    ("minutes", "spread"),
    [
        ((), Spread(0)),
        ((7,), Spread(1, each=(7,))),
        ((50, 4, 90, 6), Spread(4, each=(4, 6, 50, 90))),
        ((5, 1, 4, 2, 900), Spread(5, Quartiles(2, 4, 5))),
    ],
)
def test_a_median_is_of_enough_and_fewer_are_told_each(minutes: tuple[int, ...], spread: Spread) -> None:
    assert spread == stats.spread(minutes)


@given(st.lists(st.integers(0, 10_000)))
def test_the_middle_lies_within_the_spread_and_that_within_what_there_was(minutes: list[int]) -> None:
    told = stats.spread(minutes)

    assert len(minutes) == told.known
    assert (told.quartiles is not None) == (len(minutes) >= QUARTILES_FROM)
    if told.quartiles is None:
        assert sorted(minutes) == list(told.each)
    else:
        assert min(minutes) <= told.quartiles.low <= told.quartiles.median <= told.quartiles.high <= max(minutes)


def test_what_cannot_be_counted_stands_apart() -> None:
    apart = [replace(PLAIN, drill=True), replace(PLAIN, end="cancelled"), replace(PLAIN, end="duplicate")]
    found = figures(PLAIN, *apart, open_drills=(False, True), imported=ImportedReports(of_period=4, undated=2))

    assert (1, 1, 2, 1, 1) == (found.counted, found.still_open, found.drills, found.cancelled, found.duplicates)
    assert Spread(1, each=(40,)) == found.spreads["end"]
    assert ImportedReports(of_period=4, undated=2) == found.imported


def test_roles_stand_in_the_order_of_their_names() -> None:
    bad, good = OnTime("code", 0, 3, 1), OnTime("logs", 5, 0, 0)
    found = figures(replace(PLAIN, reports=(good, bad)), replace(PLAIN, reports=(good,)))

    assert (RoleOnTime("code", 0, 4, 1), RoleOnTime("logs", 10, 10, 2)) == found.reports


def test_a_follow_up_is_overdue_from_the_day_after_its_own() -> None:
    left = (
        LeftToDo("a", "2026-05-13"),
        LeftToDo("b", "2026-05-14"),
        LeftToDo("c"),
        LeftToDo("d", "2026-05-01", "done"),
        LeftToDo("e", outcome="will not do"),
    )
    found = stats.of(
        [Counted(course=PLAIN, follow_ups=left)],
        open_drills=(),
        unread=0,
        imported=ImportedReports(),
        since=None,
        as_of=clock("16:00"),
        today=TODAY,
    )

    assert FollowUpsLeft(done=1, outstanding=3, overdue=1, dropped=1) == found.follow_ups


@pytest.mark.parametrize("form", ["slack", "markdown"])
def test_it_is_told_over_how_many_and_from_when(form: str) -> None:
    long = [replace(PLAIN, minutes={"end": minutes, "cause": 30}) for minutes in (10, 20, 35, 60, 500)]
    found = figures(*long, replace(PLAIN, minutes={}), since=date(2026, 2, 13))
    page = getattr(Words(), form)("stats", reader=reader("16:00"), stats=found)

    assert "6 incidents" in page
    assert "declared since Fri 13 February" in page
    assert "half within 35 min; the middle half took 20 min to 1 h" in page
    assert "5 of 6" in page
    assert "from the declaration" in page


def test_no_person_is_in_it() -> None:
    one = course(*DURING, MITIGATED, RESOLVED)
    page = Words().slack("stats", reader=reader("16:00"), stats=figures(one))

    assert one.reports
    assert not [name for who in PEOPLE.items() for name in (*who, who[1].split()[0]) if name in page]
