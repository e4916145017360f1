"""What Sitrep says in a channel, a thread or to one person: words from templates, in blocks that Slack takes.

Law: mrkdwn comes from templates, widgets from here. The first block of a message that may have to be found again has
its key as block_id; `text` is what notifications and searches show, and says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from bot import grammar as g
from bot.incident import facts as f
from bot.incident import vocabulary
from bot.incident.effects import Json
from bot.render.words import Voice, Words
from bot.slack.messages import blocks as b
from bot.slack.messages.mrkdwn import cut, one_line, parts, with_links
from bot.story.timeline import LEARNT_LATE

TEXT_CHARS_MAX = 3900  # Slack: chat.update refuses a text above 4,000
MARKDOWN_CHARS_MAX = 12_000  # Slack: all markdown blocks of a message together
INCIDENT_TITLE_CHARS_MAX = 50  # on a button, beside the number

# Verbs about one hypothesis, which may be left unnamed.
_ABOUT_ONE = frozenset(kind.verb for kind in get_args(g.Intent) if "hypothesis" in kind.__dataclass_fields__)
_STATUS_SET = vocabulary.name_of(f.StatusSet)


@dataclass(frozen=True, slots=True)
class Face:
    """A message as Slack takes it."""

    text: str
    blocks: list[b.Block]


def face(mrkdwn: str, *, key: str = "", widgets: Sequence[b.Block] = (), foot: str = "") -> Face:
    """The words in as many sections as they need, then the widgets, then the foot in small print."""
    below = [*widgets, *([b.context(foot)] if foot else [])]
    sections = [b.section(part) for part in parts(with_links(mrkdwn), b.SECTION_CHARS_MAX)]
    return keyed(Face(cut(mrkdwn, TEXT_CHARS_MAX), b.fitting([*sections[: b.BLOCKS_MAX - len(below)], *below])), key)


def below(shown: Face, foot: str) -> Face:
    """The same message with a line in small print at its end."""
    return Face(
        cut(f"{foot}\n{shown.text}", TEXT_CHARS_MAX), b.fitting([*shown.blocks[: b.BLOCKS_MAX - 1], b.context(foot)])
    )


def remarked(words: Words, shown: Face, remarks: Sequence[g.Remark], *, voice: Voice) -> Face:
    """The same answer with what has to be told of how the words were read: it stands above the small print."""
    lines = [words.slack(f"remark/{said.code}", voice=voice, **dict(said.values)) for said in remarks]
    first, *rest = shown.blocks
    said = b.section(cut("\n".join(lines), b.SECTION_CHARS_MAX))
    return Face(cut("\n".join([shown.text, *lines]), TEXT_CHARS_MAX), [first, said, *rest][: b.BLOCKS_MAX])


def severity_word(level: int | None) -> str:
    """What nobody has judged is said so, and never guessed."""
    return "severity not set" if level is None else f"SEV{level}"


def keyed(shown: Face, key: str) -> Face:
    """The face with its key in the first block; without a key, nobody will look for it."""
    if not key:
        return shown
    first, *rest = shown.blocks
    return Face(shown.text, [first | {"block_id": key}, *rest])


def post(words: Words, message: str, values: Mapping[str, Json], *, voice: Voice, key: str) -> Face:
    """A message about a fact, named by it in snake_case; `values` are its fields, `by` and `at`.

    What comes so late that its place among the messages misleads says when it was said.
    """
    at = datetime.fromisoformat(str(values["at"]))
    row = vocabulary.row_named(message)
    tells_time = row is not None and row.tells_time
    is_late = not tells_time and voice.now - at > LEARNT_LATE
    foot = words.slack("heard_late/then", voice=voice, at=at) if is_late else ""
    return face(words.slack(message, voice=voice, **instants(values)), key=key, foot=foot)


def acks(
    words: Words, lines: Sequence[tuple[str, Mapping[str, Json]]], *, voice: Voice, number: int | None = None
) -> Face:
    """What was understood, for the one who did it: a line per fact, and how to take it back.

    `number` is the incident's, for the button that takes a resolution back wherever it is pressed.
    """
    known = [(vocabulary.row_named(message), values) for message, values in lines]
    told = [(row, values) for row, values in known if row is not None and row.is_acknowledged]
    said = [words.slack(f"{row.name}/ack", voice=voice, **instants(values)) for row, values in told]
    foot = words.slack("undoable", voice=voice) if any(row.is_record for row, _ in told) else ""
    undo = [_undo_resolve(number) for row, values in told if _can_be_reopened(row.name, values)]
    return face("\n".join(said) or words.slack("unchanged", voice=voice), widgets=undo[:1], foot=foot)


def _can_be_reopened(message: str, values: Mapping[str, Json]) -> bool:
    return message == _STATUS_SET and values.get("status") == "resolved"


def _undo_resolve(number: int | None) -> b.Block:
    about: dict[str, Json] = {} if number is None else {"incident": number}
    return b.actions([b.button("Undo: not resolved", b.RESOLVE_UNDO, about)])


def refusal(words: Words, code: str, values: Mapping[str, object], *, voice: Voice) -> Face:
    """Why not, and what to do instead."""
    return face(words.refusal(code, values, voice))


def bug(words: Words, error_id: str, *, voice: Voice) -> Face:
    """Our fault; `error_id` is where it can be found in the log."""
    return face(words.slack("bug", voice=voice, error_id=error_id))


def which_incident(words: Words, choices: Sequence[tuple[int, str]], text: str, *, voice: Voice) -> Face:
    """A button per incident, (number, title); what was typed goes with it."""
    buttons = [
        b.button(
            f"INC-{number} {one_line(title, INCIDENT_TITLE_CHARS_MAX)}",
            b.action_id(b.PICK_INCIDENT, str(number)),
            {"incident": number, "text": text},
        )
        for number, title in choices
    ]
    return face(words.slack("which_incident", voice=voice), widgets=[b.actions(buttons)])


def which_hypothesis(words: Words, values: Mapping[str, Any], text: str, *, voice: Voice) -> Face:
    """A button per open hypothesis, given as {id, text} in `values`; it types the command again, with the id in it."""
    buttons = [
        b.button(
            f"{hypothesis['id']} {hypothesis['text']}",
            b.action_id(b.PICK_HYPOTHESIS, hypothesis["id"]),
            {"hypothesis": hypothesis["id"], "text": with_id(text, hypothesis["id"])},
        )
        for hypothesis in values["hypotheses"][: b.ACTIONS_MAX]
    ]
    return face(words.slack("which_hypothesis", voice=voice), widgets=[b.actions(buttons)])


def with_id(text: str, hypothesis_id: str) -> str:
    """The command as if the person had named the hypothesis: the id stands right behind the verb."""
    spellings = [word for verb in g.VERBS if verb.name in _ABOUT_ONE for word in (verb.name, *verb.aliases)]
    longest_first = sorted(spellings, key=len, reverse=True)
    for spelling in longest_first:
        if text.lower().startswith(spelling):
            return f"{text[: len(spelling)]} {hypothesis_id}{text[len(spelling) :]}"
    return text


def form_button(words: Words, view: Mapping[str, object], text: str, *, voice: Voice) -> Face:
    """Where no form can be opened, a button that opens it; what was typed goes with it."""
    carried = b.unpacked(str(view.get("private_metadata") or ""))
    fields = {**carried, "form": str(view["callback_id"]), "text": text}
    return face(
        words.slack("form", voice=voice),
        widgets=[b.actions([b.button("Open the form", b.FORM, fields, style="primary")])],
    )


def incidents(words: Words, rows: Sequence[Mapping[str, Json]], *, voice: Voice) -> Face:
    """The list of incidents, a line each."""
    return face(words.slack("incidents", voice=voice, rows=[instants(row) for row in rows]))


def help(  # noqa: A001 - the command is called so
    words: Words, rows: Sequence[tuple[str, str, str]], *, in_incident: bool, voice: Voice
) -> Face:
    """What can be typed here: (usage, meaning, example) each."""
    listed = [{"usage": usage, "meaning": meaning, "example": example} for usage, meaning, example in rows]
    return face(words.slack("help", voice=voice, rows=listed, in_incident=in_incident))


def document(mrkdwn: str) -> Face:
    """A page that is to be read as a whole: nothing folded behind "see more"."""
    shown = face(mrkdwn)
    return Face(shown.text, [block | {"expand": True} for block in shown.blocks])


def markdown_document(markdown: str) -> Face:
    """A document in Markdown, which Slack renders itself, headings and lists included."""
    return Face(cut(markdown, TEXT_CHARS_MAX), [{"type": "markdown", "text": cut(markdown, MARKDOWN_CHARS_MAX)}])


def instants(values: Mapping[str, Json]) -> dict[str, object]:
    """The values as templates take them: a fact's times, which travel as ISO 8601 with offset, as instants again."""
    return {name: _instant(name, value) for name, value in values.items()}


def _instant(name: str, value: Json) -> object:
    if isinstance(value, dict):
        return instants(value)
    is_time = name.endswith("_at") or name in {"at", "time", "until", "since"}
    return datetime.fromisoformat(value) if is_time and isinstance(value, str) else value
