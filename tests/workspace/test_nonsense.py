"""Every method answers whatever it is sent, and says no only with an error that stands on its page."""

from typing import Any

import pytest

from tests.workspace.conftest import Posted
from workspace.methods import HANDLERS
from workspace.server import LocalSlack
from workspace.spec.slack import METHODS
from workspace.state import views
from workspace.state.clock import HandClock
from workspace.state.world import Knobs

NONSENSE: list[Any] = [
    "",
    " ",
    "x",
    "-1",
    "1e999",
    "nan",
    "{",
    "[]",
    "[1]",
    "{}",
    "null",
    "\x00",
    "ü" * 300,
    0,
    1.5,
    True,
    [],
    [None],
]


@pytest.fixture
async def slack(clock: HandClock) -> Any:
    async with LocalSlack(people={"leo": "Leo Torres"}, clock=clock, knobs=Knobs(rate_limits=False)) as running:
        yield running


def token_of(slack: LocalSlack, kinds: frozenset[str]) -> str:
    kind = next((kind for kind in ("bot", "user", "app") if kind in kinds), "bot")
    return slack.world.tokens.of(kind).text


def sensible(slack: LocalSlack, channel: str, ts: str) -> dict[str, Any]:
    """Something that is there, for every kind of argument."""
    leo = slack.world.directory.handles["leo"].id
    view = {"type": "home", "blocks": []}
    trigger = views.trigger(slack.world, leo)
    return {
        "channel": channel,
        "user": leo,
        "users": leo,
        "ts": ts,
        "view": view,
        "trigger_id": trigger,
        "name": "eyes",
    }


@pytest.mark.parametrize("name", sorted(HANDLERS))
async def test_a_method_answers_nonsense_with_a_documented_error(slack: LocalSlack, post: Posted, name: str) -> None:
    channel = (await post("conversations.create", json={"name": "room"}))["channel"]["id"]
    ts = (await post("chat.postMessage", json={"channel": channel, "text": "hi"}))["ts"]
    method = METHODS[name]
    for value in NONSENSE:
        known = sensible(slack, channel, ts)
        everywhere = {arg.name: value for arg in method.args}
        elsewhere = {arg.name: known.get(arg.name, known.get(arg.kind, value)) for arg in method.args}
        for args in (everywhere, elsewhere):
            request = {"json": args} if method.reads_json else {"data": {key: str(said) for key, said in args.items()}}
            answer = await post(
                name, headers={"Authorization": f"Bearer {token_of(slack, method.token_kinds)}"}, **request
            )

            assert answer["ok"] or answer["error"] in method.errors or name == "api.test", (args, answer)
