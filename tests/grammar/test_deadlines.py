"""Until when something is wanted, as hurried people say it, and how to say it where it was not read."""

from datetime import UTC, datetime

import pytest

from bot import grammar as g
from bot.grammar import ClockTime, EndOfDay, InDays, OnWeekday, parse

NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
NEXT_WEEK = ["by 18 May", "by 22 May"]


@pytest.mark.parametrize(
    ("typed", "cannot", "deadline"),
    [
        ("cannot file by 10:00", "file", ClockTime(10, 0)),
        ("cannot file by 10:00, please", "file", ClockTime(10, 0)),
        ("cannot ship by EOB", "ship", EndOfDay()),
        ("cannot file by Friday", "file", OnWeekday(4)),
        ("cannot pay no later than 6pm", "pay", ClockTime(18, 0)),
        ("cannot ship before the 3pm cutoff", "ship", ClockTime(15, 0)),
        ("cannot ship until our 18:00 filing deadline", "ship", ClockTime(18, 0)),
        ("cannot file by hand by 17:00", "file by hand", ClockTime(17, 0)),
        ("by 10:00 cannot file", "file", ClockTime(10, 0)),
        ("deadline tomorrow by 10:00 cannot file", "file", InDays(1, 10, 0)),
        ("cannot read what is sent by Friday's job", "read what is sent by Friday's job", None),
        ("cannot file by the deadline", "file by the deadline", None),
    ],
)
def test_a_customer_cannot_by_a_time_and_that_is_its_deadline(typed: str, cannot: str, deadline: g.When | None) -> None:
    assert g.Customer("Northwind", cannot, deadline) == parse(f"customer Northwind {typed}")


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("by the 3pm cutoff", ClockTime(15, 0)),
        ("before the 3pm cut-off", ClockTime(15, 0)),
        ("by our 15:00 reporting deadline", ClockTime(15, 0)),
        ("by the 3pm ET cutoff", ClockTime(15, 0, "ET")),
        ("by the 18:00 CET deadline", ClockTime(18, 0, "CET")),
        ("before the 10am PST filing cutoff", ClockTime(10, 0, "PST")),
        ("by the 5pm Friday cutoff", OnWeekday(4, 17, 0)),
        ("by 10:00 tomorrow deadline", InDays(1, 10, 0)),
        ("by the Friday 3pm payroll cutoff", OnWeekday(4, 15, 0)),
    ],
)
def test_what_is_due_at_a_cutoff_is_due_on_its_day_and_in_its_zone(typed: str, due: g.When) -> None:
    assert g.Need("a decision", True, due) == parse(f"need exec a decision {typed}")
    assert g.Customer("Northwind", "ship", due) == parse(f"customer Northwind cannot ship {typed}")
    assert g.Unknown("who is hit", None, due) == parse(f"unknown who is hit {typed.replace('before', 'by')}")


@pytest.mark.parametrize(
    "typed",
    [
        "by the 3pm Friday ET cutoff",
        "by the 3pm Berlin cutoff",
        "by the 3pm berlin filing cutoff",
        "by the 3pm eastern cutoff",
        "by the 17:00 XYZ deadline",
        "by the tomorrow morning cutoff",
    ],
)
@pytest.mark.parametrize("said", ["need exec a decision", "customer Northwind cannot ship", "unknown who is hit"])
def test_a_cutoff_of_which_a_word_is_not_known_stays_in_the_words_and_is_told(said: str, typed: str) -> None:
    read = parse(f"{said} {typed}")

    assert f"{said} {typed}".endswith(next(str(value) for value in vars(read).values() if typed in str(value)))
    assert [("unread_time", typed)] == [
        (one.code, dict(one.values)["typed"]) for one in g.remarks(read, now=NOW, zone="UTC")
    ]


@pytest.mark.parametrize(
    ("cannot", "told"),
    [
        ("see orders placed by 10:00", "by 10:00"),
        ("see orders placed no later than Monday", "no later than Monday"),
        ("ship orders taken by Friday", "by Friday"),
        ("see what was sent before the 3pm cutoff", "before the 3pm cutoff"),
    ],
)
def test_a_time_by_which_something_was_done_is_no_deadline_but_told(cannot: str, told: str) -> None:
    assert g.Customer("Northwind", cannot, unread=told) == parse(f"customer Northwind cannot {cannot}")


@pytest.mark.parametrize(
    "typed", ["Acme must file by 17:30", "Acme needs the export before the 3pm cutoff", "Acme lost two orders"]
)
def test_what_a_customer_must_do_is_no_part_of_its_name(typed: str) -> None:
    with pytest.raises(g.Misread) as refused:
        parse(f"customer {typed}")

    assert "name_unclear" == refused.value.code


