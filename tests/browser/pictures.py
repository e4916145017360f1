"""Takes the pictures that the README and the documents show: `python -m tests.browser.pictures`.

The Carta morning plays as far as each of them needs it; look at what came out before it is committed.
"""

import asyncio
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from bot.cli.play.demo import carta
from bot.cli.story import Story
from tests.browser.conftest import ARGUMENTS, CHROMIUM, playing
from tests.browser.test_incident import CHANNEL, say

FOLDER = Path(__file__).parents[2] / "docs" / "images"
DESK, PHONE = {"width": 1030, "height": 620}, {"width": 390, "height": 780}
LOOKS = {"light": (DESK, "light"), "dark": (DESK, "dark"), "phone": (PHONE, "light")}
FAST = 3_000.0
MIDDLE = 33  # steps of the story: the executive has asked once, and the cause is not known yet


async def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as running:
        browser = await running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        show = playing(Story.read(carta()), speed=FAST)
        async with show as address:
            while show.show.scene().done < MIDDLE:  # noqa: ASYNC110 -- it plays by the clock of the machine
                await asyncio.sleep(0.02)
            await show.show.order("pause", "")
            await show.show.order("speed", "60")
            for look in LOOKS:
                await _channel(browser, address, look)
                await _form(browser, address, look)
                await _direct(browser, address, look)
            await _brief(browser, address)
        over = playing(Story.read(carta()), speed=FAST)
        async with over as address:
            while over.show.scene().playing:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            for look in LOOKS:
                await _how_it_went(browser, address, look)
        await browser.close()


async def _window(browser: Any, address: str, who: str, look: str) -> Any:
    size, scheme = LOOKS[look]
    context = await browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(f"{address}?as={who}")
    await page.wait_for_selector("html[data-ready]")
    return page


async def _goes_to(page: Any, place: str, look: str) -> None:
    if look == "phone":
        await page.click("[data-do=drawer]")
    await page.click(place)


async def _shoot(page: Any, name: str) -> None:
    await page.wait_for_timeout(600)
    await page.mouse.move(5, 5)
    await page.screenshot(path=FOLDER / f"{name}.png")


async def _channel(browser: Any, address: str, look: str) -> None:
    """With a thread beside it, for which a phone has no room: there it stands in the channel's place."""
    page = await _window(browser, address, "leo", look)
    await _goes_to(page, CHANNEL, look)
    await page.wait_for_selector("#messages .replies")
    await page.evaluate("document.activeElement.blur()")
    if look == "phone":
        await _shoot(page, f"channel-{look}")
    await page.click("#messages .replies >> nth=0")
    await page.wait_for_selector("#replies .message")
    await page.evaluate("document.activeElement.blur()")
    await _shoot(page, f"thread-{look}" if look == "phone" else f"channel-{look}")


async def _form(browser: Any, address: str, look: str) -> None:
    page = await _window(browser, address, "leo", look)
    await page.click("[data-do=shortcuts]")
    await page.click("#pop >> text=Declare incident")
    await page.wait_for_selector("#form[open]")
    await page.click("#form [type=submit]")
    await page.wait_for_selector("#form .error:visible")
    await _shoot(page, f"form-{look}")
    await page.keyboard.press("Escape")


async def _direct(browser: Any, address: str, look: str) -> None:
    page = await _window(browser, address, "ana", look)
    await _goes_to(page, "#sidebar .place:has-text('Sitrep')", look)
    await _shoot(page, f"direct-message-{look}")


async def _brief(browser: Any, address: str) -> None:
    page = await _window(browser, address, "ceo", "light")
    await say(page, "/incident summary")
    brief = page.locator("#messages .ephemeral:has-text('Cause in plain words')").last
    await brief.wait_for()
    await page.set_viewport_size({"width": 900, "height": 680})
    await page.wait_for_timeout(300)
    await brief.evaluate("each => each.scrollIntoView({ block: 'start' })")
    await _shoot(page, "brief")


async def _how_it_went(browser: Any, address: str, look: str) -> None:
    page = await _window(browser, address, "leo", look)
    if look != "phone":
        await page.set_viewport_size({"width": 1030, "height": 1180})
    await page.goto(f"{address}stage/debriefing")
    await _shoot(page, f"how-it-went-{look}")


asyncio.run(main())
