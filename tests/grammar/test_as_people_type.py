"""What hurried people type: understood, kept in its words, or told; nothing is dropped in silence."""

from datetime import UTC, datetime

import pytest

from bot import grammar as g
from bot.grammar import parse

NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("EUR 60.000", 60_000, 60_000),
        ("60,000 EUR", 60_000, 60_000),
        ("60k€", 60_000, 60_000),
        ("€1.2m", 1_200_000, 1_200_000),
        ("1.2 mio. EUR", 1_200_000, 1_200_000),
        ("60.000,00 €", 60_000, 60_000),
        ("60,000.00 EUR", 60_000, 60_000),
        ("between 2 and 3 thousand euros", 2_000, 3_000),
        ("EUR 60k to EUR 180k", 60_000, 180_000),
    ],
)
def test_a_sum_is_read_in_whatever_hand(typed: str, low: int, high: int) -> None:
    assert g.ImpactMoney("lost", low, high, "EUR") == parse(f"money lost {typed}")


@pytest.mark.parametrize("kind", ["penalty", "penalties", "credit", "credits", "fine:"])
def test_credits_and_fines_are_penalties(kind: str) -> None:
    assert g.ImpactMoney("penalty", 5_000, 5_000, "EUR") == parse(f"money {kind} 5k EUR")


@pytest.mark.parametrize("typed", ["none yet", "none so far", "none known"])
def test_none_so_far_says_so(typed: str) -> None:
    assert g.Impact(g.Nobody(typed), "", "") == parse(f"impact {typed}")


@pytest.mark.parametrize(
    ("typed", "unread"),
    [
        ("unknown how many are hurt till noon", "till noon"),
        ("need exec ok to pay until noon", "until noon"),
        ("customer Northwind cannot file by noon", "by noon"),
        ("customer Northwind cannot file before 18:00", "before 18:00"),
        ("plan b: call them by 15:30", "by 15:30"),
        ("plan a: roll back in 20 minutes", "in 20 minutes"),
    ],
)
def test_what_may_be_a_time_and_stays_in_the_words_is_told(typed: str, unread: str) -> None:
    told = g.remarks(parse(typed), now=NOW, zone="Europe/Berlin")

    assert [("unread_time", unread)] == [(one.code, dict(one.values)["typed"]) for one in told]


@pytest.mark.parametrize("typed", ["plan a roll back eta 15:30", "plan a roll back takes 20 minutes"])
def test_an_estimate_that_is_no_length_of_time_is_told(typed: str) -> None:
    assert ["unread_span"] == [one.code for one in g.remarks(parse(typed), now=NOW, zone="UTC")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("answer 3: none of them", g.AnswerUnknown("U3", "none of them")),
        ("answer 3 accounts are hurt", g.AnswerUnknown(None, "3 accounts are hurt")),
        ("answer 14:30 it ended", g.AnswerUnknown(None, "14:30 it ended")),
        ("report all quiet next half hour", g.Report(role=None, conditions="all quiet", next_min=30)),
    ],
)
def test_what_was_meant_is_read(typed: str, expected: g.Intent) -> None:
    assert expected == parse(typed)


def test_till_friday_is_a_day() -> None:
    read = parse("follow-up @bo till Friday check the owner")

    assert isinstance(read, g.FollowUp)
    assert ("check the owner", g.OnWeekday(4)) == (read.text, read.by)
