"""Socket Mode as a client sees it: tickets, hello, envelopes, resending, several sockets at once."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import websockets

from tests.workspace.conftest import MORNING, PEOPLE
from workspace.server import LocalSlack
from workspace.spec.slack import Unknowns
from workspace.state.clock import HandClock
from workspace.state.world import Knobs

Socket = aiohttp.ClientWebSocketResponse
Open = Callable[[], Awaitable[Socket]]


@pytest.fixture
async def quick() -> AsyncIterator[LocalSlack]:
    """A local Slack that waits 50 milliseconds for an acknowledgement instead of three seconds."""
    async with LocalSlack(people=PEOPLE, clock=HandClock(MORNING), knobs=Knobs(ack_within_s=0.05)) as running:
        yield running


@pytest.fixture
def connect(quick: LocalSlack, http: aiohttp.ClientSession) -> Open:
    async def connect() -> Socket:
        return await http.ws_connect(await ticket(quick, http))

    return connect


async def ticket(slack: LocalSlack, http: aiohttp.ClientSession) -> str:
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    async with http.post(f"{slack.api_url}apps.connections.open", headers=headers) as response:
        return str((await response.json())["url"])


async def heard(socket: Socket) -> dict[str, Any]:
    """The next thing Slack says, acknowledged."""
    envelope = await socket.receive_json()
    if "envelope_id" in envelope:
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
    return dict(envelope)


async def test_hello_counts_the_connections(quick: LocalSlack, connect: Open) -> None:
    first, second = await connect(), await connect()

    assert [(await heard(each))["num_connections"] for each in (first, second)] == [1, 2]


async def test_a_ticket_opens_one_socket(quick: LocalSlack, http: aiohttp.ClientSession) -> None:
    url = await ticket(quick, http)
    await http.ws_connect(url)

    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await http.ws_connect(url)


async def test_an_event_is_resent_until_it_is_acknowledged(quick: LocalSlack, connect: Open) -> None:
    socket = await connect()
    await heard(socket)
    await quick.people.creates("leo", "news")
    first = await socket.receive_json()
    again = await heard(socket)

    assert (first["retry_attempt"], again["retry_attempt"], again["retry_reason"]) == (0, 1, "timeout")
    assert first["payload"]["event_id"] == again["payload"]["event_id"]


async def test_an_event_is_given_up_after_three_more_tries(quick: LocalSlack, connect: Open) -> None:
    socket = await connect()
    await heard(socket)
    await quick.people.creates("leo", "news")
    attempts = [(await socket.receive_json())["retry_attempt"] for _ in range(4)]
    await quick.quiet()

    assert attempts == [0, 1, 2, 3]


async def test_a_command_is_tried_once(quick: LocalSlack, connect: Open) -> None:
    socket = await connect()
    await heard(socket)

    assert await quick.people.types("leo", "/incident help") == '/incident failed with the error "operation_timeout"'


async def test_an_event_accepts_no_answer_and_a_command_does(quick: LocalSlack, connect: Open) -> None:
    socket = await connect()
    await heard(socket)
    typing = asyncio.create_task(quick.people.types("leo", "/incident help"))
    command = await heard(socket)
    await typing
    await quick.people.creates("leo", "news")
    event = await heard(socket)

    assert (command["accepts_response_payload"], event["accepts_response_payload"]) == (True, False)


async def test_each_event_goes_to_any_one_socket(quick: LocalSlack, connect: Open) -> None:
    sockets = [await connect(), await connect()]
    for socket in sockets:
        await heard(socket)
    for number in range(4):
        await quick.people.creates("leo", f"news-{number}")
    events = [await heard(socket) for socket in sockets for _ in range(2)]

    assert sorted(event["payload"]["event"]["channel"]["name"] for event in events) == [f"news-{n}" for n in range(4)]


async def test_an_eleventh_socket_is_one_too_many(quick: LocalSlack, connect: Open) -> None:
    sockets = [await connect() for _ in range(11)]

    assert (await sockets[10].receive_json())["reason"] == "too_many_websockets"


async def test_a_refresh_ends_with_a_closed_socket(quick: LocalSlack, connect: Open) -> None:
    socket = await connect()
    await heard(socket)
    quick.faults.disconnect()
    said = await heard(socket)

    assert (said["reason"], (await socket.receive()).type) == ("refresh_requested", aiohttp.WSMsgType.CLOSE)


async def test_a_socket_that_lived_long_enough_is_refreshed(http: aiohttp.ClientSession) -> None:
    knobs = Knobs(socket_life_s=0.05)
    async with LocalSlack(people=PEOPLE, clock=HandClock(MORNING), knobs=knobs) as slack:
        socket = await http.ws_connect(await ticket(slack, http))
        said = [(await heard(socket)).get("reason") for _ in range(3)]

    assert said == [None, "warning", "refresh_requested"]


async def test_an_event_without_a_socket_is_lost(quick: LocalSlack, connect: Open) -> None:
    await quick.people.creates("leo", "lost")
    socket = await connect()
    await heard(socket)
    await quick.people.creates("leo", "heard")

    assert (await heard(socket))["payload"]["event"]["channel"]["name"] == "heard"


@pytest.mark.parametrize("compresses", [False, True])
async def test_whether_a_socket_compresses_what_it_carries_is_a_setting(
    http: aiohttp.ClientSession, *, compresses: bool
) -> None:
    knobs = Knobs(unknowns=Unknowns(sockets_compress=compresses))
    async with LocalSlack(people=PEOPLE, clock=HandClock(MORNING), knobs=knobs) as slack:
        async with websockets.connect(await ticket(slack, http)) as socket:
            hello = json.loads(await socket.recv())
            await socket.close()

        assert "hello" == hello["type"]
        assert compresses == bool(socket.protocol.extensions)


async def test_an_event_may_wait_for_a_socket(http: aiohttp.ClientSession) -> None:
    knobs = Knobs(unknowns=Unknowns(events_wait_for_connection_s=60))
    clock = HandClock(MORNING)
    async with LocalSlack(people=PEOPLE, clock=clock, knobs=knobs) as slack:
        await slack.people.creates("leo", "too-old")
        await clock.advance(timedelta(seconds=61))
        await slack.people.creates("leo", "kept")
        socket = await http.ws_connect(await ticket(slack, http))
        await heard(socket)

        assert (await heard(socket))["payload"]["event"]["channel"]["name"] == "kept"


@pytest.mark.usefixtures("room")
async def test_events_come_in_the_order_in_which_they_happened(slack: LocalSlack, http: aiohttp.ClientSession) -> None:
    """On the wire: Bolt deals with what it reads at once side by side, and may well finish the later one first."""
    socket = await http.ws_connect(await ticket(slack, http))
    await heard(socket)
    for number in range(200):
        await slack.people.says("leo", str(number), "inc-1")

    assert [str(number) for number in range(200)] == [
        (await heard(socket))["payload"]["event"]["text"] for _ in range(200)
    ]


async def test_idle_waits_for_the_acknowledgement(quick: LocalSlack, connect: Open) -> None:
    socket = await connect()
    await heard(socket)
    await quick.people.creates("leo", "news")
    before = quick.idle()
    moves = quick.moves
    await heard(socket)
    await quick.quiet()

    assert (before, quick.moves > moves) == (False, True)


async def test_nonsense_on_the_socket_is_ignored(quick: LocalSlack, connect: Open) -> None:
    socket = await connect()
    await heard(socket)
    for nonsense in ("{", "[]", json.dumps({"envelope_id": "unknown"})):
        await socket.send_str(nonsense)
    await quick.people.creates("leo", "news")

    assert (await heard(socket))["type"] == "events_api"
