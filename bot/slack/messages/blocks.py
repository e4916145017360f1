"""Block Kit, as small as Sitrep needs it: the pieces of a message or form, and what a pressed button carries.

Law: whatever is given, what comes out is within Slack's limits, and a `value` holds references, not people's words,
but for the words a person is in the middle of typing. Limits: docs.slack.dev/reference/block-kit.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from bot.incident.effects import Json
from bot.render.emoji_names import with_characters
from bot.render.plain import one_line
from bot.slack.messages.mrkdwn import cut, with_links

Block: TypeAlias = dict[str, Any]  # JSON that Slack defines, not we

BLOCKS_MAX = 50  # of a message
MESSAGE_CHARS_MAX = (
    11_000  # all texts of all blocks; Slack was seen to refuse 11,341: `msg_blocks_too_long`, bolt-js#2867
)
SECTION_CHARS_MAX = 3000
HEADER_CHARS_MAX = 150
BUTTON_CHARS_MAX = 75
VALUE_CHARS_MAX = 2000
OPTION_CHARS_MAX = 75  # text and value alike: Slack's two kits disagree on 75 or 150, 75 suits both
ACTIONS_MAX = 25
OPTIONS_MAX = 100
OVERFLOW_OPTIONS_MAX = 5
PLACEHOLDER_CHARS_MAX = 150
INPUT_CHARS_MAX = 3000
VIEW_TITLE_CHARS_MAX = 24
METADATA_CHARS_MAX = 3000

# Slack was seen to hand these three back as entities (bolt-python#513); written as \u003c they are no concern of its.
_UNESCAPABLE = str.maketrans({char: f"\\u{ord(char):04x}" for char in "&<>"})

# What a button does. An action_id is a verb, or `verb:argument` where a message has several buttons of one verb.
ACCEPT = "accept"
DECLINE = "decline"
REPORT = "report"
NOTHING_NEW = "nothing_new"
POSTPONE = "postpone"
HELP = "need_help"
CAN_HELP = "can_help"
SEND_BRIEF = "send_brief"
TOLD = "told"
SWITCH_OFF = "switch_off"
SLOW_DOWN = "slow_down"
WEIGH_PAST = "weigh_past"
HAND_OVER = "hand_over"
ASK = "ask"
REASSIGN = "reassign"
TAKE = "take"
RECORD = "record"
BRIEF = "brief"
JOIN = "join"
OPEN_ANYWAY = "open_anyway"
PICK_HYPOTHESIS = "pick_hypothesis"
PICK_INCIDENT = "pick_incident"
PICK_PERSON = "pick_person"
RESOLVE_UNDO = "resolve_undo"
CALL = "call"
SEVERITY = "severity"
FORM = "form"
STRIKE = "strike"
KEEP = "keep"
SHARE = "share"
NOT_NOW = "not_now"
SAY_WHILE = "say_while"
CHOOSE = "choose"
SETTLE = "settle"
ASK_WHICH = "ask_which"
MORE = "more"
ANSWER = "answer"
CLARIFY = "clarify"
TASK = "task"
FOLLOW_UP = "follow_up"
ASSIGN = "assign"
FILE = "file"
READ_BACK = "read_back"
ANSWER_UNKNOWN = "answer_unknown"
FIX = "fix"
STEP_PLAN = "step_plan"
ASK_LEAD = "ask_lead"
SAY_VERB = "say_verb"  # in a form alone
CONFIRM = "confirm_compiled"
ASK_GROUP = "ask_group"
LOOK_AFTER = "look_after"
HERE = "here"
VERBS = (
    ACCEPT, DECLINE, REPORT, NOTHING_NEW, POSTPONE, HELP, CAN_HELP, HAND_OVER, ASK, REASSIGN, TAKE, RECORD, BRIEF, JOIN,
    OPEN_ANYWAY, PICK_HYPOTHESIS, PICK_INCIDENT, PICK_PERSON, RESOLVE_UNDO, CALL, SEVERITY, FORM, STRIKE, KEEP,
    SEND_BRIEF, TOLD, SWITCH_OFF, SLOW_DOWN, SAY_WHILE, CHOOSE, SETTLE, ASK_WHICH, MORE, SHARE, NOT_NOW, ANSWER,
    CLARIFY, TASK, FOLLOW_UP, ASSIGN, FILE, READ_BACK, ASK_GROUP, LOOK_AFTER, HERE, ANSWER_UNKNOWN, STEP_PLAN,
    WEIGH_PAST, ASK_LEAD, CONFIRM,
)  # fmt: skip


def fitting(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with no more words than Slack takes in one message: "…" stands where sections had to end."""
    blocks = list(blocks)
    left = MESSAGE_CHARS_MAX - sum(chars(block) for block in blocks if block["type"] != "section") - 1
    kept: list[Block] = []
    is_full = False
    for block in blocks:
        if block["type"] != "section":
            kept.append(block)
        elif not is_full:
            is_full = chars(block) > left
            kept.append(block | {"text": block["text"] | {"text": cut(block["text"]["text"], max(left, 1))}})
            left -= chars(block)
    return kept[:BLOCKS_MAX]


def chars(shown: object) -> int:
    """How many characters of text stand in a block, labels of buttons and options included."""
    if isinstance(shown, list):
        return sum(chars(item) for item in shown)
    if not isinstance(shown, dict):
        return 0
    text = shown.get("text")
    return (len(text) if isinstance(text, str) else 0) + sum(chars(item) for item in shown.values())


