"""Five emoji say what a line is; the bot suggests them by reacting itself. A click is the mark, and nobody is asked."""

from bot.cli import other_apps
from bot.incident import facts as f
from bot.incident.marks import APART, STANDS_FOR
from tests.scenarios.conftest import Scene
from workspace.people.visibility import DIRECT

HARM, WHY, DONE, OVER, TOLD = "boom", "mag_right", "wrench", "checkered_flag", "mega"
ROLLED_BACK = "rolled the importer back to version 41"
IS_DOWN = "the checkout is down for every customer since nine"
WORKS = "the checkout works normally again"
RESTARTED = "restarted the importer on all machines"
ROOM = "inc-1-documents-missing"


async def reactions(scene: Scene, ts: str) -> dict[str, list[str]]:
    """Who put what under the message; Sitrep is called so."""
    shown = (await scene.channel()).messages[ts].reactions
    names = {scene.id(who): who for who in ("leo", "ana", "bo", "cleo", "eva", "gus")}
    return {emoji: [names.get(person, "Sitrep") for person in people] for emoji, people in shown.items()}


async def page(scene: Scene) -> str:
    """The brief, as a person reads it."""
    return await scene.types("leo", "/incident summary")


async def ready(scene: Scene) -> None:
    await scene.staffed(code="bo", logs="ana")


async def under_way(scene: Scene) -> None:
    """Somebody has said whom it hurts, so that the next line is no longer the first."""
    await ready(scene)
    await scene.types("leo", "/incident impact 3 customers: nobody can order")


async def test_a_mark_puts_the_line_into_its_section_until_it_is_taken_off_edited_or_deleted(scene: Scene) -> None:
    await ready(scene)
    ts = await scene.says("ana", "so far")
    for emoji, lead_in in (
        (HARM, "Marked as the harm"),
        (WHY, "Marked as the reason"),
        (DONE, "Marked as what was done"),
        ("mag", "Marked as the reason"),
        (TOLD, "Marked as told"),
    ):
        await scene.does("reacts", "leo", emoji, ts)
        marked = await page(scene)
        await scene.does("unreacts", "leo", emoji, ts)

        assert f"{lead_in}: “so far”" in marked
        assert "so far" not in await page(scene)

    await scene.does("reacts", "leo", HARM, ts)
    await scene.does("reacts", "ana", WHY, ts)
    await scene.does("unreacts", "leo", HARM, ts)
    of_the_other = await page(scene)
    await scene.does("edits", "ana", ts, "so near")
    edited = await page(scene)
    await scene.does("deletes", "ana", ts)

    assert "Marked as the reason: “so far”" in of_the_other
    assert "Marked as the reason: “so near”" in edited
    assert "so near" not in await page(scene)


async def test_what_may_be_a_record_gets_a_picture_and_a_click_on_it_is_the_mark_until_taken_off(scene: Scene) -> None:
    await under_way(scene)
    before = await scene.said_in_channel()
    ts = await scene.says("bo", ROLLED_BACK)

    assert await reactions(scene, ts) == {DONE: ["Sitrep"]}
    assert await scene.said_in_channel() == before
    assert ROLLED_BACK not in await page(scene)

    await scene.does("reacts", "bo", DONE, ts)

    assert await reactions(scene, ts) == {DONE: ["bo"], "memo": ["Sitrep"]}
    assert f"Marked as what was done: “{ROLLED_BACK}”" in await page(scene)
    assert [end.why for end in await scene.facts(f.SuggestionEnded)] == ["taken"]

    await scene.does("unreacts", "bo", DONE, ts)

    assert await reactions(scene, ts) == {}
    assert ROLLED_BACK not in await page(scene)


