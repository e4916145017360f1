"""Tells what is wrong with blocks and views in Slack's own words, so that no card passes here and fails in a channel.

Law: what may stand where, and how long, is data in blockkit.toml; here is only the walk over it, and the few rules that
look across blocks. The texts are those of Slack's own JSON schema validator (slackhq/hack-json-schema), each with the
JSON pointer of the place. As there, an object that lacks a required field is not looked into further. Rules across
blocks are asked only of blocks that are sound each by itself.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

from workspace.spec.slack import LIMITS
from workspace.spec.spec_syntax import ArgumentRule, Span, read_rule

Surface = Literal["message", "modal", "home"]
_EVERYWHERE = ("message", "modal", "home")


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of object; `type` is what its "type" must say, "" where it has none."""

    type: str
    surfaces: tuple[str, ...]
    needs: tuple[str, ...]
    rules: Mapping[str, ArgumentRule]
    either: tuple[str, ...] = ()
    exactly_one: tuple[str, ...] = ()


def faults_in_blocks(blocks: object, *, surface: Surface) -> list[str]:
    """List what Slack would answer under `errors`, with pointers below /blocks; [] if all is well."""
    most = LIMITS.blocks_per_message if surface == "message" else LIMITS.blocks_per_view
    rule = ArgumentRule("block", lists=(Span(0, most),))
    return list(_faults(blocks, rule, "/blocks", surface)) or list(_faults_across(blocks, "/blocks", surface))


def chars_in_blocks(blocks: object) -> tuple[int, int]:
    """Count the characters of every text within: those outside of markdown blocks, and all."""
    found = list(_texts(blocks))
    return sum(len(text) for text, in_markdown in found if not in_markdown), sum(len(text) for text, _ in found)


def _texts(value: object, *, in_markdown: bool = False) -> Iterator[tuple[str, bool]]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item, in_markdown=in_markdown)
    elif isinstance(value, dict):
        in_markdown = value.get("type") == "markdown"
        if isinstance(value.get("text"), str):
            yield value["text"], in_markdown
        for item in value.values():
            yield from _texts(item, in_markdown=in_markdown)


def faults_in_view(view: object) -> list[str]:
    """List the same for a modal or a Home tab, with pointers below /view.

    A view above 250 kB is named by its whole; Slack's own answer to it is the error `view_too_large`.
    """
    kind = view.get("type") if isinstance(view, dict) else None
    surface = kind if isinstance(kind, str) else ""
    return list(_faults(view, ArgumentRule("view"), "/view", surface)) or list(_faults_across_view(view, surface))


def _faults(value: object, rule: ArgumentRule, at: str, surface: str) -> Iterator[str]:
    if rule.lists:
        yield from _faults_in_list(value, rule, at, surface)
    elif rule.nullable and value is None:
        return
    elif rule.kind in _PLAIN:
        yield from _PLAIN[rule.kind](value, rule, at)
    else:
        yield from _faults_in_object(value, rule, at, surface)


def _faults_in_list(value: object, rule: ArgumentRule, at: str, surface: str) -> Iterator[str]:
    span, *deeper = rule.lists
    if not isinstance(value, list):
        yield _fault("must provide an array", at)
    elif span.most is not None and len(value) > span.most:
        yield _fault(f"no more than {span.most} items allowed", at)
    elif span.least is not None and len(value) < span.least:
        yield _fault(f"must provide at least {span.least} items", at)
    else:
        inner = replace(rule, lists=tuple(deeper))
        for index, item in enumerate(value):
            yield from _faults(item, inner, f"{at}/{index}", surface)


def _faults_in_object(value: object, rule: ArgumentRule, at: str, surface: str) -> Iterator[str]:
    shapes = _SHAPES[rule.kind]
    if not isinstance(value, dict):
        yield _fault("must provide an object", at)
    elif not shapes[0].type:
        yield from _faults_in_fields(value, shapes[0], rule.span, at, surface)
    elif "type" not in value:
        yield _fault("missing required field: type", at)
    else:
        fitting = [shape for shape in shapes if shape.type == value["type"] and surface in shape.surfaces]
        if fitting:
            yield from _faults_in_fields(value, fitting[0], rule.span, at, surface)
        else:
            yield _wrong_type(value["type"], shapes, at)


def _wrong_type(got: object, shapes: tuple[Shape, ...], at: str) -> str:
    if len(shapes) == 1:
        return _fault("must be a valid enum value", f"{at}/type")
    return _fault(f"unsupported type: {got}", f"{at}/type")


