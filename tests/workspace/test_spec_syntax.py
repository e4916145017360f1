"""One misread line would let through what Slack refuses, so the notation is read to the letter or not at all."""

import pytest

from workspace.spec.spec_syntax import ArgumentRule, Span, read_rule

LINES = [
    ("ts: ts", ArgumentRule("ts")),
    ("title: string ..256", ArgumentRule("string", span=Span(None, 256))),
    ("length: number 1..", ArgumentRule("number", span=Span(1, None))),
    ("presence: enum auto|away", ArgumentRule("enum", choices=("auto", "away"))),
    ("user: user ^[UW][A-Z0-9]{2,}$", ArgumentRule("user", pattern="^[UW][A-Z0-9]{2,}$")),
    ("fields: [1..10] text 1..2000", ArgumentRule("text", lists=(Span(1, 10),), span=Span(1, 2000))),
    ("rows: [1..100] [..20] cell", ArgumentRule("cell", lists=(Span(1, 100), Span(None, 20)))),
    ("columns: [0..20] column?", ArgumentRule("column", nullable=True, lists=(Span(0, 20),))),
]


@pytest.mark.parametrize(("line", "rule"), LINES)
def test_a_rule_is_read_as_written(line: str, rule: ArgumentRule) -> None:
    assert (line.partition(":")[0], rule) == read_rule(line)


@pytest.mark.parametrize("line", ["", "name", "name:string", "name: ", "rows: [1-3] cell", "text: string 1 .. 2"])
def test_a_line_that_cannot_be_read_stops_the_program(line: str) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        read_rule(line)
