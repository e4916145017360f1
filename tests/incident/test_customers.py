"""The register of customers at stake."""

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

    assert {"customer": "Cartel", "known": [{"id": "C1", "name": "Carta"}]} == refused.value.values


def test_done_ends_the_duty_without_words() -> None:
    book = registered("Carta").asks(9, CLEO, customers.told, customer="Carta", done=True)

    assert book.incident.customers[0].done


def test_a_customer_hurt_again_is_on_the_register_again() -> None:
    book = registered("Carta").asks(9, CLEO, customers.told, customer="Carta", done=True)

    assert not book.asks(20, CLEO, customers.affected, name="Carta").incident.customers[0].done
