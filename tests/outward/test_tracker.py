"""What goes over the wire to an issue tracker, and what is made of its answers."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web

from bot.clock import HandClock
from bot.ids import Ids
from bot.incident import facts as f
from bot.incident.logbook import Entry
from bot.incident.replay import replay
from bot.incident.state import Incident
from bot.outward.outcomes import Never, NotNow, Unsure
from bot.outward.tracker import part
from bot.outward.tracker.account import TrackerAccount
from bot.outward.tracker.github import GitHub
from bot.outward.tracker.http import TrackerLine, web_address
from bot.outward.tracker.protocol import Filed, IssueMove, KnownIssue, Ticket
from bot.outward.tracker.ticket import inert, move, ticket
from bot.outward.tracker.webhook import Webhook, signature
from bot.render.words import Reader, Words
from tests.tracker_server import REPOSITORY, TOKEN, Fault, GitHubServer, empty_until, limited, served

NINE = datetime(2026, 5, 14, 9, tzinfo=UTC)
TICKET = Ticket(
    key="issue_k3v9",
    title="check the owner",
    body="check the owner",
    incident="INC-1",
    follow_up="F1",
    text="check the owner",
    owner="Bo Chen",
    due_on=date(2026, 5, 28),
)
ENDED = IssueMove(key="issue_k3v9 7", to="closed", how="done", why="", comment="Done.")


class Wired:
    """A clock, a server like GitHub's, and what talks to it."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.clock = HandClock(NINE)
        self.server = GitHubServer(self.clock.now)
        self.line = TrackerLine(http, clock=self.clock, ids=Ids(1))

    def tracker(self, url: str) -> GitHub:
        account = TrackerAccount(kind="github", url=url, token=TOKEN, repository=REPOSITORY)
        return GitHub(account, self.line)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def wired(http: aiohttp.ClientSession) -> Wired:
    return Wired(http)


@pytest.fixture
async def github(wired: Wired) -> AsyncIterator[GitHub]:
    async with served(wired.server.answer) as url:
        yield wired.tracker(url)


def known(name: str, *, is_open: bool = True) -> KnownIssue:
    return KnownIssue(name=name, status_url="", is_open=is_open, as_of=NINE)


async def test_what_an_attempt_left_is_found_among_many_and_by_nothing_but_its_key(
    wired: Wired, github: GitHub
) -> None:
    filed = await github.file(TICKET)
    wired.clock.turn(NINE + timedelta(minutes=1))
    wired.server.others(250)

    assert filed == await github.find(TICKET.key, since=NINE)
    assert await github.find("issue_k3v", since=NINE) is None


async def test_more_than_can_be_looked_through_is_not_taken_for_nothing(wired: Wired, github: GitHub) -> None:
    wired.server.others(1001)

    with pytest.raises(NotNow, match="too many"):
        await github.find(TICKET.key, since=NINE)


@pytest.mark.parametrize(
    ("fault", "wait_s"),
    [
        (limited(after_s=90), 90),
        (limited(is_secondary=True), 60),
        (empty_until(NINE + timedelta(minutes=20)), 1201),
        (Fault("POST", 429, {"Retry-After": "7"}), 7),
        (limited(after_s=86400), 3600),
    ],
)
async def test_a_limit_says_how_long_and_nobody_calls_before(
    fault: Fault, wait_s: int, wired: Wired, github: GitHub
) -> None:
    wired.server.faults = [fault]

    with pytest.raises(NotNow) as limit:
        await github.file(TICKET)
    with pytest.raises(NotNow):
        await github.news([known("1")])
    assert timedelta(seconds=wait_s) == limit.value.wait
    assert 1 == len(wired.server.asked)
    wired.clock.turn(NINE + timedelta(seconds=wait_s))
    assert "1" == (await github.file(TICKET)).name


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (Fault("POST", 500), Unsure),
        (Fault("POST"), Unsure),
        (Fault("POST", 403, message="Resource not accessible"), Never),
        (Fault("POST", 410, message="Issues are disabled"), Never),
        (Fault("POST", 422, message="Validation Failed"), Never),
    ],
)
async def test_what_became_of_a_request_is_known_to_be_known_or_not(
    fault: Fault, raised: type[Exception], wired: Wired, github: GitHub
) -> None:
    wired.server.faults = [fault]

    with pytest.raises(raised) as told:
        await github.file(TICKET)
    assert TOKEN not in repr(told.value)


