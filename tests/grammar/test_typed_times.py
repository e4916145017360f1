"""Times behind the words of a command: a bare number, one that is only about so, a day as Germans write it."""

from datetime import UTC, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from bot import grammar as g
from bot.grammar import parse, read_when

NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)  # a Thursday, 11:00 in Berlin
BERLIN = "Europe/Berlin"


def _at(when: object) -> str:
    assert isinstance(when, get_args(g.When))
    return f"{g.resolve(when, now=NOW, zone=BERLIN).astimezone(ZoneInfo(BERLIN)):%d %H:%M}"


def _told(typed: str) -> list[str]:
    return [dict(one.values)["typed"] for one in g.remarks(parse(typed), now=NOW, zone=BERLIN)]


@pytest.mark.parametrize(
    ("typed", "minutes", "task"),
    [
        ("ask @bo check the lag in 20", 20, "check the lag"),
        ("ask @bo restart the worker within 15.", 15, "restart the worker"),
        ("ask @bo in 20: check the lag", 20, "check the lag"),
        ("ask @bo 20, check the lag", 20, "check the lag"),
        ("ask @bo within half an hour: list the shops", 30, "list the shops"),
        ("ask @bo check the lag in 20 Minuten", 20, "check the lag"),
        ("ask @bo look in 5 hosts", None, "look in 5 hosts"),
        ("ask @bo find the row in table 20", None, "find the row in table 20"),
        ("ask @bo compare it with what we had in 2024", None, "compare it with what we had in 2024"),
        ("ask @bo 20 hosts do not answer", None, "20 hosts do not answer"),
    ],
)
def test_a_bare_number_of_minutes_bounds_what_is_asked(typed: str, minutes: int | None, task: str) -> None:
    asked = parse(typed)

    assert isinstance(asked, g.Ask)
    assert (minutes, task) == (asked.minutes, asked.task)


@pytest.mark.parametrize("typed", ["ask @bo in 20 check the lag", "ask @bo in 5 hosts look at the disk"])
def test_a_number_in_front_that_may_count_something_is_told(typed: str) -> None:
    asked = parse(typed)

    assert isinstance(asked, g.Ask)
    assert (None, typed.removeprefix("ask @bo ")) == (asked.minutes, asked.task)
    assert [" ".join(typed.split()[2:4])] == _told(typed)


@pytest.mark.parametrize(
    ("typed", "words", "at"),
    [
        ("ask @bo check the lag by ~14:00", "check the lag by ~14:00", "14 14:00"),
        ("need approval by about 2pm", "approval by about 2pm", "14 14:00"),
        ("unknown who is hit by around 14:30", "who is hit by around 14:30", "14 14:30"),
        ("unknown who is hit @ana by ~14:30", "who is hit by ~14:30", "14 14:30"),
        ("plan reboot at ~15:00", "reboot at ~15:00", "14 15:00"),
        ("report all quiet next ~12:30", "all quiet next ~12:30", "14 12:30"),
        ("customer Nord cannot ship deadline ~18:00", "ship deadline ~18:00", "14 18:00"),
    ],
)
def test_a_time_that_is_only_about_so_counts_and_stays_in_the_words(typed: str, words: str, at: str) -> None:
    read = parse(typed)
    values = vars(read).values()

    assert words in values
    assert [at] == [_at(value) for value in values if isinstance(value, get_args(g.When))]
    assert [] == _told(typed)


def test_the_one_named_before_a_time_that_is_about_so_owns_the_question() -> None:
    asked = parse("unknown who is hit @ana by ~14:30")

    assert isinstance(asked, g.Unknown)
    assert g.Name(None, "ana") == asked.owner


@pytest.mark.parametrize("typed", ["time detected ~10:20", "summary at ~10:30"])
def test_a_time_that_is_only_about_so_is_no_key_time_and_no_page(typed: str) -> None:
    with pytest.raises(g.Misread):
        parse(typed)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("15.5. 14:00", "15 14:00"),
        ("15.05. 14 Uhr", "15 14:00"),
        ("am 15.5. um 14:00", "15 14:00"),
        ("15.5.", "15 18:00"),
        ("31.05.", "31 18:00"),
        ("14 Uhr", "14 14:00"),
    ],
)
def test_a_day_is_read_as_germans_write_it(typed: str, at: str) -> None:
    assert at == _at(read_when(typed))


