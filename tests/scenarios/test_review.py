"""The review afterwards, over a weekend and in two zones: whose it is, what closing asks for, what only people know."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene

DAY_MIN = 24 * 60
NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")


async def over(scene: Scene) -> None:
    """On the morning of Thursday, 14 May 2026, with something on record."""
    await scene.staffed("sev2 Documents missing", logs="ana", code="bo")
    await scene.types("ana", "/incident note all fourteen are back")
    await scene.types("leo", "/incident resolve the customer has filed")
    await scene.after(0.1)


async def head(scene: Scene) -> str:
    return (await scene.types("leo", "/incident review INC-1")).partition("Summary\n")[0]


async def test_whose_it_is_stands_in_the_head_and_goes_from_draft_to_closed_with_what_is_missing_or_left(
    scene: Scene,
) -> None:
    await over(scene)
    before = await scene.said_in_channel()
    missing = await scene.types("leo", "/incident close")
    draft = await head(scene)
    mine = await scene.presses("leo", "I review it")
    in_review = await head(scene)
    given = await scene.types("leo", "/incident review @ana by Friday")
    by_ana = await head(scene)
    await scene.presses("leo", "Approve the summary")
    approved = await head(scene)
    after = await scene.said_in_channel()
    rest = await scene.types("leo", "/incident close")
    closed = await scene.presses("leo", "Close all the same")
    await scene.after(0.1)

    assert "its summary is not approved" in missing
    assert "its review is nobody’s yet" in missing
    assert "draft, compiled from the record; its review falls to Leo Torres" in draft
    assert "The review of INC-1 is yours, by Thu 21 May." in mine
    assert "in review, not approved yet; its review is Leo Torres’s, by Thu 21 May" in in_review
    assert "The review of INC-1 is @ana, by Fri 15 May." in given
    assert "its review is Ana Lima’s, by Fri 15 May" in by_ana
    assert "approved by Leo Torres" in approved
    assert len(before) == len(after)
    assert any("Review of the summary" in line and "Fri 15 May" in line for line in await scene.card_thread())
    assert "its summary is not approved" not in rest
    assert "no time recorded for" in rest
    assert "Closed now" in closed
    assert any("Closed" in line and "@leo" in line for line in await scene.card_thread())
    assert not (await scene.incident(1)).archived


async def test_it_can_be_taken_back_and_while_it_runs_it_is_too_early_for_it_and_to_look_back(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    looking_back = await scene.types("ana", "/incident look back")
    early = await scene.types("leo", "/incident reviewer @ana")
    await scene.types("leo", "/incident resolve")
    await scene.types("leo", "/incident reviewer @ana by Friday")
    undone = await scene.types("leo", "/incident undo")

    assert "too early to look back" in looking_back
    assert [] == await scene.facts(f.LookedBack)
    assert "no summary to review yet" in early
    assert "whose review it is" in undone
    assert () == (await scene.incident(1)).of(f.ReviewAssigned)
    assert "its review falls to" in await head(scene)


def told_due(scene: Scene, who: str) -> list[tuple[str, str]]:
    """When, on their wall clock, and what they read of the day of the review by now."""
    return [
        (f"{datetime.fromtimestamp(float(message.ts), UTC).astimezone(BERLIN):%a %H:%M}", words)
        for message in scene._direct(who)
        if "he review of INC-1" in (words := scene._words(message)) or "summary of INC-1 is approved" in words
    ]


async def test_whoever_has_it_hears_once_on_its_day_wherever_that_is_moved_and_of_the_approval(
    scene: Scene,
) -> None:
    await over(scene)  # on Thursday, 14 May
    await scene.types("leo", "/incident reviewer @ana by Friday")
    await scene.after(30 * 60)
    on_friday = told_due(scene, "ana")
    await scene.types("ana", "/incident INC-1 reviewer by Tuesday", where=LOBBY)
    await scene.after(5 * DAY_MIN)
    moved = told_due(scene, "ana")[0][1]
    await scene.types("leo", "/incident approve")
    approved = told_due(scene, "ana")

    assert ["Fri 09:00"] == [at for at, _ in on_friday]
    assert "The review of INC-1 is due by" in on_friday[0][1]
    assert "is Ana Lima’s, by" in moved
    assert ["Fri 09:00", "Tue 09:00"] == [at for at, _ in approved]
    assert "The summary of INC-1 is approved" in approved[1][1]
    assert [] == told_due(scene, "leo") + told_due(scene, "bo")


# ---- what only people know, over a weekend ---------------------------------------------------------


async def friday_night(scene: Scene) -> None:
    """Over on Friday, 15 May 2026, at half past ten in the evening, which is half past four for Bo."""
    await scene.after(DAY_MIN + 11 * 60 + 15)
    await scene.staffed("sev2 Documents missing", logs="ana", code="bo")
    await scene.types("bo", "/incident think the rename lost the owner")
    await scene.types("bo", "/incident confirm H1 the id is gone in all fourteen")
    await scene.after(15)
    await scene.types("leo", "/incident resolve the customer has filed")


def asked(scene: Scene, who: str) -> list[tuple[str, str]]:
    """When, on their wall clock, and what they were asked, as it reads now."""
    zone = NEW_YORK if who == "bo" else BERLIN
    return [
        (f"{datetime.fromtimestamp(float(message.ts), UTC).astimezone(zone):%a %H:%M}", scene._words(message))
        for message in scene._direct(who)
        if "look back" in (words := scene._words(message)) or "Before it fades" in words or "Skipped." in words
    ]


async def weekend(scene: Scene) -> None:
    await scene.after(4 * DAY_MIN)


async def test_those_who_did_it_are_asked_once_on_monday_at_ten_and_the_lead_closes_it_there(scene: Scene) -> None:
    await friday_night(scene)
    await scene.after(60)
    before = await scene.said_in_channel()
    await weekend(scene)

    assert {"leo": ["Mon 10:00"], "ana": ["Mon 10:00"], "bo": ["Mon 10:00"], "cleo": []} == {
        who: [at for at, _ in asked(scene, who)] for who in ("leo", "ana", "bo", "cleo")
    }
    ((_, to_leo),), ((_, to_ana),), ((_, to_bo),) = (asked(scene, who) for who in ("leo", "ana", "bo"))
    assert "What made you look there?" in to_bo
    assert "What made you look there?" not in to_ana
    assert 5 == to_bo.count("?") == to_ana.count("?")
    assert len(before) == len(await scene.said_in_channel())

    saturday = datetime(2026, 5, 16, tzinfo=BERLIN).timestamp()
    told = [scene._words(message) for message in scene._direct("leo") if float(message.ts) >= saturday]
    await scene.presses("leo", "Fill in the summary…", where="dm")

    assert [to_leo] == told
    assert "Five lines of its summary wait for you as well" in to_leo
    assert "Is anything left to do?" in to_leo
    assert "things are still open in it" in to_leo
    assert "Five lines" not in to_ana
    assert "left to do" not in to_ana
    assert "What ended it" in scene.form("leo")

    await scene.presses("leo", "Skip", where="dm")
    (skipped,) = asked(scene, "leo")
    await scene.types("leo", "/incident reopen two are missing again")
    (reopened,) = asked(scene, "leo")
    await scene.types("leo", "/incident resolve now all are back")
    await scene.after(2 * DAY_MIN)
    again = [words for words in scene.dms("leo") if "Is anything left to do?" in words]
    await scene.presses("leo", "Close", where="dm")
    await scene.presses("leo", "Close all the same", where="dm")

    assert "Skipped." in skipped[1]
    assert "Is anything left to do?" in skipped[1]
    assert "left to do" not in reopened[1]
    assert 1 == len(again)
    assert "closed" == (await scene.incident()).status
    assert [] == [words for words in scene.dms("leo") if "left to do" in words]


async def test_what_they_say_of_a_closed_one_stands_in_the_summary_with_their_name(scene: Scene) -> None:
    await friday_night(scene)
    await scene.types("leo", "/incident close anyway")
    await weekend(scene)
    before = await scene.types("leo", "/incident review INC-1")
    await scene.presses("ana", "Answer…", where="dm")
    empty = await scene.submits("ana", "Looking back")
    kept = await scene.submits("ana", "Looking back", lucky="Bo was still in the office", factors="no alarm on the job")
    await scene.presses("bo", "Skip", where="dm")
    await scene.types("leo", "/incident look back quicker: to know who may restore")
    await scene.after(1)
    summary = await scene.types("leo", "/incident review INC-1")
    undone = await scene.types("leo", "/incident undo")

    assert "What helped, where we were lucky: only people know; asked, no answer is on record" in before
    assert "Nothing is filled in yet" in empty
    assert "Kept in your name" in kept
    assert "Where we were lucky: “Bo was still in the office” (Ana Lima (logs))" in summary
    assert "Looking back: “no alarm on the job” (Ana Lima (logs))" in summary
    assert "What would have made it quicker: “to know who may restore” (Leo Torres (lead))" in summary
    assert "Thank you: what you said about INC-1 stands in its summary." in asked(scene, "ana")[0][1]
    assert "Skipped. (INC-1)" == asked(scene, "bo")[0][1]
    assert "what you said looking back" in undone


async def test_whoever_left_is_asked_nothing_and_what_was_opened_again_waits(scene: Scene) -> None:
    await friday_night(scene)
    await scene.does("leaves", "ana", (await scene.incident(1)).channel)
    await scene.after(14 * 60)
    await scene.types("leo", "/incident reopen two are missing again")
    await scene.types("leo", "/incident sev 4 they can wait")  # so that nobody is reminded of a report meanwhile
    await weekend(scene)

    assert [] == [asked(scene, who) for who in ("leo", "ana", "bo") if asked(scene, who)]
