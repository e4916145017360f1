"""`@Sitrep …` where no slash command can be typed: the same grammar, answered once, privately, in the same thread."""

from bot.incident import facts as f
from tests.scenarios.conftest import Scene


async def test_a_mention_in_a_thread_is_a_command_and_answered_there_to_the_caller_alone_and_once(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    root = await scene.says("ana", "two are there")
    before = len(scene.whispers("leo"))
    ts = await scene.says("leo", "@Sitrep decide restore by hand because it is quick", thread=root)
    (entry,) = [entry for entry in await scene.entries() if isinstance(entry.fact, f.Decided)]

    assert (entry.fact.what, entry.fact.because) == ("restore by hand", "it is quick")
    assert (entry.message.ts, entry.message.thread_ts) == (ts, root)

    shown = [m for m in (await scene.channel()).ephemerals.values() if m.root_ts == root]

    assert [m.ephemeral_to for m in shown] == [scene.id("leo")]
    assert len(scene.whispers("leo")) == before + 1

    scene.stage.slack.faults.duplicate(times=3)  # a mention has a twin event as it is
    await scene.says("leo", "@Sitrep note the customer called back")

    assert len(await scene.facts(f.Noted)) == 1
    assert len(scene.whispers("leo")) == before + 2


async def test_what_names_us_beside_a_file_or_as_a_doing_is_answered_once_though_slack_tells_of_no_mention(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    before = len(scene.whispers("ana"))
    place = await scene.place("ana")
    await scene.does("says", "ana", "@Sitrep report logs: the graph shows it", place, files=["graph.png"])
    await scene.stage.slack.slackbot.line(
        place, "me_message", f"<@{scene.stage.slack.bot_user_id}> note asks Bo", user="ana"
    )
    await scene.stage.settle()
    root = await scene.says("ana", "two are there")
    await scene.does("says", "ana", "@Sitrep note the third is there", place, thread=root, broadcast=True)

    assert ["the graph shows it"] == [report.conditions for report in await scene.facts(f.Reported)]
    assert ["asks Bo", "the third is there"] == [note.text for note in await scene.facts(f.Noted)]
    assert len(scene.whispers("ana")) == before + 3


async def test_our_name_is_understood_alone_within_a_sentence_and_before_a_misreading_or_gets_a_form(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    root = await scene.says("ana", "two are there")
    await scene.says("ana", "@Sitrep reprot 2 found", thread=root)
    misread = scene.whispers("ana")[-1]
    await scene.says("ana", "@Sitrep report", thread=root)
    await scene.presses("ana", "Open the form")
    await scene.submits("ana", "report", conditions="2 of 14 found")
    await scene.says("leo", "thanks all. @Sitrep, note the customer called back")
    await scene.says("leo", "@Sitrep")

    assert "Did you mean /incident report" in misread
    assert [fact.conditions for fact in await scene.facts(f.Reported)] == ["2 of 14 found"]
    assert [fact.text for fact in await scene.facts(f.Noted)] == ["the customer called back"]
    assert "INC-1 · SEV2" in await scene.presses("leo", "List")


async def test_a_start_without_a_title_gives_the_button_too(scene: Scene) -> None:
    await scene.does("invites", "leo", "sitrep", "general")
    await scene.says("leo", "@Sitrep start sev1 @ana:logs", where="general")
    await scene.presses("leo", "Open the form")
    await scene.submits("leo", "start", title="Documents missing")
    incident = await scene.incident()

    assert (incident.title, incident.severity) == ("Documents missing", 1)
    assert incident.offered_to(scene.id("ana")) == ("logs",)
