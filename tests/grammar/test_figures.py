"""Figures as people write them: read exactly, kept in their words, or refused, and never bent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar import AtLeast, Between, Exact, Figure, Impact, ImpactMoney, Intent, InWords, Misread, Nobody, parse
from bot.grammar.figures import ReadFigure, read_figure, read_money
from bot.incident.currencies import MINOR_DIGITS


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
        ("exactly 12", Exact(12)),
        ("12 or more", AtLeast(12)),
        ("two", Exact(2)),
        ("twenty-one", Exact(21)),
        ("two hundred", Exact(200)),
        ("0-5", Between(0, 5)),
        ("0", Nobody()),
        ("no", Nobody()),
        ("none of the", Nobody()),
        ("none of our", Nobody("none of our")),
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
        ("impact many customers", "figure_unclear"),
        ("impact some customers", "figure_unclear"),
        ("impact a lot", "figure_unclear"),
        ("impact about the customers", "figure_unclear"),
        ("impact -5 customers", "figure_unclear"),
        ("impact money lost -5k EUR", "figure_unclear"),
        ("impact money lost: –5k EUR", "figure_unclear"),
        ("impact 0.5% of", "incomplete"),
        ("impact money lost 60k pesos", "currency_missing"),
        ("impact money lost 0.5% of revenue", "currency_missing"),
        ("impact money lost 14 all customers", "currency_missing"),
        ("impact 14", "incomplete"),
        ("impact 99999999999999999999 customers", "figure_too_large"),
        ("impact money lost 60k", "currency_missing"),
        ("impact money 60k EUR", "money_kind_unclear"),
        ("impact 40 not 400", "incomplete"),
        ("impact 40, not 400.", "incomplete"),
        ("money 20k EUR lost, at risk 40k", "money_kind_unclear"),
        ("money 20k EUR lost, 40k EUR at risk", "money_kind_unclear"),
    ],
)
def test_a_figure_that_would_have_to_be_guessed_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Misread) as refused:
        parse(typed)

    assert code == refused.value.code


def test_a_dash_before_a_sum_is_no_sign_of_it() -> None:
    assert parse("impact money lost 5k EUR") == parse("impact money lost - 5k EUR") == parse("money lost: 5k EUR")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lost €60 000", ImpactMoney("lost", 60_000, 60_000, "EUR")),
        ("at-risk 60k-180k EUR", ImpactMoney("at risk", 60_000, 180_000, "EUR")),
        ("at risk: 60k EUR - 180k EUR", ImpactMoney("at risk", 60_000, 180_000, "EUR")),
        ("delayed EUR 1.2m", ImpactMoney("delayed", 1_200_000, 1_200_000, "EUR")),
        ("penalty 1,5 million dollars", ImpactMoney("penalty", 1_500_000, 1_500_000, "USD")),
        ("lost 12.75k euros", ImpactMoney("lost", 12_750, 12_750, "EUR")),
        ("lost C$500", ImpactMoney("lost", 500, 500, "CAD")),
        ("lost 500 canadian dollars", ImpactMoney("lost", 500, 500, "CAD")),
        ("lost 60 k NGN", ImpactMoney("lost", 60_000, 60_000, "NGN")),
        ("lost 0 EUR", ImpactMoney("lost", 0, 0, "EUR")),
        ("lost none source finance", ImpactMoney("lost", 0, 0, "", source="finance")),
        ("at-risk 60k chf the contract source Jo", ImpactMoney("at risk", 60_000, 60_000, "CHF", "the contract", "Jo")),
    ],
)
def test_money_has_a_kind_a_range_and_a_currency(typed: str, expected: Intent) -> None:
    assert expected == parse(f"impact money {typed}")


@pytest.mark.parametrize(
    ("typed", "words", "what"),
    [
        ("0.5% of requests", "0.5% of", "requests"),
        ("1.16 % of completions", "1.16 % of", "completions"),
        ("0 % of requests", "0 % of", "requests"),
        ("99.999 % of calls", "99.999 % of", "calls"),
        ("0.5-1.5% of calls", "0.5-1.5% of", "calls"),
        ("5 to 10 per cent of users", "5 to 10 per cent of", "users"),
        ("2.5 hours", "2.5", "hours"),
        ("5.5 GB", "5.5", "GB"),
        ("0.125 seconds", "0.125", "seconds"),
        ("1.250 seconds", "1.250", "seconds"),
        ("1.2345k users", "1.2345k", "users"),
        ("12 1/2 hours", "12 1/2", "hours"),
        ("3/14 documents", "3/14", "documents"),
        ("1 of 14 documents", "1 of 14", "documents"),
        ("1 in 3 customers", "1 in 3", "customers"),
        ("one in three customers", "one in three", "customers"),
        ("three out of four regions", "three out of four", "regions"),
        ("half of requests", "half of", "requests"),
        ("two thirds of users", "two thirds of", "users"),
        ("at least half of users", "at least half of", "users"),
        ("all customers", "all", "customers"),
        ("nearly all customers", "nearly all", "customers"),
        ("everyone", "everyone", ""),
        ("about 500 users", "about 500", "users"),
        ("~500 users", "~500", "users"),
        ("approx. 30 users", "approx. 30", "users"),
        ("up to 14 users", "up to 14", "users"),
        ("<500 users", "<500", "users"),
        ("less than 1% of users", "less than 1% of", "users"),
        ("more than 500 users", "more than 500", "users"),
        ("no more than 12 users", "no more than 12", "users"),
        ("14 or 15 users", "14 or 15", "users"),
        ("14, maybe 15 users", "14, maybe 15", "users"),
        ("two hundred and fifty users", "two hundred and fifty", "users"),
        ("a few hundred users", "a few hundred", "users"),
        ("dozens of users", "dozens of", "users"),
        ("two dozen users", "two dozen", "users"),
        ("half a million users", "half a million", "users"),
        ("500/s errors", "500/s", "errors"),
        ("5m delay", "5m", "delay"),
        ("3 500 errors", "3 500", "errors"),
        ("2.0.1 clients", "2.0.1", "clients"),
        ("24/7 support", "24/7", "support"),
        ("€500 of orders", "€500 of", "orders"),
    ],
)
def test_a_figure_that_is_no_whole_number_stays_in_its_words(typed: str, words: str, what: str) -> None:
    assert Impact(InWords(words), what) == parse(f"impact {typed}")


@pytest.mark.parametrize(
    ("typed", "words", "currency", "what"),
    [
        ("1.50 EUR", "1.50 EUR", "EUR", ""),
        ("€0.40 an order", "€0.40 an order", "EUR", ""),
        ("$12,345.67 in refunds", "$12,345.67", "USD", "in refunds"),
        ("2k EUR per minute", "2k EUR per minute", "EUR", ""),
        ("2k EUR/min", "2k EUR/min", "EUR", ""),
        ("2k EUR in lost orders per hour", "2k EUR in lost orders per hour", "EUR", ""),
        ("60k EUR p.a.", "60k EUR p.a.", "EUR", ""),
        ("60k EUR monthly", "60k EUR monthly", "EUR", ""),
        ("5 EUR each", "5 EUR each", "EUR", ""),
        ("about 60k EUR", "about 60k EUR", "EUR", ""),
        ("up to 1M USD in penalties", "up to 1M USD", "USD", "in penalties"),
        ("at least $500", "at least $500", "USD", ""),
        ("thousands of euros", "thousands of euros", "EUR", ""),
        ("60k EUR - 180k USD", "60k EUR - 180k USD", "EUR", ""),
        ("1.200 KWD", "1.200 KWD", "KWD", ""),
    ],
)
def test_cents_rates_and_estimates_of_money_stay_in_their_words(
    typed: str, words: str, currency: str, what: str
) -> None:
    assert ImpactMoney("lost", None, None, currency, what, words=words) == parse(f"impact money lost {typed}")


def test_a_year_in_the_name_of_the_matter_is_no_rate() -> None:
    expected = ImpactMoney("at risk", 60_000, 60_000, "EUR", "yearly contract")

    assert expected == parse("impact money at-risk 60k EUR yearly contract")


def test_a_country_has_its_currency_with_its_decimals() -> None:
    assert {"EUR": 2, "JPY": 0, "KWD": 3}.items() <= MINOR_DIGITS.items()
    assert len(MINOR_DIGITS) == 155  # list one of 2026 without its funds, metals and test codes


amounts = st.decimals(min_value=0, max_value=10**9, places=2).map(lambda value: value.normalize())
spellings = st.sampled_from(["{:f}", "{:,f}", "{:f}k", "{:f} million", "{:f}+", "{:f}-{:f}", "at least {:f}"])
around = st.sampled_from(
    ["{}", "about {}", "~{}", "{}%", "up to {}", "{} of 12", "{} or so", "{}/min", "<{}", "{} EUR"]
)
units = st.sampled_from(["users", "of requests", "GB", "seconds", "EUR per minute", "errors per second", "a day"])


@given(amounts, amounts, spellings, around, units)
def test_a_record_says_the_figure_that_was_typed(
    low: Decimal, high: Decimal, spelling: str, frame: str, unit: str
) -> None:
    typed = f"{frame.format(spelling.format(*sorted([low, high])))} {unit}"

    for read in (read_figure, read_money):
        try:
            _says_the_same(read(typed), typed)
        except Misread as refused:
            assert refused.code in {"currency_missing", "figure_too_large"}  # noqa: PT017  # either is in words


def _says_the_same(read: ReadFigure, typed: str) -> None:
    """In words: every sign of it. As a number: what the digits and their scale come to, with nothing left out."""
    figure = read.figure
    if isinstance(figure, InWords):
        assert f"{figure.words} {read.rest}".split() == typed.split()
        return
    scale = {"k": 1000, "million": 10**6}.get("million" if "million" in typed else "k" if "k " in typed else "", 1)
    said = [Decimal(part) * scale for part in _numbers(typed)]
    match figure:
        case Exact(count):
            assert {count} == set(said)  # "1-1" is one
        case Between(low, high):
            assert sorted(said) == [low, high]
        case AtLeast(low):
            assert [low] == said
            assert "+" in typed or "at least" in typed
        case Nobody():
            assert set(said) == {0}


def _numbers(typed: str) -> list[str]:
    return [
        part
        for part in typed.replace(",", "").replace("+", " ").replace("-", " ").replace("k", " ").split()
        if part[0].isdecimal()
    ]
