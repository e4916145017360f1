"""The duty to report: what is written, and when the next one is due."""

from typing import Any

import pytest

from bot.incident import customers, lifecycle, reports, roles
from bot.incident import facts as f
from bot.incident.errors import Refused
from bot.incident.records import ask_for_help
from tests.incident.given import ANA, BO, CLEO, LEO, Book, minute, opened, staffed


def reported(book: Book, at: float, **more: object) -> Book:
    return book.asks(at, ANA, reports.report, conditions="two of fourteen are there", **more)


@pytest.mark.parametrize(("severity", "minutes"), [(1, 5), (2, 10), (3, 15), (None, 10)])
def test_the_first_report_is_due_by_severity_and_unjudged_counts_as_two(severity: int | None, minutes: int) -> None:
    book = staffed(severity=severity)

    assert minute(minutes) == reports.due_at(book.case(0), "logs")


@pytest.mark.parametrize(("status", "minutes"), [("investigating", 10), ("identified", 15), ("mitigated", 30)])
def test_later_reports_are_due_by_phase(status: f.Status, minutes: int) -> None:
    book = reported(staffed(), 4).says(5, LEO, f.StatusSet(status=status))

    assert minute(4 + minutes) == reports.due_at(book.case(5), "logs")


def test_severity_four_reports_on_demand() -> None:
    assert reports.due_at(staffed(severity=4).case(0), "logs") is None


def test_the_lead_a_free_role_and_an_ended_incident_owe_nothing() -> None:
    ended = staffed().asks(3, LEO, lifecycle.resolve)

    assert reports.due_at(staffed().case(3), "lead") is None
    assert reports.due_at(staffed().case(3), "code") is None
    assert reports.due_at(ended.case(3), "logs") is None


def test_a_new_holder_has_the_first_interval_again() -> None:
    book = reported(staffed(), 4).asks(6, LEO, roles.offer, role="logs", person=BO).asks(8, BO, roles.accept)

    assert minute(13) == reports.due_at(book.case(8), "logs")


def test_a_promise_replaces_the_clock_once() -> None:
    promised = reported(staffed(), 4, promised_min=25)
    kept = reported(promised, 20)

    assert minute(29) == reports.due_at(promised.case(4), "logs")
    assert minute(30) == reports.due_at(kept.case(20), "logs")


def test_a_deadline_allows_no_gap_longer_than_a_quarter_of_the_time_left() -> None:
    book = reported(staffed(severity=3), 10).asks(10, LEO, customers.affected, name="Carta", deadline_at=minute(90))

    assert minute(30) == reports.due_at(book.case(10), "logs")


def test_a_near_deadline_asks_for_no_more_than_a_report_every_ten_minutes() -> None:
    book = reported(staffed(severity=3), 10).asks(10, LEO, customers.affected, name="Carta", deadline_at=minute(22))

    assert minute(20) == reports.due_at(book.case(10), "logs")


def test_a_deadline_learnt_late_makes_nobody_late_in_retrospect() -> None:
    quiet = reported(staffed(severity=3), 2).says(3, LEO, f.StatusSet(status="mitigated"))
    book = quiet.asks(100, LEO, customers.affected, name="Carta", deadline_at=minute(140))

    assert minute(110) == reports.due_at(book.case(100), "logs")


def test_a_deadline_that_has_passed_or_a_customer_that_is_done_hurries_nobody() -> None:
    book = reported(staffed(severity=3), 10).asks(10, LEO, customers.affected, name="Carta", deadline_at=minute(22))
    done = book.asks(11, LEO, customers.told, customer="carta", done=True)

    assert minute(60) == reports.due_at(reported(book, 30).case(30), "logs")
    assert minute(40) == reports.due_at(done.case(11), "logs")


