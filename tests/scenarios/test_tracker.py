"""Follow-ups stand in the house's issue tracker as well: once, whatever fails, and what is done there is done here."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from bot.cli.groundwork import laid
from bot.ids import Ids
from bot.incident import facts as f
from bot.incident.parts import FollowUp
from bot.store import outbox
from bot.store.engine import Store
from tests.faults.morning import until
from tests.scenarios.conftest import LOBBY, Scene
from tests.tracker_server import REPOSITORY, TOKEN, Fault, GitHubServer, limited, served

WHAT = "the rename job checks the owner"
RAISE = f"/incident follow-up @bo by 28 May {WHAT}"


@pytest.fixture
async def github(scene: Scene) -> AsyncIterator[GitHubServer]:
    server = GitHubServer(scene.stage.clock.now)
    async with served(server.answer) as url:
        server.url = url
        yield server


async def at_home(scene: Scene, github: GitHubServer, **changed: object) -> Scene:
    """A house with a tracker, and Leo's incident with one follow-up of Bo's."""
    await scene.stops()
    await scene.starts_again(
        **{
            "tracker_token": TOKEN,
            "tracker_url": github.url,
            "tracker_repository": REPOSITORY,
            "zone": "Europe/Berlin",
            **changed,
        }
    )
    await scene.start("sev4 Documents missing")  # on demand: nobody is reminded of a report meanwhile
    await scene.types("leo", RAISE)
    return scene


@pytest.fixture
async def house(scene: Scene, github: GitHubServer) -> Scene:
    return await at_home(scene, github)


async def filed(house: Scene, name: str = "F1", raised: str = "") -> str:
    """Leo raises it if it is not there yet, files it, and reads what he is told."""
    if raised:
        await house.types("leo", f"/incident follow-up by 28 May {raised}")
    await house.types("leo", f"/incident follow-up {name} file")
    return await house.presses("leo", "File it")


async def one(house: Scene, number: int = 1, *, name: str = "F1") -> FollowUp:
    (found,) = (each for each in (await house.incident(number)).follow_ups if each.id == name)
    return found


async def test_it_is_asked_first_its_link_stands_wherever_the_follow_up_does_and_its_words_call_nobody_there(
    house: Scene, github: GitHubServer
) -> None:
    asked = await house.types("leo", "/incident followups")
    question = await house.presses("leo", "File it…")
    before = len(github.issues)
    answer = await house.presses("leo", "File it")
    await house.after(0.1)
    await filed(house, "F2", raised="ask @octocat about #12 and <script>GH-3</script>")

    issue, hostile = github.issues.values()
    url = issue["html_url"]
    assert "#1" not in asked
    assert f"in {REPOSITORY}" in question
    assert "whoever may read" in question
    assert 0 == before
    assert "goes into the issue tracker" in answer
    assert WHAT == issue["title"]
    assert "Owner: Bo Chen, due on Thu 28 May" in issue["body"]
    assert "Follow-up F1 of INC-1: “Documents missing”" in issue["body"]
    assert "[Its channel in Slack](<https://local-slack.slack.com/archives/C" in issue["body"]
    assert "\n\nClose this issue, and the follow-up is done" in issue["body"]
    assert "#1" in await house.types("leo", "/incident followups")
    assert url in await house.types("leo", "/incident timeline")
    assert any("stands in the issue tracker" in line for line in await house.card_thread())
    assert url == (await one(house)).issue.url  # type: ignore[union-attr]
    assert "already" in await house.types("leo", "/incident follow-up F1 file")
    for call in ("@octocat", "#12", "GH-3", "<script>"):
        assert call not in hostile["body"]


async def test_a_house_without_a_tracker_says_so_and_one_that_does_without_it_again_hears_nothing_of_it(
    scene: Scene, github: GitHubServer
) -> None:
    await scene.start("sev4 Payroll late")
    await scene.types("leo", RAISE)
    without = [await scene.types("leo", f"/incident {asked}") for asked in ("followups", "follow-up F1 file")]
    await scene.types("leo", "/incident cancel it was in time")
    house = await at_home(scene, github)
    await filed(house)
    await house.stops()
    await house.starts_again(tracker_token="")
    await house.types("leo", "/incident follow-up F1 done")
    await house.after(20)

    assert "File it" not in without[0]
    assert "no issue tracker connected" in without[1]
    assert [] == [line for line in house.dms("leo") if "tracker" in line]
    assert "#1" in await house.types("leo", "/incident INC-2 followups")


async def test_all_are_filed_where_the_house_wants_it_but_of_what_is_private_goes_what_was_told_and_no_more(
    scene: Scene, github: GitHubServer
) -> None:
    house = await at_home(scene, github, tracker_file="all")
    await house.start("sev2 Payroll leaked +private", where=LOBBY)
    private = (await house.incident(2)).channel
    await house.types("leo", f"/incident follow-up by 28 May {WHAT}", where=private)
    await house.after(1)
    by_itself = [(issue["title"], "Documents missing" in issue["body"]) for issue in github.issues.values()]
    kept = (await one(house, 2)).issue
    outsider = await house.types("bo", "/incident INC-2 follow-up F1 file", where=LOBBY)
    question = await house.types("leo", "/incident follow-up F1 file", where=private)
    await house.presses("leo", "File it", where=private)

    (_, issue) = github.issues.values()
    assert [(WHAT, True)] == by_itself
    assert kept is None
    assert "INC-2 is private" in question
    assert outsider == (await house.types("bo", "/incident INC-9 follow-up F1 file", where=LOBBY)).replace("9", "2")
    assert "Payroll" not in issue["title"] + issue["body"]
    assert "archives" not in issue["body"]


async def test_whatever_is_lost_on_the_way_there_is_one_issue_and_what_changes_meanwhile_is_not_left_behind(
    house: Scene, github: GitHubServer
) -> None:
    github.others(130)
    github.faults = [Fault("POST", is_done=True)]  # the answer was lost
    await filed(house)
    await house.after(5)
    github.faults = [Fault("POST", 500)]  # it never was there
    await filed(house, "F2", raised="restart the jobs")
    await house.after(5)
    github.faults = [Fault("POST", is_done=True)]
    await filed(house, "F3", raised="call the vendor")
    await house.stops()
    await house.starts_again()
    await house.after(5)
    github.faults = [Fault("POST", is_done=True)]
    await filed(house, "F4", raised="check the owner")
    await house.types("leo", "/incident fix F4 all jobs check the owner")
    await house.after(5)

    mine = [(str(issue["number"]), issue["title"]) for issue in list(github.issues.values())[130:]]
    names = [each.issue.name for each in (await house.incident()).follow_ups if each.issue is not None]
    assert [WHAT, "restart the jobs", "call the vendor", "all jobs check the owner"] == [title for _, title in mine]
    assert [number for number, _ in mine] == names


async def test_one_that_is_killed_once_it_was_taken_leaves_one_issue(house: Scene, github: GitHubServer) -> None:
    """It had claimed the parcel, and died before it could write a word of what became of it."""
    github.faults = [limited(after_s=60)]
    await filed(house)
    await house.stops()
    house.turns(2)
    now = house.stage.clock.now()
    store = await Store.open(house.stage.app._settings.database_url)
    async with store.write("claim") as tx:
        (parcel,) = await outbox.claim(tx, now, token=lambda: "died", limit=9, lease=timedelta(seconds=5))
    await store.close()
    github.others(1, body=f"<!-- sitrep {parcel.id} -->")
    await house.starts_again()
    await house.after(5)

    assert 1 == len(github.issues)
    assert (await one(house)).is_filed


async def test_of_two_processes_one_files_it_and_one_asks(
    scene: Scene, github: GitHubServer, postgres_url: str
) -> None:
    """The first hears no answer, and either may look for it; in each interval one asks what became of it."""
    house = await at_home(scene, github, database_url=postgres_url)
    clock, settings = house.stage.clock, replace(house.stage.app._settings, slack_app_token="")
    beside = (await laid(settings, clock=clock, ids=Ids(99))).build()
    await beside.start(ticking=False)
    github.faults = [Fault("POST", is_done=True)]
    await filed(house)
    for _ in range(22):  # times two minutes: three times fourteen, and at first nothing stands there
        house.turns(2)
        await asyncio.gather(beside.tick(), house.stage.app.tick())
        await until(lambda: beside.still)
        await house.stage.settle()
    await beside.stop()
    rounds = [path for path in github.asked_with("GET") if "sort=updated" in path]

    assert (1, 1) == (len(github.issues), len(github.asked_with("POST")))
    assert (await one(house)).is_filed
    assert 2 == len(rounds)


async def test_a_limit_is_kept_for_as_long_as_it_says_and_what_ended_meanwhile_goes_there_once_it_goes_on(
    house: Scene, github: GitHubServer
) -> None:
    github.faults = [limited(after_s=600), limited(is_secondary=True)]
    await filed(house)
    await house.after(9.9)
    early = len(github.asked_with("POST"))
    await house.after(0.2)
    then = len(github.asked_with("POST"))
    await house.after(0.9)
    patient = len(github.asked_with("POST"))
    await house.after(3)
    at_last = len(github.asked_with("POST"))
    github.faults = [limited(after_s=60)]
    await filed(house, "F2", raised="restart the jobs")
    await house.types("leo", "/incident follow-up F2 done")
    await house.after(3)
    ended = (len(github.issues), await house.types("leo", "/incident INC-1 followups"))
    await house.types("leo", "/incident undo")
    await house.after(3)

    assert (1, 2, 2, 3) == (early, then, patient, at_last)
    assert 1 == ended[0]
    assert "on its way" not in ended[1]
    assert [WHAT, "restart the jobs"] == [issue["title"] for issue in github.issues.values()]


async def test_a_token_that_may_not_is_told_to_whoever_filed_it_each_time(house: Scene, github: GitHubServer) -> None:
    said = "Resource not accessible by personal access token"
    github.faults = [Fault("POST", 403, message=said)]
    await filed(house)
    await house.after(1)
    first = [line for line in house.dms("leo") if said in line]
    github.faults = [Fault("POST", 403, message=said)]
    await filed(house)
    await house.after(2)
    second = [line for line in house.dms("leo") if said in line]

    assert (1, 2) == (len(first), len(second))
    assert "not taken by the issue tracker" in await house.types("leo", "/incident followups")
    assert not any(said in line for line in await house.said_in_channel())


async def test_a_tracker_that_is_down_delays_nothing_and_is_told_of_after_a_day(
    house: Scene, github: GitHubServer
) -> None:
    github.faults = [Fault("POST", 500) for _ in range(2000)] + [Fault("GET", 500) for _ in range(2000)]
    await filed(house)
    answer = await house.types("leo", "/incident report two of fourteen found")
    listed = await house.types("leo", "/incident followups")
    await house.after(60)
    tries = len(github.asked)
    await house.stops()
    house.turns(24 * 60)
    await house.starts_again()
    await house.after(2)
    told = [line for line in house.dms("leo") if "issue tracker" in line]
    await house.types("leo", "/incident resolve all is back")
    github.faults = []
    await filed(house)
    await house.after(10)

    assert "two of fourteen found" in answer
    assert "on its way into the issue tracker" in listed
    assert 1 == len(told)
    assert 10 < tries < 60
    assert 1 == len(github.issues)


async def test_what_becomes_private_goes_from_the_issue_or_stays_here_until_somebody_inside_lets_it_out(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    people_write(github)
    github.faults = [limited(after_s=60)]
    await filed(house, "F2", raised="call the vendor")
    answer = await house.types("leo", "/incident private")
    await house.types("leo", "/incident fix F1 payroll checks the owner")
    await house.after(5)
    hidden = github.issues[1] | {}
    question = await house.types("leo", "/incident follow-up F1 file")
    await house.presses("leo", "File it")
    await house.after(1)

    assert "the words of F1 are taken out of the issue" in answer
    assert "Follow-up F1 of INC-1" == hidden["title"]
    assert "Kim looks at it." in hidden["body"]
    for words in ("owner", "Bo Chen", "Documents", "archives"):
        assert words not in hidden["body"]
    assert [1] == [*github.issues]
    assert any("became private meanwhile" in line for line in house.dms("leo"))
    assert "INC-1 is private" in question
    assert "payroll checks the owner" == github.issues[1]["title"]
    assert "Documents" not in github.issues[1]["body"]


async def test_words_that_were_removed_go_from_the_issue_and_do_not_go_out(house: Scene, github: GitHubServer) -> None:
    await filed(house)
    github.faults = [limited(after_s=60)]
    await filed(house, "F2", raised="call Pat Smith")
    seqs = {e.fact.id: e.seq for e in await house.entries() if isinstance(e.fact, f.FollowUpRaised)}
    first = await house.types("leo", f"/incident redact #{seqs['F1']} a name")
    await house.types("leo", f"/incident redact #{seqs['F2']} a name")
    await house.after(5)

    assert f"They go from what I wrote in the issue {github.issues[1]['html_url']}" in first
    assert "[removed]" == github.issues[1]["title"]
    assert WHAT not in github.issues[1]["body"]
    assert 1 == len(github.issues)
    assert any("F2 was not filed" in line and "words were removed" in line for line in house.dms("leo"))


# ---- in step ---------------------------------------------------------------------------------------


def people_write(github: GitHubServer, number: int = 1) -> tuple[str, str]:
    """Above and below Sitrep's part, in an editor of the web."""
    above, below = "Kim looks at it.\r\n\r\n", "\r\n\r\n- [ ] ask the vendor\r\n"
    github.edit(number, body=above + github.issues[number]["body"].strip().replace("\n", "\r\n") + below)
    return above, below


