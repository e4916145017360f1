"""What is reopened is live again from then on: no time that went by before is anybody's business any more."""

import pytest

from bot.incident import customers, due, lifecycle, records, reports, tasks
from bot.incident import facts as f
from bot.incident.logbook import BOT
from tests.incident.given import ANA, BO, LEO, Book, minute, minutes, staffed

LATER = 60 * 24 * 30
WAS = (minute(-300), minute(-200))
PUT_DOWN = Book().asks(0, LEO, lifecycle.open_incident, title="Payments failed", severity=1, over=WAS)
IMPORTED = Book().says(
    0,
    BOT,
    f.Imported(
        title="Old", channel="C9", channel_name="old", team="T1", messages=5, machines=0, people=2,
        from_at=WAS[0], until_at=WAS[1],
    ),
)  # fmt: skip


def with_times(book: Book) -> Book:
    """Everything that can have a time, each within half an hour."""
    told = book.asks(2, LEO, customers.affected, name="Northwind", cannot="pay", deadline_at=minute(60))
    told = told.asks(3, LEO, customers.told, customer="C1", what="we look into it", promised_at=minute(20))
    told = told.asks(3, LEO, records.plan, plan="b", what="restore it", trigger_at=minute(25))
    told = told.asks(3, LEO, records.unknown, what="who else?", owner=ANA, due_at=minute(20))
    return told.asks(3, LEO, records.need, what="a decision", executive=True, due_at=minute(20))


RAN = with_times(staffed()).asks(4, ANA, reports.report, conditions="two found", promised_min=25)
RAN = RAN.asks(4, LEO, tasks.ask, person=BO, what="restart it", minutes=10).asks(5, LEO, lifecycle.resolve, why="done")


@pytest.mark.parametrize("book", [RAN, with_times(PUT_DOWN), with_times(IMPORTED)], ids=["ran", "put down", "imported"])
def test_nothing_of_before_is_due_at_once(book: Book) -> None:
    live = book.asks(LATER, LEO, lifecycle.reopen, why="it is back")
    next_at = due.next_at(live.case(LATER))

    assert [] == due.sweep(live.case(LATER))
    assert next_at is None or minutes(next_at) >= LATER + 5


def test_a_promise_that_is_still_ahead_holds() -> None:
    live = RAN.asks(10, LEO, lifecycle.reopen, why="it is back")

    assert minute(15) == due.next_at(live.case(10))