def test_a_postponement_counts_from_the_due_time_or_from_now_when_late() -> None:
    early = staffed().asks(1, ANA, reports.postpone, role="logs", minutes=10)
    late = staffed().asks(7, LEO, reports.postpone, role="logs", minutes=10)

    assert minute(15) == reports.due_at(early.case(1), "logs")
    assert minute(17) == reports.due_at(late.case(7), "logs")


def test_a_reopening_starts_every_clock_anew() -> None:
    book = reported(staffed(), 4).asks(5, LEO, lifecycle.resolve).asks(200, LEO, lifecycle.reopen)

    assert minute(210) == reports.due_at(book.case(200), "logs")


def test_an_undone_resolution_leaves_the_clocks_as_they_were() -> None:
    book = reported(staffed(), 4).asks(5, LEO, lifecycle.resolve).asks(8, LEO, lifecycle.undo_resolve)

    assert minute(14) == reports.due_at(book.case(8), "logs")


def test_a_report_counts_for_every_role_of_its_author() -> None:
    book = staffed().says(1, ANA, f.RoleTaken(role="code", person=ANA))

    sayings = reports.report(book.case(2, ANA), conditions=" two of fourteen ", needs="archive access")

    assert sayings == [
        f.Reported(role="logs", conditions="two of fourteen", needs="archive access"),
        f.Reported(role="code", conditions="two of fourteen", needs="archive access"),
    ]


def test_the_lead_may_pass_on_the_report_of_a_role_and_others_may_not() -> None:
    book = staffed()

    assert [f.Reported(role="logs", conditions="rang: two found")] == reports.report(
        book.case(2, LEO), role="logs", conditions="rang: two found"
    )
    with pytest.raises(Refused, match="not_holder"):
        reports.report(book.case(2, BO), role="logs", conditions="two found")


def test_who_holds_nothing_is_told_which_roles_are_free() -> None:
    with pytest.raises(Refused, match="no_role") as refused:
        reports.report(staffed().case(2, CLEO), conditions="all good")

    assert {"free": ["code", "customers"]} == refused.value.values


@pytest.mark.parametrize(
    ("rule", "given"),
    [(reports.nothing_new, {}), (reports.postpone, {"role": "logs", "minutes": 10}), (ask_for_help, {"roles": ()})],
)
def test_a_button_that_is_pressed_twice_counts_once_and_again_later(rule: Any, given: dict[str, Any]) -> None:
    once = reported(staffed(), 4).asks(13, ANA, rule, **given)

    with pytest.raises(Refused, match="already_so"):
        rule(once.case(13.02, ANA), **given)
    assert rule(once.case(13.1, ANA), **given)


def test_nothing_new_is_no_first_report() -> None:
    with pytest.raises(Refused, match="first_report_needs_words"):
        reports.nothing_new(staffed().case(2, ANA))


def test_nothing_new_meets_the_duty_and_is_no_finding() -> None:
    book = reported(staffed(), 4).asks(13, ANA, reports.nothing_new)
    logs = book.incident.role("logs")

    assert minute(23) == reports.due_at(book.case(13), "logs")
    assert (logs.last_finding_at, logs.nothing_new_in_a_row) == (minute(4), 1)


def test_a_role_is_stale_one_interval_after_its_due_time() -> None:
    book = staffed()

    assert not reports.is_stale(book.case(9.9), "logs")
    assert reports.is_stale(book.case(10), "logs")


def test_the_interval_is_the_one_that_runs() -> None:
    promised = reported(opened().says(0, ANA, f.RoleTaken(role="logs", person=ANA)), 4, promised_min=25)

    assert minute(25) - minute(0) == reports.interval(promised.case(4), "logs")


@pytest.mark.parametrize("words", ["", "none", "None.", "N/A", "–", "nothing!", " no "])
def test_no_need_is_an_answer(words: str) -> None:
    assert not reports.states_any(words)


def test_whatever_else_is_written_there_is_a_need() -> None:
    assert reports.states_any("none of the keys work, somebody must issue new ones")
