"""How an incident is opened and how it moves through its life."""

from collections.abc import Callable

import pytest

from bot.incident import facts as f
from bot.incident import lifecycle, members
from bot.incident.errors import Refused
from bot.incident.logbook import BOT, Saying
from bot.incident.state import Case
from tests.incident.given import ANA, BO, LEO, Book, minute, opened, staffed


def test_the_declarer_leads_and_the_named_are_offered_their_roles() -> None:
    sayings = lifecycle.open_incident(
        Book().case(0, LEO), title=" Documents missing ", severity=2, offers=[(ANA, "logs"), (BO, "code")]
    )

    assert sayings == [
        f.Opened(title="Documents missing", severity=2),
        f.RoleTaken(role="lead", person=LEO),
        f.RoleOffered(role="logs", person=ANA),
        f.RoleOffered(role="code", person=BO),
    ]


def test_a_role_that_the_declarer_asks_for_is_theirs_at_once() -> None:
    sayings = lifecycle.open_incident(
        Book().case(0, LEO), title="Documents missing", offers=[(LEO, "logs"), (LEO, "lead")]
    )

    assert [f.RoleTaken(role="lead", person=LEO), f.RoleTaken(role="logs", person=LEO)] == sayings[1:]


def test_a_lead_who_is_named_is_asked_and_the_declarer_leads_until_then() -> None:
    book = Book().asks(0, LEO, lifecycle.open_incident, title="Documents missing", offers=[(ANA, "lead")])

    assert (LEO, ANA) == (book.incident.lead, book.incident.role("lead").offered_to)


def test_private_and_drill_are_kept() -> None:
    book = Book().asks(0, LEO, lifecycle.open_incident, title="Keys leaked", private=True, drill=True)

    assert (True, True) == (book.incident.private, book.incident.drill)


def test_anybody_raises_the_severity_and_only_lead_or_declarer_lower_it() -> None:
    book = opened(severity=2)

    assert [f.SeveritySet(severity=1, why="more customers")] == lifecycle.set_severity(
        book.case(5, ANA), severity=1, why="more customers"
    )
    assert [f.SeveritySet(severity=3)] == lifecycle.set_severity(book.case(5, LEO), severity=3)
    with pytest.raises(Refused, match="lead_or_declarer_only"):
        lifecycle.set_severity(book.case(5, ANA), severity=3)


def test_the_first_judgement_of_a_severity_lowers_nothing() -> None:
    assert [f.SeveritySet(severity=4)] == lifecycle.set_severity(opened(severity=None).case(5, ANA), severity=4)


@pytest.mark.parametrize("status", ["identified", "mitigated", "resolved"])
def test_from_investigating_every_later_state_is_one_step_away(status: f.Status) -> None:
    assert [f.StatusSet(status=status, why="it holds")] == lifecycle.set_status(
        opened().case(5, ANA), status=status, why="it holds "
    )


def test_a_relapse_goes_back() -> None:
    book = opened().asks(5, LEO, lifecycle.set_status, status="mitigated")

    assert [f.StatusSet(status="investigating")] == lifecycle.set_status(book.case(9, ANA), status="investigating")


@pytest.mark.parametrize("end", [f.StatusSet(status=status) for status in ("resolved", "cancelled", "closed")])
def test_every_end_can_be_reopened(end: f.StatusSet) -> None:
    book = opened().says(5, LEO, end)

    assert "investigating" == book.asks(60, ANA, lifecycle.reopen).incident.status


def test_a_resolution_is_undone_to_the_state_before_it() -> None:
    book = opened().asks(5, LEO, lifecycle.set_status, status="mitigated").asks(9, LEO, lifecycle.resolve)

    assert [f.StatusSet(status="mitigated", undoes=4)] == lifecycle.undo_resolve(book.case(14, ANA))


def test_a_resolution_is_not_undone_after_five_minutes() -> None:
    book = opened().asks(9, LEO, lifecycle.resolve)

    with pytest.raises(Refused, match="undo_too_late"):
        lifecycle.undo_resolve(book.case(14.1, LEO))


def test_a_reopening_is_when_the_incident_is_open_since() -> None:
    book = opened().asks(9, LEO, lifecycle.resolve).asks(60, ANA, lifecycle.reopen)

    assert (minute(60), minute(0)) == (book.incident.open_since, book.incident.opened_at)


def test_the_call_is_where_it_was_last_said_to_be() -> None:
    book = opened().says(1, ANA, f.BridgeSet(url="https://meet.example.com/a"))

    assert [f.BridgeSet(url="https://meet.example.com/b")] == lifecycle.set_bridge(
        book.case(2, BO), url="https://meet.example.com/b"
    )
    assert "https://meet.example.com/a" == book.incident.bridge


@pytest.mark.parametrize("back", [lifecycle.reopen, lifecycle.undo_resolve])
def test_whoever_left_while_it_was_over_holds_nothing_when_it_goes_on(back: Callable[[Case], list[Saying]]) -> None:
    over = staffed().says(2, ANA, f.StatusSet(status="resolved"))
    book = over.asks(3, BOT, members.gone, person=LEO, why="deactivated")
    held = book.incident.held_by(LEO)
    goes_on = book.asks(4, ANA, back).incident

    assert held
    assert () == tuple(goes_on.held_by(LEO))
