"""Everything that people pin has words, wherever Slack put them; and what they mention has a name."""

import re

import pytest

from tests.scenarios.conftest import Scene
from workspace.state import posts

ROOM = "inc-1-documents-missing"
FORWARDED = {"is_share": True, "author_name": "Kim One", "text": "the customer called at nine", "fallback": "x"}
ALERT = {"fallback": "DiskFull db-3 97 %", "title": "DiskFull db-3", "text": "97 %"}


@pytest.fixture(autouse=True)
async def _staffed(scene: Scene) -> None:
    await scene.staffed(logs="ana")


async def timeline(scene: Scene) -> str:
    return await scene.types("leo", "/incident timeline")


async def pinned(scene: Scene, ts: str) -> str:
    await scene.does("reacts", "leo", "pushpin", ts, ROOM)
    return await timeline(scene)


async def posted(scene: Scene, app: str, **message: object) -> str:
    ts = await scene.stage.slack.apps.posts(app, ROOM, **message)  # type: ignore[arg-type]
    await scene.stage.settle()
    return ts


async def test_what_has_no_text_is_told_with_what_it_shows_and_who_posted_it(scene: Scene) -> None:
    await scene.stage.slack.apps.installs("pager", "Pager Bot")
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "*CPU* 98 %"}}
    bare = await scene.people.uploads("ana", "errors.png", channel=ROOM)
    for ts in (
        bare,
        await posted(scene, "Opsgenie", attachments=[ALERT]),
        await posted(scene, "pager", blocks=[block]),
        await posted(scene, "clip", attachments=[FORWARDED], for_person="ana"),
    ):
        await scene.does("reacts", "leo", "pushpin", ts, ROOM)
    told = await timeline(scene)

    assert re.search(r"Opsgenie \(http\S+\) said “DiskFull db-3\n> 97 %”", told)
    assert re.search(r"Pager Bot \(http\S+\) said “CPU 98 %”", told)
    assert "Kim One: the customer called at nine" in told
    assert "posted errors.png" in told
    assert "said “”" not in told


async def test_slacks_own_pin_counts_and_is_answered_and_stays_while_a_reaction_goes(scene: Scene) -> None:
    ts = await scene.says("ana", "two are there")
    await scene.does("pins", "leo", ts, ROOM)
    told = await timeline(scene)
    answered = list((await scene.channel()).messages[ts].reactions)
    await scene.does("reacts", "ana", "pushpin", ts, ROOM)
    await scene.does("unreacts", "ana", "pushpin", ts, ROOM)
    kept = await timeline(scene)
    await scene.does("unpins", "ana", ts, ROOM)

    assert "two are there" in told
    assert answered == ["memo"]
    assert "two are there" in kept
    assert "two are there" not in await timeline(scene)
    assert list((await scene.channel()).messages[ts].reactions) == []


async def test_a_pin_that_fell_into_a_gap_is_found_and_so_is_its_end_and_what_the_menu_adds(scene: Scene) -> None:
    ts = await scene.says("ana", "two are there")
    gone = await scene.says("ana", "all are there")
    await scene.does("pins", "leo", gone, ROOM)
    await scene.after(1)
    await scene.stops()
    await scene.people.pins("leo", ts, ROOM)
    await scene.people.unpins("leo", gone, ROOM)
    unheard = await scene.people.says("ana", "it began with the rename", channel=ROOM)
    await scene.starts_again()
    told = await timeline(scene)
    await scene.shortcut("leo", "add_to_timeline", unheard)

    assert "two are there" in told
    assert "all are there" not in told
    assert "it began with the rename" not in told
    assert "it began with the rename" in await timeline(scene)


async def test_what_slack_keeps_no_longer_was_not_deleted_by_anybody(scene: Scene) -> None:
    old = await scene.says("ana", "the rename began it")
    kept = await scene.says("ana", "looking")
    deleted = await scene.says("ana", "all are there")
    for ts in (old, deleted):
        await scene.does("reacts", "leo", "pushpin", ts, ROOM)
    await scene.after(1)
    await scene.stops()
    await scene.people.deletes("ana", deleted, ROOM)
    room = await scene.channel()
    posts.forget(scene.stage.slack.world, room, before_ts=kept)
    await scene.starts_again()

    told = await timeline(scene)

    assert "the rename began it" in told
    assert "all are there" not in told


async def test_the_card_that_sitrep_pins_and_slacks_own_lines_are_nobodys_words_and_people_are_named_in_theirs(
    scene: Scene,
) -> None:
    huddle = await scene.stage.slack.slackbot.line(ROOM, "huddle_thread", "A huddle started")
    await scene.stage.settle()

    assert "said" not in await timeline(scene)
    assert await scene.stage.app.desk.message((await scene.channel()).id, huddle) is None

    ts = await scene.says("leo", "@Sitrep note 10:20 the index holds all")
    before = await timeline(scene)

    assert "the index holds all" in before
    assert before == await pinned(scene, ts), "a pin on a back-dated note stays the note"

    await scene.says("leo", "@Sitrep note @bo restarted the rename job")
    ts = await scene.says("ana", "@bo sees two of 14")
    await scene.shortcut("ana", "record_as_report", ts)
    told = await timeline(scene)

    assert "@bo restarted" in told
    assert scene.id("bo") not in told


async def test_groups_and_channels_are_named_and_private_channels_are_not(scene: Scene) -> None:
    secret = await scene.people.creates("ana", "takeover", private=True)
    lobby = scene.stage.slack.world.directory.names["general"].id
    bot = scene.stage.slack.bot_user_id
    group = await scene.people.makes_group("ana", "oncall", "On call", ["ana"])
    for verb in ("note", "decide"):
        text = f"<@{bot}> {verb} <!subteam^{group}> moved to <#{lobby}|> from <#{secret}|takeover>"
        await posted(scene, "clip", text=text, for_person="ana")

    told = await timeline(scene)

    assert 2 == told.count("moved to #general from a private channel")
    assert group not in told
    assert "“oncall” is a group" in await scene.types("leo", "/incident role code @oncall")  # and has no duty


async def test_an_answer_by_direct_message_is_read_without_its_marks(scene: Scene) -> None:
    await scene.after(16)
    direct = f"<@{scene.stage.slack.bot_user_id}> *C:* two of three `x_1` *A:* restore started"
    await scene.stage.slack.apps.posts("clip", await direct_channel(scene, "ana"), direct, for_person="ana")
    await scene.stage.settle()

    told = await timeline(scene)

    assert "“two of three x_1”; doing: “restore started”" in told


async def direct_channel(scene: Scene, who: str) -> str:
    members = {scene.id(who), scene.stage.slack.bot_user_id}
    channels = scene.stage.slack.world.directory.channels.values()
    return next(c.id for c in channels if c.kind == "im" and set(c.members) == members)
