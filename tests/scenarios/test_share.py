"""The executive brief is shared once, where its sharer was told who will read it, and as it was known then."""

import pytest

from bot.cli.simulation import LOBBY
from bot.incident import facts as f
from tests.scenarios.conftest import Scene
from workspace.state.records import User

ASK = "/incident summary INC-1 share"


@pytest.fixture
async def board(scene: Scene) -> Scene:
    """#board has Leo, Eva, a guest and Sitrep in it; INC-1 is Leo's."""
    await scene.does("creates", "leo", "board")
    room = channel(scene, "board")
    for who in ("eva", "gus", "sitrep"):
        await scene.does("invites", "leo", who, room)
    await scene.staffed(logs="ana")
    await scene.types("ana", "/incident report two of fourteen found")
    return scene


def channel(scene: Scene, name: str) -> str:
    return scene.stage.slack.world.directory.names[name].id


def said_in(scene: Scene, name: str) -> list[str]:
    room = scene.stage.slack.world.directory.names[name]
    ours = [m for m in room.messages.values() if m.author == scene.stage.slack.bot_user_id and not m.subtype]
    return [scene._words(message) for message in ours]


async def test_who_will_read_it_is_said_first_and_shared_it_stands_there_once_as_it_was(board: Scene) -> None:
    asked = await board.types("leo", f"{ASK} #board")
    before = said_in(board, "board")
    answer = await board.presses("leo", "Share")
    again = await board.presses("leo", "Share")
    (page,) = said_in(board, "board")
    (shared,) = await board.facts(f.BriefShared)
    await board.types("leo", "/incident sev 1 a second customer")
    await board.after(5)

    assert "#board" in asked
    assert "public" in asked
    assert "3 people" in asked
    assert "1 guest" in asked
    assert [] == before
    assert "already" in again
    assert [page] == said_in(board, "board")
    assert "Leo Torres" in page
    assert "Executive summary" in page
    assert "#board" in answer
    assert channel(board, "board") == shared.place
    assert "shared the executive brief" in await board.types("ana", "/incident timeline")


async def test_when_slacks_answer_is_lost_it_is_not_sent_again_nor_after_a_restart(board: Scene) -> None:
    await board.types("leo", f"{ASK} #board")
    board.stage.slack.faults.answer_lost("chat.postMessage", times=1)
    await board.presses("leo", "Share")
    await board.after(5)
    await board.stops()
    await board.starts_again()
    await board.after(5)

    assert 1 == len(said_in(board, "board"))


async def test_only_lead_or_declarer_share_it_where_sitrep_is_and_not_now_sends_nothing(board: Scene) -> None:
    await board.types("leo", f"{ASK} #board")

    assert "Nothing was sent" in await board.presses("leo", "Not now")
    assert [] == said_in(board, "board")
    assert "may share its brief" in await board.types("ana", f"{ASK} #board")
    assert "Only people in its channel" in await board.types("eva", f"{ASK} #board", where=LOBBY)
    assert "/invite" in await board.types("leo", f"{ASK} #nowhere")
    assert "/invite" in await board.types("leo", f"{ASK} #general")
    assert "sends no e-mail yet" in await board.types("leo", f"{ASK} pat@board.example")
    assert [] == await board.facts(f.BriefShared)


async def test_it_goes_to_a_person_to_where_it_is_typed_or_as_it_was_known_at_a_time(board: Scene) -> None:
    asked = await board.types("leo", f"{ASK} @eva")
    await board.presses("leo", "Share")
    to_eva = board.dms("eva")[-1]
    await board.types("leo", f"{ASK} here", where=channel(board, "board"))
    await board.presses("leo", "Share", where=channel(board, "board"))
    here = said_in(board, "board")
    await board.after(20)
    await board.types("leo", "/incident decide restore by hand")
    await board.types("leo", f"{ASK} #board at 11:10")
    await board.presses("leo", "Share")

    assert "Eva Ruiz" in asked or "@eva" in asked
    assert "Executive summary" in to_eva
    assert 1 == len(here)
    assert 2 == len(said_in(board, "board"))
    assert "restore by hand" not in said_in(board, "board")[1]


async def test_when_it_does_not_arrive_the_lead_hears_it_and_a_channel_with_people_of_other_companies_is_closed(
    board: Scene,
) -> None:
    await board.types("leo", f"{ASK} #board")
    board.stage.slack.faults.error("chat.postMessage", error="restricted_action")
    await board.presses("leo", "Share")
    board.stage.slack.faults.clear()

    assert "was not shared" in board.dms("leo")[-1]

    await board.types("leo", f"{ASK} #board")
    board.stage.slack.world.directory.add_user(User("U0MAL", "mal", "Mal Client", team_id="T0CLIENT"))
    await board.does("joins", "mal", channel(board, "board"))

    assert "other companies" in await board.presses("leo", "Share")
    assert "other companies" in await board.types("leo", f"{ASK} #board")
    assert [] == said_in(board, "board")


async def test_what_becomes_private_on_its_way_stays_and_a_private_one_goes_to_a_public_place_if_its_lead_says_so(
    board: Scene,
) -> None:
    await board.types("leo", f"{ASK} #board")
    board.stage.slack.faults.status("chat.postMessage", status=503, times=3)
    await board.presses("leo", "Share")
    await board.types("leo", "/incident private")
    board.stage.slack.faults.clear()
    await board.after(5)

    assert [] == said_in(board, "board")
    assert any("became private meanwhile" in line for line in board.dms("leo"))

    await board.start("sev1 Payroll leaked @ana:lead +private", where=LOBBY)
    await board.presses("ana", "Accept")
    declarer = await board.types("leo", "/incident INC-2 summary share #board", where=LOBBY)
    lead = await board.types("ana", "/incident INC-2 summary share #board", where=LOBBY)
    await board.presses("ana", "Share")

    assert "lead" in declarer
    assert "private" in lead
    assert 1 == len(said_in(board, "board"))
