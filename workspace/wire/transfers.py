"""The addresses that Slack's answers point to: uploads, downloads, response URLs.

Law: each is known only to who was given it, and says no in the way Slack's own does.
"""

import json

from aiohttp import web

from workspace.state.refusals import Refusal
from workspace.state.world import World
from workspace.wire import answers
from workspace.wire.faults import Faults

_GONE = frozenset({"used_url", "expired_url", "invalid_url"})


class Transfers:
    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/{kind:commands|actions|app}/{team}/{number}/{tail}", self.answer),
            web.post("/upload/v1/{ticket}", self.upload),
            web.get("/files-pri/{file}/{rest:.*}", self.download),
        ]

    async def answer(self, request: web.Request) -> web.Response:
        """A POST to a response URL; a fault has it as the method `response_url`."""
        if failure := self._faults.failure_of("response_url"):
            return web.json_response({"ok": False, "error": failure.error}, status=failure.status)
        key = f"{request.match_info['number']}/{request.match_info['tail']}"
        try:
            answers.receive(self._world, key, json.loads(await request.read()))
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        except Refusal as refusal:
            status = 404 if refusal.error in _GONE else 400
            return web.json_response({"ok": False, "error": refusal.error, **refusal.more}, status=status)
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.Response:
        """The bytes of a file, raw or as a field of a form."""
        file = self._world.directory.files.get(self._world.uploads.pop(request.match_info["ticket"], ""))
        if file is None:
            raise web.HTTPNotFound
        if request.content_type == "multipart/form-data":
            fields = (await request.post()).values()
            file.content = next((field.file.read() for field in fields if isinstance(field, web.FileField)), b"")
        else:
            file.content = await request.read()
        file.size, file.uploaded = len(file.content), True
        self._world.move()
        return web.Response(text=f"OK - {file.size}")

    async def download(self, request: web.Request) -> web.Response:
        """A file's bytes, for whoever shows a token."""
        file = self._world.directory.files.get(request.match_info["file"])
        if file is None or not file.completed or file.deleted:
            raise web.HTTPNotFound
        try:
            self._world.tokens.caller(request.headers.get("Authorization", "").removeprefix("Bearer "))
        except Refusal as refusal:
            raise web.HTTPForbidden from refusal
        return web.Response(body=file.content)
