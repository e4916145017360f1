"""Fewer reminders, openly: what is put off for a reason, and what stands still for all."""

from bot.incident import facts as f
from bot.incident import pauses, reports
from tests.incident.given import ANA, LEO, minute, staffed


def test_a_snooze_puts_off_every_role_of_its_author_but_the_lead() -> None:
    book = staffed().says(0, ANA, f.RoleTaken(role="code", person=ANA), f.RoleTaken(role="lead", person=ANA))
    snoozed = book.asks(1, ANA, pauses.snooze, minutes=10, why=" the query runs ")

    assert (
        f.Snoozed(role="logs", until=minute(15), why="the query runs"),
        f.Snoozed(role="code", until=minute(15), why="the query runs"),
    ) == snoozed.facts[-2:]
    assert minute(15) == reports.due_at(snoozed.case(1), "logs")


def test_the_lead_puts_off_the_report_of_another() -> None:
    book = staffed().asks(7, LEO, pauses.snooze, role="logs", minutes=10, why="she is on the phone")

    assert minute(17) == reports.due_at(book.case(7), "logs")


def test_how_often_a_report_was_put_off_is_counted_until_there_is_one() -> None:
    book = staffed()
    for at in (1, 2, 3):
        book = book.asks(at, ANA, pauses.snooze, minutes=5, why=f"reason {at}")
    reported = book.asks(4, ANA, reports.report, conditions="two found")

    assert (3, "reason 3") == (book.incident.role("logs").snoozed_times, book.incident.role("logs").snoozed_why)
    assert (0, "") == (reported.incident.role("logs").snoozed_times, reported.incident.role("logs").snoozed_why)
