"""The connection: one or two sockets, watched and replaced, and patience with a Slack that turns them away."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.incident.facts import Deafened
from tests.faults.morning import FAST, Morning, caught, until

GAP = (Deafened,)
LINES = 2  # unless the administrator chose otherwise


def knocks(day: Morning) -> int:
    return sum(call.method == "apps.connections.open" for call in day.slack.calls)


async def with_one_socket(day: Morning) -> None:
    await day.stops()
    day.app._settings = replace(day.app._settings, sockets=1)
    await day.starts_again()
    await until(lambda: day.slack.connections == 1)


async def test_a_start_opens_both(day: Morning) -> None:
    await until(lambda: day.slack.connections == LINES)

    assert day.app.listeners.connected


async def test_the_administrator_may_choose_one(day: Morning) -> None:
    before = knocks(day)
    await with_one_socket(day)
    await day.after(minutes=5)

    assert (1, 1) == (day.slack.connections, knocks(day) - before)


async def test_one_alone_hears_through_a_refresh(day: Morning) -> None:
    await with_one_socket(day)
    before = knocks(day)
    day.faults.disconnect(reason="warning")
    await until(lambda: knocks(day) > before)
    await day.says("ana", "can you hear me?")

    assert await day.heard() == day.said()
    assert [] == await day.entries(*GAP)


async def test_one_alone_that_is_cut_is_opened_again_and_what_was_said_meanwhile_is_read(day: Morning) -> None:
    await with_one_socket(day)
    day.faults.cut()
    await until(lambda: day.slack.connections == 0)
    await day.slack.people.says("ana", "can you hear me?", day.room.id)
    await until(lambda: day.slack.connections == 1)
    await day.settle()

    assert await day.heard() == day.said()


async def test_sockets_that_were_cut_are_opened_again_at_once(day: Morning) -> None:
    day.faults.cut()
    await until(lambda: day.slack.connections == 0)
    await until(lambda: day.slack.connections == LINES)

    assert knocks(day) == 2 * LINES


async def test_a_refused_handshake_is_tried_again_with_a_new_ticket(day: Morning) -> None:
    day.faults.refuse_handshake(times=LINES)
    day.faults.cut()
    await until(lambda: knocks(day) == 2 * LINES)
    await day.after(minutes=1)
    await until(lambda: day.slack.connections == LINES)

    assert knocks(day) == 3 * LINES


async def test_a_refresh_opens_the_new_socket_before_the_old_one_closes(day: Morning) -> None:
    await until(lambda: day.slack.connections == LINES)
    day.faults.disconnect(reason="warning")
    await until(lambda: knocks(day) == 2 * LINES)
    await until(lambda: day.slack.connections == LINES)

    assert day.app.listeners.connected
    assert [] == await day.entries(*GAP)


async def test_a_silent_socket_is_replaced_although_tcp_calls_it_open(day: Morning) -> None:
    await day.stops()
    await day.starts_again(FAST)
    before = knocks(day)
    day.faults.deaf()
    await until(lambda: knocks(day) > before)
    day.faults.deaf(on=False)
    await until(lambda: day.app.listeners.connected)
    await day.says("ana", "can you hear me?")

    assert await day.heard() == day.said()


@pytest.mark.parametrize("reason", ["link_disabled", "too_many_websockets"])
async def test_turned_away_it_waits_says_so_once_and_comes_back(
    day: Morning, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="bot.slack.transport.socket_mode")
    await until(lambda: day.slack.connections == LINES)
    day.faults.disconnect(reason=reason)
    await until(lambda: not day.app.listeners.connected)
    before = knocks(day)
    await day.after(minutes=0.4)
    waited = knocks(day) - before
    await day.after(minutes=2)
    await until(lambda: day.slack.connections == LINES)

    assert waited == 0
    assert LINES == sum(reason in record.message for record in caplog.records)


async def test_during_an_outage_the_door_is_knocked_at_ever_less_often(day: Morning) -> None:
    day.faults.outage()
    await day.after(minutes=5)
    so_far = knocks(day)
    await day.after(minutes=10)

    assert not day.app.listeners.connected
    assert knocks(day) - so_far <= 2 * 10


async def test_a_429_on_opening_is_obeyed(day: Morning) -> None:
    day.faults.status("apps.connections.open", status=429, retry_after_s=30)
    day.faults.cut()
    await until(lambda: day.slack.connections == 0)
    await day.stage.settle()
    before = knocks(day)
    await day.after(minutes=0.4)
    waited = knocks(day) - before
    await day.after(minutes=0.2)
    await until(lambda: day.slack.connections == LINES)

    assert waited == 0


async def test_a_start_while_slack_is_away_succeeds_when_it_is_back(day: Morning) -> None:
    await day.stops()
    day.faults.outage()
    starting = asyncio.ensure_future(day.starts_again())
    await until(lambda: day.stage.clock.next_wake_at() is not None)
    day.faults.over()
    day.stage.clock.turn(day.stage.clock.now() + timedelta(seconds=10))
    await starting

    assert day.app.listeners.connected


async def test_what_is_under_way_is_answered_before_the_door_closes(day: Morning) -> None:
    typing = asyncio.ensure_future(day.slack.people.types("leo", "/incident note the owner was called", day.room.id))
    await caught(lambda: not day.slack.idle())
    await day.app.stop()

    assert "In the timeline" in await typing


@pytest.mark.parametrize("text", ["Unavailable", "", "{", "[]", '"hello"'])
async def test_a_text_that_is_no_envelope_is_passed_over_and_the_next_is_answered(day: Morning, text: str) -> None:
    await until(lambda: day.slack.connections == LINES)
    day.faults.frame(text=text)
    await day.says("ana", "can you hear me?")

    assert await day.heard() == day.said()
    assert knocks(day) == LINES
    assert [] == await day.entries(*GAP)


async def test_a_proxy_that_cannot_be_used_is_named_and_tried_again(
    day: Morning, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A SOCKS proxy in the environment, as many have one, needs a library that is not there."""
    await until(lambda: day.slack.connections == LINES)
    monkeypatch.setenv("SOCKS_PROXY", "socks5://127.0.0.1:1080")
    day.faults.cut()
    await until(lambda: any("SOCKS proxy" in record.message for record in caplog.records))
    monkeypatch.delenv("SOCKS_PROXY")
    await day.after(minutes=2)
    await until(lambda: day.slack.connections == LINES)
    await day.says("ana", "can you hear me?")

    assert await day.heard() == day.said()
