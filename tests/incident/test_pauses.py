"""Fewer reminders, openly: what is put off for a reason, and what stands still for all."""

from bot.incident import contacts, customers, due, lifecycle, pauses, reminders, reports
from bot.incident import facts as f
from bot.incident.logbook import BOT
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


def test_a_pause_ends_after_an_hour_and_every_clock_starts_anew() -> None:
    book = staffed().asks(1, LEO, pauses.pause, why="all on the call")
    ended = book.asks(61, BOT, due.sweep)

    assert (minute(61), minute(66)) == (due.next_at(book.case(1)), reports.due_at(book.case(1), "logs"))
    assert f.Resumed(because="time") in ended.facts
    assert minute(66) == reports.due_at(ended.case(61), "logs")


def test_an_end_that_is_heard_late_was_at_its_time() -> None:
    book = staffed().asks(1, LEO, pauses.pause, why="all on the call").asks(200, BOT, due.sweep)

    assert minute(61) == next(entry.at for entry, _ in book.incident.of(f.Resumed))
    assert minute(66) == reports.due_at(book.case(200), "logs")


def test_whoever_resumes_starts_the_clocks_then() -> None:
    book = staffed().asks(1, LEO, pauses.pause, why="all on the call").asks(20, ANA, pauses.resume)

    assert minute(25) == reports.due_at(book.case(20), "logs")


def test_a_higher_severity_ends_a_pause_and_a_lower_one_does_not() -> None:
    book = staffed(severity=2).asks(1, LEO, pauses.pause, why="all on the call")
    raised = book.asks(2, LEO, lifecycle.set_severity, severity=1)
    lowered = book.asks(2, LEO, lifecycle.set_severity, severity=3)

    assert f.Resumed(because="severity") == raised.facts[-1]
    assert (None, minute(61)) == (raised.incident.paused, lowered.incident.paused and lowered.incident.paused.until)


def test_an_end_of_the_incident_ends_the_pause() -> None:
    book = staffed().asks(1, LEO, pauses.pause, why="all on the call").asks(2, LEO, lifecycle.resolve)

    assert book.incident.paused is None


def test_what_was_promised_for_a_moment_right_after_a_pause_has_a_whole_interval() -> None:
    book = staffed().asks(0, ANA, reports.report, conditions="two found", promised_min=62)
    paused = book.asks(1, LEO, pauses.pause, why="all on the call")
    later = staffed().asks(0, ANA, reports.report, conditions="two found", promised_min=90)

    assert minute(71) == reports.due_at(paused.case(1), "logs")
    assert minute(90) == reports.due_at(later.asks(1, LEO, pauses.pause, why="a call").case(1), "logs")


def test_an_open_reminder_waits_no_more_once_all_are_paused() -> None:
    book = staffed().asks(5, BOT, reminders.nag).delivers(5).asks(6, LEO, pauses.pause, why="all on the call")

    assert [(False, "paused")] == [(r.is_open, r.answer) for r in book.incident.reminders]


def test_a_promise_to_a_customer_that_a_pause_took_starts_anew_and_a_later_one_stands() -> None:
    book = staffed(severity=2).asks(0, LEO, customers.affected, name="Carta")
    soon = book.asks(1, LEO, customers.told, customer="carta", what="we are on it", promised_at=minute(20))
    late = book.asks(1, LEO, customers.told, customer="carta", what="we are on it", promised_at=minute(90))
    taken, standing = (
        contacts.clock_of(paused.case(2), paused.incident.customers[0])
        for paused in (one.asks(2, LEO, pauses.pause, why="all on the call") for one in (soon, late))
    )

    assert taken is not None
    assert standing is not None
    assert (minute(62), False) == (taken.since, taken.is_promised)
    assert (minute(90), True) == (standing.due_at, standing.is_promised)
