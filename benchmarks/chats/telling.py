"""Conversations told as stories: the same words, typed as commands, pinned by a scribe, or only said.

Law: of the answer key a story gives away nothing but the minutes at which somebody knew how far it was.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias

from benchmarks.chats import Chat
from bot.cli.story import Act, Step, Story

Manner: TypeAlias = Literal["typed", "pinned", "chat"]

ROLES = {"lead": "lead", "logs": "logs", "code": "code", "customer_liaison": "customers"}
MACHINE = "monitor"
EXECUTIVE = "the_executive"
VERBS = {"report": "report", "hypothesis": "think", "decision": "decide"}
PINNED_KINDS = frozenset({"action", "impact", "customer", "report"})  # beside what is typed
TITLE_CHARS = 60
FIRST_MINUTE = 2  # everybody is in by then
REASON = "verified by the people who reported it"


def handle(speaker: str) -> str:
    """The speaker's name as Slack's people have them."""
    return "".join(letter for letter in speaker.lower() if letter.isalnum() or letter == "_")


def cast(chat: Chat) -> tuple[str, Mapping[str, str]]:
    """Who starts it, and the role of every holder: the first speaker of each; the lead, else the first with any."""
    roles = {handle(who): role for who, role in chat.told["cast"].items() if role != MACHINE}
    starter = min(
        roles, key=lambda who: ("lead", "code", "customer_liaison", "responder", "logs", roles[who]).index(roles[who])
    )
    holders = {starter: "lead"}
    for who, role in roles.items():
        if role in ROLES and ROLES[role] not in holders.values():
            holders.setdefault(who, ROLES[role])
    return starter, holders


def told(chat: Chat, manner: Manner) -> Story:
    """The conversation, in which the executive asks for the page in the middle, mitigated, and when all is said.

    The step in which message n was said is called `m<n>`.
    """
    machines = {handle(who) for who, role in chat.told["cast"].items() if role == MACHINE}
    people: dict[str, Any] = {who: {"name": who.replace("_", " ").title()} for who in map(handle, chat.told["cast"])}
    people |= {who: {**people[who], "bot": True} for who in machines} | {EXECUTIVE: {"name": "Pat Exec"}}
    steps = sorted(_steps(chat, manner, machines), key=lambda step: step[0])
    begun = f"{chat.told.get('date', '2026-01-15')[:10]}T{chat.told.get('t0_clock', '09:00')}"
    return Story(
        title=chat.told["title"],
        opens_at=datetime.fromisoformat(begun).replace(tzinfo=UTC),
        people=people,
        steps=[
            Step(number, timedelta(minutes=minute), who, act, value, more)
            for number, (minute, who, act, value, more) in enumerate(steps, start=1)
        ],
    )


_Told: TypeAlias = tuple[int, str, Act, Any, Mapping[str, Any]]


def _steps(chat: Chat, manner: Manner, machines: set[str]) -> Iterator[_Told]:
    starter, holders = cast(chat)
    offers = " ".join(f"@{who}:{role}" for who, role in holders.items() if who != starter)
    title = chat.told["title"][:TITLE_CHARS]
    yield 0, starter, Act.TYPES, f"/incident start sev2 {title} {offers}".strip(), {}
    for who in holders:
        if who != starter:
            yield 1, who, Act.PRESSES, "Accept", {}
    for number, message in enumerate(chat.messages):
        who, at, kind = handle(message["speaker"]), max(FIRST_MINUTE, message["minute"]), message["kind"]
        is_typed = manner == "typed" and kind in VERBS and who not in machines
        if is_typed and (kind != "report" or who in holders):
            yield at, who, Act.TYPES, f"/incident {VERBS[kind]} {message['text']}", {}
            continue
        said = f" {message['text']}" if message["text"].startswith("/") else message["text"]
        yield at, who, Act.SAYS, said, {"as": f"m{number}"}
        is_pinned = kind in PINNED_KINDS if manner == "typed" else manner == "pinned" and message["in_timeline"]
        if is_pinned:
            yield at, starter, Act.REACTS, "pushpin", {"to": f"m{number}"}
    yield from _course(chat, manner, starter)


def _course(chat: Chat, manner: Manner, starter: str) -> Iterator[_Told]:
    """What the starter knows of how far it is, and when the executive asks."""
    moments = chat.told["moments"]
    identified, mitigated = moments["identified"], moments["mitigated"]
    resolved = max(moments["resolved"], mitigated + 1)
    over = max(resolved, *(message["minute"] for message in chat.messages))  # why is often found after it was resolved
    if manner != "chat":
        if identified and identified < mitigated:
            yield identified, starter, Act.TYPES, "/incident status identified", {}
        yield mitigated, starter, Act.TYPES, "/incident status mitigated", {}
    asks = (max(FIRST_MINUTE + 1, mitigated // 2), (mitigated + resolved) // 2)
    for at in [*asks[: 1 + (resolved > mitigated + 1)]]:
        yield at, EXECUTIVE, Act.TYPES, "/incident summary", {}
    yield resolved, starter, Act.TYPES, f"/incident resolve {REASON}", {}
    yield over + 2, EXECUTIVE, Act.TYPES, "/incident summary", {}
