"""A value with some of its fields changed is what Python's own `replace` makes of it, and the value stays as it was."""

import dataclasses
from typing import Any

import pytest

from bot.incident.changing import replace
from bot.incident.parts import Role
from tests.incident.given import LEO, opened

CHANGES: tuple[tuple[Any, dict[str, Any]], ...] = (
    (opened().incident, {"title": "Another", "last_seq": 7}),  # without slots
    (Role("lead"), {"holder": LEO}),  # with slots
)


@pytest.mark.parametrize(("value", "changes"), CHANGES)
def test_it_is_changed_as_python_changes_it_and_stays_as_it_was(value: Any, changes: dict[str, Any]) -> None:
    before = dataclasses.replace(value)
    changed = replace(value, **changes)

    assert dataclasses.replace(value, **changes) == changed
    assert before == value != changed
    with pytest.raises(TypeError):
        replace(value, of_no_such_name="Another")
