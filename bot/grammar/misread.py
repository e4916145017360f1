"""What a person typed and Sitrep could not read, as data: every refusal says why and what to type instead.

Law: no sentence is made here. A code names what was wrong, the values fill the sentence that `templates/` holds for it.
"""

import re
from collections.abc import Mapping

TYPED_MAX_CHARS = 80
"""So much of the person's own text is given back; a refusal is one line, whatever was pasted."""

_PICKED = re.compile(r"<(?P<sign>@|#|!subteam\^)[A-Z0-9]+(?:\|[@#]?(?P<label>[^<>|]*))?>")

# Code -> the values its sentence may use. Once the verb is known, `parse` adds it with its usage and example.
MISREADS: Mapping[str, tuple[str, ...]] = {
    "line_too_long": ("chars", "limit"),
    "only_emoji": ("typed",),
    "unknown_verb": ("typed", "did_you_mean"),
    "question": ("typed", "did_you_mean"),
    "courtesy": ("typed",),
    "quiet": ("typed",),
    "incomplete": ("missing",),
    "unexpected_words": ("typed",),
    "not_about_one_incident": ("typed",),
    "severity_out_of_range": ("typed",),
    "title_too_long": ("chars", "limit"),
    "unknown_flag": ("typed", "did_you_mean"),
    "unknown_role": ("typed", "did_you_mean", "roles"),
    "person_unclear": ("typed",),
    "minutes_unclear": ("typed",),
    "no_length": ("typed",),
    "time_unclear": ("typed",),
    "too_many_notes": ("limit",),
    "unknown_zone": ("typed",),
    "day_unclear": ("one", "other"),
    "unknown_key_time": ("typed", "did_you_mean", "known"),
    "figure_unclear": ("typed",),
    "figure_too_large": ("typed", "limit"),
    "money_kind_unclear": ("typed", "known"),
    "currency_missing": ("typed",),
    "product_incomplete": ("typed",),
    "share_too_large": ("typed",),
    "effort_unclear": ("typed",),
    "not_a_url": ("typed",),
    "share_target_unclear": ("typed",),
    "unknown_form": ("typed", "known"),
    "nothing_unconfirmed": ("typed",),
    "without_what": ("typed",),
    "one_person_out": ("typed",),
    "no_picture": ("typed",),
    "two_commands": ("typed",),
    "state_unclear": ("typed", "did_you_mean"),
    "nothing_needed": ("typed",),
    "states_nothing": ("typed",),
    "not_judged": ("typed",),
    "one_hypothesis": ("typed",),
    "one_person": ("typed",),
    "one_customer": ("typed",),
    "unknown_plan": ("typed",),
    "about_a_plan": ("typed", "plan"),
    "name_unclear": ("typed",),
    "period_unclear": ("typed",),
    "playbook_unclear": ("typed",),
    "step_unclear": ("typed",),
}


class Misread(Exception):
    """The text is no command as it stands. Shown to the one who typed it, in the words of `code`; never logged."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        if "typed" in values:
            values["typed"] = _PICKED.sub(_as_read, values["typed"])[:TYPED_MAX_CHARS]
        self.values: Mapping[str, str] = values

    def within(self, **values: str) -> "Misread":
        """The same misreading, with what the caller knows of the verb it happened in."""
        return Misread(self.code, **{**values, **self.values})


def _as_read(picked: re.Match[str]) -> str:
    """A name that was picked from Slack's list, as people read it there."""
    if picked["sign"] == "#":
        return f"#{picked['label'] or 'a-channel'}"
    return f"@{picked['label'] or 'somebody'}"
