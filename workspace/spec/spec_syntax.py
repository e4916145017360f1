"""The notation in which slack.toml and blockkit.toml tell, on one line, what a field or an argument may hold.

    name: [1..10] text 1..2000      a list of 1 to 10 texts of 1 to 2,000 characters
    limit: number 1..1000           a number in that range
    presence: enum auto|away        one of these values
    user: user ^[UW][A-Z0-9]{2,}$   a value that matches the pattern
    columns: [0..20] column?        a list in which null may stand instead of a column

Law: an end of a range may stay open (`..256`, `1..`), and a line that cannot be read stops the program.
"""

import re
from dataclasses import dataclass, replace

_LINE = re.compile(r"(?P<name>\w+): (?P<lists>(?:\[\d*\.\.\d*\] )*)(?P<kind>\w+)(?P<nullable>\??)(?: (?P<rule>\S+))?")
_RANGE = re.compile(r"\d*\.\.\d*")


@dataclass(frozen=True, slots=True)
class Span:
    """How many: characters, items, or the number itself; None leaves that end open."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ArgumentRule:
    """What one field may hold; `lists` has the outermost list first, all else is about the innermost value."""

    kind: str
    nullable: bool = False
    lists: tuple[Span, ...] = ()
    span: Span = Span()
    choices: tuple[str, ...] = ()
    pattern: str | None = None


def read_rule(line: str) -> tuple[str, ArgumentRule]:
    """Read the name and the rule of one line; ValueError if it is none."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"cannot read {line!r}; a rule looks like 'name: [least..most] kind rule'")
    told = found["rule"] or ""
    rule = ArgumentRule(
        kind=found["kind"],
        nullable=bool(found["nullable"]),
        lists=tuple(_span(part.strip("[]")) for part in found["lists"].split()),
    )
    if told.startswith("^"):
        rule = replace(rule, pattern=told)
    elif _RANGE.fullmatch(told):
        rule = replace(rule, span=_span(told))
    elif told:
        rule = replace(rule, choices=tuple(told.split("|")))
    return found["name"], rule


def _span(text: str) -> Span:
    least, most = text.split("..")
    return Span(int(least) if least else None, int(most) if most else None)
