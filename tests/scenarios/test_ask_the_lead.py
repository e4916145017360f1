"""Whoever reads the summary asks the lead one question; the lead answers with a tap, and the answer comes back."""

import pytest

from bot.incident import facts as f
from tests.scenarios.conftest import LOBBY, Scene

ASKS, FORM = "Ask the lead", "Ask the lead"
WHETHER = "whether payroll is at risk"


async def reads(scene: Scene, who: str, number: int = 1) -> None:
    await scene.types(who, f"/incident summary INC-{number}", where=LOBBY)


async def asks(scene: Scene, who: str, words: str = WHETHER) -> str:
    await reads(scene, who)
    await scene.presses(who, ASKS)
    before = scene.dms(who)
    told = await scene.submits(who, FORM, words=words)
    told = told or "\n".join(line for line in scene.dms(who) if line not in before)
    await scene.after(0.1)
    return told


def to_lead(scene: Scene, who: str) -> list[str]:
    return [line for line in scene.dms(who) if ("payroll" in line and "Eva Ruiz" in line) or "@eva asks" in line]


@pytest.fixture
async def led(scene: Scene) -> Scene:
    await scene.staffed(lead="ana", logs="bo")
    return scene


async def test_the_lead_hears_it_once_the_answer_comes_back_to_whoever_asked_and_both_are_on_every_page(
    led: Scene,
) -> None:
    before = len(await led.said_in_channel())
    told = await asks(led, "eva")
    asked = [line for line in led.dms("ana") if f"@eva asks you: “{WHETHER}”" in line]

    assert "asked of Ana Lima" in await led.types("bo", "/incident timeline")
    assert "1 open question" in await led.card()
    assert "no answer is recorded" in await led.types("bo", "/incident review")

    await led.presses("ana", "Answer", where="dm")
    await led.submits("ana", "In your words", words="no: the run is on Friday")
    await led.after(0.1)

    assert "@ana" in told
    assert "by direct message" in told
    assert 1 == len(asked)
    assert 1 == sum("@ana answers: “no: the run is on Friday”" in line for line in led.dms("eva"))
    (outcome,) = to_lead(led, "ana")
    assert "You answered" in outcome
    assert "[Answer]" not in outcome
    assert before == len(await led.said_in_channel())
    assert "answered: “no: the run is on Friday”" in await led.types("bo", "/incident review")
    assert "the run is on Friday" in await led.types("bo", "/incident prepare")
    assert "Whether payroll is at risk: no: the run is on Friday" in await led.types("bo", "/incident summary")
    (raised,) = [entry for entry in await led.entries() if isinstance(entry.fact, f.UnknownRaised)]
    assert led.id("eva") == raised.by
    await led.after(30)
    assert 1 == sum("the run is on Friday" in line for line in led.dms("eva"))


async def test_a_second_question_waits_until_the_first_is_answered_and_a_lead_who_comes_later_hears_it(
    led: Scene,
) -> None:
    await asks(led, "eva")
    await reads(led, "eva")
    refused = await led.presses("eva", ASKS)
    await asks(led, "kim", "how long it takes")

    assert f"“{WHETHER}”" in refused
    assert "one question at a time" in refused
    assert [WHETHER, "how long it takes"] == [fact.what for fact in await led.facts(f.UnknownRaised)]

    await led.joins("cleo")
    await led.types("ana", "/incident role lead @cleo")
    await led.presses("cleo", "Accept")
    await led.after(0.1)

    assert 1 == sum(f"@eva asks you: “{WHETHER}”" in line for line in led.dms("cleo"))
    (outcome,) = to_lead(led, "ana")
    assert "[Answer]" not in outcome  # the one before is free of it
    assert "Cleo Diaz" in outcome


async def test_an_answer_that_is_taken_back_is_taken_back_for_whoever_asked_too(led: Scene) -> None:
    await asks(led, "eva")
    await led.types("ana", "/incident answer U1 no")
    await led.after(0.1)
    await led.types("ana", "/incident undo")
    await led.types("ana", "/incident answer U1 yes, from noon")
    await led.after(0.1)

    taken_back, stands = [line for line in led.dms("eva") if "ou asked:" in line or "ou had asked:" in line]
    assert "taken back" in taken_back
    assert "“no”" not in taken_back
    assert "“yes, from noon”" in stands


async def test_where_it_ends_without_an_answer_whoever_asked_hears_that_and_what_comes_after_and_nobody_asks_any_more(
    led: Scene,
) -> None:
    of_lead = await led.types("ana", "/incident summary")
    await asks(led, "eva")
    await reads(led, "cleo")
    await led.types("ana", "/incident resolve it works again")
    late = await led.presses("cleo", ASKS)
    told = len(led.dms("eva"))
    await led.after(20)
    [unanswered] = led.dms("eva")[told:]
    await led.types("ana", "/incident answer U1 no, the run is on Friday")
    await led.after(0.1)
    before, after = led.dms("eva")[told:]

    assert ASKS not in of_lead  # nobody asks themselves
    assert "resolved" in late
    assert "without an answer to your question" in unanswered
    assert "There is an answer after all, below" in before
    assert "“no, the run is on Friday”" in after
    assert ASKS not in await led.types("eva", "/incident summary INC-1", where=LOBBY)


async def test_of_a_private_incident_only_insiders_ask(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing +private", lead="ana")
    answer = await scene.types("eva", "/incident summary INC-1", where=LOBBY)

    assert ASKS not in answer
    assert [] == await scene.facts(f.UnknownRaised)
