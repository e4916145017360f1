"""What people do and see, through a Bolt app: commands, buttons, shortcuts, and what they cannot do."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from workspace.server import LocalSlack
from workspace.state.refusals import Cannot


def button(label: str, action_id: str = "act", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


def actions(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "block_id": "duty", "elements": list(elements)}]


@pytest.fixture
def commands(bolt: AsyncApp) -> list[dict[str, Any]]:
    """Every /incident that reached the app."""
    got: list[dict[str, Any]] = []

    @bolt.command("/incident")
    async def incident(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        await ack("understood")

    return got


@pytest.fixture
def presses(bolt: AsyncApp) -> list[dict[str, Any]]:
    """Every press that reached the app."""
    got: list[dict[str, Any]] = []

    @bolt.action("act")
    async def act(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    return got


async def test_a_picked_name_is_escaped_and_followed_by_a_blank(slack: LocalSlack, commands: Any) -> None:
    await slack.people.types("leo", "/incident start it is late @ana:logs @nobody #general")
    ana, general = slack.world.directory.handles["ana"].id, slack.world.directory.names["general"].id

    assert commands[0]["text"] == f"start it is late <@{ana}|ana> :logs @nobody <#{general}|general>"


async def test_a_name_that_was_not_picked_stays_plain(slack: LocalSlack, commands: Any) -> None:
    await slack.people.types("leo", "/incident start late @ana:logs", picks=False)

    assert commands[0]["text"] == "start late @ana:logs"


async def test_a_full_name_is_picked_whole(slack: LocalSlack, commands: Any) -> None:
    await slack.people.types("leo", "/incident role logs @Ana Lima")

    assert commands[0]["text"] == f"role logs <@{slack.world.directory.handles['ana'].id}|ana>"


async def test_a_command_has_slacks_fields_as_text(slack: LocalSlack, commands: Any) -> None:
    await slack.people.types("leo", "/incident help")

    assert all(isinstance(value, str) for value in commands[0].values())
    assert commands[0]["is_enterprise_install"] == "false"


async def test_the_person_reads_the_answer(slack: LocalSlack, commands: Any) -> None:
    assert await slack.people.types("leo", "/incident help") == "understood"


async def test_nobody_else_reads_it(slack: LocalSlack, commands: Any) -> None:
    await slack.people.types("leo", "/incident help")

    assert "understood" not in slack.screen.person(slack.world.directory.handles["ana"])


async def test_an_app_that_is_not_there_fails_the_command(slack: LocalSlack) -> None:
    assert await slack.people.types("leo", "/incident help") == '/incident failed with the error "dispatch_failed"'


async def test_commands_do_not_work_in_threads(slack: LocalSlack) -> None:
    ts = await slack.people.says("leo", "a root")

    with pytest.raises(Cannot, match="do not work in threads"):
        await slack.people.says("leo", "/incident help", thread=ts)


async def test_a_press_carries_what_slack_sends(
    slack: LocalSlack, web: AsyncWebClient, presses: Any, room: str
) -> None:
    posted = await web.chat_postMessage(channel=room, text="card", blocks=actions(button("I take logs", value="logs")))
    await slack.people.presses("ana", "I take logs")
    press = presses[0]

    assert press["container"]["message_ts"] == posted["ts"]
    assert press["user"]["id"] == slack.world.directory.handles["ana"].id
    assert (press["actions"][0]["block_id"], press["actions"][0]["value"]) == ("duty", "logs")


async def test_the_newest_button_is_meant(slack: LocalSlack, web: AsyncWebClient, presses: Any, room: str) -> None:
    for value in ("first", "second"):
        await web.chat_postMessage(channel=room, text="card", blocks=actions(button("Accept", value=value)))
    await slack.people.presses("ana", "Accept", "inc-1")

    assert presses[0]["actions"][0]["value"] == "second"


async def test_a_message_may_be_named(slack: LocalSlack, web: AsyncWebClient, presses: Any, room: str) -> None:
    for value in ("first", "second"):
        posted = await web.chat_postMessage(channel=room, text="card", blocks=actions(button("Accept", value=value)))
    await web.chat_postMessage(channel=room, text="card", blocks=actions(button("Accept", value="third")))
    await slack.people.presses("ana", "Accept", message=posted["ts"])

    assert presses[0]["actions"][0]["value"] == "second"


async def test_a_button_of_a_channel_one_is_not_in_cannot_be_pressed(
    slack: LocalSlack, web: AsyncWebClient, room: str
) -> None:
    await web.chat_postMessage(channel=room, text="card", blocks=actions(button("Accept")))

    with pytest.raises(Cannot, match="bo sees nothing to press called 'Accept'"):
        await slack.people.presses("bo", "Accept")


async def test_an_ephemeral_button_is_for_its_reader_alone(
    slack: LocalSlack, web: AsyncWebClient, presses: Any, room: str
) -> None:
    leo = slack.world.directory.handles["leo"].id
    await web.chat_postEphemeral(channel=room, user=leo, text="?", blocks=actions(button("Yes")))
    await slack.people.presses("leo", "Yes")

    assert presses[0]["container"]["is_ephemeral"] is True
    with pytest.raises(Cannot):
        await slack.people.presses("ana", "Yes")


async def test_a_menu_in_a_message_tells_the_app_at_once(
    slack: LocalSlack, web: AsyncWebClient, presses: Any, room: str
) -> None:
    menu = {
        "type": "users_select",
        "action_id": "act",
        "placeholder": {"type": "plain_text", "text": "Who takes logs?"},
    }
    await web.chat_postMessage(channel=room, text="card", blocks=actions(menu))
    await slack.people.picks("leo", "Who takes logs?", "ana")

    assert presses[0]["actions"][0]["selected_user"] == slack.world.directory.handles["ana"].id


async def test_an_overflow_menu_is_pressed_by_its_option(
    slack: LocalSlack, web: AsyncWebClient, presses: Any, room: str
) -> None:
    option = {"text": {"type": "plain_text", "text": "Hand over", "emoji": True}, "value": "hand"}
    menu = {"type": "overflow", "action_id": "act", "options": [option, option | {"value": "b"}]}
    await web.chat_postMessage(channel=room, text="card", blocks=actions(menu))
    await slack.people.presses("leo", "Hand over")

    assert presses[0]["actions"][0]["selected_option"] == option


async def test_an_app_that_stays_silent_fails_the_press(slack: LocalSlack, web: AsyncWebClient, room: str) -> None:
    await web.chat_postMessage(channel=room, text="card", blocks=actions(button("Accept")))

    assert await slack.people.presses("leo", "Accept") == "This did not work (dispatch_failed)."


async def test_a_response_url_works_five_times(slack: LocalSlack, http: Any, commands: Any) -> None:
    await slack.people.types("leo", "/incident help")
    statuses = []
    for number in range(6):
        async with http.post(commands[0]["response_url"], json={"text": f"answer {number}"}) as response:
            statuses.append(response.status)

    assert statuses == [200, 200, 200, 200, 200, 404]


async def test_a_response_url_may_replace_the_message(
    slack: LocalSlack, web: AsyncWebClient, http: Any, presses: Any, room: str
) -> None:
    await web.chat_postMessage(channel=room, text="card", blocks=actions(button("Accept")))
    await slack.people.presses("ana", "Accept")
    async with http.post(presses[0]["response_url"], json={"replace_original": True, "text": "taken"}) as response:
        assert response.status == 200

    assert "[Accept]" not in slack.screen.channel(room)


async def test_a_global_shortcut_has_a_trigger_and_no_channel(slack: LocalSlack, bolt: AsyncApp) -> None:
    got: list[dict[str, Any]] = []

    @bolt.shortcut("declare")
    async def declare(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    await slack.people.shortcut("leo", "declare")

    assert ("channel" in got[0], bool(got[0]["trigger_id"])) == (False, True)


async def test_a_message_shortcut_carries_the_message(slack: LocalSlack, bolt: AsyncApp) -> None:
    got: list[str] = []

    @bolt.shortcut("timeline")
    async def timeline(ack: Any, body: dict[str, Any]) -> None:
        got.append(body["message"]["text"])
        await ack()

    ts = await slack.people.says("ana", "two are there")
    await slack.people.shortcut("leo", "timeline", ts)

    assert got == ["two are there"]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (("edits", "bo", "{ts}", "mine"), "did not write"),
        (("deletes", "bo", "{ts}"), "did not write"),
        (("reacts", "bo", "eyes", "17.0"), "sees no message"),
        (("unreacts", "bo", "eyes", "{ts}"), "has not reacted"),
        (("unpins", "bo", "{ts}"), "not pinned"),
        (("leaves", "bo", "general"), "Nobody can leave"),
        (("says", "zed", "hi"), "nobody called 'zed'"),
        (("says", "bo", "hi", "nowhere"), "sees no channel"),
        (("archives", "bo", "general"), "cannot be archived"),
    ],
)
async def test_nobody_can_do_what_slack_does_not_offer(slack: LocalSlack, act: tuple[str, ...], why: str) -> None:
    ts = await slack.people.says("ana", "hello")
    name, *rest = (part.format(ts=ts) for part in act)

    with pytest.raises(Cannot, match=why):
        await getattr(slack.people, name)(*rest)


async def test_a_deactivated_person_does_nothing_more(slack: LocalSlack) -> None:
    await slack.people.deactivates("bo")

    with pytest.raises(Cannot, match="bo is deactivated"):
        await slack.people.says("bo", "hello")


async def test_a_guest_cannot_make_a_channel(slack: LocalSlack) -> None:
    await slack.people.changes("bo", guest=True)

    with pytest.raises(Cannot, match="cannot make"):
        await slack.people.creates("bo", "mine")


async def test_every_act_is_there_over_http(slack: LocalSlack, http: Any) -> None:
    async with http.post(f"{slack.page_url}people/leo/says", json={"text": "hello", "channel": "general"}) as response:
        told = await response.json()

    assert told["answer"] in slack.world.directory.names["general"].messages


async def test_what_cannot_be_done_is_a_conflict_over_http(slack: LocalSlack, http: Any) -> None:
    async with http.post(f"{slack.page_url}people/leo/presses", json={"label": "Accept"}) as response:
        told = await response.json()

    assert (response.status, told["error"]) == (
        409,
        "leo sees nothing to press called 'Accept'; there is: nothing.",
    )


async def test_an_act_with_the_wrong_words_is_a_bad_request(slack: LocalSlack, http: Any) -> None:
    async with http.post(f"{slack.page_url}people/leo/says", json={"loudly": True}) as response:
        assert response.status == 400


async def test_a_shortcut_says_less_of_the_person_and_nothing_of_the_app(
    slack: LocalSlack, bolt: AsyncApp, room: str
) -> None:
    got: list[dict[str, Any]] = []
    for listener in (bolt.global_shortcut, bolt.message_shortcut):

        @listener("declare")
        async def declare(ack: Any, body: dict[str, Any]) -> None:
            got.append(body)
            await ack()

    ts = await slack.people.says("leo", "look", "inc-1")
    await slack.people.shortcut("leo", "declare")
    await slack.people.shortcut("leo", "declare", ts, "inc-1")

    assert [sorted(body["user"]) for body in got] == [["id", "team_id", "username"], ["id", "name"]]
    assert not any("api_app_id" in body for body in got)


async def test_an_acknowledged_press_carries_no_answer(
    slack: LocalSlack, web: AsyncWebClient, bolt: AsyncApp, room: str
) -> None:
    @bolt.action("act")
    async def act(ack: Any) -> None:
        await ack({"response_type": "ephemeral", "text": "not shown"})

    await web.chat_postMessage(channel=room, text="card", blocks=actions(button("Accept")))
    await slack.people.presses("ana", "Accept")

    assert "not shown" not in slack.screen.channel(room, everything=True)


async def test_without_a_manifest_an_app_may_post_by_another_name_and_anywhere(
    slack: LocalSlack, web: AsyncWebClient
) -> None:
    general = slack.world.directory.names["general"].id
    posted = await web.chat_postMessage(channel=general, text="hi", username="Clerk")

    assert posted["message"]["username"] == "Clerk"


async def test_what_is_retired_says_so(web: AsyncWebClient) -> None:
    assert await refused(web.api_call("files.upload")) == "method_deprecated"


async def test_of_buttons_that_look_alike_the_block_says_which(
    slack: LocalSlack, web: AsyncWebClient, room: str, presses: Any
) -> None:
    rows = [{"type": "actions", "block_id": f"row-{n}", "elements": [button("Accept", value=str(n))]} for n in range(3)]
    await web.chat_postMessage(channel=room, text="duties", blocks=rows)
    await slack.people.presses("leo", "Accept", block="row-1")

    assert ("row-1", "1") == (presses[0]["actions"][0]["block_id"], presses[0]["actions"][0]["value"])


async def test_whoever_has_read_a_channel_has_nothing_unread_there(slack: LocalSlack, room: str) -> None:
    ts = await slack.people.says("ana", "hello", "inc-1")
    await slack.people.reads("leo", "inc-1")
    leo = slack.world.directory.handles["leo"].id

    assert ts == slack.world.directory.channels[room].read_ts[leo]
