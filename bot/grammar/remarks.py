"""What the answer adds to what was understood, as data: a time that was not read, a severity that was translated.

Law: no sentence is made here. A code names the remark, the values fill its sentence in `templates/remark`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Code -> the values its sentence uses.
REMARKS: Mapping[str, tuple[str, ...]] = {
    "unread_time": ("typed", "how"),
    "time_in_words": ("typed", "how"),
    "half_unclear": ("typed", "morning", "evening"),
    "day_unclear": ("typed", "one", "other"),
    "unread_span": ("typed",),
    "pause_lasts": ("typed",),
    "second_sum": ("typed",),
    "note_time_ahead": ("typed", "how"),
    "zone_of_yours_unknown": ("zone",),
    "zone_read_as": ("typed", "place", "clock", "zone"),
    "hour_left_out": ("typed", "clock", "zone"),
    "hour_comes_twice": ("clock", "zone", "other_zone"),
    "day_is_over": ("day", "year", "over"),
    "day_to_come": ("day", "year", "ahead"),
    "severity_read_as": ("typed", "severity"),
    "severity_not_read": ("typed",),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """`values` are pairs, so that remarks can be told apart."""

    code: str
    values: tuple[tuple[str, str], ...]


def remark(code: str, **values: str) -> Remark:
    return Remark(code, tuple(values.items()))
