"""Words that must not stay are taken out everywhere, openly, by whoever answers for the incident and by nobody else."""

import json

import pytest
import sqlalchemy as sa

from bot.incident import facts as f
from bot.store import tables
from tests.scenarios.conftest import Scene

NAME = "Jane Roe"  # who is to be named nowhere
RECORDS = (
    f"think {NAME} deleted it / likely",
    f"decide restore by hand because {NAME} is away",
    f"unknown whether {NAME} knows",
    f"risk {NAME} goes to court",
    f"need exec a lawyer for {NAME}",
    f"impact 3 files of {NAME} source {NAME}",
    f"impact money lost 60k EUR of {NAME} source {NAME}",
    f"customer {NAME} cannot come to work",
    f"plan b {NAME} types it again",
    f"note {NAME} called",
    f"report logs: C: {NAME} called A: {NAME} waits N: a room for {NAME}",
    f"sev 1 {NAME} is hurt",
    f"status mitigated {NAME} is back",
    f"title {NAME} is missing",
    f"time detected 11:00 source {NAME}",
)


@pytest.fixture
async def staffed(scene: Scene) -> Scene:
    await scene.staffed("sev2 Documents missing", logs="ana")
    return scene


async def kept(scene: Scene) -> str:
    """Every text in every table."""
    async with scene.stage.app._store.read() as tx:
        rows = [row for table in tables.metadata.sorted_tables for row in await tx.all(sa.select(table))]
    return json.dumps([[str(value) for value in row] for row in rows], ensure_ascii=False)


async def latest(scene: Scene) -> int:
    """The entry that holds the name."""
    return next(entry.seq for entry in reversed(await scene.entries()) if NAME in str(entry.fact))


def standing(scene: Scene) -> str:
    """All that the bot says in Slack, to anybody but the one who typed it."""
    bot = scene.stage.slack.bot_user_id
    messages = (m for channel in scene._channels() for m in channel.messages.values())
    said = [m for m in messages if m.author == bot and m.subtype != "channel_topic"]  # which is Slack's own line
    return json.dumps([message.body for message in said], ensure_ascii=False)


async def test_the_words_of_every_kind_of_record_go_and_its_rest_stays(staffed: Scene) -> None:
    """One after the other in one incident: of those before it there is nothing left that would hide one that stays."""
    for typed in RECORDS:
        await staffed.types("ana", f"/incident {typed}", picks=False)
        before = await staffed.incident()
        was_there = NAME in await kept(staffed) and NAME in standing(staffed)
        answer = await staffed.types("leo", f"/incident redact #{await latest(staffed)} {typed[:8]} names a patient")
        await staffed.after(1)
        after = await staffed.incident()
        timeline = await staffed.types("leo", "/incident timeline all")

        assert was_there, typed
        assert "are removed" in answer, typed
        assert NAME not in await kept(staffed), typed
        assert NAME not in standing(staffed) + timeline, typed
        assert (before.severity, before.status, before.lead, len(before.hypotheses), len(before.customers)) == (
            *(after.severity, after.status, after.lead, len(after.hypotheses), len(after.customers)),
        ), typed
        assert f"{typed[:8]} names a patient" in timeline, typed
    pages = [await staffed.types("leo", f"/incident {page}") for page in ("card", "timeline", "summary", "review")]

    assert NAME not in "".join(pages)


async def test_the_title_with_which_it_was_opened_can_go_and_it_stays_private(scene: Scene) -> None:
    await scene.start(f"sev1 {NAME} is missing +private")
    await scene.types("leo", "/incident redact #1 it names a patient")
    incident = await scene.incident()

    assert ("[removed]", True, 1, scene.id("leo")) == (
        *(incident.title, incident.private, incident.severity, incident.declarer),
    )
    assert "There is no INC-1" in await scene.types("eva", "/incident summary INC-1", where="general")


async def test_who_may_not_is_refused_and_nothing_changes(staffed: Scene) -> None:
    await staffed.types("ana", f"/incident note {NAME} called")
    before = await staffed.standing()
    answer = await staffed.types("ana", f"/incident redact #{await latest(staffed)} I am sorry")

    assert "may remove words" in answer
    assert before == await staffed.standing()
    assert NAME in await kept(staffed)


async def test_without_a_reason_nothing_is_removed(staffed: Scene) -> None:
    await staffed.types("ana", f"/incident note {NAME} called")
    await staffed.types("leo", f"/incident redact #{await latest(staffed)}")

    assert [] == await staffed.facts(f.Redacted)


async def test_what_was_said_in_a_message_is_forgotten_with_it(staffed: Scene) -> None:
    await staffed.says("ana", f"@sitrep note {NAME} called", where=(await staffed.channel()).id)
    await staffed.types("leo", f"/incident redact #{await latest(staffed)} it names a patient")
    await staffed.after(1)

    assert NAME not in await kept(staffed)


async def test_what_was_taken_back_can_still_be_removed(staffed: Scene) -> None:
    await staffed.types("ana", f"/incident note {NAME} called")
    seq = await latest(staffed)
    await staffed.types("ana", "/incident undo")
    await staffed.types("leo", f"/incident redact #{seq} it names a patient")
    await staffed.after(1)

    assert NAME not in await kept(staffed) + standing(staffed)


