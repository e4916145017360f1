"""Faults of every kind at once, at times drawn from a seed: whoever went on working finds everything as it was done."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest

from bot.ids import Ids
from bot.incident.facts import Noted
from tests.faults.morning import Morning, morning

STEPS = 24
SEEDS = range(6)
Break = Callable[[Morning], None]
T = TypeVar("T")

BREAKS: tuple[Break, ...] = (
    lambda day: day.faults.answer_lost("*", times=2),
    lambda day: day.faults.status("*", status=429, times=3, retry_after_s=7),
    lambda day: day.faults.status("*", status=502, times=2),
    lambda day: day.faults.error("*", error="internal_error", times=2),
    lambda day: day.faults.duplicate(times=3),
    lambda day: day.faults.reorder(),
    lambda day: day.faults.delay(s=45, times=2),
    lambda day: day.faults.cut(),
    lambda day: day.faults.disconnect(),
    lambda day: day.faults.refuse_handshake(),
    lambda day: day.faults.outage(),
    lambda day: day.faults.over(),
)


class Crowd:
    """People who write, answer, edit, pin, delete and type commands, as a seed has it."""

    def __init__(self, day: Morning, ids: Ids) -> None:
        self._day = day
        self._ids = ids
        self._written: list[tuple[str, str]] = []  # (who, ts)
        self.answered: list[str] = []  # the notes that somebody saw acknowledged

    async def acts(self, step: int) -> None:
        await self._pick((self._write, self._write, self._reply, self._edit, self._pin, self._delete, self._note))(step)

    def breaks(self) -> None:
        self._pick(BREAKS)(self._day)

    def _pick(self, choices: Sequence[T]) -> T:
        return choices[int(self._ids.share() * len(choices))]

    async def _write(self, step: int) -> None:
        who = self._pick(("ana", "bo", "leo"))
        ts = await self._day.slack.people.says(who, f"step {step}", self._day.room.id)
        self._written.append((who, ts))

    async def _reply(self, step: int) -> None:
        if self._written:
            _, root = self._pick(self._written)
            await self._day.slack.people.says("bo", f"reply {step}", self._day.room.id, thread=root)

    async def _edit(self, step: int) -> None:
        if self._written:
            who, ts = self._pick(self._written)
            await self._day.slack.people.edits(who, ts, f"edited at {step}", self._day.room.id)

    async def _pin(self, step: int) -> None:
        if self._written:
            _, ts = self._pick(self._written)
            message = self._day.room.messages[ts]
            leo = self._day.stage.user_id("leo")
            act = "unreacts" if leo in message.reactions.get("pushpin", ()) else "reacts"
            await getattr(self._day.slack.people, act)("leo", "pushpin", ts, self._day.room.id)

    async def _delete(self, step: int) -> None:
        if self._written:
            who, ts = self._written.pop()
            await self._day.slack.people.deletes(who, ts, self._day.room.id)

    async def _note(self, step: int) -> None:
        answer = await self._day.types("leo", f"note number {step}")
        if "In the timeline" in answer:
            self.answered.append(f"number {step}")


@pytest.mark.parametrize("seed", SEEDS)
async def test_after_any_mixture_all_is_as_people_left_it(seed: int) -> None:
    async with morning(seed) as day:
        crowd = Crowd(day, Ids(seed))
        for step in range(STEPS):
            if step % 3 == 0:
                crowd.breaks()
            await crowd.acts(step)
            await day.after(minutes=0.5)
        day.faults.clear()
        await day.after(minutes=12)
        noted = [entry.fact.text for entry in await day.entries(Noted) if isinstance(entry.fact, Noted)]

        assert crowd.answered == noted
        assert {1} == set(day.copies().values())
        assert await day.heard() == day.said()