async def test_who_is_not_there_took_nothing(wired: Wired) -> None:
    with pytest.raises(NotNow):
        await wired.tracker("http://127.0.0.1:1").file(TICKET)


async def test_a_comment_that_an_earlier_attempt_left_is_not_said_again(wired: Wired, github: GitHub) -> None:
    filed = await github.file(TICKET)
    wired.server.faults = [Fault("PATCH", 502)]
    with pytest.raises(Unsure):
        await github.move(filed, ENDED)
    wired.clock.turn(NINE + timedelta(minutes=1))
    await github.move(filed, replace(ENDED, since=NINE))
    await github.move(filed, replace(ENDED, since=NINE))

    assert 1 == len(wired.server.comments[1])
    assert "closed" == wired.server.issues[1]["state"]


async def test_where_too_much_changed_those_that_are_open_are_asked_for_alone(wired: Wired, github: GitHub) -> None:
    await github.file(TICKET)
    wired.server.close(1, reason="duplicate")
    wired.clock.turn(NINE + timedelta(minutes=1))
    wired.server.others(1001)
    (news,) = await github.news([known("1")])

    assert ("1", "closed", "will not do", "duplicate", "octo") == (
        *(news.issue.name, news.to, news.how, news.reason, news.login),
    )


async def test_what_was_not_heard_to_the_end_is_heard_the_next_time(wired: Wired, github: GitHub) -> None:
    """The list may not change any more, and newer changes may push it out."""
    await github.file(TICKET)
    await github.news([known("1")])
    wired.clock.turn(NINE + timedelta(minutes=2))
    wired.server.close(1)
    wired.server.faults = [Fault("GET", 500, at="/issues/1")]
    with pytest.raises(NotNow):
        await github.news([known("1")])
    wired.clock.turn(NINE + timedelta(minutes=30))
    wired.server.others(1)
    heard = [[news.to for news in await github.news([known("1")])] for _ in range(2)]
    afterwards = await github.news([known("1", is_open=False)])

    assert ([["closed"], ["closed"]], []) == (heard, afterwards)


async def test_a_list_never_leads_the_token_to_another_host(http: aiohttp.ClientSession) -> None:
    met: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        met.append(request.path)
        return web.json_response([])

    async with served(elsewhere) as other:

        async def answer(_: web.Request) -> web.Response:
            return web.json_response([], headers={"Link": f'<{other}/more>; rel="next"'})

        async with served(answer) as url:
            with pytest.raises(NotNow):
                await Wired(http).tracker(url).find(TICKET.key, since=NINE)

    assert [] == met


@pytest.mark.parametrize(
    "told",
    [
        "{}",
        '{"number": "x", "state": "open", "updated_at": "2026-05-14T09:00:00Z"}',
        '{"number": 1, "state": "open", "updated_at": "0001-01-01T00:00:00+14:00"}',
        '{"number": 1, "state": "open"}',
        "null",
        "[" * 100_000,
    ],
)
async def test_an_answer_that_is_none_of_github_is_taken_for_none(told: str, http: aiohttp.ClientSession) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=told, content_type="application/json")

    async with served(answer) as url:
        with pytest.raises(Unsure):
            await Wired(http).tracker(url).file(TICKET)
        for asks in (lambda it: it.show(Filed(name="1"), TICKET), lambda it: it.move(Filed(name="1"), ENDED)):
            with pytest.raises(NotNow):
                await asks(Wired(http).tracker(url))


