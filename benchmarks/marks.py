"""How often a suggested mark is right, on labelled conversations that are not part of the repository.

`SITREP_CHATS` names a folder of `<case>.json` (`cast`: speaker to role; `messages`: `minute`, `speaker`,
`speaker_role`, `text`, `label` and perhaps other labels in `alt`) with `keys/<case>.json` (`harm_lines`,
`cause_lines`, `fix_lines`, `over_lines`: the messages, by number, that a page should quote).
Every second case, by name, may be looked at while cues are chosen; the others are held back.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.incident import marks
from bot.incident.facts import Opened, Suggestible
from bot.incident.logbook import BOT, Entry
from bot.incident.state import Case, Incident, carry_on, replay
from bot.story.cues import suggested

VARIABLE = "SITREP_CHATS"
BEGUN_AT = datetime(2026, 1, 15, 9, tzinfo=UTC)
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
HELD = ("lead", "logs", "code", "customer_liaison")  # the first speaker of each holds the role
MACHINE, CHATTER = "monitor", "chatter"


@dataclass
class Found:
    """What was counted over some conversations; `offers` and `right` by mark."""

    chatter: int = 0
    chatter_offered: int = 0
    keys: int = 0
    keys_offered: int = 0
    offers: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def add(self, message: Mapping[str, Any], wanted: frozenset[str], offered: Suggestible | None) -> None:
        labels = {message["label"], *message.get("alt", ())}
        is_chatter, is_key_right = message["label"] == CHATTER, offered in wanted or (bool(wanted) and offered == "pin")
        self.chatter += is_chatter
        self.chatter_offered += is_chatter and offered is not None
        self.keys += bool(wanted)
        self.keys_offered += is_key_right
        if offered is not None:
            self.offers[offered] += 1
            means = LABELS.get(offered)
            self.right[offered] += is_key_right or (not is_chatter if means is None else bool(labels & means))

    def __str__(self) -> str:
        each = ", ".join(f"{mark} {self.right[mark]}/{count}" for mark, count in sorted(self.offers.items()))
        return (
            f"under {self.chatter_offered} of {self.chatter} lines of company (goal 1 in 8), "
            f"right under {self.keys_offered} of {self.keys} lines to be quoted (goal half); right by label: {each}"
        )


async def measure() -> list[str]:
    paths = _chats(os.environ.get(VARIABLE, ""))
    if not paths:
        return [f"not measured: no chats given ({VARIABLE}=folder)"]
    halves = {"looked at": paths[::2], "held back": paths[1::2]}
    return [
        f"{what}, {'within the budget' if is_budgeted else 'every cue'}: {_counted(half, is_budgeted=is_budgeted)}"
        for what, half in halves.items()
        for is_budgeted in (False, True)
    ]


def _chats(folder: str) -> list[Path]:
    return sorted(Path(folder).glob("*.json")) if folder else []


def _counted(paths: Iterable[Path], *, is_budgeted: bool) -> Found:
    found = Found()
    for path in paths:
        chat, keys = (json.loads(one.read_text("utf-8")) for one in (path, path.parent / "keys" / path.name))
        offers = _offers(chat)
        offers = _within_budget(chat["messages"], offers) if is_budgeted else offers
        for number, (message, offered) in enumerate(zip(chat["messages"], offers, strict=True)):
            found.add(message, frozenset(m for m, key in KEYS.items() if number in keys.get(key, ())), offered)
    return found


def _offers(chat: Mapping[str, Any]) -> list[Suggestible | None]:
    """Under each message what its words suggest."""
    holders = {next((who for who, role in chat["cast"].items() if role == held), None) for held in HELD}
    return [
        None if said["speaker_role"] == MACHINE else suggested(said["text"], holds_role=said["speaker"] in holders)
        for said in chat["messages"]
    ]


def _within_budget(
    messages: Sequence[Mapping[str, Any]], offers: Iterable[Suggestible | None]
) -> list[Suggestible | None]:
    """What is left of them where everybody clicks at once."""
    incident, kept = _opened(), list[Suggestible | None]()
    for number, (message, offered) in enumerate(zip(messages, offers, strict=True)):
        now, ts = BEGUN_AT + timedelta(minutes=message["minute"]), str(number)
        case, made = Case(incident, now, BOT), []
        if offered is not None:
            made = marks.suggest(case, mark=offered, emoji=offered, ts=ts, author=message["speaker"], said_at=now)
        incident = _with(incident, made, now)
        incident = _with(incident, marks.taken(Case(incident, now, BOT), ts=ts), now)
        kept.append(offered if made else None)
    return kept


def _opened() -> Incident:
    return replay(1, [Entry(1, BEGUN_AT, BEGUN_AT, BOT, "start", Opened(title="a conversation"))])


def _with(incident: Incident, sayings: Iterable[Any], now: datetime) -> Incident:
    written = enumerate(sayings, start=incident.last_seq + 1)
    return carry_on(incident, [Entry(seq, now, now, BOT, f"{seq}", fact) for seq, fact in written])
