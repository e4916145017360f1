"""How a role moves: only to somebody who said yes."""

from typing import Any

import pytest

from bot.incident import facts as f
from bot.incident import reports, roles
from bot.incident.errors import Refused
from tests.incident.given import ANA, BO, CLEO, EVE, LEO, opened, staffed


def test_a_free_role_is_taken_at_once_even_when_offered_to_another() -> None:
    book = opened().asks(1, LEO, roles.offer, role="logs", person=ANA)

    assert [f.RoleTaken(role="logs", person=BO)] == roles.take(book.case(2, BO), role="logs")


def test_a_held_role_is_not_taken_from_one_who_reports() -> None:
    with pytest.raises(Refused, match="held") as refused:
        roles.take(staffed().case(2, BO), role="logs")

    assert {"role": "logs", "holder": ANA} == refused.value.values


def test_the_lead_and_anybody_after_a_long_silence_take_a_held_role() -> None:
    taken = [(f.RoleTaken(role="logs", person=who), f.Relieved(role="logs", person=ANA, to=who)) for who in (LEO, BO)]

    assert taken[0] == tuple(roles.take(staffed().case(2, LEO), role="logs"))[:2]
    assert taken[1] == tuple(roles.take(staffed().case(10, BO), role="logs"))


def test_two_roles_in_one_hand_are_warned_of_once_from_sev2_up_and_never_refused() -> None:
    calm = staffed().says(1, LEO, f.SeveritySet(severity=3))
    once = staffed().asks(2, ANA, roles.take, role="code")

    assert [f.RoleTaken(role="code", person=ANA), f.RolesDoubled(person=ANA, roles=("logs", "code"))] == roles.take(
        staffed().case(2, ANA), role="code"
    )
    assert [f.RoleTaken(role="code", person=ANA)] == roles.take(calm.case(2, ANA), role="code")
    assert [f.RoleTaken(role="customers", person=ANA)] == roles.take(once.case(3, ANA), role="customers")


def test_the_lead_is_taken_only_after_a_long_silence_and_only_by_a_holder() -> None:
    silent = staffed()

    assert f.RoleTaken(role="lead", person=ANA) == roles.take(silent.case(30, ANA), role="lead")[0]
    with pytest.raises(Refused, match="held"):
        roles.take(silent.case(30, EVE), role="lead")
    with pytest.raises(Refused, match="held"):
        roles.take(silent.does(seen={LEO: 10}).case(30, ANA), role="lead")


def test_an_offer_to_oneself_is_a_taking() -> None:
    assert [f.RoleTaken(role="code", person=BO)] == roles.offer(staffed().case(2, BO), role="code", person=BO)


def test_the_holder_is_bound_until_the_other_accepts() -> None:
    offered = staffed().asks(2, ANA, roles.hand_over, role="logs", person=BO)
    accepted = offered.asks(3, BO, roles.accept)

    assert (ANA, BO) == (offered.incident.role("logs").holder, accepted.incident.role("logs").holder)


def test_only_holder_and_lead_hand_a_role_over() -> None:
    assert [f.RoleOffered(role="logs", person=BO)] == roles.hand_over(staffed().case(2, LEO), role="logs", person=BO)
    with pytest.raises(Refused, match="not_holder"):
        roles.hand_over(staffed().case(2, CLEO), role="logs", person=BO)


def test_one_yes_accepts_everything_that_is_offered_to_the_person() -> None:
    book = opened().says(
        1, LEO, f.RoleOffered(role="logs", person=ANA), f.RoleOffered(role="code", person=ANA),
        f.RoleOffered(role="customers", person=CLEO),
    )  # fmt: skip

    assert [f.RoleTaken(role=role, person=ANA) for role in ("logs", "code")] == roles.accept(book.case(2, ANA))[:2]


def test_what_is_offered_to_another_cannot_be_accepted() -> None:
    book = opened().asks(1, LEO, roles.offer, role="logs", person=ANA)

    with pytest.raises(Refused, match="not_offered") as refused:
        roles.accept(book.case(2, BO), offer=book.incident.offers[0].seq)

    assert {"role": "logs", "offered_to": ANA, "holder": ""} == refused.value.values


def test_a_no_leaves_the_role_free_and_the_offer_gone() -> None:
    book = opened().asks(1, LEO, roles.offer, role="logs", person=ANA).asks(2, ANA, roles.decline)
    logs = book.incident.role("logs")

    assert (None, None) == (logs.holder, logs.offered_to)


def test_a_released_role_is_free_and_an_unanswered_offer_is_withdrawn() -> None:
    book = opened().asks(1, LEO, roles.offer, role="code", person=BO)

    assert [f.RoleReleased(role="logs", person=ANA)] == roles.release(staffed().case(2, ANA), role="logs")
    assert [f.OfferLapsed(role="code", person=BO)] == roles.release(book.case(2, LEO), role="code")


def test_the_finding_outlives_its_holder() -> None:
    book = staffed().asks(3, ANA, reports.report, conditions="two found")
    moved = book.asks(4, ANA, roles.offer, role="logs", person=BO).asks(5, BO, roles.accept)
    logs = moved.incident.role("logs")

    assert ("two found", ANA, 0) == (
        logs.last_finding and logs.last_finding.conditions,
        logs.last_finding_by,
        logs.reports,
    )


def test_a_yes_under_one_offer_leaves_the_other_open() -> None:
    book = (
        opened().asks(1, LEO, roles.offer, role="logs", person=ANA).asks(2, LEO, roles.offer, role="code", person=ANA)
    )
    first, second = (offer.seq for offer in book.case(3, ANA).incident.offers)

    assert [f.RoleTaken(role="logs", person=ANA)] == roles.accept(book.case(3, ANA), offer=first)
    assert [f.RoleDeclined(role="code", person=ANA)] == roles.decline(book.case(3, ANA), offer=second)


@pytest.mark.parametrize(
    ("by", "rule", "given", "state"),
    [
        (ANA, roles.accept, {}, "accepted"),
        (ANA, roles.decline, {}, "declined"),
        (BO, roles.take, {"role": "logs"}, "taken"),
        (LEO, roles.offer, {"role": "logs", "person": CLEO}, "passed on"),
        (LEO, roles.release, {"role": "logs"}, "lapsed"),
    ],
)
def test_a_button_under_an_old_offer_says_what_became_of_it(by: str, rule: Any, given: Any, state: str) -> None:
    book = opened().asks(1, LEO, roles.offer, role="logs", person=ANA).asks(2, by, rule, **given)
    (seq, *_) = (offer.seq for offer in book.case(3, ANA).incident.offers)
    with pytest.raises(Refused, match="offer_over") as refused:
        roles.accept(book.case(3, ANA), offer=seq)

    assert ["logs", state] == [refused.value.values["roles"][0][name] for name in ("role", "state")]