@pytest.mark.parametrize("status", [403, 422])
async def test_a_change_that_is_refused_for_good_is_known_to_be(status: int, wired: Wired, github: GitHub) -> None:
    filed = await github.file(TICKET)
    for changes in (lambda: github.show(filed, REWORDED), lambda: github.move(filed, ENDED)):
        wired.clock.turn(wired.clock.now() + timedelta(seconds=2))
        wired.server.faults = [Fault("PATCH", status, message="Validation Failed")]
        with pytest.raises(Never, match=f"{status} Validation Failed"):
            await changes()

    assert (TICKET.title, "open") == (wired.server.issues[1]["title"], wired.server.issues[1]["state"])


async def test_the_check_files_nothing_and_says_what_is_wrong(wired: Wired, github: GitHub) -> None:
    fine = await github.check()
    wired.server.faults = [Fault("POST", 403, message="Resource not accessible by personal access token")]
    wired.clock.turn(NINE + timedelta(minutes=1))
    wrong = await github.check()

    assert ("", {}) == (fine, wired.server.issues)
    assert "give the token Issues, read and write" in wrong


# ---- a webhook -------------------------------------------------------------------------------------


class Hook:
    """Whoever answers a webhook: takes what is signed, and answers what a test says."""

    def __init__(self) -> None:
        self.told: list[dict[str, object]] = []
        self.answers: list[web.Response] = []
        self.state: dict[str, object] = {}

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        at, signed = request.headers["X-Sitrep-Timestamp"], request.headers["X-Sitrep-Signature"]
        assert signed == f"v1={signature(TOKEN, at, body)}"
        if request.method == "GET":
            return web.json_response(self.state)
        self.told.append(json.loads(body))
        return self.answers.pop(0) if self.answers else web.json_response({})


async def test_a_webhook_is_told_what_reads_otherwise_under_a_key_of_its_own(
    http: aiohttp.ClientSession, hook: tuple[Hook, str]
) -> None:
    running, url = hook
    changed = replace(TICKET, text="check every owner", outcome="will not do", why="too dear", revision=12)
    await webhook(http, url).show(Filed(name="OPS-1", url="https://t.example/OPS-1"), changed)

    (told,) = running.told
    assert ("updated", "issue_k3v9 12 updated", "OPS-1", 12) == (
        *(told["event"], told["key"], told["id"], told["revision"]),
    )
    assert {"text": "check every owner", "outcome": "will not do", "why": "too dear"}.items() <= (
        told["follow_up"].items()  # type: ignore[attr-defined]
    )


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    running = Hook()
    async with served(running.answer) as url:
        yield running, url


def webhook(http: aiohttp.ClientSession, url: str) -> Webhook:
    clock = HandClock(NINE)
    account = TrackerAccount(kind="webhook", url=f"{url}/sitrep", token=TOKEN)
    return Webhook(account, TrackerLine(http, clock=clock, ids=Ids(1)), clock)


async def test_a_webhook_is_told_all_that_the_page_says_signed(
    http: aiohttp.ClientSession, hook: tuple[Hook, str]
) -> None:
    running, url = hook
    running.answers = [web.json_response({"id": "OPS-1", "url": "https://t.example/OPS-1", "status_url": f"{url}/1"})]
    filed = await webhook(http, url).file(TICKET)

    (told,) = running.told
    assert Filed(name="OPS-1", url="https://t.example/OPS-1", status_url=f"{url}/1", as_of=NINE) == filed
    assert ("sitrep.follow-up/1", "filed", "issue_k3v9") == (told["schema"], told["event"], told["key"])
    assert {
        "incident": "INC-1",
        "id": "F1",
        "text": "check the owner",
        "owner": "Bo Chen",
        "due_on": "2026-05-28",
        "drill": False,
        "link": "",
        "outcome": "",
        "why": "",
    } == told["follow_up"]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {"status_url": "http://169.254.169.254/latest"},
        {"id": "", "url": "javascript:1", "updated_at": "0001-01-01T00:00:00+14:00"},
        {"id": None, "status_url": "https://[::1", "updated_at": "9999-12-31T23:59:59+00:00"},
    ],
)
async def test_what_a_webhook_does_not_say_is_not_asked_for(
    answer: object, http: aiohttp.ClientSession, hook: tuple[Hook, str]
) -> None:
    running, url = hook
    running.answers = [web.Response(status=204) if answer is None else web.json_response(answer)]

    assert Filed(name="INC-1 F1", as_of=NINE) == await webhook(http, url).file(TICKET)


