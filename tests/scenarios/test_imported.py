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


async def brought_in(scene: Scene, tmp_path: Path, *, asks: str = "") -> str:
    leo, ana = scene.id("leo"), scene.id("ana")
    fix = said(20, ana, "rolled the driver back", reactions=[{"name": "wrench", "users": [ana], "count": 1}])
    return await channel.bring_in(
        [
            export(
                tmp_path / "export.zip",
                messages=[said(1, leo, "Tickets are not printed"), fix],
                people=[person(leo, "leo"), person(ana, "ana")],
                channels=[{"id": "C0FERRY", "name": "inc-7-ferry-tickets", "members": [leo, ana]}],
            )
        ],
        channel="inc-7-ferry-tickets",
        title="",
        asks=asks,
        marks=MARK_NAMES,
        database_url=scene.stage.app._settings.database_url,
        clock=RealClock(),
        ids=Ids(),
    )


async def test_what_it_tells_to_type_is_typed_by_whoever_was_there(scene: Scene, tmp_path: Path) -> None:
    told = await brought_in(scene, tmp_path)
    typed = next(line for line in told.splitlines() if "for instance: " in line)
    command = typed.partition("for instance: ")[2].partition(". What stands")[0]
    answer = await scene.types("leo", command, where=LOBBY)

    assert "/incident INC-1 time mitigated 2025-03-13 00:05 UTC" == command
    assert answer.startswith("Mitigated: 13 March 01:05 CET")
    assert ["mitigated"] == [fact.which for _, fact in (await scene.incident(1)).of(f.TimeSet)]
    assert "Only people in its channel can change INC-1" in await scene.types("eva", command, where=LOBBY)


async def test_whoever_was_there_confirms_in_one_form_what_was_compiled(scene: Scene, tmp_path: Path) -> None:
    await brought_in(scene, tmp_path)
    await scene.types("leo", "/incident review INC-1", where=LOBBY)
    before = scene.sees("leo")
    await scene.types("eva", "/incident review INC-1", where=LOBBY)
    offered_to_others = "Confirm what was compiled" in scene.sees("eva")
    await scene.presses("leo", "Confirm what was compiled…")
    form = scene.form("leo")
    await scene.submits("leo", "summary", harm_words="Nobody at pier 4 got a ticket", until="2025-03-13 00:05 UTC")
    await scene.types("ana", "/incident review INC-1", where=LOBBY)
    after = scene.sees("ana")
    incident = await scene.incident(1)

    assert "Nobody has confirmed yet what was compiled here" in before
    assert not offered_to_others
    assert "rolled the driver back" in form
    assert "confirmed by Leo Torres" in after
    assert "Nobody at pier 4 got a ticket" in after
    assert [scene.id("leo")] == [entry.by for entry, _ in incident.of(f.CompiledConfirmed)]
    assert {"harm", "done"} == {fact.means for _, fact in incident.of(f.Marked)}  # what Ana had marked, as he left it
    assert ["mitigated"] == [fact.which for _, fact in incident.of(f.TimeSet)]


async def test_whoever_is_named_is_asked_once_to_confirm_it_and_nobody_else(scene: Scene, tmp_path: Path) -> None:
    told = await brought_in(scene, tmp_path, asks="@ana")
    await scene.stage.app.tick()  # as twice in a second, while it runs
    await scene.after(24 * 60)
    asked = [line for line in scene.asked("ana") if "summary stands" in line]
    again = await brought_in(scene, tmp_path, asks="leo")
    await scene.stage.app.tick()
    await scene.after(24 * 60)
    await scene.presses("ana", "Fill in", where="dm")
    form = scene.form("ana")
    await scene.submits("ana", "summary", harm_words="Nobody at pier 4 got a ticket")

    assert "is asked by direct message to confirm" in told
    assert 1 == len(asked)
    assert "nobody is asked again" in again
    assert [] == scene.asked("leo")
    assert "rolled the driver back" in form
    assert [scene.id("ana")] == [entry.by for entry, _ in (await scene.incident(1)).of(f.CompiledConfirmed)]


async def test_it_is_announced_where_somebody_wants_that_with_its_own_days(scene: Scene, tmp_path: Path) -> None:
    await brought_in(scene, tmp_path)
    quiet = scene.announcements()
    await scene.types("leo", "/incident INC-1 announce", where=LOBBY)
    await scene.types("leo", "/incident INC-1 title Ferry tickets", where=LOBBY)
    (told,) = scene.announcements()

    assert [] == quiet
    assert "over, Mar 12, 2025 23:46 to Mar 13, 2025 00:05" in told
    assert "Ferry tickets" in told
    assert "It is told afterwards, and nothing is asked of anybody" in told
    assert [] == scene.errors()