async def test_what_changes_here_changes_there_whatever_is_lost_and_what_people_wrote_there_stays(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    above, below = people_write(github)
    lost = [Fault("GET", 500, at="/issues/1"), Fault("PATCH", 502), Fault("PATCH", is_done=True)]
    limits = [Fault("PATCH", 429, {"Retry-After": "90"}), limited("PATCH", is_secondary=True)]
    for faults, each, day, due in ((lost, "every", "2 June", "Tue 2 Jun"), (limits, "each", "3 June", "Wed 3 Jun")):
        github.faults, title = faults, f"Documents of {each} team lost"
        typed = (f"fix F1 the rename job checks {each} owner", f"follow-up F1 @ana by {day}", f"title {title}")
        changed = [await house.types("leo", f"/incident {words}") for words in typed]
        await house.stops()
        await house.starts_again()
        await house.after(20)
        body, writes = github.issues[1]["body"], len(github.asked_with("PATCH"))
        await house.after(20)

        assert [] == github.faults
        assert f"the rename job checks {each} owner" == github.issues[1]["title"]
        for words in (f"checks {each} owner”", f"Owner: Ana Lima, due on {due}", f"INC-1: “{title}”"):
            assert words in body
        assert WHAT not in body
        assert (above, below) == (body[: len(above)], body[-len(below) :])
        assert (body, writes) == (github.issues[1]["body"], len(github.asked_with("PATCH")))
        assert not any("tracker" in line for line in (*changed, *house.dms("leo")))


async def test_a_title_or_a_part_that_is_theirs_is_left_to_them_and_an_issue_that_is_gone_holds_nothing_up(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    await house.after(0.1)
    await filed(house, "F2", raised="restart the jobs")
    github.edit(2, title="Owner check, phase 2")
    await house.types("leo", "/incident fix F2 all jobs check the owner")
    await house.after(1)
    retitled = github.issues[2] | {}
    github.delete(1)
    for day in ("3 June", "4 June"):
        await house.types("leo", f"/incident follow-up F1 by {day}")
        await house.types("leo", f"/incident follow-up F2 by {day}")
        await house.after(2)
    moved = github.issues[2]["body"]
    await house.types("leo", "/incident redact F1 a name")
    await house.after(2)
    told = [line for line in house.dms("leo") if "does not get into its issue #1" in line]
    github.edit(2, body="We do this in #7.")
    await house.types("leo", "/incident follow-up F2 by 5 June")
    await house.after(20)

    assert ("Owner check, phase 2", True) == (retitled["title"], "all jobs check the owner" in retitled["body"])
    assert [False, True] == ["removed here still stand there" in line for line in told]
    assert "says “404 Not Found”" in told[0]
    assert "due on Thu 4 Jun" in moved
    assert "We do this in #7." == github.issues[2]["body"]
    assert "all jobs check the owner" == (await one(house, name="F2")).text


async def test_what_will_not_be_done_or_is_taken_back_says_so_there_also_where_the_house_closes_nothing(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    await house.types("leo", "/incident follow-up F1 not to be done: ask Pat Smith")
    await house.after(1)
    ended = github.issues[1] | {}
    await house.types("leo", "/incident redact F1 a name")
    await house.after(0.1)
    await filed(house, "F2", raised="restart the jobs")
    await house.types("leo", "/incident undo")
    await house.after(20)

    assert ("open", "open", {}) == (ended["state"], github.issues[1]["state"], github.comments)
    assert "It will not be done, says Leo Torres in Slack: “ask Pat Smith”" in ended["body"]
    assert "Pat Smith" not in github.issues[1]["body"]
    assert ("open", "Follow-up F2 of INC-1") == (github.issues[2]["state"], github.issues[2]["title"])
    assert "F2 of INC-1 is no follow-up any more" in github.issues[2]["body"]
    assert "restart the jobs" not in github.issues[2]["body"]


# ---- what is done there ----------------------------------------------------------------------------


async def test_what_is_closed_there_is_done_here_also_while_nobody_ran_and_what_is_reopened_is_outstanding_again(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    await house.after(20)
    github.close(1)
    await house.after(16)
    done = await one(house)
    listed = await house.types("leo", "/incident INC-1 followups")
    github.reopen(1)
    await house.after(16)
    again = await one(house)
    await house.after(60)
    moved = [fact.to for fact in await house.facts(f.IssueMoved)]
    github.close(1, reason="not_planned")
    await house.after(16)
    ended = await one(house)
    await filed(house, "F2", raised="restart the jobs")
    await house.stops()
    house.turns(3 * 24 * 60)
    github.close(2)
    await house.starts_again()
    await house.after(1)

    assert ("done", "octo") == (done.outcome, done.ended_there_by)
    assert "closed in the tracker by “octo”" in listed
    assert ("", True) == (again.outcome, again.is_outstanding)
    assert ["closed", "open"] == moved
    assert ("will not do", "not planned") == (ended.outcome, ended.words)
    assert "done" == (await one(house, name="F2")).outcome


async def test_one_request_asks_for_all_not_before_its_time_and_costs_nothing_while_nothing_changes(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    github.asked.clear()
    await house.after((timedelta(minutes=14) - timedelta(seconds=30)).total_seconds() / 60)
    early = github.asked_with("GET")
    await filed(house, "F2", raised="restart the jobs")
    await house.after(31)
    before = len(github.asked)
    await house.after(60)

    assert [] == early
    assert 4 == len(github.asked) - before
    assert [304] * 3 == github.answered[-3:]


async def test_what_ends_here_is_closed_there_with_a_comment_if_the_house_wants_that_until_the_end_is_taken_back(
    scene: Scene, github: GitHubServer
) -> None:
    house = await at_home(scene, github, tracker_close=True)
    await filed(house)
    await house.types("leo", "/incident follow-up F1 done")
    await house.after(1)
    closed = github.issues[1]["state"]
    await house.types("leo", "/incident undo")
    await house.after(20)
    opened, outstanding = github.issues[1]["state"], (await one(house)).is_outstanding
    github.faults = [Fault("PATCH", 502, is_done=False)]
    await house.types("leo", "/incident follow-up F1 not to be done: the job goes away")
    await house.after(20)
    await filed(house, "F2", raised="restart the jobs")
    await house.types("leo", "/incident undo")
    await house.after(20)

    (comment,) = [said for said in github.comments[1] if "It will not be done" in said]
    (gone,) = github.comments[2]
    assert ("closed", "open", True) == (closed, opened, outstanding)
    assert ("closed", "not_planned") == (github.issues[1]["state"], github.issues[1]["state_reason"])
    assert "says Leo Torres" in comment
    assert "the job goes away" not in comment  # which nobody rewrites
    assert "It will not be done, says Leo Torres in Slack: “the job goes away”" in github.issues[1]["body"]
    assert ("will not do", "the job goes away") == ((await one(house)).outcome, (await one(house)).words)
    assert ["F1"] == [each.id for each in (await house.incident()).follow_ups]
    assert ("closed", "not_planned") == (github.issues[2]["state"], github.issues[2]["state_reason"])
    assert "is no follow-up any more" in gone


async def test_many_wait_one_behind_the_other_and_can_be_put_right_before_they_are_there(
    scene: Scene, github: GitHubServer
) -> None:
    house = await at_home(scene, github, tracker_file="all")
    github.faults = [limited(after_s=60)]
    ts = await house.says("leo", "@Sitrep follow-up by 28 May restart the jobs")
    await house.does("edits", "leo", ts, "@Sitrep follow-up by 28 May restart all jobs")
    for number in range(4):
        await house.types("leo", f"/incident follow-up by 28 May restart job {number}")
    await house.after(2)

    titles = [issue["title"] for issue in github.issues.values()]
    assert [WHAT, "restart all jobs", *(f"restart job {number}" for number in range(4))] == titles


async def test_behind_a_webhook_it_is_the_same(scene: Scene) -> None:
    told: list[dict[str, object]] = []
    state = {"state": "open"}

    async def answer(request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.json_response(state)
        told.append(await request.json())
        base = f"{request.scheme}://{request.host}"
        return web.json_response({"id": "OPS-7", "url": "https://t.example/OPS-7", "status_url": f"{base}/state/7"})

    async with served(answer) as url:
        await scene.stops()
        await scene.starts_again(
            tracker_token=TOKEN, tracker_kind="webhook", tracker_url=f"{url}/sitrep", tracker_close=True
        )
        await scene.start("sev4 Documents missing")
        await scene.types("leo", RAISE)
        await filed(scene)
        listed = await scene.types("leo", "/incident followups")
        state |= {"state": "closed", "by": "kim"}
        await scene.after(16)
        await scene.after(16)
        state |= {"state": "open"}
        await scene.after(16)
        await scene.types("leo", "/incident fix F1 all jobs check the owner")
        await scene.after(1)

    assert "OPS-7" in listed
    assert ["closed", "open"] == [fact.to for fact in await scene.facts(f.IssueMoved)]
    assert ["filed", "updated"] == [each["event"] for each in told]
    assert ("OPS-7", "all jobs check the owner") == (told[1]["id"], told[1]["title"])
