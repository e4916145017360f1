"""Words for the bot that are no command: nobody is offered to open an incident called "hi"."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def test_greetings_thanks_and_questions_get_an_answer_of_their_own_and_an_unread_time_is_told_to_a_reminder(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    for said in ("hi", "thank you 🙏", "what is going on?", "how do I start one?", "stop messaging me"):
        await scene.says("eva", said, where="dm")
    hi, thanks, question, how, stop = scene.whispers("eva")

    assert "[Summary]" in hi
    assert "“thank you 🙏” asks for nothing" in thanks
    assert "Only whoever holds a role is asked for its report" in stop
    assert "/incident summary tells where it stands" in question
    assert "/incident help start shows how." in how
    assert not any("[Start “" in answer for answer in (hi, thanks, question, how, stop))

    await scene.says("eva", "why is checkout down", where="dm")

    assert "[Start “why is checkout down”]" in scene.whispers("eva")[-1]

    await scene.says("eva", "incident list", where="dm")  # the command, without the slash that Slack takes for its own

    assert "INC-1 · SEV2" in scene.whispers("eva")[-1]

    await scene.says("eva", "Incident closed by the vendor", where="dm")

    assert "[Start “Incident closed by the vendor”]" in scene.whispers("eva")[-1]

    short, whole = [await scene.types("leo", f"/incident {typed}") for typed in ("help", "help all")]

    assert 2 * short.count("/incident ") < whole.count("/incident ")
    assert "/incident bridge https://meet.example.com/inc-42" in whole
    assert "bridge, " in short

    await scene.after(11)
    for said in ("done", "stop", "https://grafana.example.com/d/42"):
        await scene.says("ana", said, where="dm")
    done, stop, link = scene.whispers("ana")[-3:]

    assert "“done” does not say what is done" in done
    assert "[It is my report]" in done
    assert "hand over gives it to somebody else" in stop
    assert "names a place" in link
    assert [] == await scene.facts(f.Reported)

    await scene.says("ana", "14 are gone, next update by 5", where="dm")

    assert "Type next 5am or next 5pm." in scene.whispers("ana")[-1]

    await scene.types("leo", "/incident we have found the cause")
    await scene.presses("leo", "Add as a note")
    sentences = ("not all customers are hurt", "share of failed logins", "why is checkout down", "help, DB is down")
    for said in sentences:
        assert "[Add as a note]" in await scene.types("leo", f"/incident {said}")
    assert "[Add as a note]" not in await scene.types("leo", "/incident reprot all quiet")
    (note,) = await scene.facts(f.Noted)

    assert "we have found the cause" == note.text

    no_customer = await scene.types("leo", "/incident told C7 we look")

    assert "/incident customer <name>" in no_customer
