"""The brief's clock: the lead gets the draft at its time, and one tap sends it on, once, as the lead saw it."""

from dataclasses import replace

from bot.incident import facts as f
from bot.incident.policy import DEFAULT
from tests.scenarios.conftest import Scene


async def house(scene: Scene, *to: str) -> None:
    """A house whose briefs go to these people."""
    await scene.stops()
    await scene.starts_again(policy=replace(DEFAULT, brief_to=tuple(scene.id(who) for who in to)))


def drafts(scene: Scene, who: str = "leo") -> list[str]:
    heads = ("The brief is due.", "What the brief says has changed.", "This draft of", "Sent")
    return [line for line in scene.dms(who) if any(head in line for head in heads)]


async def test_the_draft_comes_on_its_clock_a_newer_one_takes_its_place_and_one_tap_sends_what_the_lead_saw_once(
    scene: Scene,
) -> None:
    await house(scene, "eva")
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.after(3)
    await scene.types("ana", "/incident report two of fourteen")
    await scene.after(10)
    reminders = scene.duties("ana")
    await scene.after(1.9)
    early = drafts(scene)
    await scene.after(0.2)
    (draft,) = drafts(scene)
    await scene.after(30)
    first, second = drafts(scene)

    assert [line for line in reminders if "The brief goes out at 09:15; your last report is 10 min old" in line]
    assert [] == early
    assert "The brief is due. It goes to @eva with one tap" in draft
    assert "Documents missing" in draft
    assert "[Send] [Prepare]" in draft
    assert "next brief by 09:45" in draft
    assert "was not sent; a newer one stands below" in first
    assert "[Send]" in second

    await scene.types("ana", "/incident report 14 of 14 are found again")
    await scene.presses("leo", "Send", where="dm")
    sent, told = drafts(scene)[-1], [line for line in scene.dms("eva") if "shares the executive brief" in line]

    assert 1 == len(told)
    assert "14 of 14" not in told[0]
    assert sent.startswith("Sent 09:45 to @eva")
    assert [scene.id("eva")] == [fact.place for fact in await scene.facts(f.BriefShared)]

    await scene.after(30.1)
    unsent = drafts(scene)[2:]
    await scene.types("leo", "/incident resolve they are back")
    await scene.after(61)
    (over,) = drafts(scene)[2:]  # nothing is due after the end

    assert 1 == len(unsent)
    assert "was not sent" in over
    assert "[" not in over


async def test_without_anybody_to_get_it_there_is_no_clock(scene: Scene) -> None:
    for words in ("sev1 Documents missing", "sev3 Papers missing"):
        await scene.staffed(words, logs="ana")
    await scene.after(90)

    assert [] == drafts(scene)
    for number in (1, 2):
        assert "next brief" not in await scene.types("leo", f"/incident summary INC-{number}")


async def test_it_is_on_demand_in_a_sev4_and_in_a_sev3_nothing_is_due_while_nothing_changes(scene: Scene) -> None:
    await house(scene, "eva")
    await scene.staffed("sev4 Papers crooked", code="ana")
    await scene.types("ana", "/incident report two of fourteen")
    await scene.staffed("sev3 Documents missing", logs="ana")
    await scene.after(40)
    await scene.types("ana", "/incident nothing")
    await scene.says("ana", "still looking at it, I am afraid, and there is a lot of it to look at")
    await scene.after(160)
    unchanged, page = drafts(scene), await scene.types("leo", "/incident summary")
    await scene.types("leo", "/incident impact 14 documents")
    await scene.types("leo", "/incident undo")
    await scene.after(100)

    assert [] == unchanged
    assert "next brief" not in page
    assert [] == drafts(scene)  # a change that is taken back brings none


async def test_in_a_sev3_each_change_brings_the_draft_once(scene: Scene) -> None:
    await house(scene, "eva")
    await scene.staffed("sev4 Documents missing", logs="ana")
    changes = ("sev 3", "impact 14 documents", "think the rename lost them", "plan a restore them", "status identified")
    for number, change in enumerate(changes, start=1):
        await scene.after(70)
        before = drafts(scene)
        await scene.types("leo", f"/incident {change}")
        await scene.after(0.1)

        assert number - 1 == len(before), change
        assert number == len(drafts(scene)), change
        assert "What the brief says has changed." in drafts(scene)[-1]
        assert "next brief" not in drafts(scene)[-1]

    await scene.after(70)
    assert len(changes) == len(drafts(scene))


async def test_two_changes_of_a_sev3_are_two_drafts_no_nearer_than_those_of_a_sev2(scene: Scene) -> None:
    await house(scene, "eva")
    await scene.staffed("sev3 Documents missing", logs="ana")
    await scene.types("leo", "/incident impact 14 documents")
    early = drafts(scene)
    await scene.after(30.1)
    first = drafts(scene)
    await scene.types("leo", "/incident impact 12 documents")
    await scene.after(59)
    held = drafts(scene)
    await scene.after(1.1)

    assert ([], 1, 1, 2) == (early, len(first), len(held), len(drafts(scene)))


async def test_the_brief_of_a_private_incident_goes_to_people_in_its_channel_alone(scene: Scene) -> None:
    await house(scene, "eva", "bo")
    await scene.start("sev1 Salaries visible +private")  # without anybody of them it has no clock
    await scene.start("sev1 Documents missing +private @bo:code")
    await scene.presses("bo", "Accept")
    await scene.after(15.1)
    (draft,) = drafts(scene)
    await scene.presses("leo", "Send", where="dm")

    assert "@bo" in draft
    assert "Documents missing" in draft
    assert [scene.id("bo")] == [fact.place for fact in await scene.facts(f.BriefShared)]
    assert [] == [line for line in scene.dms("eva") if "Documents" in line]

    await scene.after(45)
    assert [] == [line for line in drafts(scene) if "Salaries" in line]


async def test_a_draft_survives_a_restart_and_comes_once(scene: Scene) -> None:
    await house(scene, "eva")
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.stops()
    scene.turns(20)
    await scene.starts_again()
    await scene.after(1)

    assert 1 == len(drafts(scene))
