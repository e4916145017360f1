"""People of other companies, guests, and who is unknown: nothing is told to them that is not theirs to hear."""

from typing import Any

import pytest

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from bot.slack.inbound.listeners import is_for
from tests.scenarios.conftest import Scene
from workspace.state.records import User

ONLY = "I answer members of this workspace only."


@pytest.fixture
async def shared(scene: Scene) -> Scene:
    """Mal of another company is in a channel that is shared with it, and an incident is open."""
    world = scene.stage.slack.world
    world.directory.add_user(User("U0MAL", "mal", "Mal Client", team_id="T0CLIENT"))
    await scene.does("joins", "mal", LOBBY)
    await scene.does("invites", "leo", "sitrep", LOBBY)
    await scene.start("sev2 Payments fail")
    return scene


async def test_somebody_of_another_company_reads_one_neutral_sentence_and_no_duty_goes_to_them(shared: Scene) -> None:
    lines = ("list", "help", "summary INC-1", "start sev1 ours", "INC-1 sev 1 all of it", "timeline INC-1", "sevv")
    for typed in lines:
        before, heard = await shared.standing(), len(shared.whispers("mal"))
        await shared.says("mal", f"@sitrep {typed}", where=LOBBY)
        told = "\n".join(shared.whispers("mal")[heard:])

        assert await shared.standing() == (before[0], before[1] + 1), typed
        assert ONLY in told, typed
        assert "Payments" not in told, typed

    assert "“mal” is of another workspace" in await shared.types("leo", "/incident role logs <@U0MAL|mal>")
    assert [] == await shared.facts(f.RoleOffered)


@pytest.fixture
async def newcomer(scene: Scene) -> Scene:
    """New Comer, whom the bot never met, is in the lobby, and an incident is open."""
    await scene.start("sev2 Payments fail")
    scene.stage.slack.world.directory.add_user(User("U0NEW", "new", "New Comer"))
    await scene.does("joins", "new", LOBBY)
    return scene


async def test_who_asks_is_waited_for_while_slack_is_slow(newcomer: Scene) -> None:
    newcomer.stage.slack.faults.slow("users.info", ms=700)

    assert "SEV1 · public" in await newcomer.types("new", "/incident start sev1 Logins fail", where=LOBBY)
    assert "Logins fail" in await newcomer.types("new", "/incident list", where=LOBBY)


@pytest.mark.parametrize(
    ("trouble", "why", "said"),
    [("error", {"error": "user_not_found"}, ONLY), ("status", {}, "Slack does not tell me at the moment who you are")],
)
async def test_who_cannot_be_looked_up_is_an_outsider_until_known(
    newcomer: Scene, trouble: str, why: dict[str, str], said: str
) -> None:
    scene, faults = newcomer, newcomer.stage.slack.faults
    getattr(faults, trouble)("users.info", **why)
    refused = await scene.types("new", "/incident list", where=LOBBY)
    faults.clear()

    assert said in refused
    assert "Payments fail" in await scene.types("new", "/incident list", where=LOBBY)


async def test_what_somebody_unknown_pins_is_kept_when_slack_says_who_they_are(newcomer: Scene) -> None:
    """The event is not acknowledged meanwhile, so it comes again."""
    room = (await newcomer.incident()).channel
    await newcomer.does("joins", "new", room)
    ts = await newcomer.says("leo", "the cause is the cache", where=room)
    newcomer.stage.slack.faults.status("users.info")
    await newcomer.does("reacts", "new", "pushpin", ts, room)
    await newcomer.after(5)

    assert "the cause is the cache" in await newcomer.types("leo", "/incident timeline", where=room)


async def test_a_press_needs_what_typing_needs(scene: Scene) -> None:
    """Whoever only looks at the channel changes nothing, be it by a button, a form or a shortcut."""
    await scene.start("sev2 Payments fail")
    channel = (await scene.incident()).channel
    await scene.does("joins", "eva", channel)
    form = await scene.presses("eva", "Record…", where=channel)
    await scene.does("leaves", "eva", channel)
    before = len([entry for entry in await scene.entries() if not isinstance(entry.fact, f.Joined | f.Left)])
    refused = await scene.submits("eva", "Record", kind="Note")

    assert "" == form
    assert f"Only people in its channel can change INC-1. Join #{(await scene.channel()).name} and say" in refused
    assert before == len([entry for entry in await scene.entries() if not isinstance(entry.fact, f.Joined | f.Left)])


OURS = {"team": "T1", "app_id": "A1"}


@pytest.mark.parametrize(
    ("body", "is_ours"),
    [
        ({"team_id": "T1", "api_app_id": "A1"}, True),
        ({"team_id": "T2", "api_app_id": "A1"}, False),
        ({"team_id": "T1", "api_app_id": "A2"}, False),
        ({"team": {"id": "T1"}, "api_app_id": "A1"}, True),
        ({"team": {"id": "T2"}, "api_app_id": "A1"}, False),
        ({"team": None, "api_app_id": "A1"}, True),  # an organisation that has the app for all its workspaces
        ({"team_id": "T2", "api_app_id": "A1", "authorizations": [{"team_id": "T1"}]}, True),  # a shared channel
        ({"team_id": "T1", "api_app_id": "A1", "authorizations": [{"team_id": "T2"}]}, False),
    ],
)
def test_a_payload_is_for_the_installation_that_it_names(body: dict[str, Any], is_ours: bool) -> None:  # noqa: FBT001
    assert is_ours == is_for(body, **OURS)
