"""The bot runs on its SQLite file, and somebody types at a terminal: in another process, perhaps at the same moment."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot.cli.integrity import proofs
from bot.cli.simulation import Stage
from bot.clock import RealClock
from bot.incident import facts as f
from tests.crash.lives import BACK_WITHIN_S, Lives, Room, until
from tests.crash.verdict import recorded
from tests.scenarios.conftest import CAST, MORNING, Scene
from tests.terminals import Terminals
from tests.test_operate import run
from workspace.server import LocalSlack

ROOT = Path(__file__).parents[1]
MANIFEST = yaml.safe_load((ROOT / "manifest.yaml").read_text())
PEOPLE = {"leo": "Leo Varga", "ana": "Ana Brandt", "bo": "Bo Lindqvist"}
LINES = 40  # that each of two terminals writes, while two people in Slack write at their own pace
LINES_IN_SLACK_MAX = 100


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with Stage(people=CAST, opens_at=MORNING, seed=7) as stage:
        await stage.settle()
        yield Scene(stage)


@pytest.fixture
def terminal(scene: Scene) -> Iterator[Terminals]:
    with Terminals(scene.stage.app._settings.database_url, clock=scene.stage.clock) as terminals:
        yield terminals


async def a_second_later(scene: Scene) -> None:
    """The bot looks by itself; nobody woke it."""
    scene.stage.clock.turn(scene.stage.clock.now() + timedelta(seconds=1))
    await scene.stage.app.tick()
    await scene.stage.settle()


async def test_a_report_from_a_terminal_is_on_the_card_a_second_later(scene: Scene, terminal: Terminals) -> None:
    await scene.staffed(logs="ana")
    told = await terminal.types("INC-1 report C: 2 of 14 found A: looking on", who="ana")
    await a_second_later(scene)

    assert 0 == told.code
    assert "2 of 14 found" in await scene.card(1)


async def test_an_incident_from_a_terminal_gets_its_channel_once(scene: Scene, terminal: Terminals) -> None:
    await terminal.types("start sev1 Payments stuck", who="ana")
    await a_second_later(scene)
    await a_second_later(scene)

    assert ["Payments stuck"] == [row.title for row in await scene.rows()]
    assert 1 == len([name for name in scene.stage.slack.world.directory.names if name.startswith("inc-")])
    assert "Payments stuck" in await scene.card(1)
    assert [] == scene.errors()


async def test_numbers_are_given_once_whoever_opens(scene: Scene, terminal: Terminals) -> None:
    await scene.start("first")
    await terminal.types("start second")
    await scene.start("third", who="ana")

    assert ["first", "second", "third"] == [row.title for row in await scene.rows()]


async def test_a_rule_in_slack_sees_what_was_just_typed_at_a_terminal(scene: Scene, terminal: Terminals) -> None:
    await scene.staffed(logs="ana")
    await scene.types("leo", "/incident note the bot has this incident in mind")
    await terminal.types("INC-1 think the rename lost the papers / likely")
    await scene.types("leo", "/incident confirm H1 because all carry the old id")

    assert ["H1"] == [fact.id for fact in await scene.facts(f.HypothesisConfirmed)]


async def test_what_was_typed_while_slack_was_away_is_there_once_it_is_back(scene: Scene, terminal: Terminals) -> None:
    await scene.staffed(logs="ana")
    scene.stage.slack.faults.outage()
    await terminal.types("INC-1 report C: 2 of 14 found A: looking on", who="ana")
    await terminal.types("INC-1 decide restore by hand because the job takes hours")
    await terminal.types("start sev1 Payments stuck")
    await scene.stage.app.tick()
    scene.stage.slack.faults.over()
    await scene.after(2)

    said = [line for line in await scene.said_in_channel(1) if "restore by hand" in line]
    assert "2 of 14 found" in await scene.card(1)
    assert len(said) == len(set(said))
    assert "Payments stuck" in await scene.card(2)


async def test_a_reminder_that_was_answered_at_a_terminal_does_not_go_out(scene: Scene, terminal: Terminals) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo")
    scene.stage.slack.faults.outage()
    for _ in range(24):
        scene.stage.clock.turn(scene.stage.clock.now() + timedelta(hours=1))
        await scene.stage.app.tick()
    await terminal.types("INC-1 report C: 2 of 14 found", who="ana")
    await scene.stage.app.tick()
    scene.stage.slack.faults.over()
    await scene.after(2)

    assert [] == scene.duties("ana")
    assert [] == [told for told in scene.duties("leo") if "logs" in told]
    assert 1 == len(scene.duties("bo"))


async def test_a_report_at_a_terminal_puts_off_the_next_reminder(scene: Scene, terminal: Terminals) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.after(4)
    await terminal.types("INC-1 report C: 2 of 14 found", who="ana")
    await a_second_later(scene)
    await scene.after(4)

    assert [] == scene.dms("ana")


# A bot that is a process, and terminals that are processes.


@dataclass(frozen=True)
class Night:
    """A real bot with INC-1, the local Slack, and where both are kept."""

    slack: LocalSlack
    url: str
    lives: Lives

    async def notes_in_slack(self, who: str, *, until_over: asyncio.Event) -> list[str]:
        """The lines that were taken, one after the other, until the terminals are done."""
        lines: list[str] = []
        while not until_over.is_set() and len(lines) < LINES_IN_SLACK_MAX:
            lines.append(f"line {len(lines)} of {who} in Slack")
            answer = await self.slack.people.types(who, f"/incident INC-1 note {lines[-1]}", channel=self.room)
            assert lines[-1] in answer, answer
        return lines

    @property
    def room(self) -> str:
        return Room(self.slack).channels[0]


async def noted(url: str) -> list[str]:
    return [entry.fact.text for entry in (await recorded(url)).entries if isinstance(entry.fact, f.Noted)]


async def notes_at_a_terminal(terminals: Terminals, who: str) -> list[str]:
    lines = [f"line {number} of {who} at a terminal" for number in range(LINES)]
    for line in lines:
        told = await terminals.types(f"INC-1 note {line}", who=who)
        assert 0 == told.code, told.text
    return lines


@pytest.fixture
async def night(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Night]:
    async with LocalSlack(people=PEOPLE, manifest=MANIFEST) as slack:
        lives = Lives(slack, sqlite_url, tmp_path)
        async with lives.life():
            await slack.people.types("leo", "/incident start sev1 Documents missing @ana:logs @bo:code")
            await until(Room(slack).is_ready, within_s=BACK_WITHIN_S)
            yield Night(slack, sqlite_url, lives)


async def test_when_all_write_at_once_nothing_is_refused_and_nothing_is_lost(night: Night) -> None:
    over = asyncio.Event()
    with Terminals(night.url, clock=RealClock(), count=2) as terminals:
        in_slack = [asyncio.create_task(night.notes_in_slack(who, until_over=over)) for who in ("leo", "ana")]
        typed = await asyncio.gather(*(notes_at_a_terminal(terminals, who) for who in ("leo", "bo")))
        over.set()
        said = await asyncio.gather(*in_slack)

    assert sorted(line for lines in (*typed, *said) for line in lines) == sorted(await noted(night.url))
    assert {""} == {proof.wrong for proof in await proofs(night.url)}
    assert "database" not in night.lives.log()


async def test_when_all_open_incidents_at_once_each_has_a_number_of_its_own(night: Night) -> None:
    """Each person opens SEV1s, of which one may have ten open; Leo has one already."""
    titles = [f"title {number}" for number in range(8)]
    with Terminals(night.url, clock=RealClock(), count=2) as terminals:
        typed = (terminals.types(f"start sev1 {title} at a terminal", who="ana") for title in titles)
        said = (night.slack.people.types("leo", f"/incident start sev1 {title} in Slack") for title in titles)
        await asyncio.gather(*typed, *said)

    assert 1 + 2 * len(titles) == (await recorded(night.url)).incidents


async def test_what_the_page_says_to_type_works_beside_the_bot_and_is_in_slack(night: Night, tmp_path: Path) -> None:
    printed = await asyncio.to_thread(run, "When Slack is down", tmp_path)

    assert "On record in INC-1" in printed
    assert "2 of 14 found" in printed
    assert "Documents missing" in (tmp_path / "inc-1.html").read_text(encoding="utf-8")
    await until(lambda: any("2 of 14 found" in text for text in Room(night.slack).messages), within_s=BACK_WITHIN_S)
    assert {1} == set(Room(night.slack).messages.values())


INTERRUPTED = """
import os, signal, sys, sqlalchemy
from bot.__main__ import main

