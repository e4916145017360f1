"""Stories played to their end: what a crowded channel leaves, and what is left when nothing opened or a step failed."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml

from bot.cli.replay import NO_INCIDENT, replay
from tests.scenarios.conftest import Played

CROWDED = Path(__file__).parents[2] / "workspace" / "stories" / "crowded.yaml"
PEOPLE = {"leo": "Leo Varga", "ana": "Ana Brandt", "bo": "Bo Lindqvist"}
READ_ALONE = "read-alone.json"  # what the fixture keeps beside what a replay writes
START = {"at": "0m", "who": "leo", "types": "/incident start sev2 Documents missing @ana:logs"}
ASKED = {"at": "1m", "who": "ana", "types": "/incident summary"}
ACCEPTED = {"at": "1m", "who": "ana", "presses": "Accept"}

Json: TypeAlias = dict[str, Any]


@pytest.fixture(scope="module")
def out(play: Played) -> Path:
    return play(CROWDED)


def lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def shown(out: Path, channel: str) -> str:
    """What stands in one channel at the end: its part of the first half of channel.txt."""
    told = (out / "channel.txt").read_text("utf-8").partition("As it came, minute by minute")[0]
    parts = re.split(r"^(?=#|Direct message)", told, flags=re.MULTILINE)
    return next(part for part in parts if part.startswith(channel))


def unfolded(out: Path, step: str) -> str:
    """What this step showed, as it came."""
    came = (out / "channel.txt").read_text("utf-8").partition("As it came, minute by minute")[2]
    return next(part for part in came.split("\n\n") if step in part.splitlines()[0])


def timeline(out: Path) -> str:
    return (out / "summary.md").read_text("utf-8").partition("## Timeline")[2].partition("## What we believed")[0]


async def played(tmp_path: Path, *steps: Json, code: int = 0, **people: Any) -> Path:
    path = tmp_path / "story.yaml"
    about = {"title": "T", "clock": "2026-05-14T09:00:00Z", "people": PEOPLE | people}
    path.write_text(yaml.safe_dump(about | {"steps": list(steps)}, sort_keys=False), "utf-8")
    assert code == await replay(path, out=tmp_path / "out")
    return tmp_path / "out"


def test_twice_the_same_bytes_although_slack_failed(out: Path, tmp_path: Path) -> None:
    assert 0 == asyncio.run(replay(CROWDED, out=tmp_path))
    once, again = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*") if path.name != READ_ALONE}
        for folder in (out, tmp_path)
    )

    assert once == again


def test_another_app_posts_where_it_is_no_member_and_is_answered_in_its_thread(out: Path) -> None:
    general = shown(out, "#general")

    assert "14:00 probe: [FIRING] label-print: 0 labels per minute for 10 min" in general
    assert "    14:01 max: the packing hall here: nothing comes out of any printer" in general
    assert "probe has joined" not in (out / "channel.txt").read_text("utf-8")


def test_what_an_app_posts_without_a_text_is_seen_and_so_is_its_edit(out: Path) -> None:
    assert "3,120 jobs rejected by the printers" in unfolded(out, "Label Probe says label-print")
    assert "14:05 probe: [RESOLVED] label-print" in shown(out, "#inc-1")
    assert "printer-driver 4.0 → all halls: started" in unfolded(out, "Ship Wheel says (blocks)")
    assert "14:26 ship: printer-driver 4.0 → all halls: done" in shown(out, "#inc-1")


def test_people_join_leave_and_join_again_when_they_speak(out: Path) -> None:
    came = [line for line in shown(out, "#inc-1").splitlines() if "max: @max has" in line]

    assert ["14:04 max: @max has joined the channel", "14:11 max: @max has left the channel"] == came[:2]
    assert ["14:31 max: @max has joined the channel"] == came[2:]


def test_files_come_with_and_without_words(out: Path) -> None:
    channel = shown(out, "#inc-1")

    assert "14:06 jon: rejected jobs, they begin at 13:41\n    (file rejected-jobs.png)" in channel
    assert "    14:07 ida: (file driver.log)\n        (file versions.txt)" in channel


def test_slacks_own_pin_is_put_on_and_taken_off(out: Path) -> None:
    channel = shown(out, "#inc-1")

    assert 2 == channel.count("jon: @jon pinned a message to this channel.")
    assert 1 == channel.count("(pinned by jon)")


def test_the_timeline_has_what_is_marked_and_standing(out: Path) -> None:
    told = timeline(out)

    assert "Forty parcels of Harbour Books wait in hall 1" in told
    assert "and so did the next twenty" in told
    assert "a quiet day" not in told
    assert "hunter2" not in (out / "summary.md").read_text("utf-8")


def test_a_name_that_is_not_picked_stays_as_typed(out: Path) -> None:
    assert "14:11 max: @nora I am in the hall, call me there" in shown(out, "#inc-1")


def test_what_is_refused_for_a_while_arrives_when_slack_said_it_may(out: Path) -> None:
    posts = [call for call in lines(out / "slack-calls.jsonl") if call["method"] == "chat.postMessage"]
    refused = [call["at"] for call in posts if call["error"] == "ratelimited"]
    told = next(call["at"] for call in posts if "customer at stake" in call["args"].get("text", ""))

    assert ["2026-09-08T12:12:00+00:00", "2026-09-08T12:12:30+00:00"] == refused
    assert "2026-09-08T12:13:00+00:00" == told


def test_what_was_said_while_slack_was_away_is_in_the_record_as_of_then(out: Path) -> None:
    assert "I could not hear Slack" in shown(out, "#inc-1")
    assert "[14:19]" in next(row for row in timeline(out).splitlines() if "driver 4.0 on one printer" in row)


def test_a_brief_is_kept_for_each_that_was_asked_for_in_words_or_by_command(out: Path) -> None:
    briefs = {path.name: path.read_text("utf-8") for path in (out / "briefs").iterdir()}

    assert {"01-1216.md", "02-1302.md"} == set(briefs)
    assert "Investigating" in briefs["01-1216.md"]
    assert "Resolved" in briefs["02-1302.md"]
    assert "14:16 sitrep (Only visible to vp): INC-1" in shown(out, "Direct message: sitrep, vp")
    assert "15:02 sitrep (Only visible to vp): INC-1" in shown(out, "#general")


async def test_a_story_that_opens_no_incident_ends_well_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "summary.md").write_text("of another story")
    out = await played(tmp_path, {"at": "0m", "who": "leo", "says": "is the filing page slow?"}, ASKED)

    assert NO_INCIDENT in capsys.readouterr().out
    assert "11:00 leo: is the filing page slow?" in shown(out, "#general")
    assert "No incident is open here" in shown(out, "#general")
    assert "" == (out / "logbook.jsonl").read_text("utf-8")
    assert [] == [*out.glob("summary.*"), *(out / "briefs").iterdir()]


async def test_an_incident_of_weeks_is_found_again_and_the_days_are_told(tmp_path: Path) -> None:
    out = await played(
        tmp_path,
        {"at": "0m", "who": "leo", "types": "/incident start sev4 Documents missing"},  # nobody owes a report meanwhile
        {"at": "21d", "who": "leo", "types": "/incident resolve the last of them is found"},
        {"at": "21d1h", "who": "bo", "types": "/incident summary", "where": "general"},
        {"at": "35d", "who": "bo", "types": "/incident summary INC-1", "where": "general"},
    )
    briefs = sorted((out / "briefs").iterdir())

    assert 2 == len(briefs)
    assert all("Resolved" in path.read_text("utf-8") for path in briefs)
    assert "resolved" in [entry["status"] for entry in lines(out / "logbook.jsonl") if "status" in entry]
    assert "INC-1 · Documents missing" in unfolded(out, "Thu 04 Jun, 12:00  Bo Lindqvist types /incident summary")


async def test_a_step_that_cannot_be_done_ends_the_story_with_what_was_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = await played(tmp_path, START, ACCEPTED | {"presses": "Refuse"}, code=1)
    told = capsys.readouterr().err

    assert told.startswith(f"{tmp_path / 'story.yaml'}, step 2 (11:01  Ana Brandt presses Refuse): ana sees nothing")
    assert "Accept" in told
    assert "#inc-1-documents-missing" in (out / "channel.txt").read_text("utf-8")
    assert (out / "summary.md").exists()


async def test_the_channel_of_an_incident_that_is_not_there_yet_cannot_be_joined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await played(tmp_path, {"at": "0m", "who": "bo", "joins": "the channel"}, code=1)

    assert "There is no incident yet whose channel it could be." in capsys.readouterr().err


async def test_a_channel_is_made_by_its_first_use_and_everybody_is_in_it(tmp_path: Path) -> None:
    out = await played(
        tmp_path,
        {"at": "0m", "who": "bo", "says": "is anybody filing?", "where": "filing-team", "as": "asked"},
        {"at": "1m", "who": "ana", "says": "since nine", "in": "asked"},
    )

    assert "#filing-team\n11:00 bo: is anybody filing?\n    11:01 ana: since nine" in shown(out, "#filing-team")


async def test_what_a_person_reads_about_a_form_is_told_as_it_came(tmp_path: Path) -> None:
    report = {"at": "2m", "who": "ana", "submits": "report", "with": {"conditions": "x", "next_min": "soon"}}
    out = await played(tmp_path, START, ACCEPTED, report)

    assert "I do not read that as a time" in unfolded(out, "Ana Brandt fills the form report")
    assert [] == [entry for entry in lines(out / "logbook.jsonl") if entry["fact"] == "Reported"]
