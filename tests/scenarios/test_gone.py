"""Who left, or never could answer: their role is free and shown so, and the lead hears it at once."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene
from workspace.state.records import User


async def leaves(scene: Scene, who: str) -> None:
    await scene.does("leaves", who, (await scene.incident()).channel)


async def deactivated(scene: Scene, who: str) -> None:
    await scene.does("deactivates", who)


async def leaves_unheard(scene: Scene, who: str) -> None:
    channel = (await scene.incident()).channel
    await scene.stops()
    await scene.people.leaves(who, channel)
    await scene.starts_again()


WAYS = {"has left": leaves, "is no longer in this workspace": deactivated}


async def test_the_lead_hears_at_once_that_a_holder_is_gone(scene: Scene) -> None:
    await scene.staffed(code="bo", logs="ana")
    reminded = {}
    for who, role, (words, goes) in zip(("bo", "ana"), ("code", "logs"), WAYS.items(), strict=True):
        await goes(scene, who)
        told = scene.dms("leo")[-1]
        reminded[who] = scene.dms(who)

        assert words in told
        assert f"role {role} @name" in told
        assert (await scene.incident()).role(role).holder is None
        assert f"Take {role}" in await scene.card()

    await scene.after(40)
    assert reminded == {who: scene.dms(who) for who in reminded}


async def test_it_is_told_too_when_nobody_listened(scene: Scene) -> None:
    await scene.staffed(code="bo")
    await leaves_unheard(scene, "bo")

    assert "has left" in scene.dms("leo")[-1]
    assert (await scene.incident()).role("code").holder is None


async def test_the_lead_hears_too_what_was_theirs_to_answer_also_of_one_without_a_role(scene: Scene) -> None:
    await scene.staffed(code="bo")
    await scene.types("leo", "/incident unknown since when @bo by 12:30")
    await scene.types("leo", "/incident unknown how many files @ana by 12:40")
    await deactivated(scene, "bo")
    await deactivated(scene, "ana")
    of_bo, of_ana = scene.dms("leo")[-2:]

    assert "so code is free." in of_bo
    assert "Nobody answers U1 “since when” now." in of_bo
    assert "/incident INC-1 fix U1 <what nobody knows> @name" in of_bo
    assert "is no longer in this workspace." in of_ana
    assert "Nobody answers U2 “how many files” now." in of_ana

    told = scene.dms("leo")
    await deactivated(scene, "ana")  # Slack says so again with every change of theirs
    await scene.stops()
    await scene.starts_again()

    assert told == scene.dms("leo")

    await scene.types("leo", "/incident fix U1 since when @cleo")
    (unknown, _) = [one for _, one in (await scene.incident()).latest(f.UnknownRaised)]

    assert scene.id("cleo") == unknown.owner


async def test_no_page_names_somebody_who_is_gone_as_the_one_who_answers_and_the_next_one_is_named(
    scene: Scene,
) -> None:
    await scene.start()
    for words in ("unknown since when @bo by 12:30", "customer Northwind cannot file deadline 18:00 owner @bo"):
        await scene.types("leo", f"/incident {words}")
    await deactivated(scene, "bo")
    told = scene.dms("leo")[-1]
    await scene.after(1)
    of_bo = await scene.types("leo", "/incident summary"), await scene.card()
    for words in ("fix U1 since when @cleo", "customer Northwind owner @cleo"):
        await scene.types("leo", f"/incident {words}")
    of_cleo = await scene.types("leo", "/incident summary"), await scene.card()

    assert "Nobody answers for C1 “Northwind” now." in told
    assert "/incident INC-1 customer C1 owner @name" in told
    assert [False, False] == ["Bo Chen" in of_bo[0], "@bo" in of_bo[1]]
    assert "whoever was asked is here no longer" in of_bo[0]
    assert [True, True] == ["Cleo Diaz" in of_cleo[0], "@cleo" in of_cleo[1]]


async def test_when_the_lead_is_gone_the_channel_hears_who_can_take_it(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="bo")
    for lead, following, (words, goes) in zip(("leo", "ana"), ("ana", "bo"), WAYS.items(), strict=True):
        await goes(scene, lead)
        said = (await scene.said_in_channel())[-1]
        await scene.types(following, "/incident role lead")

        assert words in said
        assert "/incident role lead" in said
        assert "code" in said
        assert "logs" in said
        assert scene.id(following) == (await scene.incident()).lead


async def test_an_offer_to_one_who_is_gone_waits_no_longer_and_who_leaves_after_it_is_over_is_nobodys_business(
    scene: Scene,
) -> None:
    await scene.start("sev2 Documents missing @bo:code")
    await leaves(scene, "bo")

    assert "waits for nobody's answer" in scene.dms("leo")[-1]
    assert () == (await scene.incident()).offered_to(scene.id("bo"))

    await scene.types("leo", "/incident role logs @ana")
    await scene.presses("ana", "Accept")
    await scene.types("leo", "/incident resolve")
    told, gone = scene.dms("leo"), await scene.facts(f.HolderGone)
    await leaves(scene, "ana")

    assert told == scene.dms("leo")
    assert gone == await scene.facts(f.HolderGone)


async def test_who_was_picked_and_turns_out_to_be_an_app_is_asked_no_more(scene: Scene) -> None:
    world = scene.stage.slack.world
    world.directory.add_user(User("U0APP", "other", "Other App", bot_id="B0APP"))
    scene.stage.slack.faults.slow("users.info", ms=700)
    await scene.types("leo", "/incident start sev2 Documents missing <@U0APP|other>:logs", where=LOBBY)
    scene.stage.slack.faults.clear()
    await scene.stage.settle()

    assert ["nobody"] == [fact.why for fact in await scene.facts(f.HolderGone)]
    assert () == (await scene.incident()).offered_to("U0APP")
