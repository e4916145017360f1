"""Whatever somebody types gets a sentence that says what to type instead, and a refusal leaves no trace."""

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene

IN_THE_INCIDENT = [
    ("reprot all quiet", "Did you mean /incident report"),
    ("role @ana", "Which role?"),
    ("report :+1:", "/incident report nothing new"),
    ("need x by next Friday", "That may be 15 May or 22 May"),
    ("frobnicate", "/incident help shows what works here"),
    ("sev 9", "/incident sev 1"),
    ("sev none", "/incident sev 1"),
    ("role logs @nobodyhere", "Nobody here is called “nobodyhere”"),
    ("role pilot @ana", "The roles are lead, logs, code, customers"),
    ("role logs @old", "“old” is no longer in this workspace"),
    ("role logs @sitrep", "a duty needs a person"),
    ("role logs @ana", "holds logs already"),
    ("role lead none", "/incident role lead @name"),
    ("confirm H7 it is so", "There is no H7 on the board"),
    ("confirm it is so", "/incident think"),
    ("title", "/incident title"),
    ("impact lots of documents", "Write 14"),
    ("impact 14", "/incident impact"),
    ("impact money lost 60k", "Which currency"),
    ("impact money 60k EUR", "which kind of money is it? Type lost, at risk"),
    ("told Northwind we are on it", "/incident customer Northwind"),
    ("time detected yesterday-ish", "I do not read"),
    ("time lunch 13:20", "I know no time called “lunch”"),
    ("undo", "/incident undo does not take that back"),
    ("reopen", "It is so already"),
    ("export INC-1 docx", "I know no form “docx”"),
    ("snooze 2h waiting for the query", "owes no report on the clock"),
    ("snooze 10m", "why"),
    ("summary INC-77", "There is no INC-77"),
    ("summary share #general", "I am not in #general"),
    ("summary at 10:05", "INC-1 was opened at"),
    ("timeline at 10:05", "INC-1 was opened at"),
    ("report nothing new", "The lead owes no report"),
    ("report lead: all quiet next 9999m", "1 to 1440 minutes"),
    ("impact money lost 60k pesos", "Which currency"),
]


