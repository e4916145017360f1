"""An incident that two people run in two windows, from its start to the brief, with nothing but the page.

What arrives by the stream is awaited in the window that it is looked for in; that something is not there counts only
once something has come that was sent after it.
"""

import asyncio
import re
from typing import Any

from bot.cli.play.demo import carta
from bot.cli.story import Story
from bot.slack.inbound.marks import PIN_ANSWER
from tests.browser.conftest import Open, expect, playing
from workspace.server import LocalSlack

CHANNEL = "#sidebar .place:has-text('inc-1')"
# Jumps to whatever comes next until the bot has written to this person.
HURRY = """() => {
  const place = [...document.querySelectorAll('#sidebar .place')].find(each => each.textContent.includes('Sitrep'));
  if (place?.querySelector('.badge')) return true;
  document.querySelector('[data-order=jump]').click();
  return false;
}"""


async def say(page: Any, text: str, box: str = "#line") -> None:
    await page.fill(box, text)
    await page.press(box, "Enter")


async def started(page: Any) -> None:
    """Leo's incident, with the logs offered to Ana; his window stands in its channel."""
    await say(page, "/incident start sev2 Documents missing @ana:logs")
    await page.click(CHANNEL)
    await page.wait_for_selector("#messages >> text=Documents missing")


async def accepted(ana: Any) -> None:
    """Ana has the logs."""
    await ana.click(CHANNEL)
    await ana.click("#messages button:text-is('Accept')")
    await ana.wait_for_selector("#messages >> text=logs is with")


async def marked(page: Any, said: str) -> None:
    """Puts a 📌 on the newest message that says this, from the picker."""
    message = page.locator(f"#messages .message:has-text('{said}')").last
    await message.hover()
    await message.locator("[data-do=react]").click()
    await page.fill("#pop input", "pushpin")
    await page.click("#pop [aria-label=pushpin]")


async def test_two_people_run_an_incident_in_two_windows(play: str, windows: Open) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await started(leo)
    await accepted(ana)
    await say(ana, "two of the fourteen are there, under the old account name")
    await marked(leo, "two of the fourteen")
    await ana.wait_for_selector("#messages [data-react=pushpin]")
    await say(leo, "/incident think the rename lost the papers / likely")
    await leo.wait_for_selector("#messages .ephemeral:has-text('H1')")
    await say(leo, "/incident summary")
    await leo.wait_for_selector("#messages .ephemeral:has-text('Cause in plain words')")
    await say(leo, "the executive has it")
    await ana.wait_for_selector("#messages >> text=the executive has it")

    brief = leo.locator("#messages .ephemeral:has-text('Cause in plain words')").last
    await expect(brief).to_contain_text("the rename lost the papers")
    await expect(ana.locator("text=Cause in plain words")).to_have_count(0)


async def test_what_is_offered_while_one_types(play: str, windows: Open) -> None:
    leo = await windows(play, "leo")
    await leo.click("#line")
    await leo.keyboard.type("/inc")
    await leo.wait_for_selector("#line-offers >> text=/incident")
    await leo.keyboard.press("Tab")
    await leo.wait_for_selector(".usage:has-text('start sev2')")
    await leo.keyboard.type("start Papers @an")
    await leo.wait_for_selector("#line-offers >> text=Ana Brandt")
    await leo.keyboard.press("Enter")

    await expect(leo.locator("#line")).to_have_value("/incident start Papers @ana ")


async def test_a_reminder_is_answered_from_its_direct_message(play: str, windows: Open) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await started(leo)
    await accepted(ana)
    await ana.wait_for_function(HURRY, polling=500)
    await ana.click("#sidebar .place:has-text('Sitrep')")
    await say(ana, "two of fourteen papers exist, intact")

    report = leo.locator("#messages .message:has-text('two of fourteen papers exist')").last
    await expect(report).to_contain_text("logs")