def _faults_in_fields(value: dict[str, Any], shape: Shape, text: Span, at: str, surface: str) -> Iterator[str]:
    missing = [name for name in shape.needs if name not in value]
    if missing:
        yield from (_fault(f"missing required field: {name}", at) for name in missing)
        return
    for name, item in value.items():
        rule = shape.rules.get(name)
        if rule is None:
            yield _fault(f"invalid additional property: {name}", at)
        elif name == "text" and text != Span():
            yield from _faults_in_string(item, ArgumentRule("string", span=text), f"{at}/{name}")
        else:
            yield from _faults(item, rule, f"{at}/{name}", surface)
    yield from _faults_in_choice_of_fields(value, shape, at)
    yield from _faults_in_what_is_chosen(value, at)


def _faults_in_choice_of_fields(value: dict[str, Any], shape: Shape, at: str) -> Iterator[str]:
    if shape.either and not any(name in value for name in shape.either):
        # Seen for `text` and `fields` of a section, at "type" indeed; assumed alike for the others.
        yield _fault("must define either " + " or ".join(f"`{name}`" for name in shape.either), f"{at}/type")
    present = [name for name in shape.exactly_one if name in value]
    if shape.exactly_one and not present:
        yield _fault(f"missing required field: {shape.exactly_one[0]}", at)
    if len(present) > 1:
        yield _fault("failed to match exactly one allowed schema", at)


def _faults_in_what_is_chosen(value: dict[str, Any], at: str) -> Iterator[str]:
    """What is chosen in advance is one of the options, with all of its fields; python-slack-sdk#1509."""
    groups = value.get("option_groups") or ()
    offered = [*(value.get("options") or ()), *(option for group in groups for option in group.get("options") or ())]
    chosen = value.get("initial_options") or ([value["initial_option"]] if "initial_option" in value else [])
    sound = isinstance(chosen, list) and all(isinstance(option, dict) for option in chosen)
    if offered and sound and any(option not in offered for option in chosen):
        name = "initial_options" if "initial_options" in value else "initial_option"
        yield _fault("must be one of the options", f"{at}/{name}")


def _faults_in_string(value: object, rule: ArgumentRule, at: str) -> Iterator[str]:
    span = rule.span
    if not isinstance(value, str):
        yield _fault("must provide a string", at)
    elif span.least is not None and len(value) < span.least:
        yield _fault(f"must be more than {span.least - 1} characters", at)
    elif span.most is not None and len(value) > span.most:
        yield _fault(f"must be less than {span.most + 1} characters", at)
    elif rule.pattern is not None and not re.search(rule.pattern, value):
        yield _fault(f"input must match regex pattern: {rule.pattern}", at)


def _faults_in_url(value: object, rule: ArgumentRule, at: str) -> Iterator[str]:
    """An address that a browser opens; together-app#4."""
    wrong = list(_faults_in_string(value, rule, at))
    yield from wrong
    if not wrong and not re.fullmatch(r"(https?|mailto|slack):\S+", str(value)):
        yield _fault("invalid url", at)


def _faults_in_picture(value: object, rule: ArgumentRule, at: str) -> Iterator[str]:
    """An address from which Slack's own servers can fetch a picture; amesh-bot#24, python-slack-sdk#1782.

    Nothing is fetched here: what cannot be reached from outside is known by its name.
    """
    wrong = list(_faults_in_string(value, rule, at))
    yield from wrong
    if wrong:
        return
    parts = urlsplit(str(value))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield _fault("invalid url", at)
    elif _is_inside(parts.hostname):
        yield _fault("downloading image failed", at)


def _is_inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".invalid", ".localhost", ".test"))


