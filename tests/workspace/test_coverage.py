"""Nothing that can be done wrong is left out in silence: a method, limit or open setting has its test or its reason."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from tests.workspace.table import GOOD, LIMIT_ROWS, LIMITS_TRIED_IN, UNKNOWN_ROWS
from workspace.coverage import NOT_COVERED, UNANSWERED, mistakes, not_met, report, unanswered
from workspace.methods import HANDLERS
from workspace.spec.slack import METHODS, Limits, Unknowns

HERE = Path(__file__).parent
README = Path(__file__).parents[2] / "workspace" / "README.md"
SOURCES = [path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py")]
TESTS = {
    node.name
    for source in SOURCES
    for node in ast.walk(ast.parse(source))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
}
# What Slack leaves open and no row of numbers can stand at: the tests of its default.
UNKNOWNS_TRIED_IN = {
    "bots_take_direct_messages": "test_an_app_does_not_write_to_apps",
    "channel_names_beyond_ascii": "test_letters_beyond_ascii_are_special",
    "channels_may_be_called_like_people": "test_a_channel_is_called_like_nobody",
    "last_member_may_leave": "test_whether_the_last_member_may_leave_is_a_setting",
    "maker_is_told_as_joining": "test_whether_the_maker_of_a_channel_is_told_as_joining_is_a_setting",
    "message_box_makes_lists": "test_whether_the_message_box_makes_lists_is_a_setting",
    "markdown_comes_back_translated": "test_whether_more_than_bold_comes_back_so_is_a_setting",
    "event_type_may_have_blanks": "test_whether_an_event_type_may_have_blanks_is_a_setting",
    "events_wait_for_connection_s": "test_an_event_without_a_socket_is_lost",
    "socket_ticket_works_once": "test_a_ticket_opens_one_socket",
    "sockets_compress": "test_whether_a_socket_compresses_what_it_carries_is_a_setting",
    "burst_calls": "test_a_method_has_its_calls_a_minute_and_no_more",
    "client_msg_id_is_idempotent": "test_the_same_client_msg_id_twice_is_two_messages",
    "text_splits_above_chars": "test_a_text_beyond_4040_letters_comes_in_pieces",
}


def test_every_answered_method_has_an_accepted_call() -> None:
    assert set(GOOD) == set(HANDLERS)


def test_every_other_method_has_its_reason() -> None:
    silent = [name for name in METHODS if name not in HANDLERS]
    reasonless = [name for name in silent if not unanswered(name)]
    stale = [beginning for beginning in UNANSWERED if not any(name.startswith(beginning) for name in silent)]

    assert ([], []) == (reasonless, stale)
    assert not any(unanswered(name) for name in HANDLERS)


@pytest.mark.parametrize("beginning", UNANSWERED)
def test_every_method_that_is_not_answered_is_told_of(beginning: str) -> None:
    name = beginning if beginning in METHODS else f"{beginning}*"

    assert f"`{name}`" in README.read_text(encoding="utf-8")


def test_every_reason_is_about_a_mistake_that_could_be_made() -> None:
    made = [mistake for name in HANDLERS for mistake in mistakes(METHODS[name])]
    stale = NOT_COVERED.keys() - {(m.kind, m.method, m.what) for m in made}

    assert set() == stale


@pytest.mark.parametrize("limit", [field.name for field in fields(Limits)])
def test_every_limit_has_a_test_or_a_reason(limit: str) -> None:
    in_row = limit in {row[0] for row in LIMIT_ROWS}
    in_test = limit in LIMITS_TRIED_IN or any(f"LIMITS.{limit}" in source for source in SOURCES)

    assert (in_row or in_test) != bool(not_met(limit))


@pytest.mark.parametrize("setting", [field.name for field in fields(Unknowns)])
def test_every_open_setting_is_tried_at_its_default_and_explained(setting: str) -> None:
    assert (setting in {row[0] for row in UNKNOWN_ROWS}) != (setting in UNKNOWNS_TRIED_IN)
    assert f"| `{setting}` |" in README.read_text(encoding="utf-8")


def test_every_test_that_is_named_exists() -> None:
    assert {*LIMITS_TRIED_IN.values(), *UNKNOWNS_TRIED_IN.values()} <= TESTS


def test_the_report_names_every_method_once_and_every_reason() -> None:
    lines = list(report())

    assert [name for name in HANDLERS if sum(line.startswith(f"{name} ") for line in lines) != 1] == []
    assert [why for why in NOT_COVERED.values() if not any(line.endswith(why) for line in lines)] == []
