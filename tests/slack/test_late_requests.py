"""Which commands are carried out when they are heard late: a table that leaves none out."""

from typing import get_args

from bot import grammar as g
from bot.slack.catchup.late_requests import LATE


def carried_out(line: str) -> bool:
    intent = g.parse(line)
    return LATE[type(intent)](intent)


def test_of_every_verb_is_decided_whether_it_is_carried_out_late() -> None:
    assert set(get_args(g.Intent)) == set(LATE)


def test_what_is_named_by_its_number_is_still_the_same() -> None:
    assert [True, False] == [carried_out("confirm H2 all carry it"), carried_out("confirm all carry it")]


def test_a_contact_is_recorded_late_and_the_end_of_a_duty_is_not() -> None:
    assert [True, False] == [carried_out("told C1 we look next 20m"), carried_out("told C1 done")]