async def test_a_mark_that_the_bot_suggests_is_tapped(play: str, windows: Open) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await started(leo)
    await accepted(ana)
    await say(ana, "Northgate cannot find the 14 papers of its customs filing, and must file by 18:00 today.")
    mark = ana.locator("#messages .message:has-text('Northgate cannot') [data-react=boom]")
    await mark.click()
    said = leo.locator("#messages .message:has-text('Northgate cannot')")
    await expect(said.locator(f"[data-react={PIN_ANSWER}]")).to_be_visible()

    await expect(said.locator("[data-react=boom] span")).to_have_text("1")  # hers: the bot took its own off
    await expect(mark).to_have_attribute("aria-pressed", "true")


async def test_a_shortcut_from_the_message_menu(play: str, windows: Open) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await started(leo)
    await accepted(ana)
    await say(ana, "we changed nothing since Friday")
    said = leo.locator("#messages .message:has-text('we changed nothing')").last
    await said.hover()
    await said.locator("[data-do=more]").click()
    await leo.click("#pop [role=menuitem]:has-text('Add to timeline')")

    await expect(said.locator("[data-react]").first).to_be_visible()


async def test_a_thread_stands_beside_the_channel_and_a_broadcast_in_both(play: str, windows: Open) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await say(leo, "the root of it")
    root = leo.locator("#messages .message:has-text('the root of it')").last
    await root.hover()
    await root.locator(".tools [data-thread]").click()
    await say(leo, "a quiet reply", "#reply")
    await leo.wait_for_selector("#replies >> text=a quiet reply")
    await leo.check("#thread [name=broadcast]")
    await say(leo, "a loud reply", "#reply")

    await expect(ana.locator("#messages .message:has-text('a loud reply')")).to_be_visible()
    await expect(ana.locator("#messages .replies:has-text('2 replies')")).to_be_visible()
    await expect(leo.locator("#replies .message:has-text('also sent to the channel')")).to_be_visible()
    await expect(ana.locator("#messages >> text=a quiet reply")).to_have_count(0)


async def test_a_reply_on_its_way_leaves_the_next_one_alone(slack: LocalSlack, windows: Open) -> None:
    arrives = asyncio.Event()

    async def late(route: Any) -> None:
        await arrives.wait()
        await route.continue_()

    await slack.people.says("leo", "the root of it")
    leo = await windows(slack.page_url, "leo")
    root = leo.locator("#messages .message:has-text('the root of it')")
    await root.hover()
    await root.locator(".tools [data-thread]").click()
    await leo.route("**/says", late)
    await say(leo, "a quiet reply", "#reply")
    await leo.check("#thread [name=broadcast]")
    arrives.set()

    await expect(leo.locator("#reply")).to_be_focused()  # by whoever hears the answer
    await expect(leo.locator("#thread [name=broadcast]")).to_be_checked()


async def test_a_story_is_taken_over_at_the_page(windows: Open) -> None:
    async with playing(Story.read(carta()), speed=600) as address:
        leo = await windows(address, "leo")
        await leo.wait_for_selector(CHANNEL)
        await leo.click("#cast summary")
        await leo.click("[aria-label='Take over Leo Varga']")
        await leo.click(CHANNEL)
        await say(leo, "this is me now")

        await expect(leo.locator("#messages .message:has-text('this is me now')")).to_be_visible()
        await expect(leo.locator("#taken")).to_contain_text("Leo")
        await leo.close()  # before its server goes


async def test_an_hour_in_the_brief_leads_to_the_message(play: str, windows: Open) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await started(leo)
    await accepted(ana)
    await say(ana, "two of the fourteen are there, under the old name")
    await marked(leo, "two of the fourteen")
    await leo.wait_for_selector("#messages .message:has-text('two of the fourteen') [data-react=memo]")
    await leo.click("#sidebar .place:has-text('general')")
    await say(leo, "/incident summary")
    await leo.click("#messages .ephemeral:has-text('Cause in plain words') [data-message]")

    await expect(leo.locator("#head")).to_contain_text("inc-1")
    await expect(leo).to_have_title(re.compile("inc-1"))
