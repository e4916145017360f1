"""Calls over HTTP to a tracker, one at a time, and what became of each.

Law: a tracker that asks for patience, or fails, is left in peace until then, by whoever else calls as well. No token
is in anything that is raised.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.backoff import delay
from bot.clock import Clock
from bot.ids import Ids
from bot.outward.outcomes import Never, NotNow, Unsure

# GitHub ends what takes it ten seconds (docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api).
ANSWER_WITHIN_S = 15
# docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api: serially, a second between writes,
# a minute after a secondary limit that does not say how long.
BETWEEN_WRITES = timedelta(seconds=1)
LIMITED_FOR = timedelta(minutes=1)
LIMITED_MOST = timedelta(hours=1)  # GitHub's limits are counted by the hour; a header that says more is not believed
BACK_OFF_FIRST = timedelta(seconds=5)
BACK_OFF_MOST = timedelta(minutes=5)
ANSWER_BYTES_MAX = 8 * 2**20  # a page of a hundred issues, each of 65,536 characters at most
CHUNK_BYTES = 2**16
WORDS_MAX_CHARS = 200  # of what a tracker says
ADDRESS_MAX_CHARS = 1000
_READS = frozenset({"GET", "HEAD"})
_LIMITED = re.compile(r"rate limit|abuse detection", re.IGNORECASE)
_OK, _NOT_MODIFIED, _MULTIPLE, _FORBIDDEN, _TOO_MANY, _FAILED = 200, 304, 300, 403, 429, 500


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What a tracker answered: `told` is its JSON, None where it sent none; `onward` is the next page of a list."""

    status: int
    headers: Mapping[str, str]
    told: Any
    onward: str = ""


class TrackerLine:
    """The line to one tracker."""

    def __init__(self, http: aiohttp.ClientSession, *, clock: Clock, ids: Ids) -> None:
        self._http = http
        self._clock = clock
        self._ids = ids
        self._turn = asyncio.Lock()
        self._failures = 0
        self._rests_until: datetime | None = None
        self._wrote_at: datetime | None = None

    @property
    def is_busy(self) -> bool:
        return self._turn.locked()

    def rest(self) -> timedelta:
        """For how long nobody should begin anything; zero or less when anybody may."""
        between = self._wrote_at + BETWEEN_WRITES if self._wrote_at is not None else None
        now = self._clock.now()
        return max((until - now for until in (self._rests_until, between) if until is not None), default=timedelta())

    async def call(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, follows: bool = True
    ) -> HttpAnswer:
        """The tracker's answer, also 304. Raises NotNow, Never, and for what changes something Unsure."""
        is_read = method in _READS
        async with self._turn:
            if self._rests_until is not None and (rest := self._rests_until - self._clock.now()) > timedelta():
                raise NotNow("it asked for patience, or failed just now", wait=rest)
            try:
                answer = await self._asked(method, url, headers=headers, body=body, follows=follows)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as failure:
                raise NotNow(_said(failure), wait=self._failed()) from failure
            except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as failure:
                wait = self._failed()
                raise (NotNow(_said(failure), wait=wait) if is_read else Unsure(_said(failure))) from failure
            finally:
                if not is_read:
                    self._wrote_at = self._clock.now()
            return self._judged(answer, is_read=is_read)

    async def _asked(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None, follows: bool
    ) -> HttpAnswer:
        async with self._http.request(
            method,
            url,
            headers=headers,
            data=body,
            allow_redirects=follows,
            timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S),
        ) as response:
            content = b""
            async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                content += chunk
                if len(content) > ANSWER_BYTES_MAX:
                    raise ValueError("its answer is too long")
            is_json = content.lstrip()[:1] in {b"{", b"["}
            onward = response.links["next"]["url"] if "next" in response.links else ""
            told = json.loads(content) if is_json and response.content_type.endswith("json") else None
            return HttpAnswer(response.status, response.headers, told, str(onward))

    def _judged(self, answer: HttpAnswer, *, is_read: bool) -> HttpAnswer:
        if answer.status in {_OK, _NOT_MODIFIED} or _OK <= answer.status < _MULTIPLE:
            self._failures, self._rests_until = 0, None
            return answer
        why = _words(answer)
        if answer.status == _TOO_MANY or (answer.status == _FORBIDDEN and _is_limited(answer)):
            self._rests_until = self._clock.now() + (wait := self._limit(answer))
            raise NotNow(why, wait=wait)
        if answer.status >= _FAILED:
            wait = self._failed()
            raise NotNow(why, wait=wait) if is_read else Unsure(why)
        raise Never(why, status=answer.status)

    def _limit(self, answer: HttpAnswer) -> timedelta:
        """How long it asks for; where it does not say, a minute, and longer each time."""
        after, resets = answer.headers.get("Retry-After", ""), answer.headers.get("X-RateLimit-Reset", "")
        self._failures += 1
        least = delay(self._failures, first=2 * LIMITED_FOR, most=LIMITED_MOST, share=0)
        if after.isdecimal():
            least = timedelta(seconds=int(after))
        elif answer.headers.get("X-RateLimit-Remaining") == "0" and resets.isdecimal():
            least = datetime.fromtimestamp(int(resets), UTC) - self._clock.now() + BETWEEN_WRITES
        return min(max(least, BETWEEN_WRITES), LIMITED_MOST)

    def _failed(self) -> timedelta:
        self._failures += 1
        wait = delay(self._failures, first=BACK_OFF_FIRST, most=BACK_OFF_MOST, share=self._ids.share())
        self._rests_until = self._clock.now() + wait
        return wait


def _is_limited(answer: HttpAnswer) -> bool:
    headers = answer.headers
    is_told = "Retry-After" in headers or headers.get("X-RateLimit-Remaining") == "0"
    return is_told or bool(_LIMITED.search(_words(answer)))


def _words(answer: HttpAnswer) -> str:
    """Its code, and what it says in JSON; a page for people is not repeated."""
    said = answer.told.get("message", "") if isinstance(answer.told, dict) else ""
    return " ".join(f"{answer.status} {said}".split())[:WORDS_MAX_CHARS]


def _said(failure: Exception) -> str:
    """A time-out says nothing of itself; what is no JSON says too much."""
    if isinstance(failure, TimeoutError):
        return "it did not answer in time"
    if isinstance(failure, aiohttp.ClientConnectorCertificateError):
        return "its certificate is not trusted"
    if isinstance(failure, ValueError | RecursionError):
        return "its answer cannot be read"
    return " ".join((str(failure) or type(failure).__name__).split())[:WORDS_MAX_CHARS]


def web_address(told: object) -> str:
    """An address that may be shown to people; empty for anything else."""
    text = str(told or "")
    is_one = text.startswith(("https://", "http://")) and len(text) <= ADDRESS_MAX_CHARS and text.isprintable()
    try:
        return text if is_one and urlsplit(text).hostname and not set(text) & set(" <>|") else ""
    except ValueError:  # brackets that hold no address
        return ""