def action_id(verb: str, argument: str = "") -> str:
    return f"{verb}:{argument}" if argument else verb


def verb_of(action: str) -> str:
    return action.partition(":")[0]


def argument_of(action: str) -> str:
    return action.partition(":")[2]


def packed(fields: Mapping[str, Json], chars_max: int = VALUE_CHARS_MAX) -> str:
    """The fields as compact JSON for a `value` or `private_metadata`; of a `text` too long, as much as fits.

    ValueError when the rest alone is too long: that is ours, no person can cause it.
    """
    whole = _compact(fields)
    if len(whole) <= chars_max:
        return whole
    text = str(fields.get("text", ""))
    low, high = 0, len(text)
    while low < high:  # JSON lengthens some characters, so the fitting length is searched for
        middle = (low + high + 1) // 2
        fits = len(_compact({**fields, "text": text[:middle]})) <= chars_max
        low, high = (middle, high) if fits else (low, middle - 1)
    shortened = _compact({**fields, "text": text[:low]})
    if len(shortened) > chars_max:
        raise ValueError(f"{sorted(fields)} do not fit into {chars_max} characters")
    return shortened


def unpacked(value: str | None) -> dict[str, Any]:
    """What `packed` made; empty for anything else."""
    try:
        fields = json.loads(value or "{}")
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _compact(fields: Mapping[str, Json]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).translate(_UNESCAPABLE)


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": cut(with_links(text), SECTION_CHARS_MAX), "verbatim": True}


def plain_text(text: str, chars_max: int = SECTION_CHARS_MAX) -> Block:
    """Words that Slack shows letter by letter, ":fire:" included."""
    return {"type": "plain_text", "text": one_line(text, chars_max) or "…", "emoji": False}


def header(text: str) -> Block:
    """A headline; an emoji that somebody typed is its character there, for Slack is not asked to look for names."""
    return {"type": "header", "text": plain_text(with_characters(text), HEADER_CHARS_MAX)}


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(text)}


def context(text: str) -> Block:
    """A line in small print: where something comes from, or what else can be done."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def actions(elements: Iterable[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(label: str, action: str, fields: Mapping[str, Json], *, style: str = "") -> Block:
    """A button; `style` is "primary" for the one answer we hope for, else empty."""
    made = {
        "type": "button",
        "action_id": action,
        "text": plain_text(label, BUTTON_CHARS_MAX),
        "value": packed(fields),
    }
    return made | ({"style": style} if style else {})


def option(label: str, value: str, description: str = "") -> Block:
    made: Block = {"text": plain_text(label, OPTION_CHARS_MAX), "value": value}
    return made | ({"description": plain_text(description, OPTION_CHARS_MAX)} if description else {})


def field(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A line of a form; its block_id and action_id are `name`, so values and errors are found by it."""
    made: Block = {
        "type": "input",
        "block_id": name,
        "label": plain_text(label),
        "element": element | {"action_id": name},
        "optional": optional,
    }
    return made | ({"hint": plain_text(hint, SECTION_CHARS_MAX // 2)} if hint else {})


def text_box(
    initial: str = "", *, example: str = "", multiline: bool = False, chars_max: int = INPUT_CHARS_MAX
) -> Block:
    made: Block = {"type": "plain_text_input", "multiline": multiline, "max_length": chars_max}
    if initial:
        made["initial_value"] = initial[:chars_max]
    return made | _placeholder(example)


def select(options: Sequence[Block], *, initial: str = "", prompt: str = "") -> Block:
    made: Block = {"type": "static_select", "options": list(options[:OPTIONS_MAX])} | _placeholder(prompt)
    return made | _initial(options, initial)


def overflow(action: str, options: Sequence[Block]) -> Block:
    """What is needed less often, behind three dots; the value of an option is that of a button."""
    return {"type": "overflow", "action_id": action, "options": list(options[:OVERFLOW_OPTIONS_MAX])}


def radio(options: Sequence[Block], *, initial: str = "") -> Block:
    return {"type": "radio_buttons", "options": list(options)} | _initial(options, initial)


def checkboxes(options: Sequence[Block], *, initial: Sequence[str] = ()) -> Block:
    made: Block = {"type": "checkboxes", "options": list(options)}
    ticked = [choice for choice in options if choice["value"] in initial]
    return made | ({"initial_options": ticked} if ticked else {})


def initially(element: Block, value: str) -> Block:
    """What makes an element begin with this value."""
    match element["type"]:
        case "plain_text_input":
            return {"initial_value": value[: element["max_length"]]}
        case "users_select":
            return {"initial_user": value}
        case "checkboxes":
            return {"initial_options": [one for one in element["options"] if one["value"] == value]}
        case _:
            return _initial(element["options"], value)


def person_picker(initial: str = "", *, prompt: str = "") -> Block:
    made: Block = {"type": "users_select"} | _placeholder(prompt)
    return made | ({"initial_user": initial} if initial else {})


def _initial(options: Sequence[Block], value: str) -> Block:
    chosen = next((choice for choice in options if choice["value"] == value), None)
    return {"initial_option": chosen} if chosen else {}


def _placeholder(text: str) -> Block:
    return {"placeholder": plain_text(text, PLACEHOLDER_CHARS_MAX)} if text else {}
