"""Every mistake that the data knows, made with every method: Slack's name for it, and its words where it has some."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.workspace.stage import Build, Stage
from tests.workspace.table import (
    ABOUT_KIND,
    ALSO_NEEDED,
    BY_PERSON,
    CHANNEL_OF_KIND,
    GOOD,
    LIMIT_ROWS,
    MALFORMED,
    NAMES,
    NAMES_OF_METHOD,
    UNKNOWN,
    UNKNOWN_ROWS,
    WITHOUT,
)
from workspace.coverage import TOKEN_KINDS, Kind, Mistake, covered
from workspace.methods import HANDLERS
from workspace.server import LocalSlack
from workspace.spec.slack import LIMITS, METHODS, UNKNOWNS, Arg, Limits, Method, Unknowns
from workspace.state.clock import HandClock

Answer = dict[str, Any]
Call = Callable[..., Awaitable[Answer]]
TOO_MANY = 429
# Blanks behind make JSON as long as one likes.
SOUND = {"blocks": "[]", "message": '{"blocks": []}', "view": '{"type": "home", "blocks": []}'}


@pytest.fixture
def stage(slack: LocalSlack) -> Stage:
    return Stage(slack)


@pytest.fixture
def call(stage: Stage, slack: LocalSlack, http: aiohttp.ClientSession) -> Call:
    """`await call(method, args)` as a form, with a token that may call it, as often as one likes."""
    slack.world.knobs = replace(slack.world.knobs, rate_limits=False)

    async def calls(method: Method, args: dict[str, Any], *, token: str | None = None) -> Answer:
        text = token_for(slack, method) if token is None else token
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"Authorization": f"Bearer {text}"} if text else {}
        body = BytesIO(urlencode(stage.resolved(args)).encode())
        async with http.post(slack.api_url + method.name, data=body, headers=headers) as response:
            return await response.json()

    return calls


def every(kind: Kind) -> Any:
    """For mistakes of which one changes what the next one meets."""
    return pytest.mark.parametrize("mistake", covered(kind), ids=str)


def token_for(slack: LocalSlack, method: Method) -> str:
    kind = next((kind for kind in TOKEN_KINDS if kind in method.token_kinds and method.name not in BY_PERSON), "user")
    return slack.world.tokens.of(kind).text


def argument(mistake: Mistake) -> Arg:
    return next(arg for arg in METHODS[mistake.method].args if arg.name == mistake.what)


def named(mistake: Mistake) -> str:
    """Slack's name for this mistake: the first that stands on the method's page."""
    arg, page = argument(mistake), METHODS[mistake.method].errors
    names = NAMES_OF_METHOD.get((mistake.kind, mistake.method, mistake.what)) or NAMES.get((mistake.kind, mistake.what))
    names = names or NAMES.get((mistake.kind, arg.kind), ())
    return next((name for name in names if name in page), "invalid_arguments")


def with_mistake(mistake: Mistake, wrong: str) -> dict[str, Any]:
    """The accepted call with this one argument wrong."""
    left_out = WITHOUT.get((mistake.method, mistake.what))
    return {name: value for name, value in GOOD[mistake.method].items() if name != left_out} | {mistake.what: wrong}


def told(answer: Answer) -> list[str]:
    return answer["response_metadata"]["messages"]


@pytest.mark.parametrize("name", HANDLERS)
async def test_the_call_without_a_mistake_is_accepted(call: Call, name: str) -> None:
    answer = await call(METHODS[name], GOOD[name])

    assert answer["ok"], answer


async def test_a_wrong_token_is_refused_by_its_kind(call: Call, slack: LocalSlack) -> None:
    texts = {"none": "", "wrong": "xoxb-wrong"}
    errors = {"none": "not_authed", "wrong": "invalid_auth"}
    for mistake in covered("token"):
        token = texts[mistake.what] if mistake.what in texts else slack.world.tokens.of(mistake.what).text
        answer = await call(METHODS[mistake.method], GOOD[mistake.method], token=token)

        assert answer["error"] == errors.get(mistake.what, "not_allowed_token_type"), mistake


async def test_a_missing_scope_is_named(call: Call, stage: Stage) -> None:
    for mistake in covered("scope"):
        method = METHODS[mistake.method]
        needed = method.scopes[mistake.what]
        about = ABOUT_KIND.get(method.name, {}).get(mistake.what)
        if about is None:
            about = {} if mistake.what == "any" else {"channel": CHANNEL_OF_KIND[mistake.what]}
        kind = next(k for k in TOKEN_KINDS if k in method.token_kinds and (k == "user" or method.name not in BY_PERSON))
        before = stage.tokens.of(kind).scopes
        held = before - set(needed)
        stage.tokens.grant(kind, held)
        answer = await call(method, GOOD[method.name] | about)
        stage.tokens.grant(kind, before)

        assert answer["error"] == "missing_scope", mistake
        assert (answer["needed"], answer["provided"]) == (",".join(needed), ",".join(sorted(held))), mistake


async def test_what_is_missing_is_named_in_the_order_of_the_page(call: Call) -> None:
    for mistake in covered("missing"):
        method = METHODS[mistake.method]
        needed = [arg.name for arg in method.args if arg.required]
        missing = needed if mistake.what == "all" else [mistake.what]
        answer = await call(method, {name: value for name, value in GOOD[method.name].items() if name not in missing})

        assert answer["error"] == "invalid_arguments", mistake
        assert told(answer) == [f"[ERROR] missing required field: {name}" for name in missing], mistake


@pytest.mark.parametrize(("name", "what", "error"), ALSO_NEEDED, ids=lambda value: value)
async def test_what_cannot_be_done_without_is_asked_for(call: Call, name: str, what: str, error: str) -> None:
    answer = await call(METHODS[name], {key: value for key, value in GOOD[name].items() if key != what})

    assert answer.get("error") == error
    if error == "invalid_arguments":
        assert told(answer) == [f"[ERROR] missing required field: {what}"]


async def test_what_cannot_be_read_has_its_error(call: Call) -> None:
    for mistake in covered("malformed"):
        arg = argument(mistake)
        answer = await call(METHODS[mistake.method], with_mistake(mistake, MALFORMED.get(arg.kind, "leo")))

        assert answer["error"] == named(mistake), mistake
        if arg.kind == "number" or arg.choices or arg.pattern:
            assert told(answer) == [f"[ERROR] {complaint(arg)} [json-pointer:/{arg.name}]"], mistake


def complaint(arg: Arg) -> str:
    """Slack's words for a value of the wrong form."""
    if arg.kind == "number":
        return "must provide a number"
    return "must be a valid enum value" if arg.choices else f"input must match regex pattern: {arg.pattern}"


