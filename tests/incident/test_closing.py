"""What is still open when somebody closes: all that has no end on record, and the times that every incident needs."""

import pytest

from bot.incident import customers, hypotheses, lifecycle, records, reviews
from bot.incident import facts as f
from bot.incident.closing import LooseEnd, loose_ends
from bot.incident.errors import Refused
from tests.incident.given import ANA, BO, LEO, Book, minute, staffed


def timed(book: Book) -> Book:
    """With the times that every incident needs."""
    for which in ("impact start", "detected", "mitigated"):
        book = book.asks(30, LEO, records.key_time, which=which, time=minute(1))
    return book


def test_everything_without_an_end_is_listed_customers_first() -> None:
    book = (
        staffed()
        .asks(1, BO, hypotheses.think, text="the rename lost the owner")
        .asks(2, BO, hypotheses.think, text="a bad disk")
        .asks(3, BO, hypotheses.rule_out, id="H2", evidence="the disk is well")
        .asks(4, ANA, records.unknown, what="since when?")
        .asks(5, LEO, records.need, what="access to the archive")
        .asks(6, ANA, customers.affected, name="Northwind")
        .asks(7, ANA, customers.affected, name="Carta")
        .asks(8, ANA, customers.told, customer="C2", what="all is back", done=True)
        .asks(9, LEO, records.key_time, which="detected", time=minute(0))
    )

    assert (
        LooseEnd("customer", "C1", "Northwind"),
        LooseEnd("need", "N1", "access to the archive"),
        LooseEnd("unknown", "U1", "since when?"),
        LooseEnd("hypothesis", "H1", "the rename lost the owner"),
        LooseEnd("time", "", "impact start"),
        LooseEnd("time", "", "mitigated"),
        LooseEnd("approval", "", ""),
        LooseEnd("review", "", ""),
    ) == loose_ends(book.incident)


def test_with_nothing_open_it_closes_at_once() -> None:
    book = timed(staffed()).asks(40, LEO, lifecycle.resolve).asks(45, LEO, reviews.approve)

    assert [f.StatusSet(status="closed", why="reviewed")] == lifecycle.close(book.case(50, LEO), why="reviewed")


def test_a_drill_is_approved_by_nobody() -> None:
    drill = Book().says(0, LEO, f.Opened(title="Documents missing", drill=True))
    book = timed(drill).asks(40, LEO, lifecycle.resolve)

    assert () == loose_ends(book.incident)


def test_where_the_house_has_it_so_the_channel_goes_along() -> None:
    case = staffed().asks(40, LEO, lifecycle.resolve).case(50, LEO)

    assert [f.StatusSet(status="closed"), f.PutAway()] == lifecycle.close(case, anyway=True, archives=True)


def test_whoever_saw_what_is_open_closes_all_the_same() -> None:
    book = staffed().asks(40, LEO, lifecycle.resolve)

    with pytest.raises(Refused, match="unfinished"):
        lifecycle.close(book.case(50, LEO))
    assert [f.StatusSet(status="closed")] == lifecycle.close(book.case(50, LEO), anyway=True)


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_times_notes_and_title_of_one_that_is_over_are_put_right(status: f.Status) -> None:
    case = staffed().says(40, LEO, f.StatusSet(status=status)).case(90, ANA)

    assert [f.TimeSet(which="mitigated", time=minute(20), source="deploy log")] == records.key_time(
        case, which="mitigated", time=minute(20), source="deploy log"
    )
    assert [f.Noted(text="first alert")] == records.note(case, text="first alert")
    assert [f.TitleSet(title="Owner lost")] == lifecycle.set_title(case, title="Owner lost")
