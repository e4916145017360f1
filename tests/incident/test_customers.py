"""The register of customers at stake."""

from dataclasses import replace

import pytest

from bot.incident import customers
from bot.incident import facts as f
from bot.incident.errors import Refused
from tests.incident.given import ANA, CLEO, Book, minute, opened


def registered(*names: str) -> Book:
    book = opened()
    for name in names:
        book = book.asks(5, CLEO, customers.affected, name=name, cannot="read its documents")
    return book


def test_the_same_name_in_other_capitals_corrects_the_customer() -> None:
    book = registered("carta").asks(6, ANA, customers.affected, name="Carta", deadline_at=minute(240))
    (carta,) = book.incident.customers

    assert ("C1", "Carta", "read its documents", minute(240)) == (
        carta.id, carta.name, carta.cannot, carta.deadline_at,
    )  # fmt: skip


def test_owner_and_workaround_stay_until_others_are_named() -> None:
    book = registered().asks(1, CLEO, customers.affected, name="Carta", owner=ANA, workaround="send by e-mail")
    book = book.asks(2, CLEO, customers.affected, name="Carta", cannot="file").asks(
        3, CLEO, customers.affected, name="Carta", owner=CLEO
    )
    (carta,) = book.incident.customers

    assert (CLEO, "send by e-mail", "file") == (carta.owner, carta.workaround, carta.cannot)
    with pytest.raises(Refused, match="already_so"):
        customers.affected(book.case(4), name="Carta", owner=CLEO, workaround="send by e-mail")


def test_a_customer_is_told_by_name_or_by_id() -> None:
    book = registered("Carta", "Delta")
    told = f.CustomerTold(id="C2", what="found two", promised_at=minute(30))

    assert [told] == customers.told(book.case(9), customer="delta", what="found two", promised_at=minute(30))
    assert [told] == customers.told(book.case(9), customer="c2", what="found two", promised_at=minute(30))


def test_the_only_customer_is_not_guessed_from_another_name() -> None:
    with pytest.raises(Refused, match="unknown_customer") as refused:
        customers.told(registered("Carta").case(9), customer="Cartel", what="found two")

    known = [{"id": "C1", "name": "Carta"}]
    assert {"customer": "Cartel", "known": known, "is_id": False} == refused.value.values


def test_an_id_that_nobody_has_is_no_name_and_no_hint() -> None:
    with pytest.raises(Refused, match="unknown_customer") as affected:
        customers.affected(registered("Carta").case(9), name="C9", cannot="pay")

    assert affected.value.values["is_id"]


def test_done_ends_the_duty_without_words() -> None:
    book = registered("Carta").asks(9, CLEO, customers.told, customer="Carta", done=True)

    assert book.incident.customers[0].done


def test_a_customer_hurt_again_is_on_the_register_again() -> None:
    book = registered("Carta").asks(9, CLEO, customers.told, customer="Carta", done=True)

    assert not book.asks(20, CLEO, customers.affected, name="Carta").incident.customers[0].done


# ---- customers of one name -------------------------------------------------------------------------

NORTHGATES = registered("Northgate Shipping", "Northgate Bank")


@pytest.mark.parametrize("typed", ["northgate shipping", "Northgate-Shipping", "NORTHGATE  SHIPPING", "c1"])
def test_case_spaces_and_hyphens_make_no_other_customer(typed: str) -> None:
    [fact] = customers.affected(NORTHGATES.case(9), name=typed, owner=ANA)
    [told] = customers.told(NORTHGATES.case(9), customer=typed, what="found two")

    assert isinstance(fact, f.CustomerAffected)
    assert isinstance(told, f.CustomerTold)
    assert ("C1", "C1") == (fact.id, told.id)
    assert fact.name == ("Northgate Shipping" if typed == "c1" else typed)


@pytest.mark.parametrize("change", [{"owner": ANA}, {"workaround": "use e-mail"}, {"cannot": "file"}, {}])
def test_a_name_that_two_begin_with_is_asked_about(change: dict[str, str]) -> None:
    with pytest.raises(Refused, match="which_customer") as affected:
        customers.affected(NORTHGATES.case(9), name="Northgate", **change)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="which_customer") as told:
        customers.told(NORTHGATES.case(9), customer="Northgate", what="found two")

    both = [{"id": "C1", "name": "Northgate Shipping"}, {"id": "C2", "name": "Northgate Bank"}]
    assert {"customer": "Northgate", "candidates": both, "is_new": True} == affected.value.values
    assert {"customer": "Northgate", "candidates": both, "is_new": False} == told.value.values


def test_a_name_in_quotes_is_another_customer_and_then_wins() -> None:
    book = NORTHGATES.asks(9, CLEO, customers.affected, name="Northgate", exact=True)
    [told] = customers.told(book.case(10), customer="Northgate", what="found two")

    assert ["Northgate Shipping", "Northgate Bank", "Northgate"] == [c.name for c in book.incident.customers]
    assert f.CustomerTold(id="C3", what="found two") == told


def test_several_are_asked_about_once_and_put_down_each_when_they_are_exact() -> None:
    names = ("Northgate Bank", "Acme", "Brandt")
    with pytest.raises(Refused, match="several_customers"):
        customers.affected(NORTHGATES.case(9), name=", ".join(names), several=names)
    book = NORTHGATES.asks(9, CLEO, customers.affected, name="x", several=names, exact=True, cannot="pay")

    assert ["C1", "C2", "C3", "C4"] == [customer.id for customer in book.incident.customers]
    assert ["pay", "pay", "pay"] == [customer.cannot for customer in book.incident.customers[1:]]
    with pytest.raises(Refused, match="already_so"):
        customers.affected(book.case(10), name="x", several=names, exact=True, cannot="pay")


def test_one_that_is_named_twice_among_several_is_one() -> None:
    book = NORTHGATES.asks(9, CLEO, customers.affected, name="x", several=("Acme", "Brandt", "ACME"), exact=True)

    assert ["C3", "C4"] == [customer.id for customer in book.incident.customers[2:]]


def test_a_name_on_the_register_that_looks_like_several_is_that_customer() -> None:
    book = registered("Smith, Jones")

    [fact] = customers.affected(book.case(9), name="smith, jones", several=("smith", "jones"), cannot="pay")
    assert isinstance(fact, f.CustomerAffected)
    assert "C1" == fact.id


def test_a_longer_name_may_be_the_one_that_is_there() -> None:
    with pytest.raises(Refused, match="which_customer"):
        customers.affected(registered("Northgate").case(9), name="Northgate Shipping Ltd")


def test_a_word_that_only_begins_another_is_another_customer() -> None:
    book = registered("Carta", "Cartagena", "New York Bank", "New Zealand Post")

    assert 4 == len(book.incident.customers)


def test_a_name_is_not_put_right_to_that_of_another() -> None:
    case = NORTHGATES.case(9)
    written = [entry for entry, fact in case.incident.of(f.CustomerAffected) if fact.id == "C1"]
    with pytest.raises(Refused, match="same_customer"):
        customers.affected(replace(case, corrects=written), name="Northgate Bank")
