"""Answers reach whoever asked, whichever of Slack's ways they have to take."""

from collections.abc import Awaitable, Callable

import pytest

from bot.cli.simulation import LOBBY
from tests.scenarios.conftest import Scene

REVIEW = "# INC-1: Documents missing"


async def by_command(scene: Scene) -> None:
    await scene.types("leo", "/incident review")


async def by_command_where_the_bot_is_not(scene: Scene) -> None:
    await scene.types("leo", "/incident review INC-1", where=LOBBY)


async def by_mention(scene: Scene) -> None:
    await scene.says("leo", "@sitrep review")


async def by_button(scene: Scene) -> None:
    await scene.start("sev3 Search is slow")
    await scene.types("leo", "/incident review", where=LOBBY)
    await scene.presses("leo", "INC-1 Documents missing", where=LOBBY)


@pytest.mark.parametrize("asked", [by_command, by_command_where_the_bot_is_not, by_mention, by_button])
async def test_a_document_in_markdown_arrives_whichever_way_it_was_asked_for(
    scene: Scene, asked: Callable[[Scene], Awaitable[None]]
) -> None:
    """Slack takes Markdown in no acknowledgement and by no response URL; here a refusal would be silence."""
    await scene.start()
    await asked(scene)

    assert REVIEW in "\n".join([*scene.whispers("leo"), *scene.dms("leo")])


@pytest.mark.parametrize("status", [404, 429, 500])
async def test_an_answer_that_its_address_refuses_comes_another_way(scene: Scene, status: int) -> None:
    """An address is good for half an hour and five answers; who pressed waits for one and cannot know that."""
    await scene.start("sev2 Documents missing @bo:code")
    scene.stage.slack.faults.status("response_url", status=status)
    await scene.presses("bo", "Accept")

    assert 1 == sum("You have code" in told for told in [*scene.whispers("bo"), *scene.dms("bo")])
