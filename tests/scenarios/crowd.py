"""A story played twice, alone and in a crowd, and what its pages, its record and its calls of Slack say."""

import asyncio
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from bot.cli.player import Player
from bot.cli.replay import replay
from bot.cli.story import elapsed

Json: TypeAlias = dict[str, Any]

READ_ALONE = ".read-alone.json"
FOLDED = re.compile(r"\*And (.+), not told here\.\*")


def played(story: Path, out: Path, *, beside: Iterable[Json] = (), visitors: Json | None = None) -> Path:
    """The folder in which what came out stands; `beside` are further steps, of these visitors."""
    told = yaml.safe_load(story.read_text("utf-8"))
    told["people"] |= visitors or {}
    told["steps"] = sorted([*told["steps"], *beside], key=lambda step: elapsed(step["at"]))
    path = out / "story.yaml"
    path.write_text(yaml.safe_dump(told, sort_keys=False), "utf-8")

    players: list[Player] = []
    assert 0 == asyncio.run(replay(path, out=out, watch=players.append))
    keep_what_was_read_alone(players[0], out)
    return out


def keep_what_was_read_alone(player: Player, out: Path) -> None:
    """Beside the folder, in which stands only what a story leaves."""
    read = {handle: _told_alone(player, handle) for handle in player.story.people}
    out.with_suffix(READ_ALONE).write_text(json.dumps(read, ensure_ascii=False), "utf-8")


def words(page: Path) -> str:
    """The page without its links to the records, whose numbers move with everybody who comes and goes."""
    addresses_gone = re.sub(r"^\[m?\d+\]: .*$", "", page.read_text("utf-8"), flags=re.MULTILINE)
    return re.sub(r" ?\[m?\d+\]", "", addresses_gone)


def sentences(page: Path) -> list[str]:
    """What the page says, but for how many records its timeline folds, which grows with everybody who comes."""
    said = re.split(r"(?<=\.)\s+|\n", words(page))
    return [one for one in said if one.strip() and not FOLDED.fullmatch(one)]


def folded(page: Path) -> list[str]:
    """Of the records that the timeline folds, how many there are of each kind."""
    (counted,) = (found[1] for line in words(page).splitlines() if (found := FOLDED.fullmatch(line)))
    return re.split(r", | and ", counted)


def pages(out: Path) -> dict[str, Path]:
    return {path.name: path for path in [*(out / "briefs").iterdir(), out / "summary.md"]}


def missing(alone: Path, beside: Path) -> list[str]:
    """What a page says alone and no longer says in the crowd."""
    there = {name: set(sentences(page)) for name, page in pages(beside).items()}
    return [said for name, page in pages(alone).items() for said in sentences(page) if said not in there[name]]


def entries(out: Path) -> list[Json]:
    """The record, without the numbers of its entries."""
    told = _lines(out / "logbook.jsonl")
    return [{key: value for key, value in entry.items() if key not in {"seq", "channel", "ts"}} for entry in told]


def room(out: Path) -> str:
    """The id of the incident's channel."""
    found: str = next(entry["channel"] for entry in _lines(out / "logbook.jsonl") if entry["fact"] == "ChannelReady")
    return found


def read_alone(out: Path, who: str) -> list[str]:
    """What the bot said to this person and to nobody else."""
    found: list[str] = json.loads(out.with_suffix(READ_ALONE).read_text("utf-8"))[who]
    return found


def _told_alone(player: Player, who: str) -> list[str]:
    slack, person = player.stage.slack, player.stage.user_id(who)
    channels = slack.world.directory.channels.values()
    direct = [m for c in channels if set(c.members) == {person, slack.bot_user_id} for m in c.messages.values()]
    whispered = [m for c in channels for m in c.ephemerals.values() if m.ephemeral_to == person]
    return [message.text for message in [*direct, *whispered] if message.author == slack.bot_user_id]


def calls(out: Path, *methods: str) -> list[Json]:
    """What Slack took of these methods."""
    told = _lines(out / "slack-calls.jsonl")
    return [call for call in told if call["ok"] and call["method"] in methods]


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def top_level(out: Path) -> list[Json]:
    """Each line of the bot in the channel itself: its posts, and Slack's lines about its topics and pins."""
    own = [call for call in calls(out, "chat.postMessage") if _stands_in_the_channel(call["args"])]
    lines = [*own, *calls(out, "conversations.setTopic", "pins.add")]
    return [call for call in lines if call["args"]["channel"] == room(out)]


def _stands_in_the_channel(args: Json) -> bool:
    return not args.get("thread_ts") or bool(args.get("reply_broadcast"))
