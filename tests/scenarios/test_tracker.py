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
    await scene.staffed("sev2 Documents missing", logs="bo")
    await scene.types("leo", RAISE)
    return scene


@pytest.fixture
async def house(scene: Scene, github: GitHubServer) -> Scene:
    return await at_home(scene, github)


async def filed(house: Scene) -> str:
    """Leo files it, and reads what he is told."""
    await house.types("leo", "/incident follow-up F1 file")
    return await house.presses("leo", "File it")


async def one(house: Scene, number: int = 1) -> FollowUp:
    (found,) = (await house.incident(number)).follow_ups
    return found


async def test_it_is_asked_first_and_its_link_stands_wherever_the_follow_up_does(
    house: Scene, github: GitHubServer
) -> None:
    asked = await house.types("leo", "/incident followups")
    question = await house.presses("leo", "File it…")
    before = len(github.issues)
    answer = await house.presses("leo", "File it")

    (issue,) = github.issues.values()
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


async def test_without_a_tracker_it_is_said_so(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing", logs="bo")
    await scene.types("leo", RAISE)

    assert "File it" not in await scene.types("leo", "/incident followups")
    assert "no issue tracker connected" in await scene.types("leo", "/incident follow-up F1 file")


async def test_all_are_filed_where_the_house_wants_it_but_of_what_is_private(
    scene: Scene, github: GitHubServer
) -> None:
    house = await at_home(scene, github, tracker_file="all")
    await house.start("sev2 Payroll leaked +private", where=LOBBY)
    await house.types("leo", f"/incident INC-2 follow-up by 28 May {WHAT}", where=LOBBY)
    await house.after(1)

    assert [WHAT] == [issue["title"] for issue in github.issues.values()]
    assert (await one(house, 2)).issue is None


async def test_of_a_private_one_goes_what_was_told_and_no_more(house: Scene, github: GitHubServer) -> None:
    await house.start("sev2 Payroll leaked +private", where=LOBBY)
    private = (await house.incident(2)).channel
    await house.types("leo", f"/incident follow-up by 28 May {WHAT}", where=private)
    outsider = await house.types("bo", "/incident INC-2 follow-up F1 file", where=LOBBY)
    question = await house.types("leo", "/incident follow-up F1 file", where=private)
    await house.presses("leo", "File it", where=private)

    (issue,) = github.issues.values()
    assert "INC-2 is private" in question
    assert outsider == (await house.types("bo", "/incident INC-9 follow-up F1 file", where=LOBBY)).replace("9", "2")
    assert "Payroll" not in issue["title"] + issue["body"]
    assert "archives" not in issue["body"]


async def test_what_people_typed_calls_nobody_there(house: Scene, github: GitHubServer) -> None:
    await house.types("leo", "/incident follow-up by 28 May ask @octocat about #12 and <script>GH-3</script>")
    await house.types("leo", "/incident follow-up F2 file")
    await house.presses("leo", "File it")

    (issue,) = github.issues.values()
    for call in ("@octocat", "#12", "GH-3", "<script>"):
        assert call not in issue["body"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", is_done=True),  # the answer was lost
        Fault("POST", 500),  # it never was there
    ],
)
async def test_whatever_is_lost_on_the_way_there_is_one_issue(house: Scene, github: GitHubServer, fault: Fault) -> None:
    github.others(130)
    github.faults = [fault]
    await filed(house)
    await house.after(5)

    mine = [issue for issue in github.issues.values() if issue["title"] == WHAT]
    found = await one(house)
    assert 1 == len(mine)
    assert found.issue is not None
    assert str(mine[0]["number"]) == found.issue.name


async def test_a_process_that_dies_in_between_leaves_one_issue(house: Scene, github: GitHubServer) -> None:
    github.faults = [Fault("POST", is_done=True)]
    await filed(house)
    await house.stops()
    await house.starts_again()
    await house.after(5)

    assert 1 == len(github.issues)
    assert (await one(house)).is_filed


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
    for _ in range(44):  # minutes: three times fourteen, and at first nothing stands there
        house.turns(1)
        await asyncio.gather(beside.tick(), house.stage.app.tick())
        await until(lambda: beside.still)
        await house.stage.settle()
    await beside.stop()
    rounds = [path for path in github.asked_with("GET") if "sort=updated" in path]

    assert (1, 1) == (len(github.issues), len(github.asked_with("POST")))
    assert (await one(house)).is_filed
    assert 2 == len(rounds)


