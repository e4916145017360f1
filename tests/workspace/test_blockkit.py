"""What Slack refuses must be refused here, in the same words and at the same place."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workspace.kit_by_hand import (
    Json,
    actions,
    button,
    card,
    container,
    data_table,
    faults,
    field,
    filled,
    image,
    modal,
    mrkdwn,
    option,
    pie,
    plain,
    section,
    select,
    table,
    video,
)
from workspace.spec import blockkit
from workspace.spec.blockkit import faults_in_blocks, faults_in_view
from workspace.spec.slack import LIMITS

# Where a text stands in its block, how long it may be, and the block around it.
LENGTHS: list[tuple[str, int, Callable[[str], Json]]] = [
    ("/block_id", LIMITS.block_id_max_chars, lambda t: section(block_id=t)),
    ("/text/text", LIMITS.section_text_max_chars, lambda t: section(text=mrkdwn(t))),
    ("/text/text", LIMITS.section_text_max_chars, lambda t: section(text=plain(t))),
    ("/fields/0/text", LIMITS.section_field_max_chars, lambda t: section(fields=[mrkdwn(t)])),
    ("/text/text", LIMITS.header_max_chars, lambda t: {"type": "header", "text": plain(t)}),
    ("/text", LIMITS.markdown_text_max_chars, lambda t: {"type": "markdown", "text": t}),
    ("/elements/0/text", LIMITS.text_object_max_chars, lambda t: {"type": "context", "elements": [mrkdwn(t)]}),
    ("/image_url", LIMITS.image_url_max_chars, lambda t: image(image_url=t)),
    ("/alt_text", LIMITS.image_alt_text_max_chars, lambda t: image(alt_text=t)),
    ("/title/text", LIMITS.image_title_max_chars, lambda t: image(title=plain(t))),
    ("/label/text", LIMITS.input_label_max_chars, lambda t: field(select(), label=plain(t))),
    ("/hint/text", LIMITS.input_hint_max_chars, lambda t: field(select(), hint=plain(t))),
    ("/title/text", LIMITS.card_title_max_chars, lambda t: card(title=mrkdwn(t))),
    ("/subtitle/text", LIMITS.card_subtitle_max_chars, lambda t: card(title=mrkdwn(), subtitle=mrkdwn(t))),
    ("/body/text", LIMITS.card_body_max_chars, lambda t: card(body=mrkdwn(t))),
    ("/title/text", LIMITS.card_title_max_chars, lambda t: container(title=plain(t))),
    ("/subtitle/text", LIMITS.card_subtitle_max_chars, lambda t: container(subtitle=plain(t))),
    ("/title/text", LIMITS.video_title_max_chars - 1, lambda t: video(title=plain(t))),
    ("/video_url", 3000, lambda t: video(video_url=t)),
    ("/thumbnail_url", 3000, lambda t: video(thumbnail_url=t)),
    ("/author_name", 49, lambda t: video(author_name=t)),
    ("/title", 50, lambda t: pie(title=t)),
    ("/chart/segments/0/label", 20, lambda t: pie(label=t)),
]

MAY_BE_EMPTY = {"/image_url", "/alt_text", "/author_name"}

# Where a list stands in its block, how many items it may have, and the block around it.
COUNTS: list[tuple[str, int, Callable[[int], Json]]] = [
    ("/fields", LIMITS.section_fields, lambda n: section(fields=[mrkdwn()] * n)),
    ("/elements", LIMITS.actions_elements, lambda n: actions(*[button()] * n)),
    ("/elements", LIMITS.context_elements, lambda n: {"type": "context", "elements": [mrkdwn()] * n}),
    (
        "/elements",
        LIMITS.context_actions_elements,
        lambda n: {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}] * n,
        },
    ),
    ("/elements", LIMITS.carousel_cards, lambda n: {"type": "carousel", "elements": [card(title=mrkdwn())] * n}),
    (
        "/child_blocks",
        LIMITS.container_blocks,
        lambda n: container(child_blocks=[section()] * n),
    ),
    ("/rows", LIMITS.table_rows, lambda n: table(columns=2, rows=n)),
    ("/rows/0", LIMITS.table_columns, lambda n: table(columns=n)),
    ("/chart/segments", 6, lambda n: pie(segments=n)),
    ("/actions", 3, lambda n: card(actions=[button()] * n)),
]

# One wrong block each, and Slack's answer to it.
WRONG: list[tuple[Any, str]] = [
    ("text", "must provide an object [json-pointer:/blocks/0]"),
    ({}, "missing required field: type [json-pointer:/blocks/0]"),
    ({"type": "panel"}, "unsupported type: panel [json-pointer:/blocks/0/type]"),
    ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0/type]"),
    ({"type": "header"}, "missing required field: text [json-pointer:/blocks/0]"),
    ({"type": "header", "text": plain(), "style": "x"}, "invalid additional property: style [json-pointer:/blocks/0]"),
    ({"type": "header", "text": mrkdwn()}, "must be a valid enum value [json-pointer:/blocks/0/text/type]"),
    (section(text="x"), "must provide an object [json-pointer:/blocks/0/text]"),
    (section(text={"type": "html", "text": "x"}), "unsupported type: html [json-pointer:/blocks/0/text/type]"),
    (section(text={"type": "mrkdwn"}), "missing required field: text [json-pointer:/blocks/0/text]"),
    (section(text=mrkdwn("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section(fields=[]), "must provide at least 1 items [json-pointer:/blocks/0/fields]"),
    (section(fields="x"), "must provide an array [json-pointer:/blocks/0/fields]"),
    (section(fields=[mrkdwn(), mrkdwn("")]), "must be more than 0 characters [json-pointer:/blocks/0/fields/1/text]"),
    (section(expand="yes"), "must be a boolean [json-pointer:/blocks/0/expand]"),
    (section(block_id=7), "must provide a string [json-pointer:/blocks/0/block_id]"),
    (actions(button(style="green")), "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
    (actions({"type": "button"}), "missing required field: text [json-pointer:/blocks/0/elements/0]"),
    (actions(select(initial_option=None)), "must provide an object [json-pointer:/blocks/0/elements/0/initial_option]"),
    (
        actions(select(option_groups=[{"label": plain(), "options": [option()]}])),
        "failed to match exactly one allowed schema [json-pointer:/blocks/0/elements/0]",
    ),
    (actions({"type": "static_select"}), "missing required field: options [json-pointer:/blocks/0/elements/0]"),
    ({"type": "image", "alt_text": "a"}, "missing required field: image_url [json-pointer:/blocks/0]"),
    (
        card(icon=image()),
        "must define either `hero_image` or `title` or `actions` or `body` [json-pointer:/blocks/0/type]",
    ),
    (actions(button(block_id="b")), "invalid additional property: block_id [json-pointer:/blocks/0/elements/0]"),
    (
        field({"type": "plain_text_input", "max_length": 3001}),
        "must be less than 3000 [json-pointer:/blocks/0/element/max_length]",
    ),
    (
        field({"type": "plain_text_input", "min_length": "1"}),
        "must provide an integer [json-pointer:/blocks/0/element/min_length]",
    ),
    (
        {"type": "table", "rows": [[{"type": "raw_number", "text": "1"}]]},
        "missing required field: value [json-pointer:/blocks/0/rows/0/0]",
    ),
    (
        {"type": "task_card", "task_id": "t", "title": plain(), "status": "complete"},
        "must provide a string [json-pointer:/blocks/0/title]",
    ),
]


@pytest.mark.parametrize(("at", "most", "block"), LENGTHS)
def test_a_text_passes_at_its_limit_and_is_refused_one_character_over(
    at: str, most: int, block: Callable[[str], Json]
) -> None:
    assert [] == faults(block(filled(at, most)))
    assert [f"must be less than {most + 1} characters [json-pointer:/blocks/0{at}]"] == faults(
        block(filled(at, most + 1))
    )


@pytest.mark.parametrize(("at", "most", "block"), COUNTS)
def test_a_list_passes_at_its_limit_and_is_refused_one_item_over(
    at: str, most: int, block: Callable[[int], Json]
) -> None:
    assert [] == faults(block(most))
    assert [f"no more than {most} items allowed [json-pointer:/blocks/0{at}]"] == faults(block(most + 1))


@pytest.mark.parametrize(("at", "block"), [(at, block) for at, _, block in LENGTHS if at not in MAY_BE_EMPTY])
def test_an_empty_text_is_refused(at: str, block: Callable[[str], Json]) -> None:
    assert [f"must be more than 0 characters [json-pointer:/blocks/0{at}]"] == faults(block(""))


@pytest.mark.parametrize(("at", "block"), [(at, block) for at, _, block in COUNTS])
def test_an_empty_list_is_refused(at: str, block: Callable[[int], Json]) -> None:
    assert [f"must provide at least 1 items [json-pointer:/blocks/0{at}]"] == faults(block(0))


def test_every_kind_the_table_names_is_in_the_table() -> None:
    named = {rule.kind for shapes in blockkit._SHAPES.values() for shape in shapes for rule in shape.rules.values()}

    assert set() == named - set(blockkit._SHAPES) - set(blockkit._PLAIN)


@pytest.mark.parametrize(("block", "fault"), WRONG)
def test_a_wrong_block_is_answered_in_slacks_words(block: Any, fault: str) -> None:
    assert [fault] == faults(block)


def test_a_message_takes_50_blocks_and_a_view_100() -> None:
    assert [] == faults(*[section()] * 50)
    assert ["no more than 50 items allowed [json-pointer:/blocks]"] == faults(*[section()] * 51)
    assert [] == faults_in_view(modal(blocks=[section()] * 100))
    assert ["no more than 100 items allowed [json-pointer:/view/blocks]"] == faults_in_view(
        modal(blocks=[section()] * 101)
    )


def test_every_wrong_block_of_a_message_is_named() -> None:
    assert [
        "unsupported type: panel [json-pointer:/blocks/1/type]",
        "must be more than 0 characters [json-pointer:/blocks/2/text/text]",
    ] == faults(section(), {"type": "panel"}, section(text=plain("")))


def test_every_missing_field_of_an_object_is_named_at_once() -> None:
    assert [
        "missing required field: alt_text [json-pointer:/blocks/0]",
        "missing required field: title [json-pointer:/blocks/0]",
        "missing required field: video_url [json-pointer:/blocks/0]",
        "missing required field: thumbnail_url [json-pointer:/blocks/0]",
    ] == faults({"type": "video"})


def test_an_action_id_may_repeat_in_another_block_only() -> None:
    twice = actions(button(action_id="take"), button(action_id="take"))

    assert [] == faults(actions(button(action_id="take")), actions(button(action_id="take")))
    assert ['`action_id` "take" already exists [json-pointer:/blocks/1/elements/1/action_id]'] == faults(
        section(), twice
    )


def test_an_action_id_in_free_content_is_left_alone() -> None:
    assert [] == faults(container(rich_text_title={"action_id": ["no", "string"]}))


def test_a_block_id_is_unique_in_its_message() -> None:
    assert ['`block_id` "b" already exists [json-pointer:/blocks/2/block_id]'] == faults(
        section(block_id="b"), section(), section(block_id="b")
    )


def test_the_markdown_blocks_of_a_message_share_their_limit() -> None:
    half = {"type": "markdown", "text": "x" * 6000}

    assert [] == faults(half, half)
    assert ["must be less than 12001 characters [json-pointer:/blocks/2/text]"] == faults(
        half, half, {"type": "markdown", "text": "x"}
    )


def test_a_data_table_has_a_heading_and_1_to_100_rows() -> None:
    assert ["must provide at least 2 items [json-pointer:/blocks/0/rows]"] == faults(data_table(columns=2, rows=1))
    assert [] == faults(data_table(columns=LIMITS.table_columns, rows=LIMITS.data_table_rows))
    assert ["no more than 101 items allowed [json-pointer:/blocks/0/rows]"] == faults(data_table(columns=2, rows=102))


def test_a_message_has_one_table() -> None:
    assert ["only_one_table_allowed [json-pointer:/blocks/1]"] == faults(table(columns=1), table(columns=1))


KINDS = ["section", "actions", "context", "input", "rich_text", "table", "carousel", "container", "plan"]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "fields", "options", "rows"]), inner, max_size=4)
        | st.builds(lambda kind, rest: {"type": kind, "elements": rest}, st.sampled_from(KINDS), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(anything)
def test_whatever_json_arrives_is_judged_and_never_crashes(payload: Any) -> None:
    told = faults_in_blocks(payload, surface="message") + faults_in_view(payload)

    assert all(" [json-pointer:/" in fault and fault.endswith("]") for fault in told)
