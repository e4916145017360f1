"""One Web API call from request to answer, in the order in which Slack checks it.

Law: faults, body, token, scope, pace, missing fields, values; only then the method itself. Every call is recorded.
Source of the order: measurements against slack.com in the comments of brekkylab/backlot 0.1.0.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from aiohttp import web

from workspace.methods import HANDLERS
from workspace.methods.asked import Asked
from workspace.spec.slack import METHODS, Method
from workspace.state.auth import Token, listed, require_scope
from workspace.state.records import Call, Json
from workspace.state.refusals import Refusal
from workspace.state.world import World
from workspace.wire import arguments
from workspace.wire.faults import Failure, Faults
from workspace.wire.rate_limits import RateLimits, TooOften
from workspace.wire.socket import SocketMode

_ENCODE = json.JSONEncoder(separators=(",", ":")).encode
_RETIRED = ("channels.", "groups.", "im.", "mpim.", "files.upload")
_NO_ARGS: Mapping[str, Any] = MappingProxyType({})


class Dispatch:
    """Answers `/api/<method>`."""

    def __init__(self, world: World, faults: Faults, socket: SocketMode) -> None:
        self._world = world
        self._faults = faults
        self._socket = socket
        self._rate_limits = RateLimits(world)
        self.open_calls = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        self.open_calls += 1
        began_at = self._world.clock.now()
        try:
            record = _Record()
            response = await self._answer(request, name, record)
            self._keep(name, record, began_at)
            if self._faults.loses_answer(name) and request.transport is not None:
                request.transport.abort()
            return response
        finally:
            self.open_calls -= 1
            self._world.move()

    async def _answer(self, request: web.Request, name: str, record: "_Record") -> web.Response:
        if wait_ms := self._faults.wait_ms(name):
            await asyncio.sleep(wait_ms / 1000)
        if failure := self._faults.failure_of(name):
            return self._failed(failure, record)
        try:
            body = await self._body(request, name, record)
        except Refusal as refusal:
            record.error = refusal.error
            body = {"ok": False, "error": refusal.error, **refusal.more}
        except TooOften as wait:
            return self._failed(Failure(429, "ratelimited", wait.retry_after_s, 1), record)
        if record.warning:
            told = body.get("response_metadata") or {}
            body |= {"warning": record.warning, "response_metadata": told | {"warnings": [record.warning]}}
        return self._response(body, record)

    async def _body(self, request: web.Request, name: str, record: "_Record") -> Json:
        method = METHODS.get(name)
        handler = HANDLERS.get(name)
        if method is None or handler is None:
            retired = name.startswith(_RETIRED)
            raise Refusal("method_deprecated") if retired else Refusal("unknown_method", req_method=name)
        if name == "blocks.validate" and request.method == "GET":
            raise Refusal("unsupported_http_method")
        read = await arguments.read(request, method)
        record.args, record.warning = read.args, read.warning
        caller = self._caller(read, method)
        record.caller = caller
        if caller is not None:
            require_scope(caller, method)
        self._rate_limits.count(method)
        arguments.check(read.args, method)
        asked = Asked(self._world, method, read.args, caller, self._socket, self._rate_limits)
        return {"ok": True, **handler(asked)}

    def _caller(self, read: arguments.Read, method: Method) -> Token | None:
        if not method.token_kinds:
            return None
        if read.token_in_query:
            raise Refusal("invalid_auth")
        caller = self._world.tokens.caller(read.token)
        if caller.kind not in method.token_kinds:
            raise Refusal("not_allowed_token_type")
        return caller

    def _failed(self, failure: Failure, record: "_Record") -> web.Response:
        record.error = failure.error or f"http_{failure.status}"
        if failure.status == 200:  # noqa: PLR2004 -- HTTP's own number: Slack says no with "200 OK"
            return self._response({"ok": False, "error": failure.error}, record)
        if failure.status == 429:  # noqa: PLR2004 -- HTTP's own number: too many requests
            body: Json = {"ok": False, "error": failure.error}
            return self._response(body, record, status=429, retry_after_s=failure.retry_after_s)
        return web.Response(status=failure.status, text="upstream unavailable")

    def _response(self, body: Json, record: "_Record", *, status: int = 200, retry_after_s: int = 0) -> web.Response:
        headers = {
            "x-slack-req-id": self._world.ids.hexadecimal("request", chars=32),
            "access-control-expose-headers": "x-slack-req-id, retry-after",
        }
        if record.caller is not None:
            headers["x-oauth-scopes"] = record.scopes
        if retry_after_s:
            headers["retry-after"] = str(retry_after_s)
        text = _ENCODE(body)
        return web.Response(text=text, status=status, headers=headers, content_type="application/json")

    def _keep(self, name: str, record: "_Record", began_at: datetime) -> None:
        """How long it took is told by the workspace's clock: nothing, while that stands still."""
        caller = record.caller.kind if record.caller else ""
        at = self._world.clock.now()
        ms = (at - began_at).total_seconds() * 1000
        self._world.calls.append(Call(at, name, record.args, not record.error, record.error, ms, caller))


class _Record:
    """What is known of a call so far."""

    def __init__(self) -> None:
        self.args: Mapping[str, Any] = _NO_ARGS
        self.error = ""
        self.warning = ""
        self.caller: Token | None = None

    @property
    def scopes(self) -> str:
        return listed(self.caller.scopes) if self.caller else ""
