"""A role offered to several at once, by direct message: five at most, the first to accept has it, and nobody twice."""

import asyncio
from dataclasses import replace

from bot.incident import facts as f
from bot.incident.policy import DEFAULT
from tests.scenarios.conftest import Scene
from tests.scenarios.test_group_as_holder import group_of
from workspace.people import visibility
from workspace.state import groups

FIRST = 10  # minutes of a SEV2 until an offer lapses


async def house(scene: Scene, *people: str, role: str = "code", **more: object) -> str:
    """A house that offers the role to the group of these people; its id."""
    group = group_of(scene, *people)
    await scene.stops()
    await scene.starts_again(policy=replace(DEFAULT, offered_to={role: (group,)}, **more))
    return group


async def holder(scene: Scene, role: str = "code") -> str | None:
    return (await scene.incident()).role(role).holder


async def test_each_of_them_is_asked_by_direct_message_once_the_first_to_accept_has_it_and_the_others_read_one_line(
    scene: Scene,
) -> None:
    await house(scene, "ana", "bo", "cleo")
    answer = await scene.start()
    before = scene.dms("ana")[0]
    await scene.stops()
    await scene.starts_again()

    assert "For code I ask, by direct message, those whom your configuration names" in answer
    assert [1, 1] == [sum("Will you take code?" in line for line in scene.dms(who)) for who in ("ana", "bo")]
    assert "2 more are asked; the first to accept has it, and a no is fine." in before
    assert [] == [line for line in await scene.said_in_channel() if "Ana" in line or "@ana" in line]

    people = scene.people
    ana = people._person("ana")
    button = visibility.button(people._world, ana, "Accept", None, None, None)
    await scene.presses("bo", "Accept")

    assert scene.id("bo") == await holder(scene)
    assert scene.dms("ana")[0].startswith("Taken by @bo, ")
    assert (1, 1) == (len(scene.dms("ana")), len(scene.duties("bo")))
    assert "[Accept]" not in scene.sees("ana")
    assert "You have code of INC-1 since" in scene.dms("bo")[0]
    assert scene.stage.is_member((await scene.incident()).channel, "bo")

    await people._act(ana, button, {})  # her window still shows the button: what edits her message is under way
    await scene.stage.settle()

    assert any("was a moment faster and has code" in line for line in scene.whispers("ana"))


async def test_of_two_who_accept_in_the_same_second_one_has_it_and_the_other_is_thanked(scene: Scene) -> None:
    await house(scene, "ana", "bo")
    await scene.start()
    answers = await asyncio.gather(*(scene.people.presses(who, "Accept") for who in ("ana", "bo")))
    await scene.stage.settle()
    taken = await scene.facts(f.RoleTaken)
    other = "bo" if taken[-1].person == scene.id("ana") else "ana"

    assert [""] * 2 == [answer or "" for answer in answers]
    assert ["lead", "code"] == [fact.role for fact in taken]
    assert any("was a moment faster and has code" in line for line in scene.whispers(other))


async def test_five_are_asked_at_once_and_not_the_whole_house(scene: Scene) -> None:
    await house(scene, "ana", "bo", "cleo", "eva", "kim", "kim.two", "leo")
    await scene.start()
    (asked,) = await scene.facts(f.GroupAsked)

    assert ([scene.id(who) for who in ("ana", "bo", "cleo", "eva", "kim")], 2) == (list(asked.people), asked.more)


async def test_where_somebody_is_named_at_the_start_or_of_a_private_incident_no_group_hears(scene: Scene) -> None:
    await house(scene, "ana", "bo")
    await scene.start("sev2 Documents missing @cleo:code")
    await scene.start("sev2 Payroll leaked +private @bo:code")
    before = await scene.facts(f.GroupOffered)
    await scene.presses("bo", "Accept")
    await scene.types("bo", "/incident release code")

    assert [] == before == await scene.facts(f.GroupOffered)
    assert [] == scene.dms("ana")


async def test_an_offer_that_nobody_answers_lapses_and_is_the_leads_question_once_who_offers_it_on(
    scene: Scene,
) -> None:
    await house(scene, "ana", "bo")
    await scene.start()
    await scene.after(FIRST - 1)
    before = scene.duties("leo")
    await scene.after(1.5)
    asked = [line for line in scene.duties("leo") if line not in before]
    await scene.after(FIRST)

    assert "code is still free: 2 people were asked, and nobody answered by" in asked[0]
    assert 1 == len([line for line in scene.duties("leo") if "is still free" in line])
    assert ["No longer needed, thank you. (code, INC-1)"] == scene.duties("ana")
    assert 1 == len(await scene.facts(f.GroupLapsed))

    await scene.picks("leo", "Offer code to…", "cleo")

    assert [("code", scene.id("cleo"))] == [(o.role, o.person) for o in await scene.facts(f.RoleOffered)]
    assert any("code is offered to @cleo." in line for line in scene.duties("leo"))

    await scene.joins("ana")
    answer = await scene.types("ana", "/incident role code")

    assert scene.id("ana") == await holder(scene), answer  # a yes after it lapsed


