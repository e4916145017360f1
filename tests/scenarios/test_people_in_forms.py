"""Slack's list of people holds bots and people who have left: a form that names one is refused beside that line."""

from collections.abc import Awaitable, Callable
from typing import Any, get_args

import pytest

from bot.incident import facts as f
from bot.requests import forms
from tests.scenarios.conftest import Scene

NOBODIES = [("sitrep", "is an app"), ("slackbot", "is an app"), ("old", "no longer in this workspace")]
Opens = Callable[[Scene], Awaitable[Any]]


async def _start(scene: Scene) -> None:
    await scene.types("leo", "/incident start")


async def _hand_over(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    await scene.presses("ana", "Hand over", where="dm")


async def _unknown(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.presses("ana", "Record…")
    await scene.submits("ana", "record", kind="Unknown")


async def _customer(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.presses("ana", "Record…")
    await scene.submits("ana", "record", kind="Customer at stake")


async def _follow_up(scene: Scene) -> None:
    await scene.start()
    await scene.types("leo", "/incident follow-up")


# Every form with a line for a person: how it opens, who fills it in, which one it is, the line, and what else it needs.
FORMS: dict[type, tuple[Opens, str, str, str, dict[str, str]]] = {
    forms.StartForm: (_start, "leo", "start", "role-logs", {"title": "Documents missing"}),
    forms.HandOverForm: (_hand_over, "ana", "hand_over", "person", {}),
    forms.FollowUpForm: (_follow_up, "leo", "record:follow-up", "owner", {"text": "check the owner"}),
    forms.CustomerForm: (_customer, "ana", "record:customer", "owner", {"name": "Northwind", "cannot": "log in"}),
    forms.UnknownForm: (_unknown, "ana", "record:unknown", "owner", {"what": "who else is hurt"}),
}


def test_no_form_with_a_person_in_it_is_missing_here() -> None:
    assert {form for form in get_args(forms.Filled) if forms.lines_for_people(form)} == set(FORMS)


@pytest.mark.parametrize("form", FORMS)
async def test_who_can_have_no_duty_is_refused_beside_the_line(scene: Scene, form: type) -> None:
    opens, filler, name, line, others = FORMS[form]
    await opens(scene)
    before = await scene.entries()
    for who, why in NOBODIES:
        wrong = await scene.submits(filler, name, **others, **{line: who})

        assert why in wrong
        assert before == await scene.entries()
        assert all(said in scene.form(filler) for said in others.values())


async def test_another_person_in_its_place_is_taken(scene: Scene) -> None:
    await _start(scene)
    await scene.submits("leo", "start", title="Documents missing", **{"role-logs": "old"})
    await scene.submits("leo", "start", **{"role-logs": "ana"})

    assert [(offer.role, offer.person) for offer in await scene.facts(f.RoleOffered)] == [("logs", scene.id("ana"))]
