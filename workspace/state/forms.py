"""What stands in the inputs of a form or a message, and what a person's plain words mean to each kind of input.

Law: values look exactly like Slack's `state.values`; an input that a person cannot fill so raises Cannot.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from workspace.state.records import Json, View
from workspace.state.refusals import Cannot
from workspace.state.views import elements

# Kind of element → the field of its value, the field that fills it in advance (docs.slack.dev/reference/block-kit).
_FIELDS: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
_TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"})


def values_of(view: View) -> Json:
    """`state.values` of a view: what was there in advance, overlaid with what the person entered."""
    return values(view.body, view.typed)


def values(body: Json, typed: Mapping[str, Mapping[str, Json]]) -> Json:
    standing: Json = {}
    for block, element in elements(body):
        kind = element["type"]
        if kind not in _FIELDS:
            continue
        field, initial = _FIELDS[kind]
        empty: Any = [] if field.endswith("s") and kind not in _TYPED else None
        given = {"type": kind, field: element.get(initial, empty)} | _zone(element)
        block_id, action_id = block["block_id"], element["action_id"]
        standing.setdefault(block_id, {})[action_id] = typed.get(block_id, {}).get(action_id, given)
    return standing


def _zone(element: Json) -> Json:
    """The zone that a time picker names, which comes back with the time."""
    return {"timezone": element["timezone"]} if element["type"] == "timepicker" and "timezone" in element else {}


def shown(value: Json) -> Any:
    """The plain content of one state value; None or an empty list when nothing is there."""
    return value[_FIELDS[value["type"]][0]]


def find(body: Json, wanted: str) -> tuple[Json, Json]:
    """The input a person means: by block_id, action_id, label, placeholder or the text beside it."""
    pair = found(body, wanted)
    if pair is None:
        known = [label(block, element) for block, element in elements(body) if element["type"] in _FIELDS]
        raise Cannot(f"There is no input {wanted!r} here; there are: {', '.join(known) or 'none'}.")
    return pair


def found(body: Json, wanted: str) -> tuple[Json, Json] | None:
    """The same, or None; letters' case counts only when two inputs differ in nothing else."""
    inputs = [pair for pair in elements(body) if pair[1]["type"] in _FIELDS]
    exact = (pair for pair in inputs if wanted in _names(*pair))
    loose = (pair for pair in inputs if wanted.casefold() in map(str.casefold, _names(*pair)))
    return next(exact, None) or next(loose, None)


def label(block: Json, element: Json) -> str:
    """What stands beside an input."""
    return next((name for name in reversed(_names(block, element)) if name), str(block.get("block_id")))


def meaning(element: Json, said: Any, *, person: Callable[[str], str], channel: Callable[[str], str]) -> Json:
    """The state value for what a person entered; `person` and `channel` turn names into ids."""
    kind = element["type"]
    if kind not in _FIELDS:
        raise Cannot(f"Nothing can be entered into a {kind}.")
    field = _FIELDS[kind][0]
    many = said if isinstance(said, list | tuple) else [said]
    match field:
        case "value":
            return {"type": kind, field: _text(element, said)}
        case "rich_text_value":
            section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(said)}]}
            return {"type": kind, field: {"type": "rich_text", "elements": [section]}}
        case "selected_option":
            return {"type": kind, field: None if said is None else option(element, str(said))}
        case "selected_options":
            return {"type": kind, field: [option(element, str(each)) for each in many]}
        case "selected_user":
            return {"type": kind, field: person(str(said))}
        case "selected_users":
            return {"type": kind, field: [person(str(each)) for each in many]}
        case "selected_channel" | "selected_conversation":
            return {"type": kind, field: channel(str(said))}
        case "selected_channels" | "selected_conversations":
            return {"type": kind, field: [channel(str(each)) for each in many]}
        case "selected_date_time":
            return {"type": kind, field: said if isinstance(said, int) else _instant(str(said))}
        case _:
            return {"type": kind, field: said} | _zone(element)


def options(element: Json) -> Iterable[Json]:
    """Every choice of a select, grouped or not."""
    yield from element.get("options") or ()
    for group in element.get("option_groups") or ():
        yield from group["options"]


def option(element: Json, wanted: str) -> Json:
    """One choice of a select, by the text people see or by its value."""
    choices = list(options(element))
    for choice in choices:
        if wanted in {choice["text"]["text"], choice["value"]}:
            return choice
    for choice in choices:
        if wanted.casefold() in choice["text"]["text"].casefold():
            return choice
    seen = ", ".join(repr(choice["text"]["text"]) for choice in choices)
    raise Cannot(f"There is no option {wanted!r}; there are: {seen or 'none'}.")


def missing(view: View) -> list[str]:
    """The labels of required inputs in which nothing stands; Slack lets nobody submit before."""
    standing = values_of(view)
    return [
        label(block, element)
        for block, element in elements(view.body)
        if block["type"] == "input"
        and not block.get("optional")
        and element["type"] in _FIELDS
        and shown(standing[block["block_id"]][element["action_id"]]) in (None, "", [])
    ]


def _text(element: Json, said: Any) -> str | None:
    if said is None:
        return None
    text = str(said)
    longest = element.get("max_length", 3000)
    if len(text) > longest:
        raise Cannot(f"This input takes at most {longest} characters, not {len(text)}.")
    if text and len(text) < element.get("min_length", 0):
        raise Cannot(f"This input needs at least {element['min_length']} characters.")
    return text or None


def _instant(said: str) -> int:
    try:
        return int(datetime.fromisoformat(said).timestamp())
    except ValueError as unreadable:
        raise Cannot(f"{said!r} is no date with a time.") from unreadable


def _names(block: Json, element: Json) -> list[str]:
    texts = [block.get("text"), element.get("placeholder"), block.get("label")]
    seen = [str(text["text"]) for text in texts if isinstance(text, dict)]
    return [str(block.get("block_id", "")), str(element.get("action_id", "")), *seen]
