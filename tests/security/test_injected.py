"""Words in any field that people can fill stay words on every way out: they ring no bell and lead nowhere."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from bot.cli.simulation import LOBBY
from bot.grammar import VERBS
from bot.incident import facts as f
from bot.incident import lengths
from bot.incident.vocabulary import ROWS, row_of
from bot.render.out import html
from bot.render.out.json import document
from tests.examples import EXAMPLES
from tests.scenarios.conftest import CAST, MORNING, Scene, Stage
from workspace.server import LocalSlack

MARK = "Zorro"  # by which hostile words are found again
# Each would be live in Slack's markup, in Markdown, or in HTML, if it were not text.
HOSTILE = (
    f"{MARK} <!channel> <!here> <!subteam^S0EVIL|x> <@U0EVIL> <#C0EVIL|x> <https://evil.test|bank.com> "
    "<javascript:alert(1)|x> <mailto:a@evil.test|b> &lt;!channel&gt; <script>alert(1)</script> "
    "<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![i](https://evil.test/x.png) \u202eevil\u202c \x1b[31m"
)
SHORT = f"{MARK} <!here> [a](javascript:1) <img src=x onerror=a> \u202e"
LIVE = re.compile(
    r"<(!channel|!here|!everyone|!subteam|@U0EVIL|#C0EVIL|javascript:|mailto:|https?://evil\.test[^>]*\||script|img)"
    r"|[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
ACTS = {"script", "img", "iframe", "object", "svg", "form"}
ENDS = (("resolve", "reopen", "resolve", "close anyway", "archive"), ("cancel", "archive"))  # of one incident each
BEGIN_OR_END = {"start", *(typed.partition(" ")[0] for ends in ENDS for typed in ends)}
OURS = ("https://", "http://127.0.0.1", "#", "mailto:")


class Page(HTMLParser):
    """What a browser would make of a page: whatever acts by itself, and what leads elsewhere than it says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._leads_to = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._leads_to = given.get("href", "")
        acts = tag in ACTS or "src" in given or any(name.startswith("on") for name in given)
        self.found += [tag] * acts + [self._leads_to] * bool(self._leads_to and not self._leads_to.startswith(OURS))

    def handle_data(self, data: str) -> None:
        if "evil.test" in self._leads_to and self._leads_to.removeprefix("mailto:").rstrip("/") != data:
            self.found.append(f"{data} leads to {self._leads_to}")

    def handle_endtag(self, tag: str) -> None:
        self._leads_to = ""


def live(slack: LocalSlack) -> list[str]:
    """What Slack would act upon, of all that the bot sent: its calls, and what only one person was answered."""
    calls = [(call.method, dict(call.args)) for call in slack.calls]
    channels = slack.world.directory.channels.values()
    answers = [("answer", message.body) for channel in channels for message in channel.ephemerals.values()]
    return [
        f"{how}{path}: {text[max(0, found.start() - 30) : found.end() + 30]!r}"
        for how, sent in (*calls, *answers)
        for path, text, is_markdown in _texts(sent)
        for found in [LIVE.search(text)]
        if found or (is_markdown and Page(html.page(text, "")).found)
        if found is not None
    ]


