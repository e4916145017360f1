"""A brief to fifty people at once, under Slack's limits, as the incident goes on: who got it when, and who waited."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cli.simulation import Stage
from bot.incident import facts as f
from bot.incident.policy import DEFAULT
from bot.store.transcript import instant_of
from tests.scenarios.conftest import CAST, MORNING, Scene

EXECUTIVES = {f"exec{number:02}": {"name": f"Executive {number:02}"} for number in range(50)}
REMINDER_WITHIN_S = 5  # what the product promises of a reminder


@dataclass(frozen=True)
class Shared:
    """How it went, in seconds of the clock.

    `took_s` until the last had it; `copies`: how many people have so many of them; `refused`: calls that Slack refused.
    The others are how long something else waited that was told meanwhile: a reminder, a report in the card's thread,
    and a task for somebody to whom the bot has never written.
    """

    took_s: float
    copies: Counter[int]
    reminder_late_s: float
    new_person_late_s: float
    report_late_s: float
    refused: int


async def shared_with_fifty() -> Shared:
    """The lead sends the draft on, just before a report is due; ten seconds later somebody is asked, and it goes on."""
    async with Stage(people={**CAST, **EXECUTIVES}, opens_at=MORNING, seed=7) as stage:
        scene = Scene(stage)
        try:
            return await _shared(scene)
        finally:
            await scene.stage.app.stop()


async def _shared(scene: Scene) -> Shared:
    await scene.stops()
    to = tuple(scene.id(who) for who in EXECUTIVES)
    await scene.starts_again(policy=replace(DEFAULT, brief_to=to))
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.types("ana", "/incident report two of fourteen found next 16m")
    await scene.after(15.1)
    began = scene.stage.clock.now()
    calls = len(scene.stage.slack.calls)
    await scene.presses("leo", "Send", where="dm")
    await scene.after(10 / 60)
    await scene.types("leo", "/incident ask @bo 10m read what changed on Monday")
    asked_at = scene.stage.clock.now()
    await scene.types("leo", "/incident report all fourteen are found")
    await scene.after(3)
    refused = [call for call in scene.stage.slack.calls[calls:] if not call.ok]
    return Shared(
        took_s=max((at - began).total_seconds() for who in EXECUTIVES for at in _pages_of(scene, who)),
        copies=Counter(len(_pages_of(scene, who)) for who in EXECUTIVES),
        reminder_late_s=await _reminder_late_s(scene),
        new_person_late_s=max((at - asked_at).total_seconds() for at in _direct(scene, "bo")),
        report_late_s=await _report_late_s(scene),
        refused=len(refused),
    )


def _pages_of(scene: Scene, who: str) -> list[datetime]:
    """When each brief that this person has came."""
    return _direct(scene, who, "shares the executive brief")


def _direct(scene: Scene, who: str, words: str = "") -> list[datetime]:
    return [instant_of(m.ts) for m in scene._direct(who) if words in scene._words(m)]


async def _reminder_late_s(scene: Scene) -> float:
    """Of the report that was promised for a time at which the pages go out."""
    entries = await scene.entries()
    due_at = {e.seq: e.fact.due_at for e in entries if isinstance(e.fact, f.Reminded) and e.fact.rung == "due"}
    stood = [e.fact for e in entries if isinstance(e.fact, f.ReminderDelivered) and e.fact.reminder_seq in due_at]
    return max((instant_of(one.ts) - due_at[one.reminder_seq]).total_seconds() for one in stood)


async def _report_late_s(scene: Scene) -> float:
    """From when it was typed until it stood in the card's thread."""
    entries = await scene.entries()
    report = [e for e in entries if isinstance(e.fact, f.Reported)][-1]
    shown = next(e.fact for e in entries if isinstance(e.fact, f.Shown) and e.fact.shows_seq == report.seq)
    return (instant_of(shown.ts) - report.at).total_seconds()
