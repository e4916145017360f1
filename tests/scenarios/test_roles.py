"""A role is offered, accepted, handed over and released; it moves only to somebody who said yes."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def holder(scene: Scene, role: str) -> str | None:
    return (await scene.incident()).role(role).holder


async def test_an_offer_binds_nobody_until_they_accept_it_themselves_and_says_then_when_a_report_is_due(
    scene: Scene,
) -> None:
    await scene.start("sev2 Documents missing @ana:logs @bo:code")
    inside = scene.id("ana") in (await scene.channel()).members
    await scene.presses("bo", "Accept")
    again = await scene.presses("bo", "Accept")
    offered, taken = await holder(scene, "logs"), await scene.facts(f.RoleTaken)
    welcome = await scene.presses("ana", "Accept")

    assert "You took code at 09:00" in again
    assert offered is None
    assert inside
    assert [fact.person for fact in taken] == [scene.id("leo"), scene.id("bo")]
    assert await holder(scene, "logs") == scene.id("ana")
    assert "You have logs." in welcome
    assert "First report due 11:10 CEST, in 10 min" in welcome


async def test_two_roles_are_accepted_with_one_tap(scene: Scene) -> None:
    await scene.start("sev2 Documents missing @ana:logs @ana:code")
    await scene.presses("ana", "Accept")

    assert (await scene.incident()).held_by(scene.id("ana")) == ("logs", "code")


async def test_an_offer_that_is_declined_says_so_and_leaves_the_role_free(scene: Scene) -> None:
    await scene.start("sev2 Documents missing @ana:logs")
    await scene.presses("ana", "Decline")

    assert await holder(scene, "logs") is None
    assert any("@ana cannot take it now" in line for line in await scene.said_in_channel())


async def test_an_alias_and_everyday_words_are_understood_and_who_holds_two_roles_is_asked_which_one_goes(
    scene: Scene,
) -> None:
    await scene.start()
    await scene.types("leo", "/incident assign comms @cleo")
    await scene.does("joins", "eva", (await scene.channel()).id)
    offered = (await scene.incident()).offered_to(scene.id("cleo"))
    from_the_card = await scene.presses("eva", "Take customer liaison")
    everyday = await scene.types("leo", "/incident hand over to @bo")
    lead = (await scene.incident()).offered_to(scene.id("bo"))
    await scene.types("leo", "/incident role logs")
    which = await scene.types("leo", "/incident handover @eva")

    assert ("customers",) == offered
    assert "You are the customer liaison" in from_the_card
    assert await holder(scene, "customers") == scene.id("eva")
    assert "lead is offered to @bo" in everyday
    assert ("lead",) == lead
    assert "You hold lead and logs: which one?" in which
    assert () == (await scene.incident()).offered_to(scene.id("eva"))


async def test_a_held_role_is_taken_away_by_the_lead_alone_or_released_and_the_lead_moves_by_acceptance_only(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana", code="bo")
    answer = await scene.types("bo", "/incident role logs")

    assert "@ana holds logs" in answer
    assert await holder(scene, "logs") == scene.id("ana")

    await scene.types("leo", "/incident role logs me")

    assert await holder(scene, "logs") == scene.id("leo")
    assert any("@ana no longer does, with thanks" in line for line in await scene.card_thread())

    released = await scene.types("bo", "/incident role code none")
    await scene.types("leo", "/incident role lead @ana")
    before = (await scene.incident()).lead
    await scene.presses("ana", "Accept")

    assert "code is free again" in released
    assert await holder(scene, "code") is None
    assert before == scene.id("leo")
    assert (await scene.incident()).lead == scene.id("ana")
    assert "lead Ana Lima" in (await scene.channel()).topic["value"]


async def test_a_role_is_handed_over_by_form_to_a_person_and_moves_when_accepted(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    await scene.presses("ana", "Hand over", where="dm")
    to_an_app = await scene.submits("ana", "hand_over", **{"To whom?": "sitrep"})
    await scene.submits("ana", "hand_over", **{"To whom?": "eva"})
    before = await holder(scene, "logs")
    await scene.presses("eva", "Accept")

    assert "a duty needs a person" in to_an_app
    assert before == scene.id("ana")
    assert await holder(scene, "logs") == scene.id("eva")
