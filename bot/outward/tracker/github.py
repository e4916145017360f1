"""GitHub's issues, on github.com or an Enterprise Server (docs.github.com/en/rest/issues/issues).

GitHub takes no key by which it would tell a second attempt from a first one. So each body carries ours, where people
do not see it, and whoever does not know whether an issue was made looks through the newest ones for it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.incident.facts import FollowUpEnd, IssueState
from bot.outward.outcomes import Never, NotNow, Unsure
from bot.outward.tracker import part
from bot.outward.tracker.account import TrackerAccount
from bot.outward.tracker.http import HttpAnswer, TrackerLine, web_address
from bot.outward.tracker.protocol import Filed, IssueMove, KnownIssue, News, Ticket

PAGE = 100  # the most of a page
PAGES_MAX = 10
ASKED_ALONE_MAX = 500  # issues, where too much changed in the repository for its list to be read
OVERLAP = timedelta(minutes=1)  # times are to the second, and several servers keep them
_NOT_MODIFIED, _INVALID = 304, 422
_ODD = "its answer is none of GitHub's"
# Why an issue was closed, as what it means here. What is not named there is done.
_MEANS: Mapping[str, tuple[FollowUpEnd, str]] = {
    "not_planned": ("will not do", "not planned"),
    "duplicate": ("will not do", "duplicate"),
}
_REASONS: Mapping[FollowUpEnd, str] = {"done": "completed", "will not do": "not_planned"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issue:
    """An issue as GitHub tells it; `login` is whoever closed it, if that is known."""

    number: str
    url: str
    title: str
    body: str
    state: IssueState
    state_reason: str
    login: str
    updated_at: datetime

    @property
    def as_filed(self) -> Filed:
        return Filed(name=self.number, url=self.url, as_of=self.updated_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """What stood in the list of what changed when it was last read at `url`: by number, open or closed."""

    url: str = ""
    etag: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    newest: datetime | None = None
    is_whole: bool = True


class GitHub:
    """One repository. What changed is asked of all its issues at once, from the newest change that is known on."""

    def __init__(self, account: TrackerAccount, line: TrackerLine) -> None:
        self._line = line
        self._issues = f"{account.url.rstrip('/')}/repos/{account.repository}/issues"
        self._headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {account.token}",
            "User-Agent": "Sitrep",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._since: datetime | None = None  # everything that changed before is on record
        self._read_last = _Listing()

    async def find(self, key: str, *, since: datetime) -> Filed | None:
        """Raises NotNow also where so many issues were made since then that not all could be looked at."""
        query = {"state": "all", "sort": "created", "direction": "desc", "since": _written(since)}
        found, is_whole = await self._all_of(await self._read(_query(self._issues, query)))
        mine = next((one for one in map(_issue, found) if part.begins(key) in one.body), None)
        if mine is None and not is_whole:
            raise NotNow("too many issues to look through", wait=timedelta(hours=1))
        return None if mine is None else mine.as_filed

    async def file(self, ticket: Ticket) -> Filed:
        told = {"title": ticket.title, "body": f"{part.of(ticket)}\n"}
        return _written_one(await self._write("POST", self._issues, told)).as_filed

    async def show(self, issue: Filed, ticket: Ticket) -> None:
        """Read right before it is written: nothing that GitHub has would keep what somebody writes in between."""
        at = f"{self._issues}/{issue.name}"
        stands = _issue((await self._read(at)).told)
        if changed := part.changes(ticket, title=stands.title, body=stands.body):
            await self._write("PATCH", at, changed)

    async def move(self, issue: Filed, move: IssueMove) -> datetime | None:
        """A comment, then the state. One that is so already is left as it is."""
        at = f"{self._issues}/{issue.name}"
        stands = _issue((await self._read(at)).told)
        if stands.state == move.to:
            return stands.updated_at
        marker = part.begins(move.key)
        if move.since is None or not await self._has_comment(at, marker, move.since):
            await self._write("POST", f"{at}/comments", {"body": f"{move.comment}\n\n{marker}\n"})
        reason = _REASONS[move.how] if move.to == "closed" else "reopened"
        answer = await self._write("PATCH", at, {"state": move.to, "state_reason": reason})
        return _written_one(answer).updated_at

    async def news(self, known: Sequence[KnownIssue]) -> list[News]:
        """Of those whose state is another in the list; who closed it stands only in the issue itself."""
        if not _differing(known, self._read_last.states):  # all that the last list said is on record
            self._since = self._read_last.newest or self._since
        since = self._since or min((one.as_of for one in known if one.is_open), default=max(k.as_of for k in known))
        await self._look(since)
        last = self._read_last
        unseen = [one for one in known if one.is_open and one.name not in last.states and not last.is_whole]
        asked = [*_differing(known, last.states), *unseen[:ASKED_ALONE_MAX]]
        return [news for one in asked if (news := await self._state(one)) is not None]

    async def _look(self, since: datetime) -> None:
        """Read what changed since then, unless that is what was read last.

        A conditional request that finds nothing new counts against no limit (best practices, "Use conditional
        requests").
        """
        query = {"state": "all", "sort": "updated", "direction": "desc", "since": _written(since - OVERLAP)}
        url, last = _query(self._issues, query), self._read_last
        first = await self._read(url, **({"If-None-Match": last.etag} if last.etag and last.url == url else {}))
        if first.status == _NOT_MODIFIED:
            return
        found, is_whole = await self._all_of(first)
        listed = [_issue(one) for one in found]
        self._read_last = _Listing(
            url=url,
            etag=first.headers.get("ETag", ""),
            states={one.number: one.state for one in listed},
            newest=max((one.updated_at for one in listed), default=last.newest),
            is_whole=is_whole,
        )

    async def check(self) -> str:
        repository = (await self._read(self._issues.removesuffix("/issues"))).told
        if not isinstance(repository, dict):
            raise NotNow(_ODD)
        if not repository.get("has_issues", True):
            return "Its issues are switched off: switch them on in the repository's settings."
        if repository.get("archived"):
            return "It is archived and takes no issues: unarchive it, or set tracker.repository to another."
        try:
            await self._write("POST", self._issues, {})  # without a title none is made
        except Never as refused:
            if refused.status == _INVALID:
                return ""
            return f"It says {refused}: give the token Issues, read and write, for this repository."
        return "It takes an issue without a title, as GitHub does not: check tracker.url."

    async def _state(self, one: KnownIssue) -> News | None:
        """None for one that was deleted, or moved to where we may not look."""
        try:
            told = _issue((await self._read(f"{self._issues}/{one.name}")).told)
        except Never:
            return None
        if told.state == "open":
            return News(issue=one, to="open", as_of=told.updated_at)
        how, reason = _MEANS.get(told.state_reason, ("done", ""))
        return News(issue=one, to="closed", as_of=told.updated_at, how=how, reason=reason, login=told.login)

    async def _has_comment(self, at: str, marker: str, since: datetime) -> bool:
        comments, _ = await self._all_of(await self._read(_query(f"{at}/comments", {"since": _written(since)})))
        return any(marker in str(one.get("body") or "") for one in comments)

    async def _all_of(self, first: HttpAnswer) -> tuple[list[dict[str, Any]], bool]:
        """What stands on this page of a list and those behind it, and whether that is all."""
        answer, found = first, [*_many(first)]
        for _ in range(PAGES_MAX - 1):
            if urlsplit(answer.onward)[:2] != urlsplit(self._issues)[:2]:  # the token goes nowhere else, nor in clear
                break
            answer = await self._read(answer.onward)
            found += _many(answer)
        return found, not answer.onward

    async def _read(self, url: str, **more: str) -> HttpAnswer:
        return await self._line.call("GET", url, headers={**self._headers, **more})

    async def _write(self, method: str, url: str, told: Mapping[str, str]) -> HttpAnswer:
        headers = {**self._headers, "Content-Type": "application/json"}
        return await self._line.call(method, url, headers=headers, body=json.dumps(told).encode())


def _query(at: str, query: Mapping[str, str]) -> str:
    return f"{at}?{urlencode({**query, 'per_page': PAGE})}"


def _differing(known: Sequence[KnownIssue], states: Mapping[str, str]) -> list[KnownIssue]:
    return [one for one in known if states.get(one.name, _word(one)) != _word(one)]


def _written_one(answer: HttpAnswer) -> _Issue:
    """The issue that was just written. Unsure for an answer that says something else."""
    try:
        return _issue(answer.told)
    except NotNow as odd:
        raise Unsure(str(odd)) from odd


def _issue(told: Any) -> _Issue:
    """Raises NotNow for what is no issue: a page of something in between, or an API that is not GitHub's."""
    try:
        return _Issue(
            number=str(int(told["number"])),
            url=web_address(told.get("html_url")),
            title=str(told.get("title") or ""),
            body=str(told.get("body") or ""),
            state="open" if told["state"] == "open" else "closed",
            state_reason=str(told.get("state_reason") or ""),
            login=str((told.get("closed_by") or {}).get("login") or ""),
            updated_at=datetime.fromisoformat(told["updated_at"]).astimezone(UTC),
        )
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as odd:
        raise NotNow(_ODD) from odd


def _many(answer: HttpAnswer) -> Iterator[dict[str, Any]]:
    if not isinstance(answer.told, list):
        raise NotNow(_ODD)
    yield from (one for one in answer.told if isinstance(one, dict))


def _word(one: KnownIssue) -> str:
    return "open" if one.is_open else "closed"


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
