"""The one typed edge to slack_sdk: calls go out here, and Slack's failures come back as what to do about them.

Law: no retry handlers. A 429 belongs to the courier, and a dropped connection may have posted already.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, cast
from urllib.request import getproxies

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.incident.deliveries import Impossible, Later
from bot.slack.transport.web_api_errors import Verdict, verdict

CALL_TIMEOUT_S = 10  # in total; the courier renews its lease meanwhile
RETRY_AFTER_DEFAULT_S = 30  # a 429 without its header
MENDABLE_WAIT = timedelta(minutes=1)
# Slack tells the second; it refuses signatures that are five minutes off, and reminders are due to the second.
CLOCK_DRIFT_MAX = timedelta(seconds=60)
SIGNED_FOR_S = 300  # either way: docs.slack.dev/authentication/verifying-requests-from-slack
PAGE = 200  # Slack: no more are advised for a page of a list

log = logging.getLogger(__name__)
# Not one of ours, whose DEBUG people turn on: slack_sdk logs every payload there, and with it what people wrote. Where
# this very log has no level of its own, it words each call and each answer, though nobody reads them.
SDK_LOG = logging.getLogger("slack_sdk")
SDK_LOG.setLevel(logging.WARNING)


class SlackRefused(Exception):
    """Slack answered `ok: false` with this error name."""

    def __init__(self, method: str, error: str, answer: Mapping[str, Any]) -> None:
        super().__init__(f"{method}: {error}")
        self.method = method
        self.error = error
        self.answer = answer


def session() -> aiohttp.ClientSession:
    """One HTTP session for the life of the process: connections are kept, and every call has a total time-out.

    `trust_env`: the proxies of the environment. slack_sdk reads them for its own calls; response URLs are ours. Where
    it names none aiohttp is not to look: it would at every call, twice in a thread.
    """
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT_S), trust_env=bool(getproxies()))


def client(token: str, api_url: str, http: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(
        token=token, base_url=api_url, session=http, retry_handlers=[], timeout=CALL_TIMEOUT_S, logger=SDK_LOG
    )


def next_cursor(answer: Mapping[str, Any]) -> str:
    """Where the next page of a list begins; empty behind the last one."""
    return str((answer.get("response_metadata") or {}).get("next_cursor", ""))


def ts_of(at: datetime) -> str:
    """An instant as Slack writes it."""
    return f"{at.timestamp():.6f}"


@dataclass(frozen=True, slots=True)
class Identity:
    """What Slack says of our bot token: the answer of auth.test, the scopes, and when it said so by Slack's clock."""

    answer: Mapping[str, Any]
    scopes: frozenset[str]
    told_at: datetime | None

    @property
    def workspace(self) -> str:
        """The workspace in words, and as whom we are there."""
        return f"{self.answer.get('team')} ({self.answer.get('team_id')}) as @{self.answer.get('user')}"

    def drift(self, now: datetime) -> timedelta | None:
        """How far our clock is from Slack's, if Slack told the time."""
        return abs(now - self.told_at) if self.told_at is not None else None