async def test_another_process_that_has_read_the_words_forgets_them(staffed: Scene) -> None:
    await staffed.types("ana", f"/incident note {NAME} called")
    seq = await latest(staffed)
    await staffed.stops()
    await staffed.starts_again()
    await staffed.types("leo", f"/incident redact #{seq} it names a patient")
    await staffed.stops()
    await staffed.starts_again()
    await staffed.after(1)

    assert NAME not in await staffed.types("leo", "/incident timeline")
    assert [f.Noted(text="[removed]")] == await staffed.facts(f.Noted)


# What was sent to others: briefs, questions, what a latecomer was told.


@pytest.fixture
async def shared(staffed: Scene) -> Scene:
    """The brief with the name in it went to #board and to Eva; one from before the name was said to Cleo."""
    await staffed.does("creates", "leo", "board")
    await staffed.does("invites", "leo", "sitrep", board(staffed))
    await shares(staffed, "@cleo")
    await staffed.after(1)
    await staffed.types("ana", f"/incident think {NAME} deleted it / likely")
    for place in ("#board", "@eva"):
        await shares(staffed, place)
    return staffed


async def shares(scene: Scene, place: str) -> None:
    await scene.types("leo", f"/incident summary share {place}")
    await scene.presses("leo", "Share")


def board(scene: Scene) -> str:
    return scene.stage.slack.world.directory.names["board"].id


def copies(scene: Scene) -> list[str]:
    """Each copy of the brief as it stands: #board's, Eva's, Cleo's."""
    room = scene.stage.slack.world.directory.channels[board(scene)]
    in_board = [scene._words(m) for m in room.messages.values() if m.author == scene.stage.slack.bot_user_id]
    said = [*in_board, *scene.dms("eva"), *scene.dms("cleo")]
    return [text for text in said if "shares the executive brief" in text]


async def test_the_words_go_from_every_brief_that_was_shared_and_nothing_else_does(shared: Scene) -> None:
    before, standing_before = copies(shared), await shared.standing()
    answer = await shared.types("leo", "/incident redact H1 it names a patient")
    await shared.after(1)

    assert [NAME in copy for copy in before] == [True, True, False]
    assert [copy.replace(f"{NAME} deleted it", "[removed]") for copy in before] == copies(shared)
    assert "#board and @eva" in answer
    assert (await shared.standing())[1] == standing_before[1] + 1  # the line in the card's thread that says so


async def test_a_brief_that_was_shared_before_is_left_alone(shared: Scene) -> None:
    shared.stage.slack.calls.clear()
    await shared.types("leo", "/incident redact H1 it names a patient")
    await shared.after(1)
    edited = {call.args["channel"] for call in shared.stage.slack.calls if call.method == "chat.update"}

    assert {True: ["board", "eva"], False: ["cleo"]} == {
        is_edited: sorted(name for name, room in sent_to(shared).items() if (room in edited) == is_edited)
        for is_edited in (True, False)
    }


def sent_to(scene: Scene) -> dict[str, str]:
    """The channel of each copy."""
    rooms = scene.stage.slack.world.directory.channels.values()
    direct = {who: r.id for r in rooms for who in ("eva", "cleo") if r.kind == "im" and scene.id(who) in r.members}
    return {"board": board(scene), **direct}


async def test_who_removes_words_is_told_which_copy_slack_does_not_let_go(shared: Scene) -> None:
    await shared.does("archives", "leo", board(shared))
    await shared.types("leo", "/incident redact H1 it names a patient")
    await shared.after(1)

    assert "words that you removed still stand in the brief that was shared with #board" in shared.dms("leo")[-1]


async def test_a_brief_that_is_on_its_way_just_then_loses_them_too(staffed: Scene) -> None:
    await staffed.types("ana", f"/incident think {NAME} deleted it / likely")
    staffed.stage.slack.faults.answer_lost("chat.postMessage")
    await staffed.types("leo", "/incident summary share @eva")
    await staffed.people.presses("leo", "Share")
    await staffed.people.types("leo", "/incident redact H1 it names a patient", channel=await staffed.place("leo"))
    await staffed.stage.settle()
    await staffed.after(2)
    (copy,) = [text for text in staffed.dms("eva") if "shares the executive brief" in text]

    assert NAME not in copy


async def test_what_a_latecomer_was_told_loses_them_and_gains_no_news(staffed: Scene) -> None:
    await staffed.types("ana", f"/incident think {NAME} deleted it / likely")
    await staffed.after(3)
    await staffed.does("joins", "eva", (await staffed.channel()).id)
    (before,) = staffed.dms("eva")
    await staffed.after(1)
    await staffed.types("ana", "/incident decide restore from the backup")
    await staffed.types("leo", "/incident redact H1 it names a patient")
    await staffed.after(1)

    assert NAME in before
    assert [before.replace(f"{NAME} deleted it", "[removed]")] == staffed.dms("eva")


async def test_a_question_that_offers_them_offers_them_no_more(staffed: Scene) -> None:
    await staffed.types("ana", f"/incident report logs: C: {NAME} cannot read her papers A: none N: none")
    seq = await latest(staffed)
    await staffed.after(15)
    asked = [text for text in staffed.dms("leo") if "Who cannot do what?" in text]
    await staffed.types("leo", f"/incident redact #{seq} it names a patient")
    await staffed.after(1)

    assert NAME in "".join(asked)
    assert NAME not in "".join(staffed.dms("leo"))
