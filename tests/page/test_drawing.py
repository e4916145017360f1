"""Whatever Block Kit allows is drawn, or named where it stands; none of its words is lost in silence."""

from typing import Any

import pytest

from tests.page.kit import Kit, shapes
from workspace.page.drawing import BlockPlace, Drawing
from workspace.people.screen import reader_of
from workspace.server import LocalSlack
from workspace.spec.blockkit import Shape

FAMILIES = ("actions_element", "input_element", "context_actions_element")
ELEMENTS = {shape.type: shape for family in FAMILIES for shape in shapes(family)}


@pytest.fixture
def drawing(slack: LocalSlack) -> Drawing:
    return Drawing(slack.world, reader_of(slack.world, slack.world.directory.handles["leo"]))


def names(shape: Shape, html: str) -> bool:
    """Whether the page says that it does not draw this."""
    return "undrawn" in html and f"<code>{shape.type}</code>" in html


@pytest.mark.parametrize("shape", list(shapes("block")), ids=lambda shape: shape.type)
def test_every_block_is_drawn_with_all_its_words_or_named(drawing: Drawing, shape: Shape) -> None:
    kit = Kit()
    html = drawing.draw(kit.example(shape), BlockPlace("C1", "1.0"))
    lost = [word for word in kit.words if word not in html]

    assert names(shape, html) or lost == []


@pytest.mark.parametrize("shape", ELEMENTS.values(), ids=ELEMENTS)
def test_every_element_is_drawn_with_all_its_words_or_named(drawing: Drawing, shape: Shape) -> None:
    kit = Kit()
    element = kit.example(shape)
    element.pop("visible_to_user_ids", None)
    html = drawing.element(element, {"type": "actions", "block_id": "b"}, BlockPlace("C1", "1.0"))
    lost = [word for word in kit.words if word not in html]

    assert names(shape, html) or lost == []
    assert html.strip()


def test_what_is_not_drawn_is_a_short_list(drawing: Drawing) -> None:
    drawn = {shape.type: drawing.draw(Kit().example(shape), BlockPlace("C1", "1.0")) for shape in shapes("block")}

    assert {"call", "data_visualization", "video"} == {
        name for name, html in drawn.items() if f"draw <code>{name}" in html
    }


def test_a_button_that_others_may_see_is_not_there(drawing: Drawing) -> None:
    button: Any = {"type": "button", "text": {"type": "plain_text", "text": "Mine"}, "visible_to_user_ids": ["U0"]}

    assert "Mine" not in drawing.element(button, {"type": "actions"}, BlockPlace("C1"))


def test_words_in_a_label_are_text(drawing: Drawing) -> None:
    block = {"type": "header", "text": {"type": "plain_text", "text": "<img src=x onerror=alert(1)>"}}

    assert "&lt;img src=x" in drawing.draw(block, BlockPlace("C1"))
