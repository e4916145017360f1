"""A real Chromium at the page: windows of people, and what went wrong in them.

Whoever has none is told what to install; `make soak` and CI run these.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cli.play.demo import carta
from bot.cli.play.show import Showing
from bot.cli.player import Player
from bot.cli.story import Story
from tests.workspace.conftest import bolt, clock, http, room, slack, web

__all__ = ["bolt", "clock", "http", "room", "slack", "web"]

playwright = pytest.importorskip("playwright.async_api", reason="no Playwright: pip install -e '.[browser]'")
expect = playwright.expect
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MORNING = datetime(2026, 5, 14, 9, tzinfo=UTC)
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]  # tests run as root in containers
PATIENCE_MS = 60_000  # whatever arrives by the stream is waited for, on a machine that is busy with other things too

Open = Callable[..., Awaitable[Any]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.soak)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium: apt install chromium"))


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    async with playwright.async_playwright() as running:
        chromium = await running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def windows(browser: Any) -> AsyncIterator[Open]:
    """Opens windows of one browser: `await windows(address, "leo")`. What one of them complains of fails the test."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    complaints: list[str] = []

    async def open_window(address: str, who: str, **query: str) -> Any:
        page = await context.new_page()
        page.on(
            "console",
            lambda said: (
                complaints.append(f"{said.text} {said.location['url']}") if said.type in {"error", "warning"} else None
            ),
        )
        page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
        asked = "".join(f"&{name}={value}" for name, value in query.items())
        await page.goto(f"{address}?as={who}{asked}")
        await page.wait_for_selector("html[data-ready]")
        return page

    open_window.complaints = complaints  # type: ignore[attr-defined]
    yield open_window
    assert [] == complaints


@pytest.fixture
async def play() -> AsyncIterator[str]:
    """The address of `sitrep play`: the bot, its Slack, nobody who plays by themselves."""
    async with playing(Story("No story", MORNING, Story.read(carta()).people, ())) as address:
        yield address


class playing:  # noqa: N801 -- a context, read as a verb
    """A story in front of the page, until the block ends."""

    def __init__(self, story: Story, *, speed: float = 1.0) -> None:
        self._until, self._told = asyncio.Event(), asyncio.Queue[str]()
        self.show = Showing(story, speed=speed, port=0, opened=self._told.put_nowait)

    async def __aenter__(self) -> str:
        async def through(_: Player) -> None:
            """Nothing is kept."""

        self._running = asyncio.create_task(self.show.run(self._until, through))
        return await self._told.get()

    async def __aexit__(self, *_: object) -> None:
        self._until.set()
        await self._running
