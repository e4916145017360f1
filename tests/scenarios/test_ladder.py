"""Who hears of a silence, when, and in which words: the ladder of reports, on the hand-turned clock."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cli.simulation import Stage
from bot.incident import facts as f
from bot.incident.policy import DEFAULT
from tests.scenarios.conftest import CAST, Scene
from tests.scenarios.test_quiet import TOP_LEVEL_MAX
from tests.scenarios.test_reminders import reminded
from workspace.state import groups


async def naming(scene: Scene, *people: str) -> None:
    """The house names these for what nobody is at; ids stand for themselves."""
    known = [scene.id(who) if who in CAST else who for who in people]
    await scene.stops()
    await scene.starts_again(policy=replace(DEFAULT, escalate_to=tuple(known)))


async def test_in_two_silent_hours_each_rung_comes_at_its_minute_to_the_right_person_and_one_tap_takes_the_role(
    scene: Scene,
) -> None:
    await naming(scene, "eva")
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.after(120)
    lines = await scene.said_in_channel()
    told = await scene.facts(f.Reminded)

    assert await reminded(scene) == [
        (scene.id("ana"), "due", "09:05:00"),
        (scene.id("leo"), "lead", "09:07:30"),
        ("", "channel", "09:10:00"),
        (scene.id("eva"), "escalation", "09:15:00"),
        (scene.id("leo"), "lead silent", "09:20:00"),
        ("", "who leads", "09:30:00"),
        *((scene.id("ana"), "renewal", f"{at}:00") for at in ("09:45", "10:15", "10:45")),
    ]
    assert {1} == {*Counter((fact.person, fact.due_at) for fact in told if fact.person).values()}
    assert 1 == sum("Nothing heard from logs" in line for line in lines)
    assert len(lines) <= TOP_LEVEL_MAX
    assert "unattended" in await scene.card()
    assert "unattended" in await scene.types("leo", "/incident summary")

    answer = await scene.presses("eva", "Take logs", where="dm")
    (message,) = scene.duties("eva")

    assert "You have logs" in answer
    assert (await scene.incident()).role("logs").holder == scene.id("eva")
    assert scene.id("eva") in (await scene.channel()).members
    assert message.startswith("logs is with Eva Ruiz since")
    assert scene.errors() == []


async def test_of_all_who_are_named_a_group_included_those_are_told_who_can_have_a_duty_and_why(scene: Scene) -> None:
    world = scene.stage.slack.world
    by = world.directory.person("leo")
    assert by is not None
    on_call = groups.make(world, handle="sre-oncall", name="SRE on call", by=by)
    groups.fill(world, on_call, [scene.id(who) for who in ("eva", "old", "ana", "bo")])
    await naming(scene, "gus", "old", on_call.id)
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.after(15)
    (asked,) = scene.duties("eva")

    assert [scene.id("eva"), scene.id("bo")] == [who for who, rung, _ in await reminded(scene) if rung == "escalation"]
    assert ([], []) == (scene.dms("gus"), scene.dms("old"))
    assert "Nothing heard from logs (@ana) since 09:00 (15 min), and nobody has taken over yet." in asked
    assert "You are asked because your team named you for this." in asked

    answer = await scene.presses("bo", "I look after it", where="dm")
    lead, *_ = scene.duties("leo")

    assert "you look after logs" in answer
    for told in (lead, *scene.duties("eva"), (await scene.said_in_channel())[-1], *scene.duties("ana")):
        assert "Bo Chen looks after logs" in told
        assert "[" not in told
    assert "unattended" not in await scene.card()
    assert [] == scene.errors()


async def test_of_a_lead_who_holds_a_silent_role_the_channel_hears_at_the_same_time_as_of_anybody(scene: Scene) -> None:
    await naming(scene, "eva")
    await scene.staffed("sev1 Documents missing", logs="leo", code="ana")
    await scene.after(20)

    assert await reminded(scene) == [
        (scene.id("leo"), "due", "09:05:00"),
        (scene.id("ana"), "due", "09:05:00"),
        (scene.id("leo"), "lead", "09:07:30"),
        ("", "channel", "09:10:00"),
        (scene.id("eva"), "escalation", "09:15:00"),
        (scene.id("leo"), "lead silent", "09:20:00"),
    ]


async def test_without_a_name_the_announcement_channel_reads_it_once_and_that_it_is_over(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.while_there(28)
    _, asked = scene.announcements()
    await scene.types("ana", "/incident report 2 of 14 found")
    _, told = scene.announcements()
    shown = len(await scene.said_in_channel())
    await scene.while_there(25)

    assert "logs (Ana Lima) is unattended: nothing heard for 15 min" in asked
    assert "[Join]" in asked
    assert told.startswith("logs reported")
    assert "[" not in told

    # Of the lines of one hour the channel is shown the first.
    assert [rung for _, rung, _ in await reminded(scene) if rung == "channel"] == ["channel"] * 2
    assert shown == len(await scene.said_in_channel())
    assert "Nothing heard from logs" in (await scene.card_thread())[-1]
    assert "stale" in await scene.card()


async def test_where_nobody_who_is_named_can_have_a_duty_the_announcement_channel_hears(scene: Scene) -> None:
    await naming(scene, "gus")
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.does("invites", "leo", "gus", (await scene.incident()).channel)
    await scene.types("gus", "/incident role code")
    held = (await scene.incident()).role("code").holder
    await scene.does("leaves", "gus", (await scene.incident()).channel)
    before = scene.dms("gus")
    await scene.after(60)

    assert "logs (Ana Lima) is unattended" in scene.announcements()[-1]
    assert scene.id("gus") == held
    assert before == scene.dms("gus")  # a guest who left hears nothing any more, whoever names them

    await scene.types("leo", "/incident resolve it works again")
    (line,) = [line for line in await scene.said_in_channel() if line.startswith("logs:")]

    assert "[" not in line  # it says that the role is no longer asked about


async def test_a_private_incident_is_told_to_nobody_outside(scene: Scene) -> None:
    await naming(scene, "eva")
    await scene.staffed("sev1 +private Documents missing", logs="ana")
    await scene.after(17)

    assert scene.duties("eva") == []
    assert "escalation" not in [rung for _, rung, _ in await reminded(scene)]


async def test_a_lead_who_is_silent_is_asked_and_then_the_channel_is_asked_who_leads(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.joins("cleo")
    await scene.types("ana", "/incident report 2 of 14 found next 3h")
    await scene.after(30)
    (asked,) = scene.duties("leo")
    line = (await scene.said_in_channel())[-1]
    refused = await scene.presses("cleo", "I lead", where=(await scene.incident()).channel)
    await scene.presses("ana", "I lead", where=(await scene.incident()).channel)

    assert "Are you there? You lead INC-1" in asked
    assert "Leo Torres was last seen at 09:00. Who leads until Leo Torres is back?" in line.replace(
        "11:00 CEST", "09:00"
    )
    assert "hand it over" in refused
    assert (await scene.incident()).lead == scene.id("ana")
    assert 1 == sum("Ana Lima leads since" in line for line in await scene.said_in_channel())
    assert "Ana Lima leads since" in scene.duties("leo")[0]


async def test_any_sign_of_life_of_the_lead_takes_the_question_back(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    signs = (
        scene.says("leo", "ok"),
        scene.types("leo", "/incident summary"),
        scene.presses("leo", "I am here", where="dm"),
    )
    for number, sign in enumerate(signs, start=1):
        await scene.types("ana", "/incident report 2 of 14 found next 3h")
        await scene.after(61)
        await sign
        await scene.after(1 / 60)

        lines = await scene.said_in_channel()
        assert number == sum("Leo Torres is back" in line for line in lines)
        assert number == sum("you are there" in line for line in scene.duties("leo"))


async def test_nobody_hears_more_than_three_reminders_an_hour_of_all_incidents(scene: Scene) -> None:
    for number in range(5):
        await scene.start(f"sev1 Documents missing {number} @ana:logs")
        await scene.presses("ana", "Accept")
        await scene.after(1.5)
    await scene.after(90)
    told = [entry for entry in await scene.entries() if isinstance(entry.fact, f.Reminded)]

    for who in ("ana", "leo"):
        heard = [entry.at for entry in told if entry.fact.person == scene.id(who)]
        assert 5 <= len(heard) <= 6
        assert [] == [at for at in heard if sum(at <= one < at + timedelta(hours=1) for one in heard) > 3]


async def test_a_diligent_role_is_reminded_of_nothing_and_nothing_new_is_no_silence(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    for number in range(6):
        await scene.after(4.9 if number == 0 else 9.9)
        await scene.types("ana", f"/incident report {f'{number} of 12 found' if number < 3 else 'nothing new'}")
        await scene.says("leo", "ok")

    assert (3, 3) == (len(await scene.facts(f.Reported)), len(await scene.facts(f.NothingNew)))
    assert [] == await reminded(scene)
    assert "(×3)" in await scene.card()


async def test_whoever_leaves_is_asked_no_more_and_a_calmer_severity_asks_later_but_before_a_deadline(
    scene: Scene,
) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo")
    await scene.types("leo", "/incident sev 3 a nuisance")
    await scene.types("leo", "/incident customer Northgate cannot file deadline 11:50")
    await scene.after(6)
    early = await reminded(scene)
    await scene.does("leaves", "ana", (await scene.incident()).channel)
    await scene.after(9)
    calm = await reminded(scene)
    await scene.types("leo", "/incident sev 1 worse")
    await scene.after(1 / 60)

    assert [] == early
    assert [(scene.id("bo"), "due", "09:12:30")] == calm  # a quarter of what is left until the deadline
    assert scene.id("ana") not in [who for who, _, _ in await reminded(scene)]


async def test_a_promise_is_waited_for_and_then_the_ladder_is_that_of_its_length(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.types("ana", "/incident report 2 of 14 found next 25m")
    await scene.while_there(51)

    assert [("due", "09:25:00"), ("lead", "09:35:00"), ("channel", "09:50:00")] == [
        (rung, at) for _, rung, at in await reminded(scene)
    ]


async def test_the_hour_that_comes_twice_is_two_hours() -> None:
    """At 03:00 of 25 October 2026 clocks in Berlin go back to 02:00."""
    async with Stage(people=CAST, opens_at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), seed=7) as stage:
        scene = Scene(stage)
        await scene.staffed("sev1 Documents missing", logs="ana")
        await scene.types("ana", "/incident report 2 of 14 found next 45m")
        await scene.while_there(55)

        assert [("due", "01:15:00"), ("lead", "01:25:00")] == [(rung, at) for _, rung, at in await reminded(scene)]
        assert "(55 min)" in scene.duties("leo")[0]


async def test_of_roles_that_are_silent_together_the_channel_reads_one_line_and_each_is_settled_in_it(
    scene: Scene,
) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo")
    await scene.joins("eva")
    await scene.after(10)
    asked, stale = (await scene.said_in_channel())[-1], await scene.card()
    await scene.types("bo", "/incident report 2 of 14 found")
    reported = (await scene.said_in_channel())[-1]
    await scene.presses("eva", "Take logs", where=(await scene.incident()).channel)
    settled = (await scene.said_in_channel())[-1]

    assert "Nothing heard from logs (Ana Lima) since 09:00 (10 min)." in asked
    assert "Nothing heard from code (Bo Chen)" in asked
    assert "[Take logs]" in asked
    assert "[Take code]" in asked
    assert "@" not in asked
    assert "stale" in stale
    assert (await scene.incident()).role("logs").holder == scene.id("eva")
    assert "code" not in reported
    assert "[Take logs]" in reported
    assert "logs is with Eva Ruiz since" in settled
    assert "[" not in settled
    assert "stale" not in await scene.card()


async def test_restarts_in_the_middle_ask_nobody_twice_and_say_the_line_in_the_channel_once(scene: Scene) -> None:
    await naming(scene, "eva")
    await scene.staffed("sev1 Documents missing", logs="ana")
    for minutes in (5, 4, 6, 10, 10, 15):
        await scene.after(minutes)
        await scene.stops()
        await scene.starts_again()

    told = [(who, rung) for who, rung, _ in await reminded(scene)]
    assert {1} == {*Counter(told).values()}
    assert {"due", "lead", "channel", "escalation", "lead silent", "who leads", "renewal"} == {rung for _, rung in told}
    assert 1 == sum("Nothing heard from logs" in line for line in await scene.said_in_channel())
    assert [] == scene.errors()  # what everybody in the channel was told is read back in nobody's messages


async def test_after_a_long_sleep_nobody_hears_more_than_one_thing_at_once(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana", code="bo", customers="cleo")
    await scene.stops()
    scene.turns(180)
    await scene.starts_again()

    told = await reminded(scene)
    asked = [(scene.id(who), "due", "12:00:00") for who in ("ana", "bo", "cleo")]
    assert sorted(told) == sorted([*asked, (scene.id("leo"), "lead silent", "12:00:00")])
    for who in ("ana", "bo", "cleo", "leo"):
        (message,) = scene.duties(who)
        assert "I was away" in message


async def test_while_slack_takes_no_message_nobody_upstairs_is_told_of_who_was_never_asked(scene: Scene) -> None:
    await scene.staffed("sev1 Documents missing", logs="ana")
    scene.stage.slack.faults.status("chat.postMessage", status=503, times=10_000)
    await scene.while_there(21)
    meanwhile = await reminded(scene)
    scene.stage.slack.faults.clear()
    await scene.while_there(9.5)
    asked, *upstairs = [entry.at for entry in await scene.entries() if isinstance(entry.fact, f.ReminderDelivered)]

    assert meanwhile == [(scene.id("ana"), "due", "09:05:00")]
    assert [rung for _, rung, _ in await reminded(scene)] == ["due", "lead", "channel"]
    assert [2.5, 5] == [(at - asked).total_seconds() // 6 / 10 for at in upstairs]
