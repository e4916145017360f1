"""Who was put out of a private incident hears nothing of it any more, by whichever way it used to reach them."""

import pytest

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene

NO = "There is no INC-1."
NEWS = ("SecretCorp", "Leo's laptop", "by Leo Torres", "pastebin", "HR is told")


async def _goes_on_without(scene: Scene, who: str) -> None:
    """Whoever is left goes on for an hour, and says what the other one must not hear."""
    channel = (await scene.channel(1)).id
    await scene.does("removes", "ana" if who != "ana" else "leo", who, channel)
    for words in (
        "title Payroll leaked by Leo Torres",
        "customer SecretCorp cannot pay",
        "report Leo's laptop is the source, HR is told",
        "need exec approval to call HR",
        "role customers @bo",
    ):
        await scene.types("ana" if who != "ana" else "leo", f"/incident {words}", where=channel)
    await scene.start("sev2 Payroll leaked", who="eva")  # the same words again: a declarer is told of that
    await scene.after(60)


@pytest.mark.parametrize("who", ["leo", "ana", "bo"])
async def test_the_bot_says_nothing_more_to_them(scene: Scene, who: str) -> None:
    """Declarer and lead, holder of a role, and one who was asked for a role and never answered."""
    await scene.start("sev1 Payroll leaked @ana:logs @bo:code +private")
    await scene.presses("ana", "Accept")
    await scene.after(20)  # reminders stand in direct messages, and are edited when they are answered
    before = scene.dms(who)
    await _goes_on_without(scene, who)

    assert before == scene.dms(who)[: len(before)]
    assert not [said for said in scene.dms(who) for news in NEWS if news in said]


async def test_the_buttons_in_their_direct_messages_answer_like_an_incident_that_is_not(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked @ana:logs +private")
    await scene.presses("ana", "Accept")
    await scene.after(20)
    await scene.does("removes", "ana", "leo", (await scene.channel(1)).id)
    answers = [await scene.presses("leo", label) for label in ("Ask", "Reassign", "Extend 10 min")]

    assert [NO, NO, NO] == [answer.partition(" ")[2][: len(NO)] for answer in answers]
    assert "" == scene.form("leo")


async def test_a_reminder_that_slack_hides_the_members_for_waits_and_is_not_lost(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked @ana:logs +private")
    await scene.presses("ana", "Accept")
    await scene.after(2)
    scene.stage.slack.faults.error("conversations.members", error="internal_error", times=2)
    await scene.after(8)

    assert "report of logs is due" in "\n".join(scene.dms("ana"))


async def test_where_slack_lets_us_see_nobody_it_is_asked_ever_less_often_until_it_does(scene: Scene) -> None:
    """As in a channel that was put away by hand, or that we were put out of unheard."""
    await scene.staffed("sev1 Payroll leaked +private", logs="ana")
    slack = scene.stage.slack
    slack.faults.error("conversations.members", error="channel_not_found", times=1000)
    before = len(slack.calls)
    await scene.after(60)
    asked = [call for call in list(slack.calls)[before:] if call.method == "conversations.members"]
    slack.faults.clear()
    await scene.after(6)

    assert len(asked) < 60  # every ten seconds for each message that waits would be hundreds
    assert "report of logs is due" in "\n".join(scene.dms("ana"))


@pytest.mark.parametrize("privacy", ["+private", ""])
async def test_an_invitation_whose_answer_was_lost_brings_nobody_back(scene: Scene, privacy: str) -> None:
    await scene.start(f"sev1 Payroll leaked {privacy}")
    channel, slack = (await scene.channel(1)).id, scene.stage.slack
    slack.faults.answer_lost("conversations.invite")
    await scene.types("leo", "/incident role logs @ana", where=channel)
    assert scene.stage.is_member(channel, "ana")  # Slack took it; the bot is about to try again

    await slack.people.removes("leo", "ana", channel)
    await scene.after(5)

    assert not scene.stage.is_member(channel, "ana")
    assert scene.id("ana") not in (await scene.incident(1)).members


async def test_who_comes_back_is_let_in_again(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked @ana:logs +private")
    channel = (await scene.channel(1)).id
    await scene.does("removes", "leo", "ana", channel)
    await scene.types("leo", "/incident invite @ana", where=channel)

    assert scene.stage.is_member(channel, "ana")
    assert "Payroll leaked" in await scene.types("ana", "/incident summary INC-1", where=LOBBY)


@pytest.mark.parametrize("duty", ["@eva:logs", ""])
async def test_who_was_deactivated_is_out_of_the_record(scene: Scene, duty: str) -> None:
    """So that whoever is let into the workspace again is not let into its secrets with it."""
    await scene.start(f"sev1 Payroll leaked {duty} +private")
    if not duty:
        await scene.does("invites", "leo", "eva", (await scene.channel(1)).id)
    await scene.does("deactivates", "eva")

    assert scene.id("eva") not in (await scene.incident(1)).members
    assert [scene.id("eva")] == [fact.person for fact in await scene.facts(f.Left)]


async def test_what_they_asked_and_were_to_review_is_not_decided_again_and_again(scene: Scene) -> None:
    await scene.start("sev1 Payroll leaked @ana:logs +private")
    await scene.presses("ana", "Accept")
    channel = (await scene.incident()).channel
    await scene.types("ana", "/incident summary")
    await scene.presses("ana", "Ask the lead", where=channel)
    await scene.submits("ana", "Ask the lead", words="is the bank told?")
    await scene.types("leo", "/incident reviewer @ana by 20 May")
    await scene.does("leaves", "ana", channel)
    await scene.types("leo", "/incident answer U1 the bank is told", where=channel)
    await scene.types("leo", "/incident resolve the file is gone", where=channel)
    before, decided = scene.dms("ana"), [one for one in await scene.facts(f.Reminded) if one.person == scene.id("ana")]
    await scene.after(8 * 24 * 60)

    assert before == scene.dms("ana")
    assert decided == [one for one in await scene.facts(f.Reminded) if one.person == scene.id("ana")]
