"""`sitrep replay`: play a story against the unmodified bot in a fresh local Slack, and write what came out.

Law: the same story gives the same bytes. Outputs hold what people saw and what was recorded, nothing else.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from bot.cli.screen_diff import Watching, told
from bot.cli.simulation import LOBBY, Stage
from bot.render.out import html
from bot.render.out import json as json_out
from bot.store import codec
from bot.story.brief import Brief
from bot.story.summary import Summary

AS_IT_CAME = "As it came, minute by minute: what people did, what that showed, and (~) what it changed"

# What the bot asks beside its effects, at the same moment of the story; told behind them, as nothing waits for it.
BESIDE = frozenset(
    {"users.info", "users.list", "reactions.add", "reactions.remove", "chat.postEphemeral", "views.open"}
)

Step: TypeAlias = Mapping[str, Any]
ACTS = ("types", "says", "presses", "submits", "reacts", "unreacts", "edits", "deletes", "opens", "picks")


class BadStory(ValueError):  # noqa: N818 - what is so
    """The story cannot be played; the message names the step."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story as its file tells it: who is in it, when it begins, and what each person does after how many minutes."""

    title: str
    opens_at: datetime
    people: Mapping[str, Any]
    steps: Sequence[Step]

    @classmethod
    def read(cls, path: Path) -> "Story":
        told = yaml.safe_load(path.read_text("utf-8"))
        opens_at = told["clock"]
        if isinstance(opens_at, str):
            opens_at = datetime.fromisoformat(opens_at)
        steps = [dict(step, at_min=_minutes(step["at"])) for step in told["steps"]]
        return cls(told["title"], opens_at.astimezone(UTC), told["people"], steps)


@dataclass(slots=True)
class Player:
    """Plays the steps of a story on a stage. `watchers` are told after each step, and after each turn of the clock."""

    stage: Stage
    story: Story
    watchers: list[Callable[[Step | None], Awaitable[None]]] = field(default_factory=list)
    briefs: list[tuple[datetime, str]] = field(default_factory=list)
    messages: dict[str, tuple[str, str]] = field(default_factory=dict)  # a step's name -> (channel, ts)
    _watching: Watching = field(default_factory=Watching)
    _unfolded: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watchers.append(self._look)

    @property
    def unfolded(self) -> str:
        """What people did and saw, in the order in which it came, edits included."""
        return "\n".join(self._unfolded)

    async def _look(self, step: Step | None) -> None:
        if step is not None:
            self._unfolded += ["", self.told(step)]
        changes = self._watching.changes(self.stage.transcript())
        self._unfolded += [f"         {line}" for line, _ in changes]

    async def play(self) -> None:
        for number, step in enumerate(self.story.steps, start=1):
            await self._turn(self.story.opens_at + timedelta(minutes=step["at_min"]))
            try:
                await self._act(step)
            except Exception as failure:
                raise BadStory(f"step {number}, at {step['at']}, {step['who']}: {failure}") from failure
            await self.stage.settle()
            await self._watched(step)

    def told(self, step: Step) -> str:
        """The step as a sentence, in the time of the story's first person."""
        person = self.story.people[step["who"]]
        name = str(person["name"] if isinstance(person, Mapping) else person)
        return told(step, name=name, opens_at=self.story.opens_at, zone=self.stage.zone)

    async def _watched(self, step: Step | None) -> None:
        for watcher in self.watchers:
            await watcher(step)

    async def _turn(self, to: datetime) -> None:
        await self.stage.turn(to)
        await self._watched(None)

    async def _act(self, step: Step) -> None:
        who, people = step["who"], self.stage.slack.people
        place = await self._place(who)
        match next(act for act in ACTS if act in step and not (act == "says" and "edits" in step)):
            case "types":
                await people.types(who, step["types"], channel=place, picks=not step.get("raw", False))
                await self._keep_brief(step["types"], who)
            case "says":
                channel, thread = self.messages[step["in"]] if "in" in step else (place, None)
                ts = await people.says(who, step["says"], channel=channel, thread=thread)
                if "as" in step:
                    self.messages[step["as"]] = (channel, ts)
            case "presses":
                await people.presses(who, step["presses"], channel=step.get("on"))
            case "submits":
                await self._submit(who, step, place)
            case "reacts":
                channel, ts = self.messages[step["to"]]
                await people.reacts(who, step["reacts"], ts=ts, channel=channel)
            case "unreacts":
                channel, ts = self.messages[step["to"]]
                await people.unreacts(who, step["unreacts"], ts=ts, channel=channel)
            case "edits":
                channel, ts = self.messages[step["edits"]]
                await people.edits(who, ts=ts, text=step["says"], channel=channel)
            case "deletes":
                channel, ts = self.messages[step["deletes"]]
                await people.deletes(who, ts=ts, channel=channel)

    async def _submit(self, who: str, step: Step, place: str) -> None:
        """A form is opened by its command, unless a button has opened it already."""
        people = self.stage.slack.people
        if not self.stage.has_form(who):
            await people.types(who, f"/incident {step['submits']}", channel=place)
            await self.stage.settle()
        await people.submits(who, step["submits"], step["with"])

    async def _place(self, who: str) -> str:
        """Where the person is: in the incident's channel once they are in it, else where everybody is."""
        row = await self.incident()
        if row is not None and row.channel and self.stage.is_member(row.channel, who):
            return str(row.channel)
        return LOBBY

    async def incident(self) -> Any:
        """The story's incident: the last one opened; None before there is one."""
        rows = await self.stage.app.desk.recent_incidents() + await self.stage.app.desk.open_incidents()
        return max(rows, key=lambda row: row.number, default=None)

    async def _keep_brief(self, typed: str, who: str) -> None:
        words = typed.removeprefix("/incident").split()
        row = await self.incident()
        if row is not None and words[:1] in (["summary"], ["brief"]):
            reader = self.stage.user_id(who)
            page = await self.stage.app.documents.brief(row.number)
            self.briefs.append((self.stage.clock.now(), _markdown(self.stage, page.document, reader)))


