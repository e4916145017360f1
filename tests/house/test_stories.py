"""Every story can be played as written: its keys are known, its times rise, and whatever it refers to is there."""

import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.grammar import parse, verb_named

STORIES = Path(__file__).parents[2] / "workspace" / "stories"
PATHS = sorted(STORIES.glob("*.yaml"))
ABOUT = {"title", "note", "clock", "people", "steps"}
# What one step does -> what it needs or may have besides `at` and `who`.
DEEDS = {
    "types": (set(), {"as"}),
    "says": (set(), {"as", "in"}),
    "presses": (set(), {"in"}),
    "submits": ({"with"}, {"as"}),
    "reacts": ({"to"}, set()),
    "unreacts": ({"to"}, set()),
    "edits": ({"says"}, set()),
    "deletes": (set(), set()),
}
REPORT_FIELDS = {"conditions", "actions", "needs", "next"}

Step = dict[str, Any]


def deed(step: Step) -> str:
    """The one thing that a step does; an edit also `says` the new words."""
    found = [name for name in DEEDS if name in step and not (name == "says" and "edits" in step)]
    assert len(found) == 1, f"a step does one thing: {step}"
    return found[0]


def minutes(step: Step) -> int:
    found = re.fullmatch(r"(\d+)m", step["at"])
    assert found, f"`at` is minutes since the clock: {step}"
    return int(found[1])


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def story(request: pytest.FixtureRequest) -> Step:
    told: Step = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    return told


def test_the_three_stories_are_there() -> None:
    assert {"carta", "bad-morning", "smoke"} <= {path.stem for path in PATHS}


def test_a_story_says_what_it_is_and_that_it_is_invented(story: Step) -> None:
    assert set(story) == ABOUT
    assert "invented" in story["note"]


def test_the_clock_is_an_instant_in_utc(story: Step) -> None:
    clock = story["clock"]

    assert isinstance(clock, datetime)
    assert clock.tzinfo == UTC


def test_each_step_is_done_by_somebody_of_the_cast(story: Step) -> None:
    strangers = {step["who"] for step in story["steps"]} - set(story["people"])

    assert not strangers


def test_each_step_does_one_thing_with_what_that_needs(story: Step) -> None:
    for step in story["steps"]:
        needs, allows = DEEDS[deed(step)]
        beside = set(step) - {"at", "who", deed(step)}

        assert needs <= beside <= needs | allows, step


def test_time_never_runs_back(story: Step) -> None:
    times = [minutes(step) for step in story["steps"]]

    assert times[0] == 0
    assert all(earlier <= later for earlier, later in pairwise(times))


def test_a_message_is_named_once_and_before_it_is_referred_to(story: Step) -> None:
    named: set[str] = set()
    for step in story["steps"]:
        referred = {step[key] for key in ("in", "to", "edits", "deletes") if key in step}
        assert referred <= named, step
        assert step.get("as") not in named, step
        named |= {step["as"]} if "as" in step else set()


def test_only_the_author_edits_or_deletes_a_message(story: Step) -> None:
    authors = {step["as"]: step["who"] for step in story["steps"] if "as" in step}
    changed = [
        (step["who"], authors[step.get("edits") or step["deletes"]])
        for step in story["steps"]
        if deed(step) in {"edits", "deletes"}
    ]

    assert all(who == author for who, author in changed)


def test_a_reaction_is_taken_off_by_the_one_who_gave_it(story: Step) -> None:
    given: set[tuple[str, str, str]] = set()
    for step in story["steps"]:
        if "reacts" in step:
            given.add((step["who"], step["reacts"], step["to"]))
        if "unreacts" in step:
            given.remove((step["who"], step["unreacts"], step["to"]))


def test_a_report_form_is_filled_with_fields_it_has(story: Step) -> None:
    filled = [step["with"] for step in story["steps"] if step.get("submits") == "report"]

    assert all("conditions" in fields and set(fields) <= REPORT_FIELDS for fields in filled)


def test_names_in_commands_belong_to_the_cast(story: Step) -> None:
    typed = [step["types"] for step in story["steps"] if "types" in step]
    mentioned = {name for line in typed for name in re.findall(r"@(\w+)", line)}

    assert mentioned <= set(story["people"]) | {"Sitrep"}


def test_every_command_is_understood_and_works_already(story: Step) -> None:
    typed = [step["types"] for step in story["steps"] if "types" in step]
    said = [step["says"] for step in story["steps"] if step.get("says", "").startswith("@Sitrep ")]
    verbs = [verb_named(parse(re.sub(r"^(/incident|@Sitrep) ", "", line)).verb) for line in typed + said]

    assert all(verb and verb.here for verb in verbs)


def test_the_story_begins_with_the_declaration(story: Step) -> None:
    assert story["steps"][0]["types"].startswith("/incident start ")
