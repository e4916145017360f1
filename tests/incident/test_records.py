"""What people put on record, and how they take it back."""

import pytest

from bot.incident import facts as f
from bot.incident import records, reports, taking_back
from bot.incident.errors import Refused
from bot.incident.logbook import At
from tests.incident.given import ANA, BO, LEO, minute, opened, staffed


def test_records_of_a_kind_are_numbered() -> None:
    book = opened().asks(1, LEO, records.decide, what="roll back", because="it is safe")

    assert [f.Decided(id="D2", what="freeze renames")] == records.decide(book.case(2, LEO), what="freeze renames")
    assert [f.RiskStated(id="R1", words="more customers renamed")] == records.risk(
        book.case(2, LEO), words="more customers renamed"
    )


def test_the_same_figure_again_corrects_it_under_its_id() -> None:
    book = opened().asks(1, ANA, records.impact, figure="at least", what="documents missing", low=2)
    book = book.asks(2, ANA, records.impact, figure="exact", what="customers hurt", low=1)

    assert [f.ImpactStated(id="I1", figure="range", what="Documents missing", low=2, high=14, source="query 8812")] == (
        records.impact(book.case(3, ANA), figure="range", what="Documents missing", low=2, high=14, source="query 8812")
    )


def test_none_is_a_figure_without_a_number() -> None:
    assert [f.ImpactStated(id="I1", figure="none", what="data lost")] == records.impact(
        opened().case(1, ANA), figure="none", what="data lost"
    )


def test_a_figure_in_words_has_no_number_and_is_corrected_like_one() -> None:
    book = opened().asks(1, ANA, records.impact, figure="in words", words="about 500", what="requests")
    again = records.impact(book.case(2, ANA), figure="in words", words="0.5% of", what="requests", low=1, high=2)
    everybody = records.impact(book.case(2, ANA), figure="in words", words="everyone", what="")

    assert [f.ImpactStated(id="I1", figure="in words", words="0.5% of", what="requests")] == again
    assert [f.ImpactStated(id="I2", figure="in words", words="everyone", what="")] == everybody


def test_a_sum_in_words_has_neither_end_and_a_currency() -> None:
    case = opened().case(1, ANA)
    stated = records.money(case, kind="lost", low=None, high=None, currency="eur", words="2k EUR per minute")

    assert [
        f.MoneyStated(id="M1", kind="lost", low=None, high=None, currency="EUR", words="2k EUR per minute")
    ] == stated


HOURLY = f.Reckoned(
    rate_low=12_000,
    rate_high=15_000,
    each_min=60,
    share_low=10_00,
    share_high=12_50,
    lasted_low_min=180,
    lasted_high_min=210,
)


def test_a_sum_is_the_product_of_what_was_typed_low_and_high() -> None:
    [stated] = records.money(opened().case(1, ANA), kind="lost", low=None, high=None, currency="EUR", reckoned=HOURLY)

    assert isinstance(stated, f.MoneyStated)
    assert (3_600, 6_562, HOURLY) == (stated.low, stated.high, stated.reckoned)  # 12,000 × .1 × 3; 15,000 × .125 × 3.5


def test_hours_of_work_have_no_share_and_may_have_no_price() -> None:
    work = f.Reckoned(rate_low=80, rate_high=100, each_min=60, lasted_low_min=600, lasted_high_min=840)
    case = opened().case(1, ANA)
    [priced] = records.money(case, kind="response cost", low=None, high=None, currency="EUR", reckoned=work)
    [bare] = records.money(case, kind="response cost", low=None, high=None, currency="", words="12 hours")

    assert isinstance(priced, f.MoneyStated)
    assert (800, 1_400) == (priced.low, priced.high)
    assert bare == f.MoneyStated(id="M1", kind="response cost", low=None, high=None, currency="", words="12 hours")
    with pytest.raises(Refused, match="unknown_currency"):
        records.money(case, kind="lost", low=None, high=None, currency="", words="12 hours")


