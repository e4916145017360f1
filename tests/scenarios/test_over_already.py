"""One that is over is put down with its times: a record and a quiet channel, no announcement, nobody reminded."""

import re

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene

YESTERDAY = "sev2 Documents missing yesterday 22:00-23:30 @ana:logs"


async def test_it_is_a_record_with_begin_and_end_of_then_and_nobody_is_called(scene: Scene) -> None:
    answer = await scene.start(YESTERDAY)
    said, before = await scene.said_in_channel(), len(scene.dms("leo"))
    await scene.after(2 * 24 * 60)
    incident, times = await scene.incident(), await scene.facts(f.TimeSet)

    assert "It is over:" in answer
    assert "22:00" in answer
    assert "23:30" in answer
    assert "Invited, so that they can add to it" in answer
    assert ("Documents missing", "resolved", 2) == (incident.title, incident.status, incident.severity)
    assert ["impact start", "mitigated"] == [one.which for one in times]
    assert 90 == (times[1].time - times[0].time).total_seconds() // 60
    assert [] == scene.announcements()
    assert [] == await scene.facts(f.RoleOffered)
    assert [] == await scene.facts(f.Reminded)
    assert before == len(scene.dms("leo"))
    assert said == await scene.said_in_channel()
    assert scene.id("ana") in incident.members
    assert [] == scene.errors()


async def test_its_pages_take_what_is_put_down_and_it_is_announced_once_where_somebody_wants_that(scene: Scene) -> None:
    await scene.start(YESTERDAY)
    await scene.types("leo", "/incident impact 40 papers not found")
    page = await scene.types("eva", "/incident summary INC-1", where=LOBBY)
    by_ana = await scene.types("ana", "/incident announce")
    answer = await scene.types("leo", "/incident announce")
    again = await scene.types("leo", "/incident announce")
    await scene.types("leo", "/incident title Papers missing")
    (told,) = scene.announcements()

    assert "22:00" in page
    assert "40 papers not found" in page
    assert "1 h 30" in page
    assert "may have one announced that is over" in by_ana
    assert "It goes to the announcements, once" in answer
    assert "so already: announced" in again
    assert "SEV2 · over" in told
    assert "over, May 13, 2026 20:00 to May 13, 2026 21:30" in told
    assert "Papers missing" in told
    assert not re.search("<@|<!|Leo", told)


async def test_opened_again_it_is_one_that_runs(scene: Scene) -> None:
    await scene.start("Documents missing from 06:00 to 07:30")
    await scene.types("leo", "/incident reopen it is back")

    assert "INC-1" in "\n".join(scene.announcements())
    assert not (await scene.incident()).put_down_later


async def test_the_form_asks_for_it_too(scene: Scene) -> None:
    await scene.types("leo", "/incident start", where=LOBBY)
    refused = await scene.submits("leo", "start", title="Documents missing", over="some time ago")
    await scene.submits("leo", "start", title="Documents missing", over="yesterday 22:00-23:30")

    assert "Write from when to when it lasted" in refused
    assert "resolved" == (await scene.incident()).status


async def test_one_that_goes_on_keeps_the_words_in_its_title(scene: Scene) -> None:
    await scene.start("Checkout closed tomorrow 22:00-23:30")
    incident = await scene.incident()

    assert ("Checkout closed tomorrow 22:00-23:30", "investigating") == (incident.title, incident.status)


async def test_a_private_one_is_not_announced_on_request(scene: Scene) -> None:
    await scene.start("Payroll leaked yesterday 22:00-23:30 +private")
    refused = await scene.types("leo", "/incident announce")

    assert "INC-1 is private" in refused
    assert [] == scene.announcements()
