"""An incident moves freely through its life; what takes attention away from it is for the lead or the declarer."""

from bot.cli.simulation import LOBBY, Stage
from bot.incident import facts as f
from bot.slack.messages import blocks as b
from bot.slack.messages.buttons import MEANINGS
from tests.scenarios.conftest import Scene


async def status(scene: Scene) -> str:
    return (await scene.incident(1)).status


async def test_the_declarer_is_in_the_channel_first_the_card_pinned_the_topic_set_and_it_announced_once(
    scene: Scene,
) -> None:
    await scene.start("sev2 Documents missing @ana:logs")
    channel = (await scene.channel()).id
    calls = [call for call in scene.stage.slack.calls if call.args.get("channel") == channel]
    first = {method: index for index, call in reversed(list(enumerate(calls))) for method in [call.method]}

    assert first["conversations.invite"] <= first["chat.postMessage"]
    assert calls[first["conversations.invite"]].args["users"] == scene.id("leo")
    assert list((await scene.channel()).pins) == [(await scene.incident()).card_ts]
    assert (await scene.channel()).topic["value"] == "SEV2 · investigating · lead Leo Torres · Documents missing"
    assert len(scene.announcements()) == 1
    assert "INC-1 · Documents missing" in await scene.presses("eva", "Brief", where="incidents")

    answer = await scene.start("sev1 Papers missing +drill")

    assert answer.startswith("SEV1 · public · drill · “Papers missing” · #drill-2-papers-missing")


