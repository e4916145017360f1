"""What the lead is asked once: what became of an offer, and how bad it is. The laws are in test_laws.py."""

import pytest

from bot.incident import facts as f
from bot.incident import lifecycle, reminders, reports, roles
from bot.incident.errors import Refused
from bot.incident.logbook import BOT, Saying
from tests.incident import given
from tests.incident.given import ANA, BO, EVE, LEO, Book, minute, next_due, present

ABOUT_LOGS = f.Reminded(roles=("logs",), person=LEO, rung="offer", due_at=minute(6))
ABOUT_SEVERITY = f.Reminded(roles=(), person=LEO, rung="severity", due_at=minute(5))


def opened(*, severity: int | None = 1) -> Book:
    return present(given.opened(severity=severity))


def staffed(*, severity: int | None = 1) -> Book:
    return present(given.staffed(severity=severity))


def nagged(book: Book, at: float) -> Book:
    return book.asks(at, BOT, reminders.nag)


def offered(at: float = 1, *, severity: int = 2) -> Book:
    """Leo asks Ana to take the logs, and the question stands in the channel. A first interval of SEV2 is 10 minutes."""
    return opened(severity=severity).asks(at, LEO, roles.offer, role="logs", person=ANA).delivers(at)


def test_the_lead_hears_of_an_unanswered_offer_after_half_a_first_interval() -> None:
    book = offered()

    assert minute(6) == next_due(book.case(1))
    assert [] == reminders.nag(book.case(5.9))
    assert [ABOUT_LOGS] == reminders.nag(book.case(6))


def test_the_half_interval_counts_from_when_the_offer_could_be_read() -> None:
    book = opened(severity=2).asks(1, LEO, roles.offer, role="logs", person=ANA)

    assert next_due(book.case(40)) is None
    assert minute(45) == next_due(book.delivers(40).case(40))


def test_an_offer_lapses_after_a_first_interval() -> None:
    book = nagged(offered(), 6).delivers(6)

    assert minute(11) == next_due(book.case(6))
    assert [f.OfferLapsed(role="logs", person=ANA)] == reminders.nag(book.case(11))
    assert next_due(nagged(book, 11).case(11)) is None


def test_no_offer_lapses_before_the_lead_could_do_something_about_it() -> None:
    late = nagged(offered(), 60)

    assert next_due(late.case(60)) is None
    assert minute(66) == next_due(late.delivers(61).case(61))


def test_an_offer_that_the_lead_cannot_be_asked_about_lapses_all_the_same() -> None:
    late = nagged(offered(), 6)
    gone = late.says(7, BOT, f.Undelivered(effect=f"reminder:{len(late.entries)}", reason="user_not_found"))

    assert minute(12) == next_due(gone.case(7))


def test_an_offer_that_slack_will_never_show_lapses_and_the_lead_is_not_asked_why_nobody_answered() -> None:
    book = opened(severity=2).asks(1, LEO, roles.offer, role="logs", person=ANA)
    gone = book.says(2, BOT, f.Undelivered(effect=f"offer:{len(book.entries)}", reason="is_archived"))

    assert minute(12) == next_due(gone.case(2))
    assert [f.OfferLapsed(role="logs", person=ANA)] == reminders.nag(gone.case(12))


def test_a_lead_who_is_offered_a_role_is_not_asked_about_their_own_silence() -> None:
    book = opened(severity=2).asks(1, ANA, roles.offer, role="code", person=LEO).delivers(1)

    assert minute(11) == next_due(book.case(1))
    assert [f.OfferLapsed(role="code", person=LEO)] == reminders.nag(book.case(11))


def test_offers_that_nobody_answered_are_one_question() -> None:
    both = f.RoleOffered(role="logs", person=ANA), f.RoleOffered(role="code", person=BO)
    book = opened(severity=2).says(1, LEO, *both).delivers(1)

    (question,) = reminders.nag(book.case(6))

    assert f.Reminded(roles=("logs", "code"), person=LEO, rung="offer", due_at=minute(6)) == question


def test_on_demand_an_offer_waits_as_long_as_it_takes() -> None:
    assert next_due(offered(severity=4).case(600)) is None


@pytest.mark.parametrize(
    "answer",
    [
        f.RoleTaken(role="logs", person=ANA),
        f.RoleTaken(role="logs", person=BO),
        f.RoleDeclined(role="logs", person=ANA),
        f.OfferLapsed(role="logs", person=ANA),
        f.RoleOffered(role="logs", person=EVE),
        f.StatusSet(status="resolved"),
    ],
)
def test_the_question_about_an_offer_is_dropped_when_it_was_answered(answer: f.Fact) -> None:
    before, asked = offered(), nagged(offered(), 6)

    assert reminders.still_true(asked.case(6), asked.incident.reminders[0])
    assert not reminders.still_true(
        asked.says(6, ANA, answer).case(6), asked.says(6, ANA, answer).incident.reminders[0]
    )
    assert ABOUT_LOGS not in reminders.nag(before.says(5, ANA, answer).case(6))


