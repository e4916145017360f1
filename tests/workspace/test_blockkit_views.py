"""A modal that Slack refuses leaves a person in front of nothing, with three seconds gone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.workspace.kit_by_hand import Json, field, modal, mrkdwn, plain, section, select
from workspace.spec.blockkit import faults_in_view
from workspace.spec.slack import LIMITS


def home(**fields: Any) -> Json:
    return {"type": "home", "blocks": []} | fields


VIEW_LENGTHS: list[tuple[str, int, Callable[[str], Json]]] = [
    ("/title/text", LIMITS.view_title_max_chars, lambda t: modal(title=plain(t))),
    ("/submit/text", LIMITS.view_title_max_chars, lambda t: modal(submit=plain(t))),
    ("/close/text", LIMITS.view_title_max_chars, lambda t: modal(close=plain(t))),
    ("/private_metadata", LIMITS.private_metadata_max_chars, lambda t: modal(private_metadata=t)),
    ("/callback_id", LIMITS.callback_id_max_chars, lambda t: modal(callback_id=t)),
    ("/external_id", LIMITS.external_id_max_chars, lambda t: modal(external_id=t)),
    ("/private_metadata", LIMITS.private_metadata_max_chars, lambda t: home(private_metadata=t)),
    ("/callback_id", LIMITS.callback_id_max_chars, lambda t: home(callback_id=t)),
    ("/external_id", LIMITS.external_id_max_chars, lambda t: home(external_id=t)),
    ("/blocks/0/text/text", LIMITS.section_text_max_chars, lambda t: modal(blocks=[section(text=plain(t))])),
]

WRONG_VIEWS: list[tuple[Any, str]] = [
    ([], "must provide an object [json-pointer:/view]"),
    ({"type": "dialog"}, "unsupported type: dialog [json-pointer:/view/type]"),
    ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    ({"type": "home"}, "missing required field: blocks [json-pointer:/view]"),
    (modal(id="V1"), "invalid additional property: id [json-pointer:/view]"),
    (modal(type="home"), "invalid additional property: title [json-pointer:/view]"),
    (modal(title=mrkdwn()), "must be a valid enum value [json-pointer:/view/title/type]"),
    (
        modal(blocks=[section(), field(select())]),
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]",
    ),
    (
        modal(blocks=[{"type": "markdown", "text": "x"}]),
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
    ),
]


@pytest.mark.parametrize(("at", "most", "view"), VIEW_LENGTHS)
def test_a_text_of_a_view_is_refused_one_character_over_its_limit(
    at: str, most: int, view: Callable[[str], Json]
) -> None:
    assert [] == faults_in_view(view("x" * most))
    assert [f"must be less than {most + 1} characters [json-pointer:/view{at}]"] == faults_in_view(
        view("x" * (most + 1))
    )


@pytest.mark.parametrize(("view", "fault"), WRONG_VIEWS)
def test_a_wrong_view_is_answered_in_slacks_words(view: Any, fault: str) -> None:
    assert [fault] == faults_in_view(view)


def test_a_home_tab_takes_100_blocks() -> None:
    assert [] == faults_in_view(home(blocks=[section()] * 100))
    assert ["no more than 100 items allowed [json-pointer:/view/blocks]"] == faults_in_view(
        home(blocks=[section()] * 101)
    )


def test_a_modal_with_inputs_and_submit_passes() -> None:
    assert [] == faults_in_view(modal(submit=plain("Declare"), blocks=[field({"type": "plain_text_input"})]))


def test_a_home_tab_needs_no_submit() -> None:
    assert [] == faults_in_view(home(blocks=[field({"type": "plain_text_input"})]))


def test_a_view_above_250_kb_is_refused_as_a_whole() -> None:
    heavy = modal(blocks=[section(text=plain("ä" * 3000))] * 45)

    assert ["must be less than 250001 characters [json-pointer:/view]"] == faults_in_view(heavy)
