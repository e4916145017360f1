"""What holds whatever people do: said minus deleted is what history shows, counters count, one act is one event."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workspace.conftest import MORNING, PEOPLE
from workspace.people import People
from workspace.server import LocalSlack
from workspace.state.clock import HandClock
from workspace.state.records import Channel, Json
from workspace.state.refusals import Cannot

WHO = st.sampled_from(sorted(PEOPLE))
SAYS = st.tuples(st.just("says"), WHO, st.integers(0, 9))
REPLIES = st.tuples(st.just("replies"), WHO, st.integers(0, 9))
DELETES = st.tuples(st.just("deletes"), WHO, st.integers(0, 9))
EDITS = st.tuples(st.just("edits"), WHO, st.integers(0, 9))
REACTS = st.tuples(st.just("reacts"), WHO, st.integers(0, 9))
WAITS = st.tuples(st.just("waits"), WHO, st.integers(0, 9))
ACTS = st.lists(st.one_of(SAYS, REPLIES, DELETES, EDITS, REACTS, WAITS), max_size=40)
EVENT_OF = {
    "says": "message",
    "replies": "message",
    "edits": "message_changed",
    "deletes": "message_deleted",
    "reacts": "reaction_added",
}


@dataclass
class Played:
    channel: Channel
    events: list[Json]
    kept: set[str]
    minted: list[str]
    done: Counter[str]


def play(acts: list[tuple[str, str, int]]) -> Played:
    """Everything that was possible of these acts, and what the world told about it."""
    return asyncio.run(_play(acts))


async def _play(acts: list[tuple[str, str, int]]) -> Played:
    clock = HandClock(MORNING)
    slack = LocalSlack(people=PEOPLE, clock=clock)
    events: list[Json] = []
    slack.world.told.append(lambda _names, event, _channel: events.append(event))
    channel = slack.world.directory.names["general"]
    played = Played(channel, events, set(), [], Counter())
    for act, who, number in acts:
        if act == "waits":
            await clock.advance(timedelta(seconds=number))
            continue
        try:
            await _act(slack.people, played, act, who, number)
        except Cannot:
            continue
        played.done[act] += 1
    return played


async def _act(people: People, played: Played, act: str, who: str, number: int) -> None:
    chosen = played.minted[number % len(played.minted)] if played.minted else "0"
    match act:
        case "says" | "replies":
            more: dict[str, Any] = {"thread": chosen} if act == "replies" else {}
            ts = await people.says(who, "hello", **more)
            played.minted.append(ts)
            played.kept.add(ts)
        case "deletes":
            await people.deletes(who, chosen)
            played.kept.discard(chosen)
        case "edits":
            await people.edits(who, chosen, "changed")
        case "reacts":
            await people.reacts(who, f"emoji{number}", chosen)


def _kind(event: Json) -> str:
    """What happened; a root that leaves a tombstone is deleted too, although Slack calls it changed."""
    buried = event.get("message", {}).get("subtype") == "tombstone"
    return "message_deleted" if buried else str(event.get("subtype") or event["type"])


@given(ACTS)
@settings(max_examples=60, deadline=None)
def test_every_ts_is_later_than_those_before(acts: list[tuple[str, str, int]]) -> None:
    minted = play(acts).minted

    assert minted == sorted(set(minted))


@given(ACTS)
@settings(max_examples=60, deadline=None)
def test_what_is_left_is_what_was_said_and_not_deleted(acts: list[tuple[str, str, int]]) -> None:
    played = play(acts)
    left = {ts for ts, message in played.channel.messages.items() if message.subtype != "tombstone"}

    assert left == played.kept


@given(ACTS)
@settings(max_examples=60, deadline=None)
def test_a_tombstone_stands_only_over_replies(acts: list[tuple[str, str, int]]) -> None:
    channel = play(acts).channel

    assert all(m.replies for m in channel.messages.values() if m.subtype == "tombstone")


@given(ACTS)
@settings(max_examples=60, deadline=None)
def test_thread_counters_are_right(acts: list[tuple[str, str, int]]) -> None:
    channel = play(acts).channel
    for root in channel.messages.values():
        replies = [m for m in channel.messages.values() if m.root_ts == root.ts]

        assert [reply.ts for reply in replies] == root.replies
        assert Counter(reply.author for reply in replies) == Counter(root.reply_users)


@given(ACTS)
@settings(max_examples=60, deadline=None)
def test_the_timeline_is_the_sorted_roots(acts: list[tuple[str, str, int]]) -> None:
    channel = play(acts).channel

    assert channel.timeline == sorted(m.ts for m in channel.messages.values() if m.root_ts is None)


@given(ACTS)
@settings(max_examples=60, deadline=None)
def test_every_act_is_one_event(acts: list[tuple[str, str, int]]) -> None:
    played = play(acts)
    expected: Counter[str] = Counter()
    for act, times in played.done.items():
        expected[EVENT_OF[act]] += times

    assert expected == Counter(_kind(event) for event in played.events)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_a_message_reads_as_it_was_typed(text: str) -> None:
    """Escaping and rendering cancel out, as long as nothing in it is markup."""
    typed = "".join(letter for letter in text if letter not in "*_~`:/<>\r").strip() or "."

    async def read() -> str:
        slack = LocalSlack(people=PEOPLE, clock=HandClock(MORNING))
        ts = await slack.people.says("leo", typed, picks=False)
        channel = slack.world.directory.names["general"]
        return slack.people._reads(slack.world.directory.handles["leo"], channel.messages[ts].body)

    assert asyncio.run(read()) == typed
