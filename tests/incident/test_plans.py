"""How far a plan is, and when the lead is asked to start plan B: once for each time it was to start."""

from datetime import datetime

import pytest

from bot.incident import due, pauses, plans, records
from bot.incident import facts as f
from bot.incident.errors import Refused
from tests.incident.given import ANA, BOT, LEO, Book, minute, staffed

PLANNED = staffed().asks(5, LEO, records.plan, plan="b", what="export by hand", trigger_at=minute(60))


def asked(book: Book, at: float) -> list[tuple[str, datetime]]:
    """Who is asked at this minute, and of which time."""
    said = [fact for fact in due.sweep(book.case(at)) if isinstance(fact, f.Reminded)]
    return [(fact.person, fact.due_at) for fact in said if fact.rung == "plan b"]


def told(book: Book, at: float) -> Book:
    """The book after whoever was due has been asked."""
    said = [fact for fact in due.sweep(book.case(at)) if isinstance(fact, f.Reminded) and fact.rung == "plan b"]
    return book.says(at, BOT, *said)


def test_the_lead_is_asked_at_its_time_and_no_sooner() -> None:
    assert [] == asked(PLANNED, 59)
    assert [(LEO, minute(60))] == asked(PLANNED, 60)


def test_the_lead_is_asked_once() -> None:
    assert [] == asked(told(PLANNED, 60), 75)


def test_put_off_the_lead_is_asked_again_at_the_new_time() -> None:
    later = told(PLANNED, 60).asks(61, LEO, plans.step, plan="b", stage="later", until=minute(90))

    assert [] == asked(later, 80)
    assert [(LEO, minute(90))] == asked(later, 90)


@pytest.mark.parametrize("stage", ["begun", "done", "not needed"])
def test_nobody_is_asked_about_what_was_decided(stage: f.PlanStage) -> None:
    assert [] == asked(PLANNED.asks(50, ANA, plans.step, plan="b", stage=stage), 75)


@pytest.mark.parametrize("status", ["mitigated", "resolved"])
def test_nobody_is_asked_once_it_hurts_no_more(status: f.Status) -> None:
    assert [] == asked(PLANNED.says(50, LEO, f.StatusSet(status=status)), 75)


def test_what_stands_in_slack_is_over_once_it_hurts_no_more() -> None:
    book = told(PLANNED, 60).says(62, LEO, f.StatusSet(status="mitigated"))

    assert [False] == [r.is_open for r in book.incident.reminders if r.rung == "plan b"]


def test_a_new_plan_begins_anew() -> None:
    book = told(PLANNED, 60).asks(61, LEO, plans.step, plan="b", stage="not needed")
    anew = book.asks(65, LEO, records.plan, plan="b", what="call them", trigger_at=minute(80))

    assert plans.stepped(anew.incident, "b") is None
    assert [(LEO, minute(80))] == asked(anew, 80)


def test_it_waits_out_a_pause_as_all_reminders_do() -> None:
    paused = PLANNED.asks(55, LEO, pauses.pause, why="everybody is on the call")

    assert [] == asked(paused, 61)


def test_a_plan_that_is_not_there_cannot_begin() -> None:
    with pytest.raises(Refused, match="no_such_plan"):
        plans.step(staffed().case(9, LEO), plan="b", stage="begun")


def test_a_plan_is_put_off_to_a_time_to_come() -> None:
    with pytest.raises(Refused, match="not_ahead"):
        plans.step(PLANNED.case(9, LEO), plan="b", stage="later", until=minute(8))


def test_what_is_so_already_is_said_once() -> None:
    begun = PLANNED.asks(9, LEO, plans.step, plan="b", stage="begun")
    with pytest.raises(Refused, match="already_so"):
        plans.step(begun.case(10, LEO), plan="b", stage="begun")


def test_what_was_begun_or_done_before_it_was_said_has_its_own_time() -> None:
    begun = PLANNED.says(50, ANA, *plans.step(PLANNED.case(50, ANA), plan="b", stage="begun", at=minute(20)))
    done = begun.says(51, ANA, *plans.step(begun.case(51, ANA), plan="b", stage="done", at=minute(45)))
    step = plans.stepped(done.incident, "b")

    assert step is not None
    assert (minute(45), "done") == (step[0].at, step[1].stage)
    with pytest.raises(Refused, match="not_past"):
        plans.step(PLANNED.case(9, LEO), plan="b", stage="begun", at=minute(30))


def test_another_time_puts_the_first_right() -> None:
    done = PLANNED.asks(50, ANA, plans.step, plan="b", stage="done")
    again = done.says(55, ANA, *plans.step(done.case(55, ANA), plan="b", stage="done", at=minute(40)))
    step = plans.stepped(again.incident, "b")

    assert step is not None
    assert minute(40) == step[0].at
    with pytest.raises(Refused, match="already_so"):
        plans.step(again.case(56, ANA), plan="b", stage="done", at=minute(40))


def test_a_new_estimate_leaves_the_plan_as_it_stands() -> None:
    anew = PLANNED.asks(9, ANA, records.plan, plan="b", what="", eta_low_min=30, eta_high_min=60, basis="it grew")
    kept = f.Planned(
        plan="b", what="export by hand", eta_low_min=30, eta_high_min=60, trigger_at=minute(60), basis="it grew"
    )

    assert kept == anew.incident.plans["b"]
    with pytest.raises(Refused, match="words_missing"):
        records.plan(PLANNED.case(9, ANA), plan="a", what="", eta_low_min=30)
