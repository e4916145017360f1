"""HTTP mode end to end: a bot without sockets, called at its request URL by the local Slack, and by everybody else."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.cli.groundwork import laid
from bot.cli.simulation import LOBBY
from bot.ids import Ids
from bot.incident import facts as f
from bot.slack.transport.http_mode import PATH
from bot.store.tables import versions
from tests.commits import refused
from tests.faults.morning import CAST, caught
from tests.slack.called import JSON, Called, Front, called, event

# Slack sends forms of 250 kB at most (docs.slack.dev/surfaces/modals), three times as long in a request.
MEBIBYTE = 1_048_576

ANSWER_WITHIN_S = 3
TOO_OLD_S = 301  # Slack: a request is refused from five minutes on
FORM = "application/x-www-form-urlencoded"
CHALLENGE = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZb"})


@pytest.fixture
async def day() -> AsyncIterator[Called]:
    async with called() as told:
        yield told


async def standing(day: Called) -> tuple[int, int]:
    """How much is on record, and how often the bot called Slack."""
    return len(await day.app.desk.entries(1)), len(day.slack.calls)


async def wordings(day: Called, ts: str) -> int:
    """How often a message was written down."""
    async with day.app._store.read() as tx:
        return len(await tx.all(sa.select(versions).where(versions.c.ts == ts)))


async def notes(day: Called) -> list[str]:
    return [entry.fact.text for entry in await day.entries(f.Noted) if isinstance(entry.fact, f.Noted)]


# What people do.


async def test_whatever_people_do_reaches_the_bot_without_any_socket(day: Called) -> None:
    """A command, a button, a form, and words in the channel."""
    clock = asyncio.get_running_loop()
    began_s = clock.time()
    answer = await day.types("leo", "note the owner was called")
    took_s = clock.time() - began_s
    await day.slack.people.presses("bo", "Take code", channel=day.room.id)
    await day.types("ana", "report")
    shown = await day.slack.people.submits("ana", values={"Conditions": "9 of 14 found"})
    await day.says("bo", "the folder of March is empty")
    await day.after(minutes=5)
    reported = [e.fact for e in await day.entries(f.Reported) if isinstance(e.fact, f.Reported)]

    assert "In the timeline" in answer
    assert ["the owner was called"] == await notes(day)
    assert took_s < ANSWER_WITHIN_S
    assert day.stage.user_id("bo") == (await day.incident()).role("code").holder
    assert "" == shown
    assert ["9 of 14 found"] == [fact.conditions for fact in reported]
    assert await day.heard() == day.said()
    assert 0 == day.slack.connections
    assert () == await day.app.unhealthy()


async def test_the_address_answers_whatever_is_asked_of_an_address(day: Called) -> None:
    """Slack's challenge, signed just now and almost five minutes ago; its look at the certificate; and the health."""
    assert await day.slack.delivers_to(day.front.origin + PATH)
    assert 200 == await day.front.sends_signed(CHALLENGE, age_s=TOO_OLD_S - 10)
    assert (200, "") == await looked_at(day.front, f"{PATH}?ssl_check=1")
    assert (200, "ok") == await looked_at(day.front, "/healthz")


async def test_whoever_set_another_apps_secret_learns_it_from_slack_and_from_the_log(
    day: Called, caplog: pytest.LogCaptureFixture
) -> None:
    await day.stops()
    day.app._settings = replace(day.app._settings, slack_signing_secret="another")
    await day.starts_again()

    assert not await day.slack.delivers_to(day.front.origin + PATH)
    assert not await day.slack.delivers_to(day.front.origin + PATH)
    assert 1 == sum("check that secret and this machine's clock" in record.message for record in caplog.records)


# What Slack sends again.


async def test_an_event_whose_answer_was_lost_comes_again_and_is_kept_once(day: Called) -> None:
    day.front.loses_answers(2, to="the folder of March")
    ts = await day.says("bo", "the folder of March is empty")
    await day.after(minutes=1)

    assert [("1", "http_error"), ("2", "http_error")] == day.front.retries
    assert 1 == await wordings(day, ts)
    assert await day.heard() == day.said()


async def test_what_was_asked_in_a_direct_message_is_done_and_answered_once_however_often_it_comes(day: Called) -> None:
    day.front.loses_answers(4, to='"INC-1 note the owner')
    await day.slack.people.says("leo", "INC-1 note the owner was called", "dm")
    await day.settle()
    await day.after(minutes=7)

    assert ["1", "2", "3"] == [number for number, _ in day.front.retries]
    assert ["the owner was called"] == await notes(day)
    assert 1 == sum("In the timeline" in line.body["text"] for line in everything_told(day))


async def test_a_command_whose_answer_was_lost_is_done_and_never_comes_again(day: Called) -> None:
    day.front.loses_answers(1, to="the+owner+was+called")
    answer = await day.types("leo", "note the owner was called")
    await day.after(minutes=7)

    assert "dispatch_failed" in answer
    assert [] == day.front.retries
    assert ["the owner was called"] == await notes(day)


