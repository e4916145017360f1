"""Who is meant: the names that people see and type, whatever Slack calls somebody besides."""

from datetime import timedelta

import pytest

from bot.incident import facts as f
from tests.scenarios.conftest import LOBBY, Scene
from workspace.state.records import User


@pytest.fixture
async def named(scene: Scene) -> Scene:
    """Ana is shown as Annie and called jdoe42 at heart; "ana" is only what Slack made of Eva's address."""
    await scene.does("changes", "ana", name="Ana Brandt", display_name="Annie", legacy_name="jdoe42")
    await scene.does("changes", "eva", name="Eva Núñez-O’Brien", display_name="", legacy_name="ana")
    await scene.does("changes", "bo", name="Bo Chen", display_name="ana")
    return scene


async def test_a_typed_name_is_whom_people_see_under_it_also_at_a_start_and_once_it_is_changed(named: Scene) -> None:
    await named.types("leo", "/incident start sev2 Documents missing @Ana Brandt:logs", where=LOBBY, picks=False)

    assert "Documents missing" == (await named.incident()).title
    assert ("logs",) == (await named.incident()).offered_to(named.id("ana"))

    for typed, who in (
        ("@ana", "bo"),
        ("@Annie", "ana"),
        ("@eva nunez-o'brien", "eva"),
        ("@Ana Brandt", "ana"),
        ("@ana", "bo"),
        ("@jdoe42", "ana"),
        ("@ana", "bo"),
    ):
        await named.types("leo", f"/incident role logs {typed}", picks=False)

        assert f.RoleOffered(role="logs", person=named.id(who)) == (await named.facts(f.RoleOffered))[-1], typed

    await named.does("changes", "ana", display_name="Brandy")
    answer = await named.types("leo", "/incident role logs @annie", picks=False)
    await named.types("leo", "/incident role logs @brandy", picks=False)

    assert "Nobody here is called “annie”" in answer
    assert ("logs",) == (await named.incident()).offered_to(named.id("ana"))


async def test_who_was_picked_is_asked_though_slack_is_slow_to_say_who_they_are(scene: Scene) -> None:
    scene.stage.slack.world.directory.add_user(User("U0NEW", "new", "New Comer", display_name="newcomer"))
    scene.stage.slack.faults.slow("users.info", ms=700)
    await scene.start("sev2 Documents missing <@U0NEW|new>:logs")

    assert ("logs",) == (await scene.incident()).offered_to("U0NEW")


async def test_the_list_of_people_that_failed_is_read_again(scene: Scene) -> None:
    await scene.stops()
    scene.stage.slack.world.directory.add_user(User("U0NEW", "new", "New Comer", display_name="newcomer"))
    scene.stage.slack.faults.status("users.list", times=2)
    await scene.starts_again()
    await scene.stage.turn(scene.stage.clock.now() + timedelta(minutes=1))
    await scene.types("leo", "/incident start sev2 Documents missing @newcomer:logs", where=LOBBY, picks=False)

    assert ("logs",) == (await scene.incident()).offered_to("U0NEW")


async def test_of_an_id_that_slack_does_not_know_it_is_asked_once_in_a_while(scene: Scene) -> None:
    def asked() -> int:
        return sum(call.method == "users.info" for call in scene.stage.slack.calls)

    await scene.start()
    for _ in range(3):
        await scene.types("leo", "/incident role logs <@U0NOBODY|nobody>")
    at_once = asked()
    await scene.after(2)
    await scene.types("leo", "/incident role logs <@U0NOBODY|nobody>")

    assert (1, 2) == (at_once, asked())


async def test_of_nobody_slack_is_not_asked(scene: Scene) -> None:
    await scene.start()
    await scene.types("leo", "/incident follow-up write the runbook")
    listed = await scene.types("leo", "/incident follow-ups")

    assert "write the runbook" in listed
    assert [] == scene.errors()
