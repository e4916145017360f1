"""A sum that is still to be reckoned: three factors as people type them, or a question for the one that is missing."""

import pytest

from bot.grammar import CheckMoney, ImpactMoney, Product, parse
from bot.grammar.intents import MoneyKind
from bot.grammar.misread import Misread

HOURLY = Product(12_000, 12_000, 60, 10_00, 20_00, 180, 180)


def money(product: Product, kind: MoneyKind = "lost", source: str = "") -> ImpactMoney:
    return ImpactMoney(kind, None, None, "EUR", source=source, product=product)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12k EUR an hour × 10-20% × 3h", money(HOURLY)),
        ("EUR 12.000/h x 10 to 20 % x 3 hours", money(HOURLY)),
        ("€12k per hour * 10%-20% * 180 min", money(HOURLY)),
        ("10-20% × 3h × 12k EUR/h", money(HOURLY)),
        ("12k EUR an hour times 10-20 percent of orders times 3h", money(HOURLY)),
        ("12k EUR an hour × 10-20% × 3h source Cleo", money(HOURLY, source="Cleo")),
        ("10k-12k EUR/h × 12.5% × 2-3h", money(Product(10_000, 12_000, 60, 12_50, 12_50, 120, 180))),
        ("2k EUR per minute × 100% × 20 min", money(Product(2_000, 2_000, 1, 100_00, 100_00, 20, 20))),
        ("1.2m EUR a day × 5% × 1 day", money(Product(1_200_000, 1_200_000, 1440, 5_00, 5_00, 1440, 1440))),
    ],
)
def test_three_factors_are_read_in_whatever_order(typed: str, meant: ImpactMoney) -> None:
    assert meant == parse(f"money lost {typed}")


@pytest.mark.parametrize(
    "typed", ["12k EUR an hour × 3h", "10% × 3h", "12k EUR/h × 10-20%", "12k EUR/h × 10% × 3h × 2"]
)
def test_a_factor_that_is_missing_is_asked_for_and_never_taken_for_granted(typed: str) -> None:
    with pytest.raises(Misread) as misread:
        parse(f"money lost {typed}")

    assert "product_incomplete" == misread.value.code


def test_more_than_all_of_it_is_no_share() -> None:
    with pytest.raises(Misread) as misread:
        parse("money lost 12k EUR/h × 110% × 3h")

    assert "share_too_large" == misread.value.code


@pytest.mark.parametrize(
    "typed", ["2k EUR per minute", "60k EUR 2x last year", "60k EUR the X contract", "60k EUR × two customers"]
)
def test_what_is_no_product_stays_what_it_was(typed: str) -> None:
    meant = parse(f"money lost {typed}")

    assert isinstance(meant, ImpactMoney)
    assert meant.product is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lost checked by Finance", CheckMoney("lost", "Finance")),
        ("M1 checked", CheckMoney("M1")),
        ("at risk is checked by Jo of Finance.", CheckMoney("at risk", "Jo of Finance")),
        ("penalties: checked", CheckMoney("penalty")),
    ],
)
def test_that_a_sum_was_checked(typed: str, meant: CheckMoney) -> None:
    assert meant == parse(f"money {typed}")