async def replay(story_path: Path, *, out: Path) -> int:
    """Play the story and write every output into `out`; 0 only if the whole story played."""
    story = Story.read(story_path)
    async with Stage(people=story.people, opens_at=story.opens_at) as stage:
        player = Player(stage, story)
        await player.play()
        await write(player, out)
    return 0


async def write(player: Player, out: Path) -> None:
    """The outputs of a story that has played."""
    stage, row = player.stage, await player.incident()
    (out / "briefs").mkdir(parents=True, exist_ok=True)
    for old in (out / "briefs").glob("*.md"):
        old.unlink()
    for number, (at, brief) in enumerate(player.briefs, start=1):
        (out / "briefs" / f"{number:02}-{at:%H%M}.md").write_text(f"{brief}\n", "utf-8")
    page = await stage.app.documents.summary(row.number)
    summary = _markdown(stage, page.document, row.declarer)
    (out / "summary.md").write_text(f"{summary}\n", "utf-8")
    (out / "summary.html").write_text(html.page(summary, title=f"INC-{row.number}"), "utf-8")
    (out / "summary.json").write_text(json_out.document(page.document), "utf-8")
    (out / "channel.txt").write_text(f"{stage.transcript()}\n{AS_IT_CAME}\n{player.unfolded}\n", "utf-8")
    entries = await stage.app.desk.entries(row.number)
    _write_lines(out / "logbook.jsonl", [_entry(entry) for entry in entries])
    calls = sorted(stage.slack.calls, key=lambda call: (call.at, call.method in BESIDE))
    _write_lines(out / "slack-calls.jsonl", [_call(call) for call in calls])


def _markdown(stage: Stage, told: Brief | Summary, reader: str) -> str:
    return stage.app.words.document(told, voice=stage.app.directory.voice(reader))


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
        "args": call.args,
        "ok": call.ok,
        "error": call.error,
        "ms": call.ms,
    }


def _write_lines(path: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), "utf-8")


def _minutes(at: str | float) -> float:
    """`9m`, `1h05m`, `90s` or a bare number of minutes."""
    if not isinstance(at, str):
        return float(at)
    total, digits = 0.0, ""
    for char in at.strip():
        if char.isdigit() or char == ".":
            digits += char
        else:
            total += float(digits) * {"h": 60, "m": 1, "s": 1 / 60}[char]
            digits = ""
    return total
