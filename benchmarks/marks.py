"""How often a suggested mark is right, on labelled conversations that are not part of the repository."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.chats import CHATTER, NOT_GIVEN, Chat, halves
from benchmarks.chats.telling import MACHINE, cast, handle
from bot.incident import marks
from bot.incident.facts import Opened
from bot.incident.logbook import BOT, Entry
from bot.incident.meanings import Suggestible
from bot.incident.replay import carry_on, replay
from bot.incident.state import Case, Incident
from bot.story.cues import suggested

BEGUN_AT = datetime(2026, 1, 15, 9, tzinfo=UTC)


@dataclass
class Found:
    """What was counted over some conversations; `offers` and `right` by mark."""

    chatter: int = 0
    chatter_offered: int = 0
    keys: int = 0
    keys_offered: int = 0
    offers: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def add(self, chat: Chat, number: int, offered: Suggestible | None) -> None:
        wanted, is_chatter = chat.wanted(number), chat.messages[number]["label"] == CHATTER
        self.chatter += is_chatter
        self.chatter_offered += is_chatter and offered is not None
        self.keys += bool(wanted)
        self.keys_offered += offered in wanted or (bool(wanted) and offered == "pin")
        if offered is not None:
            self.offers[offered] += 1
            self.right[offered] += chat.is_right(number, offered)

    def __str__(self) -> str:
        each = ", ".join(f"{mark} {self.right[mark]}/{count}" for mark, count in sorted(self.offers.items()))
        return (
            f"under {self.chatter_offered} of {self.chatter} lines of company (goal 1 in 8), "
            f"right under {self.keys_offered} of {self.keys} lines to be quoted (goal half); right by label: {each}"
        )


async def measure() -> list[str]:
    lines = [
        f"{what}, {'within the budget' if is_budgeted else 'without one'}: {_counted(chats, is_budgeted=is_budgeted)}"
        for what, chats in halves()
        for is_budgeted in (False, True)
    ]
    return lines or [NOT_GIVEN]


def _counted(chats: Iterable[Chat], *, is_budgeted: bool) -> Found:
    found = Found()
    for chat in chats:
        offers = [*_offers(chat)]
        for number, offered in enumerate(_within_budget(chat, offers) if is_budgeted else offers):
            if chat.messages[number]["speaker_role"] != MACHINE:
                found.add(chat, number, offered)
    return found


def _offers(chat: Chat) -> Iterator[Suggestible | None]:
    """Under each message what its author, its length and its words suggest."""
    _, holders = cast(chat)
    harms = 0
    for said in chat.messages:
        role = holders.get(handle(said["speaker"]))
        roles = () if role is None else (role,)
        mark = None if said["speaker_role"] == MACHINE else suggested(said["text"], roles=roles, harms=harms)
        harms += mark == "harm"
        yield mark


def _within_budget(chat: Chat, offers: Sequence[Suggestible | None]) -> Iterator[Suggestible | None]:
    """What is left of them where everybody clicks at once."""
    incident = replay(1, [Entry(1, BEGUN_AT, BEGUN_AT, BOT, "start", Opened(title="a conversation"))])
    for number, (message, offered) in enumerate(zip(chat.messages, offers, strict=True)):
        now, ts, made = BEGUN_AT + timedelta(minutes=message["minute"]), str(number), []
        if offered is not None:
            case = Case(incident, now, BOT)
            made = marks.suggest(case, mark=offered, emoji=offered, ts=ts, author=message["speaker"], said_at=now)
        incident = _with(incident, made, now)
        incident = _with(incident, marks.taken(Case(incident, now, BOT), ts=ts), now)
        yield offered if made else None


def _with(incident: Incident, sayings: Iterable[Any], now: datetime) -> Incident:
    written = enumerate(sayings, start=incident.last_seq + 1)
    return carry_on(incident, [Entry(seq, now, now, BOT, f"{seq}", fact) for seq, fact in written])
