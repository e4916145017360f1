"""What was said earlier and heard later takes its place by when it was said."""

from bot.incident import customers, reminders, reports
from bot.incident import facts as f
from bot.incident.logbook import At
from bot.incident.parts import Role
from tests.incident.given import ANA, LEO, Book, minute


def report(words: str, **more: object) -> f.Reported:
    return f.Reported(role="logs", conditions=words, **more)  # type: ignore[arg-type]


def opened() -> Book:
    return Book().says(0, LEO, f.Opened(title="Documents missing", severity=1)).says(0, ANA, taken())


def taken() -> f.RoleTaken:
    return f.RoleTaken(role="logs", person=ANA)


def logs(book: Book) -> Role:
    return book.incident.role("logs")


def test_an_older_report_is_counted_and_changes_no_picture() -> None:
    newer = opened().says(20, ANA, report("three found", promised_at=minute(40)))
    later = logs(newer.says(24, ANA, At(minute(10), report("one found"))))

    assert (2, minute(20), minute(40)) == (later.reports, later.last_report_at, later.promised_at)
    assert (report("three found", promised_at=minute(40)), minute(20)) == (later.last_finding, later.last_finding_at)


def test_an_older_finding_is_news_where_nothing_new_was_said_since() -> None:
    quiet = opened().says(5, ANA, report("none found")).says(20, ANA, f.NothingNew(role="logs"))
    later = logs(quiet.says(24, ANA, At(minute(10), report("one found"))))

    assert (report("one found"), minute(20), 1) == (
        later.last_finding,
        later.last_report_at,
        later.nothing_new_in_a_row,
    )


def test_a_report_is_due_from_when_the_last_one_was_said() -> None:
    late = opened().says(24, ANA, At(minute(18), report("one found")))

    assert minute(28) == reminders.next_due(late.case(24))


def test_a_report_speaks_for_no_role_that_was_taken_after_it() -> None:
    book = opened().says(20, ANA, f.RoleTaken(role="code", person=ANA))

    assert [report("one found")] == reports.report(book.case(10, ANA), conditions="one found")


def test_contacts_with_a_customer_stand_in_the_order_in_which_they_were_made() -> None:
    book = opened().asks(1, LEO, customers.affected, name="Northgate")
    told = book.says(20, LEO, f.CustomerTold(id="C1", what="it is done", promised_at=None, done=True))
    (customer,) = told.says(24, LEO, At(minute(10), f.CustomerTold(id="C1", what="we look"))).incident.customers

    assert ["we look", "it is done"] == [contact.what for contact in customer.contacts]
    assert customer.done
