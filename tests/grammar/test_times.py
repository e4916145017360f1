"""Times as people type them, and the instants they mean in the zone of the person."""

from datetime import UTC, datetime

import pytest

from bot.grammar import (
    REMARKS,
    ClockTime,
    Customer,
    EndOfDay,
    InDays,
    InMinutes,
    Intent,
    Misread,
    Name,
    Need,
    Note,
    OnDay,
    OnWeekday,
    Plan,
    Report,
    Told,
    Unknown,
    When,
    parse,
    placed,
    read_when,
    remarks,
    resolve,
)

THURSDAY_NOON = datetime(2026, 5, 14, 12, 0, 20, tzinfo=UTC)  # 14:00:20 in Berlin


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("14:30", ClockTime(14, 30)),
        ("14:30?", ClockTime(14, 30)),
        ("1430", ClockTime(14, 30)),
        ("14h30", ClockTime(14, 30)),
        ("2:30pm", ClockTime(14, 30)),
        ("2 p.m.", ClockTime(14, 0)),
        ("12am", ClockTime(0, 0)),
        ("noon", ClockTime(12, 0)),
        ("14:30 CEST", ClockTime(14, 30, "CEST")),
        ("14:30 Europe/Berlin", ClockTime(14, 30, "Europe/Berlin")),
        ("14:30 UTC+2", ClockTime(14, 30, "UTC+2")),
        ("in 25m", InMinutes(25)),
        ("in 2 hours", InMinutes(120)),
        ("in 1h30", InMinutes(90)),
        ("tomorrow", InDays(1)),
        ("tomorrow at 10:00", InDays(1, 10, 0)),
        ("10:00 tomorrow", InDays(1, 10, 0)),
        ("Friday 10am", OnWeekday(4, 10, 0)),
        ("28 May", OnDay(28, 5)),
        ("28th May 2027 18:00", OnDay(28, 5, 2027, 18, 0)),
        ("May 28", OnDay(28, 5)),
        ("2026-05-28T18:00Z", OnDay(28, 5, 2026, 18, 0, "Z")),
        ("9.30pm", ClockTime(21, 30)),
        ("midday", ClockTime(12, 0)),
        ("midnight", ClockTime(0, 0)),
        ("at 10:05", ClockTime(10, 5)),
        ("15:00 please", ClockTime(15, 0)),
        ("15:00 at the latest!", ClockTime(15, 0)),
        ("3pm ET", ClockTime(15, 0, "ET")),
        ("15:00 (MESZ)", ClockTime(15, 0, "MESZ")),
        ("half an hour", InMinutes(30)),
        ("in an hour and a half", InMinutes(90)),
        ("one and a half hours", InMinutes(90)),
        ("in three days", InMinutes(3 * 24 * 60)),
        ("twenty minutes from now", InMinutes(20)),
        ("the day after tomorrow 9am", InDays(2, 9, 0)),
        ("tonight at 8:30", InDays(0, 20, 30)),
        ("Fri 18:00", OnWeekday(4, 18, 0)),
        ("this Friday", OnWeekday(4)),
        ("next Tuesday", OnWeekday(1, which="next")),
        ("28th of May", OnDay(28, 5)),
        ("28.05.2026 18:00", OnDay(28, 5, 2026, 18, 0)),
        ("EOD", EndOfDay()),
        ("the end of the day", EndOfDay()),
        ("COB PT", EndOfDay("PT")),
        ("close of business tomorrow", InDays(1, 18, 0)),
        ("Friday EOD", OnWeekday(4, 18, 0)),
        ("the end of the week", OnWeekday(4, 18, 0)),
        ("31.12.", OnDay(31, 12)),
        ("31/12", OnDay(31, 12)),
        ("12/31", OnDay(31, 12)),
        ("5/5 18:00", OnDay(5, 5, None, 18, 0)),
        ("18:00 on 31/12/2027", OnDay(31, 12, 2027, 18, 0)),
        ("end of month", EndOfDay(of_month=True)),
        ("the end of the month", EndOfDay(of_month=True)),
        ("EOM", EndOfDay(of_month=True)),
        ("quarter past ten", ClockTime(10, 15, either_half=True)),
        ("half past 9", ClockTime(9, 30, either_half=True)),
        ("ten to six pm", ClockTime(17, 50)),
        ("3 o’clock", ClockTime(3, 0, either_half=True)),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, when: When) -> None:
    assert Unknown("how many", by=when) == parse(f"unknown how many by {typed}")


