"""A wording: which message of `templates/` is said, and what it is filled from. Only a door turns it into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wording:
    """`name` is a folder of `templates/`, or `refused/<code>` and `unfilled/<code>` for a file in there."""

    name: str
    values: Mapping[str, object] = field(default_factory=dict)
