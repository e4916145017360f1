"""Forms and Home tabs, from opening to submitting, through a Bolt app."""

from datetime import timedelta
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.workspace.conftest import refused
from workspace.server import LocalSlack
from workspace.state import views
from workspace.state.clock import HandClock
from workspace.state.refusals import Cannot


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def field(block_id: str, label: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "typed"} | more.pop("element", {})
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element, **more}


def form(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shape = {"type": "modal", "callback_id": "report", "title": text("Report"), "submit": text("Send")}
    return shape | {"blocks": list(blocks) or [field("actions", "Actions")]} | more


@pytest.fixture
def trigger(slack: LocalSlack) -> str:
    return views.trigger(slack.world, slack.world.directory.handles["leo"].id)


@pytest.fixture
async def opened(web: AsyncWebClient, trigger: str) -> dict[str, Any]:
    return (await web.views_open(trigger_id=trigger, view=form()))["view"]


async def test_a_trigger_opens_one_form(web: AsyncWebClient, trigger: str, opened: Any) -> None:
    assert await refused(web.views_open(trigger_id=trigger, view=form())) == "exchanged_trigger_id"


async def test_a_trigger_lives_three_seconds(web: AsyncWebClient, trigger: str, clock: HandClock) -> None:
    await clock.advance(timedelta(seconds=4))

    assert await refused(web.views_open(trigger_id=trigger, view=form())) == "expired_trigger_id"


async def test_a_trigger_of_ones_own_making_is_invalid(web: AsyncWebClient) -> None:
    assert await refused(web.views_open(trigger_id="1.2.3", view=form())) == "invalid_trigger_id"


async def test_a_refused_form_leaves_the_trigger_alone(web: AsyncWebClient, trigger: str) -> None:
    await refused(web.views_open(trigger_id=trigger, view=form(title=text("x" * 25))))

    assert (await web.views_open(trigger_id=trigger, view=form()))["ok"]


async def test_a_stale_hash_is_a_conflict(web: AsyncWebClient, opened: Any) -> None:
    await web.views_update(view_id=opened["id"], hash=opened["hash"], view=form())
    call = web.views_update(view_id=opened["id"], hash=opened["hash"], view=form())

    assert await refused(call) == "hash_conflict"


async def test_a_new_form_answers_an_empty_state(opened: Any) -> None:
    assert opened["state"] == {"values": {}}


async def test_typed_words_survive_an_update(web: AsyncWebClient, slack: LocalSlack, opened: Any) -> None:
    await slack.people.fills("leo", "Actions", "reading the logs")
    answer = await web.views_update(view_id=opened["id"], view=form(field("actions", "Actions"), field("b", "New")))

    values = answer["view"]["state"]["values"]
    assert values["actions"]["typed"]["value"] == "reading the logs"
    assert values["b"]["typed"]["value"] is None


async def test_typed_words_go_with_their_input(web: AsyncWebClient, slack: LocalSlack, opened: Any) -> None:
    await slack.people.fills("leo", "Actions", "reading the logs")
    await web.views_update(view_id=opened["id"], view=form(field("other", "Actions")))
    answer = await web.views_update(view_id=opened["id"], view=form())

    assert answer["view"]["state"]["values"]["actions"]["typed"]["value"] is None


async def test_three_forms_lie_on_each_other(web: AsyncWebClient, slack: LocalSlack, opened: Any) -> None:
    leo = slack.world.directory.handles["leo"].id
    for _ in range(2):
        await web.views_push(trigger_id=views.trigger(slack.world, leo), view=form())
    call = web.views_push(trigger_id=views.trigger(slack.world, leo), view=form())

    assert await refused(call) == "push_limit_reached"


async def test_closing_shows_the_form_below(web: AsyncWebClient, slack: LocalSlack, opened: Any) -> None:
    leo = slack.world.directory.handles["leo"]
    await web.views_push(trigger_id=views.trigger(slack.world, leo.id), view=form(title=text("More")))
    await slack.people.closes("leo")

    assert slack.screen.form(leo).startswith("[Report]")


async def test_an_external_id_is_taken_once(web: AsyncWebClient, slack: LocalSlack, trigger: str) -> None:
    await web.views_open(trigger_id=trigger, view=form(external_id="mine"))
    ana = views.trigger(slack.world, slack.world.directory.handles["ana"].id)

    assert await refused(web.views_open(trigger_id=ana, view=form(external_id="mine"))) == "duplicate_external_id"


async def test_a_view_beyond_250_kb_is_too_large(web: AsyncWebClient, trigger: str) -> None:
    heavy = form(*({"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}} for _ in range(90)))

    assert await refused(web.views_open(trigger_id=trigger, view=heavy)) == "view_too_large"


async def test_a_required_input_must_be_filled(slack: LocalSlack, opened: Any) -> None:
    with pytest.raises(Cannot, match="Please fill in: Actions"):
        await slack.people.submits("leo")


async def test_a_form_that_is_not_open_cannot_be_submitted(slack: LocalSlack, opened: Any) -> None:
    with pytest.raises(Cannot, match="ana has no form open"):
        await slack.people.submits("ana", "report", {"Actions": "none"})


async def test_a_submitted_form_reaches_the_app_and_closes(slack: LocalSlack, bolt: AsyncApp, opened: Any) -> None:
    got: list[str] = []

    @bolt.view("report")
    async def reported(ack: Any, view: dict[str, Any]) -> None:
        got.append(view["state"]["values"]["actions"]["typed"]["value"])
        await ack()

    await slack.people.submits("leo", "report", {"Actions": "reading the logs"})

    assert (got, slack.screen.form(slack.world.directory.handles["leo"])) == (["reading the logs"], "")


async def test_an_error_stands_under_its_input(slack: LocalSlack, bolt: AsyncApp, opened: Any) -> None:
    @bolt.view("report")
    async def reported(ack: Any) -> None:
        await ack(response_action="errors", errors={"actions": "Too short."})

    answer = await slack.people.submits("leo", values={"actions": "no"})

    assert answer == "Too short."
    assert "Actions: <no>\n    ! Too short." in slack.screen.form(slack.world.directory.handles["leo"])


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Too short."}},
        {"response_action": "thanks"},
    ],
)
async def test_an_answer_that_slack_cannot_use_is_told_as_trouble(
    slack: LocalSlack, bolt: AsyncApp, opened: Any, answer: dict[str, Any]
) -> None:
    """Believed of Slack and on no page; the form stays as it is."""

    @bolt.view("report")
    async def reported(ack: Any) -> None:
        await ack(**answer)

    assert "trouble" in await slack.people.submits("leo", values={"actions": "no"})
    assert "Actions: <no>" in slack.screen.form(slack.world.directory.handles["leo"])


@pytest.mark.parametrize(("action", "shown"), [("update", "[Next]"), ("push", "[Next]"), ("clear", "")])
async def test_an_answer_may_show_another_form(
    slack: LocalSlack, bolt: AsyncApp, opened: Any, action: str, shown: str
) -> None:
    @bolt.view("report")
    async def reported(ack: Any) -> None:
        more = {} if action == "clear" else {"view": form(title=text("Next"))}
        await ack(response_action=action, **more)

    await slack.people.submits("leo", values={"actions": "none"})

    assert slack.screen.form(slack.world.directory.handles["leo"]).split("\n")[0] == shown


async def test_a_closed_form_is_told_on_demand(
    web: AsyncWebClient, slack: LocalSlack, bolt: AsyncApp, trigger: str
) -> None:
    closed: list[bool] = []

    @bolt.view_closed("report")
    async def gone(ack: Any, body: dict[str, Any]) -> None:
        closed.append(body["is_cleared"])
        await ack()

    await web.views_open(trigger_id=trigger, view=form(notify_on_close=True))
    await slack.people.closes("leo")

    assert closed == [False]


async def test_every_kind_of_input_has_slacks_value(web: AsyncWebClient, slack: LocalSlack, trigger: str) -> None:
    option = {"text": text("High") | {"emoji": True}, "value": "high"}
    kinds = {
        "static_select": {"options": [option]},
        "users_select": {},
        "datepicker": {},
        "checkboxes": {"options": [option]},
    }
    blocks = [field(kind, kind, element={"type": kind, **more}) for kind, more in kinds.items()]
    opened = await web.views_open(trigger_id=trigger, view=form(*blocks))
    said = {"static_select": "High", "users_select": "@ana", "datepicker": "2026-05-28", "checkboxes": ["high"]}
    for kind, value in said.items():
        await slack.people.fills("leo", kind, value)

    typed = slack.world.directory.views[opened["view"]["id"]].typed
    assert typed["static_select"]["typed"] == {"type": "static_select", "selected_option": option}
    assert typed["users_select"]["typed"]["selected_user"] == slack.world.directory.handles["ana"].id
    assert typed["datepicker"]["typed"] == {"type": "datepicker", "selected_date": "2026-05-28"}
    assert typed["checkboxes"]["typed"] == {"type": "checkboxes", "selected_options": [option]}


async def test_an_option_that_is_not_offered_cannot_be_chosen(
    web: AsyncWebClient, slack: LocalSlack, trigger: str
) -> None:
    select = {"type": "static_select", "options": [{"text": text("High"), "value": "high"}]}
    await web.views_open(trigger_id=trigger, view=form(field("sev", "Severity", element=select)))

    with pytest.raises(Cannot, match="no option 'Low'; there are: 'High'"):
        await slack.people.fills("leo", "Severity", "Low")


async def test_an_external_menu_asks_the_app(
    web: AsyncWebClient, slack: LocalSlack, bolt: AsyncApp, trigger: str
) -> None:
    @bolt.options("typed")
    async def options(ack: Any, body: dict[str, Any]) -> None:
        await ack(options=[{"text": text(f"{body['value']}-1"), "value": "1"}])

    block = field("inc", "Incident", element={"type": "external_select", "min_query_length": 1})
    await web.views_open(trigger_id=trigger, view=form(block))

    assert await slack.people.searches("leo", "Incident", "INC") == ["INC-1"]


async def test_a_home_is_published_and_seen(web: AsyncWebClient, slack: LocalSlack) -> None:
    leo = slack.world.directory.handles["leo"]
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*Your* duties"}}
    await web.views_publish(user_id=leo.id, view={"type": "home", "blocks": [section]})

    assert slack.screen.home(leo) == "[Home]\nYour duties\n"


async def test_a_button_in_a_form_reaches_the_app_with_the_typed_words(
    web: AsyncWebClient, slack: LocalSlack, bolt: AsyncApp, trigger: str
) -> None:
    got: list[dict[str, Any]] = []

    @bolt.action("more")
    async def more(ack: Any, body: dict[str, Any]) -> None:
        got.append(body)
        await ack()

    button = {"type": "actions", "elements": [{"type": "button", "action_id": "more", "text": text("More")}]}
    await web.views_open(trigger_id=trigger, view=form(field("actions", "Actions"), button))
    await slack.people.fills("leo", "Actions", "reading")
    await slack.people.presses("leo", "More")

    assert got[0]["view"]["state"]["values"]["actions"]["typed"]["value"] == "reading"
    assert (got[0]["container"]["type"], "response_url" in got[0]) == ("view", False)


async def test_a_conversation_select_may_bring_a_response_url(
    web: AsyncWebClient, slack: LocalSlack, bolt: AsyncApp, trigger: str
) -> None:
    got: list[dict[str, Any]] = []

    @bolt.view("report")
    async def reported(ack: Any, body: dict[str, Any]) -> None:
        got.extend(body["response_urls"])
        await ack()

    select = {"type": "conversations_select", "response_url_enabled": True}
    await web.views_open(trigger_id=trigger, view=form(field("where", "Where", element=select)))
    await slack.people.submits("leo", values={"Where": "#general"})

    assert [each["channel_id"] for each in got] == [slack.world.directory.names["general"].id]


async def test_a_home_of_nobody_is_refused(web: AsyncWebClient) -> None:
    assert await refused(web.views_publish(user_id="U0NOBODY", view={"type": "home", "blocks": []})) == (
        "invalid_arguments"
    )


async def test_blocks_validate_tells_the_place(web: AsyncWebClient) -> None:
    call = web.api_call("blocks.validate", json={"blocks": [{"type": "divider"}, {"type": "nonsense"}]})

    assert await refused(call) == "invalid_blocks"
