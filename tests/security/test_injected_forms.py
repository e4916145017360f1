"""Words in any line of any form stay words on every way out, and stay whole where programs read them."""

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from bot.cli.simulation import LOBBY
from bot.render.out.json import document
from bot.render.plain import storable
from bot.requests import forms
from bot.slack.messages import submissions
from tests.scenarios.conftest import Scene
from tests.security.test_injected import HOSTILE, MARK, SHORT, acting_exports, live, reads_everything, scene
from workspace.state.views import elements, top

__all__ = ["scene"]

LINES = f"{MARK}\n*Verified by Sitrep*\n> <!channel>\n```\n<!here>\n```\n# h\n| a | b |\n<b>b</b> &amp;lt;!here"
# Where a line takes no words, and must not be empty; what could explain it is on record already.
WHAT_FITS = {"figure": "14", "eta": "20m", "low": "14 EUR", "text": "the disk is full"}
OTHER_LINES = {forms.HAND_OVER: {"person": "ana"}}  # that must be filled in


async def _start(scene: Scene) -> None:
    await scene.types("mal", "/incident start", where=LOBBY)


async def _report(scene: Scene) -> None:
    await scene.types("mal", "/incident role logs me")
    await scene.types("mal", "/incident report")


async def _record(scene: Scene) -> None:
    await scene.presses("mal", "Record…")


def _recording(kind: str) -> Callable[[Scene], Awaitable[None]]:
    async def opens(scene: Scene) -> None:
        await _record(scene)
        await scene.submits("mal", forms.RECORD, kind=kind)

    return opens


async def _settle(scene: Scene) -> None:
    await scene.types("mal", "/incident hypotheses")
    await scene.presses("mal", "Confirm H1…")


async def _words(scene: Scene) -> None:
    await scene.types("ana", "/incident ask @mal 10m restart the worker?", where=(await scene.channel(1)).id)
    await scene.after(0.1)
    await scene.presses("mal", "Take it", where="dm")
    await scene.after(10)
    await scene.presses("mal", "Blocked…", where="dm")


async def _hand_over(scene: Scene) -> None:
    await scene.after(20)
    await scene.presses("mal", "Hand over", where="dm")


async def _summary(scene: Scene) -> None:
    await scene.types("mal", "/incident resolve it is over")
    await scene.presses("mal", "Fill in", where="dm")


async def _look_back(scene: Scene) -> None:
    await scene.types("mal", "/incident look back")


async def _playbook(scene: Scene) -> None:
    await scene.types("mal", "/incident write playbook")


# How people come to each form, in an order in which each has what it needs.
OPENS: dict[str, Callable[[Scene], Awaitable[None]]] = {
    forms.START: _start,
    forms.REPORT: _report,
    **{kind: _recording(kind) for kind in forms.RECORD_FORMS},
    forms.SETTLE: _settle,
    forms.WORDS: _words,
    forms.HAND_OVER: _hand_over,
    forms.SUMMARY: _summary,
    forms.LOOK_BACK: _look_back,
    forms.PLAYBOOK: _playbook,
}


def test_no_form_is_missing_here() -> None:
    assert {*OPENS, forms.RECORD} == set(submissions._READERS)


def _lines(scene: Scene) -> dict[str, int]:
    """The lines for words in the form in front of Mal, and how many characters each takes."""
    view = top(scene.stage.slack.world, scene.id("mal"))
    assert view is not None
    boxes = [(block, element) for block, element in elements(view.body) if element["type"] == "plain_text_input"]
    return {block["block_id"]: element.get("max_length", 3000) for block, element in boxes}


async def _fills_in(scene: Scene, name: str, text: str) -> set[str]:
    """What was typed and taken: a line that takes only times or figures says so, and gets what fits it, or nothing."""
    room = _lines(scene)
    typed = {line: (text if len(text) <= most else SHORT)[:most].strip() for line, most in room.items()}
    await scene.submits("mal", name, **typed, **OTHER_LINES.get(name, {}))
    while (view := top(scene.stage.slack.world, scene.id("mal"))) is not None:
        refused = view.errors.keys() & typed.keys()
        assert refused, scene.form("mal")
        typed = {line: said for line, said in typed.items() if line not in refused}
        await scene.submits("mal", name, **{line: WHAT_FITS.get(line) for line in refused})
    return set(typed.values())


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)


@pytest.mark.parametrize("text", [HOSTILE, LINES], ids=["each", "lines"])
async def test_typed_into_every_line_of_every_form_it_stays_text(scene: Scene, text: str) -> None:
    taken, quoted = set[str](), set[str]()
    for name, opens in OPENS.items():
        await opens(scene)
        said = {storable(words) for words in await _fills_in(scene, name, text)}
        taken |= said
        quoted |= set() if name == forms.PLAYBOOK else said  # of whose steps no page tells but its own
        if name == forms.START:
            await scene.does("joins", "ana", (await scene.channel(1)).id)
    await reads_everything(scene, "mal")
    pages = (await scene.stage.app.documents.brief(1), await scene.stage.app.documents.summary(1))
    told = {said for page in pages for said in _strings(json.loads(document(page.document))) if MARK in said}

    assert quoted <= told
    lines = {" ".join(words.split()) for words in taken}  # a title is one line, and the opening quotes a beginning
    assert [] == [one for one in told if not any(line.startswith(" ".join(one.split())) for line in lines)]
    assert [] == live(scene.stage.slack)
    assert [] == await acting_exports(scene)