async def test_a_limit_is_kept_for_as_long_as_it_says(house: Scene, github: GitHubServer) -> None:
    github.faults = [limited(after_s=600), limited(is_secondary=True)]
    await filed(house)
    await house.after(9.9)
    early = len(github.asked_with("POST"))
    await house.after(0.2)
    then = len(github.asked_with("POST"))
    await house.after(0.9)
    patient = len(github.asked_with("POST"))
    await house.after(3)

    assert (1, 2, 2, 3) == (early, then, patient, len(github.asked_with("POST")))
    assert 1 == len(github.issues)


async def test_a_tracker_that_is_down_delays_nothing_and_is_told_of_after_a_day(
    house: Scene, github: GitHubServer
) -> None:
    github.faults = [Fault("POST", 500) for _ in range(2000)] + [Fault("GET", 500) for _ in range(2000)]
    await filed(house)
    answer = await house.types("bo", "/incident report two of fourteen found")
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


async def test_what_became_private_on_its_way_stays_here(house: Scene, github: GitHubServer) -> None:
    github.faults = [limited(after_s=60)]
    await filed(house)
    await house.types("leo", "/incident private")
    await house.after(5)

    assert {} == github.issues
    assert any("became private meanwhile" in line for line in house.dms("leo"))


async def test_words_that_were_removed_go_from_the_issue_and_do_not_go_out(house: Scene, github: GitHubServer) -> None:
    await filed(house)
    await house.types("leo", "/incident follow-up by 28 May call Pat Smith")
    github.faults = [limited(after_s=60)]
    await house.types("leo", "/incident follow-up F2 file")
    await house.presses("leo", "File it")
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


@pytest.mark.parametrize(
    "faults",
    [
        [Fault("GET", 500, at="/issues/1"), Fault("PATCH", 502), Fault("PATCH", is_done=True)],
        [Fault("PATCH", 429, {"Retry-After": "90"}), limited("PATCH", is_secondary=True)],
    ],
    ids=["lost", "limited"],
)
async def test_what_changes_here_changes_there_and_what_people_wrote_there_stays(
    house: Scene, github: GitHubServer, faults: list[Fault]
) -> None:
    await filed(house)
    above, below = people_write(github)
    github.faults = faults.copy()
    changed = [
        await house.types("leo", f"/incident {words}")
        for words in ("fix F1 the rename job checks every owner", "follow-up F1 @ana by 2 June", "title Documents lost")
    ]
    await house.stops()
    await house.starts_again()
    await house.after(20)
    body, writes = github.issues[1]["body"], len(github.asked_with("PATCH"))
    await house.after(20)

    assert [] == github.faults
    assert "the rename job checks every owner" == github.issues[1]["title"]
    for words in ("checks every owner”", "Owner: Ana Lima, due on Tue 2 Jun", "INC-1: “Documents lost”"):
        assert words in body
    assert WHAT not in body
    assert (above, below) == (body[: len(above)], body[-len(below) :])
    assert (body, writes) == (github.issues[1]["body"], len(github.asked_with("PATCH")))
    assert not any("tracker" in line for line in (*changed, *house.dms("leo")))


