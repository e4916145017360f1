"""A tracker behind a webhook: what docs/tracker.md says is posted to one address, and signed.

Law: whoever answers may be asked the same again under the same key, and files it once; nobody but them can know. What
they do not say where to ask for, nobody asks: it is one-way then.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.incident.facts import FollowUpEnd
from bot.outward.outcomes import Never, NotNow
from bot.outward.tracker.account import TrackerAccount
from bot.outward.tracker.http import HttpAnswer, TrackerLine, web_address
from bot.outward.tracker.protocol import Filed, IssueMove, KnownIssue, News, Ticket
from bot.render.plain import one_line, storable

SCHEMA = "sitrep.follow-up/1"
NAME_MAX_CHARS = 100
REASON_MAX_CHARS = 200


class Webhook:
    """One address. Each issue that told where is asked for by itself."""

    def __init__(self, account: TrackerAccount, line: TrackerLine, clock: Clock) -> None:
        self._account = account
        self._line = line
        self._clock = clock
        self._turn = 0
        self._asked: dict[str, int] = {}  # by where its state is asked for, at which turn that was last done

    async def find(self, key: str, *, since: datetime) -> Filed | None:
        """None: who is asked again knows the key."""
        return None

    async def file(self, ticket: Ticket) -> Filed:
        told = await self._post({"event": "filed", "key": ticket.key, **_in_full(ticket)})
        name = _line(told.get("id"), NAME_MAX_CHARS)
        url = web_address(told.get("url"))
        return Filed(
            name=name or url or f"{ticket.incident} {ticket.follow_up}",
            url=url,
            status_url=self._ours(told.get("status_url")),
            as_of=_instant(told, self._clock.now()),
        )

    async def show(self, issue: Filed, ticket: Ticket) -> None:
        """Whoever answers knows what they did with it: what stands there is not asked for."""
        key = f"{ticket.key} {ticket.revision} updated"
        await self._post({"event": "updated", "key": key, "id": issue.name, "url": issue.url, **_in_full(ticket)})

    async def move(self, issue: Filed, move: IssueMove) -> datetime | None:
        event = "ended" if move.to == "closed" else "reopened"
        ended = {"how": move.how, "why": move.why} if move.to == "closed" else {}
        told = await self._post(
            {"event": event, "key": move.key, "id": issue.name, "url": issue.url, "comment": move.comment, **ended}
        )
        return _instant(told, self._clock.now())

    async def news(self, known: Sequence[KnownIssue]) -> list[News]:
        """A tracker that says nothing of one issue is asked for the others all the same.

        Those come first that were asked for longest ago: behind one at which it always fails, others would never be.
        """
        found: list[News] = []
        askable = [one for one in known if one.status_url]
        self._asked = {one.status_url: self._asked.get(one.status_url, 0) for one in askable}
        for one in sorted(askable, key=lambda one: self._asked[one.status_url]):
            self._asked[one.status_url] = self._turn = self._turn + 1
            try:
                news = await self._state(one)
            except NotNow:
                if not found:
                    raise
                break  # what was heard is heard
            found += [news] if news is not None else []
        return found

    async def check(self) -> str:
        await self._post({"event": "ping", "key": "ping"})
        return ""

    async def _state(self, one: KnownIssue) -> News | None:
        asked_at = self._clock.now()
        try:
            answer = await self._line.call("GET", one.status_url, headers=self._signed(b""), follows=False)
        except Never:
            return None
        told = answer.told if isinstance(answer.told, dict) else {}
        as_of = _instant(told, asked_at)
        if told.get("state") == "open":
            return News(issue=one, to="open", as_of=as_of)
        if told.get("state") != "closed":
            return None
        how: FollowUpEnd = "will not do" if told.get("how") == "will not do" else "done"
        reason, login = (_line(told.get(key), REASON_MAX_CHARS) for key in ("why", "by"))
        return News(issue=one, to="closed", as_of=as_of, how=how, reason="" if how == "done" else reason, login=login)

    async def _post(self, told: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps({"schema": SCHEMA, **told}, ensure_ascii=False, sort_keys=True).encode()
        headers = {"Content-Type": "application/json", **self._signed(body)}
        return _told(await self._line.call("POST", self._account.url, headers=headers, body=body, follows=False))

    def _signed(self, body: bytes) -> dict[str, str]:
        """The time in seconds, and the HMAC-SHA256 over it, a dot, and the body."""
        at = f"{self._clock.now().timestamp():.0f}"
        return {
            "User-Agent": "Sitrep",
            "X-Sitrep-Timestamp": at,
            "X-Sitrep-Signature": f"v1={signature(self._account.token, at, body)}",
        }

    def _ours(self, told: object) -> str:
        """Where its state is asked for: nowhere but where the house said that the tracker is."""
        url, here = urlsplit(web_address(told)), urlsplit(self._account.url)
        return url.geturl() if (url.scheme, url.netloc) == (here.scheme, here.netloc) else ""


def signature(token: str, at: str, body: bytes) -> str:
    """In hex; `at` is the time as it stands in the header."""
    return hmac.new(token.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def _in_full(ticket: Ticket) -> dict[str, Any]:
    """The follow-up as it reads now, for people and for a program."""
    return {
        "title": ticket.title,
        "body": ticket.body,
        "revision": ticket.revision,
        "follow_up": {
            "incident": ticket.incident,
            "id": ticket.follow_up,
            "text": ticket.text,
            "owner": ticket.owner,
            "due_on": ticket.due_on.isoformat() if ticket.due_on else None,
            "drill": ticket.is_drill,
            "link": ticket.link,
            "outcome": ticket.outcome,
            "why": ticket.why,
        },
    }


def _told(answer: HttpAnswer) -> dict[str, Any]:
    """What it says; an answer without JSON says nothing."""
    if answer.told is None:
        return {}
    if not isinstance(answer.told, dict):
        raise NotNow("its answer is no JSON object")
    return answer.told


def _line(told: object, chars_max: int) -> str:
    """What it says as a line that can be kept and shown."""
    return one_line(storable(str(told or "")), chars_max)


def _instant(told: Mapping[str, Any], now: datetime) -> datetime:
    """When it was last changed, if that is told with a zone; never later than now, or no news would be newer."""
    try:
        at = datetime.fromisoformat(str(told["updated_at"]))
        return now if at.tzinfo is None else min(at.astimezone(UTC), now)
    except (KeyError, OverflowError, ValueError):
        return now