@pytest.mark.parametrize(
    "typed", ["accident", "28 marbles", "Sundry", "hand", "query 8812", "Monday's job", "14 people"]
)
def test_what_is_no_time_stays_text(typed: str) -> None:
    assert Unknown(f"how many by {typed}") == parse(f"unknown how many by {typed}")


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "25:00",
            "14:75",
            "13pm",
            "31 Feb",
            "12",
            "5ish",
            "in 9999999m",
            "1.33h",
            "90 seconds",
            "3/4",
            "24/7",
            "13/13",
            "3pm XT",
        ),
        *(
            "whenever",
            "asap",
            "lunch",
            "tonight",
            "tomorrow morning",
            "Friday midnight",
            "next week",
            "next month",
        ),
    ],
)
def test_what_looks_like_a_time_and_is_none_stays_text_and_is_said(typed: str) -> None:
    assert Unknown(f"how many by {typed}", unread=f"by {typed}") == parse(f"unknown how many by {typed}")


ANA = Name(None, "ana")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("unknown what @ana by whenever", Unknown("what by whenever", ANA, unread="by whenever")),
        ("unknown what @ana by the release", Unknown("what by the release", ANA, unread="by the release")),
        ("unknown what @ana by 5", Unknown("what by 5", ANA, unread="by 5")),
        ("unknown what @ana asap", Unknown("what asap", ANA, unread="asap")),
        ("unknown what by whenever @ana", Unknown("what by whenever", ANA, unread="by whenever")),
        ("unknown what @ana please", Unknown("what", ANA)),
        ("unknown what @ana by 15:00 please", Unknown("what", ANA, ClockTime(15, 0))),
        ("unknown what @ana in 20 min", Unknown("what", ANA, InMinutes(20))),
        ("unknown what @ana before 15:00", Unknown("what", ANA, ClockTime(15, 0))),
        ("unknown what @ana tomorrow 9am", Unknown("what", ANA, InDays(1, 9, 0))),
        ("unknown what @O'Brien by EOD", Unknown("what", Name(None, "O'Brien"), EndOfDay())),
        ("unknown whether @ana has the key", Unknown("whether @ana has the key")),
        ("unknown whether @ana by accident closed it", Unknown("whether @ana by accident closed it")),
        ("need approval before 3pm ET", Need("approval", by=ClockTime(15, 0, "ET"))),
        ("need approval by lunch", Need("approval by lunch", unread="by lunch")),
        ("plan b export by hand at lunch", Plan("b", "export by hand at lunch", unread="at lunch")),
        ("plan b export eta soon", Plan("b", "export eta soon", unread_eta="eta soon")),
        ("customer Northwind cannot file deadline EOD", Customer("Northwind", "file", EndOfDay())),
        ("customer Northwind cannot file, deadline is 18:00", Customer("Northwind", "file", ClockTime(18, 0))),
        (
            "customer Northwind cannot file deadline soon",
            Customer("Northwind", "file deadline soon", unread="deadline soon"),
        ),
        ("told C1 we are on it next half an hour", Told("C1", "we are on it", 30)),
        ("told C1 we are on it next at 14:30", Told("C1", "we are on it", next_at=ClockTime(14, 30))),
        ("told C1 we are on it next asap", Told("C1", "we are on it next asap", unread="next asap")),
        ("report looking next 14:30", Report(conditions="looking", next_at=ClockTime(14, 30))),
        ("report looking next hour", Report(conditions="looking next hour", unread="next hour")),
    ],
)
def test_a_time_that_is_not_read_takes_nothing_with_it(typed: str, expected: Intent) -> None:
    assert expected == parse(typed)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (ClockTime(14, 30), datetime(2026, 5, 14, 12, 30, tzinfo=UTC)),
        (ClockTime(14, 0), datetime(2026, 5, 14, 12, 0, tzinfo=UTC)),
        (ClockTime(13, 59), datetime(2026, 5, 15, 11, 59, tzinfo=UTC)),
        (ClockTime(14, 30, "UTC"), datetime(2026, 5, 14, 14, 30, tzinfo=UTC)),
        (ClockTime(9, 0, "america/new_york"), datetime(2026, 5, 14, 13, 0, tzinfo=UTC)),
        (ClockTime(14, 30, "+05:30"), datetime(2026, 5, 15, 9, 0, tzinfo=UTC)),
        (InMinutes(25), datetime(2026, 5, 14, 12, 25, 20, tzinfo=UTC)),
        (InDays(1, 10, 0), datetime(2026, 5, 15, 8, 0, tzinfo=UTC)),
        (OnWeekday(3), datetime(2026, 5, 14, 16, 0, tzinfo=UTC)),
        (OnWeekday(3, 10, 0), datetime(2026, 5, 21, 8, 0, tzinfo=UTC)),
        (OnDay(28, 5), datetime(2026, 5, 28, 16, 0, tzinfo=UTC)),
        (OnDay(2, 1), datetime(2027, 1, 2, 17, 0, tzinfo=UTC)),
        (OnDay(29, 2), datetime(2028, 2, 29, 17, 0, tzinfo=UTC)),
    ],
)
def test_a_time_means_the_next_such_moment(when: When, expected: datetime) -> None:
    assert expected == resolve(when, now=THURSDAY_NOON, zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (ClockTime(13, 40), datetime(2026, 5, 14, 11, 40, tzinfo=UTC)),
        (ClockTime(14, 30), datetime(2026, 5, 13, 12, 30, tzinfo=UTC)),
        (InMinutes(-20), datetime(2026, 5, 14, 11, 40, 20, tzinfo=UTC)),
        (OnWeekday(0, 9, 0), datetime(2026, 5, 11, 7, 0, tzinfo=UTC)),
        (OnDay(28, 5, hour=9, minute=0), datetime(2025, 5, 28, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_past_time_means_the_last_such_moment(when: When, expected: datetime) -> None:
    assert expected == resolve(when, now=THURSDAY_NOON, zone="Europe/Berlin", past=True)


def test_the_hour_that_summer_time_takes_away_still_resolves() -> None:
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) == resolve(ClockTime(2, 30), now=before, zone="Europe/Berlin")


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Misread) as refused:
        resolve(ClockTime(9, 0, "Europe/Atlantis"), now=THURSDAY_NOON, zone="UTC")

    assert refused.value.code == "unknown_zone"


SATURDAY_NOON = datetime(2026, 5, 16, 10, 0, tzinfo=UTC)
JULY_MORNING = datetime(2026, 7, 14, 9, 0, tzinfo=UTC)  # 11:00 in Berlin, 05:00 in New York
EVENING = datetime(2026, 5, 14, 18, 30, tzinfo=UTC)  # 20:30 in Berlin


@pytest.mark.parametrize(
    ("typed", "zone", "expected"),
    [
        ("3pm EST", "America/New_York", datetime(2026, 7, 14, 19, 0, tzinfo=UTC)),
        ("3pm ET", "Europe/Berlin", datetime(2026, 7, 14, 19, 0, tzinfo=UTC)),
        ("15:00 PT", "Europe/Berlin", datetime(2026, 7, 14, 22, 0, tzinfo=UTC)),
        ("18:00 CET", "Europe/Berlin", datetime(2026, 7, 14, 16, 0, tzinfo=UTC)),
        ("18:00 MEZ", "Europe/Vienna", datetime(2026, 7, 14, 16, 0, tzinfo=UTC)),
        ("18:00 CST", "Asia/Shanghai", datetime(2026, 7, 14, 10, 0, tzinfo=UTC)),
        ("18:00 CST", "Europe/Berlin", datetime(2026, 7, 14, 23, 0, tzinfo=UTC)),
        ("18:00 IST", "Europe/Dublin", datetime(2026, 7, 14, 17, 0, tzinfo=UTC)),
        ("18:00 MST", "America/Phoenix", datetime(2026, 7, 15, 1, 0, tzinfo=UTC)),
        ("18:00 GMT", "Europe/London", datetime(2026, 7, 14, 18, 0, tzinfo=UTC)),
        ("18:00", "Atlantis/Capital", datetime(2026, 7, 14, 18, 0, tzinfo=UTC)),
        ("quarter past ten", "Europe/Berlin", datetime(2026, 7, 14, 20, 15, tzinfo=UTC)),
        ("quarter past eleven", "Europe/Berlin", datetime(2026, 7, 14, 9, 15, tzinfo=UTC)),
    ],
)
def test_an_abbreviation_of_a_zone_is_the_wall_clock_of_its_place(typed: str, zone: str, expected: datetime) -> None:
    when = read_when(typed)

    assert when is not None
    assert expected == resolve(when, now=JULY_MORNING, zone=zone)


@pytest.mark.parametrize(
    ("typed", "now", "expected"),
    [
        ("EOD", THURSDAY_NOON, datetime(2026, 5, 14, 16, 0, tzinfo=UTC)),
        ("EOD", EVENING, datetime(2026, 5, 14, 22, 0, tzinfo=UTC)),
        ("next Tuesday", THURSDAY_NOON, datetime(2026, 5, 19, 16, 0, tzinfo=UTC)),
        ("next Friday", SATURDAY_NOON, datetime(2026, 5, 22, 16, 0, tzinfo=UTC)),
        ("end of month", THURSDAY_NOON, datetime(2026, 5, 31, 16, 0, tzinfo=UTC)),
        ("end of month", datetime(2026, 12, 31, 20, 0, tzinfo=UTC), datetime(2026, 12, 31, 23, 0, tzinfo=UTC)),
        ("last Friday 10:00", THURSDAY_NOON, datetime(2026, 5, 8, 8, 0, tzinfo=UTC)),
        ("last Thursday 10:00", THURSDAY_NOON, datetime(2026, 5, 7, 8, 0, tzinfo=UTC)),
        ("the day after tomorrow", THURSDAY_NOON, datetime(2026, 5, 16, 16, 0, tzinfo=UTC)),
    ],
)
def test_the_end_of_a_day_and_a_named_day_are_the_ones_that_everybody_means(
    typed: str, now: datetime, expected: datetime
) -> None:
    when = read_when(typed)

    assert when is not None
    assert expected == resolve(when, now=now, zone="Europe/Berlin")


def test_a_next_friday_that_may_be_this_week_or_the_following_is_asked() -> None:
    with pytest.raises(Misread) as refused:
        resolve(OnWeekday(4, which="next"), now=THURSDAY_NOON, zone="Europe/Berlin")

    assert (refused.value.code, refused.value.values["one"], refused.value.values["other"]) == (
        "day_unclear",
        "15 May",
        "22 May",
    )


BEFORE = datetime(2026, 10, 25, 0, 10, tzinfo=UTC)  # 02:10 CEST in Berlin
AGAIN = datetime(2026, 10, 25, 1, 40, tzinfo=UTC)  # 02:40 CET, the second time


@pytest.mark.parametrize(
    ("when", "now", "past", "expected"),
    [
        (ClockTime(2, 50), BEFORE, False, datetime(2026, 10, 25, 0, 50, tzinfo=UTC)),
        (ClockTime(2, 50), AGAIN, False, datetime(2026, 10, 25, 1, 50, tzinfo=UTC)),
        (ClockTime(2, 30), AGAIN, True, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (ClockTime(2, 50), AGAIN, True, datetime(2026, 10, 25, 0, 50, tzinfo=UTC)),
        (ClockTime(2, 30, "CEST"), AGAIN, True, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (ClockTime(2, 50, "CET"), BEFORE, False, datetime(2026, 10, 25, 1, 50, tzinfo=UTC)),
    ],
)
def test_of_the_hour_that_comes_twice_the_nearest_is_meant_or_the_one_whose_zone_was_typed(
    when: When,
    now: datetime,
    past: bool,  # noqa: FBT001  # a row of the table
    expected: datetime,
) -> None:
    assert expected == resolve(when, now=now, zone="Europe/Berlin", past=past)


@pytest.mark.parametrize(
    ("typed", "now", "code"),
    [
        ("need x by 3pm ET", JULY_MORNING, "zone_read_as"),
        ("need x by 18:00 CET", JULY_MORNING, "zone_read_as"),
        ("need x by 02:50", AGAIN, "hour_comes_twice"),
        ("need x by 02:30", datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "hour_left_out"),
        ("need x by lunch", JULY_MORNING, "unread_time"),
        ("need x by 13 May", datetime(2026, 5, 14, 9, tzinfo=UTC), "day_is_over"),
        ("customer Harbor cannot pay deadline 31 December", datetime(2026, 1, 2, 9, tzinfo=UTC), "day_is_over"),
        ("note 18:00 filing", JULY_MORNING, "note_time_ahead"),
        ("note 31 Dec 14:00 the flags go off", datetime(2026, 12, 30, 9, tzinfo=UTC), "note_time_ahead"),
        ("time detected 31 December 14:00", datetime(2026, 12, 30, 9, tzinfo=UTC), "day_to_come"),
        ("note yesterday the disk filled", JULY_MORNING, "unread_time"),
        ("money lost 20k EUR, at risk 40k EUR", JULY_MORNING, "second_sum"),
        ("money lost 20k EUR so far, 40k EUR at risk", JULY_MORNING, "second_sum"),
    ],
)
def test_what_is_read_otherwise_or_not_at_all_is_remarked_upon(typed: str, now: datetime, code: str) -> None:
    (said,) = remarks(parse(typed), now=now, zone="Europe/Berlin")

    assert said.code == code
    assert {name for name, _ in said.values} == set(REMARKS[code])


@pytest.mark.parametrize(
    "typed",
    [
        *("need x by 18:00", "need x by 18:00 CEST", "need x by 18:00 UTC", "need x by 28 August", "note 10:00 x"),
        *("money lost 20k EUR as 3 customers were at risk", "money lost 20k EUR a day, at risk of 3 weeks"),
        *("need x by 31 December", "note 28 May 10:00 x", "note 31 Dec 2025 10:00 x"),
    ],
)
def test_what_is_plain_needs_no_remark(typed: str) -> None:
    assert () == remarks(parse(typed), now=JULY_MORNING, zone="Europe/Berlin")


def test_a_zone_of_the_caller_that_this_machine_does_not_know_is_said() -> None:
    (said,) = remarks(parse("need x by 18:00"), now=JULY_MORNING, zone="Asia/Jerusalem2")

    assert (said.code, said.values) == ("zone_of_yours_unknown", (("zone", "Asia/Jerusalem2"),))


@pytest.mark.parametrize(
    ("typed", "text", "at"),
    [
        ("yesterday 22:40 disk full", "disk full", datetime(2026, 5, 13, 20, 40, tzinfo=UTC)),
        ("last night 02:30 - disk full", "disk full", datetime(2026, 5, 14, 0, 30, tzinfo=UTC)),
        ("at 10:05 customer called", "customer called", datetime(2026, 5, 14, 8, 5, tzinfo=UTC)),
        ("@ 10:05 customer called", "customer called", datetime(2026, 5, 14, 8, 5, tzinfo=UTC)),
        ("(10:05) customer called", "customer called", datetime(2026, 5, 14, 8, 5, tzinfo=UTC)),
        ("(EU) customer called", "(EU) customer called", None),
        ("~10.05 EUR a document", "~10.05 EUR a document", None),
        ("10 min ago failover", "failover", datetime(2026, 5, 14, 11, 50, 20, tzinfo=UTC)),
        ("half an hour ago: failover", "failover", datetime(2026, 5, 14, 11, 30, 20, tzinfo=UTC)),
        ("22:40 disk full", "disk full", datetime(2026, 5, 13, 20, 40, tzinfo=UTC)),
        ("13 May 22:40 alert", "alert", datetime(2026, 5, 13, 20, 40, tzinfo=UTC)),
        ("Monday 9am deploy", "deploy", datetime(2026, 5, 11, 7, 0, tzinfo=UTC)),
        ("9.30am deploy", "deploy", datetime(2026, 5, 14, 7, 30, tzinfo=UTC)),
        ("10:05 UTC alert", "alert", datetime(2026, 5, 14, 10, 5, tzinfo=UTC)),
        ("10:20 mon host is down", "mon host is down", datetime(2026, 5, 14, 8, 20, tzinfo=UTC)),
        ("18:00 filing", "18:00 filing", None),
        ("in 10 min we switch", "in 10 min we switch", None),
        ("10 min of downtime", "10 min of downtime", None),
        ("2h30 outage in all", "2h30 outage in all", None),
        ("may 5 documents be lost", "may 5 documents be lost", None),
        ("Friday's deploy is out", "Friday's deploy is out", None),
    ],
)
def test_a_note_stands_at_the_time_it_begins_with(typed: str, text: str, at: datetime | None) -> None:
    note = parse(f"note {typed}")

    assert isinstance(note, Note)
    assert placed(note, now=THURSDAY_NOON, zone="Europe/Berlin") == (at, text)


@pytest.mark.parametrize(
    "words",
    [
        "10:10-10:15 errors rose",
        "10:10–10:15: errors rose",
        "between 10:10 and 10:15 errors rose",
        "~10:10 a call",
        "around 10:10 a call",
    ],
)
def test_a_note_of_a_span_or_of_about_a_time_stands_there_and_keeps_all_of_its_words(words: str) -> None:
    note = parse(f"note {words}")

    assert isinstance(note, Note)
    assert (datetime(2026, 5, 14, 8, 10, tzinfo=UTC), words) == placed(note, now=THURSDAY_NOON, zone="Europe/Berlin")


@pytest.mark.parametrize("typed", ["10:30-10:45", "14:00-15:00", "14:00-05:00", "10:30 -10:45"])
def test_a_span_is_no_time_with_an_offset(typed: str) -> None:
    assert read_when(typed) is None
    assert ["unread_time"] == [one.code for one in remarks(parse(f"need x by {typed}"), now=JULY_MORNING, zone="UTC")]


@pytest.mark.parametrize("typed", ["2026-07-14T10:00-05:00", "14:00 -05", "14:00 -0500", "14:00 UTC-5", "14:00+02:00"])
def test_an_offset_that_can_be_nothing_else_is_read(typed: str) -> None:
    assert read_when(typed) is not None


def test_a_span_that_is_to_come_is_told_as_typed() -> None:
    (said,) = remarks(parse("note 12:30-12:45 window"), now=JULY_MORNING, zone="UTC")

    assert (("typed", "12:30-12:45"), ("how", "yesterday 12:30-12:45")) == said.values


def test_every_line_of_a_note_with_a_time_of_its_own_is_a_note() -> None:
    note = parse("note - 10:20 ticket - opened\n- 10:24 page - to bo\nwho was asleep\n10:31: rollback begun")

    assert isinstance(note, Note)
    assert [(entry.at, entry.text) for entry in (note, *note.more)] == [
        (ClockTime(10, 20), "ticket - opened"),
        (ClockTime(10, 24), "page - to bo\nwho was asleep"),
        (ClockTime(10, 31), "rollback begun"),
    ]


def test_lines_without_times_are_one_note() -> None:
    assert Note("a\nb\n- c", None, "a\nb\n- c") == parse("note a\nb\n- c")