def _texts(value: Any, path: str = "", *, is_markdown: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Every text that Slack renders; of type plain_text it shows all as it is, and values come back to us alone."""
    match value:
        case {"type": "plain_text" | "plain_text_input"}:
            return
        case dict():
            for key, each in value.items():
                if key not in {"value", "private_metadata", "block_id", "action_id"}:
                    yield from _texts(each, f"{path}/{key}", is_markdown=value.get("type") == "markdown")
        case list():
            for each in value:
                yield from _texts(each, path, is_markdown=is_markdown)
        case str():
            yield path, value, is_markdown


@pytest.fixture
async def scene() -> Any:
    """Mal calls themselves something hostile, too."""
    mal = {"name": SHORT, "tz": "Europe/Berlin"}
    async with Stage(people={**CAST, "mal": mal}, opens_at=MORNING, seed=7) as stage:
        await stage.settle()
        yield Scene(stage)


async def reads_everything(scene: Scene, who: str) -> None:
    """Every reading, a shared brief, what a latecomer is told, reminders and questions. There is no App Home."""
    for verb in VERBS:
        if verb.does == "reads":
            await scene.types(who, f"/incident {verb.name}")
    await scene.types(who, "/incident timeline all")
    await scene.types(who, "/incident summary share here")
    await scene.presses(who, "Share")
    await scene.does("joins", "eva", (await scene.channel()).id)
    await scene.after(40)
    await scene.types(who, "/incident resolve done")
    await scene.types(who, "/incident review")


async def acting_exports(scene: Scene) -> list[str]:
    """What acts in an exported page, of either document."""
    documents, words = scene.stage.app.documents, scene.stage.app.words
    found = []
    for page in (await documents.brief(1), await documents.summary(1)):
        told: Any = page.document
        json.loads(document(told))
        text = words.document(told, reader=scene.stage.app.directory.reader(scene.id("mal")))
        found += Page(html.page(text, SHORT)).found
    return found


async def test_typed_behind_every_verb_it_stays_text(scene: Scene) -> None:
    await scene.types("mal", f"/incident start sev2 {SHORT} @ana:logs", where=LOBBY, picks=False)
    await scene.presses("ana", "Accept")
    room = (await scene.channel(1)).id
    for verb in VERBS:
        if verb.does != "reads" and verb.name not in BEGIN_OR_END:
            for typed in (f"{verb.example} {HOSTILE}", f"{verb.name} {HOSTILE}"):
                await scene.types("mal", f"/incident {typed}", where=room, picks=False)
    for said in (HOSTILE, f"@sitrep note {HOSTILE}"):
        ts = await scene.says("mal", said, where=room)
        await scene.does("reacts", "mal", "pushpin", ts, room)
    await reads_everything(scene, "mal")

    assert sum(MARK in str(entry.fact) for entry in await scene.entries()) > len([v for v in VERBS if v.is_record])
    assert [] == live(scene.stage.slack)
    assert [] == await acting_exports(scene)


@pytest.mark.parametrize("ends", ENDS, ids="-".join)
async def test_typed_behind_what_begins_and_ends_an_incident_it_stays_text(scene: Scene, ends: tuple[str, ...]) -> None:
    for title in (HOSTILE, SHORT):  # the longer one is refused
        await scene.types("mal", f"/incident start sev2 {title}", where=LOBBY, picks=False)
    room = (await scene.channel(1)).id
    for plainly in ends:
        verb = plainly.partition(" ")[0]
        for typed in (f"{verb} {HOSTILE}", f"{verb}: {HOSTILE}", plainly):  # as likely chat, the reason, and none
            await scene.types("mal", f"/incident {typed}", where=room, picks=False)
    incident = await scene.incident(1)

    assert incident.archived
    assert any(MARK in fact.why for fact in await scene.facts(f.StatusSet))
    assert [] == live(scene.stage.slack)
    assert [] == await acting_exports(scene)


def hostile(fact: f.Fact) -> f.Fact:
    """The fact with hostile words in every field that people fill, as an old version may have let them in."""
    row = row_of(fact)
    return replace(fact, **{name: HOSTILE[: lengths.CHARS_MAX[lengths.kind_of(row, name)]] for name in row.typed})


async def test_in_every_field_of_the_record_it_stays_text(scene: Scene) -> None:
    await scene.staffed("sev2 Documents missing", logs="ana")
    await scene.types("leo", "/incident invite @mal")
    facts = [hostile(fact) for fact in EXAMPLES if row_of(fact).typed and not isinstance(fact, f.Opened | f.StatusSet)]
    room = (await scene.channel(1)).id
    for place, told in enumerate(facts):
        fact = replace(told, channel=room) if isinstance(told, f.ChannelAdopted) else told
        await scene.stage.app.desk.act(1, lambda _, fact=fact: [fact], by=scene.id("mal"), cause=f"old:{place}")
        await scene.stage.settle()
    await reads_everything(scene, "leo")

    assert {row.kind for row in ROWS if row.typed} - {f.Opened, f.StatusSet} <= {type(fact) for fact in facts}
    assert [] == live(scene.stage.slack)
    assert [] == await acting_exports(scene)