def test_the_report_of_a_holder_answers_no_question_about_an_offer() -> None:
    book = staffed(severity=2).asks(1, ANA, roles.hand_over, role="logs", person=BO).delivers(1)
    book = nagged(book, 6).asks(6, ANA, reports.report, conditions="two found")

    assert book.incident.reminders[0].is_open


def test_an_offer_passed_on_waits_anew_and_is_asked_about_anew() -> None:
    book = nagged(offered(), 6).delivers(6).asks(8, LEO, roles.offer, role="logs", person=EVE).delivers(8)

    assert "passed on" == book.incident.reminders[0].answer
    assert minute(13) == next_due(book.case(8))


def test_a_question_to_one_who_no_longer_leads_goes_to_the_one_who_does() -> None:
    asked = nagged(offered(), 6)
    moved = asked.asks(6, LEO, roles.offer, role="lead", person=BO).asks(6.1, BO, roles.accept)
    dropped = moved.says(6.1, BOT, f.ReminderDropped(reminder_seq=asked.incident.reminders[0].seq, why="moved"))

    assert not reminders.still_true(moved.case(6.1), moved.incident.reminders[0])
    assert [BO] == [fact.person for fact in reminders.nag(dropped.case(6.1)) if isinstance(fact, f.Reminded)]


def test_the_lead_has_somebody_called_who_does_not_answer_once() -> None:
    book = offered().asks(6, LEO, roles.call, role="logs")

    assert f.Called(role="logs", person=ANA) == book.facts[-1]
    with pytest.raises(Refused, match="already_called"):
        roles.call(book.case(7, LEO), role="logs")


def test_who_is_offered_the_role_after_a_call_may_be_called_too() -> None:
    book = offered().asks(6, LEO, roles.call, role="logs").asks(7, LEO, roles.offer, role="logs", person=EVE)

    assert [f.Called(role="logs", person=EVE)] == roles.call(book.case(8, LEO), role="logs")


def test_a_call_keeps_no_offer_from_lapsing() -> None:
    book = nagged(offered(), 6).delivers(6).asks(8, LEO, roles.call, role="logs")

    assert minute(11) == next_due(book.case(8))


@pytest.mark.parametrize("answer", [roles.accept, roles.decline])
def test_whoever_answers_a_lapsed_offer_is_told_so_and_who_has_the_role_now(answer: object) -> None:
    book = nagged(nagged(offered(), 6).delivers(6), 11).says(12, BO, f.RoleTaken(role="logs", person=BO))

    with pytest.raises(Refused, match="offer_lapsed") as refused:
        answer(book.case(13, ANA))  # type: ignore[operator]

    assert {"roles": [{"role": "logs", "holder": BO}]} == refused.value.values


def test_a_lapse_is_forgotten_once_the_person_was_offered_something_else() -> None:
    book = nagged(nagged(offered(), 6).delivers(6), 11).asks(12, LEO, roles.offer, role="code", person=ANA)
    book = book.asks(13, ANA, roles.decline)

    with pytest.raises(Refused, match="not_offered"):
        roles.accept(book.case(14, ANA))


def test_without_a_severity_the_lead_is_asked_after_five_minutes_once() -> None:
    book = opened(severity=None)
    asked = nagged(book, 5).delivers(5)

    assert minute(5) == next_due(book.case(0))
    assert [ABOUT_SEVERITY] == reminders.nag(book.case(5))
    assert next_due(asked.case(600)) is None


def test_a_severity_that_was_set_is_not_asked_for() -> None:
    assert next_due(opened(severity=4).case(0)) is None
    assert next_due(opened(severity=None).asks(3, ANA, lifecycle.set_severity, severity=1).case(3)) is None


@pytest.mark.parametrize("answer", [f.SeveritySet(severity=4), f.StatusSet(status="cancelled")])
def test_the_question_for_a_severity_is_dropped_when_it_needs_no_answer(answer: Saying) -> None:
    asked = nagged(opened(severity=None), 5)
    answered = asked.says(5, LEO, answer)

    assert reminders.still_true(asked.case(5), asked.incident.reminders[0])
    assert not reminders.still_true(answered.case(5), answered.incident.reminders[0])
    assert not answered.incident.reminders[0].is_open


def test_a_severity_is_asked_for_five_minutes_after_a_reopening_but_not_twice() -> None:
    early = opened(severity=None).asks(3, LEO, lifecycle.cancel).asks(60, ANA, lifecycle.reopen)
    asked = nagged(opened(severity=None), 5).delivers(5).asks(6, LEO, lifecycle.cancel).asks(60, ANA, lifecycle.reopen)

    assert minute(65) == next_due(early.case(60))
    assert next_due(asked.case(60)) is None
