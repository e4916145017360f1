"""An offer that nobody answers: the lead hears of it once, then it lapses, without a word in the channel."""

from datetime import timedelta

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import MORNING, Scene


async def offered(scene: Scene, words: str = "sev2 Documents missing @ana:logs") -> None:
    """A first interval of SEV2 is ten minutes; it is 9:00 in UTC, in which the screen is read."""
    await scene.start(words)


async def test_the_lead_hears_after_half_an_interval_and_after_a_whole_one_the_role_is_free_again(scene: Scene) -> None:
    await offered(scene)
    waiting = await scene.card()
    before = await scene.said_in_channel()
    await scene.after(5 - 1 / 60)
    early = scene.duties("leo")
    await scene.after(1 / 60)
    (message,) = scene.duties("leo")

    assert early == []
    assert "@ana has not answered the offer of logs since 09:00" in message
    assert await scene.said_in_channel() == before

    await scene.after(5)

    assert "logs offered to @ana" in waiting
    assert "logs nobody" in await scene.card()
    assert any("no answer from @ana by 09:10" in line for line in await scene.said_in_channel())
    assert "no answer from @ana by 09:10" in scene.duties("leo")[0]
    assert len(await scene.facts(f.OfferLapsed)) == 1


async def test_the_lead_is_asked_once_and_the_message_says_what_became_of_it(scene: Scene) -> None:
    await offered(scene)
    await scene.after(6)
    await scene.presses("ana", "Accept")
    await scene.after(3)
    (message,) = scene.duties("leo")

    assert "logs is with @ana since 09:06" in message
    assert "[" not in message


async def test_of_a_no_the_lead_hears_at_once_and_once_and_a_yes_in_time_is_nobodys_question(scene: Scene) -> None:
    await offered(scene, "sev2 Documents missing @ana:logs @bo:code")
    await scene.presses("bo", "Accept")
    await scene.presses("ana", "Decline")
    await scene.after(29)

    said_no = [line.partition(" /incident")[0] for line in scene.duties("leo") if "said no" in line]
    assert ["@ana said no to logs of INC-1."] == said_no
    assert [] == [line for line in scene.duties("leo") if "has not answered" in line]


async def test_yes_under_an_offer_is_a_yes_to_that_offer_alone(scene: Scene) -> None:
    await offered(scene)
    shown = (await scene.incident()).offers[0].ts
    await scene.types("leo", "/incident role lead @ana")
    await scene.people.presses("ana", "Accept", channel=(await scene.incident()).channel, message=shown)
    await scene.stage.settle()

    assert scene.id("leo") == (await scene.incident()).lead
    assert ["logs"] == list((await scene.incident()).held_by(scene.id("ana")))


async def test_who_needs_help_reads_who_could_give_it_and_the_report_is_still_owed(scene: Scene) -> None:
    await scene.staffed(logs="ana", code="bo")
    await scene.after(10)
    await scene.presses("ana", "Need help", where="dm")
    said = (await scene.said_in_channel())[-1]

    assert "help with logs" in said
    assert "Who could help: @leo (lead), @bo (code)" in said
    assert [("logs",)] == [fact.for_roles for fact in await scene.facts(f.NeedStated)]
    assert "[Report]" in scene.duties("ana")[-1]


async def test_whoever_answers_a_lapsed_offer_is_told_kindly(scene: Scene) -> None:
    await offered(scene)
    await scene.after(8)
    await scene.types("leo", "/incident role code @eva")
    await scene.after(3)
    answer = await scene.presses("ana", "Accept")

    assert "The offer of logs has lapsed meanwhile, and that is all right" in answer
    assert "/incident role logs" in answer


async def test_two_unanswered_offers_are_one_message_the_lead_takes_one_and_has_the_other_person_called(
    scene: Scene,
) -> None:
    await offered(scene, "sev2 Documents missing @ana:logs @bo:code")
    await scene.after(5)
    taken = await scene.presses("leo", "I take code", where="dm")
    (message,) = scene.duties("leo")

    assert "@ana has not answered the offer of logs" in message
    assert "I take logs" in message
    assert "I take code" not in message
    assert "You have code" in taken
    assert (await scene.incident()).role("code").holder == scene.id("leo")
    assert any("@bo is no longer asked" in line for line in await scene.said_in_channel())

    answer = await scene.presses("leo", "Call Ana Lima", where="dm")
    again = await scene.presses("leo", "Call Ana Lima", where="dm")
    (line,) = [line for line in await scene.card_thread() if "@ana" in line]

    assert "@ana is called" in answer
    assert "was called about logs already" in again
    assert "@ana, @leo asks again: will you take logs?" in line

    await scene.picks("leo", "Offer logs to…", "eva")

    assert (await scene.incident()).offered_to(scene.id("eva")) == ("logs",)
    assert "logs is offered to @eva instead" in scene.duties("leo")[0]
    assert any("logs is offered to @eva instead" in line for line in await scene.said_in_channel())


async def test_a_lead_who_does_not_answer_an_offer_is_asked_by_nobody(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident role code @leo")
    await scene.types("ana", "/incident report 2 of 14 found")
    await scene.after(10)

    assert scene.duties("leo") == []
    assert len(await scene.facts(f.OfferLapsed)) == 1


async def test_an_outage_wakes_the_lead_once_and_takes_nobodys_offer_away(scene: Scene) -> None:
    await offered(scene)
    await scene.stops()
    scene.stage.clock.turn(MORNING + timedelta(minutes=40))
    await scene.starts_again()
    (message,) = scene.duties("leo")  # a sign of life is asked for another time
    answer = await scene.presses("ana", "Accept")

    assert "I was away" in message
    assert "You have logs" in answer


async def test_a_question_of_before_a_restart_is_not_asked_again(scene: Scene) -> None:
    await offered(scene)
    await scene.after(5)
    await scene.stops()
    await scene.starts_again()
    await scene.after(10)

    assert len(scene.duties("leo")) == 1
    assert len(await scene.facts(f.OfferLapsed)) == 1


async def test_nobody_is_asked_about_an_offer_of_what_is_over(scene: Scene) -> None:
    await offered(scene)
    await scene.after(5)
    await scene.types("leo", "/incident resolve it works again")
    await scene.after(10)
    (message,) = scene.duties("leo")

    assert "No longer needed" in message
    assert "[" not in message
    assert await scene.facts(f.OfferLapsed) == []


async def test_who_asks_somebody_to_lead_is_told_until_when_they_do_and_who_asks_nobody_what_comes_to_them(
    scene: Scene,
) -> None:
    asked_one = await scene.start("sev4 Payroll late @eva:lead")
    asked_nobody = await scene.start("sev1 Documents missing @ana:logs", where=LOBBY)
    await scene.presses("ana", "Accept")
    await scene.after(15)

    assert "You lead until @eva accepts the lead." in asked_one
    assert "what nobody answers or reports comes to you" in asked_nobody
    assert 1 == len([told for told in scene.dms("leo") if "No report from logs" in told])
