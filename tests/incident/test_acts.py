"""Who may do what: every act is asked by a rule, is open to whom the house names, and to nobody unknown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from bot.incident import (
    announcing,
    customers,
    follow_ups,
    lifecycle,
    members,
    pauses,
    playbooks,
    records,
    redaction,
    reviews,
    roles,
    sharing,
    tasks,
)
from bot.incident import facts as f
from bot.incident.acts import ACTS, EVERYONE, LEAD_OR_DECLARER, HouseAct, Say
from bot.incident.errors import Refused
from bot.incident.logbook import Saying
from tests.incident.given import ANA, BO, CLEO, LEO, Book, opened, staffed

CALM = staffed().says(5, LEO, f.SeveritySet(severity=3))
RESOLVED = staffed().asks(5, LEO, lifecycle.resolve)
LEADS, LOGS = f.RoleTaken(role="lead", person=LEO), f.RoleTaken(role="logs", person=ANA)
PUT_DOWN = Book().says(0, LEO, f.Opened(title="Documents missing", over=True), LEADS, LOGS)
CLOSED = staffed().says(5, LEO, f.StatusSet(status="closed"))
OFFERED = staffed().asks(5, LEO, roles.offer, role="customers", person=BO)
TO_BOARD = {"place": "C77", "place_name": "board", "is_private_place": False, "question": "cmd:1"}
PLAYBOOK = playbooks.PlaybookText(title="Documents missing", steps="ask the index")
NOTED = staffed().asks(5, ANA, records.note, text="one")

# One rule for each act, with what it is asked.
ASKED: dict[HouseAct, tuple[Book, Callable[..., list[Saying]], dict[str, Any]]] = {
    "start": (Book(), lifecycle.open_incident, {"title": "Documents missing"}),
    "offer": (staffed(), roles.offer, {"role": "customers", "person": BO}),
    "severity": (CALM, lifecycle.set_severity, {"severity": 1}),
    "lower_severity": (staffed(), lifecycle.set_severity, {"severity": 4}),
    "status": (staffed(), lifecycle.set_status, {"status": "identified"}),
    "resolve": (staffed(), lifecycle.set_status, {"status": "resolved"}),
    "reopen": (RESOLVED, lifecycle.set_status, {"status": "investigating"}),
    "cancel": (staffed(), lifecycle.set_status, {"status": "cancelled"}),
    "close": (RESOLVED, lifecycle.close, {"anyway": True}),
    "archive": (CLOSED, lifecycle.archive, {}),
    "private": (staffed(), members.declare_private, {}),
    "share": (staffed(), sharing.share, TO_BOARD),
    "announce": (PUT_DOWN, announcing.announce, {"has_channel": True}),
    "redact": (NOTED, redaction.redact, {"called": f"#{NOTED.incident.last_seq}", "why": "a password"}),
    "review": (RESOLVED, reviews.assign, {"today": date(2026, 5, 14)}),
    "approve": (RESOLVED, reviews.approve, {}),
    "call": (OFFERED, roles.call, {"role": "customers"}),
    "title": (staffed(), lifecycle.set_title, {"title": "Two documents missing"}),
    "bridge": (staffed(), lifecycle.set_bridge, {"url": "https://meet.example.com/a"}),
    "invite": (staffed(), members.bring_in, {"people": [BO]}),
    "decide": (staffed(), records.decide, {"what": "roll back"}),
    "plan": (staffed(), records.plan, {"plan": "a", "what": "roll back"}),
    "impact": (staffed(), records.impact, {"figure": "exact", "what": "people", "low": 2}),
    "customers": (staffed(), customers.affected, {"name": "Carta"}),
    "ask": (staffed(), tasks.ask, {"person": BO, "what": "restart"}),
    "pause": (staffed(), pauses.pause, {"why": "all on the call"}),
    "follow_up": (staffed(), follow_ups.raise_, {"text": "check the owner"}),
    "playbook": (RESOLVED, playbooks.write, {"draft": PLAYBOOK, "seen": 0}),
}


def asked(act: HouseAct, by: str, say: Say) -> str:
    """What the rule refuses the caller by; empty where it does not."""
    book, rule, given = ASKED[act]
    try:
        rule(replace(book.case(9.5, by), say=say), **given)
    except Refused as no:
        return no.code
    return ""


def test_every_act_has_a_rule_here() -> None:
    assert set(get_args(HouseAct)) == set(ACTS) == set(ASKED)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_open_to_whom_the_house_names_and_to_nobody_else(act: HouseAct) -> None:
    by_group = Say({act: ("S0PLATFORM",)}, frozenset({"S0PLATFORM"}))

    assert ["", "not_open_to_you"] == [asked(act, by, Say({act: (CLEO,)})) for by in (CLEO, ANA)]
    assert "" == asked(act, CLEO, by_group)
    assert "not_open_to_you" == asked(act, CLEO, replace(by_group, among=frozenset()))


@pytest.mark.parametrize("act", [act for act in ACTS if act != "start"])
def test_lead_and_declarer_and_holders_are_who_they_are_in_this_incident(act: HouseAct) -> None:
    allowed = {
        term: [not asked(act, by, Say({act: (term,)})) for by in (LEO, ANA, CLEO)] for term in ("lead", "holders")
    }

    assert {"lead": [True, False, False], "holders": [True, True, False]} == allowed


@pytest.mark.parametrize("act", ACTS)
def test_by_default_it_is_as_it_always_was(act: HouseAct) -> None:
    answers = {(EVERYONE,): "", LEAD_OR_DECLARER: "lead_or_declarer_only"}

    assert answers.get(ACTS[act].open_to, "not_open_to_you") == asked(act, CLEO, Say())
    assert "" == asked(act, LEO, Say())


def test_whoever_has_a_role_may_always_ask_to_be_relieved() -> None:
    nobody = Say({"offer": (LEO,)})

    assert roles.hand_over(replace(staffed().case(5, ANA), say=nobody), role="logs", person=BO)


def test_nothing_that_somebody_saw_is_an_act() -> None:
    closed = replace(opened().case(5, ANA), say=Say(dict.fromkeys(ACTS, (LEO,))))

    assert records.note(closed, text="it began at nine")
    assert records.need(closed, what="access to the archive")
