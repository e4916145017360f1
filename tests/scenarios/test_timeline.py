"""📌 puts a message into the timeline and taking it off takes it out; what became of the message is followed."""

import re
from functools import partial

from bot.incident import records
from tests.scenarios.conftest import Scene

THREE_MESSAGES = 300  # lines: some three times what Slack takes in one message


async def timeline(scene: Scene, who: str = "leo") -> str:
    return await scene.types(who, "/incident timeline")


async def reactions(scene: Scene, ts: str) -> list[str]:
    return list((await scene.channel()).messages[ts].reactions)


async def test_a_pin_puts_a_message_in_as_long_as_one_of_two_wants_it_and_is_answered_by_a_reaction(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    root = await scene.says("ana", "the folder is empty")
    reply = await scene.says("ana", "two are there, under the old name", thread=root)
    lines = len((await scene.channel()).messages)
    await scene.does("reacts", "leo", "pushpin", reply)

    assert "two are there, under the old name" in await timeline(scene)
    assert "the folder is empty" not in await timeline(scene)
    assert await reactions(scene, reply) == ["pushpin", "memo"]
    assert len((await scene.channel()).messages) == lines

    await scene.does("reacts", "ana", "pushpin", reply)
    await scene.does("unreacts", "leo", "pushpin", reply)
    kept = await timeline(scene)
    await scene.does("unreacts", "ana", "pushpin", reply)

    assert kept.count("two are there") == 1
    assert "two are there" not in await timeline(scene)
    assert await reactions(scene, reply) == []
    assert scene.errors() == []


async def test_a_message_is_added_by_shortcut_and_by_no_other_reaction_and_deleted_keeps_its_line(
    scene: Scene,
) -> None:
    lunch = await scene.says("ana", "lunch?")
    outside = await scene.shortcut("ana", "add_to_timeline", lunch)
    await scene.staffed(logs="ana")
    alone = await scene.says("ana", "two are there")
    await scene.does("reacts", "leo", "eyes", alone)
    looked_at = await timeline(scene)

    assert "No incident is open here" in outside
    assert await reactions(scene, alone) == ["eyes"]
    assert "two are there" not in looked_at

    answer = await scene.shortcut("leo", "add_to_timeline", alone)

    assert "In the timeline" in answer
    assert "two are there" in await timeline(scene)

    root = await scene.says("ana", "so is another")
    await scene.says("ana", "and a third", thread=root)
    await scene.does("reacts", "leo", "pushpin", root)
    for number, ts in enumerate((alone, root), start=1):
        await scene.does("deletes", "ana", ts)

        assert number == (await timeline(scene)).count("deleted")
    told = await timeline(scene)

    assert "two are there" not in told
    assert "so is another" not in told


async def test_a_reaction_that_comes_before_its_message_is_known_fetches_it(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    await scene.stops()
    ts = await scene.people.says("ana", "two are there", channel="inc-1-documents-missing")
    await scene.starts_again()
    await scene.does("reacts", "leo", "pushpin", ts)

    assert await reactions(scene, ts) == ["pushpin", "memo"]
    assert "two are there" in await timeline(scene)


async def test_a_marked_line_has_its_mark_and_the_role_of_whoever_set_it_until_it_is_taken_off(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    scene.stage.slack.faults.duplicate(times=3)
    twice = await scene.says("ana", "two are there")
    await scene.does("reacts", "leo", "pushpin", twice)
    ts = await scene.says("ana", "the archive job took the year for the day")
    await scene.does("reacts", "leo", "mag_right", ts)
    await scene.does("reacts", "ana", "wrench", ts)
    marked = await timeline(scene)
    await scene.does("unreacts", "leo", "mag_right", ts)
    unmarked = await timeline(scene)
    await scene.joins("eva")
    await scene.does("reacts", "eva", "boom", ts)

    assert marked.count("two are there") == 1, "whose event came twice"
    assert "took the year for the day” · 🔎 why, marked by lead · 🔧 done" in marked
    assert "took the year for the day” · 🔧 done" in unmarked
    assert "· 💥 harm, marked by somebody without a role" in await timeline(scene)


async def test_the_record_is_shown_as_it_was_known_then_and_a_pinned_message_quoted_as_it_read_then(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    await scene.says("ana", "the folder is empty")
    await scene.says("leo", "so it is")
    nothing_but_talk = await scene.types("leo", "/incident summary")
    await scene.types("leo", "/incident note 10:20 first call of the customer")
    noted = await timeline(scene)

    assert "Nothing else is on record. 2 messages by 2 people since" in nothing_but_talk
    assert "the last from lead at" in nothing_but_talk
    assert "folder" not in nothing_but_talk
    assert noted.index("first call of the customer") < noted.index("opened the incident")
    assert "earlier" not in noted  # all of it fits

    ts = await scene.says("ana", "two of the fourteen are there")
    await scene.does("reacts", "leo", "pushpin", ts)
    await scene.types("leo", "/incident think the rename job / likely")
    await scene.after(10)
    await scene.types("leo", "/incident rule out H1 it did not run")
    await scene.does("edits", "ana", ts, "three of the fourteen are there")
    then, then_lines = [await scene.types("leo", f"/incident {page} at 11:05") for page in ("summary", "timeline")]
    now, now_lines = await scene.types("leo", "/incident summary"), await timeline(scene)

    assert "the rename job" in then
    assert "As of 11:05" in then
    assert "ruled out" not in then_lines
    assert "“two of the fourteen are there” (logs" in then
    assert "“three of the fourteen are there” (logs" in now
    assert "three of the fourteen are there" in now_lines
    assert "two of the fourteen are there" not in now_lines


async def test_of_a_timeline_of_three_messages_the_newest_lines_are_shown_and_when_the_others_were(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    notes = partial(
        records.notes, entries=[(f"watch {number} saw nothing move", None) for number in range(THREE_MESSAGES)]
    )
    await scene.stage.app.desk.act(1, notes, by=scene.id("leo"), cause="cmd:many")
    await scene.stage.app.stop()  # what would be posted of them is not what is looked at
    scene.turns(2)
    await scene.starts_again()
    read = await timeline(scene)
    shown = [int(number) for number in re.findall(r"watch (\d+) saw nothing move", read)]
    said = re.search(r"(\d+) earlier lines, from .* to .*, are not shown here", read)

    assert list(range(shown[0], THREE_MESSAGES)) == shown
    assert len(shown) > THREE_MESSAGES / 6
    assert said is not None
    assert THREE_MESSAGES - len(shown) <= int(said[1]) <= THREE_MESSAGES - len(shown) + len("the life of it")
    assert "sitrep incident INC-1 timeline" in read
    assert "Timeline of INC-1" in await scene.types("leo", _offered(read))


def _offered(read: str) -> str:
    """The command that leads to the earlier lines, as it is written there."""
    return str(re.findall(r"/incident timeline at \d+ \w+ \d\d:\d\d", read)[0])
