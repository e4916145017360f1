"""One example of each block and element, made of all that blockkit.toml allows, every text in it another word."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from workspace.spec.blockkit import _SHAPES, Shape
from workspace.spec.spec_syntax import ArgumentRule

Json = dict[str, Any]
FLAT = {"bool": True, "integer": 1, "number": 1, "url": "https://example.org/", "picture": "https://example.org/a.png"}
DEEPEST = 9
# Of families, the members that tell most about the family.
CHOSEN = {"text": "mrkdwn", "section_accessory": "button", "actions_element": "button", "input_element": "datepicker"}


class Kit:
    """Makes examples; `words` are the texts that somebody would read in them."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers = count(1)

    def example(self, shape: Shape, depth: int = 0) -> Json:
        left_out = {*shape.exactly_one[1:], "confirm", "visible_to_user_ids"}
        if "options" in shape.rules:  # what is chosen at first is one of the options
            left_out |= {name for name in shape.rules if name.startswith("initial_")}
        made: Json = {"type": shape.type} if shape.type else {}
        for name, rule in shape.rules.items():
            if name not in left_out and (depth < DEEPEST or name in shape.needs):
                made[name] = self._value(name, rule, depth)
        return made

    def _value(self, name: str, rule: ArgumentRule, depth: int) -> Any:
        value = self._item(name, rule, depth)
        for span in reversed(rule.lists):
            value = [value] * max(1, span.least or 0)
        return value

    def _item(self, name: str, rule: ArgumentRule, depth: int) -> Any:
        if rule.choices:
            return rule.choices[0]
        if rule.kind in FLAT:
            return FLAT[rule.kind]
        if rule.kind in {"string", "any"}:
            return self._string(name, rule)
        shapes = _SHAPES[rule.kind]
        wanted = CHOSEN.get(rule.kind)
        shape = next((each for each in shapes if each.type == wanted), shapes[0])
        return self.example(shape, depth + 1)

    def _string(self, name: str, rule: ArgumentRule) -> str:
        if rule.pattern:
            return "2026-05-14" if "d{4}" in rule.pattern else "10:30"
        word = f"word{next(self._numbers)}"
        if name == "text":
            self.words.append(word)
        return word


def shapes(kind: str) -> Iterator[Shape]:
    """Every block, or every element; what Slack alone may make is not drawn by an app."""
    yield from (shape for shape in _SHAPES[kind] if shape.surfaces)
