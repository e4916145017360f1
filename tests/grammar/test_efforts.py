"""What the response itself costs: hours, with what an hour of them costs or without, or a sum."""

import pytest

from bot.grammar import ImpactMoney, Product, parse
from bot.grammar.misread import Misread

TWELVE = Product(90, 90, 60, None, None, 720, 720)


def cost(product: Product, what: str = "", source: str = "") -> ImpactMoney:
    return ImpactMoney("response cost", None, None, "EUR", what, source, product=product)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12 hours x 90 EUR", cost(TWELVE)),
        ("12h × 90 EUR/h", cost(TWELVE)),
        ("12 hours at €90 an hour", cost(TWELVE)),
        ("12 working hours @ 90 EUR per hour", cost(TWELVE)),
        ("90 EUR/h * 12 person-hours", cost(TWELVE)),
        ("12 hours x 90 EUR source timeline", cost(TWELVE, source="timeline")),
        ("10-14 hours x 80-100 EUR", cost(Product(80, 100, 60, None, None, 600, 840))),
        ("about 12 hours x 90 EUR", cost(TWELVE)),
        ("4 people x 3 hours x 90 EUR", cost(TWELVE, "4 people × 3 hours")),
        ("4 engineers × 3h × 90 EUR/h", cost(TWELVE, "4 engineers × 3h")),
        ("2 days x 700 EUR a day", cost(Product(700, 700, 1440, None, None, 2880, 2880))),
    ],
)
@pytest.mark.parametrize("kind", ["response cost", "response-cost:", "response", "cost of the response"])
def test_hours_times_what_an_hour_costs(kind: str, typed: str, meant: ImpactMoney) -> None:
    assert meant == parse(f"money {kind} {typed}")


@pytest.mark.parametrize(
    ("typed", "words", "what"),
    [
        ("12 hours", "12 hours", ""),
        ("about 12 working hours of five people", "about 12 working hours", "five people"),
        ("10 to 14 person-hours", "10 to 14 person-hours", ""),
        ("3 days, three people", "3 days", "three people"),
    ],
)
def test_hours_may_stand_alone(typed: str, words: str, what: str) -> None:
    assert ImpactMoney("response cost", None, None, "", what, words=words) == parse(f"money response cost {typed}")


def test_a_sum_is_a_sum() -> None:
    assert ImpactMoney("response cost", 1080, 1080, "EUR") == parse("money response cost 1,080 EUR")
    assert ImpactMoney("response cost", 0, 0, "") == parse("money response cost none")


@pytest.mark.parametrize(
    "typed", ["12 hours ×", "3 days x 90 EUR/h", "12 hours x 90", "12 x 90 EUR", "4 people x 90 EUR"]
)
def test_what_lacks_a_factor_is_asked_for(typed: str) -> None:
    with pytest.raises(Misread) as misread:
        parse(f"money response cost {typed}")

    assert misread.value.code in {"effort_unclear", "currency_missing"}


def test_hours_are_no_sum_of_another_kind() -> None:
    with pytest.raises(Misread, match="currency_missing"):
        parse("money lost 12 hours")
