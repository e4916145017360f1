"""Whoever uses a keyboard, a screen reader, a phone, or the dark: axe finds nothing, and everything is in reach."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.cli.play.demo import carta
from bot.cli.story import Story
from tests.browser.conftest import Open, expect, playing
from tests.browser.test_incident import CHANNEL, accepted, say, started
from workspace.server import LocalSlack

BRIEFED = timedelta(minutes=34)  # of the Carta morning: the executive has asked once, and more is known since

axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="no axe: pip install -e '.[browser]'")


async def violations(page: Any) -> list[str]:
    """What axe finds, with the place."""
    found = (await axe.Axe().run(page)).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(play: str, windows: Open, scheme: str) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await leo.emulate_media(color_scheme=scheme)
    await started(leo)
    await accepted(ana)
    await say(ana, "a line with a `code` and https://example.com")
    found = {"channel": await violations(leo)}
    root = leo.locator("#messages .message:has-text('a line with a')").last
    await root.hover()
    await root.locator("[data-do=more]").click()
    await leo.wait_for_selector("#pop [role=menuitem]")
    found["menu"] = await violations(leo)
    await leo.keyboard.press("Escape")
    await root.hover()
    await root.locator(".tools [data-thread]").click()
    await leo.wait_for_selector("#replies .message")
    found["thread"] = await violations(leo)
    await leo.click("#top [data-do=wire]")
    await leo.wait_for_selector(".traffic-line")
    found["wire"] = await violations(leo)
    await leo.click("#wire [data-do=wire]")
    await leo.click("#cast summary")
    await leo.wait_for_selector("#cast-list .cast-row")
    found["cast"] = await violations(leo)
    await leo.click("[data-do=shortcuts]")
    await leo.click("#pop >> text=Declare incident")
    await leo.wait_for_selector("#form[open]")
    await leo.click("#form [type=submit]")
    await leo.wait_for_selector("#form .error:visible")
    found["form"] = await violations(leo)

    assert {} == {where: each for where, each in found.items() if each}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_how_it_went_is_read_at_any_width_and_by_anybody(windows: Open, scheme: str) -> None:
    story = Story.read(carta())
    begun = replace(story, steps=tuple(step for step in story.steps if step.after <= BRIEFED))
    async with playing(begun, speed=3_600) as address:
        leo = await windows(address, "leo")
        await leo.emulate_media(color_scheme=scheme)
        async with leo.expect_popup() as opened:
            await leo.click("#debriefing")
        page = await opened.value
        await page.emulate_media(color_scheme=scheme)
        await expect(page.locator(".part.then").first).to_contain_text("Documents missing")
        found = await violations(page)
        await page.set_viewport_size({"width": 390, "height": 780})
        found += await violations(page)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        await leo.set_viewport_size({"width": 390, "height": 780})
        await expect(leo.locator("#debriefing")).to_be_visible()
        wide_before = await leo.evaluate("document.documentElement.scrollWidth")
        await leo.close()

    assert ([], 390, 390) == (found, wide, wide_before)


PLACES_AT_TOP = """[...document.querySelectorAll("#top :is(button, summary, a, time)")]
  .filter((one) => one.checkVisibility())
  .map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.right])"""


async def test_a_phone_has_everything(play: str, windows: Open) -> None:
    leo = await windows(play, "leo")
    await leo.set_viewport_size({"width": 390, "height": 780})
    await say(leo, "/incident start sev2 Documents missing")
    await leo.click("[data-do=drawer]")
    await leo.click(CHANNEL)
    await say(leo, "the root")
    root = leo.locator("#messages .message:has-text('the root')").last
    await root.click()
    await root.locator(".tools [data-thread]").click()
    await say(leo, "the reply", "#reply")
    await leo.wait_for_selector("#replies >> text=the reply")
    found = await violations(leo)
    wide = await leo.evaluate("document.documentElement.scrollWidth")
    stands = sorted(await leo.evaluate(PLACES_AT_TOP))
    await leo.click("[data-do=close-thread]")

    await expect(leo.locator("#thread")).to_be_hidden()
    assert ([], 390) == (found, wide)
    assert [] == [(one, other) for one, other in pairwise(stands) if other[0] < one[1]]


async def test_everything_is_reached_without_a_mouse(slack: LocalSlack, windows: Open) -> None:
    await slack.people.says("ana", "press me")
    leo = await windows(slack.page_url, "leo")
    await leo.wait_for_selector("#messages .message")
    await leo.focus("#messages")
    await leo.keyboard.press("ArrowUp")
    await leo.keyboard.press("Tab")
    await leo.keyboard.press("Tab")
    await leo.keyboard.press("Enter")
    await expect(leo.locator("#reply")).to_be_focused()
    await leo.keyboard.type("from the keyboard")
    await leo.keyboard.press("Enter")
    await leo.wait_for_selector("#replies >> text=from the keyboard")
    await leo.keyboard.press("Escape")
    await leo.wait_for_selector("#thread", state="hidden")