async def test_of_many_who_declare_at_once_each_is_told_once_however_often_their_command_comes(day: Called) -> None:
    """Once more while none can be opened, and once more when all is told."""
    people = [who for who in CAST if who != "leo"]
    with refused(day.app, "start"):
        said = [day.slack.people.types(who, f"/incident start sev2 Lost by {who}", LOBBY) for who in people]
        answers = await asyncio.gather(*said)
        commands = [came.body for came in day.front.came if "start+sev2" in came.body]
        again = [await day.front.sends_signed(body, FORM) for body in commands]
    put_off = [who for who, answer in zip(people, answers, strict=True) if not answer]
    await day.after(minutes=0.1)
    again += [await day.front.sends_signed(body, FORM) for body in commands]
    await day.after(minutes=0.1)
    titles = [row.title for row in await day.app.desk.opened_behind(1)]
    told = [str(line.body) for line in everything_told(day)]

    assert {200} == set(again)
    assert sorted(f"Lost by {who}" for who in people) == sorted(titles)
    assert dict.fromkeys(put_off, 1) == {who: sum(f"“Lost by {who}” · " in line for line in told) for who in put_off}


def everything_told(day: Called) -> list[Any]:
    """What the bot said to one person alone, in any place."""
    places = day.slack.world.directory.channels.values()
    direct = [m for c in places if c.kind == "im" for m in c.messages.values() if m.author == day.slack.bot_user_id]
    return [*direct, *(line for place in places for line in place.ephemerals.values())]


# What nobody but Slack may send.


async def test_a_request_that_slack_did_not_sign_just_now_is_refused_and_leaves_nothing(day: Called) -> None:
    before, told = await standing(day), event(day, "all is well", "1778749300.000100")
    wrong: tuple[dict[str, Any], ...] = ({"secret": "another"}, {"age_s": TOO_OLD_S}, {"age_s": -TOO_OLD_S})
    statuses = [await day.front.sends_signed(told, **how) for how in wrong]
    await day.settle()

    assert [401] * len(wrong) == statuses
    assert before == await standing(day)
    assert await day.heard() == day.said()


async def test_what_is_meant_for_another_workspace_is_taken_once_and_not_done(day: Called) -> None:
    before = await standing(day)
    told = json.loads(event(day, "theirs", "1778749300.000100")) | {"team_id": "T0OTHER"}

    assert 200 == await day.front.sends_signed(json.dumps(told))
    assert before == await standing(day)


async def test_without_a_signature_nothing_is_even_parsed(day: Called, caplog: pytest.LogCaptureFixture) -> None:
    now = str(day.slack.world.signing_at_s())
    sent = [
        (await day.front.sends(body, headers | {"Content-Type": JSON})).status
        for headers in unsigned(now)
        for body in (CHALLENGE, "{", "", "payload=[", "ssl_check=1")
    ]

    assert {401} == set(sent)
    assert [] == tracebacks(caplog)


def unsigned(now: str) -> list[dict[str, str]]:
    """Headers of somebody without the secret."""
    stamps: list[dict[str, str]] = [{"X-Slack-Request-Timestamp": stamp} for stamp in (now, "now", "", "9" * 5000)]
    signatures: list[dict[str, str]] = [{"X-Slack-Signature": sign} for sign in ("v0=00", "v0=é", "", "v0=" + "0" * 64)]
    both = [stamp | signature for stamp in stamps for signature in signatures]
    return [{}, *stamps, *signatures, *both]


async def test_a_body_that_nobody_can_read_is_refused_once_and_for_all(
    day: Called, caplog: pytest.LogCaptureFixture
) -> None:
    before = await standing(day)
    bodies = ("", "{", "[]", "5", '"a"', "null", "{}", "[" * 100_000, "payload=[", "payload=5", "a=b")
    kinds = (JSON, FORM, "text/plain; charset=none-such")
    sent = [await day.front.sends_signed(body, kind) for body in bodies for kind in kinds]

    assert {400, 404} >= set(sent)
    assert all(came.answered["X-Slack-No-Retry"] == "1" for came in day.front.came if came.status == 400)
    assert before == await standing(day)
    assert [] == tracebacks(caplog)


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.exc_info]


async def test_a_body_beyond_what_slack_sends_is_not_read_to_its_end(
    day: Called, caplog: pytest.LogCaptureFixture
) -> None:
    statuses = [await day.front.sends_signed("a" * (MEBIBYTE + more)) for more in (0, 1)]

    assert 413 not in statuses[:1]
    assert 413 == statuses[1]
    assert [] == tracebacks(caplog)


# Who is let in.


async def looked_at(front: Front, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(front.origin + path) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("has_secret", [False, True])
async def test_with_an_app_token_the_address_does_not_exist(day: Called, *, has_secret: bool) -> None:
    secret = day.slack.signing_secret if has_secret else ""
    await day.stops()
    day.app._settings = replace(day.app._settings, slack_app_token=day.slack.app_token, slack_signing_secret=secret)
    await day.starts_again()

    assert 404 == await day.front.sends_signed(CHALLENGE)
    assert 404 == (await looked_at(day.front, PATH))[0]
    assert (200, "ok") == await looked_at(day.front, "/healthz")


async def test_before_the_bot_knows_who_it_is_slack_is_told_to_come_again(day: Called) -> None:
    await day.stops()
    settings = day.app._settings
    app = (await laid(settings, clock=day.stage.clock, ids=Ids(9))).build()
    await day.front.opens(app, settings)
    status = await day.front.sends_signed(event(day, "all is well", "1778749300.000100"))
    await day.front.closes()
    await app.stop()

    assert 503 == status


async def test_what_is_under_way_is_answered_before_the_door_closes(day: Called) -> None:
    typing = asyncio.ensure_future(day.slack.people.types("leo", "/incident note the owner was called", day.room.id))
    await caught(lambda: day.app.listeners.busy)
    await day.front.closes()

    assert "In the timeline" in await typing
