"""Whatever is put into a block, Slack takes it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.messages import blocks as b
from bot.slack.messages.mrkdwn import escape
from workspace.spec.blockkit import faults_in_blocks
from workspace.spec.slack import UNKNOWNS

LONG = "a & <b> 😀 " * 2000


def test_every_piece_takes_words_without_end() -> None:
    made = [
        b.header(LONG),
        b.section(LONG),
        b.context(LONG),
        b.actions([b.button(LONG, b.action_id(b.TAKE, "logs"), {"incident": 1, "text": LONG}, style="primary")]),
    ]

    assert [] == faults_in_blocks(made, surface="message")


@pytest.mark.parametrize("made", [b.header(" \n"), b.actions([b.button("", b.BRIEF, {})])])
def test_a_label_of_nothing_is_still_a_label(made: b.Block) -> None:
    assert [] == faults_in_blocks([made], surface="message")


def test_plain_words_show_their_colons() -> None:
    assert {"type": "plain_text", "text": ":fire:", "emoji": False} == b.plain_text(":fire:")


def test_our_words_are_not_searched_for_names() -> None:
    assert b.section("@here")["text"]["verbatim"] is True


@given(st.text(max_size=4000), st.integers(min_value=60, max_value=2000))
def test_typed_words_travel_in_a_value_as_far_as_they_fit(text: str, chars_max: int) -> None:
    packed = b.packed({"incident": 42, "text": text}, chars_max)

    assert len(packed) <= chars_max
    assert 42 == b.unpacked(packed)["incident"]
    assert text.startswith(b.unpacked(packed)["text"])
    assert len(packed) > chars_max - 12 or text == b.unpacked(packed)["text"]


@given(st.text(), st.integers(min_value=0, max_value=2))
def test_a_value_that_comes_back_escaped_is_what_it_was(text: str, times: int) -> None:
    value = b.packed({"incident": 42, "text": f"role logs <@UANA|ana> & {text}"}, 4000)
    returned = value
    for _ in range(times):
        returned = escape(returned)

    assert b.unpacked(value) == b.unpacked(returned)


def test_a_value_that_is_too_long_without_words_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        b.packed({"roles": ["logs"] * 1000})


@pytest.mark.parametrize("value", [None, "", "logs", "[1]", json.dumps("x")])
def test_a_value_that_we_did_not_make_is_empty(value: str | None) -> None:
    assert {} == b.unpacked(value)


def test_verb_and_argument_come_back() -> None:
    action = b.action_id(b.PICK_PERSON, "42:logs")

    assert ("pick_person", "42:logs") == (b.verb_of(action), b.argument_of(action))


def test_no_verb_is_the_beginning_of_another_ones_id() -> None:
    assert len(set(b.VERBS)) == len(b.VERBS)
    assert not any(":" in verb for verb in b.VERBS)


def test_a_message_keeps_to_the_words_that_slack_takes_and_to_its_buttons() -> None:
    below = [b.actions([b.button("Brief", b.BRIEF, {"incident": 1})]), b.context("`undo` takes it back")]
    fitted = b.fitting([*[b.section("x" * 3000) for _ in range(9)], *below])

    assert b.chars(fitted) <= b.MESSAGE_CHARS_MAX
    assert fitted[-2:] == below
    assert fitted[-3]["text"]["text"].endswith("…")
    assert b.MESSAGE_CHARS_MAX <= UNKNOWNS.blocks_text_max_chars


def test_a_message_that_fits_is_left_alone() -> None:
    blocks = [b.header("Title"), b.section("short"), b.context("small print")]

    assert b.fitting(blocks) == blocks


@pytest.mark.parametrize("spare", [0, 1, 2])
def test_where_the_room_ends_between_two_sections_it_is_seen_too(spare: int) -> None:
    sizes = (3000, 3000, 3000, b.MESSAGE_CHARS_MAX - 9000 - spare, 3)
    fitted = b.fitting([b.section("x" * size) for size in sizes])

    assert b.chars(fitted) <= b.MESSAGE_CHARS_MAX
    assert fitted[-1]["text"]["text"].endswith("…")


def test_a_headline_shows_the_emoji_of_a_title() -> None:
    assert "🔥 Checkout down" == b.header(":fire: Checkout down")["text"]["text"]
