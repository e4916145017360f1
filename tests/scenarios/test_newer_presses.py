"""During an update a newer version draws buttons and forms, and an older one may get the press: a sentence, no loss."""

from typing import Any

import pytest

from bot.incident import facts as f
from bot.slack.inbound import interactions
from bot.slack.messages import blocks as b
from bot.slack.messages import forms
from tests.scenarios.conftest import Scene

ON_ITS_WAY = "being updated"


async def draws(scene: Scene, *buttons: b.Block) -> None:
    """What a newer version says in the incident's channel."""
    incident = await scene.incident()
    blocks = [b.actions(list(buttons))]
    await scene.stage.app._line.wire.call("chat.postMessage", channel=incident.channel, text="Newer", blocks=blocks)
    await scene.stage.settle()


NEWER_BUTTONS = [
    ("sound_alarm", {"incident": 1}),
    (b.TAKE, {"incident": 1, "duty": "logs"}),
    (b.REPORT, {"incident": "INC-1"}),
    (b.PICK_HYPOTHESIS, {"incident": 1, "hypotheses": ["H1"]}),
    (b.OPEN_ANYWAY, {}),
]


async def test_a_button_of_a_newer_version_is_answered_with_what_to_do(scene: Scene) -> None:
    await scene.staffed(logs="ana")
    for number, (verb, fields) in enumerate(NEWER_BUTTONS):
        await scene.after(0.1)  # Slack takes a message a second
        await draws(scene, b.button(f"Newest {number}", verb, fields))
        before = await scene.standing()

        assert ON_ITS_WAY in await scene.presses("ana", f"Newest {number}"), verb
        assert before == await scene.standing(), verb


async def opens_newer(scene: Scene, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Ana has a report form of a newer version before her."""
    await scene.staffed(logs="ana")
    known = forms.report

    def newer(*given: Any, **named: Any) -> dict[str, Any]:
        view = known(*given, **named)
        line = b.field("mood", "How is the mood?", b.text_box(), optional=True)
        return {**view, "blocks": [*view["blocks"], line], **changes}

    monkeypatch.setattr(forms, "report", newer)
    await scene.types("ana", "/incident report")


async def test_words_in_a_line_that_only_a_newer_version_knows_are_not_dropped(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opens_newer(scene, monkeypatch)
    wrong = await scene.submits("ana", "report", conditions="2 of 14 found", mood="calm")

    assert ON_ITS_WAY in wrong
    assert [] == await scene.facts(f.Reported)


async def test_a_line_of_a_newer_version_that_was_left_empty_keeps_no_report_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opens_newer(scene, monkeypatch)
    await scene.submits("ana", "report", conditions="2 of 14 found")

    assert ["2 of 14 found"] == [report.conditions for report in await scene.facts(f.Reported)]


async def test_a_form_of_a_newer_version_stays_open_with_what_was_written(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opens_newer(scene, monkeypatch, callback_id="report_in_detail")
    wrong = await scene.submits("ana", "report_in_detail", conditions="2 of 14 found")

    assert ON_ITS_WAY in wrong
    assert "2 of 14 found" in scene.form("ana")


async def test_a_shortcut_of_a_newer_version_is_answered(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.staffed(logs="ana")
    monkeypatch.setattr(interactions, "SHORTCUTS", {})
    await scene.shortcut("ana", "declare_incident")

    assert any(ON_ITS_WAY in line for line in scene.dms("ana"))
