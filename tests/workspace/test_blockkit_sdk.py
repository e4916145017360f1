"""What the Python SDK's own models build is what the bot sends: none of it may be refused."""

import json

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

from tests.workspace.kit_by_hand import faults
from workspace.spec.blockkit import faults_in_view

# The SDK's own models, as the bot may use them; all but `file` may be sent.
SDK_BLOCKS: list[sdk.Block] = [
    sdk.DividerBlock(),
    sdk.HeaderBlock(text="Checkout is down"),
    sdk.MarkdownBlock(text="**Impact**"),
    sdk.SectionBlock(
        text=sdk.MarkdownTextObject(text="*Lead:* nobody"),
        fields=["a", "b"],
        accessory=sdk.OverflowMenuElement(options=[sdk.Option(value="1", text="One")]),
    ),
    sdk.ContextBlock(
        elements=[
            sdk.MarkdownTextObject(text="since 09:14"),
            sdk.ImageElement(image_url="https://e.org/u.png", alt_text="a"),
        ]
    ),
    sdk.ImageBlock(image_url="https://example.org/graph.png", alt_text="graph", title="Errors"),
    sdk.ActionsBlock(
        elements=[
            sdk.ButtonElement(
                text="Take",
                action_id="take",
                value="lead",
                style="primary",
                confirm=sdk.ConfirmObject(title="Sure?", text="You lead."),
            ),
            sdk.StaticSelectElement(
                placeholder="Role", action_id="role", options=[sdk.Option(value="logs", text="Logs")]
            ),
            sdk.UserSelectElement(placeholder="Who", action_id="who"),
            sdk.ConversationMultiSelectElement(placeholder="Where", filter=sdk.ConversationFilter(include=["public"])),
            sdk.DatePickerElement(action_id="day", initial_date="2026-11-21"),
            sdk.TimePickerElement(action_id="time", initial_time="09:30"),
            sdk.DateTimePickerElement(action_id="at", initial_date_time=1795200000),
            sdk.CheckboxesElement(action_id="done", options=[sdk.Option(value="1", text="One", description="first")]),
            sdk.RadioButtonsElement(action_id="one", options=[sdk.Option(value="1", text="One")]),
        ]
    ),
    sdk.InputBlock(
        label="What happened?", hint="One line", element=sdk.PlainTextInputElement(action_id="what", multiline=True)
    ),
    sdk.RichTextBlock(
        elements=[
            sdk.RichTextSectionElement(
                elements=[
                    sdk.RichTextElementParts.Text(text="Ann", style=sdk.RichTextElementParts.TextStyle(bold=True)),
                    sdk.RichTextElementParts.User(user_id="U0ANN"),
                    sdk.RichTextElementParts.Link(url="https://example.org", text="runbook"),
                    sdk.RichTextElementParts.Emoji(name="fire"),
                    sdk.RichTextElementParts.Broadcast(range="here"),
                ]
            ),
            sdk.RichTextListElement(style="bullet", indent=0, elements=[sdk.RichTextSectionElement(elements=[])]),
            sdk.RichTextPreformattedElement(elements=[sdk.RichTextElementParts.Text(text="trace")]),
            sdk.RichTextQuoteElement(elements=[sdk.RichTextElementParts.Text(text="quote")]),
        ]
    ),
    sdk.TableBlock(rows=[[{"type": "raw_text", "text": "Role"}]], column_settings=[None, {"align": "right"}]),
    sdk.VideoBlock(alt_text="a", title="t", video_url="https://a", thumbnail_url="https://b"),
    sdk.ContextActionsBlock(
        elements=[
            sdk.FeedbackButtonsElement(
                action_id="feedback",
                positive_button=sdk.FeedbackButtonObject(text="Good", value="+"),
                negative_button=sdk.FeedbackButtonObject(text="Bad", value="-"),
            )
        ]
    ),
    sdk.CarouselBlock(elements=[sdk.CardBlock(title=sdk.MarkdownTextObject(text="Past incident"))]),
    sdk.ContainerBlock(title="Timeline", child_blocks=[sdk.DividerBlock()], width="wide"),
    sdk.PlanBlock(title="Recover", tasks=[sdk.TaskCardBlock(task_id="1", title="Roll back", status="pending")]),
]


@pytest.mark.parametrize("block", SDK_BLOCKS, ids=[str(block.type) for block in SDK_BLOCKS])
def test_what_the_python_sdk_builds_passes(block: sdk.Block) -> None:
    assert [] == faults(json.loads(json.dumps(block.to_dict())))


def test_a_modal_of_the_python_sdk_passes() -> None:
    view = View(type="modal", title="Declare", submit="Go", close="No", callback_id="c", blocks=[sdk.DividerBlock()])

    assert [] == faults_in_view(view.to_dict())
