"""Where `/incident` belongs to another app, the command is called as the manifest calls it, in every answer too."""

from dataclasses import replace

import pytest

from bot.cli.simulation import LOBBY
from tests.scenarios.conftest import Scene

NAME = "/outage-bot"


@pytest.fixture
async def renamed(scene: Scene) -> Scene:
    """The app was made with another name in its manifest, and the bot was told so."""
    world = scene.stage.slack.world
    own = world.app.command("/incident")
    assert own is not None
    world.app = replace(world.app, commands={NAME: replace(own, name=NAME)})
    await scene.stops()
    scene.stage.app._settings = replace(scene.stage.app._settings, command=NAME)
    await scene.starts_again()
    return scene


async def test_it_does_what_the_other_name_does(renamed: Scene) -> None:
    answer = await renamed.types("leo", f"{NAME} start sev2 Documents missing", where=LOBBY)

    assert "SEV2 · public · real · “Documents missing”" in answer


async def test_what_to_type_is_said_with_the_name_that_works(renamed: Scene) -> None:
    await renamed.types("leo", f"{NAME} start sev2 The /incident page is empty @ana:logs", where=LOBBY)
    await renamed.presses("ana", "Accept")
    read = [await renamed.types("leo", f"{NAME} {typed}") for typed in ("help", "note it is back", "timeline", "sev 9")]
    said = "\n".join([*read, *renamed.whispers("ana"), *await renamed.said_in_channel(), *renamed.dms("ana")])

    assert f"{NAME} undo takes it back" in said
    assert f"{NAME} report" in said
    assert "/incident" not in said.replace("The /incident page is empty", "")
    assert "The /incident page is empty" in said


async def test_typed_behind_our_name_it_is_no_word_of_the_command(renamed: Scene) -> None:
    await renamed.types("leo", f"{NAME} start sev2 Documents missing", where=LOBBY)
    await renamed.says("leo", f"@sitrep {NAME} note the archive is back")

    assert "“the archive is back”" in "\n".join(renamed.whispers("leo"))
