"""`sitrep replay`: play a story against the unmodified bot in a fresh local Slack, and write what came out.

Law: the same story gives the same bytes. Outputs hold what people saw and what was recorded, nothing else.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.cli.player import Player, Stopped
from bot.cli.simulation import Stage
from bot.cli.story import BadStory, Story
from bot.render.out import json as json_out
from bot.store import codec

AS_IT_CAME = "As it came, minute by minute: what people did, what that showed, and (~) what it changed"
NO_INCIDENT = "No incident was opened in this story: what people saw is in channel.txt, and there is nothing to sum up."

# What the bot asks beside its effects, at the same moment of the story; told behind them and in the order of its names,
# for nothing waits for it.
BESIDE = frozenset(
    {
        "users.info", "users.list", "reactions.add", "reactions.remove", "chat.postEphemeral", "views.open",
        "apps.connections.open",  # tried again and again while something else asks whether Slack is there at all
    }
)  # fmt: skip


async def replay(story_path: Path, *, out: Path, watch: Callable[[Player], None] = lambda _: None) -> int:
    """Play the story and write what came out into `out`; `watch` gets the player before it begins.

    0 if the whole story played; 1 if a step could not be done and 2 if the file is no story, each with a sentence why.
    """
    try:
        story = Story.read(story_path)
    except BadStory as wrong:
        print(wrong, file=sys.stderr)
        return 2
    async with Stage(people=story.people, opens_at=story.opens_at) as stage:
        player = Player(stage, story)
        watch(player)
        try:
            await player.play()
        except Stopped as stopped:
            print(f"{story_path}, {stopped}", file=sys.stderr)
        await write(player, out)
    return 0 if player.is_through else 1


async def write(player: Player, out: Path) -> None:
    """The outputs of a story as far as it has played; what an earlier one left there goes."""
    stage, row = player.stage, await player.incident()
    _clear(out)
    briefs = [(brief.at, brief.text) for brief in player.briefs]
    for folder, pages in (("briefs", briefs), ("sheets", player.sheets)):
        for number, (at, page) in enumerate(pages, start=1):
            (out / folder / f"{number:02}-{at:%H%M}.md").write_text(f"{page}\n", "utf-8")
    (out / "channel.txt").write_text(f"{stage.transcript()}\n{AS_IT_CAME}\n{player.unfolded}\n", "utf-8")
    entries = await stage.app.desk.entries(row.number) if row is not None else ()
    _write_lines(out / "logbook.jsonl", [_entry(entry) for entry in entries])
    calls = sorted(stage.slack.calls, key=lambda call: (call.at, call.method if call.method in BESIDE else ""))
    _write_lines(out / "slack-calls.jsonl", [_call(call) for call in calls])
    if row is None:
        print(NO_INCIDENT)
        return
    summary = (await stage.app.documents.summary(row.number)).document
    markdown = stage.app.markdown(summary, reader=row.declarer)
    (out / "summary.md").write_text(f"{markdown}\n", "utf-8")
    page, glance = await stage.app.exported(row.number, reader=row.declarer)
    (out / "summary.html").write_text(page, "utf-8")
    (out / "glance.svg").write_text(glance, "utf-8")
    (out / "summary.json").write_text(json_out.document(summary), "utf-8")


def _clear(out: Path) -> None:
    """The folder, without what this story may not write anew."""
    for folder in ("briefs", "sheets"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for old in [*out.glob("briefs/*.md"), *out.glob("sheets/*.md"), *out.glob("summary.*"), *out.glob("glance.svg")]:
        old.unlink()


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "by": entry.by,
        "fact": codec.name_of(entry.fact),
        **codec.fields(entry.fact),
    }


def _call(call: Any) -> dict[str, Any]:
    """A line per Web API call. `ms` is of the story's clock, which stands still during a call unless Slack is slow."""
    return {
        "at": call.at.isoformat(),
        "method": call.method,
        "args": dict(call.args),
        "ok": call.ok,
        "error": call.error,
        "ms": call.ms,
    }


def _write_lines(path: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), "utf-8")
