"""What was public and is private by now: no way out knows it any more, but what somebody copied on purpose."""

import pytest

from bot.cli.simulation import LOBBY
from bot.grammar.verbs import VERBS
from tests.scenarios.conftest import Scene

SECRET = "zephyr"  # stands in every record of INC-1, and nobody outside types it


@pytest.fixture
async def left(scene: Scene) -> Scene:
    """INC-1 is over and left all that one can leave; Eva was never in it."""
    await scene.start(f"sev1 {SECRET} folder missing after the rename")
    for words in (
        f"think the rename lost the {SECRET} folder",
        f"note the {SECRET} folder is empty",
        f"customer {SECRET} Shipping cannot open the folder by 17:00",
        f"impact 14 {SECRET} customers",
        f"risk the {SECRET} folder is deleted tonight",
        f"need somebody who knows the {SECRET} folder",
        f"follow-up by 28 May the {SECRET} folder has an owner",
        f"confirm H1 the {SECRET} folder carries the old owner",
        f"decide give back the {SECRET} folder by hand",
        f"resolve the {SECRET} folder is full again",
    ):
        await scene.types("leo", f"/incident {words}")
    await scene.types("leo", "/incident write playbook")
    steps = f"Ask the index for the {SECRET} folder\nGive it back"
    await scene.submits(
        "leo", "Playbook of INC-1", title=f"The {SECRET} folder", looks_like="empty folder", steps=steps
    )
    await scene.types("leo", "/incident approve anyway")
    await scene.types("leo", "/incident close anyway")
    return scene


async def uses(scene: Scene) -> str:
    """The channel of INC-2, in which Eva uses the playbook of INC-1 and finds that useful."""
    await scene.start("sev2 folder missing after the rename", who="eva")
    await scene.types("eva", "/incident similar")
    await scene.presses("eva", "INC-1: useful")
    await scene.presses("eva", "Use the playbook of INC-1")
    return (await scene.incident(2)).channel


async def read_everything(scene: Scene, where: str) -> str:
    """What Eva reads of every reading there is: by itself, of INC-1, and by words that stand in it."""
    read = [
        await scene.types("eva", f"/incident {typed}", where=where)
        for verb in VERBS
        if verb.does == "reads"
        for typed in (verb.name, f"{verb.name} INC-1", f"{verb.name} folder rename")
    ]
    return "\n".join(read)


async def test_from_every_reading_it_is_gone_for_those_outside(left: Scene) -> None:
    before = await read_everything(left, LOBBY)
    await left.types("leo", "/incident INC-1 private")
    after = await read_everything(left, LOBBY)

    assert before.count(SECRET) > len(VERBS) / 10
    assert SECRET not in after
    assert [line for line in left.announcements() if SECRET in line] == []


async def test_what_was_copied_from_it_stays_where_it_is_used_and_whoever_hides_it_is_told(left: Scene) -> None:
    here = await uses(left)
    told = await left.types("leo", "/incident INC-1 private")
    again = await left.types("eva", "/incident use playbook INC-1", where=here)
    nobody = await left.types("eva", "/incident use playbook INC-99", where=here)
    before = await left.types("eva", "/incident playbook", where=here)
    redaction = told[told.index("redact #") :].split()[1]
    await left.types("eva", f"/incident redact {redaction} they are private", where=here)
    after = await left.types("eva", "/incident playbook", where=here)

    assert "Its playbook is used in INC-2" in told
    assert nobody == again.replace("INC-1", "INC-99")
    assert SECRET in before
    assert SECRET not in after
    assert SECRET not in "\n".join(await left.said_in_channel())