@every("limit")
async def test_an_argument_passes_at_its_limits_and_not_one_over(call: Call, mistake: Mistake) -> None:
    for at, over, words in bounds(argument(mistake)):
        accepted = await call(METHODS[mistake.method], with_mistake(mistake, at))
        refused = await call(METHODS[mistake.method], with_mistake(mistake, over))

        assert accepted["ok"], accepted
        assert (refused["error"], told(refused)) == (
            "invalid_arguments",
            [f"[ERROR] {words} [json-pointer:/{mistake.what}]"],
        )


def bounds(arg: Arg) -> list[tuple[str, str, str]]:
    """For each end of what is allowed: a value on it, one beyond it, and what Slack says to that."""
    found = []
    if arg.min is not None:
        found.append((str(arg.min), str(arg.min - 1), f"must be greater than {arg.min - 1}"))
    if arg.max is not None:
        found.append((str(arg.max), str(arg.max + 1), f"must be less than {arg.max + 1}"))
    if arg.max_chars is not None:
        begun = {"url": "https://example.com/", "json": SOUND.get(arg.name, "")}
        filled, filler = begun.get(arg.kind, ""), " " if arg.kind == "json" else "x"
        at, over = (filled.ljust(size, filler) for size in (arg.max_chars, arg.max_chars + 1))
        found.append((at, over, f"must be less than {arg.max_chars + 1} characters"))
    return found


async def test_what_nobody_knows_is_not_found(call: Call) -> None:
    for mistake in covered("unknown"):
        answer = await call(METHODS[mistake.method], with_mistake(mistake, UNKNOWN[argument(mistake).kind]))

        assert answer.get("error") == named(mistake), mistake


@every("rate")
async def test_a_method_has_its_calls_a_minute_and_no_more(
    slack: LocalSlack, http: aiohttp.ClientSession, clock: HandClock, mistake: Mistake
) -> None:
    method = METHODS[mistake.method]
    headers = {"Authorization": f"Bearer {token_for(slack, method)}"}
    url, other = slack.api_url + method.name, slack.api_url + ("auth.test" if method.name == "api.test" else "api.test")
    form = {"test": "1"}  # auth.revoke without it would revoke the token
    for _ in range(slack.world.knobs.calls_per_min.get(method.name, method.calls_per_min) - 1):
        slack._dispatch._rate_limits.count(method)  # as every call does first
    assert (await http.post(url, data=form, headers=headers)).status == 200
    refused = await http.post(url, data=form, headers=headers)

    assert (refused.status, await refused.json()) == (TOO_MANY, {"ok": False, "error": "ratelimited"})
    assert (await http.post(other, headers=headers)).status == 200
    await clock.advance(timedelta(seconds=int(refused.headers["Retry-After"])))
    assert (await http.post(url, data=form, headers=headers)).status == 200


ROWS = [(LIMITS, *row) for row in LIMIT_ROWS] + [(UNKNOWNS, *row) for row in UNKNOWN_ROWS]
every_limit = pytest.mark.parametrize(
    ("numbers", "limit", "name", "build", "error"), ROWS, ids=[f"{row[2]}-{row[1]}" for row in ROWS]
)


@every_limit
async def test_a_limit_may_be_reached(
    call: Call, stage: Stage, numbers: Limits | Unknowns, limit: str, name: str, build: Build, error: str
) -> None:
    answer = await call(METHODS[name], GOOD[name] | build(stage, getattr(numbers, limit)))

    assert answer["ok"], answer


@every_limit
async def test_a_limit_cannot_be_passed(
    call: Call, stage: Stage, numbers: Limits | Unknowns, limit: str, name: str, build: Build, error: str
) -> None:
    answer = await call(METHODS[name], GOOD[name] | build(stage, getattr(numbers, limit) + 1))

    assert answer.get("error") == error
