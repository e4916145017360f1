"""A playbook in use as the channel sees it: one message with its steps, each with a button until it is ticked off.

Law: it stands once and is edited; what is said about a step is said in its thread.
"""

from bot.incident.checklists import Checklist, ChecklistStep
from bot.incident.state import Incident
from bot.render.words import Reader, Words
from bot.requests.actions import SayAgain
from bot.requests.reply import Choice
from bot.slack.messages import blocks as b
from bot.slack.messages.buttons import button
from bot.slack.messages.message import SlackMessage, outgoing


def checklist(incident: Incident, one: Checklist, *, words: Words, reader: Reader, key: str) -> SlackMessage:
    """The steps as they stand; a line alone of one that was taken back. Buttons while the incident goes on."""
    head = words.slack("checklist", reader=reader, one=one, is_open=incident.is_open)
    steps = [] if one.is_taken_back else [_drawn(incident, step, words, reader) for step in one.lines]
    shown = outgoing(head, key=key, widgets=steps)
    said = [head, *(step["text"]["text"] for step in steps)]
    return SlackMessage(outgoing("\n".join(said)).text, shown.blocks)


def _drawn(incident: Incident, step: ChecklistStep, words: Words, reader: Reader) -> b.Block:
    shown = b.section(words.slack("checklist/step", reader=reader, step=step))
    if step.number is None or step.is_done or not incident.is_open:
        return shown
    tick = Choice(label="Done", means=SayAgain(f"step {step.number} done"), incident=incident.number)
    return shown | {"accessory": button(tick)}
