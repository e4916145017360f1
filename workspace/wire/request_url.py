"""HTTP mode: signed requests to the app's own address, with Slack's retries.

Law: events are tried again at once, after one and after five minutes of the clock; commands and interactions never.
Source: docs.slack.dev/apis/events-api, docs.slack.dev/authentication/verifying-requests-from-slack
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp

from workspace.spec.slack import LIMITS
from workspace.state.records import Json
from workspace.state.world import TOKEN, World
from workspace.wire.faults import Faults
from workspace.wire.socket import COMMANDS, Answer

_RETRY_AFTER_S = (0, 60, 300)
_OK = range(200, 300)
_USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"  # as Slack's page on robots names itself
_JSON = {"Content-Type": "application/json"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class RequestUrl:
    """The app's address, if it has one; the session is opened at the first request."""

    def __init__(self, world: World, faults: Faults, signing_secret: str) -> None:
        self._world = world
        self._faults = faults
        self._secret = signing_secret.encode()
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.address = ""
        self.open_requests = 0

    @property
    def used(self) -> bool:
        return bool(self.address)

    async def verify(self) -> bool:
        """Whether the address answers Slack's challenge."""
        challenge = self._world.ids.hexadecimal("challenge", chars=32)
        body = {"token": TOKEN, "challenge": challenge, "type": "url_verification"}
        status, text, _ = await self._post(self.address, json.dumps(body), _JSON)
        return status in _OK and challenge in text

    def send_event(self, payload: Json) -> None:
        if self._faults.on.away:
            return
        task = asyncio.create_task(self._deliver(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ask(self, kind: str, payload: Json) -> Answer:
        """A command as a form, an interaction as a form with JSON inside."""
        if self._faults.on.away:
            return Answer(error="dispatch_failed")
        form = urlencode(payload if kind == COMMANDS else {"payload": json.dumps(payload)})
        status, text, reason = await self._post(self._address_for(kind, payload), form, _FORM)
        if reason == "http_timeout":
            return Answer(error="operation_timeout")
        if status not in _OK:
            return Answer(error="dispatch_failed")
        return Answer(payload=_answer(text))

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _deliver(self, payload: Json) -> None:
        headers: dict[str, str] = {}
        body = json.dumps(payload)
        for number in range(LIMITS.event_http_retries + 1):
            status, _, reason = await self._post(self.address, body, _JSON | headers)
            if status in _OK or reason == "no_retry" or number == LIMITS.event_http_retries:
                return
            headers = {"X-Slack-Retry-Num": str(number + 1), "X-Slack-Retry-Reason": reason}
            wait = timedelta(seconds=_RETRY_AFTER_S[number])
            await self._world.clock.sleep_until(self._world.clock.now() + wait)

    def _address_for(self, kind: str, payload: Json) -> str:
        """The address that the manifest names for this command or for interactions, else the one for all."""
        if kind == COMMANDS:
            command = self._world.app.command(payload["command"])
            return (command.url if command else "") or self.address
        return self._world.app.interactivity_url or self.address

    async def _post(self, address: str, body: str, headers: Mapping[str, str]) -> tuple[int, str, str]:
        """Status, text, and why it failed in Slack's words (empty when it did not)."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._world.knobs.ack_within_s))
        self.open_requests += 1
        try:
            async with self._session.post(
                address,
                data=body.encode(),
                headers={"User-Agent": _USER_AGENT, **headers, **self._signature(body)},
                max_redirects=LIMITS.event_http_redirects + 1,  # aiohttp gives up at the last one
            ) as response:
                text = await response.text()
                stop = response.headers.get("X-Slack-No-Retry") == "1"
                reason = "" if response.status in _OK else "no_retry" if stop else "http_error"
                return response.status, text, reason
        except TimeoutError:
            return 0, "", "http_timeout"
        except aiohttp.TooManyRedirects:
            return 0, "", "too_many_redirects"
        except aiohttp.ClientSSLError:
            return 0, "", "ssl_error"
        except aiohttp.ClientConnectionError:
            return 0, "", "connection_failed"
        except aiohttp.ClientError:
            return 0, "", "unknown_error"
        finally:
            self.open_requests -= 1
            self._world.move()

    def _signature(self, body: str) -> dict[str, str]:
        """Slack's signature; its timestamp is real, as apps compare it with their own machine's clock."""
        stamp = str(self._world.signing_at_s())
        signed = hmac.new(self._secret, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signed}"}


def _answer(text: str) -> Json:
    """The body of an acknowledgement: JSON, or plain words for the person who typed."""
    if not text.strip():
        return {}
    try:
        said: Any = json.loads(text)
    except ValueError:
        return {"text": text}
    return said if isinstance(said, dict) else {"text": text}
