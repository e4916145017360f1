"""A channel out of an export, completed in Slack by those who were in it."""

from pathlib import Path

from bot.cli.past import channel
from bot.cli.simulation import LOBBY
from bot.clock import RealClock
from bot.ids import Ids
from bot.incident import facts as f
from bot.requests.marks import MARK_NAMES
from tests.exported import export, person, said
from tests.scenarios.conftest import Scene


async def test_what_it_tells_to_type_is_typed_by_whoever_was_there(scene: Scene, tmp_path: Path) -> None:
    leo, ana = scene.id("leo"), scene.id("ana")
    told = await channel.bring_in(
        [
            export(
                tmp_path / "export.zip",
                messages=[said(1, leo, "Tickets are not printed"), said(20, ana, "rolled the driver back")],
                people=[person(leo, "leo"), person(ana, "ana")],
                channels=[{"id": "C0FERRY", "name": "inc-7-ferry-tickets", "members": [leo, ana]}],
            )
        ],
        channel="inc-7-ferry-tickets",
        title="",
        marks=MARK_NAMES,
        database_url=scene.stage.app._settings.database_url,
        clock=RealClock(),
        ids=Ids(),
    )
    typed = next(line for line in told.splitlines() if "for instance: " in line)
    command = typed.partition("for instance: ")[2].partition(". What stands")[0]
    answer = await scene.types("leo", command, where=LOBBY)

    assert "/incident INC-1 time mitigated 2025-03-13 00:05 UTC" == command
    assert answer.startswith("Mitigated: 13 March 01:05 CET")
    assert ["mitigated"] == [fact.which for _, fact in (await scene.incident(1)).of(f.TimeSet)]
    assert "Only people in its channel can change INC-1" in await scene.types("eva", command, where=LOBBY)
