"""Whoever fills a channel while Sitrep hears nothing keeps nobody else's words from being carried out after it."""

import pytest

from bot.incident import facts as f
from bot.slack.catchup import history
from bot.slack.catchup.gaps import PAGES_A_TURN
from tests.scenarios.conftest import Scene

HISTORY = "conversations.history"
PAGE = 20  # a tenth of what is asked of Slack at once: a turn has as many pages, whatever stands on each


async def test_what_others_asked_is_done_before_a_full_channel_is_read_to_its_end(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE", PAGE)
    await scene.start("sev1 mine", who="eva")
    full = (await scene.channel(1)).id
    await scene.staffed("sev1 The real one", logs="ana")
    room = (await scene.channel(2)).id
    await scene.stops()
    for number in range(PAGE * (PAGES_A_TURN + 1)):
        await scene.people.says("eva", f"line {number}", full, picks=False)
    await scene.people.says("eva", "@sitrep note all of mine was read", full)
    await scene.people.says("ana", "@sitrep note the archive is on fire", room)
    scene.stage.slack.calls.clear()
    await scene.starts_again()
    await scene.after(1)
    calls = [(call.method, call.args) for call in scene.stage.slack.calls]
    done = next(place for place, (_, args) in enumerate(calls) if "archive is on fire" in str(args.get("text")))
    pages = [place for place, (name, args) in enumerate(calls) if (name, args.get("channel")) == (HISTORY, full)]

    assert [PAGES_A_TURN, True] == [sum(place < done for place in pages), len(pages) > PAGES_A_TURN]
    assert {"the archive is on fire", "all of mine was read"} == {fact.text for fact in await scene.facts(f.Noted)}


async def test_a_message_that_is_long_on_the_wire_closes_no_socket(scene: Scene) -> None:
    """Of 40,000 emoji Slack's event has more than the 1 MiB at which the library hangs up by itself."""
    await scene.start()
    opened = _sockets(scene)
    ts = await scene.says("leo", "👍" * 40_000)

    assert opened == _sockets(scene)
    assert await scene.stage.app.desk.message((await scene.channel()).id, ts) is not None


def _sockets(scene: Scene) -> int:
    return sum(call.method == "apps.connections.open" for call in scene.stage.slack.calls)
