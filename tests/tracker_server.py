"""An issue tracker on this machine that answers as GitHub does, or fails in the way that a test chooses."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

REPOSITORY = "owls/jobs"
TOKEN = "github_pat_0123456789abcdef"
PAGE_MAX = 100


@dataclass
class Fault:
    """What becomes of the next request of this method: an answer, or none. `is_done`: it is carried out all the same.

    `status` 0 hangs up; `at` is how its path ends, if that matters.
    """

    method: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    message: str = ""
    is_done: bool = False
    at: str = ""


class GitHubServer:
    """Issues by number, and each request as (method, path). `now` is its clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.issues: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, list[str]] = {}
        self.asked: list[tuple[str, str]] = []
        self.answered: list[int] = []
        self.faults: list[Fault] = []
        self.made = 0
        self.url = ""

    def asked_with(self, method: str) -> list[str]:
        return [path for how, path in self.asked if how == method]

    def close(self, number: int, *, by: str = "octo", reason: str = "completed") -> None:
        """Somebody does it there."""
        self._move(number, "closed", reason)
        self.issues[number]["closed_by"] = {"login": by}

    def reopen(self, number: int) -> None:
        self._move(number, "open", "reopened")
        self.issues[number]["closed_by"] = None

    def edit(self, number: int, **changed: str) -> None:
        """Somebody writes in it."""
        self.issues[number] |= {**changed, "updated_at": _written(self.now())}

    def delete(self, number: int) -> None:
        self.issues.pop(number)

    def _move(self, number: int, state: str, reason: str) -> None:
        self.edit(number, state=state, state_reason=reason)

    def others(self, count: int, *, body: str = "") -> None:
        """So many other issues are made, by others than whoever is tested."""
        for _ in range(count):
            self._make("something else", body)

    def _make(self, title: str, body: str) -> dict[str, Any]:
        self.made += 1
        number, at = self.made, _written(self.now())
        self.issues[number] = {
            "number": number,
            "title": title,
            "body": body,
            "state": "open",
            "state_reason": None,
            "closed_by": None,
            "html_url": f"https://tracker.example/{REPOSITORY}/issues/{number}",
            "created_at": at,
            "updated_at": at,
        }
        return self.issues[number]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path_qs))
        meant = (one for one in self.faults if one.method == request.method and request.path.endswith(one.at))
        fault = next(meant, None)
        if fault is not None:
            self.faults.remove(fault)
            if fault.is_done:
                await self._done(request)
            if not fault.status:
                assert request.transport is not None
                request.transport.abort()
            return web.json_response({"message": fault.message}, status=fault.status or 500, headers=fault.headers)
        answer = await self._done(request)
        self.answered.append(answer.status)
        return answer

    async def _done(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"message": "Bad credentials"}, status=401)
        parts = request.path.strip("/").split("/")
        if "/".join(parts[1:3]) != REPOSITORY:
            return web.json_response({"message": "Not Found"}, status=404)
        told = await request.json() if request.can_read_body else {}
        match request.method, parts[3:]:
            case "GET", []:
                return web.json_response({"has_issues": True, "archived": False, "permissions": {"pull": True}})
            case "GET", ["issues"]:
                return self._listed(request)
            case "POST", ["issues"]:
                if not told.get("title"):
                    return web.json_response({"message": "Validation Failed"}, status=422)
                return web.json_response(self._make(told["title"], told["body"]), status=201)
            case "GET", ["issues", number] if int(number) in self.issues:
                return web.json_response(self.issues[int(number)])
            case "PATCH", ["issues", number] if int(number) in self.issues:
                if told.get("title") == "":
                    return web.json_response({"message": "Validation Failed"}, status=422)
                self.edit(int(number), **told)
                return web.json_response(self.issues[int(number)])
            case "GET", ["issues", number, "comments"]:
                return web.json_response([{"body": body} for body in self.comments.get(int(number), [])])
            case "POST", ["issues", number, "comments"]:
                self.comments.setdefault(int(number), []).append(told["body"])
                self.issues[int(number)]["updated_at"] = _written(self.now())
                return web.json_response({"body": told["body"]}, status=201)
        return web.json_response({"message": "Not Found"}, status=404)

    def _listed(self, request: web.Request) -> web.Response:
        query = request.query
        key = f"{query['sort']}_at"
        since = query.get("since", "")
        found = sorted(
            (one for one in self.issues.values() if one["updated_at"] >= since),
            key=lambda one: (one[key], one["number"]),
            reverse=True,
        )
        page, size = int(query.get("page", "1")), min(int(query["per_page"]), PAGE_MAX)
        shown = found[(page - 1) * size : page * size]
        etag = f'"{hashlib.sha256(repr(shown).encode()).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        headers = {"ETag": etag}
        if found[page * size :]:
            onward = request.url.update_query(page=page + 1)
            headers["Link"] = f'<{onward}>; rel="next"'
        return web.json_response(shown, headers=headers)


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def limited(method: str = "POST", *, after_s: int = 0, is_secondary: bool = False) -> Fault:
    """A limit of GitHub's; a secondary one does not always say how long."""
    message = "You have exceeded a secondary rate limit." if is_secondary else "API rate limit exceeded"
    return Fault(method, 403, {"Retry-After": str(after_s)} if after_s else {}, message)


def empty_until(at: datetime) -> Fault:
    """The hour's requests are used up."""
    reset = str(int((at + timedelta()).timestamp()))
    return Fault("POST", 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}, "API rate limit exceeded")


@asynccontextmanager
async def served(answer: Callable[[web.Request], Any]) -> AsyncIterator[str]:
    """Its address, while it answers."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