@sqlalchemy.event.listens_for(sqlalchemy.Engine, "after_cursor_execute")
def interrupted(_connection, _cursor, statement, *_):
    if statement.startswith("INSERT INTO logbook"):
        os.kill(os.getpid(), signal.{signal})

main(sys.argv[1:])
"""


def in_a_shell(typed: str, *, url: str, signal: str) -> subprocess.Popen[bytes]:
    """What somebody typed in a shell, whose process gets the signal in the middle of its transaction."""
    line = [sys.executable, "-c", INTERRUPTED.format(signal=signal), "incident", typed, "--as", "leo"]
    environ = {"DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(line, env=environ, cwd=ROOT, process_group=0, stdout=subprocess.PIPE)


async def test_ctrl_z_at_the_worst_moment_does_not_keep_the_file_from_the_bot(night: Night) -> None:
    with in_a_shell("INC-1 note there", url=night.url, signal="SIGTSTP") as shell:
        await until(lambda: os.waitid(os.P_PID, shell.pid, os.WSTOPPED | os.WNOHANG) is not None, within_s=20)
        answer = await night.slack.people.types("ana", "/incident INC-1 note and here", channel=night.room)
        shell.kill()

    assert "and here" in answer
    assert ["there", "and here"] == await noted(night.url)


async def test_a_terminal_that_is_killed_in_the_middle_leaves_nothing_behind(night: Night) -> None:
    with in_a_shell("INC-1 note there", url=night.url, signal="SIGKILL") as shell:
        await asyncio.to_thread(shell.wait)
    await night.slack.people.types("ana", "/incident INC-1 note and here", channel=night.room)

    assert ["and here"] == await noted(night.url)
    assert {""} == {proof.wrong for proof in await proofs(night.url)}
