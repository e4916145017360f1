"""An element is refused at its own place in the block, so that its author need not search."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.workspace.kit_by_hand import (
    Json,
    actions,
    button,
    confirmed,
    faults,
    field,
    filled,
    image,
    is_address,
    menu,
    mrkdwn,
    option,
    plain,
    section,
    select,
)
from workspace.spec.slack import LIMITS


def workflow_button(**fields: Any) -> Json:
    return {"type": "workflow_button", "text": plain(), "workflow": {"trigger": {"url": "u"}}} | fields


def icons(**fields: Any) -> Json:
    return {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain()} | fields]}


def feedback(**fields: Any) -> Json:
    good, bad = {"text": plain(), "value": "+"} | fields, {"text": plain(), "value": "-"}
    buttons = {"type": "feedback_buttons", "positive_button": good, "negative_button": bad}
    return {"type": "context_actions", "elements": [buttons]}


def grouped(**fields: Any) -> Json:
    return actions({"type": "static_select", "option_groups": [{"label": plain(), "options": [option()]} | fields]})


def chosen(options: list[Json]) -> Json:
    return actions(menu("checkboxes", option()) | {"initial_options": options})


def text_input(**fields: Any) -> Json:
    return field({"type": "plain_text_input"} | fields)


# Where a text stands in its block, how long it may be, and the block around it.
LENGTHS: list[tuple[str, int, Callable[[str], Json]]] = [
    ("/elements/0/action_id", LIMITS.action_id_max_chars, lambda t: actions(button(action_id=t))),
    ("/elements/0/text/text", LIMITS.button_text_max_chars, lambda t: actions(button(text=plain(t)))),
    ("/elements/0/value", LIMITS.button_value_max_chars, lambda t: actions(button(value=t))),
    ("/elements/0/url", LIMITS.button_url_max_chars, lambda t: actions(button(url=t))),
    (
        "/elements/0/accessibility_label",
        LIMITS.accessibility_label_max_chars,
        lambda t: actions(button(accessibility_label=t)),
    ),
    ("/elements/0/placeholder/text", LIMITS.placeholder_max_chars, lambda t: actions(select(placeholder=plain(t)))),
    (
        "/elements/0/options/0/text/text",
        LIMITS.option_text_max_chars,
        lambda t: actions(select(options=[option(text=plain(t))])),
    ),
    (
        "/elements/0/options/0/value",
        LIMITS.option_value_max_chars,
        lambda t: actions(select(options=[option(value=t)])),
    ),
    (
        "/elements/0/options/0/description/text",
        LIMITS.option_description_max_chars,
        lambda t: actions(select(options=[option(description=plain(t))])),
    ),
    (
        "/elements/0/options/0/url",
        LIMITS.option_url_max_chars,
        lambda t: actions(menu("overflow", option(url=t))),
    ),
    ("/elements/0/confirm/title/text", LIMITS.confirm_title_max_chars, lambda t: confirmed(title=plain(t))),
    ("/elements/0/confirm/text/text", LIMITS.confirm_text_max_chars, lambda t: confirmed(text=mrkdwn(t))),
    ("/elements/0/confirm/confirm/text", LIMITS.confirm_button_max_chars, lambda t: confirmed(confirm=plain(t))),
    ("/elements/0/confirm/deny/text", LIMITS.confirm_button_max_chars, lambda t: confirmed(deny=plain(t))),
    ("/elements/0/agent_prompt", 4000, lambda t: actions(button(agent_prompt=t))),
    ("/elements/0/text/text", LIMITS.button_text_max_chars, lambda t: actions(workflow_button(text=plain(t)))),
    ("/elements/0/accessibility_label", 75, lambda t: actions(workflow_button(accessibility_label=t))),
    ("/elements/0/text/text", LIMITS.button_text_max_chars, lambda t: icons(text=plain(t))),
    ("/elements/0/value", LIMITS.button_value_max_chars, lambda t: icons(value=t)),
    ("/elements/0/accessibility_label", 75, lambda t: icons(accessibility_label=t)),
    ("/elements/0/positive_button/text/text", 75, lambda t: feedback(text=plain(t))),
    ("/elements/0/positive_button/value", 2000, lambda t: feedback(value=t)),
    ("/elements/0/options/0/text/text", 75, lambda t: actions(menu("checkboxes", option(text=mrkdwn(t))))),
    ("/elements/0/options/0/value", 75, lambda t: actions(menu("radio_buttons", option(value=t)))),
    ("/elements/0/options/0/description/text", 75, lambda t: actions(menu("checkboxes", option(description=plain(t))))),
    ("/elements/0/options/0/text/text", 75, lambda t: actions(menu("overflow", option(text=plain(t))))),
    ("/elements/0/options/0/value", 75, lambda t: actions(menu("overflow", option(value=t)))),
    ("/elements/0/option_groups/0/label/text", 75, lambda t: grouped(label=plain(t))),
    (
        "/element/initial_value",
        LIMITS.input_max_length,
        lambda t: text_input(initial_value=t),
    ),
    ("/accessory/image_url", LIMITS.image_url_max_chars, lambda t: section(accessory=image(image_url=t))),
    ("/accessory/alt_text", LIMITS.image_alt_text_max_chars, lambda t: section(accessory=image(alt_text=t))),
]

MAY_BE_EMPTY = ("/alt_text", "/accessibility_label", "/agent_prompt", "/initial_value")

# Where a list stands in its block, how many items it may have, and the block around it.
COUNTS: list[tuple[str, int, Callable[[int], Json]]] = [
    ("/elements/0/options", LIMITS.select_options, lambda n: actions(select(options=[option()] * n))),
    (
        "/elements/0/option_groups",
        LIMITS.select_option_groups,
        lambda n: actions(
            {"type": "static_select", "option_groups": [{"label": plain(), "options": [option()]}] * n},
        ),
    ),
    ("/elements/0/options", LIMITS.overflow_options, lambda n: actions(menu("overflow", *[option()] * n))),
    ("/elements/0/options", LIMITS.checkbox_options, lambda n: actions(menu("checkboxes", *[option()] * n))),
    ("/elements/0/options", LIMITS.radio_options, lambda n: actions(menu("radio_buttons", *[option()] * n))),
    ("/elements/0/option_groups/0/options", 100, lambda n: grouped(options=[option()] * n)),
    (
        "/elements/0/options",
        LIMITS.select_options,
        lambda n: actions(menu("multi_static_select", *[option()] * n)),
    ),
    (
        "/elements/0/initial_options",
        10,
        lambda n: chosen([option()] * n),
    ),
    (
        "/element/dispatch_action_config/trigger_actions_on",
        2,
        lambda n: field(
            {"type": "plain_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"] * n}}
        ),
    ),
    (
        "/elements/0/filter/include",
        4,
        lambda n: actions({"type": "conversations_select", "filter": {"include": ["im"] * n}}),
    ),
]

# Where a number stands in its block, the least and the greatest it may be, and the block around it.
NUMBERS: list[tuple[str, int, int, Callable[[int], Json]]] = [
    ("/element/min_length", 0, 3000, lambda n: text_input(min_length=n)),
    ("/element/max_length", 1, LIMITS.input_max_length, lambda n: text_input(max_length=n)),
    ("/element/max_files", 1, LIMITS.input_files, lambda n: field({"type": "file_input", "max_files": n})),
    ("/element/min_lines", 1, 100, lambda n: field({"type": "rich_text_input", "min_lines": n})),
    ("/element/max_lines", 1, 100, lambda n: field({"type": "rich_text_input", "max_lines": n})),
    ("/level", 1, 4, lambda n: {"type": "header", "text": plain(), "level": n}),
    (
        "/elements/0/indent",
        0,
        8,
        lambda n: {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "indent": n,
                    "elements": [{"type": "rich_text_section", "elements": []}],
                }
            ],
        },
    ),
]

WITH_PLACEHOLDER = [
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "datepicker",
    "timepicker",
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
]
ALSO_NEEDED: dict[str, Json] = {
    "static_select": {"options": [option()]},
    "multi_static_select": {"options": [option()]},
    "number_input": {"is_decimal_allowed": True},
}


@pytest.mark.parametrize(("at", "most", "block"), LENGTHS)
def test_a_text_passes_at_its_limit_and_is_refused_one_character_over(
    at: str, most: int, block: Callable[[str], Json]
) -> None:
    assert [] == faults(block(filled(at, most)))
    assert [f"must be less than {most + 1} characters [json-pointer:/blocks/0{at}]"] == faults(
        block(filled(at, most + 1))
    )


@pytest.mark.parametrize(("at", "block"), [(at, block) for at, _, block in LENGTHS])
def test_an_empty_text_is_refused_where_slack_asks_for_one(at: str, block: Callable[[str], Json]) -> None:
    may_be_empty = at.endswith(MAY_BE_EMPTY) or at == "/elements/0/value"
    wrong = "invalid url" if is_address(at) else "must be more than 0 characters"
    refusal = f"{wrong} [json-pointer:/blocks/0{at}]"

    assert ([] if may_be_empty else [refusal]) == faults(block(""))


@pytest.mark.parametrize(("at", "most", "block"), COUNTS)
def test_a_list_has_at_least_one_item_and_at_most_its_limit(at: str, most: int, block: Callable[[int], Json]) -> None:
    assert [f"must provide at least 1 items [json-pointer:/blocks/0{at}]"] == faults(block(0))
    assert [] == faults(block(most))
    assert [f"no more than {most} items allowed [json-pointer:/blocks/0{at}]"] == faults(block(most + 1))


@pytest.mark.parametrize(("at", "least", "most", "block"), NUMBERS)
def test_a_number_stays_within_its_range(at: str, least: int, most: int, block: Callable[[int], Json]) -> None:
    assert [] == faults(block(least), surface="modal") + faults(block(most), surface="modal")
    assert [f"must be greater than {least} [json-pointer:/blocks/0{at}]"] == faults(block(least - 1), surface="modal")
    assert [f"must be less than {most} [json-pointer:/blocks/0{at}]"] == faults(block(most + 1), surface="modal")


@pytest.mark.parametrize("kind", WITH_PLACEHOLDER)
def test_a_placeholder_has_1_to_150_characters(kind: str) -> None:
    def said(text: str) -> list[str]:
        element = {"type": kind, "placeholder": plain(text)} | ALSO_NEEDED.get(kind, {})
        return faults(field(element), surface="modal")

    at = "[json-pointer:/blocks/0/element/placeholder/text]"
    assert [] == said("x" * LIMITS.placeholder_max_chars)
    assert [f"must be less than 151 characters {at}"] == said("x" * 151)
    assert [f"must be more than 0 characters {at}"] == said("")


@pytest.mark.parametrize("url", ["not a url", "javascript:alert(1)", "example.org"])
def test_a_button_leads_to_an_address(url: str) -> None:
    assert ["invalid url [json-pointer:/blocks/0/elements/0/url]"] == faults(actions(button(url=url)))


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "10.1.2.3", "graphs", "graphs.internal"])
def test_a_picture_is_where_slack_can_fetch_it(host: str) -> None:
    block = section(accessory=image(image_url=f"http://{host}/a.png"))

    assert ["downloading image failed [json-pointer:/blocks/0/accessory/image_url]"] == faults(block)


@pytest.mark.parametrize("kind", ["static_select", "multi_static_select"])
def test_what_is_chosen_in_advance_is_one_of_the_options(kind: str) -> None:
    name = "initial_option" if kind == "static_select" else "initial_options"
    other = option(value="other")
    element = menu(kind, option()) | {name: other if kind == "static_select" else [other]}

    assert [f"must be one of the options [json-pointer:/blocks/0/elements/0/{name}]"] == faults(actions(element))


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("datepicker", "initial_date", "tomorrow"),
        ("datepicker", "initial_date", "2026-13-01"),
        ("timepicker", "initial_time", "25:61"),
        ("datetimepicker", "initial_date_time", 1_778_751_900_000),
    ],
)
def test_a_time_in_advance_is_one(kind: str, name: str, value: object) -> None:
    (told,) = faults(actions({"type": kind, "action_id": "a", name: value}))

    assert told.endswith(f"[json-pointer:/blocks/0/elements/0/{name}]")
