"""Words typed where no incident is change none: they are as likely the title of a new one, and the person chooses."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene

TITLES = [
    "customer portal is down",
    "report generation is failing for EU",
    "risk engine returns 500",
    "status page is down",
    "title search fails",
    "close button does not work",
    "checkout is down",
    "search is down",
    "cancel order fails with 500",
    "role assignments lost after the deploy",
    "fixed income desk cannot trade",
    "list is empty for everybody",
    "resolved tickets come back",
    "duplicate invoices for Northwind",
    "call quality is bad",
    "2 of 14 documents are gone",
]


async def test_a_title_that_reads_like_a_command_changes_nothing_and_is_offered_as_one_at_a_tap(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    before = await scene.standing()
    answers = {title: await scene.types("leo", f"/incident {title}", where=LOBBY) for title in TITLES}
    of_a_guest = await scene.types("gus", "/incident customer portal is down", where="dm")

    assert await scene.standing() == before
    assert [] == [title for title, answer in answers.items() if f"Nothing was changed. “{title}”" not in answer]
    assert "Nothing was changed" in of_a_guest
    assert "Start “" not in scene.sees("gus")

    await scene.types("leo", "/incident INC-1 risk the filing is missed", where=LOBBY)
    await scene.types("leo", "/incident close button does not work", where=LOBBY)
    await scene.presses("leo", "Start “close button does not work”")

    assert [risk.words for risk in await scene.facts(f.RiskStated)] == ["the filing is missed"]
    assert [opened.title for opened in await scene.facts(f.Opened)][-1] == "close button does not work"
    assert (await scene.incident(1)).status == "investigating"


async def test_one_tap_adds_a_record_to_the_incident_that_the_button_names_or_a_note_that_moves_nothing(
    scene: Scene,
) -> None:
    await scene.start("sev2 Documents missing")
    await scene.start("sev2 Login broken")
    await scene.types("leo", "/incident risk the filing is missed", where=LOBBY)
    answer = await scene.presses("leo", "Add to INC-1")

    assert "the filing is missed" in answer
    assert [type(e.fact) for e in await scene.stage.app.desk.entries(1)].count(f.RiskStated) == 1

    before = await scene.incident(1)
    typed = ["close it is over", "resolve", "sev 4", "role lead", "undo", "title Nothing much"]
    for line in typed:
        await scene.types("leo", f"/incident {line}", where=LOBBY)
        await scene.presses("leo", "Add to INC-1")
    after = await scene.incident(1)

    assert [note.text for note in await scene.facts(f.Noted)] == typed
    assert (after.status, after.severity, after.title) == (before.status, before.severity, before.title)


async def test_of_many_open_ones_a_handful_is_offered_and_the_rest_counted(scene: Scene) -> None:
    for number in range(7):
        await scene.start(f"sev4 Case {number} @leo:logs", who=("leo", "eva")[number % 2])
    answer = await scene.types("leo", "/incident customer portal is down", where=LOBBY)

    assert "INC-3 is “Case 2”" in answer
    assert "and 2 more are open" in answer


async def test_an_incident_that_is_not_for_the_caller_is_not_named_and_a_start_that_is_misread_is_no_title(
    scene: Scene,
) -> None:
    misread = await scene.types("leo", "/incident start Takeover talks leaked +privat", where=LOBBY)
    await scene.start("sev2 Takeover talks leaked +private")
    answer = await scene.types("eva", "/incident customer portal is down", where=LOBBY)

    assert "+private" in misread
    assert "Nothing was changed" not in misread
    assert "INC-1" not in answer
    assert "Takeover" not in answer
    assert "customer portal is down" in answer
