"""The sheet for whoever presents the brief: the meeting of five questions, and who may be prepared for it.

What is answered at three moments of the Carta morning stands in tests/golden/pages/carta-meeting.md, as it was read
aloud and found fit to be said.
"""

import re
from pathlib import Path

from tests.scenarios.conftest import Played, Scene

CARTA = Path(__file__).parents[2] / "workspace" / "stories" / "carta.yaml"


MEETING = Path(__file__).parents[1] / "golden" / "pages" / "carta-meeting.md"
SOURCE = re.compile(r" \[m?\d+\]")
ALWAYS_ASKED = 5


def test_the_five_questions_are_answered_as_one_would_say_it(play: Played) -> None:
    meetings = MEETING.read_text("utf-8").split("\n## ")[1:]
    sheets = [path.read_text("utf-8") for path in sorted((play(CARTA) / "sheets").glob("*.md"))]
    golden = {text.partition("\n")[0]: text.partition("\n\n")[2].strip() for text in meetings}

    assert golden == {as_of(sheet): asked(sheet) for sheet in sheets}


def as_of(sheet: str) -> str:
    return sheet.partition("As of ")[2].partition(", ")[2].partition(" ·")[0]


def asked(sheet: str) -> str:
    """The first answers, without the numbers that lead to their records."""
    answers = SOURCE.sub("", sheet[sheet.index("**1. ") : sheet.index(f"**{ALWAYS_ASKED + 1}. ")])
    return "\n\n".join(" ".join(part.split()) for part in answers.strip().split("\n\n"))


async def test_whoever_may_read_the_brief_is_prepared_for_it_and_for_what_was_known_then_and_nobody_is_told(
    scene: Scene,
) -> None:
    await scene.staffed(logs="ana")
    await scene.after(10)
    earlier = f"{scene.stage.clock.now():%H:%M} UTC"
    await scene.after(1)
    await scene.types("leo", "/incident think the rename lost the papers / likely")
    before = len(await scene.entries()), await scene.said_in_channel()
    sheet = await scene.types("eva", "/incident prepare INC-1")
    after = len(await scene.entries()), await scene.said_in_channel()
    await scene.types("eva", "/incident summary INC-1")
    under_the_brief = await scene.presses("eva", "Prepare")
    await scene.types("leo", f"/incident summary at {earlier}")
    under_an_earlier_one = await scene.presses("leo", "Prepare")
    before_it_began = await scene.types("leo", "/incident prepare at 07:00 UTC")
    as_a_file = await scene.types("eva", "/incident export INC-1 sheet html")

    assert "1. Walk me through what happened." in sheet
    assert before == after
    assert "Likely: the rename lost the papers" in under_the_brief
    assert "the rename lost the papers" not in under_an_earlier_one
    assert "To present" not in before_it_began
    assert "The sheet for presenting the brief of INC-1 comes to you as a web page" in as_a_file


async def test_a_private_incident_prepares_nobody_outside(scene: Scene) -> None:
    await scene.start("sev2 Keys leaked +private")
    there, elsewhere = [await scene.types(who, "/incident prepare INC-1") for who in ("leo", "eva")]

    assert "To present INC-1" in there
    assert "Keys leaked" not in elsewhere