async def test_what_became_of_it_is_asked_where_the_webhook_said(
    http: aiohttp.ClientSession, hook: tuple[Hook, str]
) -> None:
    running, url = hook
    running.state = {"state": "closed", "how": "will not do", "why": "too dear", "by": "kim"}
    one = KnownIssue(name="OPS-1", status_url=f"{url}/1", is_open=True, as_of=NINE)
    (news,) = await webhook(http, url).news([one, known("OPS-2")])

    assert ("OPS-1", "closed", "will not do", "too dear", "kim") == (
        *(news.issue.name, news.to, news.how, news.reason, news.login),
    )


async def test_what_a_tracker_calls_an_issue_can_be_kept_and_turns_no_line_around(
    http: aiohttp.ClientSession, hook: tuple[Hook, str]
) -> None:
    running, url = hook
    running.answers = [web.json_response({"id": "OPS\0\ud800\u202e\n7"})]

    assert "OPS\ufffd\ufffd 7" == (await webhook(http, url).file(TICKET)).name


@pytest.mark.parametrize("odd", ["[]", "[" * 100_000, '{"state": "closed?"}', '{"state": ["closed"]}', None])
async def test_of_whom_a_webhook_says_nothing_that_is_for_the_others_no_hindrance(
    odd: str | None, http: aiohttp.ClientSession
) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/1":
            return web.Response(text=odd, content_type="application/json", status=200 if odd else 500)
        return web.json_response({"state": "closed", "updated_at": "9999-12-31T23:59:59+00:00"})

    async with served(answer) as url:
        asks = webhook(http, url)
        both = [KnownIssue(name=f"OPS-{n}", status_url=f"{url}/{n}", is_open=True, as_of=NINE) for n in (1, 2)]
        heard = []
        for _ in range(2):
            with suppress(NotNow):
                heard += await asks.news(both)
            asks._clock.turn(asks._clock.now() + timedelta(minutes=15))  # type: ignore[attr-defined]

    assert ("OPS-2", NINE) <= (heard[0].issue.name, heard[0].as_of) <= ("OPS-2", NINE + timedelta(minutes=15))


async def test_a_webhook_remembers_of_no_issue_that_is_asked_for_no_more(
    http: aiohttp.ClientSession, hook: tuple[Hook, str]
) -> None:
    running, url = hook
    running.state = {"state": "open"}
    asks = webhook(http, url)
    for n in range(3):
        await asks.news([KnownIssue(name=f"OPS-{n}", status_url=f"{url}/{n}", is_open=True, as_of=NINE)])

    assert {f"{url}/2"} == set(asks._asked)


async def test_a_redirect_of_a_webhook_is_not_followed(http: aiohttp.ClientSession, hook: tuple[Hook, str]) -> None:
    running, url = hook
    running.answers = [web.Response(status=302, headers={"Location": f"{url}/elsewhere"})]

    with pytest.raises(Never, match="302"):
        await webhook(http, url).file(TICKET)
    assert 1 == len(running.told)


# ---- Sitrep's part ---------------------------------------------------------------------------------

ISSUE = {"title": TICKET.title, "body": f"{part.of(TICKET)}\n"}
REWORDED = replace(TICKET, title="check every owner", body="check every owner")


@pytest.mark.parametrize("above", ["above\r\n\t", f"we copied {part.begins(TICKET.key)} by mistake\n\n"])
def test_what_stands_outside_the_part_stays_byte_by_byte(above: str) -> None:
    body = f"{above}{part.of(TICKET)} \r\n\u2028below <!-- sitrep issue_k3v9 ends, title 0 -->"
    changed = part.changes(REWORDED, title=ISSUE["title"], body=body)

    assert body.replace(part.of(TICKET), part.of(REWORDED)) == changed["body"]
    assert "check every owner" == changed["title"]
    assert {} == part.changes(REWORDED, **changed)


