"""Sharing a private channel with another company gives it another id: the incident goes on there as if nothing was."""

from collections.abc import Awaitable, Callable

import pytest

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene
from workspace.state.records import Channel

SECRET = "sev2 Payroll leaked +private"


async def shared(scene: Scene) -> None:
    """The id of the incident's channel changes."""
    scene.stage.slack.faults.change_id((await scene.incident()).channel_name)
    await scene.stage.settle()


async def unheard(scene: Scene) -> None:
    """The id changes, and the event that tells of it never comes."""
    scene.stage.slack.faults.drop(times=1)
    await shared(scene)


async def missed(scene: Scene) -> None:
    """The id changes while Sitrep does not run."""
    await scene.stops()
    scene.stage.slack.faults.change_id((await _room(scene)).name)
    await scene.starts_again()
    await scene.after(1)


async def _room(scene: Scene) -> Channel:
    """The channel of the only incident, also while nobody knows its id."""
    return next(channel for channel in scene._channels() if channel.name.startswith("inc-1"))


@pytest.mark.parametrize("happens", [shared, unheard, missed])
async def test_the_incident_follows_its_channel_and_nothing_said_before_is_done_a_second_time(
    scene: Scene, happens: Callable[[Scene], Awaitable[None]]
) -> None:
    await scene.staffed(SECRET, logs="ana")
    before = (await scene.incident()).channel
    await scene.says("ana", "@Sitrep note the backup ran at nine")
    await happens(scene)
    await scene.types("leo", "/incident INC-1 sev 1 it is all of payroll", where=LOBBY)
    await scene.after(1)
    answer = await scene.types("ana", "/incident note the export ran at ten")

    assert before != (await scene.incident()).channel == (await _room(scene)).id
    assert "In the timeline" in answer
    assert "SEV1" in await scene.card()
    assert any("all of payroll" in line for line in await scene.card_thread())
    assert [] == await scene.facts(f.Undelivered)
    assert 1 == len(await scene.facts(f.ChannelMoved))
    assert ["the backup ran at nine", "the export ran at ten"] == [note.text for note in await scene.facts(f.Noted)]


async def test_what_was_said_while_nobody_knew_the_new_id_is_done(scene: Scene) -> None:
    await scene.staffed(SECRET, logs="ana")
    scene.stage.slack.faults.reorder(times=1)
    scene.stage.slack.faults.change_id((await scene.incident()).channel_name)
    await scene.says("ana", "@Sitrep note the export ran at ten", where=(await _room(scene)).id)
    await scene.after(1)

    assert ["the export ran at ten"] == [note.text for note in await scene.facts(f.Noted)]


async def test_pins_and_links_from_before_stand_in_the_timeline_under_the_new_id_and_an_edit_puts_right_what_was_said(
    scene: Scene,
) -> None:
    await scene.staffed(SECRET, logs="ana")
    ts = await scene.says("ana", "the export holds every salary")
    await scene.does("reacts", "leo", "pushpin", ts)
    noted = await scene.says("ana", "@Sitrep note the export ran at ten")
    await scene.does("reacts", "leo", "pushpin", noted)
    ts = await scene.says("ana", "@Sitrep impact 140 employees")
    before = (await scene.incident()).channel
    await shared(scene)
    told = await scene.types("leo", "/incident timeline")
    page = scene.stage.app.markdown((await scene.stage.app.documents.summary(1)).document, reader=scene.id("leo"))

    assert 1 == told.count("the export holds every salary")
    assert 1 == told.count("the export ran at ten")
    assert (await scene.incident()).channel in page
    assert before not in page

    await scene.does("edits", "ana", ts, "@Sitrep impact 14 employees")
    await scene.after(1)
    await scene.does("edits", "ana", ts, "@Sitrep impact 15 employees")

    assert [("I1", 140), ("I1", 14), ("I1", 15)] == [(i.id, i.low) for i in await scene.facts(f.ImpactStated)]


async def test_one_that_is_gone_for_good_is_told_as_before(scene: Scene) -> None:
    await scene.staffed(SECRET, logs="ana")
    scene.stage.slack.faults.delete((await scene.incident()).channel_name)
    await scene.types("leo", "/incident INC-1 sev 1", where=LOBBY)

    assert [] == await scene.facts(f.ChannelMoved)
    assert any(fact.reason == "channel_not_found" for fact in await scene.facts(f.Undelivered))
