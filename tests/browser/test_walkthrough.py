"""The walkthrough in a real browser: one step a screen by keys, taps and buttons; all of them at once if wanted."""

from pathlib import Path
from typing import Any

from bot.render.out import html

STEPS = "\n\n".join(["# INC-42", *(f"## Step {n}\n\nThis is step {n}." for n in (1, 2, 3))])


async def seen(page: Any) -> list[str]:
    shown = await page.locator("section h1:visible, section h2:visible").all_text_contents()
    return [str(heading) for heading in shown]


async def test_keys_taps_and_buttons_turn_it_and_a_reload_keeps_the_place(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "w.html").write_text(html.step_by_step(STEPS, "INC-42"), encoding="utf-8")
    page = await browser.new_page(viewport={"width": 900, "height": 600})
    await page.goto(f"file://{tmp_path / 'w.html'}")
    first = await seen(page)
    await page.keyboard.press("ArrowRight")
    by_key = await seen(page)
    await page.mouse.click(700, 300)
    by_tap = await seen(page)
    await page.reload()
    again = await seen(page)
    await page.mouse.click(100, 300)
    back = await seen(page)
    await page.click("#next")
    await page.keyboard.press("End")
    last, is_last = await seen(page), await page.locator("#next").is_disabled()
    await page.click("#all")

    assert [["INC-42"], ["Step 1"], ["Step 2"], ["Step 2"], ["Step 1"], ["Step 3"]] == [
        first,
        by_key,
        by_tap,
        again,
        back,
        last,
    ]
    assert is_last
    assert ["INC-42", "Step 1", "Step 2", "Step 3"] == await seen(page)


async def test_without_a_script_all_of_it_stands_there(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "w.html").write_text(html.step_by_step(STEPS, "INC-42"), encoding="utf-8")
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"file://{tmp_path / 'w.html'}")

    assert ["INC-42", "Step 1", "Step 2", "Step 3"] == await seen(page)
    assert not await page.locator("nav").is_visible()
