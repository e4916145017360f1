"""How Slack reads the arguments of a call: query, form and JSON in one, and what it refuses before it asks who calls.

Law: the body beats the query, the last of repeated values wins, JSON counts only where the method's page allows it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from workspace.spec.slack import Arg, Method
from workspace.state.refusals import Refusal, invalid

_NAME = re.compile(r"[-0-9:A-Za-z_]{1,100}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_CHARSETS = frozenset({"utf-8", "utf8", "iso-8859-1"})
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON = "application/json"
_TRUE = frozenset({"1", "true", "True", "t"})


@dataclass(frozen=True, slots=True)
class Read:
    """What a request said: its arguments, the token wherever it stood, and Slack's warning about its form."""

    args: Mapping[str, Any]
    token: str
    token_in_query: bool
    warning: str


async def read(request: web.Request, method: Method) -> Read:
    """The arguments of a call; refused when its body cannot be read."""
    query = dict(request.query.items())
    body, warning = await _body(request, method)
    args = {**query, **body}
    for name in args:
        if name.endswith("[]"):
            raise Refusal("invalid_array_arg")
        if not _NAME.fullmatch(name):
            raise Refusal("invalid_arg_name")
    in_form = body.get("token", "") if not _is_json(request) else ""
    header = request.headers.get("Authorization", "")
    token = in_form or (header.removeprefix("Bearer ") if header.startswith("Bearer ") else "")
    args.pop("token", None)
    return Read(args, token, token_in_query="token" in query and not in_form, warning=warning)


def check(args: Mapping[str, Any], method: Method) -> None:
    """Missing fields first, all of them; then numbers, choices and patterns."""
    missing = [arg.name for arg in method.args if arg.required and args.get(arg.name) is None]
    if missing:
        raise invalid(*(f"missing required field: {name}" for name in missing))
    wrong = [f"{fault} [json-pointer:/{arg.name}]" for arg in method.args if (fault := _fault(arg, args.get(arg.name)))]
    if wrong:
        raise invalid(*wrong)


def truth(value: object) -> bool:
    """Slack's booleans: 1, 0, true, false, in any form."""
    return value is True or str(value) in _TRUE


def _fault(arg: Arg, value: object) -> str:
    if value is None or (value == "" and not arg.required):
        return ""
    if arg.kind == "number":
        return _number_fault(arg, str(value))
    if not (arg.choices or arg.pattern or arg.max_chars):
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    if arg.choices and text not in arg.choices:
        return "must be a valid enum value"
    if arg.pattern and not re.search(arg.pattern, text):
        return f"input must match regex pattern: {arg.pattern}"
    if arg.max_chars and len(text) > arg.max_chars:
        return f"must be less than {arg.max_chars + 1} characters"
    return ""


def _number_fault(arg: Arg, text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return "must provide a number"
    if arg.min is not None and float(text) < arg.min:
        return f"must be greater than {arg.min - 1}"
    if arg.max is not None and float(text) > arg.max:
        return f"must be less than {arg.max + 1}"
    return ""


def _is_json(request: web.Request) -> bool:
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower() == _JSON


async def _body(request: web.Request, method: Method) -> tuple[dict[str, Any], str]:
    if request.method != "POST":
        return {}, ""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == _MULTIPART:
        return await _multipart(request), "superfluous_charset" if request.charset else ""
    raw = await request.read()
    if not raw:
        return {}, ""
    if not kind:
        raise Refusal("missing_post_type")
    if kind not in {_FORM, _JSON, "text/plain"}:
        raise Refusal("invalid_post_type")
    charset = request.charset
    if charset is not None and charset.lower() not in _CHARSETS:
        raise Refusal("invalid_charset")
    if kind == _FORM:
        return _form(raw, charset), "superfluous_charset" if charset else ""
    warning = "" if charset else "missing_charset"
    return (_json(raw) if kind == _JSON and method.reads_json else {}), warning


def _form(raw: bytes, charset: str | None) -> dict[str, Any]:
    try:
        return dict(parse_qsl(raw.decode(charset or "utf-8"), keep_blank_values=True, errors="strict"))
    except ValueError as unreadable:
        raise Refusal("invalid_form_data") from unreadable


def _json(raw: bytes) -> dict[str, Any]:
    try:
        said = json.loads(raw)
    except ValueError as unreadable:
        raise Refusal("invalid_json") from unreadable
    if not isinstance(said, dict):
        raise Refusal("json_not_object")
    return said


async def _multipart(request: web.Request) -> dict[str, Any]:
    try:
        fields = await request.post()
    except ValueError as unreadable:
        raise Refusal("invalid_form_data") from unreadable
    return {name: value for name, value in fields.items() if isinstance(value, str)}
