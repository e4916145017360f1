"""How long the pages of a very long incident take, and of a quarter of it: where the work is linear, four times.

The time of the processor, and the least of a few rounds: what else the machine does is no part of it.
"""

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from bot.cli.run import COLLECT_EVERY
from bot.incident import facts as f
from bot.incident.logbook import Entry
from bot.incident.policy import CODE, CUSTOMERS, LEAD, LOGS, Policy
from bot.incident.replay import replay
from bot.incident.state import Incident
from bot.render.out import pdf
from bot.render.words import Reader, Words
from bot.story import brief, summary
from bot.story.timeline import PinnedMessage

Made: TypeAlias = Callable[[Incident, list[PinnedMessage]], object]

BEGUN_AT = datetime(2026, 1, 15, 9, tzinfo=UTC)
ENDED_AT = BEGUN_AT + timedelta(days=2)
ROUNDS = 20
ALL = 10_000
ON_RECORD = 5_300  # of the labelled conversations 53 % came on record where people pinned all that matters, else 25 %
HOLDERS = {LEAD: "U1", LOGS: "U2", CODE: "U3", CUSTOMERS: "U4"}
SPEAKERS = (*HOLDERS.values(), *(f"U{number}" for number in range(10, 30)))
SAID = (
    "Nobody at the counter can print a receipt since 08:50. They write them by hand.",
    "queue {} holds 412 documents, and none of them moves",
    "is it archive {} again, or only the second half of it?",
    "no, the archive answers; what fails is the signature, in 3 of 4 attempts",
    "restarted the signer on node {}, the first ones go through; watching it",
    "Confirmed: the key of signer {} was replaced on Tuesday. The old one lies in the store still.",
    "told the offices of region {} that it takes another hour, and that nothing is lost",
    "it is 38 offices, not 55",
)
TYPED: tuple[tuple[str, Callable[[int], f.Fact]], ...] = (
    (LOGS, lambda n: f.Reported(role=LOGS, conditions=f"queue {n} grows", actions=f"draining queue {n}")),
    (CODE, lambda n: f.HypothesisRaised(id=f"H{n}", text=f"the signer of node {n} lost its key")),
    (LOGS, lambda n: f.HypothesisRuledOut(id=f"H{n - 1}", evidence=f"node {n} signs well")),
    (LEAD, lambda n: f.Decided(id=f"D{n}", what=f"restart the signer of node {n}")),
    (CODE, lambda n: f.NeedStated(id=f"N{n}", what=f"somebody who knows node {n}")),
    (CODE, lambda n: f.Reported(role=CODE, conditions=f"built {n} with the old key", actions="deploying it")),
    (LOGS, lambda n: f.HypothesisRaised(id=f"H{n}", text=f"is it queue {n}?")),
    (CUSTOMERS, lambda _: f.NothingNew(role=CUSTOMERS)),
)


async def measure() -> list[str]:
    gc.set_threshold(COLLECT_EVERY, *gc.get_threshold()[1:])  # as the bot has it
    return [
        _row("brief", 5_000, 500, "goal 50", _brief),
        _row("brief", 5_000, ON_RECORD, f"goal 50: {ALL} were said", _brief),
        _row("brief", 5_000, ALL, "none of them only said", _brief),
        _row("summary in words", 500, 10_000, "goal 2000", _summary),
        _row("summary as a PDF", 500, 1_000, "goal 2000", _pdf),
    ]


def _row(page: str, records: int, messages: int, goal: str, made: Made) -> str:
    whole_ms, quarter_ms = (_least_ms(made, _incident(records // n), _pinned(messages // n)) for n in (1, 4))
    told = f"{page} of {records} records and {messages} messages on record: {whole_ms:.0f} ms ({goal})"
    return f"{told}, of a quarter {quarter_ms:.0f} ms; ratio {whole_ms / quarter_ms:.1f}"


def _least_ms(made: Made, incident: Incident, pinned: list[PinnedMessage]) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        made(incident, pinned)
        took.append((time.process_time() - began) * 1000)
    return min(took)


def _brief(incident: Incident, pinned: list[PinnedMessage]) -> brief.Brief:
    return brief.of(incident, pinned, now=ENDED_AT, policy=Policy(), due={}, next_brief_at=None)


def _summary(incident: Incident, pinned: list[PinnedMessage]) -> str:
    account = summary.of(incident, pinned, now=ENDED_AT, policy=Policy())
    return Words().document(account, reader=Reader({}, "UTC", "https://example.slack.com", ENDED_AT))


def _pdf(incident: Incident, pinned: list[PinnedMessage]) -> bytes:
    return pdf.document(_summary(incident, pinned), incident.name, made_at=ENDED_AT)


def _incident(records: int) -> Incident:
    """Identified in the middle, mitigated at three quarters; what was typed is spread over the two days."""
    life: dict[int, f.Status] = {records // 2: "identified", records * 3 // 4: "mitigated"}
    facts: list[tuple[str, f.Fact]] = [(LEAD, f.Opened(title="Receipts missing", severity=1))]
    facts += [(role, f.RoleTaken(role=role, person=person)) for role, person in HOLDERS.items()]
    for n in range(1, records + 1):
        role, typed = TYPED[n % len(TYPED)]
        facts.append((role, f.StatusSet(status=life[n])) if n in life else (role, typed(n)))
    times = [_at(n, len(facts)) for n in range(len(facts))]
    told = enumerate(zip(times, facts, strict=True), start=1)
    return replay(1, [Entry(seq, at, at, HOLDERS[role], f"cmd:{seq}", fact) for seq, (at, (role, fact)) in told])


def _pinned(messages: int) -> list[PinnedMessage]:
    return [_message(n, _at(n, messages)) for n in range(messages)]


def _message(number: int, at: datetime) -> PinnedMessage:
    text, author = SAID[number % len(SAID)].format(number), SPEAKERS[number % len(SPEAKERS)]
    return PinnedMessage("C1", f"{int(at.timestamp())}.{number:06}", "", author, text, None, None, "U1", at)


def _at(number: int, count: int) -> datetime:
    return BEGUN_AT + (ENDED_AT - BEGUN_AT) * number / count
