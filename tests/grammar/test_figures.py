"""Numbers as people write them, and nothing that is only roughly a number."""

import pytest

from bot.grammar import AtLeast, Between, Exact, Figure, Impact, ImpactMoney, Intent, Misread, Nobody, parse


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("14", Exact(14)),
        ("1,200", Exact(1200)),
        ("1.200", Exact(1200)),
        ("1 200", Exact(1200)),
        ("1\u00a0200", Exact(1200)),
        ("1’200", Exact(1200)),
        ("1,200,000", Exact(1_200_000)),
        ("60k", Exact(60_000)),
        ("1.2m", Exact(1_200_000)),
        ("1,5 million", Exact(1_500_000)),
        ("3-5", Between(3, 5)),
        ("3 – 5", Between(3, 5)),
        ("3 to 5", Between(3, 5)),
        ("between 3 and 5", Between(3, 5)),
        ("5-3", Between(3, 5)),
        ("60-180k", Between(60_000, 180_000)),
        ("500-2k", Between(500, 2000)),
        ("at least 12", AtLeast(12)),
        (">= 12", AtLeast(12)),
        ("&gt;=12", AtLeast(12)),
        ("12+", AtLeast(12)),
        ("no", Nobody()),
    ],
)
def test_a_figure_is_read_as_it_is_written(typed: str, figure: Figure) -> None:
    assert Impact(figure, "customers") == parse(f"impact {typed} customers")


def test_nobody_needs_no_further_word() -> None:
    assert Impact(Nobody()) == parse("impact none")


def test_a_figure_carries_its_source() -> None:
    assert Impact(Between(3, 5), "accounts", "query 8812") == parse("impact 3-5 accounts source query 8812")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("impact about 12 customers", "figure_unclear"),
        ("impact many", "figure_unclear"),
        ("impact 14", "incomplete"),
        ("impact 99999999999999999999 customers", "figure_too_large"),
        ("impact money lost 60k", "currency_missing"),
        ("impact money 60k EUR", "money_kind_unclear"),
    ],
)
def test_a_figure_that_would_have_to_be_guessed_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Misread) as refused:
        parse(typed)

    assert code == refused.value.code


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lost €60 000", ImpactMoney("lost", 60_000, 60_000, "EUR")),
        ("at-risk 60k-180k EUR", ImpactMoney("at risk", 60_000, 180_000, "EUR")),
        ("at risk: 60k EUR - 180k EUR", ImpactMoney("at risk", 60_000, 180_000, "EUR")),
        ("delayed EUR 1.2m", ImpactMoney("delayed", 1_200_000, 1_200_000, "EUR")),
        ("penalty 1,5 million dollars", ImpactMoney("penalty", 1_500_000, 1_500_000, "USD")),
        ("penalties at least $500", ImpactMoney("penalty", 500, None, "USD")),
        ("lost none source finance", ImpactMoney("lost", 0, 0, "", source="finance")),
        ("at-risk 60k chf the contract source Jo", ImpactMoney("at risk", 60_000, 60_000, "CHF", "the contract", "Jo")),
    ],
)
def test_money_has_a_kind_a_range_and_a_currency(typed: str, expected: Intent) -> None:
    assert expected == parse(f"impact money {typed}")
