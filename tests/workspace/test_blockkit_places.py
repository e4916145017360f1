"""A block or an element that Slack takes in one place it may refuse in another."""

import pytest

from tests.workspace.kit_by_hand import (
    Json,
    actions,
    button,
    card,
    faults,
    field,
    image,
    menu,
    mrkdwn,
    option,
    plain,
    section,
    select,
    table,
)
from workspace.spec.blockkit import Surface

SURFACES: tuple[Surface, ...] = ("message", "modal", "home")

# docs.slack.dev/blocks.json, and for the elements their own pages.
BLOCK_SURFACES: dict[str, tuple[Json, str]] = {
    "actions": (actions(button()), "message modal home"),
    "alert": ({"type": "alert", "text": plain()}, "modal"),
    "card": (card(title=mrkdwn()), "message modal home"),
    "carousel": ({"type": "carousel", "elements": [card(title=mrkdwn())]}, "message home"),
    "container": ({"type": "container", "title": plain(), "child_blocks": [section()]}, "message"),
    "context": ({"type": "context", "elements": [image(), mrkdwn()]}, "message modal home"),
    "context_actions": (
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}]},
        "message",
    ),
    "divider": ({"type": "divider"}, "message modal home"),
    "file": ({"type": "file", "external_id": "f", "source": "remote"}, ""),
    "header": ({"type": "header", "text": plain()}, "message modal home"),
    "image": (image(), "message modal home"),
    "input": (field(select()), "message modal home"),
    "markdown": ({"type": "markdown", "text": "# x"}, "message"),
    "plan": ({"type": "plan", "title": "x"}, "message"),
    "rich_text": ({"type": "rich_text", "elements": []}, "message modal home"),
    "section": (section(), "message modal home"),
    "table": (table(columns=1), "message"),
    "task_card": ({"type": "task_card", "task_id": "t", "title": "x", "status": "pending"}, "message"),
    "video": (
        {"type": "video", "alt_text": "x", "title": plain(), "video_url": "https://a", "thumbnail_url": "https://b"},
        "message modal home",
    ),
}

# Each element and the places that take it: a = actions, s = accessory of a section, i = input, c = context_actions.
ELEMENT_PLACES: list[tuple[Json, str]] = [
    (button(), "as"),
    (menu("overflow", option()), "as"),
    (menu("checkboxes", option(text=mrkdwn())), "asi"),
    (menu("radio_buttons", option(text=mrkdwn())), "asi"),
    (select(), "asi"),
    *(({"type": f"{source}_select"}, "asi") for source in ("external", "users", "conversations", "channels")),
    (select(type="multi_static_select", max_selected_items=1), "asi"),
    *(({"type": f"multi_{source}_select"}, "asi") for source in ("external", "users", "conversations", "channels")),
    ({"type": "datepicker", "initial_date": "2026-11-21"}, "asi"),
    ({"type": "timepicker", "initial_time": "09:30"}, "asi"),
    ({"type": "datetimepicker", "initial_date_time": 1795200000}, "ai"),
    ({"type": "plain_text_input", "multiline": True, "max_length": 3000}, "i"),
    ({"type": "email_text_input"}, "i"),
    ({"type": "url_text_input"}, "i"),
    ({"type": "number_input", "is_decimal_allowed": False}, "i"),
    ({"type": "rich_text_input"}, "ai"),
    ({"type": "file_input", "max_files": 10}, "i"),
    (image(), "s"),
]


@pytest.mark.parametrize(("block", "where"), BLOCK_SURFACES.values(), ids=BLOCK_SURFACES)
@pytest.mark.parametrize("surface", SURFACES)
def test_a_block_stands_only_on_its_surfaces(block: Json, where: str, surface: Surface) -> None:
    refusal = f"unsupported type: {block['type']} [json-pointer:/blocks/0/type]"

    assert ([] if surface in where.split() else [refusal]) == faults(block, surface=surface)


@pytest.mark.parametrize(("element", "places"), ELEMENT_PLACES, ids=[e["type"] for e, _ in ELEMENT_PLACES])
def test_an_element_stands_only_in_its_places(element: Json, places: str) -> None:
    around = {"a": actions(element), "s": section(accessory=element), "i": field(element)}

    taken = [place for place, block in around.items() if not faults(block, surface="modal")]

    assert list(places) == taken


@pytest.mark.parametrize("kind", ["email_text_input", "url_text_input", "file_input"])
def test_some_inputs_stand_in_modals_only(kind: str) -> None:
    assert [f"unsupported type: {kind} [json-pointer:/blocks/0/element/type]"] == faults(field({"type": kind}))
