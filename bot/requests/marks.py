"""Marks: what people mean by a reaction under a message, and what Slack calls it in this workspace.

Law: a mark puts the message on record as a quotation, in the section that it names; it states no fact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.incident.meanings import Mark, Suggestible

PIN_NAMES = ("pushpin", "round_pushpin")  # 📌 and 📍, which put a message on the timeline
CHANNEL_PIN = (
    "pin:channel"  # Slack's own "Pin to channel" does so too; no emoji is called so, for of those ":" is the end
)
MENU_PIN = "pin:menu"  # *Add to timeline*: Slack shows no reaction for it, so no look at Slack takes it off again
# 💥, 🔎 and its twin 🔍, 🔧, 🏁, 📣 and its twin 📢. The first is the one that the bot suggests.
EMOJI: Mapping[Mark, tuple[str, ...]] = {
    "harm": ("boom",),
    "why": ("mag_right", "mag"),
    "done": ("wrench",),
    "over": ("checkered_flag",),
    "told": ("mega", "loudspeaker"),
}


@dataclass(frozen=True, slots=True)
class MarkNames:
    """Which emoji mean what. A mark without any is not used here: nobody can set it, and it is not suggested."""

    emoji: Mapping[Mark, tuple[str, ...]]

    @property
    def reactions(self) -> tuple[str, ...]:
        """Every emoji that puts a message on record."""
        return (*PIN_NAMES, *(name for names in self.emoji.values() for name in names))

    @property
    def all(self) -> tuple[str, ...]:
        """Everything that does, by the name under which it is kept."""
        return (*self.reactions, CHANNEL_PIN, MENU_PIN)

    def meant(self, standing: Sequence[tuple[str, str, datetime]]) -> Mapping[Mark, tuple[str, datetime]]:
        """What people mean who put these under a message, by whom first and when; a pin alone means no section."""
        names = {name for name, _, _ in standing}
        return {
            mark: (person, at)
            for mark, known in self.emoji.items()
            if not names.isdisjoint(known)
            for name, person, at in reversed(standing)
            if name in known
        }

    def mark_of(self, name: str) -> Mark | None:
        """The mark that this emoji is; None for a pin, and for what means nothing here."""
        return next((mark for mark, known in self.emoji.items() if name in known), None)

    def suggested(self, mark: Suggestible) -> str:
        """The emoji to suggest this with; empty for a mark that is not used here."""
        return PIN_NAMES[0] if mark == "pin" else next(iter(self.emoji.get(mark, ())), "")


MARK_NAMES = MarkNames(EMOJI)
