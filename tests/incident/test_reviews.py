"""The review: how far it is follows from the record, and its day from how bad it was."""

from datetime import date

import pytest

from bot.incident import facts as f
from bot.incident import lifecycle, reviews
from bot.incident.errors import Refused
from bot.incident.reviews import ReviewProgress
from tests.incident.given import ANA, LEO, Book, staffed

THURSDAY = date(2026, 5, 14)
FRIDAY_AFTER = date(2026, 5, 22)


def resolved() -> Book:
    return staffed().asks(40, LEO, lifecycle.resolve)


def taken() -> Book:
    return resolved().asks(41, ANA, reviews.assign, due_on=FRIDAY_AFTER, today=THURSDAY)


def test_it_goes_from_draft_to_closed_and_nobody_sets_it() -> None:
    approved = taken().asks(50, LEO, reviews.approve)
    closed = approved.asks(60, LEO, lifecycle.close, anyway=True)
    books = (staffed(), resolved(), taken(), approved, closed)

    assert ["draft", "draft", "in review", "reviewed", "closed"] == [reviews.review(b.incident).state for b in books]


def test_without_an_owner_it_falls_to_whoever_led() -> None:
    assert ReviewProgress("draft", None, None, LEO) == reviews.review(resolved().incident)
    assert ReviewProgress("in review", ANA, FRIDAY_AFTER, LEO) == reviews.review(taken().incident)


def test_what_is_not_said_stays_as_it_was() -> None:
    case = taken().case(50, LEO)

    assert [f.ReviewAssigned(owner=LEO, due_on=FRIDAY_AFTER)] == reviews.assign(case, owner=LEO, today=THURSDAY)
    assert [f.ReviewAssigned(owner=ANA, due_on=date(2026, 5, 19))] == reviews.assign(
        case, due_on=date(2026, 5, 19), today=THURSDAY
    )
    with pytest.raises(Refused, match="already_so"):
        reviews.assign(case, today=THURSDAY)


def test_opened_again_it_is_a_draft_of_another_ending() -> None:
    book = taken().asks(50, LEO, lifecycle.reopen).asks(60, LEO, lifecycle.resolve)

    assert ReviewProgress("draft", None, None, LEO) == reviews.review(book.incident)


@pytest.mark.parametrize(
    ("severity", "due_on"),
    [
        (1, date(2026, 5, 15)),  # three days are a Sunday
        (2, date(2026, 5, 21)),
        (None, date(2026, 5, 21)),
        (3, None),
    ],
)
def test_its_day_is_three_days_away_or_five_of_work_and_no_weekend(severity: int | None, due_on: date | None) -> None:
    assert due_on == reviews.due_by(severity, THURSDAY)
