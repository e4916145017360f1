"""The page itself: forms and their errors, many windows, a server that comes back, hostile words."""

import asyncio
import json
import sys
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.conftest import Open, expect
from tests.workspace.test_forms import field, form
from workspace.server import LocalSlack
from workspace.state import views

TWELVE = 12
KEPT_MAX = 300  # of a channel's messages in the document
# Scrolls until a line is there, and remembers each that was, and whether they ever stood in another order.
READS = """([line, to]) => {
  const list = document.getElementById('messages');
  list.scrollTop = to === 'top' ? 0 : list.scrollHeight;
  const all = [...list.querySelectorAll('[data-ts]')];
  window.seen ??= new Set();
  window.ordered = (window.ordered ?? true) && all.every((each, at) => !at || all[at - 1].dataset.ts < each.dataset.ts);
  for (const each of list.querySelectorAll('.line')) window.seen.add(each.textContent);
  return [...list.querySelectorAll('.line')].some(each => each.textContent === line);
}"""
HOSTILE = ["<script>document.title='x'</script><img src=x onerror=alert(1)>", "مرحبا بالعالم", "*a " * 13_000]


@pytest.fixture
async def opened(slack: LocalSlack, web: AsyncWebClient, bolt: AsyncApp, room: str) -> None:
    """Leo has a form in front of him, which is too short for the app at first."""

    @bolt.view("report")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        said = view["state"]["values"]["actions"]["typed"]["value"]
        await ack(response_action="errors", errors={"actions": "Say more."}) if len(said) < 9 else await ack()

    leo = slack.world.directory.handles["leo"].id
    shape = form(field("actions", "Actions"), field("needs", "Needs", optional=True))
    await web.views_open(trigger_id=views.trigger(slack.world, leo), view=shape | {"callback_id": "report"})


async def test_a_form_says_what_is_wrong_and_keeps_what_was_entered(
    slack: LocalSlack, opened: None, windows: Open
) -> None:
    leo = await windows(slack.page_url, "leo")
    await leo.click("#form [type=submit]")
    await leo.wait_for_selector("#form .trouble:has-text('Please fill in: Actions')")
    await leo.get_by_label("Needs").fill("nothing")
    await leo.get_by_label("Actions").fill("short")
    await leo.keyboard.press("Enter")
    await leo.wait_for_selector("#form .error:has-text('Say more.')")

    await expect(leo.get_by_label("Actions")).to_have_value("short")
    await expect(leo.get_by_label("Actions")).to_have_attribute("aria-invalid", "true")
    await expect(leo.get_by_label("Needs")).to_have_value("nothing")
    await leo.get_by_label("Actions").fill("reading the logs")
    await leo.click("#form [type=submit]")
    await expect(leo.locator("#form")).to_be_hidden()


async def test_escape_closes_a_form_for_the_app_too(slack: LocalSlack, opened: None, windows: Open) -> None:
    leo = await windows(slack.page_url, "leo")
    await leo.wait_for_selector("#form[open]")
    await leo.keyboard.press("Escape")
    await leo.wait_for_selector("#form", state="hidden")

    assert "" == slack.screen.form(slack.world.directory.handles["leo"])


async def test_twelve_windows_hear_of_a_message_at_once(slack: LocalSlack, windows: Open) -> None:
    pages = [await windows(slack.page_url, ("leo", "ana", "bo")[number % 3]) for number in range(TWELVE)]
    await slack.people.says("leo", "do all of you hear me?")
    await asyncio.gather(*(page.wait_for_selector("#messages >> text=do all of you hear me?") for page in pages))
    await pages[-1].fill("#line", "yes")
    await pages[-1].press("#line", "Enter")
    await asyncio.gather(*(page.wait_for_selector("#messages .line:text-is('yes')") for page in pages))


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "right-to-left", "40000"])
async def test_what_people_write_is_text(slack: LocalSlack, windows: Open, text: str) -> None:
    leo = await windows(slack.page_url, "leo")
    await slack.people.says("ana", text[:40_000])

    await expect(leo.locator("#messages .message .body").last).to_contain_text(text[:30].strip())
    await expect(leo.locator("#messages img, #messages script")).to_have_count(0)


@pytest.fixture
async def long(slack: LocalSlack, windows: Open) -> Any:
    """Leo's window into a channel with more messages than a document holds, at the first of them."""
    for number in range(450):
        await slack.people.says("ana", f"line {number}.")
    leo = await windows(slack.page_url, "leo")
    await leo.wait_for_function(READS, arg=["line 0.", "top"])
    return leo


