"""What of a conversation reaches the executive's page, played and scored on labelled ones that stand elsewhere.

`SITREP_CHATS` names a folder of `<case>.json` (`title`, `date`, `t0_clock`; `cast`: speaker to role; `moments`: the
minutes at which somebody knew that it was identified, mitigated and resolved; `messages`: `minute`, `speaker`,
`speaker_role`, `text`, `kind`, `in_timeline`, `label` and perhaps other labels in `alt`) with `keys/<case>.json`
(`harm_lines`, `cause_lines`, `fix_lines`, `over_lines`: the messages, by number, of which a page should quote one).

Every second case, by name, may be looked at while rules and cues are chosen; the others are held back.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.incident.meanings import Suggestible

VARIABLE = "SITREP_CHATS"
NOT_GIVEN = f"not measured: no chats given ({VARIABLE}=folder)"
CHATTER = "chatter"
# What a page should quote of each, and by which of the keys.
KEYS: Mapping[Suggestible, str] = {
    "harm": "harm_lines",
    "why": "cause_lines",
    "done": "fix_lines",
    "over": "over_lines",
}
# What the labels of the conversations call that which a mark means.
LABELS: Mapping[Suggestible, frozenset[str]] = {
    "harm": frozenset({"impact", "customer_contact", "action_failed"}),
    "why": frozenset({"suspected_cause", "confirmed_cause", "ruled_out"}),
    "done": frozenset({"action_started", "action_done", "action_failed", "decision"}),
    "over": frozenset({"mitigated_signal", "resolved_signal"}),
    "told": frozenset({"customer_contact"}),
}


@dataclass(frozen=True, slots=True)
class Chat:
    """A labelled conversation."""

    name: str
    told: Mapping[str, Any]
    keys: Mapping[str, Any]

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        return self.told["messages"]  # type: ignore[no-any-return]

    def is_key(self, number: int, mark: Suggestible) -> bool:
        """Whether a page should quote this message where the mark would put it."""
        return number in self.keys.get(KEYS.get(mark, ""), ())

    def wanted(self, number: int) -> frozenset[Suggestible]:
        return frozenset(mark for mark in KEYS if self.is_key(number, mark))

    def is_right(self, number: int, mark: Suggestible) -> bool:
        """Whether its author would say so of it: by the keys, else by the labels; a pin is right on all but chatter."""
        message = self.messages[number]
        if self.is_key(number, mark) or mark == "pin":
            return bool(self.wanted(number)) or message["label"] != CHATTER
        return bool(LABELS[mark] & {message["label"], *message.get("alt", ())})


def halves() -> Iterator[tuple[str, Sequence[Chat]]]:
    """The cases that may be looked at, and those held back; nothing where no folder is named."""
    paths = sorted(Path(folder).glob("*.json")) if (folder := os.environ.get(VARIABLE)) else []
    for what, some in (("looked at", paths[::2]), ("held back", paths[1::2])):
        if some:
            yield what, [_read(path) for path in some]


def _read(path: Path) -> Chat:
    told, keys = (json.loads(one.read_text("utf-8")) for one in (path, path.parent / "keys" / path.name))
    return Chat(path.stem, told, keys)
