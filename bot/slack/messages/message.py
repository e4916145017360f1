"""What Sitrep says in a channel, a thread or to one person: words from templates, in blocks that Slack takes.

Law: mrkdwn comes from templates, widgets from here. The first block of a message that may have to be found again has
its key as block_id; `text` is what notifications and searches show, and says the same.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.incident import vocabulary
from bot.incident.effects import Json
from bot.incident.state import Incident
from bot.render.plain import TITLE_CHARS_MAX, instants, one_line
from bot.render.words import Reader, Words
from bot.slack.messages import blocks as b
from bot.slack.messages.mrkdwn import cut, encode_keeping_people, escape, parts, with_links
from bot.story.timeline import LEARNT_LATE

TEXT_CHARS_MAX = 3900  # Slack: chat.update refuses a text above 4,000
BESIDE_CHARS_MAX = 500  # of a remark, and of the line that a newer version wrote something
MARKDOWN_CHARS_MAX = 12_000  # Slack: all markdown blocks of a message together


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message of ours as Slack takes it: blocks, and the text for notifications and searches."""

    text: str
    blocks: list[b.Block]

    @property
    def fits_acknowledgement(self) -> bool:
        """Whether an acknowledgement or a response URL can carry it: Slack takes Markdown by chat.post… alone.

        Source: slack-github-action#440, where Slack answers a hook's Markdown with HTTP 500.
        """
        return all(block["type"] != "markdown" for block in self.blocks)


def of_incident(incident: Incident) -> dict[str, Any]:
    """What tells a reader elsewhere which incident a message is about."""
    return {
        "incident": incident.name,
        "title": one_line(incident.title, TITLE_CHARS_MAX),
        "channel": incident.channel,
        "drill": incident.drill,
    }


def outgoing(mrkdwn: str, *, key: str = "", widgets: Sequence[b.Block] = (), foot: str = "") -> SlackMessage:
    """The words in as many sections as they need, then the widgets, then the foot in small print."""
    below = [*widgets, *([b.context(foot)] if foot else [])]
    sections = [b.section(part) for part in parts(with_links(mrkdwn), b.SECTION_CHARS_MAX)]
    return keyed(
        SlackMessage(cut(mrkdwn, TEXT_CHARS_MAX), b.fitting([*sections[: b.BLOCKS_MAX - len(below)], *below])), key
    )


def with_widgets(shown: SlackMessage, widgets: Sequence[b.Block]) -> SlackMessage:
    """The same message with widgets at its end."""
    return SlackMessage(shown.text, b.fitting([*shown.blocks[: b.BLOCKS_MAX - len(widgets)], *widgets]))


def below(shown: SlackMessage, foot: str) -> SlackMessage:
    """The same message with a line in small print at its end."""
    return SlackMessage(
        cut(f"{foot}\n{shown.text}", TEXT_CHARS_MAX), b.fitting([*shown.blocks[: b.BLOCKS_MAX - 1], b.context(foot)])
    )


def above(shown: SlackMessage, lead_in: str) -> SlackMessage:
    """The same message under a line of its own."""
    return SlackMessage(
        cut(f"{lead_in}\n{shown.text}", TEXT_CHARS_MAX),
        b.fitting([b.section(cut(lead_in, b.SECTION_CHARS_MAX)), *shown.blocks[: b.BLOCKS_MAX - 1]]),
    )


def remarked(shown: SlackMessage, remarks: Sequence[str]) -> SlackMessage:
    """The same answer with what has to be told of how the words were read: it stands above the small print."""
    first, *rest = shown.blocks
    said = b.section(cut("\n".join(remarks), b.SECTION_CHARS_MAX))
    return SlackMessage(cut("\n".join([shown.text, *remarks]), TEXT_CHARS_MAX), [first, said, *rest][: b.BLOCKS_MAX])


def keyed(shown: SlackMessage, key: str) -> SlackMessage:
    """The message with its key in its first block; without a key, nobody will look for it."""
    if not key:
        return shown
    first, *rest = shown.blocks
    return SlackMessage(shown.text, [first | {"block_id": key}, *rest])


def post(  # noqa: PLR0913 - what is said, how, and what can be pressed under it
    words: Words,
    message: str,
    values: Mapping[str, Json],
    *,
    reader: Reader,
    key: str,
    widgets: Sequence[b.Block] = (),
) -> SlackMessage:
    """A message about a fact, named by it in snake_case; `values` are its fields, `by` and `at`.

    What comes so late that its place among the messages misleads says when it was said.
    """
    at = datetime.fromisoformat(str(values["at"]))
    row = vocabulary.row_named(message)
    tells_time = row is not None and row.tells_time
    is_late = not tells_time and reader.now - at > LEARNT_LATE
    foot = words.slack("heard_late/then", reader=reader, at=at) if is_late else ""
    return outgoing(words.slack(message, reader=reader, **instants(values)), key=key, widgets=widgets, foot=foot)


def form_button(words: Words, view: Mapping[str, object], text: str, *, reader: Reader) -> SlackMessage:
    """Where no form can be opened, a button that opens it; what was typed goes with it."""
    carried = b.unpacked(str(view.get("private_metadata") or ""))
    fields = {**carried, "form": str(view["callback_id"]), "text": encode_keeping_people(text)}
    return outgoing(
        words.slack("form", reader=reader),
        widgets=[b.actions([b.button("Open the form", b.FORM, fields, style="primary")])],
    )


def fits(mrkdwn: str) -> bool:
    """Whether one message holds all of it, and what may stand above and below it."""
    return len(with_links(mrkdwn)) <= b.MESSAGE_CHARS_MAX - BESIDE_CHARS_MAX


def document(mrkdwn: str) -> SlackMessage:
    """A page that is to be read as a whole: nothing folded behind "see more"."""
    shown = outgoing(mrkdwn)
    return SlackMessage(shown.text, [block | {"expand": True} for block in shown.blocks])


def markdown_document(markdown: str) -> SlackMessage:
    """A document in Markdown, which Slack renders itself, headings and lists included.

    As text it is only plain: what Markdown has as code would be a mention there.
    """
    text = cut(escape(html.unescape(markdown)), TEXT_CHARS_MAX)
    return SlackMessage(text, [{"type": "markdown", "text": cut(markdown, MARKDOWN_CHARS_MAX)}])