async def test_anybody_raises_the_severity_which_moves_the_clocks_and_neither_lowers_nor_cancels_nor_closes_it(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    answer = await scene.types("ana", "/incident sev 1 a second customer")

    assert "SEV1 now, was SEV2, because “a second customer”" in answer
    assert (await scene.channel()).topic["value"].startswith("SEV1")
    assert scene.announcements()[0].startswith("SEV1")
    assert "due 09:05" in await scene.card()

    before = await scene.standing()
    lowered = await scene.types("ana", "/incident sev 3 not so bad")
    cancelled = await scene.types("ana", "/incident cancel false alarm")
    early = await scene.types("leo", "/incident close")

    assert "may lower the severity" in lowered
    assert "who declared it, may cancel it" in cancelled
    assert "INC-1 is investigating, and only a resolved one is closed" in early
    assert await scene.standing() == before

    await scene.types("leo", "/incident resolve it works")
    before = await scene.standing()

    assert "may close it" in await scene.types("ana", "/incident close anyway")
    assert before == await scene.standing()


async def test_each_state_is_shown_in_channel_topic_and_announcement(scene: Scene) -> None:
    await scene.start()
    before = await scene.standing()
    alone = await scene.types("leo", "/incident status")
    again = await scene.types("leo", "/incident status investigating")

    assert "What we know: nothing said yet" in alone
    assert "It is so already" in again
    assert before == await scene.standing()

    for state in ("identified", "mitigated", "investigating", "resolved"):
        await scene.types("leo", f"/incident status {state} because it is so")

        assert await status(scene) == state
        assert state in (await scene.channel()).topic["value"]
        assert state in scene.announcements()[0]
    assert len(scene.announcements()) == 1

    await scene.types("leo", "/incident reopen two are missing again")
    await scene.types("leo", "/incident mitigated the papers are visible")

    assert await status(scene) == "mitigated"  # as a word alone


async def test_a_resolution_is_undone_within_five_minutes_wherever_it_was_said_and_the_clock_that_ran_goes_on(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    await scene.start("sev2 Login broken")
    await scene.types("leo", "/incident INC-1 status identified", where=LOBBY)
    await scene.after(4)
    await scene.types("leo", "/incident INC-1 resolve it works", where=LOBBY)
    await scene.after(5)
    answer = await scene.presses("leo", "Undo: not resolved")

    assert "Taken back: identified again" in answer
    assert await status(scene) == "identified"

    await scene.after(1)
    assert "The first report of logs is due" in scene.dms("ana")[0]


async def test_what_is_open_is_shown_before_it_is_closed_and_then_it_takes_no_new_finding_and_is_put_right(
    scene: Scene,
) -> None:
    await scene.start()
    await scene.types("leo", "/incident unknown since when?")
    await scene.types("leo", "/incident resolve it works")
    asked = await scene.types("leo", "/incident close reviewed")
    before = await status(scene)
    await scene.presses("leo", "Close all the same")

    assert "U1, an unknown: “since when?”" in asked
    assert "no time recorded for “impact start”" in asked
    assert ("resolved", "closed") == (before, await status(scene))
    assert "reviewed" == (await scene.facts(f.StatusSet))[-1].why

    standing = await scene.standing()
    answer = await scene.types("leo", "/incident think a bad disk")

    assert "type /incident reopen first" in answer
    assert await scene.standing() == standing

    await scene.after(60)
    for typed, shown in (
        ("note 11:00 the first alert", "the first alert"),
        ("time detected 10:52 source deploy log", "deploy log"),
        ("title Owner lost in the rename", "Owner lost in the rename"),
    ):
        answer = await scene.types("leo", f"/incident {typed}")

        assert shown in answer
        assert "INC-1 stays closed" in answer
        assert await status(scene) == "closed"
        assert shown in await scene.types("leo", "/incident timeline")
    assert [] == [line for line in scene.dms("leo") if "report" in line.lower()]


async def test_after_five_minutes_it_is_a_relapse_which_keeps_the_hour_of_the_first_resolution(scene: Scene) -> None:
    await scene.start()
    await scene.after(30)
    await scene.types("leo", "/incident resolve it works")
    await scene.after(60)
    answer = await scene.presses("leo", "Undo: not resolved")
    await scene.types("leo", "/incident reopen two are missing again")
    again = await status(scene)
    await scene.after(20)
    await scene.types("leo", "/incident resolve all are back")
    lines = [line for line in (await scene.types("leo", "/incident timeline")).splitlines() if "status to" in line]

    assert "/incident reopen" in answer
    assert "investigating" == again
    assert ["11:30", "12:30", "12:50"] == [line.split()[0].strip("*•· ") for line in lines]


async def test_a_new_title_is_shown_everywhere_and_everybody_finds_the_call(scene: Scene) -> None:
    await scene.start()
    await scene.types("leo", "/incident title Documents under the wrong owner")

    assert "Documents under the wrong owner" in await scene.card()
    assert "Documents under the wrong owner" in (await scene.channel()).topic["value"]
    assert "Documents under the wrong owner" in scene.announcements()[0]

    answer = await scene.types("leo", "/incident bridge https://meet.example.com/inc-1")

    assert "The bridge is at https://meet.example.com/inc-1 now" in answer
    assert "Bridge: https://meet.example.com/inc-1" in await scene.card()
    assert (await scene.channel()).topic["value"].endswith("https://meet.example.com/inc-1")
    assert "Bridge: https://meet.example.com/inc-1" in await scene.types("eva", "/incident summary")


async def test_a_button_of_an_earlier_day_says_so(stage: Stage) -> None:
    scene, web = Scene(stage), stage.app.listeners.bolt.client
    button = {"type": "button", "action_id": "of_old", "text": {"type": "plain_text", "text": "Of old"}, "value": "{}"}
    blocks = [{"type": "actions", "elements": [button]}]
    place = stage.channel_id("incidents")
    await web.chat_postMessage(channel=place, text="old", blocks=blocks, token=stage.slack.bot_token)

    assert "it is from an earlier day" in await scene.presses("leo", "Of old")


async def test_who_opened_it_by_form_cancels_it_even_after_handing_over_the_lead(scene: Scene) -> None:
    await scene.shortcut("leo", "declare_incident")
    await scene.submits("leo", "start", title="Documents missing", severity="SEV2", logs="ana")
    incident = await scene.incident()

    assert "SEV2 · public · real" in scene.dms("leo")[-1]
    assert [] == scene.errors()
    assert (incident.title, incident.offered_to(scene.id("ana"))) == ("Documents missing", ("logs",))

    await scene.presses("ana", "Accept")
    await scene.types("leo", "/incident role lead @ana")
    await scene.presses("ana", "Accept")
    handed_over = (await scene.incident()).lead
    await scene.types("leo", "/incident cancel false alarm")

    assert scene.id("ana") == handed_over
    assert await status(scene) == "cancelled"


async def test_every_button_on_the_screen_answers_and_the_card_that_somebody_asks_for_marks_a_stale_role(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    for label in ("Report", "Record…", "Brief", "Take code"):
        answer = await scene.presses("leo", label)
        form = scene.form("leo")
        if form:
            await scene.does("closes", "leo")

        assert answer or form, label

    await scene.after(20)
    assert "logs @ana · stale" in await scene.types("leo", "/incident card")


def test_every_button_that_is_ever_shown_has_a_meaning() -> None:
    assert set(b.VERBS) == {*MEANINGS, b.PICK_PERSON, b.CHOOSE}


async def test_one_that_was_over_before_it_was_declared_is_recorded_with_its_own_hours_and_reminds_nobody(
    scene: Scene,
) -> None:
    await scene.start("sev2 Exports failed last night @ana:logs")
    first = await scene.types("leo", "/incident time impact-start 05:20")
    second = await scene.types("leo", "/incident time mitigated 05:10")
    again = await scene.types("leo", "/incident time impact start 02:10")
    await scene.types("leo", "/incident resolve the night shift restarted the exporter")
    told = len(scene.duties("ana")), len(scene.duties("leo"))
    await scene.after(60)

    page = await scene.types("leo", "/incident summary")

    assert "do not fit together" not in first
    assert "“impact start” (05:20 CEST" in second  # what cannot be right beside another is said at once
    assert "“mitigated” (05:10 CEST" in second
    assert "do not fit together" not in again
    assert "3 h passed from the start of the harm until the end of the harm." in page
    assert told == (len(scene.duties("ana")), len(scene.duties("leo")))