@pytest.mark.parametrize(
    ("typed", "code", "values"),
    [
        ("need x by whenever", "unread_time", ["by 15:00"]),
        ("customer Acme cannot file by 10:00 with us", "unread_time", ["deadline 15:00"]),
        ("customer Acme cannot file before 18:00", "time_in_words", ["deadline 18:00"]),
        ("customer Acme kann nicht buchen bis 10 Uhr", "time_in_words", ["deadline 10 Uhr"]),
        ("customer Acme cannot file within half an hour", "time_in_words", ["deadline half an hour"]),
        ("customer Acme cannot file in 3 days", "time_in_words", ["deadline 3 days"]),
        ("customer Acme cannot see orders placed by 10:00", "time_in_words", ["deadline 10:00"]),
        ("customer Acme cannot see orders placed by Monday", "time_in_words", ["deadline Monday"]),
        ("customer Acme cannot open its shops at 8:00", "time_in_words", ["deadline 8:00"]),
        ("follow-up @bo write the test by whenever", "unread_time", ["by Friday"]),
        ("follow-up @bo write the test by next week", "day_unclear", NEXT_WEEK),
        ("follow-up @bo by 7/8 write the test", "day_unclear", ["by 7 August", "by 8 July"]),
        ("customer Acme cannot file by 7/8 18:00", "day_unclear", ["deadline 7 August 18:00", "deadline 8 July 18:00"]),
        ("need x by 22.05.", "day_unclear", ["by 22 May", "by 22:05"]),
        ("told C1 we call back at 4", "half_unclear", ["next 4am", "next 4pm"]),
        ("plan b: call them by 15:30", "time_in_words", ["at 15:30"]),
        ("plan b: call them in 20 minutes", "unread_time", ["at 15:00"]),
        ("plan b: call them in 5", "unread_time", ["at 15:00"]),
        ("need x by day 3", "unread_time", ["by 15:00"]),
        ("need x by tomorrow 9", "half_unclear", ["by tomorrow 9am", "by tomorrow 9pm"]),
        ("need a DBA in half an hour", "time_in_words", ["by half an hour"]),
        ("told C1 we will call again in 20 minutes", "time_in_words", ["next 20 minutes"]),
        ("told C1 we call back in 10 minutes", "time_in_words", ["next 10 minutes"]),
        ("told C1 updates every 30 minutes", "time_in_words", ["next 30 minutes"]),
        ("report all quiet, I'll report back by 15:00", "time_in_words", ["next 15:00"]),
        ("told C1 we look next asap", "unread_time", ["next 15:00"]),
        ("note yesterday the disk filled", "unread_time", ["note 15:00"]),
        ("need x by 5", "half_unclear", ["by 5am", "by 5pm"]),
        (
            "customer Acme cannot file, deadline tomorrow 9",
            "half_unclear",
            ["deadline tomorrow 9am", "deadline tomorrow 9pm"],
        ),
        ("told C1 we look, next update by 10", "half_unclear", ["next 10am", "next 10pm"]),
        ("pause 20m for the call", "pause_lasts", []),
    ],
)
def test_of_a_time_that_was_not_read_it_is_said_how_to_type_one_there(typed: str, code: str, values: list[str]) -> None:
    (said,) = g.remarks(parse(typed), now=NOW, zone="Europe/Berlin")

    assert (code, values) == (said.code, [value for _, value in said.values[1:]])
    assert all(_is_read(typed, value) for value in values if code in {"half_unclear", "day_unclear", "time_in_words"})


def _is_read(typed: str, instead: str) -> bool:
    """Whether the line is read to its end with this in place of what was not."""
    unread = next(value for _, value in g.remarks(parse(typed), now=NOW, zone="UTC")[0].values)
    return not g.remarks(parse(typed.replace(unread, instead)), now=NOW, zone="UTC")


@pytest.mark.parametrize(
    "typed",
    [
        "report we hear that it began at 14:00",
        "report we write 5 GB to disk in 10 minutes",
        "report we will not update in 10 minutes",
        "report they are not going to call in 10 minutes",
        "report they will report that it began at 14:00",
    ],
)
def test_what_is_no_promise_of_a_word_is_given_no_time_for_one(typed: str) -> None:
    assert () == g.remarks(parse(typed), now=NOW, zone="Europe/Berlin")


@pytest.mark.parametrize("typed", ["pause 20m", "pause until 12", "pause 1h.", "pause for 30 minutes"])
def test_a_length_of_time_is_no_reason_for_a_pause(typed: str) -> None:
    with pytest.raises(g.Misread) as refused:
        parse(typed)

    assert "no_length" == refused.value.code