async def test_a_title_that_people_gave_it_and_a_part_that_they_took_out_are_left_to_them(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    github.edit(1, title="Owner check, phase 2")
    await house.types("leo", "/incident fix F1 all jobs check the owner")
    await house.after(1)
    retitled = github.issues[1] | {}
    github.edit(1, body="We do this in #7.")
    await house.types("leo", "/incident follow-up F1 by 3 June")
    await house.after(20)

    assert ("Owner check, phase 2", True) == (retitled["title"], "all jobs check the owner" in retitled["body"])
    assert "We do this in #7." == github.issues[1]["body"]
    assert "all jobs check the owner" == (await one(house)).text


async def test_what_will_not_be_done_says_so_there_also_where_the_house_closes_nothing(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    await house.types("leo", "/incident follow-up F1 not to be done: ask Pat Smith")
    await house.after(1)
    ended = github.issues[1] | {}
    await house.types("leo", "/incident redact F1 a name")
    await house.after(60)

    assert ("open", "open", {}) == (ended["state"], github.issues[1]["state"], github.comments)
    assert "It will not be done, says Leo Torres in Slack: “ask Pat Smith”" in ended["body"]
    assert "Pat Smith" not in github.issues[1]["body"]


async def test_what_changed_while_the_first_answer_was_lost_is_not_left_behind(
    house: Scene, github: GitHubServer
) -> None:
    github.faults = [Fault("POST", is_done=True)]
    await filed(house)
    await house.types("leo", "/incident fix F1 all jobs check the owner")
    await house.after(5)

    assert ["all jobs check the owner"] == [issue["title"] for issue in github.issues.values()]


async def test_an_issue_that_is_gone_there_is_told_of_once_and_holds_nothing_up(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    await house.types("leo", "/incident follow-up by 28 May restart the jobs")
    await house.types("leo", "/incident follow-up F2 file")
    await house.presses("leo", "File it")
    await house.after(1)
    github.delete(1)
    for day in ("3 June", "4 June"):
        await house.types("leo", f"/incident follow-up F1 by {day}")
        await house.types("leo", f"/incident follow-up F2 by {day}")
        await house.after(2)
    await house.types("leo", "/incident redact F1 a name")
    await house.after(2)
    told = [line for line in house.dms("leo") if "does not get into its issue #1" in line]

    assert [False, True] == ["removed here still stand there" in line for line in told]
    assert "says “404 Not Found”" in told[0]
    assert "due on Thu 4 Jun" in github.issues[2]["body"]


async def test_what_becomes_private_goes_from_the_issue_until_somebody_inside_lets_it_out(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    people_write(github)
    answer = await house.types("leo", "/incident private")
    await house.types("leo", "/incident fix F1 payroll checks the owner")
    await house.after(1)
    hidden = github.issues[1] | {}
    question = await house.types("leo", "/incident follow-up F1 file")
    await house.presses("leo", "File it")
    await house.after(1)

    assert "the words of F1 are taken out of the issue" in answer
    assert "Follow-up F1 of INC-1" == hidden["title"]
    assert "Kim looks at it." in hidden["body"]
    for words in ("owner", "Bo Chen", "Documents", "archives"):
        assert words not in hidden["body"]
    assert "INC-1 is private" in question
    assert "payroll checks the owner" == github.issues[1]["title"]
    assert "Documents" not in github.issues[1]["body"]


async def test_what_is_taken_back_here_goes_from_the_issue(house: Scene, github: GitHubServer) -> None:
    await filed(house)
    await house.types("leo", "/incident undo")
    await house.after(1)

    assert ("open", "Follow-up F1 of INC-1") == (github.issues[1]["state"], github.issues[1]["title"])
    assert "F1 of INC-1 is no follow-up any more" in github.issues[1]["body"]
    assert WHAT not in github.issues[1]["body"]


# ---- what is done there ----------------------------------------------------------------------------


async def test_what_is_closed_there_is_done_here_and_what_is_reopened_is_outstanding_again(
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

    assert ("done", "octo") == (done.outcome, done.ended_there_by)
    assert "closed in the tracker by “octo”" in listed
    assert ("", True) == (again.outcome, again.is_outstanding)
    assert ["closed", "open"] == moved
    assert ("will not do", "not planned") == (ended.outcome, ended.words)


async def test_one_request_asks_for_all_not_before_its_time_and_costs_nothing_while_nothing_changes(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    github.asked.clear()
    await house.after((timedelta(minutes=14) - timedelta(seconds=30)).total_seconds() / 60)
    early = github.asked_with("GET")
    await house.types("leo", RAISE)
    await house.types("leo", "/incident follow-up F2 file")
    await house.presses("leo", "File it")
    await house.after(31)
    before = len(github.asked)
    await house.after(60)

    assert [] == early
    assert 4 == len(github.asked) - before
    assert [304] * 3 == github.answered[-3:]


async def test_what_was_closed_while_nobody_ran_is_heard_at_the_next_start(house: Scene, github: GitHubServer) -> None:
    await filed(house)
    await house.stops()
    house.turns(3 * 24 * 60)
    github.close(1)
    await house.starts_again()
    await house.after(1)

    assert "done" == (await one(house)).outcome


async def test_what_ends_here_is_closed_there_with_a_comment_if_the_house_wants_that(
    scene: Scene, github: GitHubServer
) -> None:
    house = await at_home(scene, github, tracker_close=True)
    await filed(house)
    github.faults = [Fault("PATCH", 502, is_done=False)]
    await house.types("leo", "/incident follow-up F1 not to be done: the job goes away")
    await house.after(60)

    (comment,) = github.comments[1]
    assert ("closed", "not_planned") == (github.issues[1]["state"], github.issues[1]["state_reason"])
    assert "It will not be done, says Leo Torres" in comment
    assert "the job goes away" not in comment  # which nobody rewrites
    assert "It will not be done, says Leo Torres in Slack: “the job goes away”" in github.issues[1]["body"]
    assert ("will not do", "the job goes away") == ((await one(house)).outcome, (await one(house)).words)


async def test_an_end_that_is_taken_back_opens_it_there_again(scene: Scene, github: GitHubServer) -> None:
    house = await at_home(scene, github, tracker_close=True)
    await filed(house)
    await house.types("leo", "/incident follow-up F1 done")
    await house.after(1)
    closed = github.issues[1]["state"]
    await house.types("leo", "/incident undo")
    await house.after(20)

    assert ("closed", "open") == (closed, github.issues[1]["state"])
    assert (await one(house)).is_outstanding


async def test_what_is_no_follow_up_any_more_is_closed_there(scene: Scene, github: GitHubServer) -> None:
    house = await at_home(scene, github, tracker_close=True)
    await filed(house)
    await house.types("leo", "/incident undo")
    await house.after(1)

    assert () == (await house.incident()).follow_ups
    assert ("closed", "not_planned") == (github.issues[1]["state"], github.issues[1]["state_reason"])
    assert "is no follow-up any more" in github.comments[1][0]


async def test_a_message_that_raised_one_can_be_edited_before_it_is_there(scene: Scene, github: GitHubServer) -> None:
    house = await at_home(scene, github, tracker_file="all")
    github.faults = [limited(after_s=60)]
    ts = await house.says("leo", "@Sitrep follow-up by 28 May restart the jobs")
    await house.does("edits", "leo", ts, "@Sitrep follow-up by 28 May restart all jobs")
    await house.after(5)

    assert [WHAT, "restart all jobs"] == [issue["title"] for issue in github.issues.values()]


async def test_a_house_that_does_without_its_tracker_again_hears_nothing_of_it(
    house: Scene, github: GitHubServer
) -> None:
    await filed(house)
    await house.stops()
    await house.starts_again(tracker_token="")
    await house.types("leo", "/incident follow-up F1 done")
    await house.after(60)

    assert [] == [line for line in house.dms("leo") if "tracker" in line]
    assert "#1" in await house.types("leo", "/incident INC-1 followups")


async def test_what_ended_before_it_was_there_goes_there_once_it_goes_on(house: Scene, github: GitHubServer) -> None:
    github.faults = [limited(after_s=60)]
    await filed(house)
    await house.types("leo", "/incident follow-up F1 done")
    await house.after(3)
    ended = (len(github.issues), await house.types("leo", "/incident INC-1 followups"))
    await house.types("leo", "/incident undo")
    await house.after(3)

    assert 0 == ended[0]
    assert "on its way" not in ended[1]
    assert 1 == len(github.issues)


async def test_many_wait_one_behind_the_other(scene: Scene, github: GitHubServer) -> None:
    house = await at_home(scene, github, tracker_file="all")
    for number in range(5):
        await house.types("leo", f"/incident follow-up by 28 May restart job {number}")
    await house.after(1)

    assert 6 == len(github.issues)
    assert 6 == len({issue["title"] for issue in github.issues.values()})


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
        await scene.staffed("sev2 Documents missing", logs="bo")
        await scene.types("leo", RAISE)
        await filed(scene)
        listed = await scene.types("leo", "/incident followups")
        state |= {"state": "closed", "by": "kim"}
        await scene.after(16)
        await scene.after(60)
        state |= {"state": "open"}
        await scene.after(16)
        await scene.types("leo", "/incident fix F1 all jobs check the owner")
        await scene.after(1)

    assert "OPS-7" in listed
    assert ["closed", "open"] == [fact.to for fact in await scene.facts(f.IssueMoved)]
    assert ["filed", "updated"] == [each["event"] for each in told]
    assert ("OPS-7", "all jobs check the owner") == (told[1]["id"], told[1]["title"])
