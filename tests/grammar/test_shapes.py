"""The table of shapes: each row's example is read by that row, by none before it, and as what the row says."""

import pytest

from bot.grammar import DEFAULT_ROLES, parse
from bot.grammar.shapes import SHAPES, LineShape, plain


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.says)
def test_the_example_of_a_row_is_read_by_it_and_by_no_earlier_one(shape: LineShape) -> None:
    fits = [row.says for row in SHAPES if row.plain(shape.typed, DEFAULT_ROLES) is not None]

    assert fits[0] == shape.says
    assert shape.understood == plain(shape.typed, DEFAULT_ROLES)
    assert parse(shape.understood) == parse(shape.typed)


def test_a_command_with_hyphens_between_blanks_is_its_name() -> None:
    assert parse("new playbook INC-41") == parse("new - playbook INC-41")
