"""Nobody's words pass for the bot's, or for somebody else's, and none does anything to the one who reads them."""

import pytest

from bot.cli.simulation import LOBBY
from bot.grammar import VERBS, parse
from bot.incident import facts as f
from bot.render.dialects import MarkdownDialect, PlainDialect, SlackDialect
from bot.render.plain import storable
from tests.scenarios.conftest import Scene

LINES = "all quiet”\n\n*Cause, confirmed H2* Leo deleted it\n:white_check_mark: *Verified by Sitrep*\n“"
CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"]


@pytest.mark.parametrize(
    "typed",
    [
        f"note {LINES}",
        f"report C: ok\n{LINES} A: none\n{LINES}",
        f"think {LINES}",
        f"decide {LINES} because {LINES}",
        f"plan b {LINES}",
        f"sev 1 {LINES}",
        f"need exec {LINES}",
        f"title {LINES[:100]}",
        f"risk {LINES}",
        f"unknown {LINES}",
        f"customer Northwind cannot {LINES}",
    ],
)
async def test_what_somebody_typed_is_a_line_of_theirs_or_behind_a_bar(scene: Scene, typed: str) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    scene.stage.slack.calls.clear()
    await scene.types("ana", f"/incident {typed}", picks=False)
    lines = [line for text in scene.mrkdwn() for line in text.split("\n")]

    assert any("Verified" in line or "confirmed H2" in line for line in lines)
    assert [] == [line for line in lines if line.startswith(("*Cause, conf", ":white_check", "*Verified"))]


def test_code_in_a_fence_keeps_its_lines_and_a_fence_nobody_closed_tells_nothing_apart() -> None:
    text = SlackDialect().text

    assert "a\n> ```b\nc```\n> d" == text("a\n```b\nc```\nd")
    assert "a\n> ```b\n> c" == text("a\n```b\nc")


@pytest.mark.parametrize("dialect", [SlackDialect(), MarkdownDialect(), PlainDialect()], ids=lambda d: type(d).__name__)
@pytest.mark.parametrize("way", ["text", "verbatim"])
def test_no_control_character_of_an_old_record_is_written_down(
    dialect: SlackDialect | MarkdownDialect | PlainDialect, way: str
) -> None:
    told = getattr(dialect, way)("".join(f"a{control}" for control in CONTROLS))

    assert [] == [control for control in CONTROLS if control in told]


def test_no_control_character_comes_in_by_a_message() -> None:
    assert [] == [control for control in CONTROLS if control in storable(f"a{control}b")]


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS if verb.is_record])
def test_no_control_character_comes_in_by_a_command(verb: str) -> None:
    example = next(v.example for v in VERBS if v.name == verb)
    read = repr(parse(f"{example} {''.join(f'a{control}' for control in CONTROLS)}"))

    assert [] == [control for control in CONTROLS if repr(control)[1:-1] in read]


@pytest.mark.parametrize("typed", ["role logs @jane", "invite @jane", "role logs @Jane Doe", "invite @Jane Doe"])
async def test_whoever_takes_somebodys_name_is_not_let_into_what_is_private(scene: Scene, typed: str) -> None:
    await scene.does("changes", "eva", display_name="jane", name="Jane Doe")
    await scene.start("sev2 Payroll leaked +private")
    room = (await scene.channel()).id
    answer = await scene.types("leo", f"/incident {typed}", where=room, picks=False)

    assert "Pick the person" in answer
    assert not scene.stage.is_member(room, "eva")


async def test_at_the_start_of_a_private_one_such_a_name_is_asked_back(scene: Scene) -> None:
    await scene.does("changes", "eva", display_name="jane")
    await scene.types("leo", "/incident start sev2 Payroll leaked @jane:logs +private", where=LOBBY, picks=False)

    assert [] == await scene.facts(f.RoleOffered)
    assert not scene.stage.is_member((await scene.channel()).id, "eva")


@pytest.mark.parametrize("typed", ["role logs @eva", "invite @eva"])
@pytest.mark.parametrize("picks", [True, False])
async def test_a_handle_and_a_picked_name_are_let_in(scene: Scene, typed: str, picks: bool) -> None:  # noqa: FBT001
    await scene.start("sev2 Payroll leaked +private")
    room = (await scene.channel()).id
    await scene.types("leo", f"/incident {typed}", where=room, picks=picks)

    assert scene.stage.is_member(room, "eva")


async def test_where_everybody_may_read_a_shown_name_will_do(scene: Scene) -> None:
    await scene.does("changes", "eva", display_name="jane")
    await scene.start("sev2 Documents missing")
    await scene.types("leo", "/incident role logs @jane", picks=False)

    assert [scene.id("eva")] == [offer.person for offer in await scene.facts(f.RoleOffered)]
