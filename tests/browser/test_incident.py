"""An incident that two people run in two windows, from its start to the brief, with nothing but the page."""

from typing import Any

from tests.browser.conftest import Open

CHANNEL = "#sidebar .place:has-text('inc-1')"


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
    brief = await leo.locator("#messages .ephemeral:has-text('Cause in plain words')").last.inner_text()

    assert "the rename lost the papers" in brief
    assert 0 == await ana.locator("text=Cause in plain words").count()


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

    assert "/incident start Papers @ana " == await leo.input_value("#line")


async def test_a_reminder_is_answered_from_its_direct_message(play: str, windows: Open) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await started(leo)
    await accepted(ana)
    reminded = ana.locator("#sidebar .place:has-text('Sitrep') .badge")
    for _ in range(12):
        if await reminded.count():
            break
        await ana.click("[data-order=jump]")
        await ana.wait_for_timeout(500)
    await ana.click("#sidebar .place:has-text('Sitrep')")
    await say(ana, "two of fourteen papers exist, intact")
    await leo.wait_for_selector("#messages :text('two of fourteen papers exist')")

    assert "logs" in await leo.locator("#messages .message:has-text('two of fourteen papers exist')").last.inner_text()


async def test_a_mark_that_the_bot_suggests_is_tapped(play: str, windows: Open) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await started(leo)
    await accepted(ana)
    await say(ana, "Northgate cannot find the 14 papers of its customs filing, and must file by 18:00 today.")
    mark = ana.locator("#messages .message:has-text('Northgate cannot') [data-react=boom]")
    await mark.click()
    await leo.wait_for_selector("#messages .message:has-text('Northgate cannot') [data-react=boom]:has-text('2')")

    assert "true" == await mark.get_attribute("aria-pressed")


async def test_a_shortcut_from_the_message_menu(play: str, windows: Open) -> None:
    leo, ana = await windows(play, "leo"), await windows(play, "ana")
    await started(leo)
    await accepted(ana)
    await say(ana, "we changed nothing since Friday")
    said = leo.locator("#messages .message:has-text('we changed nothing')").last
    await said.hover()
    await said.locator("[data-do=more]").click()
    await leo.click("#pop [role=menuitem]:has-text('Add to timeline')")
    await leo.wait_for_selector("#messages .message:has-text('we changed nothing') [data-react]")

    assert await leo.locator("#messages .message:has-text('we changed nothing') [data-react]").count()


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
    await ana.wait_for_selector("#messages >> text=a loud reply")

    assert 0 == await ana.locator("#messages >> text=a quiet reply").count()
    assert await ana.locator("#messages .replies:has-text('2 replies')").count()
    assert await leo.locator("#replies >> text=also sent to the channel").count()


async def test_a_story_is_taken_over_at_the_page(windows: Open) -> None:
    from bot.cli.play.demo import carta
    from bot.cli.story import Story
    from tests.browser.conftest import playing

    async with playing(Story.read(carta()), speed=600) as address:
        leo = await windows(address, "leo")
        await leo.wait_for_selector(CHANNEL)
        await leo.click("#cast summary")
        await leo.click("[aria-label='Take over Leo Varga']")
        await leo.click(CHANNEL)
        await say(leo, "this is me now")
        await leo.wait_for_selector("#messages >> text=this is me now")
        taken = await leo.inner_text("#taken")
        await leo.close()  # before its server goes

    assert "Leo" in taken


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
    await leo.wait_for_selector("#head >> text=inc-1")

    assert "inc-1" in await leo.title()
