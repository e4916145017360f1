"""A sum by form: read line by line as it is read behind the command, and filled again from what is on record."""

import pytest

from bot import grammar as g
from bot.incident import facts as f
from bot.requests import forms
from bot.requests.offering import prefilled


def filled(low: str, high: str = "", currency: str = "EUR", kind: f.MoneyKind = "lost", **more: str) -> forms.MoneyForm:
    said = {"what": "", "source": "", **more}
    return forms.MoneyForm(money=kind, low=low, high=high, currency=currency, checked=False, **said)


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        (filled("60k"), "lost 60k EUR"),
        (filled("60.000", "180.000", "€"), "lost 60k-180k EUR"),
        (filled("180k", "60k EUR"), "lost 60k-180k EUR"),
        (filled("60k-180k EUR", currency=""), "lost 60k-180k EUR"),
        (filled("60k EUR", "180k", currency=""), "lost 60k-180k EUR"),
        (filled("60k EUR", currency="EUR"), "lost 60k EUR"),
        (filled("none", currency=""), "lost none"),
        (filled("12k EUR an hour × 10-20% × 3h"), "lost 12k EUR an hour × 10-20% × 3h"),
        (filled("12 hours × 90 EUR", kind="response cost"), "response cost 12 hours × 90 EUR"),
        (filled("12 hours", currency="", kind="response cost"), "response cost 12 hours"),
        (filled("60k", what="the contract", source="Jo"), "lost 60k EUR the contract source Jo"),
    ],
)
def test_the_lines_mean_what_the_same_words_mean_typed(form: forms.MoneyForm, typed: str) -> None:
    assert g.parse(f"money {typed}") == forms.intent_of(form)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (filled("lots"), "low"),
        (filled("60k EUR the contract"), "low"),
        (filled("60k EUR source Jo"), "low"),
        (filled("60k", "plenty"), "high"),
        (filled("60k-70k", "80k"), "high"),
        (filled("60k", currency=""), "currency"),
        (filled("60k", currency="pesos"), "currency"),
        (filled("60k USD", "80k"), "currency"),
        (filled("checked"), "low"),
    ],
)
def test_what_is_no_sum_is_said_beside_its_line(form: forms.MoneyForm, line: str) -> None:
    with pytest.raises(forms.Unfilled) as unfilled:
        forms.intent_of(form)

    assert {line} == set(unfilled.value.errors)


@pytest.mark.parametrize(
    "typed",
    [
        "lost 60k-180k EUR their contract source Jo",
        "at-risk 1.2m EUR",
        "penalty none",
        "delayed 2k EUR per minute",
        "lost 12k EUR an hour × 12.5-20% × 3h",
        "response cost 10-14 hours × 80-100 EUR",
        "response cost 12 hours",
    ],
)
def test_a_sum_on_record_fills_the_form_with_what_would_be_typed_again(typed: str) -> None:
    said = g.parse(f"money {typed}")
    assert isinstance(said, g.ImpactMoney)
    product = f.Reckoned(**vars(said.product)) if said.product else None
    stated = f.MoneyStated(
        id="M1",
        kind=said.kind,
        low=said.low,
        high=said.high,
        currency=said.currency,
        source=said.source,
        what=said.what,
        words=said.words,
        reckoned=product,
    )
    lines = dict(prefilled.of_sum(stated))
    kind = lines.pop("money")
    checked = bool(lines.pop("marks"))

    again = forms.intent_of(forms.MoneyForm(money=kind, checked=checked, **lines))  # type: ignore[arg-type]
    assert said == again
