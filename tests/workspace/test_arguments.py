"""How a call is read, and in which order it is refused."""

from tests.workspace.conftest import Posted
from workspace.server import LocalSlack


async def test_an_unknown_method_is_named(post: Posted) -> None:
    answer = await post("chat.shout")

    assert answer == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


async def test_a_body_is_looked_at_before_the_token(post: Posted) -> None:
    answer = await post(
        "chat.postMessage", data=b"{", headers={"Authorization": "", "Content-Type": "application/json"}
    )

    assert answer["error"] == "invalid_json"


async def test_a_call_without_a_token_is_not_authed(post: Posted) -> None:
    assert (await post("auth.test", headers={"Authorization": "bearer x"}))["error"] == "not_authed"


async def test_a_token_in_the_query_is_invalid(post: Posted, slack: LocalSlack) -> None:
    answer = await post(f"auth.test?token={slack.bot_token}", headers={"Authorization": ""})

    assert answer["error"] == "invalid_auth"


async def test_a_token_in_a_form_beats_the_header(post: Posted, slack: LocalSlack) -> None:
    answer = await post("auth.test", data={"token": slack.user_token})

    assert answer["user"] == "leo"


async def test_a_token_in_json_is_ignored(post: Posted, slack: LocalSlack) -> None:
    answer = await post("auth.test", json={"token": slack.bot_token}, headers={"Authorization": ""})

    assert answer["error"] == "not_authed"


async def test_an_app_token_may_not_post(post: Posted, slack: LocalSlack) -> None:
    answer = await post("chat.postMessage", headers={"Authorization": f"Bearer {slack.app_token}"})

    assert answer["error"] == "not_allowed_token_type"


async def test_every_missing_field_is_named_in_the_order_of_the_page(post: Posted) -> None:
    answer = await post("reactions.add")

    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: name",
        "[ERROR] missing required field: timestamp",
        "[ERROR] missing required field: channel",
    ]


async def test_a_limit_must_be_a_number(post: Posted) -> None:
    answer = await post("conversations.list", params={"limit": "many"})

    assert answer["response_metadata"]["messages"] == ["[ERROR] must provide a number [json-pointer:/limit]"]


async def test_an_empty_channel_is_not_found(post: Posted) -> None:
    assert (await post("conversations.info", data={"channel": ""}))["error"] == "channel_not_found"


async def test_the_body_beats_the_query(post: Posted) -> None:
    answer = await post("api.test?a=1&b=2", data={"b": "3"})

    assert answer["args"] == {"a": "1", "b": "3"}


async def test_json_is_read_only_where_the_page_allows_it(post: Posted, room: str) -> None:
    answer = await post("conversations.info", json={"channel": room})

    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


async def test_array_arguments_are_refused(post: Posted) -> None:
    assert (await post("api.test", data={"users[]": "U1"}))["error"] == "invalid_array_arg"


async def test_an_odd_name_is_refused(post: Posted) -> None:
    assert (await post("api.test", data={"who?": "U1"}))["error"] == "invalid_arg_name"


async def test_a_form_that_names_its_charset_is_warned(post: Posted) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    answer = await post("api.test", data=b"a=1", headers=headers)

    assert answer["response_metadata"] == {"warnings": ["superfluous_charset"]}


async def test_a_body_of_unknown_type_is_refused(post: Posted) -> None:
    assert (await post("api.test", data=b"a", headers={"Content-Type": "text/csv"}))["error"] == "invalid_post_type"


async def test_json_must_be_an_object(post: Posted) -> None:
    assert (await post("api.test", json=["a"]))["error"] == "json_not_object"


async def test_a_retired_family_is_deprecated(post: Posted) -> None:
    assert (await post("channels.create"))["error"] == "method_deprecated"
