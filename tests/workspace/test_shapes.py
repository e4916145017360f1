"""How users, channels, files, groups and blocks look in a recorded Slack: what is there, and what is not."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from workspace.server import LocalSlack
from workspace.state import views
from workspace.state.clock import HandClock
from workspace.state.world import Knobs, Unknowns

Json = dict[str, Any]
OF_A_LINE = {"team", "user", "text", "type", "ts", "subtype"}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


async def newest(web: AsyncWebClient, room: str) -> Json:
    found: Json = (await web.conversations_history(channel=room, limit=1))["messages"][0]
    return found


async def rich(web: AsyncWebClient, room: str) -> list[Json]:
    """The elements of the newest message's rich text."""
    elements: list[Json] = (await newest(web, room))["blocks"][0]["elements"]
    return elements


def words(element: Json) -> str:
    return "".join(leaf["text"] for leaf in element["elements"])


# Users.


async def test_a_bot_user_may_have_its_name_in_its_profile_alone(web: AsyncWebClient, slack: LocalSlack) -> None:
    user = (await web.users_info(user=slack.bot_user_id))["user"]

    assert set() == user.keys() & {"real_name", "tz", "tz_label", "tz_offset", "is_admin", "is_restricted"}
    assert slack.world.bot.name == user["profile"]["real_name"]


@pytest.mark.parametrize("asked", [True, False])
async def test_a_locale_is_told_on_demand(web: AsyncWebClient, slack: LocalSlack, room: str, *, asked: bool) -> None:
    leo = slack.world.directory.handles["leo"].id
    user = (await web.users_info(user=leo, include_locale=asked))["user"]
    people = (await web.users_list(include_locale=asked))["members"]
    channel = (await web.conversations_info(channel=room, include_locale=asked))["channel"]

    assert {asked} == {"locale" in shape for shape in (user, *people, channel)}


async def test_a_changed_person_is_told_with_what_only_that_event_says(slack: LocalSlack, bolt: AsyncApp) -> None:
    told: list[Json] = []

    @bolt.event("user_change")
    async def changed(event: Json) -> None:
        told.append(event["user"])

    await slack.people.changes("ana", tz="Asia/Tokyo")
    await slack.quiet()

    only_there = ("has_2fa", "is_invited_user", "is_stranger", "is_workflow_bot")
    assert [False] * 4 == [told[0][name] for name in only_there]


# Channels and teams.


async def test_a_new_channel_is_told_by_name_and_maker(slack: LocalSlack, bolt: AsyncApp) -> None:
    told: list[Json] = []

    @bolt.event("channel_created")
    async def made(event: Json) -> None:
        told.append(event["channel"])

    channel_id = await slack.people.creates("ana", "inc-2")
    await slack.quiet()

    assert channel_id == told[0].pop("id")
    assert slack.world.directory.handles["ana"].id == told[0].pop("creator")
    assert {"name", "name_normalized", "created", "is_channel", "is_shared", "is_org_shared"} == told[0].keys()


async def test_a_direct_message_says_how_far_one_has_read(web: AsyncWebClient, slack: LocalSlack) -> None:
    direct = (await web.conversations_open(users=[slack.world.directory.handles["leo"].id]))["channel"]["id"]
    before = (await web.conversations_info(channel=direct))["channel"]
    await slack.people.says("leo", "hello", "dm")
    after = (await web.conversations_info(channel=direct))["channel"]

    assert (True, 0, False) == (before["is_open"], before["unread_count"], "latest" in before)
    assert (1, 1, "hello") == (after["unread_count"], after["unread_count_display"], after["latest"]["text"])
    assert after["last_read"] < after["latest"]["ts"]