@pytest.mark.parametrize(
    "body",
    [
        "",
        ISSUE["body"].replace("k3v9 -->", "k3v -->"),  # another's
        ISSUE["body"].partition(" ends")[0],  # it has no end
        "we do this elsewhere",
    ],
)
def test_where_the_part_is_not_to_be_found_nothing_is_changed(body: str) -> None:
    assert {} == part.changes(REWORDED, title=ISSUE["title"], body=body)


def test_what_an_editor_of_the_web_does_with_blanks_is_no_change() -> None:
    body = ISSUE["body"].replace("\n", "\r\n")

    assert {} == part.changes(TICKET, title=f" {TICKET.title}  ", body=body)


def test_a_title_that_somebody_else_gave_it_is_theirs() -> None:
    assert {"body": f"{part.of(REWORDED)}\n"} == part.changes(REWORDED, title="ours now", body=ISSUE["body"])


# ---- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ask @octocat", "as in #12", "owls/jobs#12", "GH-12", "mail pat@house.example"])
def test_a_name_or_a_number_reads_the_same_and_calls_nobody(typed: str) -> None:
    said = inert(typed)

    assert typed != said
    assert typed == said.replace("\u2060", "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("see https://github.com/owls/jobs/issues/12.", "see https://redirect.github.com/owls/jobs/issues/12."),
        ("http://www.GitHub.com/owls/jobs/pull/3#x", "http://redirect.GitHub.com/owls/jobs/pull/3#x"),
        ("https://git.house.example/owls/jobs/issues/12", "https://git.house.example/owls/jobs/issues/\u206012"),
        ("https://github.com/owls/jobs/blob/main/a.py", "https://github.com/owls/jobs/blob/main/a.py"),
        ("https://redirect.github.com/owls/jobs/issues/1", "https://redirect.github.com/owls/jobs/issues/1"),
    ],
)
def test_the_address_of_an_issue_leaves_no_line_in_it(typed: str, said: str) -> None:
    assert said == inert(typed)


def filed_and_ended(*, made_private: bool = False) -> Incident:
    """F1 of INC-1, which stands in the tracker, is one day said not to be done; by then the incident may be private."""
    facts = (
        f.Opened(title="Documents missing", severity=2),
        f.FollowUpRaised(id="F1", text="check the owner", owner="U1", due_on=date(2026, 5, 28)),
        f.FilingAsked(id="F1"),
        *([f.MadePrivate()] if made_private else []),
        f.FollowUpEnded(id="F1", how="will not do", words="ask Pat Smith"),
    )
    return replay(1, [Entry(seq, NINE, NINE, "U1", f"{seq}", fact) for seq, fact in enumerate(facts, 1)])


@pytest.mark.parametrize("name", ["@octocat", "owls/jobs#12", "GH-12 Bo"])
def test_a_name_that_somebody_chose_calls_nobody(name: str) -> None:
    incident, reader = filed_and_ended(), Reader(people={"U1": name}, zone="UTC", team_url="", now=NINE)
    one = incident.follow_ups[0]
    said = ticket(incident, one, key="k", words=Words(), reader=reader).body
    ends = move(incident, one, key="k", words=Words(), reader=reader).comment

    for text in (said, ends):
        assert name not in text
        assert name in text.replace("\u2060", "").replace("\\", "")


def test_of_what_became_private_neither_why_it_ended_nor_who_says_so_goes_out() -> None:
    incident = filed_and_ended(made_private=True)
    reader = Reader(people={"U1": "Bo"}, zone="UTC", team_url="", now=NINE)
    told = move(incident, incident.follow_ups[0], key="k", words=Words(), reader=reader)

    assert ("", "It will not be done, as it stands in Slack (INC-1 F1).") == (told.why, told.comment.strip())


@pytest.mark.parametrize(
    "told", [None, "javascript:alert(1)", "https://a b", "https://a|b", "https://a>", "//a", "x" * 2000]
)
def test_only_an_address_of_the_web_is_shown_as_a_link(told: object) -> None:
    assert "" == web_address(told)