async def test_a_long_channel_is_read_upwards_and_down_again(slack: LocalSlack, long: Any) -> None:
    await slack.people.says("ana", "said meanwhile")
    await long.wait_for_function(READS, arg=["said meanwhile", "end"])
    seen, ordered = await long.evaluate("[window.seen.size, window.ordered]")

    await expect(long.locator("#newest")).to_be_hidden()
    assert (451, True) == (seen, ordered)
    assert await long.locator("#messages [data-ts]").count() <= KEPT_MAX


async def test_one_press_leads_to_the_newest_message(long: Any) -> None:
    await long.click("#newest")

    await expect(long.locator("#messages .line:text-is('line 449.')")).to_be_in_viewport()
    await expect(long.locator("#newest")).to_be_hidden()


async def test_whoever_writes_far_up_sees_what_they_wrote(long: Any) -> None:
    await long.fill("#line", "my word")
    await long.press("#line", "Enter")

    await expect(long.locator("#messages .line:text-is('my word')")).to_be_in_viewport()


async def test_the_window_goes_on_when_the_server_comes_back(windows: Open) -> None:
    first = await Server.start("0")
    leo = await windows(first.page, "leo")
    await first.stop()
    await leo.wait_for_selector("#lost", state="visible")
    second = await Server.start(first.port)
    await leo.wait_for_selector("#lost", state="hidden")
    await leo.fill("#line", "are you there again?")
    await leo.press("#line", "Enter")
    await leo.wait_for_selector("#messages >> text=are you there again?")
    await second.stop()
    complaints: list[str] = windows.complaints  # type: ignore[attr-defined]
    unexpected = [one for one in complaints if "ERR_" not in one]
    complaints.clear()

    assert [] == unexpected


class Server:
    """`python -m workspace` in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, page: str) -> None:
        self._process, self.page = process, page
        self.port = page.rstrip("/").rpartition(":")[2]

    @classmethod
    async def start(cls, port: str) -> "Server":
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "workspace", "--port", port, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        return cls(process, json.loads(await process.stdout.readline())["page"])

    async def stop(self) -> None:
        self._process.terminate()
        await self._process.wait()


async def test_a_page_of_another_site_can_do_nothing_here(slack: LocalSlack, http: Any) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        async with http.post(f"{slack.page_url}people/leo/says", json={"text": "x"}, headers=headers) as response:
            assert 403 == response.status


async def test_nothing_is_loaded_from_elsewhere(slack: LocalSlack, windows: Open) -> None:
    asked: list[str] = []
    leo = await windows(slack.page_url, "leo")
    leo.on("request", lambda request: asked.append(request.url))
    picture = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a chart"}
    await slack.apps.posts("pager", "general", "", blocks=[picture])
    await leo.wait_for_selector("#messages >> text=a chart")
    await leo.reload()

    assert [] == [url for url in asked if not url.startswith(slack.page_url)]


async def test_a_file_that_is_attached_can_be_opened(slack: LocalSlack, windows: Open) -> None:
    leo, ana = await windows(slack.page_url, "leo"), await windows(slack.page_url, "ana")
    async with leo.expect_file_chooser() as choosing:
        await leo.click("[data-do=attach] >> nth=0")
    chooser = await choosing.value
    await chooser.set_files({"name": "errors.csv", "mimeType": "text/csv", "buffer": b"minute,errors"})
    await leo.fill("#line", "the curve")
    await leo.press("#line", "Enter")
    address = await ana.locator("#messages a.file:has-text('errors.csv')").get_attribute("href")
    opened = await ana.evaluate("async path => (await fetch(path)).text()", address)

    await expect(leo.locator("#foot .files .chip")).to_have_count(0)
    assert "minute,errors" == opened


async def test_new_replies_are_marked_until_they_are_read(slack: LocalSlack, windows: Open) -> None:
    root = await slack.people.says("leo", "the root of it")
    leo = await windows(slack.page_url, "leo")
    await slack.people.says("ana", "look here", thread=root)
    await expect(leo.locator("#messages .replies .new")).to_have_text("1 new")
    await leo.click("#threads")
    await expect(leo.locator("#replies .message:has-text('look here')")).to_be_visible()

    await expect(leo.locator("#threads")).to_have_count(0)
    await expect(leo.locator("#messages .replies .new")).to_be_hidden()
