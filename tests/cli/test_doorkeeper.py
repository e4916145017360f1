"""Strangers at the door: many, wordless, or talking nonsense; whoever comes with a request is served all the same."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from aiohttp import web

from bot.cli import doorkeeper, pages
from bot.cli.pages import Pages

HOST = "127.0.0.1"
HALF_A_REQUEST = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-A: "
NONSENSE = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"
GONE_WITHIN_S = 5


class Served:
    """Pages with one that answers at once and one that takes its time."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.begun = asyncio.Event()
        self.site = web.Application()
        self.site.router.add_get("/healthz", self._healthz)
        self.site.router.add_get("/long", self._long)

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _long(self, _: web.Request) -> web.Response:
        self.begun.set()
        await self.over.wait()
        return web.Response(text="done")


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture
async def door(served: Served, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pages]:
    monkeypatch.setattr(pages, "WORDLESS_S", 0.2)
    opened = await pages.opened(served.site, host=HOST, port=0)
    yield opened
    served.over.set()
    await opened.close()


async def health(door: Pages) -> str:
    async with aiohttp.ClientSession() as http:
        return await asked(http, f"http://{HOST}:{door.port}/healthz")


async def asked(http: aiohttp.ClientSession, url: str) -> str:
    async with http.get(url) as answer:
        return await answer.text()


@asynccontextmanager
async def strangers(door: Pages, count: int, *, saying: bytes = HALF_A_REQUEST) -> AsyncIterator[asyncio.StreamReader]:
    """So many of them, until the end of the block; the first to come."""
    visits = [await asyncio.open_connection(HOST, door.port) for _ in range(count)]
    for _, writer in visits:
        writer.write(saying)
    yield visits[0][0]
    for _, writer in visits:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def hung_up_on(reader: asyncio.StreamReader) -> bool:
    """Whether the other side is gone, however it went; what it had to say before is no matter."""
    with suppress(ConnectionError):
        await asyncio.wait_for(reader.read(), GONE_WITHIN_S)
    return True


async def test_more_strangers_than_places_keep_nobody_from_the_health_page(
    door: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    async with strangers(door, doorkeeper.PLACES + 50) as first:
        assert "ok" == await health(door)
        assert await hung_up_on(first)
    assert 1 == len([record for record in caplog.records if "at the door" in record.message])


async def test_headers_that_never_end_are_not_waited_for(door: Pages) -> None:
    async with strangers(door, 1) as reader:
        assert await hung_up_on(reader)


async def test_a_request_under_way_keeps_its_place(served: Served, door: Pages) -> None:
    async with aiohttp.ClientSession() as http:
        long = asyncio.create_task(asked(http, f"http://{HOST}:{door.port}/long"))
        await served.begun.wait()
        async with strangers(door, doorkeeper.PLACES + 10):
            assert "ok" == await health(door)
        served.over.set()

        assert "done" == await long


async def test_nonsense_leaves_no_trace_for_each(door: Pages, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        async with strangers(door, 1, saying=NONSENSE) as reader:
            assert await hung_up_on(reader)

    assert "Traceback" not in caplog.text
    assert 1 == len([record for record in caplog.records if record.levelno >= logging.WARNING])