async def test_a_line_of_slack_names_the_team(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    await slack.people.joins("bo", "inc-1")
    await slack.people.leaves("bo", "inc-1")
    lines = (await web.conversations_history(channel=room, limit=2))["messages"]

    assert [OF_A_LINE, OF_A_LINE] == [set(line) for line in lines]
    assert {slack.team_id} == {line["team"] for line in lines}


async def test_a_team_has_a_picture_in_each_size(web: AsyncWebClient) -> None:
    icon = (await web.team_info())["team"]["icon"]

    assert {*(f"image_{size}" for size in (34, 44, 68, 88, 102, 132, 230)), "image_default"} == set(icon)


async def test_a_group_names_who_made_it(web: AsyncWebClient, slack: LocalSlack) -> None:
    await slack.people.makes_group("ana", "oncall", "On call", ["leo"])
    group = (await web.usergroups_list())["usergroups"][0]

    ana = slack.world.directory.handles["ana"].id
    assert (ana, ana, 0) == (group["created_by"], group["updated_by"], group["channel_count"])


@pytest.mark.parametrize("told", [True, False])
async def test_whether_the_maker_of_a_channel_is_told_as_joining_is_a_setting(clock: HandClock, *, told: bool) -> None:
    async with unsure(clock, maker_is_told_as_joining=told) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        channel = (await web.conversations_create(name="inc-1"))["channel"]["id"]
        lines = (await web.conversations_history(channel=channel))["messages"]

    assert (["channel_join"] if told else []) == [line["subtype"] for line in lines]


@pytest.mark.parametrize("may", [True, False])
async def test_whether_the_last_member_may_leave_is_a_setting(clock: HandClock, *, may: bool) -> None:
    async with unsure(clock, last_member_may_leave=may) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        channel = (await web.conversations_create(name="inc-1"))["channel"]["id"]
        left = web.conversations_leave(channel=channel)

        assert await left if may else await refused(left) == "last_member"


def unsure(clock: HandClock, **unknowns: Any) -> LocalSlack:
    return LocalSlack(people={"leo": "Leo Torres"}, clock=clock, knobs=Knobs(unknowns=Unknowns(**unknowns)))


# Files.


async def test_an_upload_answers_before_slack_has_looked_at_it(web: AsyncWebClient, room: str) -> None:
    uploaded = await web.files_upload_v2(content="words", filename="a.txt", channel=room)
    yet = uploaded["files"][0]
    later = (await web.files_info(file=yet["id"]))["file"]

    assert ("", "", [], {}) == (yet["mimetype"], yet["filetype"], yet["channels"], yet["shares"])
    assert ("text/plain", [room]) == (later["mimetype"], later["channels"])


async def test_a_shared_file_says_by_whom_and_how_large(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    await slack.people.uploads("leo", "graph.png", "inc-1")
    message = await newest(web, room)
    file = message["files"][0]

    assert (False, False) == (message["upload"], message["display_as_bot"])
    assert (slack.team_id, "visible", True) == (file["user_team"], file["file_access"], file["size"] > 0)


# Reactions and scheduled messages.


async def test_reactions_come_by_cursor(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    sent = [await slack.people.says("leo", text, "inc-1") for text in ("one", "two", "three")]
    for ts in sent:
        await web.reactions_add(channel=room, timestamp=ts, name="eyes")
    first = await web.reactions_list(limit=2)
    second = await web.reactions_list(limit=2, cursor=first["response_metadata"]["next_cursor"])

    read = [item["message"]["ts"] for found in (first, second) for item in found["items"]]
    assert (sent[::-1], "") == (read, second["response_metadata"]["next_cursor"])


async def test_a_scheduled_message_is_answered_whole(web: AsyncWebClient, clock: HandClock, room: str) -> None:
    at = int(clock.now().timestamp()) + 60
    metadata = {"event_type": "card", "event_payload": {"n": 1}}
    message = (await web.chat_scheduleMessage(channel=room, post_at=at, text="later", metadata=metadata))["message"]

    assert {"type", "text", "user", "bot_id", "team", "app_id", "bot_profile", "blocks", "metadata"} == set(message)
    assert ("delayed_message", metadata) == (message["type"], message["metadata"])


# Blocks.


async def test_a_text_in_blocks_comes_back_with_what_it_left_out(web: AsyncWebClient, room: str) -> None:
    button = {"type": "button", "action_id": "go", "text": plain("Go"), "confirm": asked_again()}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*card*", "verbatim": True}, "accessory": button}
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}]}
    await web.chat_postMessage(channel=room, text="card", blocks=[section, context])
    shown, small = (await newest(web, room))["blocks"]

    assert (True, True) == (shown["text"]["verbatim"], shown["accessory"]["confirm"]["deny"]["emoji"])
    assert {"type": "mrkdwn", "text": "small", "verbatim": False} == small["elements"][0]