async def test_when_all_said_no_the_lead_is_asked_at_once(scene: Scene) -> None:
    await house(scene, "ana", "bo")
    await scene.start()
    await scene.presses("ana", "Decline")
    after_one = list(scene.duties("leo"))
    await scene.presses("bo", "Decline")
    await scene.after(0.1)

    assert [] == after_one
    assert ["code is still free: all 2 who were asked cannot take it now." in line for line in scene.duties("leo")] == [
        True
    ]
    assert ["Fine, you are not asked any more. (code, INC-1)"] == scene.duties("ana")


async def test_a_group_that_cannot_be_read_is_the_leads_question_with_the_reason(scene: Scene) -> None:
    await house(scene, "ana", "bo")
    for number, (error, why) in enumerate(
        (
            ("missing_scope", "the app lacks the scope usergroups:read"),
            ("plan_upgrade_required", "this Slack plan has no user groups"),
        ),
        start=1,
    ):
        scene.stage.slack.faults.error("usergroups.users.list", error=error)
        await scene.after(1.1)  # who was in it when the bot began is believed for a minute
        await scene.start(f"sev2 Documents missing {number}")
        await scene.after(0.1)
        asked = [line for line in scene.duties("leo") if f"INC-{number}" in line and "could be asked" in line]

        assert ["Nobody could be asked to take code." in line and why in line for line in asked] == [True]


async def test_while_slack_does_not_say_who_is_in_it_nobody_is_asked_and_then_they_are_until_it_is_over(
    scene: Scene,
) -> None:
    """Who left the group meanwhile and who may not hold it are not asked."""
    group = await house(scene, "ana", "bo", "cleo", held_by={"code": (scene.id("bo"), scene.id("ana"))})
    world = scene.stage.slack.world
    groups.fill(world, world.directory.groups[group], [scene.id("bo"), scene.id("cleo")])
    scene.stage.slack.faults.error("usergroups.users.list", error="internal_error", times=2)
    await scene.after(1.1)  # who was in it when the bot began is believed for a minute
    await scene.start()
    before = scene.dms("bo")
    await scene.after(0.5)

    assert [] == before
    assert "Will you take code?" in scene.dms("bo")[0]
    assert [[], []] == [scene.dms(who) for who in ("ana", "cleo")]

    await scene.types("leo", "/incident resolve all back")
    await scene.after(60)

    assert ["No longer needed, thank you. (code, INC-1)"] == scene.duties("bo")
    assert not [line for line in scene.duties("leo") if "is still free" in line]


async def test_the_lead_has_all_of_a_group_asked_by_one_tap(scene: Scene) -> None:
    group_of(scene, "ana", "bo")
    await scene.start()
    await scene.types("leo", "/incident role logs @sre-oncall")
    answer = await scene.presses("leo", "Ask them all, the first has it")
    await scene.presses("bo", "Accept")

    assert "The first to accept has it; until then it is free." in answer
    assert scene.id("bo") == await holder(scene, "logs")


async def test_what_becomes_private_is_offered_to_no_group_any_more(scene: Scene) -> None:
    await house(scene, "ana", "bo")
    await scene.start()
    await scene.types("leo", "/incident private")
    await scene.after(FIRST + 5)

    assert ["No longer needed, thank you. (code, INC-1)"] == scene.dms("ana")
    assert not [line for line in scene.duties("leo") if "is still free" in line]


# ---- a role that nobody holds any more -------------------------------------------------------------


async def vacated(scene: Scene, *people: str) -> None:
    """Bo has the code and gives it back, in a house that offers it to these people."""
    await house(scene, *people)
    await scene.staffed(code="bo")
    await scene.types("bo", "/incident release code")


async def test_a_role_given_back_is_offered_once_to_its_group_without_who_gave_it_and_then_the_leads_question(
    scene: Scene,
) -> None:
    await vacated(scene, "ana", "bo", "cleo")

    assert [1, 1] == [sum("Will you take code?" in line for line in scene.dms(who)) for who in ("ana", "cleo")]
    assert not [line for line in scene.dms("bo") if "Will you take" in line]
    assert [line for line in await scene.card_thread() if "I ask those whom your configuration names" in line]

    await scene.after(FIRST + 0.5)
    await scene.after(60)

    assert 1 == len(await scene.facts(f.GroupOffered))
    assert 1 == len([line for line in scene.duties("leo") if "code is still free" in line])


async def test_the_role_of_a_holder_who_is_gone_is_offered_to_its_group(scene: Scene) -> None:
    await house(scene, "ana", "bo")
    await scene.staffed(code="bo")
    await scene.does("deactivates", "bo")
    await scene.after(0.1)

    assert 1 == sum("Will you take code?" in line for line in scene.dms("ana"))
    assert [line for line in scene.dms("leo") if "I ask those whom your configuration names for code" in line]


async def test_the_file_that_names_somebody_later_asks_nobody_about_an_incident_that_is_open(scene: Scene) -> None:
    await scene.staffed(code="bo")
    await house(scene, "ana")
    await scene.types("bo", "/incident release code")

    assert not [line for line in scene.dms("ana") if "Will you take" in line]