async def test_what_cannot_be_understood_says_what_to_type_and_changes_nothing(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    before = await scene.standing()
    answers = [(typed, told, await scene.types("leo", f"/incident {typed}")) for typed, told in IN_THE_INCIDENT]

    two_of_one_name = await scene.types("leo", "/incident role logs @kim", picks=False)

    assert [row for row in answers if row[1] not in row[2]] == []
    assert "“kim” may be @kim or @kim.two" in two_of_one_name
    assert await scene.standing() == before
    assert scene.errors() == []


OUTSIDE = [
    ("report all quiet", "Nothing was changed. “report all quiet”"),
    ("sev 2", "Nothing was changed. “sev 2”"),
    ("summary", "No incident is open here"),
    ("undo", "Nothing was changed. “undo”"),
    ("summary INC-3", "There is no INC-3"),
    ("reprot all quiet", "Did you mean /incident report"),
    (f"start {'x' * 500}", "A title has at most"),
    ("start Documents missing +privat", "Did you mean +private"),
]


async def test_a_command_outside_any_incident_a_start_without_a_title_and_a_guest_open_none(scene: Scene) -> None:
    answers = [(typed, told, await scene.types("leo", f"/incident {typed}")) for typed, told in OUTSIDE]
    await scene.start("")
    channel = await scene.people.creates("leo", "with-gus")
    await scene.does("invites", "leo", "sitrep", channel)
    await scene.does("invites", "leo", "gus", channel)
    answer = await scene.start(who="gus", where=channel)

    assert [row for row in answers if row[1] not in row[2]] == []
    assert "What is wrong?" in scene.form("leo")
    assert "full member" in answer
    assert await scene.rows() == []


async def test_who_was_named_without_a_role_is_kept_by_the_form(scene: Scene) -> None:
    await scene.start("sev1 @ana:logs @bo")
    form = scene.form("leo")
    await scene.submits("leo", "start", title="Documents missing")

    assert "You also named @bo." in form
    assert any("For which role is “bo”?" in told for told in scene.dms("leo"))
    assert scene.id("ana") == (await scene.incident()).role("logs").offered_to


TITLES = [
    ("🔥🔥🔥", "🔥🔥🔥"),
    ("المستندات مفقودة", "المستندات مفقودة"),
    ("docs & <b>tags</b>", "docs & <b>tags</b>"),
    ("*bold* _it_ `code`", "*bold* _it_ `code`"),
    ("ping <!channel> now", "ping <!channel> now"),
    ("ping @channel now", "ping @channel now"),
    ("a\x00b\ud800c", "a\ufffdb\ufffdc"),
]


async def test_a_strange_title_is_taken_as_text_and_rings_nobody(scene: Scene) -> None:
    for number, (typed, kept) in enumerate(TITLES, start=1):
        await scene.start(typed, who=("leo", "ana")[number % 2])  # nobody has more than five open at once

        assert (await scene.incident(number)).title == kept
    assert not any("<!channel>" in text for text in scene.mrkdwn())
    assert scene.errors() == []


async def test_the_same_words_within_ten_minutes_join_the_first_one_or_open_another_anyway(scene: Scene) -> None:
    await scene.start("sev2 Documents missing")
    of_ana = await scene.start("documents missing", who="ana")  # somebody else opens at once
    joined = await scene.presses("ana", "Join INC-1")

    assert "It looks like INC-1" in of_ana
    assert "inc-1-documents-missing" in joined
    assert scene.id("ana") in (await scene.incident(1)).members

    await scene.after(9)
    answer = await scene.start("Documents  MISSING!")

    assert "You opened this 9 min ago with the same words, so this is it: INC-1" in answer
    assert len(await scene.rows()) == 2

    another = await scene.presses("leo", "Open another anyway")

    assert "inc-3-documents-missing" in another
    assert [row.number for row in await scene.rows()] == [1, 2, 3]

    await scene.after(11)
    await scene.start("sev2 Documents missing")

    assert len(await scene.rows()) == 4


async def test_an_unclear_name_or_role_never_delays_a_start_and_a_person_is_picked_afterwards(scene: Scene) -> None:
    for number, name in enumerate(("nobodyhere", "old", "kim", "sitrep"), start=1):
        answer = await scene.types("leo", f"/incident start sev2 Case {number} @{name}:logs", where=LOBBY, picks=False)
        of_an_app = await scene.picks("leo", "Who takes logs?", "sitrep")
        before = len(await scene.facts(f.RoleOffered))
        await scene.picks("leo", "Who takes logs?", "ana")

        assert f"I cannot tell who “{name}” is, for logs" in answer
        assert "a duty needs a person" in of_an_app
        assert number - 1 == before
        assert (await scene.incident(number)).offered_to(scene.id("ana")) == ("logs",)

    answer = await scene.start("sev2 Documents missing @ana:pilot")

    assert "There is no role “pilot”, so “ana” is not asked yet" in answer
    assert (await scene.incident()).title == "Documents missing"


async def test_an_empty_report_opens_the_form_a_broadcast_is_a_word_and_too_long_a_one_is_refused_with_a_way_to_keep_it(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    before = await scene.standing()
    await scene.types("ana", "/incident report")

    assert "Conditions: what is true now?" in scene.form("ana")
    assert await scene.standing() == before

    await scene.types("ana", "/incident report <!channel> @here <@U0000000> all quiet")

    assert any("@here" in text for text in scene.mrkdwn())
    assert not any("<!channel>" in text or "<!here>" in text or "<@U0000000>" in text for text in scene.mrkdwn())

    await scene.types("ana", f"/incident report {'long ' * 2400}")

    assert 2400 * 5 - 1 == len((await scene.facts(f.Reported))[-1].conditions)
    assert scene.errors() == []

    before = await scene.standing()
    answer = await scene.types("ana", f"/incident report {'long ' * 7000}")

    assert "34999 characters" in answer
    assert "📌" in answer
    assert before == await scene.standing()