def asked_again() -> Json:
    return {"title": plain("Sure?"), "text": plain("It ends."), "confirm": plain("Yes"), "deny": plain("No")}


async def test_an_action_repeats_what_stood_in_its_element(
    web: AsyncWebClient, slack: LocalSlack, bolt: AsyncApp, room: str
) -> None:
    told: list[Json] = []

    @bolt.action("day")
    async def chosen(ack: Any, action: Json) -> None:
        told.append(action)
        await ack()

    picker = {"type": "datepicker", "action_id": "day", "initial_date": "2026-05-14", "confirm": asked_again()}
    blocks = [{"type": "actions", "block_id": "when", "elements": [picker]}]
    await web.chat_postMessage(channel=room, text="when", blocks=blocks)
    await slack.people.picks("leo", "day", "2026-05-28")

    assert ("2026-05-14", "2026-05-28") == (told[0]["initial_date"], told[0]["selected_date"])
    assert {"confirm", "deny", "text", "title"} == set(told[0]["confirm"])


async def test_a_time_comes_back_with_the_zone_that_its_picker_names(
    web: AsyncWebClient, slack: LocalSlack, bolt: AsyncApp
) -> None:
    told: list[Json] = []

    @bolt.view("times")
    async def sent(ack: Any, view: Json) -> None:
        told.append(view["state"]["values"])
        await ack()

    zones = {"there": {"timezone": "Asia/Tokyo"}, "here": {}}
    blocks = [
        {"type": "input", "block_id": name, "label": plain(name), "element": picker | {"action_id": "at"}}
        for name, zone in zones.items()
        for picker in [{"type": "timepicker", "initial_time": "10:00", **zone}]
    ]
    trigger = views.trigger(slack.world, slack.world.directory.handles["leo"].id)
    form = {"type": "modal", "callback_id": "times", "title": plain("Times"), "submit": plain("Send")}
    await web.views_open(trigger_id=trigger, view=form | {"blocks": blocks})
    await slack.people.submits("leo", "Times", {"there": "11:30"})

    assert {"type": "timepicker", "selected_time": "11:30", "timezone": "Asia/Tokyo"} == told[0]["there"]["at"]
    assert {"type": "timepicker", "selected_time": "10:00"} == told[0]["here"]["at"]


async def test_a_bad_view_is_refused_before_its_id_is_looked_up(web: AsyncWebClient) -> None:
    bad = {"type": "modal", "title": plain("A title of more than twenty-five letters"), "blocks": []}
    good = bad | {"title": plain("Form")}

    assert "invalid_arguments" == await refused(web.views_update(view_id="V0NONE", view=bad))
    assert "not_found" == await refused(web.views_update(view_id="V0NONE", view=good))


async def test_a_view_that_fits_nothing_is_told_so_first(web: AsyncWebClient, slack: LocalSlack) -> None:
    trigger = views.trigger(slack.world, slack.world.directory.handles["leo"].id)
    call = web.views_open(trigger_id=trigger, view={"type": "modal", "title": plain("Form"), "blocks": [{}]})
    with pytest.raises(Exception, match=r"failed to match all allowed schemas \[json-pointer:/view\]") as no:
        await call

    lines = no.value.response["response_metadata"]["messages"]  # type: ignore[attr-defined]
    assert (True, True) == (lines[0].endswith("[json-pointer:/view]"), len(lines) > 1)


# Rich text.


async def test_a_quote_and_code_stand_in_elements_of_their_own(web: AsyncWebClient, room: str) -> None:
    await web.chat_postMessage(channel=room, text="look:\n&gt; it is *late*\n&gt; now\n```a &lt; b\n*c*```\nthen")
    before, quote, code, after = await rich(web, room)

    assert ("look:\n", "it is late\nnow", "then") == (words(before), words(quote), words(after))
    assert ("rich_text_quote", "rich_text_preformatted") == (quote["type"], code["type"])
    assert [{"type": "text", "text": "a < b\n*c*"}] == code["elements"]