class Wire:
    """Calls a method by its Slack name. `reached` is told before and after each call.

    An error that says "it is so already" is an answer like any other.
    """

    def __init__(
        self,
        web: AsyncWebClient,
        http: aiohttp.ClientSession,
        *,
        clock: Clock,
        reached: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.web = web
        self._http = http
        self._clock = clock
        self._reached = reached
        self._resting: dict[str, datetime] = {}  # methods that Slack asked to rest, until when
        self.under_way = 0
        self._refused: dict[str, str] = {}  # methods that an administrator must mend, with Slack's name for why

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Slack's answer. Later after a 429 or a passing failure, SlackRefused for every other error name."""
        rest = self._resting.get(method, datetime.min.replace(tzinfo=UTC)) - self._clock.now()
        if rest > timedelta(0):
            raise Later(rest, f"ratelimited {method}")
        send = getattr(self.web, method.replace(".", "_"))
        self._reached(f"before call: {method}")
        self.under_way += 1
        try:
            answer = await send(**arguments)
        except SlackApiError as failure:
            meaning = self._meaning(method, failure)
            if not isinstance(meaning, SlackRefused) or verdict(method, meaning.error) is not Verdict.FINE:
                self._note_refused(meaning)
                raise meaning from failure
            answer = failure.response  # it is so already, and that is all that was wanted
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise ConnectionError(f"{method}: {_said(failure)}") from failure
        finally:
            self.under_way -= 1
        self._reached(f"after call: {method}")
        self._refused.pop(method, None)
        return cast("Mapping[str, Any]", answer.data)

    @property
    def unhealthy(self) -> tuple[str, ...]:
        """What an administrator must mend, in words."""
        return tuple(f"Slack refuses {method}: {error}" for method, error in sorted(self._refused.items()))

    async def identity(self) -> "Identity":
        """Who we are, to whom, and what we may. SlackRefused when the token is no good, Later and ConnectionError."""
        try:
            answer = await self.web.auth_test()
        except SlackApiError as failure:
            raise self._meaning("auth.test", failure) from failure
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise ConnectionError(f"auth.test: {_said(failure)}") from failure
        return Identity(cast("Mapping[str, Any]", answer.data), _granted(answer.headers), _told_at(answer.headers))

    async def respond(self, response_url: str, answer: Mapping[str, Any]) -> None:
        """The answer goes through a response URL, which Slack takes five times within thirty minutes. At most once.

        SlackRefused when Slack did not take it, ConnectionError when nobody knows.
        """
        self.under_way += 1
        try:
            async with self._http.post(response_url, json=answer) as response:
                if not response.ok:
                    raise SlackRefused("response_url", f"HTTP {response.status}", {})
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise ConnectionError(f"response_url: {_said(failure)}") from failure
        finally:
            self.under_way -= 1

    async def upload(self, url: str, content: bytes) -> None:
        """The bytes of a file, to the address that Slack gave for them. ConnectionError when they did not arrive."""
        self.under_way += 1
        try:
            async with self._http.post(url, data=content) as response:
                response.raise_for_status()
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise ConnectionError(f"upload: {_said(failure)}") from failure
        finally:
            self.under_way -= 1

    def _meaning(self, method: str, failure: SlackApiError) -> Exception:
        response = failure.response
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
        data = getattr(response, "data", None)
        error = data.get("error", "") if isinstance(data, dict) else ""
        if status == 429 or error in {"ratelimited", "rate_limited"}:  # noqa: PLR2004 - HTTP's own number
            wait = timedelta(seconds=_retry_after_s(getattr(response, "headers", {})))
            self._resting[method] = self._clock.now() + wait
            return Later(wait, f"ratelimited {method}")
        if status >= 500 or not error or verdict(method, error) is Verdict.PASSING:  # noqa: PLR2004 - HTTP's own number
            return ConnectionError(f"{method}: HTTP {status} {error}".strip())
        return SlackRefused(method, error, data or {})

    def _note_refused(self, meaning: Exception) -> None:
        if not isinstance(meaning, SlackRefused) or verdict(meaning.method, meaning.error) is not Verdict.MENDABLE:
            return
        method, error = meaning.method, meaning.error
        if self._refused.get(method) != error:
            log.error("Slack refuses %s: %s. Nothing is lost; it goes out once that is mended.", method, error)
        self._refused[method] = error


def judged(refusal: SlackRefused) -> Exception:
    """What a refusal means for the courier: later when an administrator can mend it, never otherwise."""
    if verdict(refusal.method, refusal.error) is Verdict.MENDABLE:
        return Later(MENDABLE_WAIT, refusal.error)
    return Impossible(refusal.error)


def _said(failure: Exception) -> str:
    """What a failed connection says of itself; a time-out says nothing."""
    return str(failure) or type(failure).__name__


def _granted(headers: Mapping[str, str]) -> frozenset[str]:
    return frozenset(str(headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")) - {""}


def _told_at(headers: Mapping[str, str]) -> datetime | None:
    """The time of an answer by its sender's clock, to the second; None where there is none or nobody can read it."""
    try:
        return parsedate_to_datetime(str(headers.get("Date", ""))).astimezone(UTC)
    except ValueError:
        return None


def _retry_after_s(headers: Mapping[str, str]) -> int:
    told = str(headers.get("Retry-After", ""))
    return int(told) if told.isdecimal() else RETRY_AFTER_DEFAULT_S