async def test_another_mark_or_a_pin_is_an_answer_too_and_untapped_it_goes_by_itself(scene: Scene) -> None:
    await under_way(scene)
    pinned = await scene.says("bo", ROLLED_BACK)
    await scene.does("pins", "leo", pinned)
    await scene.after(APART.total_seconds() / 60)
    untapped = await scene.says("bo", RESTARTED)
    suggested = await reactions(scene, untapped)
    await scene.after(STANDS_FOR.total_seconds() / 60)

    assert DONE not in await reactions(scene, pinned)
    assert suggested == {DONE: ["Sitrep"]}
    assert await reactions(scene, untapped) == {}

    await scene.does("reacts", "bo", DONE, untapped)  # a click counts as well then

    assert await reactions(scene, untapped) == {DONE: ["bo"], "memo": ["Sitrep"]}


async def test_the_first_words_are_offered_the_mark_of_harm_and_there_is_one_in_two_minutes_in_place_of_its_kind(
    scene: Scene,
) -> None:
    await ready(scene)
    first = await scene.says("ana", "since nine every order gets lost on its way")
    await scene.after(APART.total_seconds() / 60)
    second = await scene.says("ana", "I look at where they go")
    older = await scene.says("bo", ROLLED_BACK)
    at_once = await scene.says("ana", WORKS)
    before = [await reactions(scene, ts) for ts in (first, second, older, at_once)]
    await scene.after(APART.total_seconds() / 60)
    newer = await scene.says("bo", RESTARTED)

    assert [{HARM: ["Sitrep"]}, {}, {DONE: ["Sitrep"]}, {}] == before
    assert [{}, {}] == [await reactions(scene, ts) for ts in (older, at_once)]
    assert await reactions(scene, newer) == {DONE: ["Sitrep"]}


async def test_who_let_two_pass_is_left_alone_and_others_are_not(scene: Scene) -> None:
    await under_way(scene)
    for words in (ROLLED_BACK, RESTARTED):
        await scene.says("bo", words)
        await scene.after(25)
    of_bo = await scene.says("bo", "deleted the broken folders on the first machine")
    of_ana = await scene.says("ana", WORKS)

    assert await reactions(scene, of_bo) == {}
    assert await reactions(scene, of_ana) == {OVER: ["Sitrep"]}


async def test_there_is_none_under_commands_questions_few_words_company_an_app_elsewhere_or_once_it_is_cancelled(
    scene: Scene,
) -> None:
    await under_way(scene)
    for who, words in (
        ("bo", "@Sitrep report rolled the importer back to version 41"),
        ("bo", "rolled it back"),
        ("bo", "shall we roll the importer back to version 41?"),
        ("bo", "rolled my chair back to the kitchen, lol"),
        ("ana", "I will have a look at it now"),
    ):
        ts = await scene.says(who, words)

        assert await reactions(scene, ts) == {}, words

    for where in ("general", DIRECT):
        await scene.says("leo", IS_DOWN, where=where)
    world = scene.stage.slack.world
    other_apps.install(world, {"probe": {"name": "Probe"}})
    other_apps.post(world, "probe", IS_DOWN, (await scene.incident()).channel)
    await scene.stage.settle()
    await scene.types("leo", "/incident cancel it was a test")
    await scene.says("ana", WORKS)

    assert await scene.facts(f.MarkSuggested) == []


async def test_what_was_decided_before_the_bot_ended_is_done_afterwards_and_a_click_while_it_was_away_is_found(
    scene: Scene,
) -> None:
    await under_way(scene)
    scene.stage.slack.faults.status(method="reactions.add", status=503, times=100)
    ts = await scene.says("bo", ROLLED_BACK)
    await scene.stops()
    scene.stage.slack.faults.clear()
    await scene.starts_again()
    await scene.after(1)
    decided = await reactions(scene, ts)
    await scene.stops()
    await scene.people.reacts("bo", DONE, ts, ROOM)
    await scene.starts_again()

    assert decided == {DONE: ["Sitrep"]}
    assert await reactions(scene, ts) == {DONE: ["bo"], "memo": ["Sitrep"]}
    assert f"Marked as what was done: “{ROLLED_BACK}”" in await page(scene)