async def test_a_person_types_a_list(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    await slack.people.says("leo", "tried:\n- the disk\n  - of db-3\n1. wait\n2. restart", "inc-1")
    _, bullets, deeper, numbered = await rich(web, room)

    assert "tried:\n• the disk\n    ◦ of db-3\n1. wait\n2. restart" == (await newest(web, room))["text"]
    assert [("bullet", 0), ("bullet", 1), ("ordered", 0)] == [
        (each["style"], each["indent"]) for each in (bullets, deeper, numbered)
    ]
    assert ["wait", "restart"] == [words(item) for item in numbered["elements"]]


async def test_what_an_app_posts_is_no_list(web: AsyncWebClient, room: str) -> None:
    await web.chat_postMessage(channel=room, text="- one\n1. two")

    assert ["rich_text_section"] == [element["type"] for element in await rich(web, room)]


async def test_an_edited_list_is_one_again(web: AsyncWebClient, slack: LocalSlack, room: str) -> None:
    ts = await slack.people.says("leo", "the disk", "inc-1")
    await slack.people.edits("leo", ts, "* the disk")

    assert ["rich_text_list"] == [element["type"] for element in await rich(web, room)]


@pytest.mark.parametrize("makes", [True, False])
async def test_whether_the_message_box_makes_lists_is_a_setting(clock: HandClock, *, makes: bool) -> None:
    async with unsure(clock, message_box_makes_lists=makes) as slack:
        ts = await slack.people.says("leo", "- the disk", "general")
        message = slack.world.directory.names["general"].messages[ts]

    assert ("• the disk" if makes else "- the disk") == message.text


@pytest.mark.parametrize(
    ("name", "unicode"),
    [("+1", "1f44d"), ("flag-de", "1f1e9-1f1ea"), ("not_of_this_world", None)],
)
async def test_an_emoji_comes_with_its_character(web: AsyncWebClient, room: str, name: str, unicode: str) -> None:
    await web.chat_postMessage(channel=room, text=f":{name}:")

    assert unicode == (await rich(web, room))[0]["elements"][0].get("unicode")


# Markdown.


async def test_markdown_comes_back_in_slacks_own_signs(web: AsyncWebClient, room: str) -> None:
    written = "**late** and *slow*, ~~gone~~, `**code**`, [there](https://example.com/a)"
    posted = await web.chat_postMessage(channel=room, markdown_text=written)
    updated = await web.chat_update(channel=room, ts=posted["ts"], markdown_text="**later**")

    assert "*late* and _slow_, ~gone~, `**code**`, <https://example.com/a|there>" == posted["message"]["text"]
    assert "*later*" == updated["text"]


async def test_whether_more_than_bold_comes_back_so_is_a_setting(clock: HandClock) -> None:
    async with unsure(clock, markdown_comes_back_translated=False) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        channel = (await web.conversations_create(name="inc-1"))["channel"]["id"]
        posted = await web.chat_postMessage(channel=channel, markdown_text="**late** and ~~gone~~")

    assert "*late* and ~~gone~~" == posted["message"]["text"]


# Canvases.


@pytest.mark.parametrize(
    ("markdown", "is_refused"),
    [
        ("1. stop it\n   - the job\n   - its queue", True),
        ("1. stop it\n2. look\n  * at the disk", True),
        ("- stop it\n  - the job", False),
        ("1. stop it\n\n- the job", False),
    ],
)
async def test_a_numbered_list_in_a_canvas_holds_no_bullets(
    web: AsyncWebClient, room: str, markdown: str, *, is_refused: bool
) -> None:
    content = {"type": "markdown", "markdown": markdown}
    call = web.conversations_canvases_create(channel_id=room, document_content=content)

    assert await refused(call) == "canvas_creation_failed" if is_refused else (await call)["canvas_id"]


async def test_a_canvas_takes_markdown_alone_and_says_so(web: AsyncWebClient, room: str) -> None:
    call = web.conversations_canvases_create(channel_id=room, document_content={"type": "html", "html": "<b>x</b>"})
    with pytest.raises(Exception, match="invalid_arguments") as no:
        await call

    assert "/document_content/type" in no.value.response["detail"]  # type: ignore[attr-defined]


async def test_a_canvas_is_a_file_as_well(web: AsyncWebClient, room: str) -> None:
    content = {"type": "markdown", "markdown": "# What"}
    canvas = (await web.conversations_canvases_create(channel_id=room, document_content=content))["canvas_id"]
    file = (await web.files_info(file=canvas))["file"]

    assert (canvas, "quip", [room]) == (file["id"], file["filetype"], file["channels"])
