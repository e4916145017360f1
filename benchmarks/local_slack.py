"""How many posts a second one core of the local Slack takes, and whether a long channel slows it down.

The server is a process of its own, the client keeps its connections and writes what slack_sdk would write, so that
the client's own work does not count.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.rig import ROOT, percentile, worked_s

CONNECTIONS = 4
POSTS = 2_000
ROUNDS = 5
LONG = 10_000
GOAL_PER_S = 1_500
# What a card of an incident looks like; a message with blocks costs more than a plain one.
CARD = [
    {"type": "header", "text": {"type": "plain_text", "text": "INC-1 Documents missing"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Sev 2* since 09:00 UTC. Ana looks at the logs."}},
]


@dataclass(frozen=True, slots=True)
class Server:
    """A local Slack in another process."""

    process: asyncio.subprocess.Process
    host: str
    port: int
    token: str

    def worked_s(self) -> float:
        """Seconds of processor time until now."""
        return worked_s(self.process.pid)

    def request(self, method: str, args: dict[str, object]) -> bytes:
        """The bytes of a call as slack_sdk sends them."""
        body = json.dumps(args).encode()
        head = (
            f"POST /api/{method} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAuthorization: Bearer {self.token}\r\n"
            "User-Agent: slackclient/3.47.0 Python/3.11 Linux/6\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\n"
            f"Content-Type: application/json;charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class Line:
    """One kept connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, request: bytes) -> bytes:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        if not body.startswith(b'{"ok":true'):
            raise RuntimeError(f"the local Slack says {body[:200]!r}")
        return body

    def close(self) -> None:
        self._writer.close()


@dataclass(frozen=True, slots=True)
class Run:
    """Posts a second of the clock and of the server's processor, and what each of them took."""

    per_s: float
    per_core_s: float
    waits_ms: list[float]


async def measure() -> list[str]:
    async with _server() as server:
        plain, card, long = await _rounds(server)
    waits = [wait for run in plain for wait in run.waits_ms]
    ratio = statistics.median(
        at_length.per_core_s / short.per_core_s for short, at_length in zip(plain, long, strict=True)
    )
    return [
        f"plain posts: {_rate(plain)} (goal {GOAL_PER_S:,} a second of one core)",
        f"posts with blocks: {_rate(card)}",
        f"{CONNECTIONS} connections at once: p50 {percentile(waits, 0.5):.1f} ms, p99 {percentile(waits, 0.99):.1f} ms",
        f"into a channel of {LONG:,} messages: {_rate(long)}; ratio to an empty one {ratio:.2f} (goal 1)",
    ]


async def _rounds(server: Server) -> tuple[list[Run], list[Run], list[Run]]:
    """Short and long channels in turns, so that a busy machine slows both."""
    await _posts(server, await _channel(server, "warm"), POSTS, {})
    full = await _channel(server, "long")
    await _posts(server, full, LONG, {})
    plain, card, long = [], [], []
    for number in range(ROUNDS):
        plain.append(await _posts(server, await _channel(server, f"plain-{number}"), POSTS, {}))
        long.append(await _posts(server, full, POSTS, {}))
        card.append(await _posts(server, await _channel(server, f"card-{number}"), POSTS, {"blocks": CARD}))
    return plain, card, long


async def _posts(server: Server, channel: str, number: int, more: dict[str, object]) -> Run:
    request = server.request("chat.postMessage", {"channel": channel, "text": "The logs are clean.", **more})
    began, worked_s = time.perf_counter(), server.worked_s()
    each = [_one_after_the_other(server, request, number // CONNECTIONS) for _ in range(CONNECTIONS)]
    waits = [wait for waits in await asyncio.gather(*each) for wait in waits]
    worked_s = server.worked_s() - worked_s
    return Run(len(waits) / (time.perf_counter() - began), len(waits) / worked_s, waits)


async def _one_after_the_other(server: Server, request: bytes, number: int) -> list[float]:
    line = Line(*await asyncio.open_connection(server.host, server.port))
    waits = []
    for _ in range(number):
        began = time.perf_counter()
        await line.ask(request)
        waits.append((time.perf_counter() - began) * 1000)
    line.close()
    return waits


async def _channel(server: Server, name: str) -> str:
    line = Line(*await asyncio.open_connection(server.host, server.port))
    made = json.loads(await line.ask(server.request("conversations.create", {"name": name})))
    line.close()
    return str(made["channel"]["id"])


@asynccontextmanager
async def _server() -> AsyncIterator[Server]:
    command = (sys.executable, "-m", "workspace", "--no-rate-limits")
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    told = json.loads(await process.stdout.readline())
    api = urlsplit(told["api"])
    try:
        yield Server(process, str(api.hostname), int(api.port or 0), told["bot_token"])
    finally:
        process.terminate()
        await process.wait()


def _rate(runs: list[Run]) -> str:
    per_core_s = statistics.median(run.per_core_s for run in runs)
    per_s = statistics.median(run.per_s for run in runs)
    return f"{per_core_s:,.0f} a second of one core, {per_s:,.0f} a second of the clock"