@pytest.mark.parametrize("typed", ["15.5", "15.05", "10.12.", "99.5. 14:00", "30.2. 10:00", "1.5.1", "25 Uhr"])
def test_what_may_be_another_number_is_no_day(typed: str) -> None:
    read = read_when(typed)

    assert read is None or isinstance(read, g.ClockTime)
    assert typed == "15.05" or read is None


@pytest.mark.parametrize(
    ("typed", "field", "at"),
    [
        ("unknown who is hit @ana by 15.5. 14:00", "by", "15 14:00"),
        ("unknown who is hit @ana bis 14 Uhr", "by", "14 14:00"),
        ("need a disk by 15.5. 14 Uhr", "by", "15 14:00"),
        ("customer Nord cannot ship deadline 15.5. 14:00", "deadline", "15 14:00"),
        ("follow-up @bo by 22.5. write the runbook", "by", "22 18:00"),
        ("reviewer @ana by 22.5.", "by", "22 18:00"),
        ("plan b paper forms at 15.5. 06:00", "at", "15 06:00"),
        ("plan b paper forms um 15 Uhr", "at", "14 15:00"),
        ("ask @bo restart it bis 14:00", "by", "14 14:00"),
        ("told C1 we send the list next 15.5. 08:00", "next_at", "15 08:00"),
    ],
)
def test_such_a_day_counts_wherever_a_time_does(typed: str, field: str, at: str) -> None:
    assert at == _at(getattr(parse(typed), field))


@pytest.mark.parametrize(
    "typed",
    [
        "13.5. 22:40 first alarm",
        "13.05. 22:40 first alarm",
        "13.05.2026 22:40 first alarm",
        "am 13.5. um 22:40 first alarm",
    ],
)
def test_a_note_belongs_to_such_a_day(typed: str) -> None:
    note = parse(f"note {typed}")

    assert isinstance(note, g.Note)
    assert (datetime(2026, 5, 13, 20, 40, tzinfo=UTC), "first alarm") == g.placed(note, now=NOW, zone=BERLIN)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("note 13.5. first alarm", "13.5."),
        ("note gestern 22:40 first alarm", "gestern"),
        ("report all quiet next at 12", "next at 12"),
        ("told C1 we restore it next update by 5", "next update by 5"),
        ("plan restart it eta at 12", "eta at 12"),
        ("pause 20m lunch", "20m"),
    ],
)
def test_a_number_that_may_be_an_hour_is_no_count_of_minutes_but_told(typed: str, told: str) -> None:
    assert [told] == _told(typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("follow-up write the runbook @bo by next week", "by next week"),
        ("follow-up write the runbook @bo by end of sprint", "by end of sprint"),
        ("follow-up write the runbook by next week @bo", "by next week"),
        ("follow-up @bo by next week write the runbook", "by next week"),
        ("follow-up @bo by 3/4 write the runbook", "by 3/4"),
        ("follow-up @bo write the runbook until Freitag", "until Freitag"),
    ],
)
def test_a_follow_up_by_a_day_that_is_not_read_has_its_owner(typed: str, told: str) -> None:
    raised = parse(typed)

    assert isinstance(raised, g.FollowUp)
    assert (g.Name(None, "bo"), None) == (raised.owner, raised.by)
    assert "write the runbook" in raised.text
    assert [told] == _told(typed)


def test_a_day_that_is_not_read_makes_no_second_follow_up_of_one_that_is_changed() -> None:
    changed = parse("follow-up F1 @bo by next week")

    assert isinstance(changed, g.FollowUp)
    assert (1, "", g.Name(None, "bo"), None) == (changed.number, changed.text, changed.owner, changed.by)


def test_a_name_and_a_day_set_off_behind_the_words_are_owner_and_day() -> None:
    raised = parse("follow-up add an alert, @bo, Friday")

    assert g.FollowUp("add an alert", g.Name(None, "bo"), g.OnWeekday(4)) == raised
