"""The way in over HTTP: the one address to which Slack posts everything, each request signed.

Law: nothing is parsed or done before the signature holds, and whoever has no secret learns only that. What could not
be kept is answered with an error, so that Slack sends it again; what nobody could read, with the request not to.
Source: docs.slack.dev/apis/events-api, docs.slack.dev/authentication/verifying-requests-from-slack
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from http import HTTPStatus

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

PATH = "/slack/events"
# The largest that Slack sends is a form of 250 kB (docs.slack.dev/surfaces/modals), three times as long in a request.
BODY_MAX_BYTES = 1024 * 1024
BODY_WITHIN_S = 3.0  # Slack has given up by then
# As long as a signature holds, five minutes either way; more than a busy workspace sends in that time.
REMEMBERED_FOR_S = 600
REMEMBERED_MAX = 100_000
NO_RETRY = {"X-Slack-No-Retry": "1"}
# What parsing raises for a body in which Slack's fields do not stand where they should.
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)

log = logging.getLogger(__name__)


class HttpMode:
    """Answers what is posted. `ready` says whether we know who we are; before that nothing can be told apart."""

    def __init__(self, bolt: AsyncApp, *, signing_secret: str, ready: Callable[[], bool]) -> None:
        self._bolt = bolt
        self._verifier = SignatureVerifier(signing_secret)
        self._ready = ready
        self._has_warned = False
        self._answered: OrderedDict[str, float] = OrderedDict()  # signature -> when, by the loop's clock

    async def posted(self, request: web.Request) -> web.StreamResponse:
        """Commands, interactions and events. 4xx for what is not Slack's, 5xx for what Slack should send again."""
        try:
            async with asyncio.timeout(BODY_WITHIN_S):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if not self._is_signed(body, request.headers):
            return self._refused()
        if not self._ready():
            return web.Response(status=503)
        signature = request.headers["X-Slack-Signature"]
        if self._was_answered(signature):
            return web.Response()
        answer = await self._handed_on(request)
        if answer.status < HTTPStatus.BAD_REQUEST:  # else Slack sends it again, perhaps within the second
            self._answered[signature] = asyncio.get_running_loop().time()
        return answer

    def _was_answered(self, signature: str) -> bool:
        """Slack signs what it sends again anew, so the same signature comes from elsewhere, or after a lost answer.

        A command that was refused left nothing on record by which its second coming could be told.
        """
        long_ago = asyncio.get_running_loop().time() - REMEMBERED_FOR_S
        while self._answered and (
            len(self._answered) > REMEMBERED_MAX or next(iter(self._answered.values())) < long_ago
        ):
            self._answered.popitem(last=False)
        return signature in self._answered

    async def looked_at(self, _: web.Request) -> web.Response:
        """Slack looks at the certificate now and then, by a GET that wants nothing but a 200."""
        return web.Response()

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether Slack signed this within the last five minutes. Bolt looks again, but only after it has parsed."""
        stamp = headers.get("X-Slack-Request-Timestamp")
        try:
            return self._verifier.is_valid(body, stamp, headers.get("X-Slack-Signature"))
        except (ValueError, TypeError):  # a time that is no number, a body or a signature beyond its alphabet
            return False

    def _refused(self) -> web.Response:
        """Said once: anybody can knock, but all of Slack's requests look like this when the secret is another app's."""
        if not self._has_warned:
            log.warning(
                "A request to %s was refused: not signed with SLACK_SIGNING_SECRET, or more than five minutes off. "
                "If commands fail, check that secret and this machine's clock.",
                PATH,
            )
        self._has_warned = True
        return web.Response(status=401)

    async def _handed_on(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = await to_bolt_request(request)
        except UNREADABLE:
            return web.Response(status=400, headers=NO_RETRY)
        if not asked.body:
            return web.Response(status=400, headers=NO_RETRY)
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))
