"""Two replicas and one checklist: whatever arrives at both is written once."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from bot.desk import Desk, Rule
from bot.incident import checklists, lifecycle, playbooks
from bot.incident import facts as f
from bot.incident.errors import Refused

LEO, ANA = "U0LEO", "U0ANA"
TEXT = playbooks.PlaybookText(title="Documents missing", steps="ask the index\ncompare")


async def opens(desk: Desk, title: str) -> int:
    rule = partial(lifecycle.open_incident, title=title, severity=1, offers=[])
    return (await desk.start(rule, title=title, by=LEO, cause=f"cmd:{title}")).outcome.incident.number


async def in_use(desk: Desk) -> tuple[int, playbooks.PlaybookVersion]:
    """A second incident, and the playbook of the first."""
    first = await opens(desk, "Documents missing")
    await desk.act(first, lifecycle.resolve, by=LEO, cause="cmd:over")
    written = await desk.act(first, partial(playbooks.write, draft=TEXT, seen=0), by=LEO, cause="cmd:write")
    known = playbooks.playbook(written.incident)
    assert known is not None
    return await opens(desk, "Documents lost"), known


async def together(desks: Sequence[Desk], number: int, rule: Rule, *taps: tuple[str, str]) -> list[str]:
    """Each tap, by whom and of which cause, at a replica of its own at the same moment; why any was refused."""
    acts = (desk.act(number, rule, by=who, cause=cause) for desk, (who, cause) in zip(desks, taps, strict=True))
    answers = await asyncio.gather(*acts, return_exceptions=True)
    return [one.code for one in answers if isinstance(one, Refused)]


@pytest.mark.parametrize(
    ("taps", "refused"),
    [
        (((LEO, "one"), (LEO, "one")), ([], [])),  # heard twice
        (((LEO, "one"), (ANA, "two")), (["playbook_in_use"], ["step_ticked"])),  # two people
    ],
)
async def test_what_is_tapped_at_two_replicas_at_once_is_one_record(
    desk: Desk,
    another: Callable[[], Desk],
    taps: tuple[tuple[str, str], ...],
    refused: tuple[list[str], list[str]],
) -> None:
    number, known = await in_use(desk)
    desks = (desk, another())
    used = await together(desks, number, partial(checklists.use, known=known), *taps)
    ticks = tuple((who, f"tick:{cause}") for who, cause in taps)
    ticked = await together(desks, number, partial(checklists.tick, steps=[1]), *ticks)
    incident = await another().read(number)

    assert refused == (used, ticked)
    assert (1, 1) == (len(incident.of(f.PlaybookUsed)), len(incident.of(f.StepTicked)))