def _faults_in_enum(value: object, rule: ArgumentRule, at: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield _fault("must provide a string", at)
    elif value not in rule.choices:
        yield _fault("must be a valid enum value", at)


def _faults_in_bool(value: object, _rule: ArgumentRule, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield _fault("must be a boolean", at)


def _faults_in_number(value: object, rule: ArgumentRule, at: str) -> Iterator[str]:
    whole = rule.kind == "integer"
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        yield _fault("must provide an integer" if whole else "must provide a number", at)
    elif rule.span.least is not None and value < rule.span.least:
        yield _fault(f"must be greater than {rule.span.least}", at)
    elif rule.span.most is not None and value > rule.span.most:
        yield _fault(f"must be less than {rule.span.most}", at)


def _no_faults(_value: object, _rule: ArgumentRule, _at: str) -> Iterator[str]:
    return iter(())


_PLAIN: Mapping[str, Callable[[Any, ArgumentRule, str], Iterator[str]]] = {
    "string": _faults_in_string,
    "url": _faults_in_url,
    "picture": _faults_in_picture,
    "enum": _faults_in_enum,
    "bool": _faults_in_bool,
    "integer": _faults_in_number,
    "number": _faults_in_number,
    "any": _no_faults,
}


def _faults_across(blocks: Any, at: str, surface: str) -> Iterator[str]:
    """Look at several blocks at once; `blocks` are sound each by itself."""
    places = [(f"{at}/{index}", block) for index, block in enumerate(blocks)]
    yield from _repeated("block_id", ((f"{place}/block_id", block.get("block_id")) for place, block in places))
    for place, block in places:
        yield from _repeated("action_id", _action_ids(block, place))
    if surface == "message":
        yield from _too_much_for_a_message(places)


def _faults_across_view(view: Any, surface: str) -> Iterator[str]:
    if len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()) > LIMITS.view_max_bytes:
        yield _fault(f"must be less than {LIMITS.view_max_bytes + 1} characters", "/view")
    if surface == "modal" and "submit" not in view:
        for index, block in enumerate(view["blocks"]):
            if block["type"] == "input":
                yield _fault("must define `submit` to use an `input` block in modals", f"/view/blocks/{index}/input")
    yield from _faults_across(view["blocks"], "/view/blocks", surface)


def _too_much_for_a_message(places: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    markdown_chars = tables = 0
    for place, block in places:
        if block["type"] == "markdown":
            markdown_chars += len(block["text"])
            if markdown_chars > LIMITS.markdown_text_max_chars:
                yield _fault(f"must be less than {LIMITS.markdown_text_max_chars + 1} characters", f"{place}/text")
        elif block["type"] in ("table", "data_table"):
            tables += 1
            if tables > LIMITS.tables_per_message:
                yield _fault("only_one_table_allowed", place)


def _repeated(name: str, ids: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Name each further use of an id; the text was seen for `action_id` and is assumed alike for `block_id`."""
    seen: set[str] = set()
    for place, id_ in ids:
        if id_ in seen:
            yield _fault(f'`{name}` "{id_}" already exists', place)
        elif id_ is not None:
            seen.add(id_)


def _action_ids(value: object, at: str) -> Iterator[tuple[str, str | None]]:
    """Yield each action id below `value` with its place; one that is no string stands in free content."""
    if isinstance(value, dict):
        if isinstance(value.get("action_id"), str):
            yield f"{at}/action_id", value["action_id"]
        for name, item in value.items():
            yield from _action_ids(item, f"{at}/{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _action_ids(item, f"{at}/{index}")


def _fault(text: str, at: str) -> str:
    return f"{text} [json-pointer:{at}]"


def _shape(name: str, told: Mapping[str, Any], *own: str) -> Shape:
    type_ = told.get("type", name)
    own = (*own, f"type: enum {type_}") if type_ else own
    needs = dict(map(read_rule, told.get("needs", ())))
    takes = dict(map(read_rule, (*told.get("takes", ()), *own)))
    return Shape(
        type=type_,
        surfaces=tuple(told.get("surfaces", _EVERYWHERE)),
        needs=tuple(needs),
        rules=MappingProxyType({**needs, **takes}),
        either=tuple(told.get("either", ())),
        exactly_one=tuple(told.get("exactly_one", ())),
    )


def _shapes() -> Mapping[str, tuple[Shape, ...]]:
    """Read every table and family of blockkit.toml, by its name, with the shapes it stands for."""
    told = tomllib.loads(Path(__file__).with_name("blockkit.toml").read_text(encoding="utf-8"))
    blocks = {name: _shape(name, table, "block_id: string 1..255") for name, table in told["blocks"].items()}
    elements = {name: _shape(name, table, "action_id: string 1..255") for name, table in told["elements"].items()}
    objects = {name: _shape(name, table) for name, table in told["objects"].items()}
    views = {name: _shape(name, table) for name, table in told["views"].items()}
    by_name = {name: (shape,) for name, shape in (*blocks.items(), *elements.items(), *objects.items())}

    def members(name: str) -> tuple[Shape, ...]:
        return by_name.get(name) or tuple(shape for part in told["families"][name] for shape in members(part))

    families = {name: members(name) for name in told["families"]}
    return {**by_name, **families, "block": tuple(blocks.values()), "view": tuple(views.values())}


_SHAPES = _shapes()