def test_a_sum_that_was_checked_says_by_whom_until_another_takes_its_place() -> None:
    book = opened().asks(1, ANA, records.money, kind="lost", low=5_000, high=5_000, currency="EUR", source="Jo")
    book = book.asks(2, LEO, records.money_checked, which="lost")
    checked = book.facts[-1]
    again = book.asks(3, ANA, records.money, kind="lost", low=6_000, high=6_000, currency="EUR").facts[-1]

    assert f.MoneyStated(
        id="M1", kind="lost", low=5_000, high=5_000, currency="EUR", source="Jo", checked="Finance"
    ) == (checked)
    assert isinstance(again, f.MoneyStated)
    assert "" == again.checked


def test_what_is_not_on_record_or_was_checked_already_is_not_checked() -> None:
    book = opened().asks(1, ANA, records.money, kind="lost", low=5_000, high=5_000, currency="EUR")
    book = book.asks(2, LEO, records.money_checked, which="M1", checked_by="Jo")

    with pytest.raises(Refused, match="no_such_sum"):
        records.money_checked(book.case(3, LEO), which="penalty")
    with pytest.raises(Refused, match="already_so"):
        records.money_checked(book.case(3, LEO), which="lost", checked_by="Jo")


def test_the_same_kind_of_money_again_corrects_the_sum() -> None:
    book = opened().asks(1, ANA, records.money, kind="at risk", low=60_000, high=180_000, currency="eur")
    again = records.money(book.case(2, ANA), kind="at risk", low=90_000, high=90_000, currency="EUR")
    other = records.money(book.case(2, ANA), kind="penalty", low=5_000, high=5_000, currency="EUR")

    assert [f.MoneyStated(id="M1", kind="at risk", low=90_000, high=90_000, currency="EUR")] == again
    assert [f.MoneyStated(id="M2", kind="penalty", low=5_000, high=5_000, currency="EUR")] == other


def test_one_eta_stands_for_both_ends() -> None:
    assert [f.Planned(plan="a", what="restore owner", eta_low_min=20, eta_high_min=20)] == records.plan(
        opened().case(1, BO), plan="a", what="restore owner", eta_low_min=20
    )


def test_a_note_is_entered_at_the_time_when_it_was_so() -> None:
    assert [At(minute(-20), f.Noted(text="first mail"))] == records.note(
        opened().case(5, ANA), text="first mail", at=minute(-20)
    )


def test_undo_strikes_ones_own_last_record() -> None:
    book = opened().asks(1, ANA, records.note, text="first").asks(2, ANA, records.note, text="second")
    book = book.asks(3, BO, records.note, text="of another")

    assert [f.Struck(seq=4)] == taking_back.undo(book.case(4, ANA))


def test_undo_takes_a_report_for_two_roles_back_as_a_whole() -> None:
    book = staffed().says(1, ANA, f.RoleTaken(role="code", person=ANA))
    book = book.asks(2, ANA, reports.report, conditions="two found")

    assert [f.Struck(seq=5), f.Struck(seq=6)] == taking_back.undo(book.case(3, ANA))


def test_an_undone_report_sets_the_clock_back() -> None:
    book = staffed().asks(2, ANA, reports.report, conditions="two found").asks(3, ANA, taking_back.undo)

    assert minute(5) == reports.due_at(book.case(3), "logs")


@pytest.mark.parametrize(("who", "at"), [(ANA, 11.1), (BO, 2)])
def test_undo_reaches_neither_older_records_nor_those_of_others(who: str, at: float) -> None:
    book = opened().asks(1, ANA, records.note, text="first")

    with pytest.raises(Refused, match="nothing_to_undo"):
        taking_back.undo(book.case(at, who))


def test_a_struck_record_counts_no_more_and_stays_in_the_logbook() -> None:
    book = opened().asks(1, ANA, records.note, text="first").asks(2, ANA, taking_back.undo)

    assert () == book.incident.of(f.Noted)
    assert [f.Noted(text="first")] == [entry.fact for entry in book.incident.struck]
