"""Whatever Sitrep asks of Slack and hears from it, the local Slack can do, and a test of the local Slack says so."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.transport.web_api_errors import COMMON
from tests.house.source import ROOT, tree, trees
from tests.workspace.table import GOOD
from tests.workspace.test_heard import HEARD
from workspace.methods import HANDLERS
from workspace.spec.slack import EVENTS, METHODS

MANIFEST = yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
PAGES = tomllib.loads((ROOT / "workspace" / "spec" / "slack.toml").read_text(encoding="utf-8"))
SLACK_NAME = {name.replace(".", "_"): name for name in METHODS}
RESPONSE_URL = "a response URL"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def called(modules: list[ast.Module]) -> set[str]:
    """Every method that these modules call: by its name through `.call`, or as a method of the SDK's client.

    A function that hands one of its own arguments on to `.call` counts as such a call itself.
    """
    functions = [node for module in modules for node in ast.walk(module) if isinstance(node, Function)]
    calls = [(function, *found) for function in functions for found in _calls(function)]
    doors = {"call"}
    while more := {f.name for f, name, call in calls if name in doors and _hands_on(f, call)} - doors:
        doors |= more
    by_name = {text for function, name, call in calls if name in doors for text in _texts(function, call.args[0])}
    return by_name | {name for module in modules for name in _of_the_sdk(module)}


@cache
def called_by_the_bot() -> set[str]:
    return called([module for _, module in trees("bot")])


def _calls(function: Function) -> Iterator[tuple[str, ast.Call]]:
    """What this function calls of anything, with something, by its name."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            yield node.func.attr, node


def _hands_on(function: Function, call: ast.Call) -> bool:
    name = call.args[0]
    return isinstance(name, ast.Name) and name.id in {argument.arg for argument in function.args.args}


def _texts(function: Function, value: ast.expr) -> set[str]:
    """The method names that this expression can be; a variable is looked up where the function sets it."""
    if isinstance(value, ast.Name):
        sets = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
        values = [node.value for node in sets if value.id in {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}]
    else:
        values = [value]
    texts = [n.value for v in values for n in ast.walk(v) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return {text for text in texts if "." in text and text.replace(".", "").isalnum()}


def _of_the_sdk(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner, name = node.func.value, node.func.attr
        if hasattr(AsyncWebClient, name) and ast.unparse(owner).rpartition(".")[2] in {"web", "client"}:
            yield SLACK_NAME.get(name, name)
        if name == "respond":
            yield RESPONSE_URL


def listened_to(module: ast.Module) -> set[str]:
    """The keys of its table of kinds."""
    tables = [
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "self._kinds"
    ]
    return {key.value for table in tables if isinstance(table, ast.Dict) for key in table.keys if _is_text(key)}


def _is_text(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and isinstance(key.value, str)


def strangers(methods: set[str]) -> set[str]:
    """Methods that the local Slack does not answer, or of which no test of it knows."""
    return {name for name in methods - {RESPONSE_URL} if name not in HANDLERS or name not in GOOD}


def on_pages(methods: set[str]) -> set[str]:
    """The errors that Slack's pages list for these methods, and for all."""
    return {error for name in methods for error in PAGES["methods"][name].get("errors", [])} | {
        *PAGES["common_errors"]
    } - {"ratelimited"}


LISTENED = listened_to(tree(ROOT / "bot" / "slack" / "inbound" / "events.py"))
SUBSCRIBED = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])


def test_the_local_slack_knows_every_method_that_sitrep_calls() -> None:
    assert strangers(called_by_the_bot()) == set()


def test_every_error_on_the_page_of_a_method_that_we_call_has_its_row() -> None:
    assert set() == on_pages(called_by_the_bot() & METHODS.keys()) - COMMON.keys() - {"ratelimited", "rate_limited"}


def test_the_finder_sees_the_calls_that_everybody_knows_of() -> None:
    known = {"auth.test", "apps.connections.open", "chat.postMessage", "views.open", "views.push", "reactions.remove"}

    assert known | {"conversations.replies", "users.list", RESPONSE_URL} <= called_by_the_bot()


@pytest.mark.parametrize(
    "body",
    [
        'await self._wire.call("chat.shout", channel="C1")',
        'await self._wire.call("chat.shout" if loud else "chat.postMessage")',
        'method = "chat.shout"\n    await self._wire.call(method)',
        "await self.web.admin_users_list(team_id=team)",
    ],
)
def test_a_planted_method_is_found(body: str) -> None:
    found = strangers(called([ast.parse(f"async def act(self, loud, team):\n    {body}\n")]))

    assert found
    assert found <= {"chat.shout", "admin_users_list"}


def test_a_method_that_is_handed_on_is_found() -> None:
    source = "async def ask(self, method):\n    await self.wire.call(method)\n"
    user = 'async def act(self):\n    await self.ask("chat.shout")\n'

    assert strangers(called([ast.parse(source), ast.parse(user)])) == {"chat.shout"}


def test_answers_by_response_url_have_their_tests() -> None:
    assert (ROOT / "tests" / "workspace" / "test_answers.py").exists()
    assert RESPONSE_URL in called_by_the_bot()


@pytest.mark.parametrize("event", sorted(SUBSCRIBED))
def test_an_event_of_the_manifest_exists_and_is_tried(event: str) -> None:
    assert event in EVENTS
    assert event in HEARD


@pytest.mark.parametrize("event", sorted(LISTENED))
def test_an_event_that_sitrep_listens_to_exists_and_is_tried(event: str) -> None:
    assert event in {name.partition(".")[0] for name in EVENTS}
    assert event in {name.partition(".")[0] for name in HEARD}


def test_the_listener_is_read() -> None:
    assert {"message", "app_mention", "user_change"} <= LISTENED
