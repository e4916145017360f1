"""Work for afterwards over three months: raised, given to one person, asked about at their desk, and ended."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cli.simulation import LOBBY, Stage
from bot.incident import facts as f
from bot.incident.parts import FollowUp
from tests.scenarios.conftest import CAST, Scene

DAY_MIN = 24 * 60
WHAT = "the rename job checks the owner"
NEW_YORK, BERLIN_ZONE = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")


async def over(scene: Scene, words: str = "sev3 Documents missing", **roles: str) -> None:
    """An incident that is over, on the morning of Thursday, 14 May 2026."""
    await scene.staffed(words, **(roles or {"code": "bo"}))
    await scene.types("leo", "/incident resolve it works again")
    await scene.types("leo", "/incident close anyway")


async def raised(scene: Scene, words: str = f"@bo by 28 May {WHAT}") -> str:
    """One is over, and Leo raises a follow-up of it; the answer that Leo reads."""
    await over(scene)
    return await scene.types("leo", f"/incident follow-up {words}")


async def days(scene: Scene, number: int) -> None:
    await scene.after(number * DAY_MIN)


async def the_one(scene: Scene, number: int = 1) -> FollowUp:
    (one,) = (await scene.incident(number)).follow_ups
    return one


def told(scene: Scene, who: str) -> list[tuple[str, str]]:
    """When and what the bot said to this person of follow-ups, on their wall clock, as it stands now."""
    zone = NEW_YORK if who == "bo" else BERLIN_ZONE
    return [
        (f"{datetime.fromtimestamp(float(message.ts), UTC).astimezone(zone):%a %d %b %H:%M}", words)
        for message in scene._direct(who)
        if "F1" in (words := scene._words(message)) or "F2" in words
    ]


def hours(scene: Scene, who: str) -> list[str]:
    return [at for at, _ in told(scene, who)]


# ---- raised ----------------------------------------------------------------------------------------


async def test_it_is_repeated_told_in_the_thread_and_put_right_taken_back_and_emptied_as_any_record_is(
    scene: Scene,
) -> None:
    await over(scene)
    before = await scene.said_in_channel()
    answer = await scene.types("leo", f"/incident follow-up @bo by 28 May {WHAT}")
    await scene.after(0.1)

    assert "F1: “the rename job checks the owner” · @bo, by Thu 28 May." in answer
    assert "Only they are reminded: 3 days before, on the day, then weekly." in answer
    assert "stays closed" not in answer  # what goes on afterwards puts nothing right
    assert len(before) == len(await scene.said_in_channel())
    assert any("F1 follow-up" in line and "@bo, by Thu 28 May" in line for line in await scene.card_thread())
    assert "raised a follow-up, F1: “the rename job checks the owner”; Bo Chen does it by Thu 28 May" in (
        await scene.types("leo", "/incident timeline")
    )

    fixed = await scene.types("leo", "/incident fix F1 the rename job checks owner and folder")
    after_fix = await the_one(scene)
    await scene.types("leo", "/incident follow-up F1 @ana by Friday")
    moved = await the_one(scene)
    await scene.types("leo", "/incident undo")
    undone = await the_one(scene)
    await scene.types("leo", "/incident redact F1 it names a patient")

    assert "F1, changed: “the rename job checks owner and folder” · @bo, by Thu 28 May" in fixed
    assert (scene.id("bo"), "2026-05-28") == (after_fix.owner, str(after_fix.due_on))
    assert (scene.id("ana"), "2026-05-15") == (moved.owner, str(moved.due_on))
    assert after_fix == undone
    assert "[removed]" == (await the_one(scene)).text
    assert "owner and folder" not in await scene.types("leo", "/incident followups")


async def test_who_does_it_and_by_when_is_asked_in_the_answer_and_refused_to_nobody(scene: Scene) -> None:
    answer = await raised(scene, WHAT)
    first = await the_one(scene)
    mine = await scene.presses("leo", "I do it")
    second = await the_one(scene)
    by_then = await scene.presses("leo", "By Thu 28 May")
    third = await the_one(scene)
    await scene.types("leo", "/incident follow-up @bo an alarm for lost owners")
    await scene.presses("leo", "Another day…")
    wrong = await scene.submits("leo", "In your words", words="when it suits")
    over_by_now = await scene.submits("leo", "In your words", words="1 May 2026")
    await scene.submits("leo", "In your words", words="12 June")
    unclear = await scene.types("leo", "/incident follow-up @nobody by 28 May the folders are locked")
    await scene.types("leo", "/incident follow-up @ana by 28 May the locks are tried")
    await scene.after(0.1)
    _, later, nobodys, _ = (await scene.incident(1)).follow_ups

    assert "Who does it, and by when?" in answer
    assert (None, None) == (first.owner, first.due_on)
    assert "By when?" in mine
    assert (scene.id("leo"), None) == (second.owner, second.due_on)
    assert "Only you are reminded" in by_then
    assert (scene.id("leo"), "2026-05-28") == (third.owner, str(third.due_on))
    assert "I do not read that as a day" in wrong
    assert "Fri 1 May is over" in over_by_now
    assert "2026-06-12" == str(later.due_on)
    assert "do not know for certain who “@nobody” is" in unclear  # which delays nothing
    assert ("the folders are locked", None) == (nobodys.text, nobodys.owner)
    assert scene.id("ana") in (await scene.incident(1)).members  # who is clear comes into the channel
    assert [] == scene.dms("ana")


async def test_the_form_of_the_summary_raises_one_the_menu_of_a_message_too_and_what_was_only_said_is_offered(
    scene: Scene,
) -> None:
    await scene.staffed(code="bo")
    await scene.says("bo", "we should roll back right now")
    await scene.types("leo", "/incident status mitigated rolled back")
    said = await scene.says("bo", "we should have an alarm for lost owners")
    await scene.says("bo", "we need to have the rename job check the owner")
    await scene.says("bo", "lunch anyone, it is sunny over there")
    before = (await scene.incident()).follow_ups
    await scene.types("leo", "/incident resolve")
    await scene.presses("leo", "Follow-up…")
    await scene.submits("leo", "Follow-up", text="the folders are locked", owner="bo", by="28 May")
    by_menu = await scene.shortcut("leo", "raise_as_follow_up", said)
    first, second = (await scene.incident()).follow_ups
    (entry,) = [e for e in await scene.entries() if isinstance(e.fact, f.FollowUpRaised) and e.fact.id == "F2"]

    assert () == before
    assert ("the folders are locked", scene.id("bo"), "2026-05-28") == (first.text, first.owner, str(first.due_on))
    assert "we should have an alarm for lost owners" == second.text
    assert "Who does it, and by when?" in by_menu
    assert entry.message is not None
    assert said == entry.message.ts

    offered = await scene.types("leo", "/incident followups")
    answer = await scene.presses("leo", "① Make it a follow-up")

    assert "it is none before somebody takes it" in offered
    assert "we need to have the rename job check the owner" in offered
    assert "roll back right now" not in offered
    assert "lunch" not in offered
    assert "F3: “we need to have the rename job check the owner”" in answer
    assert "perhaps meant" not in await scene.types("leo", "/incident followups")


# ---- reminded --------------------------------------------------------------------------------------

WEEKLY = ("04 Jun", "11 Jun", "18 Jun", "25 Jun", "02 Jul", "09 Jul", "16 Jul", "23 Jul", "30 Jul", "06 Aug")


async def test_over_three_months_the_owner_alone_is_reminded_once_each_in_their_morning(scene: Scene) -> None:
    """However many are closed, none is swept before a follow-up of it falls due."""
    await raised(scene)
    await scene.after(1)
    row = await scene.stage.app.desk.row(1)
    swept = [await scene.stage.app.desk.sweep(scene.stage.clock.now())]
    await days(scene, 9)
    swept.append(await scene.stage.app.desk.sweep(scene.stage.clock.now()))
    await days(scene, 13 * 7 - 9)

    assert row is not None
    assert datetime(2026, 5, 24, 10, tzinfo=UTC) == row.nag_due_at  # when the 25th begins in the first place on earth
    assert [0, 0] == swept
    assert ["Mon 25 May 09:00", "Thu 28 May 09:00", *(f"Thu {day} 09:00" for day in WEEKLY)] == hours(scene, "bo")
    assert [] == told(scene, "leo") + told(scene, "ana")
    assert ["[Done]" in words for _, words in told(scene, "bo")] == [*([False] * 11), True]
    assert "was due on Thu 28 May" in told(scene, "bo")[-1][1]
    assert [] == scene.errors()


async def test_done_by_a_tap_of_who_left_the_channel_it_is_asked_about_no_more_and_its_message_says_so(
    scene: Scene,
) -> None:
    """Of a public one, who left is still the owner."""
    await raised(scene)
    await scene.does("leaves", "bo", (await scene.incident(1)).channel)
    await days(scene, 12)
    ((asked_at, asked),) = told(scene, "bo")
    answer = await scene.presses("bo", "Done", where="dm")
    one = await the_one(scene)
    await days(scene, 30)

    assert "Mon 25 May 09:00" == asked_at
    assert "is due on Thu 28 May: “the rename job checks the owner”" in asked
    assert "[Done] [Not to be done…] [Move date…]" in asked
    assert "F1 is done: “the rename job checks the owner”" in answer
    assert "done" == one.outcome
    assert ["F1 done, Tuesday, May 26th, 2026: “the rename job checks the owner” (INC-1)"] == [
        words for _, words in told(scene, "bo")
    ]
    assert any("F1 done · @bo" in line for line in await scene.card_thread(1))


async def test_moved_or_given_on_the_reminders_follow_it_and_not_to_be_done_wants_a_reason_and_keeps_it(
    scene: Scene,
) -> None:
    """A word in reply answers as a button does; other words change nothing."""
    await raised(scene)
    await scene.types("leo", "/incident follow-up @bo by 2 June an alarm for lost owners")
    await days(scene, 12)
    await scene.says("bo", "what is this about?", where="dm")
    asked, _ = (await scene.incident(1)).follow_ups
    await scene.says("bo", "12 June", where="dm")
    moved, _ = (await scene.incident(1)).follow_ups
    await scene.types("leo", "/incident INC-1 follow-up F2 @ana")
    await days(scene, 15)
    await scene.presses("bo", "Move date…", where="dm")
    await scene.submits("bo", "In your words", words="19 June")
    await days(scene, 10)
    await scene.presses("bo", "Not to be done…", where="dm")
    empty = await scene.submits("bo", "In your words", words=" ")
    await scene.submits("bo", "In your words", words="the job goes away in June")
    await scene.says("ana", "not to be done: nobody loses one", where="dm")
    one, other = (await scene.incident(1)).follow_ups
    await days(scene, 30)

    assert [("", "2026-05-28"), ("", "2026-06-12")] == [(one.outcome, str(one.due_on)) for one in (asked, moved)]
    assert ["Mon 25 May 09:00", "Tue 09 Jun 09:00", "Tue 16 Jun 09:00", "Fri 19 Jun 09:00"] == hours(scene, "bo")
    assert "F1 is due on Fri 12 June" in told(scene, "bo")[0][1]
    assert "F1 is due on Fri 19 June" in told(scene, "bo")[1][1]
    assert empty
    assert ("will not do", "the job goes away in June") == (one.outcome, one.words)
    assert "will not be done, because “the job goes away in June”" in told(scene, "bo")[-1][1]
    assert ["Mon 01 Jun 09:00", "Tue 02 Jun 09:00", *(f"Tue {day} Jun 09:00" for day in ("09", "16"))] == hours(
        scene, "ana"
    )
    assert ("will not do", "nobody loses one") == (other.outcome, other.words)


async def test_the_list_has_all_incidents_overdue_first_and_the_owner_a_message_for_each_of_them(scene: Scene) -> None:
    await raised(scene)
    await scene.types("leo", "/incident follow-up @bo by 28 May an alarm for lost owners")
    await over(scene, "sev3 Exports fail")
    await scene.types("leo", "/incident follow-up @bo by 27 May the export is retried")  # less three: Sunday
    await scene.types("leo", "/incident follow-up @ana by 18 May the queue is emptied")
    await scene.types("leo", "/incident follow-up an alarm for exports")
    await days(scene, 6)
    everything = await scene.types("cleo", "/incident followups", where=LOBBY)
    of_ana = await scene.types("ana", "/incident followups mine", where=LOBBY)
    of_one = await scene.types("leo", "/incident followups INC-1", where=LOBBY)
    lines = [line for line in everything.splitlines() if "INC-" in line]

    assert "5 outstanding, 1 overdue" in everything
    assert ["INC-2 F2", "INC-2 F1", "INC-1 F1", "INC-1 F2", "INC-2 F3"] == [
        line.split("·")[0].strip(" •*") for line in lines[:5]
    ]
    assert "overdue since Mon 18 May · Ana Lima · “the queue is emptied”" in lines[0]
    assert "by Wed 27 May · Bo Chen" in lines[1]
    assert "no day yet · nobody has it yet" in lines[4]
    assert "[INC-1 F1: done]" not in everything  # who is not inside reads, and changes nothing
    assert ("the queue is emptied" in of_ana, "rename" in of_ana) == (True, False)
    assert ("rename" in of_one, "export" in of_one) == (True, False)
    assert "[INC-1 F1: done] [Not to be done…] [Move date…]" in of_one

    await days(scene, 6)
    (second, first) = told(scene, "bo")
    await scene.says("bo", "F1 done", where="dm")
    one_left = told(scene, "bo")[1][1]

    assert ["Mon 25 May 09:00"] * 2 == [first[0], second[0]]
    assert "Left to do after INC-1" in first[1]
    assert "[F1: done] [F1: not to be done…] [F1: move date…]" in first[1]
    assert "[F2: done]" in first[1]
    assert "Left to do after INC-2" in second[1]
    assert "F1 is done, Tuesday, May 26th, 2026" in one_left
    assert "F2 is due on Thu 28 May" in one_left


async def test_whose_owner_leaves_or_is_deactivated_the_lead_hears_of_it_once_at_work(scene: Scene) -> None:
    await raised(scene, f"@bo by 4 June {WHAT}")
    channel = (await scene.incident(1)).channel
    await days(scene, 2)  # Saturday
    await scene.does("leaves", "bo", channel)
    await scene.does("joins", "bo", channel)
    await days(scene, 7)  # Saturday again
    was_back = told(scene, "leo")
    await scene.does("leaves", "bo", channel)
    await days(scene, 1)
    on_sunday = told(scene, "leo")
    await days(scene, 2)
    (heard,) = told(scene, "leo")
    await scene.picks("leo", "Who does F1 now?", "ana")
    settled = told(scene, "leo")[0][1]
    await days(scene, 14)
    asked, heard_of_it = hours(scene, "ana"), told(scene, "leo")
    await scene.does("deactivates", "ana")
    await days(scene, 30)
    _, of_ana = told(scene, "leo")

    assert [] == was_back == on_sunday
    assert "Mon 25 May 09:00" == heard[0]
    assert "@bo left the channel of INC-1 and still has a follow-up there" in heard[1]
    assert "by Thu 4 June: “the rename job checks the owner”" in heard[1]
    assert "F1 is with Ana Lima, by Thu 4 June" in settled
    assert ["Mon 01 Jun 09:00", "Thu 04 Jun 09:00"] == asked == hours(scene, "ana")
    assert 1 == len(heard_of_it)
    assert "is no longer here and had a follow-up of INC-1" in of_ana[1]
    assert "Nobody is reminded of it until somebody has it." in of_ana[1]


async def test_of_an_archived_channel_what_fell_due_while_nobody_was_running_is_said_once_late_and_answered(
    scene: Scene,
) -> None:
    await raised(scene)
    await scene.types("leo", "/incident archive")
    await scene.stops()
    scene.turns(25 * DAY_MIN)  # until Monday, 8 June, 11:00 in Berlin
    await scene.starts_again()
    await days(scene, 4)
    await scene.says("bo", "done!", where="dm")

    assert ["Mon 08 Jun 09:00", "Thu 11 Jun 09:00"] == hours(scene, "bo")
    assert "was asked about again" in told(scene, "bo")[0][1]
    assert "done" == (await the_one(scene)).outcome
    assert (await scene.channel(1)).archived
    assert [] == scene.errors()


@pytest.fixture
async def autumn() -> AsyncIterator[Scene]:
    """The same people on Thursday, 22 October 2026: the clocks go back on the 25th in Berlin, on 1 November in Ohio."""
    async with Stage(people=CAST, opens_at=datetime(2026, 10, 22, 9, tzinfo=UTC), seed=7) as running:
        await running.settle()
        yield Scene(running)


async def test_nine_stays_nine_when_the_clocks_go_back_and_a_weekend_waits_for_monday(
    autumn: Scene,
) -> None:
    await over(autumn)
    await autumn.types("leo", "/incident follow-up @bo by 2 November the job checks the owner")
    await autumn.types("leo", "/incident follow-up @leo by 27 October an alarm for lost owners")  # less three: Saturday
    await days(autumn, 18)

    assert ["Fri 30 Oct 09:00", "Mon 02 Nov 09:00"] == hours(autumn, "bo")[:2]
    assert ["Mon 26 Oct 09:00", "Tue 27 Oct 09:00", "Tue 03 Nov 09:00"] == hours(autumn, "leo")[:3]


# ---- shown -----------------------------------------------------------------------------------------


async def test_a_long_list_has_pages(scene: Scene) -> None:
    await over(scene)
    for number in range(1, 13):
        await scene.types("leo", f"/incident follow-up @bo by {number + 14} May measure number {number}")
    first = await scene.types("leo", "/incident followups")
    second = await scene.presses("leo", "Show 2 more")

    assert ["measure number 10”" in first, "measure number 11" in first] == [True, False]
    assert "12 outstanding (11 to 12)" in second
    assert ["measure number 10”" in second, "measure number 12" in second] == [False, True]


async def test_those_of_a_private_incident_exist_for_who_is_in_it_alone(scene: Scene) -> None:
    await over(scene, "sev3 Payroll leaked +private")
    await scene.types("leo", "/incident follow-up @bo by 28 May rotate the payroll key")
    inside = await scene.types("bo", "/incident followups", where=LOBBY)
    outside = await scene.types("ana", "/incident followups", where=LOBBY)
    named = await scene.types("ana", "/incident followups INC-1", where=LOBBY)
    typed = await scene.types("ana", "/incident INC-1 follow-up F1 done", where=LOBBY)
    await scene.does("leaves", "bo", (await scene.incident(1)).channel)
    after_leaving = await scene.types("bo", "/incident followups", where=LOBBY)
    await days(scene, 14)

    assert "rotate the payroll key" in inside
    assert not [text for text in (outside, named, typed, after_leaving) if "payroll" in text.lower()]
    assert "" == (await the_one(scene)).outcome
    assert [] == told(scene, "bo")
    assert 1 == len(told(scene, "leo"))


async def test_the_pages_show_it_and_so_does_the_next_one_that_is_like_it(scene: Scene) -> None:
    await raised(scene)
    await scene.types("leo", "/incident follow-up @leo by 26 May an alarm for lost owners")
    await scene.types("leo", "/incident follow-up F2 done")
    brief = await scene.types("cleo", "/incident summary INC-1", where=LOBBY)
    summary = await scene.types("leo", "/incident review INC-1")
    await scene.start("sev3 Documents missing again", who="eva")
    alike = await scene.types("eva", "/incident similar documents missing")
    await days(scene, 20)
    later = await scene.types("eva", "/incident similar documents missing")

    assert "The rename job checks the owner: Bo Chen, by Thu 28 May." in brief
    assert "An alarm for lost owners: done." in brief
    assert "measures with an owner" not in brief
    assert "| F1: “the rename job checks the owner”" in summary
    assert "| Bo Chen | Thu 28 May | outstanding |" in summary
    assert "Left to do after it: 1 done; outstanding: “the rename job checks the owner”" in alike
    assert "Left to do after it: 1 done; overdue: “the rename job checks the owner”" in later


async def test_before_it_is_closed_each_gets_an_owner_and_a_day_or_a_reason_that_the_list_keeps(
    scene: Scene,
) -> None:
    await scene.staffed(code="bo")
    await scene.types("leo", f"/incident follow-up {WHAT}")
    await scene.types("leo", "/incident follow-up @bo by 28 May an alarm for lost owners")
    await scene.types("leo", "/incident resolve")
    asked = await scene.types("leo", "/incident close")
    await scene.presses("leo", "Not to be done…")
    await scene.submits("leo", "In your words", words="the job goes away")
    asked_again = await scene.types("leo", "/incident close")
    closed = await scene.types("leo", "/incident close anyway")
    await scene.types("bo", "/incident follow-up F2 not to be done: nobody loses one")
    listed = await scene.types("leo", "/incident followups INC-1")
    everywhere = await scene.types("leo", "/incident followups", where=LOBBY)

    assert "F1, a follow-up without an owner or a day: “the rename job checks the owner”" in asked
    assert "F2" not in asked
    assert "F1" not in asked_again
    assert "1 follow-up goes on; /incident followups INC-1 shows it." in closed
    assert "No follow-up of INC-1 is outstanding." in listed
    assert "F2 · will not do, because “nobody loses one” · Bo Chen" in listed
    assert "No follow-up is outstanding." in everywhere