async def test_slack_that_will_not_have_it_loses_its_answer_or_the_message_troubles_nobody(scene: Scene) -> None:
    await under_way(scene)
    faults = scene.stage.slack.faults
    faults.status(method="reactions.add", status=500, times=2)
    refused = await scene.says("bo", ROLLED_BACK)
    await scene.after(1)
    at_last = await reactions(scene, refused)
    await scene.after(APART.total_seconds() / 60)
    faults.answer_lost("reactions.add", times=2)
    lost = await scene.says("bo", RESTARTED)
    await scene.after(1)

    assert at_last == {DONE: ["Sitrep"]}
    assert await reactions(scene, lost) == {DONE: ["Sitrep"]}

    await scene.after(APART.total_seconds() / 60)
    faults.status(method="reactions.add", status=500, times=1)
    gone = await scene.says("ana", WORKS)
    await scene.does("deletes", "ana", gone)
    await scene.after(1)

    assert "reactions.add: message_not_found" in scene.errors()
    assert await scene.facts(f.Undelivered) == []
    assert scene.dms("leo") == []


async def test_a_suggestion_whose_time_is_over_before_slack_took_it_never_appears(scene: Scene) -> None:
    await under_way(scene)
    scene.stage.slack.faults.status(method="reactions.add", status=503, times=1000)
    ts = await scene.says("bo", ROLLED_BACK)
    await scene.after(STANDS_FOR.total_seconds() / 60 + 1)
    scene.stage.slack.faults.clear()
    await scene.after(5)

    assert await reactions(scene, ts) == {}


async def test_events_that_come_twice_or_in_the_other_order_suggest_once_and_mark_once(scene: Scene) -> None:
    await under_way(scene)
    scene.stage.slack.faults.duplicate(times=4)
    ts = await scene.says("bo", ROLLED_BACK)
    await scene.does("reacts", "bo", DONE, ts)

    assert len(await scene.facts(f.MarkSuggested)) == 1
    assert len(await scene.facts(f.SuggestionEnded)) == 1
    assert (await page(scene)).count(ROLLED_BACK) == 1


async def test_the_end_that_somebody_marked_stands_in_the_last_brief(scene: Scene) -> None:
    await ready(scene)
    told = [await scene.says("ana", words) for words in (IS_DOWN, ROLLED_BACK, WORKS)]
    for ts, emoji in zip(told, (HARM, DONE, OVER), strict=True):
        await scene.does("reacts", "leo", emoji, ts)
    await scene.types("leo", "/incident status mitigated")
    await scene.types("leo", "/incident resolve all are there")
    final = await page(scene)

    assert f"Marked as the harm: “{IS_DOWN}”" in final
    assert f"Marked as what was done: “{ROLLED_BACK}”" in final
    assert "Whether it ended it: nobody has said." in final
    assert f"Marked as the end: “{WORKS}”" in final


async def test_what_was_tidied_up_afterwards_is_not_what_ended_it(scene: Scene) -> None:
    await under_way(scene)
    repair = await scene.says("bo", ROLLED_BACK)
    await scene.does("reacts", "bo", DONE, repair)
    await scene.types("leo", "/incident status mitigated")
    await scene.after(5)
    tidied = await scene.says("bo", "removed the temporary files on the second machine")
    await scene.does("reacts", "bo", DONE, tidied)

    assert f"Marked as what was done: “{ROLLED_BACK}”" in await page(scene)


async def test_a_mark_that_is_a_slip_leaves_room_for_what_stands_there_by_position(scene: Scene) -> None:
    await under_way(scene)
    repair = await scene.says("bo", ROLLED_BACK)
    slip = await scene.says("ana", "I had a look at the second machine")
    await scene.does("reacts", "ana", DONE, slip)
    for words in (await scene.says("ana", IS_DOWN), repair):
        await scene.does("reacts", "leo", "pushpin", words)
    await scene.types("leo", "/incident status mitigated")
    told = await page(scene)

    assert "Marked as what was done: “I had a look at the second machine”" in told
    assert f"The last line before it was set to mitigated: “{IS_DOWN}”" in told
    assert told.count("ended it: nobody has said") == 1
