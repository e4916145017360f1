"""An incident that only a newer version can read keeps nothing else waiting, and says so to whoever asks."""

from bot.incident import facts as f
from tests.desk.test_side_by_side import writes_newer
from tests.scenarios.conftest import Scene

NEWER = "A newer version of Sitrep has written into INC-1"


async def two_of_which_one_is_newer(scene: Scene) -> None:
    """INC-1, into which a newer version wrote, and INC-2 beside it."""
    await scene.start("sev2 Documents missing", who="leo")
    await scene.start("sev2 Invoices missing", who="bo")
    await writes_newer(scene.stage.app._store, 1)


async def test_a_gap_is_closed_beside_an_incident_that_only_a_newer_version_can_read(scene: Scene) -> None:
    await two_of_which_one_is_newer(scene)
    await scene.stops()
    scene.stage.clock.turn(scene.stage.clock.now().replace(minute=20))
    await scene.starts_again()

    assert 1 == len((await scene.incident(2)).of(f.Deafened))
    assert scene.stage.clock.now() == await scene.stage.app.desk.heard_until()


async def test_all_that_can_be_read_of_it_is_shown_what_is_missing_is_said_and_a_change_is_refused_in_words(
    scene: Scene,
) -> None:
    await two_of_which_one_is_newer(scene)
    pages = [await scene.types("leo", f"/incident {page} INC-1") for page in ("timeline", "summary", "card", "review")]

    assert ["Documents missing" in page for page in pages] == [True, True, True, True]
    assert [NEWER in page for page in pages] == [True, True, True, True]
    assert NEWER in await scene.types("leo", "/incident note the archive is back")


async def test_a_message_of_a_form_that_slack_never_had_keeps_no_gap_open(scene: Scene) -> None:
    await scene.start("sev1 Documents missing", who="leo")
    await scene.start("sev2 Invoices missing", who="bo")
    await scene.stops()
    odd = await scene.people.says("leo", "the bank was called", (await scene.incident(1)).channel)
    (await scene.channel(1)).messages[odd].body["edited"] = "at nine"
    await scene.people.says("bo", "@Sitrep note the printer was called", (await scene.incident(2)).channel)
    scene.stage.clock.turn(scene.stage.clock.now().replace(minute=20))
    await scene.starts_again()

    assert ["the printer was called"] == [fact.text for fact in await scene.facts(f.Noted)]
    assert scene.stage.clock.now() == await scene.stage.app.desk.heard_until()
