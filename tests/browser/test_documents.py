"""Summary and brief as files in a real Chromium: on a telephone nothing is cut off, and every word can be read."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.incident.policy import Policy
from bot.render.out import html
from bot.render.out.file import exported
from bot.render.words import Words
from bot.story import brief, glance
from tests.browser.test_reach import violations
from tests.story.carta import FINAL, clock, reader, told

GOLDEN = Path(__file__).parents[1] / "golden"
WORD = "nowhere_to_break_" * 12
LONG = f"# {WORD}\n\n{WORD} 顧客の書類が見つかりません لا يمكن العثور على المستندات\n\n- `{WORD}`\n\n"
ROWS = f"| role | due | {WORD} | late | silence |\n|---|---|---|---|---|\n| {WORD} | 5 | | `{WORD}` | {WORD} |\n\n"
FEW = f"| hour | who | what |\n|---|---|---|\n| 11:00 | {WORD} | {WORD} |\n"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_a_telephone_nothing_is_cut_off_and_all_can_be_read(browser: Any, tmp_path: Path, scheme: str) -> None:
    golden = {name: (GOLDEN / f"{name}.md").read_text("utf-8") for name in ("summary", "brief-final")}
    found: dict[str, tuple[int, list[str]]] = {}
    for name, markdown in {**golden, "long": LONG + ROWS + FEW}.items():
        (tmp_path / f"{name}.html").write_text(html.page(markdown, "INC-42"), encoding="utf-8")
        context = await browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
        page = await context.new_page()
        await page.goto(f"file://{tmp_path / name}.html")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        found[name] = (wide, [one for one in await violations(page) if one.startswith("color-contrast")])
        await context.close()

    assert dict.fromkeys(found, (390, [])) == found


async def test_a_printed_brief_is_one_sheet_with_the_picture(browser: Any, tmp_path: Path) -> None:
    incident, now = told(*FINAL), clock("16:00")
    said = brief.of(incident, now=now, policy=Policy(), due={}, next_brief_at=None)
    picture = glance.of(incident, now=now, policy=Policy())
    made = exported(said, "html", words=Words(), reader=reader("16:00"), glance=picture)
    (tmp_path / made.name).write_bytes(made.content)
    page = await browser.new_page(viewport={"width": 673, "height": 1001})  # A4 within its margins, at 96 dots an inch
    await page.goto(f"file://{tmp_path / made.name}")
    sheets = await page.pdf(prefer_css_page_size=True)
    await page.emulate_media(media="print")
    drawn = await page.locator("figure svg").bounding_box()

    assert 1 == len(re.findall(rb"/Type\s*/Page\b", sheets))
    assert drawn["height"] > 300
